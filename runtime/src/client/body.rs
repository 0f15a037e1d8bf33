//! Reads a body up to its limit.

use std::future::poll_fn;
use std::time::Duration;

use bytes::{Bytes, BytesMut};

use super::watch::Watch;
use crate::error::{CallError, ErrorKind};
use crate::transport::{Body, TransportError};

/// A body as far as it came.
#[derive(Default)]
pub(super) struct Read {
    first: Bytes,
    more: BytesMut,
    /// Why it did not come whole, if it did not.
    pub(super) fault: Option<CallError>,
}

impl Read {
    pub(super) async fn all(body: &mut Body, limit: u64, stall: Duration, watch: &Watch) -> Self {
        let mut read = Self::default();
        loop {
            match piece(next(body, stall, watch).await) {
                Ok(None) => return read,
                Ok(Some(piece)) => {
                    if !read.take(piece, limit) {
                        return read.stopped(CallError::too_large(limit));
                    }
                    if body.is_end() {
                        return read;
                    }
                }
                Err(fault) => return read.stopped(fault),
            }
        }
    }

    /// Reads until `limit` is passed, and keeps all that came. Whether that was the end is said
    /// with it.
    pub(super) async fn peek(
        body: &mut Body,
        limit: u64,
        stall: Duration,
        watch: &Watch,
    ) -> (Self, bool) {
        let mut read = Self::default();
        while read.len() <= limit {
            match piece(next(body, stall, watch).await) {
                Ok(Some(piece)) => drop(read.take(piece, u64::MAX)),
                Ok(None) => return (read, true),
                Err(fault) => return (read.stopped(fault), true),
            }
        }
        (read, false)
    }

    /// Adds a piece, or what of it the limit lets in. Most bodies are one piece, which is kept as
    /// it is.
    fn take(&mut self, mut piece: Bytes, limit: u64) -> bool {
        let room = limit.saturating_sub(self.len());
        let fits = piece.len() as u64 <= room;
        if !fits {
            piece.truncate(usize::try_from(room).unwrap_or(usize::MAX));
        }
        if self.first.is_empty() {
            self.first = piece;
        } else {
            if self.more.is_empty() {
                self.more.extend_from_slice(&self.first);
            }
            self.more.extend_from_slice(&piece);
        }
        fits
    }

    fn len(&self) -> u64 {
        self.first.len().max(self.more.len()) as u64
    }

    fn stopped(mut self, fault: CallError) -> Self {
        self.fault = Some(fault);
        self
    }

    pub(super) fn into_parts(self) -> (Bytes, Option<CallError>) {
        let bytes = if self.more.is_empty() {
            self.first
        } else {
            self.more.freeze()
        };
        (bytes, self.fault)
    }
}

/// What a transport has next; `None` at the end.
type Next = Option<Result<Bytes, TransportError>>;

/// Waits for the next piece.
fn next(
    body: &mut Body,
    stall: Duration,
    watch: &Watch,
) -> impl Future<Output = Result<Next, CallError>> {
    let next = poll_fn(|context| body.poll_piece(context));
    watch.within(stall, ErrorKind::Stalled, next)
}

/// The piece, if it came, and in time; `None` at the end.
fn piece(next: Result<Next, CallError>) -> Result<Option<Bytes>, CallError> {
    next?.transpose().map_err(CallError::interrupted)
}
