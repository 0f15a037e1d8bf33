//! The transport over hyper.

mod connect;
mod whole;

use std::fmt;
use std::pin::Pin;
use std::sync::Arc;
use std::task::{Context, Poll, ready};
use std::time::Duration;

use http::HeaderValue;
use http::header::{HOST, PROXY_AUTHORIZATION};
use http::uri::Scheme;
use hyper_util::client::legacy::connect::Connect;
use hyper_util::client::legacy::{Client, Error, ResponseFuture};
use hyper_util::client::proxy::matcher::Matcher;
use hyper_util::rt::{TokioExecutor, TokioTimer};
use tower_service::Service;

use self::connect::{Connector, Tls};
use self::whole::Whole;
use super::{Answer, BoxFuture, CONNECT, Failure, Request, RequestBody, Transport, TransportError};
use super::{fault, in_tokio, service};
use crate::error::BuildError;

/// The transport over hyper: HTTP/1.1 and HTTP/2, a connection pool, the standard proxy variables,
/// as the one over reqwest has them, with less between the client and the wire.
///
/// Nothing is sent twice. One thing is tried again, by hyper's own pool: a request that a kept
/// connection hands back because the server closed it before the request's first byte was taken.
#[derive(Clone)]
pub struct Hyper {
    connections: Connections,
    /// The proxies of plain `http`, which want their credential on each request.
    proxies: Option<Arc<Matcher>>,
    /// Whether plain `http` is HTTP/1.1 for sure, and so has a `Host`.
    is_http1: bool,
}

/// How long an idle connection is kept.
const IDLE: Duration = Duration::from_secs(90);

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
        let client = Client::builder(TokioExecutor::new())
            .timer(TokioTimer::new())
            .pool_timer(TokioTimer::new())
            .pool_idle_timeout(IDLE)
            .build(Connector::new(tls, Arc::clone(&proxies), timeout));
        Self {
            connections: Connections(Arc::new(client)),
            proxies: may_proxy_http().then_some(proxies),
            is_http1: true,
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
    pub fn from_client<C>(client: Client<C, RequestBody>) -> Self
    where
        C: Connect + Clone + Send + Sync + 'static,
    {
        Self {
            connections: Connections(Arc::new(client)),
            proxies: None,
            is_http1: false,
        }
    }

    async fn exchange(&self, request: Request) -> Result<Answer, TransportError> {
        let host = self.host_of(&request);
        let mut outgoing = service::outgoing(request)?;
        if let Some(host) = host {
            outgoing.headers_mut().entry(HOST).or_insert(host);
        }
        if let Some(credential) = self.proxy_credential(outgoing.uri()) {
            outgoing
                .headers_mut()
                .entry(PROXY_AUTHORIZATION)
                .or_insert(credential);
        }
        let mut connections = decoded(self.connections.clone());
        let response = connections.call(outgoing).await.map_err(failed)?;
        Ok(service::answer(response, |error| {
            TransportError::new(Failure::Interrupted, error)
        }))
    }

    /// The `Host` as it stands ready; hyper would put it together anew. With HTTP/2, which TLS may
    /// come to, there is none.
    fn host_of(&self, request: &Request) -> Option<HeaderValue> {
        let is_known = self.is_http1 && request.origin.scheme() == "http";
        is_known.then(|| request.origin.host().clone())
    }

    /// What the proxy of a plain request asks for; a tunnel's goes with its `CONNECT`.
    fn proxy_credential(&self, uri: &http::Uri) -> Option<HeaderValue> {
        let proxies = self.proxies.as_ref()?;
        if uri.scheme() != Some(&Scheme::HTTP) {
            return None;
        }
        proxies.intercept(uri)?.basic_auth().cloned()
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
        Box::pin(self.exchange(request))
    }
}

/// Whether a variable names a proxy for plain `http`: asking the matcher about each request takes
/// time.
fn may_proxy_http() -> bool {
    ["HTTP_PROXY", "http_proxy", "ALL_PROXY", "all_proxy"]
        .iter()
        .any(|name| std::env::var_os(name).is_some())
}

/// A hyper client, whatever it connects by.
#[derive(Clone)]
struct Connections(Arc<dyn Requests>);

trait Requests: Send + Sync {
    fn request(&self, request: http::Request<RequestBody>) -> ResponseFuture;
}

impl<C: Connect + Clone + Send + Sync + 'static> Requests for Client<C, RequestBody> {
    fn request(&self, request: http::Request<RequestBody>) -> ResponseFuture {
        self.request(request)
    }
}

impl Service<http::Request<RequestBody>> for Connections {
    type Response = http::Response<Whole>;
    type Error = Error;
    type Future = Answering;

    fn poll_ready(&mut self, _: &mut Context<'_>) -> Poll<Result<(), Error>> {
        Poll::Ready(Ok(()))
    }

    fn call(&mut self, request: http::Request<RequestBody>) -> Answering {
        Answering(self.0.request(request))
    }
}

/// An answer on its way.
struct Answering(ResponseFuture);

impl Future for Answering {
    type Output = Result<http::Response<Whole>, Error>;

    fn poll(mut self: Pin<&mut Self>, context: &mut Context<'_>) -> Poll<Self::Output> {
        let response = ready!(Pin::new(&mut self.0).poll(context))?;
        let version = response.version();
        Poll::Ready(Ok(response.map(|body| Whole::new(body, version))))
    }
}

#[cfg(feature = "gzip")]
fn decoded(connections: Connections) -> tower_http::decompression::Decompression<Connections> {
    tower_http::decompression::Decompression::new(connections)
}

#[cfg(not(feature = "gzip"))]
fn decoded(connections: Connections) -> Connections {
    connections
}

fn failed(error: Error) -> TransportError {
    TransportError::new(fault::failure(&error), error)
}
