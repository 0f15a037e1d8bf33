//! What a resource is told by ([jsonapi.org, "Resource Identifier
//! Objects"](https://jsonapi.org/format/1.1/#document-resource-identifier-objects)).

use std::fmt;
use std::hash::{Hash, Hasher};

use serde::de::{Deserializer, Error as _, IgnoredAny, MapAccess, Visitor};
use serde::ser::{SerializeMap, Serializer};
use serde::{Deserialize, Serialize};

use super::{Json, Resource};

/// A resource's type and id. Two are equal if these are.
///
/// ```
/// use endpoint::json_api::Identifier;
///
/// let org = Identifier::new("org", "825e79b7");
/// assert_eq!(serde_json::to_string(&org)?, r#"{"type":"org","id":"825e79b7"}"#);
/// # Ok::<(), serde_json::Error>(())
/// ```
#[derive(Debug, Clone)]
#[non_exhaustive]
pub struct Identifier {
    /// The type, which JSON calls `type`.
    pub kind: String,
    /// The id; empty where there is only a local one.
    pub id: String,
    /// The local id of a resource that has no other yet.
    pub lid: Option<String>,
    /// What is said of this mention of the resource beyond the specification.
    pub meta: Option<Json>,
}

impl Identifier {
    /// Tells a resource of the server's.
    pub fn new(kind: impl Into<String>, id: impl Into<String>) -> Self {
        Self {
            kind: kind.into(),
            id: id.into(),
            lid: None,
            meta: None,
        }
    }

    /// Tells a resource of the same document that the server is to create.
    pub fn local(kind: impl Into<String>, lid: impl Into<String>) -> Self {
        Self {
            lid: Some(lid.into()),
            ..Self::new(kind, "")
        }
    }

    /// Says something of this mention beyond the specification.
    #[must_use]
    pub fn meta(mut self, meta: Json) -> Self {
        self.meta = Some(meta);
        self
    }

    fn parts(&self) -> (&str, &str, Option<&str>) {
        (&self.kind, &self.id, self.lid.as_deref())
    }
}

impl<A, R> From<&Resource<A, R>> for Identifier {
    fn from(resource: &Resource<A, R>) -> Self {
        Self::new(&resource.kind, &resource.id)
    }
}

impl PartialEq for Identifier {
    fn eq(&self, other: &Self) -> bool {
        self.parts() == other.parts()
    }
}

impl Eq for Identifier {}

impl Hash for Identifier {
    fn hash<H: Hasher>(&self, state: &mut H) {
        self.parts().hash(state);
    }
}

impl Serialize for Identifier {
    fn serialize<S: Serializer>(&self, serializer: S) -> Result<S::Ok, S::Error> {
        let mut map = serializer.serialize_map(None)?;
        map.serialize_entry("type", &self.kind)?;
        match &self.lid {
            Some(_) if self.id.is_empty() => {}
            _ => map.serialize_entry("id", &self.id)?,
        }
        if let Some(lid) = &self.lid {
            map.serialize_entry("lid", lid)?;
        }
        if let Some(meta) = &self.meta {
            map.serialize_entry("meta", meta)?;
        }
        map.end()
    }
}

impl<'de> Deserialize<'de> for Identifier {
    fn deserialize<D: Deserializer<'de>>(deserializer: D) -> Result<Self, D::Error> {
        deserializer.deserialize_map(IdentifierVisitor)
    }
}

#[derive(Deserialize)]
#[serde(field_identifier, rename_all = "lowercase")]
enum Member {
    Type,
    Id,
    Lid,
    Meta,
    #[serde(other)]
    Other,
}

struct IdentifierVisitor;

impl<'de> Visitor<'de> for IdentifierVisitor {
    type Value = Identifier;

    fn expecting(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str("a resource identifier")
    }

    fn visit_map<A: MapAccess<'de>>(self, mut map: A) -> Result<Identifier, A::Error> {
        let (mut kind, mut id, mut lid, mut meta) = (None, None, None, None);
        while let Some(member) = map.next_key()? {
            match member {
                Member::Type => kind = map.next_value()?,
                Member::Id => id = map.next_value()?,
                Member::Lid => lid = map.next_value()?,
                Member::Meta => meta = map.next_value()?,
                Member::Other => drop(map.next_value::<IgnoredAny>()?),
            }
        }
        let id = match (id, &lid) {
            (Some(id), _) => id,
            (None, Some(_)) => String::new(),
            (None, None) => return Err(A::Error::custom(NO_ID)),
        };
        Ok(Identifier {
            kind: kind.ok_or_else(|| A::Error::custom(NO_TYPE))?,
            id,
            lid,
            meta,
        })
    }
}

/// What is said of a resource, or a mention of one, without a type or an id. It begins as serde's
/// own words do, so that it is told in full.
pub(super) const NO_TYPE: &str =
    "missing field `type`, which JSON:API wants beside the `id` of every resource";
pub(super) const NO_ID: &str =
    "missing field `id`, which JSON:API wants beside the `type` of every resource";

#[cfg(test)]
mod tests {
    use super::*;

    fn read(json: &str) -> Result<Identifier, serde_json::Error> {
        serde_json::from_str(json)
    }

    #[test]
    fn it_says_what_it_was_read_from() {
        for json in [
            r#"{"type":"people","id":"9"}"#,
            r#"{"type":"people","id":""}"#,
            r#"{"type":"people","lid":"a"}"#,
            r#"{"type":"people","id":"9","lid":"a","meta":{"n": 1}}"#,
        ] {
            assert_eq!(serde_json::to_string(&read(json).unwrap()).unwrap(), json);
        }
    }

    #[test]
    fn meta_makes_no_difference() {
        let plain = Identifier::new("people", "9");
        assert_eq!(
            read(r#"{"id":"9","meta":{},"@a":1,"ext:b":2,"type":"people"}"#).unwrap(),
            plain
        );
        assert_ne!(plain, Identifier::local("people", "9"));
    }

    #[test]
    fn what_is_missing_is_named() {
        for (json, name) in [
            (r#"{"id":"9"}"#, "`type`"),
            (r#"{"type":"people"}"#, "`id`"),
            (r#"{"type":"people","id":null}"#, "`id`"),
        ] {
            assert!(read(json).unwrap_err().to_string().contains(name), "{json}");
        }
    }
}
