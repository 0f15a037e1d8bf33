//! Resources ([jsonapi.org, "Resource
//! Objects"](https://jsonapi.org/format/1.1/#document-resource-objects)).

use std::fmt;
use std::marker::PhantomData;
use std::ops::{Deref, DerefMut};

use serde::Deserialize;
use serde::de::{Deserializer, Error as _, IgnoredAny, MapAccess, Visitor};

use super::identifier::{NO_ID, NO_TYPE};
use super::{Json, Links, Relationships};
use crate::response::envelope::absent::{Absent, absent};

/// A resource object: what most documents hold as their data. Derefs to its attributes.
///
/// `A` is the attributes, `R` the relationships: by their names, or a struct of
/// [`ToOne`](super::ToOne), [`ToMany`](super::ToMany) and
/// [`Relationship`](super::Relationship). Either is passed over where its type is `()`, and may be
/// absent where its type is `Option<..>` or can be read from `{}`.
///
/// ```
/// use endpoint::json_api::Resource;
/// use serde::Deserialize;
///
/// #[derive(Deserialize)]
/// struct Article { title: String }
///
/// let article: Resource<Article> = serde_json::from_str(r#"{
///     "type": "articles", "id": "1", "attributes": {"title": "Rails is Omakase"},
///     "relationships": {"author": {"data": {"type": "people", "id": "9"}}}
/// }"#)?;
/// assert_eq!((article.id.as_str(), article.title.as_str()), ("1", "Rails is Omakase"));
/// assert_eq!(article.relationships.one("author").map(|author| author.id.as_str()), Some("9"));
/// # Ok::<(), serde_json::Error>(())
/// ```
#[derive(Debug, Clone)]
#[non_exhaustive]
pub struct Resource<A, R = Relationships> {
    /// The id, unique for its type.
    pub id: String,
    /// The type, which JSON calls `type`.
    pub kind: String,
    /// The attributes.
    pub attributes: A,
    /// How it belongs together with other resources.
    pub relationships: R,
    /// The resource's own links.
    pub links: Links,
    /// What the API says beyond the specification.
    pub meta: Option<Json>,
}

impl<A, R> Deref for Resource<A, R> {
    type Target = A;

    fn deref(&self) -> &A {
        &self.attributes
    }
}

impl<A, R> DerefMut for Resource<A, R> {
    fn deref_mut(&mut self) -> &mut A {
        &mut self.attributes
    }
}

impl<'de, A: Deserialize<'de>, R: Deserialize<'de>> Deserialize<'de> for Resource<A, R> {
    fn deserialize<D: Deserializer<'de>>(deserializer: D) -> Result<Self, D::Error> {
        deserializer.deserialize_map(ResourceVisitor(PhantomData))
    }
}

#[derive(Deserialize)]
#[serde(field_identifier, rename_all = "lowercase")]
enum Member {
    Type,
    Id,
    Attributes,
    Relationships,
    Links,
    Meta,
    #[serde(other)]
    Other,
}

struct ResourceVisitor<A, R>(PhantomData<(A, R)>);

impl<'de, A: Deserialize<'de>, R: Deserialize<'de>> Visitor<'de> for ResourceVisitor<A, R> {
    type Value = Resource<A, R>;

    fn expecting(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str("a resource: an object with `type` and `id`")
    }

    fn visit_map<M: MapAccess<'de>>(self, mut map: M) -> Result<Resource<A, R>, M::Error> {
        let (mut id, mut kind) = (None, None);
        let (mut attributes, mut relationships) = (None, None);
        let (mut links, mut meta) = (Links::default(), None);
        while let Some(member) = map.next_key()? {
            match member {
                Member::Type => kind = map.next_value()?,
                Member::Id => id = map.next_value()?,
                Member::Attributes => attributes = Some(value_or_unit(&mut map)?),
                Member::Relationships => relationships = Some(value_or_unit(&mut map)?),
                Member::Links => links = map.next_value()?,
                Member::Meta => meta = map.next_value()?,
                Member::Other => drop(map.next_value::<IgnoredAny>()?),
            }
        }
        Ok(Resource {
            id: id.ok_or_else(|| M::Error::custom(NO_ID))?,
            kind: kind.ok_or_else(|| M::Error::custom(NO_TYPE))?,
            attributes: or_empty(attributes, "attributes")?,
            relationships: or_empty(relationships, "relationships")?,
            links,
            meta,
        })
    }
}

/// The next value; where it is `()` that is wanted, whatever there is.
fn value_or_unit<'de, T, M>(map: &mut M) -> Result<T, M::Error>
where
    T: Deserialize<'de>,
    M: MapAccess<'de>,
{
    match absent::<T>(Absent::Unit) {
        Some(unit) => map.next_value::<IgnoredAny>().map(|_| unit),
        None => map.next_value(),
    }
}

/// What stands for a member that is absent: what its type makes of nothing, or of no members.
fn or_empty<'de, T, E>(member: Option<T>, name: &'static str) -> Result<T, E>
where
    T: Deserialize<'de>,
    E: serde::de::Error,
{
    if let Some(member) = member {
        return Ok(member);
    }
    absent(Absent::NoBody)
        .or_else(|| serde_json::from_str("{}").ok())
        .ok_or_else(|| E::missing_field(name))
}
