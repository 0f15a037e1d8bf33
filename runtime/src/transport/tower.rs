//! The transport over any tower service.

use std::error::Error as StdError;
use std::fmt;
use std::future::poll_fn;
use std::sync::{Arc, Mutex, PoisonError};

use http_body::Body as HttpBody;
use tower_service::Service;

use super::layered::Bound;
use super::{Answer, BoxError, BoxFuture, Failure, Request, RequestBody, Transport};
use super::{TransportError, fault, service};

/// The transport over any [`tower_service::Service`] from an `http::Request` to an
/// `http::Response`: a hyper client, layers of tower-http around one, or an axum router that is
/// called without a network.
///
/// The request has its whole URL, and all its headers but `Host` and the body's length. The service
/// is cloned for each request, and asked by `poll_ready` before it is called. It should follow no
/// redirects and try nothing twice, since the client sees to both.
///
/// ```
/// use endpoint::transport::{RequestBody, Tower};
/// use endpoint::{Client, Json, endpoint};
/// use hyper_util::client::legacy::Client as HyperClient;
/// use hyper_util::rt::TokioExecutor;
/// use tower_http::set_header::SetRequestHeader;
/// # use http::HeaderValue;
///
/// # fn main() -> Result<(), endpoint::BuildError> {
/// let hyper: HyperClient<_, RequestBody> = HyperClient::builder(TokioExecutor::new()).build_http();
/// let service = SetRequestHeader::overriding(
///     hyper,
///     http::HeaderName::from_static("x-tenant"),
///     HeaderValue::from_static("7"),
/// );
/// let client = Client::builder("http://127.0.0.1:8080").transport(Tower::new(service)).build()?;
/// # Ok(()) }
/// ```
pub struct Tower<S> {
    /// Behind a lock, so that services that are not `Sync` will do; it is held for a clone.
    service: Mutex<S>,
    classify: Option<Arc<Classify>>,
}

type Classify = dyn Fn(&(dyn StdError + 'static)) -> Option<Failure> + Send + Sync;

impl<S> Tower<S> {
    /// Over this service.
    pub fn new(service: S) -> Self {
        Self {
            service: Mutex::new(service),
            classify: None,
        }
    }

    /// Tells by the service's own errors where it failed; `None` leaves it to what can be known
    /// without.
    ///
    /// That is: what a [`TransportError`] in the chain of causes says, `Unprocessed` where hyper or
    /// h2 say so in one of the versions that this crate knows, `Connect` for a connection that was
    /// refused or that a hyper client did not come to, and else `Interrupted`, since the server may
    /// have acted.
    ///
    /// ```
    /// # use endpoint::transport::{Failure, Tower};
    /// # fn over<S>(service: S) -> Tower<S> {
    /// Tower::new(service).classify(|error| {
    ///     let error = error.downcast_ref::<std::io::Error>()?;
    ///     (error.kind() == std::io::ErrorKind::NotFound).then_some(Failure::Connect)
    /// })
    /// # }
    /// ```
    #[must_use]
    pub fn classify<F>(mut self, classify: F) -> Self
    where
        F: Fn(&(dyn StdError + 'static)) -> Option<Failure> + Send + Sync + 'static,
    {
        self.classify = Some(Arc::new(classify));
        self
    }
}

impl<S: Clone> Tower<S> {
    fn service(&self) -> S {
        self.service
            .lock()
            .unwrap_or_else(PoisonError::into_inner)
            .clone()
    }

    fn failed(&self, error: BoxError, query: &Query) -> TransportError {
        let told = self
            .classify
            .as_ref()
            .and_then(|classify| classify(&*error));
        let failure = told.unwrap_or_else(|| fault::failure(&*error));
        query.failed(failure, error)
    }
}

impl<S: Clone> Clone for Tower<S> {
    fn clone(&self) -> Self {
        Self {
            service: Mutex::new(self.service()),
            classify: self.classify.clone(),
        }
    }
}

impl<S> fmt::Debug for Tower<S> {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str("Tower")
    }
}

impl<S, B> Transport for Tower<S>
where
    S: Service<http::Request<RequestBody>, Response = http::Response<B>> + Clone + Send + 'static,
    S::Future: Send,
    S::Error: Into<BoxError>,
    B: HttpBody + Send + 'static,
    B::Error: Into<BoxError>,
{
    fn send(&self, request: Request) -> BoxFuture<'_, Result<Answer, TransportError>> {
        Box::pin(async {
            let bound = Bound(request.origin.clone());
            let mut outgoing = service::outgoing(request)?;
            outgoing.extensions_mut().insert(bound);
            let query = Query::of(outgoing.uri());
            let mut service = self.service();
            let failed = |error: S::Error| self.failed(error.into(), &query);
            poll_fn(|context| service.poll_ready(context))
                .await
                .map_err(failed)?;
            let response = service.call(outgoing).await.map_err(failed)?;
            Ok(service::answer(response.map(Box::pin), move |error| {
                query.failed(Failure::Interrupted, error)
            }))
        })
    }
}

/// The query of one request, which no error may show.
struct Query(Option<http::Uri>);

impl Query {
    fn of(uri: &http::Uri) -> Self {
        Self(uri.query().is_some().then(|| uri.clone()))
    }

    /// The error of a transport, with what was behind that of a transport within.
    fn failed(&self, failure: Failure, error: BoxError) -> TransportError {
        let source = match error.downcast::<TransportError>() {
            Ok(within) => within.into_source(),
            Err(error) => error,
        };
        TransportError::new(failure, self.taken_out_of(source))
    }

    /// The error itself, or its text without the query where it shows that: it may be of any crate,
    /// and many put the URL into it.
    fn taken_out_of(&self, error: BoxError) -> BoxError {
        let Some(query) = self.0.as_ref().and_then(http::Uri::query) else {
            return error;
        };
        let shows = fault::chain(&*error)
            .any(|error| error.to_string().contains(query) || format!("{error:?}").contains(query));
        if shows && !query.is_empty() {
            let texts: Vec<String> = fault::chain(&*error).map(ToString::to_string).collect();
            return texts.join(": ").replace(query, "..").into();
        }
        error
    }
}
