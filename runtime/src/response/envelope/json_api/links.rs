//! Links ([jsonapi.org, "Links"](https://jsonapi.org/format/1.1/#document-links)).

use std::fmt;

use serde::Deserialize;
use serde::de::value::MapAccessDeserializer;
use serde::de::{Deserializer, MapAccess};

use super::Json;
use super::few::Few;
use crate::response::location::shown;
use crate::response::loose::{self, Taste};

/// Links by their name; a link that is null, or that is neither text nor object with `href`, is not
/// there.
#[derive(Debug, Clone, Default)]
pub struct Links(Few<Link>);

/// A link: a URL, relative or absolute, and what may come with it.
#[derive(Clone)]
#[non_exhaustive]
pub struct Link {
    /// The URL as it came; [`Client::resolve`](crate::Client::resolve) says what it means.
    pub href: String,
    /// Most links are no more than their URL.
    details: Option<Box<Details>>,
}

#[derive(Clone, Default)]
struct Details {
    rel: Option<String>,
    describedby: Option<Link>,
    title: Option<String>,
    media_type: Option<String>,
    hreflang: Vec<String>,
    meta: Option<Json>,
}

impl Link {
    /// How the target relates to what holds the link.
    pub fn rel(&self) -> Option<&str> {
        self.details.as_ref()?.rel.as_deref()
    }

    /// A description of the target, as a JSON Schema.
    pub fn describedby(&self) -> Option<&Link> {
        self.details.as_ref()?.describedby.as_ref()
    }

    /// What the target may be called in front of people.
    pub fn title(&self) -> Option<&str> {
        self.details.as_ref()?.title.as_deref()
    }

    /// The target's media type, which JSON calls `type`.
    pub fn media_type(&self) -> Option<&str> {
        self.details.as_ref()?.media_type.as_deref()
    }

    /// The target's languages.
    pub fn hreflang(&self) -> &[String] {
        match &self.details {
            Some(details) => &details.hreflang,
            None => &[],
        }
    }

    /// What the API says beyond the specification.
    pub fn meta(&self) -> Option<&Json> {
        self.details.as_ref()?.meta.as_ref()
    }
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

    /// All links with their names, in the document's order.
    pub fn iter(&self) -> impl Iterator<Item = (&str, &Link)> {
        self.0.iter()
    }

    /// Whether there is none.
    pub fn is_empty(&self) -> bool {
        self.0.is_empty()
    }
}

/// The URL without its query, which may be a signature.
impl fmt::Debug for Link {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "Link({})", shown(&self.href))
    }
}

impl<'de> Deserialize<'de> for Links {
    fn deserialize<D: Deserializer<'de>>(deserializer: D) -> Result<Self, D::Error> {
        loose::read(deserializer, ByName).map(Self)
    }
}

struct ByName;

impl<'de> Taste<'de> for ByName {
    type Value = Few<Link>;

    fn object<A: MapAccess<'de>>(self, mut object: A) -> Result<Few<Link>, A::Error> {
        let mut links = Few::default();
        while let Some((name, Loose(link))) = object.next_entry()? {
            if let Some(link) = link {
                links.push(name, link);
            }
        }
        Ok(links)
    }
}

/// A link in any of its forms.
#[derive(Default)]
struct Loose(Option<Link>);

impl<'de> Deserialize<'de> for Loose {
    fn deserialize<D: Deserializer<'de>>(deserializer: D) -> Result<Self, D::Error> {
        loose::read(deserializer, AnyForm).map(Self)
    }
}

struct AnyForm;

impl<'de> Taste<'de> for AnyForm {
    type Value = Option<Link>;

    fn text(self, href: &str) -> Option<Link> {
        Some(Link {
            href: href.to_owned(),
            details: None,
        })
    }

    fn object<A: MapAccess<'de>>(self, object: A) -> Result<Option<Link>, A::Error> {
        LinkObject::deserialize(MapAccessDeserializer::new(object)).map(LinkObject::into_link)
    }
}

#[derive(Default, Deserialize)]
#[serde(default)]
struct LinkObject {
    #[serde(deserialize_with = "loose::text")]
    href: Option<String>,
    #[serde(deserialize_with = "loose::text")]
    rel: Option<String>,
    describedby: Loose,
    #[serde(deserialize_with = "loose::text")]
    title: Option<String>,
    #[serde(rename = "type", deserialize_with = "loose::text")]
    media_type: Option<String>,
    #[serde(deserialize_with = "loose::texts")]
    hreflang: Vec<String>,
    meta: Option<Json>,
}

impl LinkObject {
    fn into_link(self) -> Option<Link> {
        let details = Details {
            rel: self.rel,
            describedby: self.describedby.0,
            title: self.title,
            media_type: self.media_type,
            hreflang: self.hreflang,
            meta: self.meta,
        };
        Some(Link {
            href: self.href?,
            details: Some(Box::new(details)),
        })
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn links(json: &str) -> Links {
        serde_json::from_str(json).unwrap()
    }

    #[test]
    fn a_link_shows_no_query() {
        let links =
            links(r#"{"self":"/a?token=hunter2","next":{"href":"/b","describedby":"/c?hunter2"}}"#);
        assert!(!format!("{links:?}").contains("hunter2"));
        assert_eq!(links.iter().count(), 2);
    }

    #[test]
    fn a_link_object_has_all_its_members() {
        let links = links(
            r#"{"x":{"href":"/b","rel":"next","title":"More","type":"text/html","hreflang":["en","de"],
                "describedby":{"href":"/schema","title":"Schema"},"meta":{"count":10},"ext:y":1,"@z":[]}}"#,
        );
        let link = links.get("x").unwrap();
        assert_eq!((link.rel(), link.title()), (Some("next"), Some("More")));
        assert_eq!(
            (link.media_type(), link.hreflang().len()),
            (Some("text/html"), 2)
        );
        assert_eq!(link.describedby().unwrap().href, "/schema");
        assert_eq!(link.meta().unwrap().text(), r#"{"count":10}"#);
    }

    #[test]
    fn what_is_no_link_is_not_there() {
        for json in [
            "null",
            "[]",
            "3",
            "\"x\"",
            r#"{"a":null,"b":3,"c":[],"d":{},"e":{"href":null},"f":{"href":7},"g":true}"#,
        ] {
            assert!(links(json).is_empty(), "{json}");
        }
    }

    #[test]
    fn an_odd_member_does_not_cost_the_link() {
        let links = links(
            r#"{"a":{"href":"/a","rel":1,"title":[],"type":null,"hreflang":"en","describedby":7}}"#,
        );
        let link = links.get("a").unwrap();
        assert_eq!(
            (link.href.as_str(), link.hreflang()),
            ("/a", &["en".to_owned()][..])
        );
        assert!(link.rel().is_none() && link.describedby().is_none());
    }
}
