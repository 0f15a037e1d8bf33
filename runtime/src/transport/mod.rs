//! What carries requests: a small trait, so that the rest of a client does not know the network.
//!
//! | transport | feature | |
//! |---|---|---|
//! | `Reqwest` | `reqwest` | the default one; takes any reqwest configuration |
//! | `Hyper` | `hyper` | straight over hyper, with less work for each call; the default one where `reqwest` is off |
//! | `Tower` | `tower` | any tower service: layers of tower-http around a client, a router without a network |
//! | [`Memory`] | | answers from memory, for tests |
//!
//! `ClientBuilder::layer` (feature `tower`) puts tower layers around any of them.
//!
//! All of them behave alike: one suite of tests runs over each. Redirects, times, limits and
//! secrets are the client's to look after, whatever carries its requests.

mod body;
#[cfg(any(feature = "reqwest", feature = "tower"))]
mod fault;
#[cfg(feature = "hyper")]
mod hyper;
#[cfg(feature = "tower")]
mod layered;
mod memory;
#[cfg(feature = "reqwest")]
mod reqwest;
#[cfg(feature = "tower")]
mod service;
#[cfg(feature = "tower")]
mod tower;

use std::error::Error as StdError;
use std::fmt;
use std::pin::Pin;

#[cfg(any(feature = "reqwest", feature = "tower"))]
use http::HeaderValue;
#[cfg(any(feature = "reqwest", feature = "tower"))]
use http::header::CONTENT_LENGTH;
use http::{HeaderMap, Method, StatusCode};
use url::Url;

pub use self::body::{Body, Pieces, RequestBody};
#[cfg(feature = "hyper")]
pub use self::hyper::Hyper;
#[cfg(feature = "tower")]
pub use self::layered::TransportService;
#[cfg(feature = "tower")]
pub(crate) use self::layered::layered;
pub use self::memory::{Memory, Reply, Sent};
#[cfg(feature = "reqwest")]
pub use self::reqwest::Reqwest;
#[cfg(feature = "tower")]
pub use self::tower::Tower;
use crate::request::{BaseUrl, Target};

/// An error of anyone.
#[cfg(feature = "tower")]
pub(crate) type BoxError = Box<dyn StdError + Send + Sync>;

/// A future in a box, as object-safe traits have to return them.
pub type BoxFuture<'a, T> = Pin<Box<dyn Future<Output = T> + Send + 'a>>;

/// A future in a box, which is made where it stays: of `Box::pin(make())` all is moved, with the room
/// for what it will hold.
pub(crate) fn boxed<'a, F>(make: impl FnOnce() -> F) -> BoxFuture<'a, F::Output>
where
    F: Future + Send + 'a,
{
    let place = Box::new_uninit();
    let future = Box::write(place, make());
    Box::into_pin(future)
}

/// What is said of a body that a server gave up without an error.
#[cfg(any(feature = "reqwest", feature = "hyper"))]
const CUT: &str = "the server gave up the answer before it was whole";

/// How long a connection may take to come about.
#[cfg(any(feature = "reqwest", feature = "hyper"))]
const CONNECT: std::time::Duration = std::time::Duration::from_secs(10);

/// Carries a request to a server and brings the answer's head and body.
///
/// It follows no redirects, tries nothing twice, and adds no header but those that HTTP itself
/// needs.
pub trait Transport: Send + Sync + fmt::Debug + 'static {
    /// Sends one request; comes back with the answer's head, while the body may still be on its
    /// way.
    fn send(&self, request: Request) -> BoxFuture<'_, Result<Answer, TransportError>>;
}

/// A request as a transport gets it.
pub struct Request {
    pub(crate) method: Method,
    pub(crate) origin: BaseUrl,
    pub(crate) target: Target,
    pub(crate) headers: HeaderMap,
    pub(crate) body: RequestBody,
}

impl Request {
    /// The request by value, where only a reference is at hand; what stays is not to be sent.
    pub(crate) fn take(&mut self) -> Self {
        Self {
            method: self.method.clone(),
            origin: self.origin.clone(),
            target: std::mem::take(&mut self.target),
            headers: std::mem::take(&mut self.headers),
            body: std::mem::replace(&mut self.body, RequestBody::none()),
        }
    }

    /// The method.
    pub fn method(&self) -> &Method {
        &self.method
    }

    /// Scheme, host and port to connect to; its path prefix is in [`target`](Self::target) already.
    pub fn origin(&self) -> &BaseUrl {
        &self.origin
    }

    /// Path and query, percent-encoded, beginning with one slash.
    pub fn target(&self) -> &str {
        self.target.as_str()
    }

    /// The headers, all but `Host` and the body's length.
    pub fn headers(&self) -> &HeaderMap {
        &self.headers
    }

    /// The body.
    pub fn body(&self) -> &RequestBody {
        &self.body
    }

    /// Adds a `Content-Length` of 0 where there is nothing to send and the method lets a server expect
    /// something ([RFC 9110 section 8.6]): some [insist on it], and hyper leaves it out.
    ///
    /// [RFC 9110 section 8.6]: https://www.rfc-editor.org/rfc/rfc9110#section-8.6
    /// [insist on it]: https://github.com/seanmonstar/reqwest/issues/2240
    #[cfg(any(feature = "reqwest", feature = "tower"))]
    fn say_length(&mut self) {
        let expects = [Method::POST, Method::PUT, Method::PATCH].contains(&self.method);
        if self.body.length() == Some(0) && (expects || !self.body.is_none()) {
            let nothing = HeaderValue::from_static("0");
            self.headers.insert(CONTENT_LENGTH, nothing);
        }
    }

    /// The body by value, to be sent.
    pub fn into_body(self) -> RequestBody {
        self.body
    }

    /// The whole URL.
    ///
    /// # Errors
    /// Where the target is no path, which the client has ruled out.
    pub fn url(&self) -> Result<Url, TransportError> {
        self.origin
            .join(self.target())
            .map_err(|error| TransportError::new(Failure::Unable, error))
    }
}

/// Method, origin and path: the headers and the query may hold secrets.
impl fmt::Debug for Request {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        let path = self.target().split('?').next().unwrap_or_default();
        write!(
            f,
            "Request({} {}://{}{path})",
            self.method,
            self.origin.scheme(),
            self.origin.authority()
        )
    }
}

/// The head of an answer, and its body still to come.
#[derive(Debug)]
pub struct Answer {
    /// The status.
    pub status: StatusCode,
    /// The headers. Where the transport decodes the body, `Content-Encoding` and `Content-Length` are
    /// not among them, since they are said of other bytes.
    pub headers: HeaderMap,
    /// The body.
    pub body: Body,
}

/// Where a transport failed.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
#[non_exhaustive]
pub enum Failure {
    /// There was no connection; nothing was sent.
    Connect,
    /// It took too long to connect; nothing was sent.
    ConnectTimeout,
    /// The connection was lost, or what came on it is not HTTP.
    Interrupted,
    /// The request's own body could not be read while it was sent.
    Upload,
    /// Nothing was done with the request, so that it may be sent again, whatever it is: the server
    /// says so ([RFC 9113 section 8.7]), or the connection was gone before it took the request's
    /// first byte.
    ///
    /// [RFC 9113 section 8.7]: https://www.rfc-editor.org/rfc/rfc9113#section-8.7
    Unprocessed,
    /// The transport cannot send it, now or later; nothing was sent.
    Unable,
}

/// Why a transport failed. Its text must not hold the URL's query or a header.
#[derive(Debug)]
pub struct TransportError {
    failure: Failure,
    source: Box<dyn StdError + Send + Sync>,
}

impl TransportError {
    /// An error with its cause.
    pub fn new(failure: Failure, source: impl Into<Box<dyn StdError + Send + Sync>>) -> Self {
        Self {
            failure,
            source: source.into(),
        }
    }

    /// Where it failed.
    pub fn failure(&self) -> Failure {
        self.failure
    }

    pub(crate) fn into_source(self) -> Box<dyn StdError + Send + Sync> {
        self.source
    }
}

impl fmt::Display for TransportError {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        self.source.fmt(f)
    }
}

impl StdError for TransportError {
    fn source(&self) -> Option<&(dyn StdError + 'static)> {
        Some(&*self.source)
    }
}

/// Whether the environment has one of these variables.
#[cfg(any(feature = "reqwest", feature = "hyper"))]
fn is_any_set(names: &[&str]) -> bool {
    names.iter().any(|name| std::env::var_os(name).is_some())
}

/// Whether there is a runtime on this thread, without which the transports over hyper would panic.
#[cfg(any(feature = "reqwest", feature = "hyper"))]
fn in_tokio() -> Result<(), TransportError> {
    match tokio::runtime::Handle::try_current() {
        Ok(_) => Ok(()),
        Err(_) => Err(TransportError::new(
            Failure::Unable,
            "there is no Tokio runtime on this thread; call from within one, as `#[tokio::main]` makes it",
        )),
    }
}
