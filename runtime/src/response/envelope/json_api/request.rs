//! Documents that create and change resources ([jsonapi.org, "Creating, Updating and Deleting
//! Resources"](https://jsonapi.org/format/1.1/#crud)).

mod presence;

use std::borrow::Cow;

use serde::Serialize;
use serde::ser::{SerializeMap, SerializeStruct, Serializer};

use self::presence::is_absent;
use super::{Json, Relationship, Relationships};

/// The document that creates a resource: a value for a `#[body]`.
///
/// What is not set is left out. `A` is the attributes, `()` for none; `R` the relationships, by
/// their names or as a struct of [`ToOne`](super::ToOne) and [`ToMany`](super::ToMany).
///
/// ```
/// use endpoint::json_api::{Create, Identifier};
/// use serde::Serialize;
///
/// #[derive(Serialize)]
/// struct Photo { title: &'static str }
///
/// let photo = Create::new("photos", Photo { title: "Ember Hamster" })
///     .relationship("photographer", Identifier::new("people", "9"));
/// assert_eq!(
///     serde_json::to_string(&photo)?,
///     r#"{"data":{"type":"photos","attributes":{"title":"Ember Hamster"},"relationships":{"photographer":{"data":{"type":"people","id":"9"}}}}}"#,
/// );
/// # Ok::<(), serde_json::Error>(())
/// ```
#[derive(Debug, Clone)]
pub struct Create<A, R = Relationships>(Draft<A, R>);

/// The document that changes a resource: a value for a `#[body]`.
///
/// What is not set is left out, and so stays as it is. A struct of `Option` attributes does that
/// with `#[serde(skip_serializing_if = "Option::is_none")]`.
///
/// ```
/// use endpoint::json_api::{ToOne, Update};
///
/// let article = Update::new("articles", "1", ()).relationship("author", ToOne::from(None));
/// assert_eq!(
///     serde_json::to_string(&article)?,
///     r#"{"data":{"type":"articles","id":"1","relationships":{"author":{"data":null}}}}"#,
/// );
/// # Ok::<(), serde_json::Error>(())
/// ```
#[derive(Debug, Clone)]
pub struct Update<A, R = Relationships>(Draft<A, R>);

/// A resource on its way to the server.
#[derive(Debug, Clone)]
struct Draft<A, R> {
    kind: Cow<'static, str>,
    id: Option<String>,
    lid: Option<String>,
    attributes: A,
    relationships: R,
    meta: Option<Json>,
}

impl<A> Create<A> {
    /// A resource of this type.
    pub fn new(kind: impl Into<Cow<'static, str>>, attributes: A) -> Self {
        Self(Draft::new(kind.into(), attributes))
    }
}

impl<A> Update<A> {
    /// The resource of this type and id.
    pub fn new(kind: impl Into<Cow<'static, str>>, id: impl Into<String>, attributes: A) -> Self {
        let draft = Draft::new(kind.into(), attributes);
        Self(Draft {
            id: Some(id.into()),
            ..draft
        })
    }
}

impl<A, R> Create<A, R> {
    /// Gives it an id, where the server takes those of its clients.
    #[must_use]
    pub fn id(mut self, id: impl Into<String>) -> Self {
        self.0.id = Some(id.into());
        self
    }

    /// Gives it a local id, by which the rest of the document can refer to it
    /// ([`Identifier::local`](super::Identifier::local)).
    #[must_use]
    pub fn lid(mut self, lid: impl Into<String>) -> Self {
        self.0.lid = Some(lid.into());
        self
    }
}

/// What both documents take.
macro_rules! common {
    ($($document:ident)+) => {$(
        impl<A> $document<A> {
            /// Sets a relationship by its name, in place of any other of that name.
            #[must_use]
            pub fn relationship(
                mut self,
                name: impl Into<String>,
                relationship: impl Into<Relationship>,
            ) -> Self {
                self.0.relationships.insert(name, relationship);
                self
            }
        }

        impl<A, R> $document<A, R> {
            /// Takes all relationships from a struct of them, in place of those that are there.
            #[must_use]
            pub fn relationships<S>(self, relationships: S) -> $document<A, S> {
                $document(self.0.with(relationships))
            }

            /// Says something of the resource beyond the specification.
            #[must_use]
            pub fn meta(mut self, meta: Json) -> Self {
                self.0.meta = Some(meta);
                self
            }
        }

        impl<A: Serialize, R: Serialize> Serialize for $document<A, R> {
            fn serialize<S: Serializer>(&self, serializer: S) -> Result<S::Ok, S::Error> {
                let mut document = serializer.serialize_struct("Document", 1)?;
                document.serialize_field("data", &self.0)?;
                document.end()
            }
        }
    )+};
}

common!(Create Update);

impl<A> Draft<A, Relationships> {
    fn new(kind: Cow<'static, str>, attributes: A) -> Self {
        Self {
            kind,
            id: None,
            lid: None,
            attributes,
            relationships: Relationships::default(),
            meta: None,
        }
    }
}

impl<A, R> Draft<A, R> {
    fn with<S>(self, relationships: S) -> Draft<A, S> {
        Draft {
            kind: self.kind,
            id: self.id,
            lid: self.lid,
            attributes: self.attributes,
            relationships,
            meta: self.meta,
        }
    }
}

impl<A: Serialize, R: Serialize> Serialize for Draft<A, R> {
    fn serialize<S: Serializer>(&self, serializer: S) -> Result<S::Ok, S::Error> {
        let mut map = serializer.serialize_map(None)?;
        map.serialize_entry("type", &self.kind)?;
        present(&mut map, "id", &self.id)?;
        present(&mut map, "lid", &self.lid)?;
        present(&mut map, "attributes", &self.attributes)?;
        present(&mut map, "relationships", &self.relationships)?;
        present(&mut map, "meta", &self.meta)?;
        map.end()
    }
}

fn present<M: SerializeMap, T: Serialize>(
    map: &mut M,
    name: &'static str,
    value: &T,
) -> Result<(), M::Error> {
    if is_absent(value) {
        return Ok(());
    }
    map.serialize_entry(name, value)
}

#[cfg(test)]
mod tests {
    use super::super::{Identifier, ToMany, ToOne};
    use super::*;

    #[derive(Serialize)]
    struct Photo {
        #[serde(skip_serializing_if = "Option::is_none")]
        title: Option<&'static str>,
    }

    fn json(value: &impl Serialize) -> String {
        serde_json::to_string(value).unwrap()
    }

    #[test]
    fn what_is_not_set_is_left_out() {
        for (document, expected) in [
            (
                json(&Create::new("photos", ())),
                r#"{"data":{"type":"photos"}}"#,
            ),
            (
                json(&Create::new("photos", Photo { title: None })),
                r#"{"data":{"type":"photos"}}"#,
            ),
            (
                json(&Create::new("photos", None::<Photo>).relationships(())),
                r#"{"data":{"type":"photos"}}"#,
            ),
            (
                json(&Update::new(
                    String::from("photos"),
                    "1",
                    Photo { title: Some("x") },
                )),
                r#"{"data":{"type":"photos","id":"1","attributes":{"title":"x"}}}"#,
            ),
        ] {
            assert_eq!(document, expected);
        }
    }

    #[test]
    fn what_is_set_stands_in_its_place() {
        let tags = [Identifier::new("tags", "2"), Identifier::local("tags", "a")];
        let create = Create::new("photos", Photo { title: Some("x") })
            .id("550e8400")
            .lid("b")
            .relationship("photographer", Identifier::new("people", "9"))
            .relationship("album", ToOne::from(None))
            .relationship("tags", ToMany::from_iter(tags))
            .meta(serde_json::from_str(r#"{"n":1}"#).unwrap());
        assert_eq!(
            json(&create),
            concat!(
                r#"{"data":{"type":"photos","id":"550e8400","lid":"b","attributes":{"title":"x"},"#,
                r#""relationships":{"photographer":{"data":{"type":"people","id":"9"}},"album":{"data":null},"#,
                r#""tags":{"data":[{"type":"tags","id":"2"},{"type":"tags","lid":"a"}]}},"meta":{"n":1}}}"#,
            )
        );
    }

    #[test]
    fn relationships_may_be_a_struct() {
        #[derive(Serialize)]
        struct Related {
            author: ToOne,
            #[serde(skip_serializing_if = "Option::is_none")]
            tags: Option<ToMany>,
        }

        let related = Related {
            author: Identifier::new("people", "9").into(),
            tags: None,
        };
        let update = Update::new("articles", "1", ()).relationships(related);
        assert_eq!(
            json(&update),
            r#"{"data":{"type":"articles","id":"1","relationships":{"author":{"data":{"type":"people","id":"9"}}}}}"#
        );
    }
}
