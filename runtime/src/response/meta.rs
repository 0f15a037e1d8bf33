//! Everything about an answer but its body.

use std::time::Duration;

use http::StatusCode;

use super::{Headers, Lifecycle, Location, RateLimit, RetryAfter, WebLinks};
use crate::retry::Attempt;

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
    /// The attempts before the last, in their order; empty where the first one did.
    pub retried: Vec<Attempt>,
    /// How long the call took, from `send` to the last byte.
    pub elapsed: Duration,
}

impl<M> Meta<M> {
    /// The id that the server gave the request.
    pub fn request_id(&self) -> Option<&str> {
        self.raw_headers.request_id()
    }

    /// The links of all `Link` headers, as those to other pages.
    pub fn links(&self) -> WebLinks {
        self.raw_headers.links()
    }

    /// Where `Location` leads.
    pub fn location(&self) -> Option<Location> {
        self.raw_headers.location()
    }

    /// Where the body is to be found by itself, as the job that was started.
    pub fn content_location(&self) -> Option<Location> {
        self.raw_headers.content_location()
    }

    /// How long the server says to wait.
    pub fn retry_after(&self) -> Option<RetryAfter> {
        self.raw_headers.retry_after()
    }

    /// How much may be asked of the server.
    pub fn rate_limit(&self) -> Option<RateLimit> {
        self.raw_headers.rate_limit()
    }
}
