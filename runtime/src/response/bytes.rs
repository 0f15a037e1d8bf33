//! A body as it came.

use std::fmt;
use std::ops::Deref;

use super::Raw;
use crate::error::ErrorBody;

/// A body as it came, whatever its type: an output (`-> Bytes`) that no envelope touches.
#[derive(Clone, PartialEq, Eq, Default)]
pub struct Bytes(::bytes::Bytes);

impl Bytes {
    /// The bytes as the `bytes` crate has them.
    pub fn into_inner(self) -> ::bytes::Bytes {
        self.0
    }
}

impl From<::bytes::Bytes> for Bytes {
    fn from(bytes: ::bytes::Bytes) -> Self {
        Self(bytes)
    }
}

impl From<Vec<u8>> for Bytes {
    fn from(bytes: Vec<u8>) -> Self {
        Self(bytes.into())
    }
}

impl From<&'static [u8]> for Bytes {
    fn from(bytes: &'static [u8]) -> Self {
        Self(bytes.into())
    }
}

impl Deref for Bytes {
    type Target = [u8];

    fn deref(&self) -> &[u8] {
        &self.0
    }
}

impl AsRef<[u8]> for Bytes {
    fn as_ref(&self) -> &[u8] {
        &self.0
    }
}

/// The length alone: what came may be confidential.
impl fmt::Debug for Bytes {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "Bytes({} bytes)", self.0.len())
    }
}

impl ErrorBody for Bytes {
    fn read(answer: &Raw) -> Option<Self> {
        Some(answer.bytes.clone().into())
    }
}
