//! The relationships of a resource by their names.

use std::fmt;

use serde::de::{Deserializer, Error as _, IgnoredAny, MapAccess, SeqAccess, Visitor};
use serde::{Deserialize, Serialize};

use super::members::Name;
use super::{Identifier, Members, Relationship};

/// Relationships by their names.
///
/// ```
/// use endpoint::json_api::{Identifier, Relationships, ToMany};
///
/// let mut relationships = Relationships::default();
/// relationships.insert("author", Identifier::new("people", "9"));
/// relationships.insert("tags", ToMany::from_iter([Identifier::new("tags", "2")]));
/// assert_eq!(relationships.one("author").map(|author| author.id.as_str()), Some("9"));
/// assert_eq!(relationships.many("tags").len(), 1);
/// ```
#[derive(Debug, Clone, Default, Serialize)]
#[serde(transparent)]
pub struct Relationships(Members<Relationship>);

impl Relationships {
    /// The relationship of this name.
    pub fn get(&self, name: &str) -> Option<&Relationship> {
        self.0.get(name)
    }

    /// The resource that the relationship of this name leads to, where it leads to one.
    pub fn one(&self, name: &str) -> Option<&Identifier> {
        self.get(name)?.identifier()
    }

    /// The resources that the relationship of this name leads to, one or many.
    pub fn many(&self, name: &str) -> &[Identifier] {
        self.get(name)
            .map(<Relationship>::identifiers)
            .unwrap_or_default()
    }

    /// All relationships with their names, in the document's order.
    pub fn iter(&self) -> impl Iterator<Item = (&str, &Relationship)> {
        self.0.iter()
    }

    /// Whether there is none.
    pub fn is_empty(&self) -> bool {
        self.0.is_empty()
    }

    /// Adds one, in place of any other of its name.
    pub fn insert(&mut self, name: impl Into<String>, relationship: impl Into<Relationship>) {
        self.0.insert(name.into(), relationship.into());
    }
}

impl<'de> Deserialize<'de> for Relationships {
    fn deserialize<D: Deserializer<'de>>(deserializer: D) -> Result<Self, D::Error> {
        deserializer.deserialize_any(ByName).map(Self)
    }
}

struct ByName;

impl<'de> Visitor<'de> for ByName {
    type Value = Members<Relationship>;

    fn expecting(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str("an object of relationships")
    }

    fn visit_map<A: MapAccess<'de>>(self, mut map: A) -> Result<Self::Value, A::Error> {
        let mut members = Members::default();
        while let Some(name) = map.next_key::<Name>()? {
            if is_foreign(name.as_str()) {
                map.next_value::<IgnoredAny>()?;
            } else if let Some(relationship) = map.next_value()? {
                members.push(name, relationship);
            }
        }
        Ok(members)
    }

    fn visit_unit<E>(self) -> Result<Self::Value, E> {
        Ok(Members::default())
    }

    /// Some servers write an object without members as a list.
    fn visit_seq<A: SeqAccess<'de>>(self, mut list: A) -> Result<Self::Value, A::Error> {
        match list.next_element::<IgnoredAny>()? {
            None => Ok(Members::default()),
            Some(_) => Err(A::Error::invalid_type(serde::de::Unexpected::Seq, &self)),
        }
    }
}

/// Whether a member is not JSON:API's own: an [@-member] or one of an [extension].
///
/// [@-member]: https://jsonapi.org/format/1.1/#document-member-names-at-members
/// [extension]: https://jsonapi.org/format/1.1/#extension-members
pub(super) fn is_foreign(name: &str) -> bool {
    name.starts_with('@') || name.contains(':')
}

#[cfg(test)]
mod tests {
    use super::*;

    fn read(json: &str) -> Result<Relationships, serde_json::Error> {
        serde_json::from_str(json)
    }

    #[test]
    fn members_of_others_are_passed_over() {
        let relationships = read(
            r#"{"@context":"x","ext:y":[1],"a":{"data":null},"b":null,"c":{"@d":1,"data":[{"type":"t","id":"1","@e":{}}]}}"#,
        )
        .unwrap();
        let names: Vec<_> = relationships.iter().map(|(name, _)| name).collect();
        assert_eq!(names, ["a", "c"]);
        assert_eq!(relationships.many("c"), [Identifier::new("t", "1")]);
        assert_eq!(
            (relationships.one("a"), relationships.many("x").len()),
            (None, 0)
        );
    }

    #[test]
    fn an_object_without_members_may_be_written_otherwise() {
        for json in ["{}", "[]", "null"] {
            assert!(read(json).unwrap().is_empty(), "{json}");
        }
        for json in ["[1]", "3", r#"{"a":3}"#, r#"{"a":{"data":[3]}}"#] {
            assert!(read(json).is_err(), "{json}");
        }
    }
}
