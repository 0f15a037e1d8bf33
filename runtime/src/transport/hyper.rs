//! The transport over hyper.

mod connect;
#[cfg(feature = "gzip")]
mod decoded;
mod error;
mod pool;
mod sender;
mod whole;

use std::error::Error as StdError;
use std::fmt;
use std::sync::Arc;
use std::time::Duration;

use bytes::Bytes;
use http::header::{HOST, PROXY_AUTHORIZATION};
use http::{HeaderMap, HeaderValue};
use hyper::body::Incoming;
use hyper_util::client::legacy::connect::Connect;
use hyper_util::client::legacy::{self, ResponseFuture};
use hyper_util::client::proxy::matcher::Matcher;

use self::connect::{Connector, Tls};
#[cfg(feature = "gzip")]
use self::decoded::decoded;
pub(super) use self::error::ClientError;
use self::pool::{Origin, Pool};
#[cfg(not(feature = "gzip"))]
use self::whole::Whole;
#[cfg(not(feature = "gzip"))]
use super::Body;
use super::{
    Answer, BoxError, BoxFuture, CONNECT, Failure, Request, RequestBody, Transport, TransportError,
    boxed, fault, in_tokio, is_any_set, service,
};
use crate::error::BuildError;
use crate::request::BaseUrl;

/// The transport over hyper: HTTP/1.1 and HTTP/2, a connection pool, the standard proxy variables,
/// as the one over reqwest has them, with less between the client and the wire.
///
/// Nothing is sent twice. One thing is tried again, by the pool: a request that a kept connection
/// hands back because the server closed it before the request's first byte was taken.
#[derive(Clone)]
pub struct Hyper {
    client: Client,
    /// The proxies of plain `http`, which want their credential on each request.
    proxies: Option<Arc<Matcher>>,
}

/// What has the connections.
#[derive(Clone)]
enum Client {
    Own(Pool),
    Given(Arc<dyn Requests>),
}

impl Hyper {
    /// With a connection pool of its own, TLS with the platform's certificates (feature `rustls`),
    /// and the proxies of `HTTP_PROXY`, `HTTPS_PROXY`, `ALL_PROXY` and `NO_PROXY`, in upper or
    /// lower case. A connection has ten seconds to come about.
    ///
    /// # Errors
    /// Where TLS cannot be set up.
    pub fn new() -> Result<Self, BuildError> {
        Self::with_connect_timeout(CONNECT)
    }

    /// As [`new`](Self::new), with this time for a connection to come about, by DNS, TCP, a proxy
    /// and TLS.
    ///
    /// # Errors
    /// Where TLS cannot be set up.
    pub fn with_connect_timeout(timeout: Duration) -> Result<Self, BuildError> {
        #[cfg(feature = "rustls")]
        let tls = Some(Tls::of_the_platform()?);
        #[cfg(not(feature = "rustls"))]
        let tls = None;
        Ok(Self::with(tls, Matcher::from_env(), timeout))
    }

    fn with(tls: Option<Tls>, proxies: Matcher, timeout: Duration) -> Self {
        let proxies = Arc::new(proxies);
        let pool = Pool::new(Connector::new(tls, Arc::clone(&proxies), timeout));
        Self {
            client: Client::Own(pool),
            proxies: may_proxy_http().then_some(proxies),
        }
    }

    /// Over a client of your own: with other connectors, certificates, proxies or versions of HTTP.
    ///
    /// ```
    /// use endpoint::transport::Hyper;
    /// use hyper_util::client::legacy::Client;
    /// use hyper_util::rt::TokioExecutor;
    ///
    /// let http2 = Client::builder(TokioExecutor::new()).http2_only(true).build_http();
    /// let transport = Hyper::from_client(http2);
    /// ```
    pub fn from_client<C>(client: legacy::Client<C, RequestBody>) -> Self
    where
        C: Connect + Clone + Send + Sync + 'static,
    {
        Self {
            client: Client::Given(Arc::new(client)),
            proxies: None,
        }
    }

    /// The request as hyper has it, and where it goes.
    fn outgoing(
        &self,
        request: Request,
    ) -> Result<(http::Request<RequestBody>, BaseUrl), TransportError> {
        let origin = request.origin.clone();
        let outgoing = match &self.client {
            Client::Own(_) => {
                let mut outgoing = service::outgoing_target(request)?;
                self.address(outgoing.headers_mut(), &origin);
                outgoing
            }
            Client::Given(_) => service::outgoing(request)?,
        };
        Ok((outgoing, origin))
    }

    /// What a plain request wants on its head: it is of HTTP/1.1 for sure, and so has a `Host`, and a
    /// proxy may want a credential. That of a tunnel goes with its `CONNECT`.
    fn address(&self, headers: &mut HeaderMap, origin: &BaseUrl) {
        if origin.scheme() != "http" {
            return;
        }
        headers.entry(HOST).or_insert_with(|| origin.host().clone());
        if let Some(credential) = self.proxy_credential(origin) {
            headers.entry(PROXY_AUTHORIZATION).or_insert(credential);
        }
    }

    fn proxy_credential(&self, origin: &BaseUrl) -> Option<HeaderValue> {
        let proxies = self.proxies.as_ref()?;
        let uri = origin.uri(Bytes::from_static(b"/")).ok()?;
        proxies.intercept(&uri)?.basic_auth().cloned()
    }
}

impl fmt::Debug for Hyper {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str("Hyper")
    }
}

impl Transport for Hyper {
    fn send(&self, request: Request) -> BoxFuture<'_, Result<Answer, TransportError>> {
        // hyper would panic without one.
        if let Err(error) = in_tokio() {
            return Box::pin(std::future::ready(Err(error)));
        }
        match self.outgoing(request) {
            #[cfg(not(feature = "gzip"))]
            Ok((outgoing, origin)) => self.client.send(outgoing, origin, answer),
            #[cfg(feature = "gzip")]
            Ok((outgoing, origin)) => boxed(|| decoded(&self.client, outgoing, origin)),
            Err(error) => Box::pin(std::future::ready(Err(error))),
        }
    }
}

/// Whether a variable names a proxy for plain `http`: asking the matcher about each request takes
/// time.
fn may_proxy_http() -> bool {
    is_any_set(&["HTTP_PROXY", "http_proxy", "ALL_PROXY", "all_proxy"])
}

/// A hyper client, whatever it connects by.
trait Requests: Send + Sync {
    fn request(&self, request: http::Request<RequestBody>) -> ResponseFuture;
}

impl<C: Connect + Clone + Send + Sync + 'static> Requests for legacy::Client<C, RequestBody> {
    fn request(&self, request: http::Request<RequestBody>) -> ResponseFuture {
        self.request(request)
    }
}

impl Client {
    fn send<T: 'static>(
        &self,
        request: http::Request<RequestBody>,
        origin: BaseUrl,
        into: fn(http::Response<Incoming>) -> T,
    ) -> BoxFuture<'static, Result<T, TransportError>> {
        match self {
            Self::Own(pool) => boxed(|| pool.clone().send(request, Origin(origin), into)),
            Self::Given(client) => {
                let answering = client.request(request);
                Box::pin(async move { answering.await.map(into).map_err(failed) })
            }
        }
    }
}

#[cfg(not(feature = "gzip"))]
fn answer(response: http::Response<Incoming>) -> Answer {
    service::framed(Whole::of(response), interrupted as Failed, Body::of_hyper)
}

/// The body of an answer, as it comes.
#[cfg(not(feature = "gzip"))]
pub(super) type HyperPieces = service::Frames<Whole, Failed>;

#[cfg(not(feature = "gzip"))]
type Failed = fn(BoxError) -> TransportError;

fn interrupted(error: BoxError) -> TransportError {
    TransportError::new(Failure::Interrupted, error)
}

fn failed(error: impl StdError + Send + Sync + 'static) -> TransportError {
    TransportError::new(fault::failure(&error), error)
}
