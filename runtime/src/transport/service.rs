//! Requests and answers in the types of the `http` crate, as hyper and tower have them.

use std::pin::Pin;
use std::task::{Context, Poll, ready};

use bytes::{Buf as _, Bytes};
use http_body::Body as HttpBody;

use super::{Answer, Body, BoxError, Failure, Pieces, Request, RequestBody, TransportError};

/// The request with its whole URL; nothing of it is parsed but the target.
pub(super) fn outgoing(mut request: Request) -> Result<http::Request<RequestBody>, TransportError> {
    let headers = request.take_headers();
    let uri = request
        .origin
        .uri(request.target)
        .map_err(|error| TransportError::new(Failure::Unable, error))?;
    let mut outgoing = http::Request::new(request.body);
    *outgoing.method_mut() = request.method;
    *outgoing.uri_mut() = uri;
    *outgoing.headers_mut() = headers;
    Ok(outgoing)
}

/// The answer, whose body goes on to come; `failed` words what happens to it on the way.
pub(super) fn answer<B, F>(response: http::Response<B>, failed: F) -> Answer
where
    B: HttpBody + Send + 'static,
    B::Error: Into<BoxError>,
    F: Fn(BoxError) -> TransportError + Send + Unpin + 'static,
{
    let (head, body) = response.into_parts();
    Answer {
        status: head.status,
        headers: head.headers,
        body: Body::new(Frames {
            body: Box::pin(body),
            failed,
        }),
    }
}

struct Frames<B, F> {
    body: Pin<Box<B>>,
    failed: F,
}

impl<B, F> Pieces for Frames<B, F>
where
    B: HttpBody + Send,
    B::Error: Into<BoxError>,
    F: Fn(BoxError) -> TransportError + Send + Unpin,
{
    fn poll_piece(
        mut self: Pin<&mut Self>,
        context: &mut Context<'_>,
    ) -> Poll<Option<Result<Bytes, TransportError>>> {
        loop {
            match ready!(self.body.as_mut().poll_frame(context)) {
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
}
