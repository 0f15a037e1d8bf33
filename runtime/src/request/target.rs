//! The path and query of a request.

use std::fmt;

use bytes::Bytes;

/// Path and query as they are sent. Cheap to clone, since what is sent is kept for another attempt.
#[derive(Clone, Default, PartialEq, Eq)]
pub(crate) struct Target(Bytes);

impl Target {
    pub(crate) fn as_str(&self) -> &str {
        // It has been made of a text.
        std::str::from_utf8(&self.0).unwrap_or_default()
    }

    pub(crate) fn len(&self) -> usize {
        self.0.len()
    }

    #[cfg(feature = "tower")]
    pub(crate) fn into_bytes(self) -> Bytes {
        self.0
    }

    /// Changes it as a text.
    pub(crate) fn edit(&mut self, change: impl FnOnce(&mut String)) {
        let mut text = self.as_str().to_owned();
        change(&mut text);
        *self = text.into();
    }
}

impl From<String> for Target {
    fn from(text: String) -> Self {
        Self(text.into())
    }
}

/// The path alone: the query may be a secret.
impl fmt::Debug for Target {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(self.as_str().split('?').next().unwrap_or_default())
    }
}
