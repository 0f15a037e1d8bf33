//! What a program may see, and change, of each request and answer.

use std::fmt;
use std::time::Duration;

use bytes::Bytes;
use http::{HeaderMap, HeaderName, HeaderValue, Method, StatusCode};

use crate::error::{CallError, ErrorKind};
use crate::operation::Operation;
use crate::request::{BaseUrl, encoded_pair, header, put_query};
use crate::response::{Headers, Lifecycle};
use crate::retry::Outcome;

/// What a program does beside each request and answer: counting, logging, signing. Every function has
/// a default that does nothing; they are called on the task of the call, and should not block.
///
/// ```
/// use endpoint::{Client, Hooks, Outgoing, Retrying};
///
/// struct Tenant;
///
/// impl Hooks for Tenant {
///     fn on_request(&self, request: &mut Outgoing<'_>) {
///         request.header("x-tenant", "7");
///     }
///
///     fn on_retry(&self, retry: &Retrying<'_>) {
///         eprintln!("{}: again in {:?} after {:?}", retry.operation, retry.wait, retry.outcome);
///     }
/// }
///
/// # fn main() -> Result<(), endpoint::BuildError> {
/// let client = Client::builder("https://api.example.com").hooks(Tenant).build()?;
/// # Ok(()) }
/// ```
pub trait Hooks: Send + Sync + 'static {
    /// Before each attempt of an endpoint's call; it may change the request, which has no credential
    /// yet, and whose cookies are not there yet either.
    fn on_request(&self, _request: &mut Outgoing<'_>) {}

    /// When the head of an answer has come, those of redirects and refusals among them.
    fn on_response(&self, _answer: &Answered<'_>) {}

    /// Before the wait for another attempt.
    fn on_retry(&self, _retry: &Retrying<'_>) {}

    /// When an answer says that the endpoint is deprecated or will be gone, each time.
    fn on_deprecation(&self, _deprecated: &Deprecated<'_>) {}
}

/// A request before it is sent.
pub struct Outgoing<'a> {
    /// Which endpoint it is.
    pub operation: &'static Operation,
    /// Which attempt of the call it is, from 1.
    pub attempt: u32,
    pub(crate) origin: &'a BaseUrl,
    pub(crate) target: &'a mut String,
    pub(crate) headers: &'a mut HeaderMap,
    pub(crate) body: Option<&'a Bytes>,
    pub(crate) fault: &'a mut Option<CallError>,
}

impl Outgoing<'_> {
    /// The method.
    pub fn method(&self) -> &Method {
        self.operation.method()
    }

    /// Scheme, host and port; the path prefix is in [`target`](Self::target) already.
    pub fn origin(&self) -> &BaseUrl {
        self.origin
    }

    /// Path and query, percent-encoded.
    pub fn target(&self) -> &str {
        self.target
    }

    /// The headers so far, all but the credential's, `Cookie`, `Host` and the body's length.
    pub fn headers(&self) -> &HeaderMap {
        self.headers
    }

    /// The whole body, where there is one and it is in memory.
    pub fn body(&self) -> Option<&Bytes> {
        self.body
    }

    /// Sends this header, in place of any other of its name but the credential's. A name or value that
    /// HTTP does not allow fails the call, as [`ErrorKind::Encode`].
    pub fn header<N, V>(&mut self, name: N, value: V)
    where
        N: TryInto<HeaderName>,
        V: TryInto<HeaderValue>,
    {
        match header(name, value) {
            Ok((name, value)) => drop(self.headers.insert(name, value)),
            Err(what) => self.fail(CallError::new(ErrorKind::Encode, what)),
        }
    }

    /// Sends this query parameter, in place of all others of its name but the credential's.
    pub fn query(&mut self, name: &str, value: &str) {
        let (name, value) = encoded_pair(name, value);
        put_query(self.target, &format!("{name}={value}"));
    }

    /// Fails the call before this request is sent, as [`ErrorKind::Hook`]. The reason is shown, so it
    /// must not hold a secret.
    pub fn refuse(&mut self, reason: impl Into<String>) {
        self.fail(CallError::new(ErrorKind::Hook, reason.into()));
    }

    fn fail(&mut self, fault: CallError) {
        self.fault.get_or_insert(fault);
    }
}

impl fmt::Debug for Outgoing<'_> {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "Outgoing({}, attempt {})", self.operation, self.attempt)
    }
}

/// The head of an answer.
#[derive(Debug)]
#[non_exhaustive]
pub struct Answered<'a> {
    /// Which endpoint it is of.
    pub operation: &'static Operation,
    /// Which attempt of the call it is of, from 1.
    pub attempt: u32,
    /// The status.
    pub status: StatusCode,
    /// The headers.
    pub headers: &'a Headers,
    /// From sending the request to the head of the answer.
    pub elapsed: Duration,
}

/// An attempt that will be followed by another.
#[derive(Debug)]
#[non_exhaustive]
pub struct Retrying<'a> {
    /// Which endpoint it is of.
    pub operation: &'static Operation,
    /// Which attempt has failed, from 1.
    pub attempt: u32,
    /// What it came to.
    pub outcome: Outcome,
    /// How long is waited now.
    pub wait: Duration,
    /// Why, where there was no answer.
    pub error: Option<&'a CallError>,
}

/// An answer that speaks of its endpoint's end.
#[derive(Debug)]
#[non_exhaustive]
pub struct Deprecated<'a> {
    /// Which endpoint it is.
    pub operation: &'static Operation,
    /// What the answer says.
    pub lifecycle: Lifecycle,
    /// All headers of the answer.
    pub headers: &'a Headers,
}
