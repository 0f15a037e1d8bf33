//! What a program may see, and change, of each request and answer.

use std::fmt;
use std::sync::Arc;
use std::time::Duration;

use bytes::Bytes;
use http::{HeaderMap, HeaderName, HeaderValue, Method, StatusCode};

use crate::error::{CallError, ErrorKind};
use crate::operation::Operation;
use crate::request::{BaseUrl, encoded_pair, header, put_query};
use crate::response::{Headers, Lifecycle};
use crate::retry::Outcome;

/// What a program does beside each request and answer: counting, logging, signing. Every function
/// has a default that does nothing; they are called on the task of the call, and should not block.
///
/// Only calls of endpoints are told, not downloads and not requests for tokens. A client may have
/// several hooks, which are asked in their order. One that panics breaks the call that it is told
/// of.
///
/// An API that wants its requests signed:
///
/// ```
/// use endpoint::{Client, Hooks, Outgoing, Secret};
///
/// struct Signature(Secret);
///
/// # fn hmac(key: &str, text: &str) -> String { (key.len() * text.len()).to_string() }
/// # fn unix_time() -> u64 { 0 }
/// impl Hooks for Signature {
///     // Once for each attempt, so that the time is that of the attempt.
///     fn on_request(&self, request: &mut Outgoing<'_>) {
///         let at = unix_time();
///         let body = request.body().map(|body| String::from_utf8_lossy(body)).unwrap_or_default();
///         let signed = format!("{}\n{}\n{at}\n{body}", request.method(), request.target());
///         let signature = hmac(self.0.expose(), &signed);
///         request.header("x-signature", format!("t={at},v1={signature}"));
///     }
/// }
///
/// # fn main() -> Result<(), endpoint::BuildError> {
/// let client = Client::builder("https://api.example.com")
///     .hooks(Signature(Secret::new("key")))
///     .build()?;
/// # Ok(()) }
/// ```
///
/// Numbers to watch:
///
/// ```
/// use std::sync::Arc;
/// use std::sync::atomic::{AtomicU64, Ordering};
/// use endpoint::transport::{Memory, Reply};
/// use endpoint::{Answered, Client, Hooks, Json, Retrying, endpoint};
///
/// #[derive(Clone, Default)]
/// struct Numbers {
///     failed: Arc<AtomicU64>,
///     retried: Arc<AtomicU64>,
/// }
///
/// impl Hooks for Numbers {
///     fn on_response(&self, answer: &Answered<'_>) {
///         if answer.status.is_server_error() {
///             self.failed.fetch_add(1, Ordering::Relaxed);
///         }
///     }
///
///     fn on_retry(&self, _: &Retrying<'_>) {
///         self.retried.fetch_add(1, Ordering::Relaxed);
///     }
/// }
///
/// #[endpoint(GET "/users" -> Json)]
/// struct GetUsers {}
///
/// # fn main() -> Result<(), Box<dyn std::error::Error>> {
/// let memory = Memory::new();
/// memory.reply(Reply::new(502));
/// memory.reply(Reply::json(200, "[]"));
/// let numbers = Numbers::default();
/// let client = Client::builder("https://api.example.com")
///     .transport(memory)
///     .hooks(numbers.clone())
///     .build()?;
/// # let runtime = tokio::runtime::Builder::new_current_thread().enable_all().build()?;
/// # runtime.block_on(async {
/// client.send(GetUsers {}).await?;
/// assert_eq!(numbers.failed.load(Ordering::Relaxed), 1);
/// assert_eq!(numbers.retried.load(Ordering::Relaxed), 1);
/// # Ok(()) })
/// # }
/// ```
pub trait Hooks: Send + Sync + 'static {
    /// Before each attempt of an endpoint's call; it may change the request. Neither the credential
    /// nor the cookies are on it yet, and what the credential writes goes before what is set here.
    fn on_request(&self, _request: &mut Outgoing<'_>) {}

    /// When the head of an answer has come, those of redirects and refusals among them.
    fn on_response(&self, _answer: &Answered<'_>) {}

    /// Before the wait for another attempt.
    fn on_retry(&self, _retry: &Retrying<'_>) {}

    /// When an answer says that the endpoint is deprecated or will be gone, each time.
    fn on_deprecation(&self, _deprecated: &Deprecated<'_>) {}
}

/// Hooks one behind the other.
pub(crate) struct Chain<H>(pub(crate) Arc<dyn Hooks>, pub(crate) H);

impl<H: Hooks> Hooks for Chain<H> {
    fn on_request(&self, request: &mut Outgoing<'_>) {
        self.0.on_request(request);
        if request.fault.is_none() {
            self.1.on_request(request);
        }
    }

    fn on_response(&self, answer: &Answered<'_>) {
        self.0.on_response(answer);
        self.1.on_response(answer);
    }

    fn on_retry(&self, retry: &Retrying<'_>) {
        self.0.on_retry(retry);
        self.1.on_retry(retry);
    }

    fn on_deprecation(&self, deprecated: &Deprecated<'_>) {
        self.0.on_deprecation(deprecated);
        self.1.on_deprecation(deprecated);
    }
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

    /// Sends this header, in place of any other of its name but the credential's. A name or value
    /// that HTTP does not allow fails the call, as [`ErrorKind::Encode`].
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

    /// Fails the call before this request is sent, as [`ErrorKind::Hook`]. The reason is shown, so
    /// it must not hold a secret.
    pub fn refuse(&mut self, reason: impl Into<String>) {
        let message = format!("a hook refused the request: {}", reason.into());
        self.fail(CallError::new(ErrorKind::Hook, message));
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
