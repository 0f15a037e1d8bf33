//! Bodies that are not taken for whole before they are.

use std::pin::Pin;
use std::task::{Context, Poll};

use bytes::Bytes;
use http::{Response, Version};
use http_body::{Body, Frame, SizeHint};
use hyper::body::Incoming;

use super::super::{BoxError, CUT};

/// The body of an answer. hyper takes an HTTP/2 stream that is given up with `NO_ERROR`, by a reset
/// or a `GOAWAY`, for one that has ended ([`Incoming`]); whether it has is asked here.
pub(in super::super) struct Whole {
    body: Incoming,
    is_http2: bool,
}

impl Whole {
    pub(super) fn of(response: Response<Incoming>) -> Response<Self> {
        let is_http2 = response.version() == Version::HTTP_2;
        response.map(|body| Self { body, is_http2 })
    }
}

impl Body for Whole {
    type Data = Bytes;
    type Error = BoxError;

    fn poll_frame(
        mut self: Pin<&mut Self>,
        context: &mut Context<'_>,
    ) -> Poll<Option<Result<Frame<Bytes>, BoxError>>> {
        let frame = Pin::new(&mut self.body).poll_frame(context);
        if matches!(frame, Poll::Ready(None)) && self.is_http2 && !self.body.is_end_stream() {
            return Poll::Ready(Some(Err(CUT.into())));
        }
        frame.map_err(Into::into)
    }

    fn is_end_stream(&self) -> bool {
        self.body.is_end_stream()
    }

    fn size_hint(&self) -> SizeHint {
        self.body.size_hint()
    }
}
