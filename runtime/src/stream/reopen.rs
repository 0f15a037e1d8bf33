//! How the request of a body is sent again.

use std::sync::Arc;

use http::{HeaderName, HeaderValue};

use crate::clock::Clock;
use crate::error::CallError;
use crate::response::Incoming;
use crate::retry::{Failed, Retry};
use crate::transport::BoxFuture;

/// Headers that go with one sending.
pub(crate) type Extra = Vec<(HeaderName, HeaderValue)>;

/// Sends the request of a body once more.
pub(crate) trait Reopen: Send + Sync {
    /// Sends it with these headers, in place of others of their names.
    fn reopen(&self, extra: Extra) -> BoxFuture<'static, Result<Incoming, CallError>>;

    /// What is to be heeded about that.
    fn terms(&self) -> Terms;

    /// Takes what it costs of the client's budget of retries to send it behind a connection that
    /// brought nothing; `None` where there is too little.
    fn draw(&self, failed: Failed) -> Option<u32>;

    /// Hears that the last answer brought something, for which so much had been drawn.
    fn brought(&self, drawn: u32);

    /// The same for another part of the same file.
    fn fork(&self) -> Arc<dyn Reopen>;
}

/// What is to be heeded when a request is sent again.
#[derive(Clone)]
pub(crate) struct Terms {
    /// How often that is done in vain, and after how long. Where it is never tried again, the
    /// request is sent only once.
    pub(crate) retry: Retry,
    /// Whether a part of the body may be asked for: by `GET` alone has that a meaning ([RFC 9110
    /// section 14.2]).
    ///
    /// [RFC 9110 section 14.2]: https://www.rfc-editor.org/rfc/rfc9110#section-14.2
    pub(crate) has_ranges: bool,
    pub(crate) clock: Arc<dyn Clock>,
}
