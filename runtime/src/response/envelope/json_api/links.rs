//! Links ([jsonapi.org, "Links"](https://jsonapi.org/format/1.1/#document-links)).

use std::fmt;

use serde::Deserialize;
use serde::de::{Deserializer, IgnoredAny, MapAccess, Visitor};

use super::{Json, Members};

/// Links by their name; a link that is null, or that is neither text nor object, is not there.
#[derive(Debug, Clone, Default)]
pub struct Links(Members<Link>);

/// A link: a URL, relative or absolute, and what may come with it.
#[derive(Clone)]
#[non_exhaustive]
pub struct Link {
    /// The URL as it came; [`BaseUrl::resolve`](crate::BaseUrl::resolve) says what it means.
    pub href: String,
    /// What the API says beyond the specification.
    pub meta: Option<Json>,
}

impl Links {
    /// The link of this name.
    pub fn get(&self, name: &str) -> Option<&Link> {
        self.0.get(name)
    }

    /// The URL of the link of this name.
    pub fn href(&self, name: &str) -> Option<&str> {
        self.get(name).map(|link| link.href.as_str())
    }

    /// All links, by name.
    pub fn iter(&self) -> impl Iterator<Item = (&str, &Link)> {
        self.0.iter().map(|(name, link)| (name.as_str(), link))
    }
}

/// The URL without its query, which may be a signature.
impl fmt::Debug for Link {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self.href.split_once(['?', '#']) {
            Some((path, _)) => write!(f, "Link({path}?[redacted])"),
            None => write!(f, "Link({})", self.href),
        }
    }
}

impl<'de> Deserialize<'de> for Links {
    fn deserialize<D: Deserializer<'de>>(deserializer: D) -> Result<Self, D::Error> {
        let members = Members::<Loose>::deserialize(deserializer)?;
        Ok(Self(
            members
                .into_iter()
                .filter_map(|(name, Loose(link))| Some((name, link?)))
                .collect(),
        ))
    }
}

/// A link in any of its forms.
struct Loose(Option<Link>);

impl<'de> Deserialize<'de> for Loose {
    fn deserialize<D: Deserializer<'de>>(deserializer: D) -> Result<Self, D::Error> {
        deserializer.deserialize_any(LooseVisitor).map(Loose)
    }
}

struct LooseVisitor;

impl<'de> Visitor<'de> for LooseVisitor {
    type Value = Option<Link>;

    fn expecting(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str("a link: text, an object with `href`, or null")
    }

    fn visit_str<E>(self, href: &str) -> Result<Option<Link>, E> {
        Ok(Some(Link {
            href: href.to_owned(),
            meta: None,
        }))
    }

    fn visit_map<A: MapAccess<'de>>(self, mut map: A) -> Result<Option<Link>, A::Error> {
        let (mut href, mut meta) = (None, None);
        while let Some(key) = map.next_key::<String>()? {
            match key.as_str() {
                "href" => href = map.next_value::<Option<String>>()?,
                "meta" => meta = map.next_value()?,
                _ => drop(map.next_value::<IgnoredAny>()?),
            }
        }
        Ok(href.map(|href| Link { href, meta }))
    }

    fn visit_unit<E>(self) -> Result<Option<Link>, E> {
        Ok(None)
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_link_shows_no_query() {
        let links: Links = serde_json::from_str(
            r#"{"self":"/a?token=hunter2","next":{"href":"/b","describedby":"x"}}"#,
        )
        .unwrap();
        assert!(!format!("{links:?}").contains("hunter2"));
        assert_eq!(links.iter().count(), 2);
    }
}
