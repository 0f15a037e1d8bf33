//! Where an upload's bytes come from.

use std::fmt;
use std::io::Read;
use std::path::PathBuf;
use std::pin::Pin;
use std::sync::{Mutex, PoisonError};
use std::task::{Context, Poll};

use bytes::Bytes;
use futures_core::Stream;

pub(super) type BoxError = Box<dyn std::error::Error + Send + Sync>;
pub(super) type BoxReader = Box<dyn Read + Send>;
pub(super) type BoxStream = Pin<Box<dyn Stream<Item = Result<Bytes, BoxError>> + Send>>;

pub(super) enum Source {
    Bytes(Bytes),
    Path(PathBuf),
    Reader(Once<BoxReader>),
    Stream(Once<BoxStream>),
}

/// What is there for whoever takes it first.
pub(super) struct Once<T>(Mutex<Option<T>>);

impl<T> Once<T> {
    fn new(value: T) -> Self {
        Self(Mutex::new(Some(value)))
    }

    pub(super) fn take(&self) -> Option<T> {
        self.0.lock().unwrap_or_else(PoisonError::into_inner).take()
    }
}

impl Source {
    pub(super) fn reader(reader: impl Read + Send + 'static) -> Self {
        Self::Reader(Once::new(Box::new(reader)))
    }

    pub(super) fn stream<S, E>(stream: S) -> Self
    where
        S: Stream<Item = Result<Bytes, E>> + Send + 'static,
        E: Into<BoxError> + 'static,
    {
        Self::Stream(Once::new(Box::pin(Erased(Box::pin(stream)))))
    }

    pub(super) fn is_repeatable(&self) -> bool {
        matches!(self, Self::Bytes(_) | Self::Path(_))
    }
}

impl fmt::Debug for Source {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            Self::Bytes(bytes) => write!(f, "{} bytes", bytes.len()),
            Self::Path(path) => write!(f, "file {}", path.display()),
            Self::Reader(_) => f.write_str("reader"),
            Self::Stream(_) => f.write_str("stream"),
        }
    }
}

/// A stream whose errors are boxed.
struct Erased<S>(Pin<Box<S>>);

impl<S, E> Stream for Erased<S>
where
    S: Stream<Item = Result<Bytes, E>>,
    E: Into<BoxError>,
{
    type Item = Result<Bytes, BoxError>;

    fn poll_next(mut self: Pin<&mut Self>, context: &mut Context<'_>) -> Poll<Option<Self::Item>> {
        let next = self.0.as_mut().poll_next(context);
        next.map(|piece| piece.map(|piece| piece.map_err(Into::into)))
    }
}

#[cfg(feature = "tokio")]
pub(super) use self::async_read::ReaderStream;

#[cfg(feature = "tokio")]
mod async_read {
    use std::io;
    use std::pin::Pin;
    use std::task::{Context, Poll, ready};

    use bytes::Bytes;
    use futures_core::Stream;
    use tokio::io::{AsyncRead, ReadBuf};

    use super::super::flow::PIECE;

    /// What an asynchronous reader gives, piece by piece.
    pub(in super::super) struct ReaderStream<R> {
        reader: Pin<Box<R>>,
        buffer: Vec<u8>,
    }

    impl<R> ReaderStream<R> {
        pub(in super::super) fn new(reader: R) -> Self {
            Self {
                reader: Box::pin(reader),
                buffer: Vec::new(),
            }
        }
    }

    impl<R: AsyncRead> Stream for ReaderStream<R> {
        type Item = io::Result<Bytes>;

        fn poll_next(
            mut self: Pin<&mut Self>,
            context: &mut Context<'_>,
        ) -> Poll<Option<Self::Item>> {
            let this = &mut *self;
            // Kept from poll to poll: a reader may be asked many times before it has something.
            this.buffer.resize(PIECE, 0);
            let mut free = ReadBuf::new(&mut this.buffer);
            if let Err(error) = ready!(this.reader.as_mut().poll_read(context, &mut free)) {
                return Poll::Ready(Some(Err(error)));
            }
            let length = free.filled().len();
            let mut piece = std::mem::take(&mut this.buffer);
            piece.truncate(length);
            Poll::Ready((length > 0).then(|| Ok(piece.into())))
        }
    }
}
