//! A body that comes piece by piece.

use std::collections::VecDeque;
use std::io;
use std::pin::Pin;
use std::task::{Context, Poll};

use axum::body::Bytes;
use futures_core::Stream;

/// Short enough to end in the middle of every line.
const SIZE: usize = 10;

#[derive(Debug)]
pub(super) struct Pieces {
    rest: VecDeque<Bytes>,
    is_lost: bool,
    /// Whether the piece before has had the time to go out.
    is_out: bool,
}

impl Pieces {
    pub(super) fn new(text: &str) -> Self {
        let pieces = text.as_bytes().chunks(SIZE);
        Self {
            rest: pieces.map(Bytes::copy_from_slice).collect(),
            is_lost: false,
            is_out: false,
        }
    }

    /// The connection is lost behind the last piece.
    pub(super) fn lost_at_the_end(mut self) -> Self {
        self.is_lost = true;
        self
    }
}

impl Stream for Pieces {
    type Item = io::Result<Bytes>;

    fn poll_next(mut self: Pin<&mut Self>, context: &mut Context<'_>) -> Poll<Option<Self::Item>> {
        // The server gathers what comes at once, and what it has gathered goes down with the
        // connection.
        self.is_out = !self.is_out;
        if self.is_out {
            context.waker().wake_by_ref();
            return Poll::Pending;
        }
        let next = self.rest.pop_front().map(Ok);
        if next.is_none() && std::mem::take(&mut self.is_lost) {
            return Poll::Ready(Some(Err(io::ErrorKind::ConnectionAborted.into())));
        }
        Poll::Ready(next)
    }
}
