//! What a cursor is read from and written to.

use std::fmt;
use std::str::FromStr;

use serde::{Deserialize, Deserializer, Serialize, Serializer};

use super::Cursor;

/// What a cursor is made of.
#[derive(Clone, PartialEq, Eq, Serialize, Deserialize)]
pub(in crate::pages) struct Form {
    pub(super) v: u8,
    /// Method and template.
    #[serde(default)]
    pub(super) endpoint: String,
    #[serde(default)]
    pub(in crate::pages) origin: String,
    /// The path that the list was asked for at, without what is secret of it.
    #[serde(default)]
    pub(super) path: String,
    /// By which the query is known that the list was asked for by.
    #[serde(default, skip_serializing_if = "String::is_empty")]
    pub(super) asked: String,
    /// The page, by its whole link.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub(in crate::pages) link: Option<String>,
    /// The names of the link's parameters that hold a secret, which the endpoint writes anew.
    #[serde(default, skip_serializing_if = "Vec::is_empty")]
    pub(in crate::pages) omitted: Vec<String>,
    /// The page, by pairs of the query, as they are read.
    #[serde(default, skip_serializing_if = "Vec::is_empty")]
    pub(in crate::pages) query: Vec<(String, String)>,
    /// How many items a page was asked to have.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub(super) size: Option<u64>,
    /// How many items of that page are behind one.
    #[serde(default, skip_serializing_if = "is_zero")]
    pub(super) skip: u64,
}

#[allow(clippy::trivially_copy_pass_by_ref, reason = "serde asks by reference")]
fn is_zero(count: &u64) -> bool {
    *count == 0
}

impl Form {
    pub(super) const VERSION: u8 = 1;

    fn checked(self) -> Result<Cursor, CursorError> {
        if self.v != Self::VERSION {
            return Err(CursorError::Version);
        }
        if self.endpoint.is_empty() || self.origin.is_empty() {
            return Err(CursorError::Invalid);
        }
        Ok(Cursor(self))
    }
}

/// What is absent is left out, which only a format can do that names what is there; any other is
/// given the text.
impl Serialize for Cursor {
    fn serialize<S: Serializer>(&self, serializer: S) -> Result<S::Ok, S::Error> {
        if serializer.is_human_readable() {
            self.0.serialize(serializer)
        } else {
            serializer.collect_str(self)
        }
    }
}

impl<'de> Deserialize<'de> for Cursor {
    fn deserialize<D: Deserializer<'de>>(deserializer: D) -> Result<Self, D::Error> {
        let cursor = if deserializer.is_human_readable() {
            Form::deserialize(deserializer)?.checked()
        } else {
            String::deserialize(deserializer)?.parse()
        };
        cursor.map_err(serde::de::Error::custom)
    }
}

/// Why a text is no [`Cursor`].
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
#[non_exhaustive]
pub enum CursorError {
    /// It cannot be read as one.
    Invalid,
    /// It is of a version that this one does not know.
    Version,
}

impl fmt::Display for CursorError {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(match self {
            Self::Invalid => "the text is no cursor of a list; keep it as `to_string()` gave it",
            Self::Version => {
                "the cursor is of another version of this library; begin the list anew"
            }
        })
    }
}

impl std::error::Error for CursorError {}

impl FromStr for Cursor {
    type Err = CursorError;

    fn from_str(text: &str) -> Result<Self, CursorError> {
        #[derive(Deserialize)]
        struct Versioned {
            v: u64,
        }
        let Versioned { v } = serde_json::from_str(text).map_err(|_| CursorError::Invalid)?;
        if v != u64::from(Form::VERSION) {
            return Err(CursorError::Version);
        }
        let form: Form = serde_json::from_str(text).map_err(|_| CursorError::Invalid)?;
        form.checked()
    }
}

impl fmt::Display for Cursor {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        let text = serde_json::to_string(&self.0).map_err(|_| fmt::Error)?;
        f.write_str(&text)
    }
}
