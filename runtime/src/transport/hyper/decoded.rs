//! Bodies that are decoded as they come.

use std::task::{Context, Poll};

use http::{Request, Response};
use tower_http::decompression::Decompression;
use tower_service::Service;

use super::super::{Answer, BoxFuture, RequestBody, TransportError, service};
use super::whole::Whole;
use super::{Client, interrupted};
use crate::request::BaseUrl;

/// Sends a request, which says that the body of the answer may be compressed, and decodes that as it
/// comes.
pub(super) async fn decoded(
    client: &Client,
    request: Request<RequestBody>,
    origin: BaseUrl,
) -> Result<Answer, TransportError> {
    let client = client.clone();
    let response = Decompression::new(To { client, origin })
        .call(request)
        .await?;
    Ok(service::answer(response.map(Box::pin), interrupted))
}

/// A client on its way to an origin.
struct To {
    client: Client,
    origin: BaseUrl,
}

impl Service<Request<RequestBody>> for To {
    type Response = Response<Whole>;
    type Error = TransportError;
    type Future = BoxFuture<'static, Result<Response<Whole>, TransportError>>;

    fn poll_ready(&mut self, _: &mut Context<'_>) -> Poll<Result<(), TransportError>> {
        Poll::Ready(Ok(()))
    }

    fn call(&mut self, request: Request<RequestBody>) -> Self::Future {
        self.client.send(request, self.origin.clone(), Whole::of)
    }
}
