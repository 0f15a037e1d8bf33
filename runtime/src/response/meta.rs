//! Everything about an answer but its body.

use std::time::Duration;

use http::StatusCode;

use super::{Headers, Lifecycle};

/// Everything about an answer but its body; `M` is the API's typed response headers.
#[derive(Debug, Clone)]
#[non_exhaustive]
pub struct Meta<M = Headers> {
    /// The status.
    pub status: StatusCode,
    /// The API's typed headers; the plain map where it declares none.
    pub headers: M,
    /// Whether the endpoint is deprecated, and when it will be gone.
    pub lifecycle: Lifecycle,
    /// All headers, as they came.
    pub raw_headers: Headers,
    /// How many times the request was sent; 0 where the answer did not come through a client.
    pub attempts: u32,
    /// How long the call took, from `send` to the last byte.
    pub elapsed: Duration,
}

impl<M> Meta<M> {
    /// The id that the server gave the request.
    pub fn request_id(&self) -> Option<&str> {
        self.raw_headers.request_id()
    }
}
