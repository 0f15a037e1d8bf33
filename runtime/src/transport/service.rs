//! Requests and answers in the types of the `http` crate, as hyper and tower have them.

use std::pin::Pin;
use std::task::{Context, Poll, ready};

use bytes::{Buf as _, Bytes};
use http::Uri;
#[cfg(feature = "hyper")]
use http::uri::PathAndQuery;
use http_body::Body as HttpBody;

use super::{Answer, Body, BoxError, Failure, Pieces, Request, RequestBody, TransportError};
use crate::request::BaseUrl;

/// The request with its whole URL; nothing of it is parsed but the target.
pub(super) fn outgoing(request: Request) -> Result<http::Request<RequestBody>, TransportError> {
    to(request, BaseUrl::uri)
}

/// The request whose URI is its target alone.
#[cfg(feature = "hyper")]
pub(super) fn outgoing_target(
    request: Request,
) -> Result<http::Request<RequestBody>, TransportError> {
    to(request, |_, target| {
        Ok(PathAndQuery::from_maybe_shared(target)?.into())
    })
}

fn to(
    mut request: Request,
    uri: impl FnOnce(&BaseUrl, Bytes) -> Result<Uri, http::Error>,
) -> Result<http::Request<RequestBody>, TransportError> {
    request.say_length();
    let uri = uri(&request.origin, request.target.into_bytes())
        .map_err(|error| TransportError::new(Failure::Unable, error))?;
    let mut outgoing = http::Request::new(request.body);
    *outgoing.method_mut() = request.method;
    *outgoing.uri_mut() = uri;
    *outgoing.headers_mut() = request.headers;
    Ok(outgoing)
}

/// The answer, whose body goes on to come; `failed` words what happens to it on the way.
pub(super) fn answer<B, F>(response: http::Response<B>, failed: F) -> Answer
where
    B: HttpBody + Send + Unpin + 'static,
    B::Error: Into<BoxError>,
    F: Fn(BoxError) -> TransportError + Send + Unpin + 'static,
{
    framed(response, failed, Body::new)
}

/// The answer, with a body made of its frames.
pub(super) fn framed<B, F>(
    response: http::Response<B>,
    failed: F,
    body: impl FnOnce(Frames<B, F>) -> Body,
) -> Answer {
    let (head, frames) = response.into_parts();
    Answer {
        status: head.status,
        headers: head.headers,
        body: body(Frames {
            body: frames,
            failed,
        }),
    }
}

pub(super) struct Frames<B, F> {
    body: B,
    failed: F,
}

impl<B, F> Pieces for Frames<B, F>
where
    B: HttpBody + Send + Unpin,
    B::Error: Into<BoxError>,
    F: Fn(BoxError) -> TransportError + Send + Unpin,
{
    fn poll_piece(
        mut self: Pin<&mut Self>,
        context: &mut Context<'_>,
    ) -> Poll<Option<Result<Bytes, TransportError>>> {
        loop {
            match ready!(Pin::new(&mut self.body).poll_frame(context)) {
                None => return Poll::Ready(None),
                Some(Err(error)) => return Poll::Ready(Some(Err((self.failed)(error.into())))),
                // Trailers are passed over.
                Some(Ok(frame)) => {
                    if let Ok(mut data) = frame.into_data() {
                        let piece = data.copy_to_bytes(data.remaining());
                        return Poll::Ready(Some(Ok(piece)));
                    }
                }
            }
        }
    }

    fn is_end(&self) -> bool {
        self.body.is_end_stream()
    }
}
