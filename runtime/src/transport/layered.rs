//! Tower layers around a transport.

use std::fmt;
use std::sync::Arc;
use std::task::{Context, Poll};

use http::Uri;
use http_body::Body as HttpBody;
use tower_layer::Layer;
use tower_service::Service;

use super::{Answer, Body, BoxFuture, Failure, Request, RequestBody, Tower, Transport};
use super::{BoxError, TransportError};
use crate::request::BaseUrl;

/// A client's transport as a tower service, for layers to be put around: see
/// [`ClientBuilder::layer`](crate::ClientBuilder::layer).
///
/// It is always ready, its clones are one transport, and an answer's body is still to come. The
/// request's URI says where it goes: scheme, host and port, path and query. Of the rest of the
/// request the method, the headers and the body count.
#[derive(Clone)]
pub struct TransportService(Arc<dyn Transport>);

/// Where a request goes, as the client has read it: there is no need to do so again.
#[derive(Clone)]
pub(super) struct Bound(pub(super) BaseUrl);

/// A transport with a layer around it.
pub(crate) fn layered<L, B>(layer: &L, transport: Arc<dyn Transport>) -> Arc<dyn Transport>
where
    L: Layer<TransportService>,
    L::Service: Service<http::Request<RequestBody>, Response = http::Response<B>>,
    L::Service: Clone + Send + 'static,
    <L::Service as Service<http::Request<RequestBody>>>::Future: Send,
    <L::Service as Service<http::Request<RequestBody>>>::Error: Into<BoxError>,
    B: HttpBody + Send + 'static,
    B::Error: Into<BoxError>,
{
    Arc::new(Tower::new(layer.layer(TransportService(transport))))
}

impl fmt::Debug for TransportService {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "TransportService({:?})", self.0)
    }
}

impl Service<http::Request<RequestBody>> for TransportService {
    type Response = http::Response<Body>;
    type Error = TransportError;
    type Future = BoxFuture<'static, Result<Self::Response, TransportError>>;

    fn poll_ready(&mut self, _: &mut Context<'_>) -> Poll<Result<(), TransportError>> {
        Poll::Ready(Ok(()))
    }

    fn call(&mut self, request: http::Request<RequestBody>) -> Self::Future {
        let transport = Arc::clone(&self.0);
        Box::pin(async move { Ok(response(transport.send(incoming(request)?).await?)) })
    }
}

/// The request as transports have it.
fn incoming(request: http::Request<RequestBody>) -> Result<Request, TransportError> {
    let (head, body) = request.into_parts();
    let target = head
        .uri
        .path_and_query()
        .map_or("/", |target| target.as_str());
    // Behind an origin such a target would be another host's.
    if !target.starts_with('/') || target.starts_with("//") || target.starts_with("/\\") {
        return Err(unable(
            "a layer made a path of the request that does not begin with one slash",
        ));
    }
    Ok(Request {
        method: head.method,
        origin: origin(&head.uri, head.extensions.get())?,
        target: target.to_owned().into(),
        headers: head.headers,
        body,
    })
}

/// Where the URI goes: as a rule, where the client meant it to.
fn origin(uri: &Uri, bound: Option<&Bound>) -> Result<BaseUrl, TransportError> {
    let (Some(scheme), Some(authority)) = (uri.scheme_str(), uri.authority()) else {
        return Err(unable(
            "a layer took scheme or host out of the request's URI",
        ));
    };
    if let Some(Bound(origin)) = bound
        && origin.scheme() == scheme
        && origin.authority() == authority.as_str()
    {
        return Ok(origin.clone());
    }
    BaseUrl::parse(&format!("{scheme}://{authority}"))
        .map_err(|error| TransportError::new(Failure::Unable, error))
}

fn unable(what: &'static str) -> TransportError {
    TransportError::new(Failure::Unable, what)
}

fn response(answer: Answer) -> http::Response<Body> {
    let mut response = http::Response::new(answer.body);
    *response.status_mut() = answer.status;
    *response.headers_mut() = answer.headers;
    response
}
