//! An answer before it is decoded.

use std::fmt;

use bytes::Bytes;
use http::StatusCode;

use super::Headers;

/// An answer before it is decoded: what `.raw()` gives, and what every error keeps.
#[derive(Clone)]
#[non_exhaustive]
pub struct Raw {
    /// The status.
    pub status: StatusCode,
    /// The headers.
    pub headers: Headers,
    /// The body, as far as it came.
    pub bytes: Bytes,
    /// Whether `bytes` is the beginning of the body only: the rest was beyond the limit, or was
    /// lost.
    pub cut: bool,
}

/// Status and length: headers and body may be confidential.
impl fmt::Debug for Raw {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_struct("Raw")
            .field("status", &self.status)
            .field("bytes", &format_args!("{} bytes", self.bytes.len()))
            .field("cut", &self.cut)
            .finish_non_exhaustive()
    }
}

impl From<http::Response<Bytes>> for Raw {
    fn from(response: http::Response<Bytes>) -> Self {
        let (head, bytes) = response.into_parts();
        Self {
            status: head.status,
            headers: head.headers.into(),
            bytes,
            cut: false,
        }
    }
}
