//! Enums that may grow.

use std::convert::Infallible;
use std::fmt;
use std::marker::PhantomData;
use std::str::FromStr;

use serde::de::value::StrDeserializer;
use serde::de::{Deserialize, Deserializer, Visitor};
use serde::ser::{Serialize, Serializer};

use super::envelope::absent::Wanted;

/// A value of an enum that may grow: one that is not known yet keeps its text.
///
/// It goes around any enum that serde reads from a text, wherever that stands: in JSON, as a map's
/// key or value, in a query, and in response headers if the enum is `FromStr`.
///
/// ```
/// use endpoint::Open;
/// use serde::{Deserialize, Serialize};
///
/// #[derive(Debug, PartialEq, Serialize, Deserialize)]
/// #[serde(rename_all = "UPPERCASE")]
/// enum Status { Pending, Finished }
///
/// let status: Open<Status> = serde_json::from_str(r#""FINISHED""#)?;
/// assert_eq!(status, Status::Finished);
/// let status: Open<Status> = serde_json::from_str(r#""PAUSED""#)?;
/// assert_eq!(status, Open::Unknown("PAUSED".to_owned()));
/// assert_eq!(serde_json::to_string(&status)?, r#""PAUSED""#);
/// # Ok::<(), serde_json::Error>(())
/// ```
#[derive(Debug, Clone, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub enum Open<E> {
    /// A variant of the enum.
    Known(E),
    /// Any other text.
    Unknown(String),
}

impl<E> Open<E> {
    /// The variant, where it is known.
    pub fn known(&self) -> Option<&E> {
        match self {
            Open::Known(variant) => Some(variant),
            Open::Unknown(_) => None,
        }
    }

    /// The variant by value, where it is known.
    pub fn into_known(self) -> Option<E> {
        match self {
            Open::Known(variant) => Some(variant),
            Open::Unknown(_) => None,
        }
    }

    /// The text, where it is not known.
    pub fn unknown(&self) -> Option<&str> {
        match self {
            Open::Known(_) => None,
            Open::Unknown(text) => Some(text),
        }
    }
}

impl<E> From<E> for Open<E> {
    fn from(variant: E) -> Self {
        Open::Known(variant)
    }
}

impl<E: PartialEq> PartialEq<E> for Open<E> {
    fn eq(&self, variant: &E) -> bool {
        self.known() == Some(variant)
    }
}

impl<E: fmt::Display> fmt::Display for Open<E> {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            Open::Known(variant) => variant.fmt(f),
            Open::Unknown(text) => text.fmt(f),
        }
    }
}

impl<E: FromStr> FromStr for Open<E> {
    type Err = Infallible;

    fn from_str(text: &str) -> Result<Self, Infallible> {
        Ok(text
            .parse()
            .map_or_else(|_| Open::Unknown(text.to_owned()), Open::Known))
    }
}

impl<E: Serialize> Serialize for Open<E> {
    fn serialize<S: Serializer>(&self, serializer: S) -> Result<S::Ok, S::Error> {
        match self {
            Open::Known(variant) => variant.serialize(serializer),
            Open::Unknown(text) => serializer.serialize_str(text),
        }
    }
}

impl<'de, E: Deserialize<'de>> Deserialize<'de> for Open<E> {
    fn deserialize<D: Deserializer<'de>>(deserializer: D) -> Result<Self, D::Error> {
        deserializer.deserialize_str(OpenVisitor(PhantomData))
    }
}

struct OpenVisitor<E>(PhantomData<E>);

impl<'de, E: Deserialize<'de>> Visitor<'de> for OpenVisitor<E> {
    type Value = Open<E>;

    fn expecting(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str("a variant's text")
    }

    fn visit_str<X>(self, text: &str) -> Result<Open<E>, X> {
        Ok(match E::deserialize(StrDeserializer::<Wanted>::new(text)) {
            Ok(variant) => Open::Known(variant),
            Err(Wanted) => Open::Unknown(text.to_owned()),
        })
    }
}
