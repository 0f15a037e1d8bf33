//! How resources belong together ([jsonapi.org, "Relationships"]).
//!
//! [jsonapi.org, "Relationships"]: https://jsonapi.org/format/1.1/#document-resource-object-relationships

use std::fmt;
use std::marker::PhantomData;

use serde::de::value::{MapAccessDeserializer, SeqAccessDeserializer};
use serde::de::{Deserializer, IgnoredAny, MapAccess, SeqAccess, Visitor};
use serde::ser::{SerializeMap, Serializer};
use serde::{Deserialize, Serialize};

use super::{Identifier, Json, Links};

/// One relationship: what it leads to, and what is said of it.
///
/// `D` is [`Linkage`] where it is not known beforehand whether it leads to one resource or to many;
/// [`ToOne`] and [`ToMany`] are for where it is. As a `#[body]` it is the document that changes a
/// relationship: `{"data": ..}`.
///
/// ```
/// use endpoint::json_api::{Identifier, Resource, ToMany, ToOne};
/// use serde::Deserialize;
///
/// #[derive(Deserialize)]
/// struct Article { title: String }
///
/// #[derive(Deserialize)]
/// struct Related { author: ToOne, comments: Option<ToMany> }
///
/// let article: Resource<Article, Related> = serde_json::from_str(r#"{
///     "type": "articles", "id": "1", "attributes": {"title": "Rails is Omakase"},
///     "relationships": {"author": {"data": {"type": "people", "id": "9"}}}
/// }"#)?;
/// assert_eq!(article.relationships.author.identifier(), Some(&Identifier::new("people", "9")));
///
/// let nobody = ToOne::from(None);
/// assert_eq!(serde_json::to_string(&nobody)?, r#"{"data":null}"#);
/// # Ok::<(), serde_json::Error>(())
/// ```
#[derive(Debug, Clone)]
#[non_exhaustive]
pub struct Relationship<D = Linkage> {
    /// What it leads to; `None` where the document does not say.
    pub data: Option<D>,
    /// The relationship's own links: `self`, `related` and the like. They are not sent.
    pub links: Links,
    /// What is said of it beyond the specification.
    pub meta: Option<Json>,
}

/// A relationship that leads to one resource or to none: `null`.
pub type ToOne = Relationship<Option<Identifier>>;

/// A relationship that leads to any number of resources.
pub type ToMany = Relationship<Vec<Identifier>>;

/// What a relationship leads to.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Linkage {
    /// One resource, or none.
    One(Option<Identifier>),
    /// Any number of resources.
    Many(Vec<Identifier>),
}

impl<D> Relationship<D> {
    /// Says something of it beyond the specification.
    #[must_use]
    pub fn meta(mut self, meta: Json) -> Self {
        self.meta = Some(meta);
        self
    }

    fn map<E>(self, change: impl FnOnce(D) -> E) -> Relationship<E> {
        Relationship {
            data: self.data.map(change),
            links: self.links,
            meta: self.meta,
        }
    }
}

impl ToOne {
    /// The resource, where there is one.
    pub fn identifier(&self) -> Option<&Identifier> {
        self.data.as_ref()?.as_ref()
    }
}

impl ToMany {
    /// The resources; none where the document does not say.
    pub fn identifiers(&self) -> &[Identifier] {
        self.data.as_deref().unwrap_or_default()
    }
}

impl Relationship {
    /// The resource, where it leads to one.
    pub fn identifier(&self) -> Option<&Identifier> {
        match &self.data {
            Some(Linkage::One(identifier)) => identifier.as_ref(),
            Some(Linkage::Many(_)) | None => None,
        }
    }

    /// The resources, one or many; none where the document does not say.
    pub fn identifiers(&self) -> &[Identifier] {
        match &self.data {
            Some(Linkage::One(identifier)) => identifier.as_slice(),
            Some(Linkage::Many(identifiers)) => identifiers,
            None => &[],
        }
    }
}

impl<D> From<D> for Relationship<D> {
    fn from(data: D) -> Self {
        Self {
            data: Some(data),
            links: Links::default(),
            meta: None,
        }
    }
}

impl From<Identifier> for ToOne {
    fn from(identifier: Identifier) -> Self {
        Some(identifier).into()
    }
}

impl FromIterator<Identifier> for ToMany {
    fn from_iter<I: IntoIterator<Item = Identifier>>(identifiers: I) -> Self {
        Vec::from_iter(identifiers).into()
    }
}

impl From<ToOne> for Relationship {
    fn from(relationship: ToOne) -> Self {
        relationship.map(Linkage::One)
    }
}

impl From<ToMany> for Relationship {
    fn from(relationship: ToMany) -> Self {
        relationship.map(Linkage::Many)
    }
}

impl From<Identifier> for Relationship {
    fn from(identifier: Identifier) -> Self {
        Linkage::One(Some(identifier)).into()
    }
}

impl From<Vec<Identifier>> for Relationship {
    fn from(identifiers: Vec<Identifier>) -> Self {
        Linkage::Many(identifiers).into()
    }
}

impl<D: Serialize> Serialize for Relationship<D> {
    fn serialize<S: Serializer>(&self, serializer: S) -> Result<S::Ok, S::Error> {
        let mut map = serializer.serialize_map(None)?;
        if let Some(data) = &self.data {
            map.serialize_entry("data", data)?;
        }
        if let Some(meta) = &self.meta {
            map.serialize_entry("meta", meta)?;
        }
        map.end()
    }
}

impl Serialize for Linkage {
    fn serialize<S: Serializer>(&self, serializer: S) -> Result<S::Ok, S::Error> {
        match self {
            Linkage::One(identifier) => identifier.serialize(serializer),
            Linkage::Many(identifiers) => identifiers.serialize(serializer),
        }
    }
}

impl<'de, D: Deserialize<'de>> Deserialize<'de> for Relationship<D> {
    fn deserialize<S: Deserializer<'de>>(deserializer: S) -> Result<Self, S::Error> {
        deserializer.deserialize_map(RelationshipVisitor(PhantomData))
    }
}

#[derive(Deserialize)]
#[serde(field_identifier, rename_all = "lowercase")]
enum Member {
    Data,
    Links,
    Meta,
    #[serde(other)]
    Other,
}

struct RelationshipVisitor<D>(PhantomData<D>);

impl<'de, D: Deserialize<'de>> Visitor<'de> for RelationshipVisitor<D> {
    type Value = Relationship<D>;

    fn expecting(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str("a relationship: an object with `data`, `links` or `meta`")
    }

    fn visit_map<A: MapAccess<'de>>(self, mut map: A) -> Result<Relationship<D>, A::Error> {
        let mut relationship = Relationship {
            data: None,
            links: Links::default(),
            meta: None,
        };
        while let Some(member) = map.next_key()? {
            match member {
                Member::Data => relationship.data = Some(map.next_value()?),
                Member::Links => relationship.links = map.next_value()?,
                Member::Meta => relationship.meta = map.next_value()?,
                Member::Other => drop(map.next_value::<IgnoredAny>()?),
            }
        }
        Ok(relationship)
    }
}

impl<'de> Deserialize<'de> for Linkage {
    fn deserialize<D: Deserializer<'de>>(deserializer: D) -> Result<Self, D::Error> {
        deserializer.deserialize_any(LinkageVisitor)
    }
}

struct LinkageVisitor;

impl<'de> Visitor<'de> for LinkageVisitor {
    type Value = Linkage;

    fn expecting(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str("a resource identifier, a list of them, or null")
    }

    fn visit_unit<E>(self) -> Result<Linkage, E> {
        Ok(Linkage::One(None))
    }

    fn visit_map<A: MapAccess<'de>>(self, map: A) -> Result<Linkage, A::Error> {
        let identifier = Identifier::deserialize(MapAccessDeserializer::new(map))?;
        Ok(Linkage::One(Some(identifier)))
    }

    fn visit_seq<A: SeqAccess<'de>>(self, list: A) -> Result<Linkage, A::Error> {
        Vec::deserialize(SeqAccessDeserializer::new(list)).map(Linkage::Many)
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn read<D: for<'de> Deserialize<'de>>(json: &str) -> Relationship<D> {
        serde_json::from_str(json).unwrap()
    }

    #[test]
    fn null_none_and_absent_are_told_apart() {
        let relationship: Relationship = read(r#"{"data":null}"#);
        assert_eq!(relationship.data, Some(Linkage::One(None)));
        let relationship: Relationship = read(r#"{"data":[]}"#);
        assert_eq!(relationship.data, Some(Linkage::Many(Vec::new())));
        let relationship: Relationship = read(r#"{"links":{"related":"/a"},"@x":[],"ext:y":{}}"#);
        assert_eq!(relationship.data, None);
        assert_eq!(relationship.links.href("related"), Some("/a"));
        let relationship: ToOne = read(r#"{"data":null}"#);
        assert_eq!(relationship.data, Some(None));
        let relationship: ToOne = read(r#"{"meta":{"n":1}}"#);
        assert_eq!(relationship.data, None);
        let relationship: ToMany = read("{}");
        assert!(relationship.data.is_none() && relationship.identifiers().is_empty());
    }

    #[test]
    fn one_and_many_are_told_apart() {
        let people = Identifier::new("people", "9");
        let one: Relationship = read(r#"{"data":{"id":"9","type":"people"}}"#);
        assert_eq!(one.identifier(), Some(&people));
        assert_eq!(one.identifiers(), std::slice::from_ref(&people));
        let many: Relationship = read(r#"{"data":[{"id":"9","type":"people"}]}"#);
        assert_eq!(
            (many.identifier(), many.identifiers()),
            (None, &[people][..])
        );
        for json in [r#"{"data":[{"id":"9","type":"people"}]}"#, "[]", "3"] {
            assert!(serde_json::from_str::<ToOne>(json).is_err(), "{json}");
        }
        for json in [r#"{"data":{"id":"9","type":"people"}}"#, r#"{"data":null}"#] {
            assert!(serde_json::from_str::<ToMany>(json).is_err(), "{json}");
        }
    }

    #[test]
    fn data_and_meta_are_written_and_links_are_not() {
        let json = r#"{"data":[{"type":"tags","id":"2"}],"meta":{"n":1}}"#;
        let relationship: Relationship = read(&json.replacen('{', r#"{"links":{"self":"/a"},"#, 1));
        assert_eq!(serde_json::to_string(&relationship).unwrap(), json);
    }
}
