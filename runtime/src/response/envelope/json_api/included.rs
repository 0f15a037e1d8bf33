//! Resources beside the primary data ([jsonapi.org, "Compound
//! Documents"](https://jsonapi.org/format/1.1/#document-compound-documents)).

use std::borrow::Cow;
use std::collections::HashMap;
use std::fmt;
use std::ops::Deref;
use std::sync::{Arc, OnceLock};

use serde::Deserialize;
use serde::de::{DeserializeOwned, Deserializer};

use super::{Identifier, Json};
use crate::auth::Secret;
use crate::auth::secret::{self, redact};
use crate::error::{CallError, ErrorKind};
use crate::response::locate::{self, Location};

/// The resources that a document's data refers to, not read yet; derefs to the list of them.
///
/// They are found by type and id. What it takes is worked out when the first is looked up.
///
/// ```
/// use endpoint::json_api::{Identifier, Included, Resource};
/// use serde::Deserialize;
///
/// #[derive(Deserialize)]
/// struct Person { name: String }
///
/// let included: Included = serde_json::from_str(r#"[
///     {"type": "people", "id": "9", "attributes": {"name": "Dan"}}
/// ]"#)?;
/// let author = included.get::<Resource<Person>>(&Identifier::new("people", "9"))?;
/// assert_eq!(author.map(|author| author.attributes.name).as_deref(), Some("Dan"));
/// # Ok::<(), Box<dyn std::error::Error>>(())
/// ```
#[derive(Clone, Default)]
pub struct Included {
    resources: Vec<Json>,
    index: OnceLock<Index>,
    /// What an error must not repeat.
    secrets: Arc<[Secret]>,
}

/// Places in the list, by type and then by id.
type Index = HashMap<Box<str>, HashMap<Box<str>, usize>>;

impl Included {
    /// The resource of this type and id, read as a `T`, as [`Resource<..>`](super::Resource);
    /// `None` where it is not included.
    ///
    /// # Errors
    /// [`ErrorKind::Decode`] where it does not fit the type, with its path inside the document.
    pub fn get<T: DeserializeOwned>(
        &self,
        identifier: &Identifier,
    ) -> Result<Option<T>, CallError> {
        let Some(place) = self.place(&identifier.kind, &identifier.id) else {
            return Ok(None);
        };
        self.read(place).map(Some)
    }

    /// All resources of this type, in the document's order, each read as a `T`.
    pub fn of_kind<T: DeserializeOwned>(
        &self,
        kind: &str,
    ) -> impl Iterator<Item = Result<T, CallError>> {
        let mut places: Vec<usize> = self
            .index()
            .get(kind)
            .map(|ids| ids.values().copied().collect())
            .unwrap_or_default();
        places.sort_unstable();
        places.into_iter().map(|place| self.read(place))
    }

    /// The resource of this type and id, unread.
    pub fn find(&self, kind: &str, id: &str) -> Option<&Json> {
        self.resources.get(self.place(kind, id)?)
    }

    fn read<T: DeserializeOwned>(&self, place: usize) -> Result<T, CallError> {
        let text = self.resources.get(place).map_or("null", Json::text);
        serde_json::from_str(text).map_err(|error| self.does_not_fit(&error, place, text))
    }

    fn place(&self, kind: &str, id: &str) -> Option<usize> {
        self.index().get(kind)?.get(id).copied()
    }

    fn index(&self) -> &Index {
        self.index.get_or_init(|| index(&self.resources))
    }

    fn does_not_fit(&self, error: &serde_json::Error, place: usize, text: &str) -> CallError {
        let location = Location::of(error, text);
        let what = locate::explain(error, &location);
        let path = match &*location.path {
            "$" => format!("included[{place}]"),
            path => format!("included[{place}].{path}"),
        };
        let message = format!(
            "at `{path}`: {what}; check the type that it is read as against the answer: {}",
            location.excerpt
        );
        CallError::new(ErrorKind::Decode, redact(message, &self.secrets))
            .with_path(redact(path, &self.secrets))
    }
}

/// A resource without type or id cannot be referred to. Of two with the same the first counts.
fn index(resources: &[Json]) -> Index {
    #[derive(Deserialize)]
    struct Key<'a> {
        #[serde(borrow, rename = "type")]
        kind: Cow<'a, str>,
        #[serde(borrow)]
        id: Cow<'a, str>,
    }

    let mut index = Index::new();
    for (place, resource) in resources.iter().enumerate() {
        if let Ok(Key { kind, id }) = serde_json::from_str(resource.text()) {
            index
                .entry(kind.into())
                .or_default()
                .entry(id.into())
                .or_insert(place);
        }
    }
    index
}

impl Deref for Included {
    type Target = [Json];

    fn deref(&self) -> &[Json] {
        &self.resources
    }
}

impl<'a> IntoIterator for &'a Included {
    type Item = &'a Json;
    type IntoIter = std::slice::Iter<'a, Json>;

    fn into_iter(self) -> Self::IntoIter {
        self.resources.iter()
    }
}

/// The number alone: what came may be confidential.
impl fmt::Debug for Included {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "Included({} resources)", self.resources.len())
    }
}

impl<'de> Deserialize<'de> for Included {
    fn deserialize<D: Deserializer<'de>>(deserializer: D) -> Result<Self, D::Error> {
        Ok(Self {
            resources: Option::deserialize(deserializer)?.unwrap_or_default(),
            index: OnceLock::new(),
            secrets: secret::of_reading(),
        })
    }
}

#[cfg(test)]
mod tests {
    use super::super::Resource;
    use super::*;

    #[derive(Debug, PartialEq, Deserialize)]
    struct Person {
        name: String,
    }

    fn included() -> Included {
        serde_json::from_str(
            r#"[{"type":"people","id":"9","attributes":{"name":"Dan"}},{"type":"people"},3,{"type":"tags","id":"9","@x":1},
                {"id":"2","type":"people","attributes":{"name":7}},{"type":"people","id":"9","attributes":{"name":"Other"}}]"#,
        )
        .unwrap()
    }

    #[test]
    fn a_resource_is_found_by_type_and_id() {
        let included = included();
        let dan = Identifier::new("people", "9");
        let person = included.get::<Resource<Person>>(&dan).unwrap().unwrap();
        assert_eq!(
            (person.name.as_str(), Identifier::from(&person)),
            ("Dan", dan)
        );
        let tag = included.get::<Resource<()>>(&Identifier::new("tags", "9"));
        assert_eq!(tag.unwrap().unwrap().kind, "tags");
        assert!(included.find("people", "3").is_none() && included.find("orgs", "9").is_none());
        assert_eq!(
            included.find("tags", "9").unwrap().text(),
            included[3].text()
        );
        assert_eq!((included.len(), included.iter().count()), (6, 6));
    }

    #[test]
    fn what_does_not_fit_is_an_error_with_its_path_and_without_its_value() {
        let error = included()
            .get::<Resource<Person>>(&Identifier::new("people", "2"))
            .unwrap_err();
        assert_eq!(
            (error.kind(), error.path()),
            (ErrorKind::Decode, Some("included[4].attributes.name"))
        );
        assert!(error.to_string().contains("expected a string"), "{error}");
        assert!(!error.to_string().contains('7'), "{error}");
    }

    #[test]
    fn all_of_one_type_are_read_in_their_order() {
        let included = included();
        let ids: Vec<_> = included
            .of_kind::<Resource<()>>("people")
            .map(|person| person.unwrap().id)
            .collect();
        assert_eq!(ids, ["9", "2"]);
        assert_eq!(included.of_kind::<Resource<()>>("orgs").count(), 0);
    }
}
