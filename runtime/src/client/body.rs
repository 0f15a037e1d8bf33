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
    pub(super) async fn all(mut body: Body, limit: u64, stall: Duration, watch: &Watch) -> Self {
        let mut read = Self::default();
        loop {
            let piece = watch
                .within(
                    stall,
                    ErrorKind::Stalled,
                    poll_fn(|context| body.poll_piece(context)),
                )
                .await;
            match piece {
                Ok(None) => return read,
                Ok(Some(Ok(piece))) => {
                    if !read.take(piece, limit) {
                        return read.stopped(too_large(limit));
                    }
                }
                Ok(Some(Err(error))) => return read.stopped(interrupted(error)),
                Err(late) => return read.stopped(late),
            }
        }
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

fn too_large(limit: u64) -> CallError {
    let message = format!(
        "the body is longer than the {limit} bytes that are accepted; raise `limit` on the endpoint or the client, or ask for less"
    );
    CallError::new(ErrorKind::TooLarge, message)
}

fn interrupted(error: TransportError) -> CallError {
    CallError::new(
        ErrorKind::Interrupted,
        "the connection was lost before the body was whole; try again",
    )
    .with_source(error.into_source())
}
