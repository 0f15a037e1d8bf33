//! Documents ([jsonapi.org, "Top Level"](https://jsonapi.org/format/1.1/#document-top-level)).

use std::ops::{Deref, DerefMut};

use serde::Deserialize;
use serde::de::DeserializeOwned;

use super::top::Around;
use super::{Included, Json, JsonApi, Links, Opened};
use crate::error::ErrorBody;
use crate::response::loose;
use crate::response::{Envelope, Incoming, OpenError, Output, Raw, Variant};

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
    pub included: Included,
    /// The server's implementation of JSON:API.
    pub jsonapi: Option<Implementation>,
}

/// The server's implementation: a document's `jsonapi`.
#[derive(Debug, Clone, Default, Deserialize)]
#[serde(default)]
#[non_exhaustive]
pub struct Implementation {
    /// The highest version of JSON:API that it supports.
    #[serde(deserialize_with = "loose::text")]
    pub version: Option<String>,
    /// The URIs of the extensions that the document follows.
    #[serde(deserialize_with = "loose::texts")]
    pub ext: Vec<String>,
    /// The URIs of the profiles that the document follows.
    #[serde(deserialize_with = "loose::texts")]
    pub profile: Vec<String>,
    /// What the API says beyond the specification.
    pub meta: Option<Json>,
}

impl<T> Document<T> {
    pub(super) fn of(value: T, around: Around) -> Self {
        Self {
            value,
            links: around.links,
            meta: around.meta,
            included: around.included,
            jsonapi: around.jsonapi,
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

impl<T> Opened<T> for Document<T> {
    fn into_payload(self) -> T {
        self.value
    }

    fn payload(&self) -> &T {
        &self.value
    }
}

/// The whole document, where the payload alone is not enough.
impl<T: DeserializeOwned, V: Envelope> Variant<V> for Document<T> {
    const ACCEPT: &'static str = JsonApi::MEDIA_TYPE;

    fn read(answer: &mut Incoming, key: Option<&'static str>) -> Result<Self, OpenError> {
        <T as Output<JsonApi>>::open(answer, key)
    }
}

impl<T: DeserializeOwned + Send + Sync + 'static> ErrorBody for Document<T> {
    fn read(answer: &Raw) -> Option<Self> {
        super::read_raw(answer)
    }
}
