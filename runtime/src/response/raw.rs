//! An answer before it is decoded.

use std::fmt;
use std::time::Duration;

use bytes::Bytes;
use http::StatusCode;

use super::{Headers, Meta};
use crate::auth::Secret;

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

/// An answer with what is known of the call that it came from.
#[derive(Debug)]
pub(crate) struct Answer {
    pub(crate) raw: Raw,
    pub(crate) attempts: u32,
    pub(crate) elapsed: Duration,
    /// What must not come out of an error, where the answer is one of refusal.
    pub(crate) secrets: Vec<Secret>,
}

impl Answer {
    pub(crate) fn meta<M>(&self, headers: M) -> Meta<M> {
        Meta {
            status: self.raw.status,
            headers,
            lifecycle: self.raw.headers.lifecycle(),
            raw_headers: self.raw.headers.clone(),
            attempts: self.attempts,
            elapsed: self.elapsed,
        }
    }
}

impl From<Raw> for Answer {
    fn from(raw: Raw) -> Self {
        Self {
            raw,
            attempts: 0,
            elapsed: Duration::ZERO,
            secrets: Vec::new(),
        }
    }
}
