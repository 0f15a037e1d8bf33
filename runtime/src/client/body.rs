//! Reads a body up to its limit.

use std::future::poll_fn;
use std::time::Duration;

use bytes::{Bytes, BytesMut};

use super::watch::Watch;
use crate::error::{CallError, ErrorKind};
use crate::transport::Body;

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
            match next(body, stall, watch).await {
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
            match next(body, stall, watch).await {
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

/// The next piece in time; `None` at the end.
async fn next(body: &mut Body, stall: Duration, watch: &Watch) -> Result<Option<Bytes>, CallError> {
    watch
        .within(
            stall,
            ErrorKind::Stalled,
            poll_fn(|context| body.poll_piece(context)),
        )
        .await?
        .transpose()
        .map_err(CallError::interrupted)
}
