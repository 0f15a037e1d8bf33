//! JSON:API documents ([jsonapi.org, version 1.1](https://jsonapi.org/format/1.1/)).

mod errors;
mod links;

use std::collections::BTreeMap;
use std::fmt;
use std::marker::PhantomData;
use std::ops::{Deref, DerefMut};

use serde::Deserialize;
use serde::de::{DeserializeOwned, IgnoredAny, MapAccess, Visitor};

pub use self::errors::{ErrorObject, Errors, Source};
pub use self::links::{Link, Links};
use super::{Envelope, OpenError, member};
use crate::response::Json;

/// The envelope of JSON:API: the payload is the document's `data`; a document with `errors` is a
/// refusal, whatever its status.
///
/// `-> T in "key"` takes the payload from another top-level member than `data`.
#[derive(Debug, Clone, Copy, Default)]
pub struct JsonApi;

/// A document: its payload, and the top-level members around it. Derefs to the payload.
#[derive(Debug, Clone)]
#[non_exhaustive]
pub struct Document<T> {
    /// The primary data.
    pub value: T,
    /// The document's links: `self`, `next` and the like.
    pub links: Links,
    /// What the API says beyond the specification.
    pub meta: Option<Json>,
    /// Resources that the primary data refers to, each not read yet.
    pub included: Vec<Json>,
    /// The server's implementation of JSON:API.
    pub jsonapi: Option<Implementation>,
}

/// The server's implementation: a document's `jsonapi`.
#[derive(Debug, Clone, Default, PartialEq, Eq, Deserialize)]
#[non_exhaustive]
pub struct Implementation {
    /// The highest version of JSON:API that it supports.
    pub version: Option<String>,
}

/// A resource object: what most documents hold as their data. Derefs to its attributes.
#[derive(Debug, Clone, Deserialize)]
#[non_exhaustive]
pub struct Resource<A> {
    /// The id, unique for its type.
    pub id: String,
    /// The type, which JSON calls `type`.
    #[serde(rename = "type")]
    pub kind: String,
    /// The attributes.
    pub attributes: A,
    /// The resource's own links.
    #[serde(default)]
    pub links: Links,
    /// What the API says beyond the specification.
    #[serde(default)]
    pub meta: Option<Json>,
}

/// Members of a name that is not known beforehand.
type Members<T> = BTreeMap<String, T>;

impl<T> Document<T> {
    fn around(value: T) -> Self {
        Self {
            value,
            links: Links::default(),
            meta: None,
            included: Vec::new(),
            jsonapi: None,
        }
    }
}

impl<T> Deref for Document<T> {
    type Target = T;

    fn deref(&self) -> &T {
        &self.value
    }
}

impl<T> DerefMut for Document<T> {
    fn deref_mut(&mut self) -> &mut T {
        &mut self.value
    }
}

impl<A> Deref for Resource<A> {
    type Target = A;

    fn deref(&self) -> &A {
        &self.attributes
    }
}

impl Envelope for JsonApi {
    type Open<T> = Document<T>;
    type Error = Errors;
    const MEDIA_TYPE: &'static str = "application/vnd.api+json";

    fn open<T: DeserializeOwned>(
        body: &str,
        key: Option<&'static str>,
    ) -> Result<Document<T>, OpenError> {
        let key = key.unwrap_or("data");
        let parsed = match member::read(
            body,
            Top {
                key,
                data: PhantomData,
            },
        ) {
            Ok(parsed) => parsed,
            // A refusal need not hold what the payload's type wants, so a document that does not
            // fit is asked once more for errors.
            Err(_) if has_errors(body) => return Err(OpenError::refused()),
            Err(error) => return Err(error.into()),
        };
        if parsed.value.1 {
            return Err(OpenError::refused());
        }
        let Document {
            value: (data, _),
            links,
            meta,
            included,
            jsonapi,
        } = parsed;
        Ok(Document {
            value: member::or_absent(data, key)?,
            links,
            meta,
            included,
            jsonapi,
        })
    }

    fn wrap<T>(value: T) -> Document<T> {
        Document::around(value)
    }

    fn acknowledge(body: &str) -> Result<(), OpenError> {
        Self::open::<Option<IgnoredAny>>(body, None).map(drop)
    }
}

fn has_errors(body: &str) -> bool {
    member::read(
        body,
        Top::<IgnoredAny> {
            key: "data",
            data: PhantomData,
        },
    )
    .is_ok_and(|document| document.value.1)
}

/// Reads the top level: the payload if it is there, and whether `errors` is.
struct Top<T> {
    key: &'static str,
    data: PhantomData<T>,
}

impl<'de, T: DeserializeOwned> Visitor<'de> for Top<T> {
    type Value = Document<(Option<T>, bool)>;

    fn expecting(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "a JSON:API document with `{}`", self.key)
    }

    fn visit_map<A: MapAccess<'de>>(self, mut map: A) -> Result<Self::Value, A::Error> {
        let mut document = Document::around((None, false));
        let members = [self.key, "errors", "links", "meta", "included", "jsonapi"];
        while let Some(index) = map.next_key_seed(member::OneOf(&members))? {
            match index {
                Some(0) => document.value.0 = Some(map.next_value()?),
                Some(1) => document.value.1 = map.next_value::<Option<IgnoredAny>>()?.is_some(),
                Some(2) => document.links = map.next_value::<Option<Links>>()?.unwrap_or_default(),
                Some(3) => document.meta = map.next_value()?,
                Some(4) => {
                    document.included = map.next_value::<Option<Vec<Json>>>()?.unwrap_or_default();
                }
                Some(5) => document.jsonapi = map.next_value()?,
                _ => drop(map.next_value::<IgnoredAny>()?),
            }
        }
        Ok(document)
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[derive(Debug, Deserialize)]
    struct Export {
        status: String,
    }

    const EXPORT: &str = r#"{"jsonapi":{"version":"1.0"},"data":{"id":"1","type":"resource","attributes":{"status":"PENDING"},
        "links":{"self":"/a"}},"links":{"self":"/x","next":{"href":"/y","meta":{"n":1}},"prev":null},"meta":{"count":2},
        "included":[{"id":"7","type":"org"}],"@context":1,"ext:x":{}}"#;

    #[test]
    fn a_document_is_read_whole_in_one_pass() {
        let document = JsonApi::open::<Resource<Export>>(EXPORT, None).unwrap();
        assert_eq!(
            (
                document.id.as_str(),
                document.kind.as_str(),
                document.status.as_str()
            ),
            ("1", "resource", "PENDING")
        );
        assert_eq!(document.links.href("self"), Some("/x"));
        assert_eq!(document.links.href("next"), Some("/y"));
        assert_eq!(document.links.href("prev"), None);
        assert_eq!(document.value.links.href("self"), Some("/a"));
        assert_eq!(document.meta.as_ref().unwrap().text(), r#"{"count":2}"#);
        assert_eq!(document.included.len(), 1);
        assert_eq!(document.jsonapi.unwrap().version.as_deref(), Some("1.0"));
    }

    #[test]
    fn errors_are_a_refusal_wherever_they_stand() {
        for body in [
            r#"{"errors":[{"status":"404"}]}"#,
            r#"{"data":null,"errors":[]}"#,
            r#"{"data":3,"errors":[{}],"jsonapi":{"version":"1.0"}}"#,
        ] {
            assert!(
                JsonApi::open::<Resource<Export>>(body, None)
                    .unwrap_err()
                    .is_refused(),
                "{body}"
            );
            assert!(
                JsonApi::acknowledge(body).unwrap_err().is_refused(),
                "{body}"
            );
        }
    }

    #[test]
    fn data_may_be_missing_where_the_type_can_do_without() {
        assert!(
            JsonApi::open::<Option<Resource<Export>>>("{}", None)
                .unwrap()
                .value
                .is_none()
        );
        assert!(
            JsonApi::open::<Option<Resource<Export>>>(r#"{"data":null}"#, None)
                .unwrap()
                .value
                .is_none()
        );
        assert!(
            !JsonApi::open::<Resource<Export>>("{}", None)
                .unwrap_err()
                .is_refused()
        );
        JsonApi::acknowledge("{}").unwrap();
    }
}
