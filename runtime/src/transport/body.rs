//! Bodies on their way, in both directions.

use std::fmt;
use std::pin::Pin;
use std::task::{Context, Poll};

use bytes::Bytes;
use http_body::{Frame, SizeHint};

use super::TransportError;
#[cfg(all(feature = "hyper", not(feature = "gzip")))]
use super::hyper::HyperPieces;
#[cfg(feature = "reqwest")]
use super::reqwest::ReqwestPieces;
use crate::exclusive::Exclusive;

/// A body that comes piece by piece, decoded if it was compressed.
pub struct Body(Exclusive<Source>);

/// Where it comes from.
enum Source {
    Any(Pin<Box<dyn Pieces>>),
    /// Those of the transports that are ours take no box.
    #[cfg(all(feature = "hyper", not(feature = "gzip")))]
    Hyper(HyperPieces),
    #[cfg(feature = "reqwest")]
    Reqwest(ReqwestPieces),
}

/// The source of a [`Body`].
pub trait Pieces: Send {
    /// The next piece; `None` at the end.
    fn poll_piece(
        self: Pin<&mut Self>,
        context: &mut Context<'_>,
    ) -> Poll<Option<Result<Bytes, TransportError>>>;

    /// Whether it is known that no piece comes any more, so that nobody has to ask.
    fn is_end(&self) -> bool {
        false
    }
}

impl Body {
    /// A body from its source.
    pub fn new(pieces: impl Pieces + 'static) -> Self {
        Self(Exclusive::new(Source::Any(Box::pin(pieces))))
    }

    #[cfg(all(feature = "hyper", not(feature = "gzip")))]
    pub(super) fn of_hyper(pieces: HyperPieces) -> Self {
        Self(Exclusive::new(Source::Hyper(pieces)))
    }

    #[cfg(feature = "reqwest")]
    pub(super) fn of_reqwest(pieces: ReqwestPieces) -> Self {
        Self(Exclusive::new(Source::Reqwest(pieces)))
    }

    /// Waits for the next piece; `None` at the end.
    pub fn poll_piece(
        &mut self,
        context: &mut Context<'_>,
    ) -> Poll<Option<Result<Bytes, TransportError>>> {
        match self.0.get_mut() {
            Source::Any(pieces) => pieces.as_mut().poll_piece(context),
            #[cfg(all(feature = "hyper", not(feature = "gzip")))]
            Source::Hyper(pieces) => Pin::new(pieces).poll_piece(context),
            #[cfg(feature = "reqwest")]
            Source::Reqwest(pieces) => Pin::new(pieces).poll_piece(context),
        }
    }

    /// Whether it is known that no piece comes any more.
    pub(crate) fn is_end(&mut self) -> bool {
        match self.0.get_mut() {
            Source::Any(pieces) => pieces.is_end(),
            #[cfg(all(feature = "hyper", not(feature = "gzip")))]
            Source::Hyper(pieces) => pieces.is_end(),
            #[cfg(feature = "reqwest")]
            Source::Reqwest(pieces) => pieces.is_end(),
        }
    }
}

/// A body without bytes.
impl Default for Body {
    fn default() -> Self {
        Self::new(Nothing)
    }
}

struct Nothing;

impl Pieces for Nothing {
    fn poll_piece(
        self: Pin<&mut Self>,
        _: &mut Context<'_>,
    ) -> Poll<Option<Result<Bytes, TransportError>>> {
        Poll::Ready(None)
    }
}

impl http_body::Body for Body {
    type Data = Bytes;
    type Error = TransportError;

    fn poll_frame(
        self: Pin<&mut Self>,
        context: &mut Context<'_>,
    ) -> Poll<Option<Result<Frame<Bytes>, TransportError>>> {
        let piece = self.get_mut().poll_piece(context);
        piece.map(|piece| piece.map(|piece| piece.map(Frame::data)))
    }
}

impl fmt::Debug for Body {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str("Body")
    }
}

/// The body of a request as a transport gets it: none, bytes, or pieces that are read while it is
/// sent. Transports that take an [`http_body::Body`] can take it as it is.
#[derive(Debug)]
pub struct RequestBody(Content);

#[derive(Debug)]
enum Content {
    None,
    Bytes(Bytes),
    /// Boxed, since most requests have none, and all are moved about.
    Pieces(Box<Streamed>),
}

/// A body that is read while it is sent.
#[derive(Debug)]
struct Streamed {
    body: Body,
    length: Option<u64>,
}

impl RequestBody {
    /// No body.
    pub const fn none() -> Self {
        Self(Content::None)
    }

    /// A body that is read while it is sent; `length` in bytes, where it is known.
    pub fn pieces(body: Body, length: Option<u64>) -> Self {
        Self(Content::Pieces(Box::new(Streamed { body, length })))
    }

    /// Whether there is no body, which is not the same as one without bytes.
    pub fn is_none(&self) -> bool {
        matches!(self.0, Content::None)
    }

    /// The length in bytes, where it is known; 0 where there is no body.
    pub fn length(&self) -> Option<u64> {
        match &self.0 {
            Content::None => Some(0),
            Content::Bytes(bytes) => Some(bytes.len() as u64),
            Content::Pieces(streamed) => streamed.length,
        }
    }

    /// The whole body, where it is in memory.
    pub fn bytes(&self) -> Option<&Bytes> {
        match &self.0 {
            Content::Bytes(bytes) => Some(bytes),
            Content::None | Content::Pieces(_) => None,
        }
    }

    /// Waits for the next piece; `None` at the end.
    pub fn poll_piece(
        &mut self,
        context: &mut Context<'_>,
    ) -> Poll<Option<Result<Bytes, TransportError>>> {
        match &mut self.0 {
            Content::None => Poll::Ready(None),
            Content::Bytes(bytes) => {
                let bytes = std::mem::take(bytes);
                self.0 = Content::None;
                Poll::Ready((!bytes.is_empty()).then_some(Ok(bytes)))
            }
            Content::Pieces(streamed) => streamed.body.poll_piece(context),
        }
    }
}

impl From<Bytes> for RequestBody {
    fn from(bytes: Bytes) -> Self {
        Self(Content::Bytes(bytes))
    }
}

impl http_body::Body for RequestBody {
    type Data = Bytes;
    type Error = TransportError;

    fn poll_frame(
        self: Pin<&mut Self>,
        context: &mut Context<'_>,
    ) -> Poll<Option<Result<Frame<Bytes>, TransportError>>> {
        let piece = self.get_mut().poll_piece(context);
        piece.map(|piece| piece.map(|piece| piece.map(Frame::data)))
    }

    fn is_end_stream(&self) -> bool {
        match &self.0 {
            Content::None => true,
            Content::Bytes(bytes) => bytes.is_empty(),
            Content::Pieces(streamed) => streamed.length == Some(0),
        }
    }

    fn size_hint(&self) -> SizeHint {
        self.length()
            .map_or_else(SizeHint::default, SizeHint::with_exact)
    }
}
