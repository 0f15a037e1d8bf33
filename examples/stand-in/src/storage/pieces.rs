//! A body that is made while it is sent.

use std::io;
use std::pin::Pin;
use std::task::{Context, Poll, ready};

use axum::body::Bytes;
use futures_core::Stream;

use super::content::{Content, PIECE};
use super::faults::Faults;
use super::pace::Pace;

/// The bytes from one place on to another.
#[derive(Debug)]
pub(super) struct Pieces {
    content: Content,
    at: u64,
    end: u64,
    pace: Option<Pace>,
    /// Where the connection is lost, if that is before the end.
    cut: Option<u64>,
    /// Whether what was made before the cut has had the time to go out.
    is_out: bool,
}

impl Pieces {
    pub(super) fn new(content: Content, at: u64, end: u64, faults: &Faults) -> Self {
        let cut = faults
            .cut_every
            .map(|bytes| at.saturating_add(bytes.max(1)));
        Self {
            content,
            at,
            end,
            pace: faults.bandwidth.map(Pace::new),
            cut: cut.filter(|cut| *cut < end),
            is_out: false,
        }
    }

    /// How long the next piece is.
    fn size(&self) -> usize {
        let left = self.cut.unwrap_or(self.end) - self.at;
        let most = self.pace.as_ref().map_or(PIECE, Pace::piece);
        usize::try_from(left).unwrap_or(usize::MAX).min(most)
    }

    /// The server gathers what comes at once, and what it has gathered goes down with the
    /// connection; so it is given the time to send that first.
    fn cut(&mut self, context: &mut Context<'_>) -> Poll<Option<io::Result<Bytes>>> {
        if !std::mem::replace(&mut self.is_out, true) {
            context.waker().wake_by_ref();
            return Poll::Pending;
        }
        Poll::Ready(Some(Err(io::ErrorKind::ConnectionAborted.into())))
    }
}

impl Stream for Pieces {
    type Item = io::Result<Bytes>;

    fn poll_next(mut self: Pin<&mut Self>, context: &mut Context<'_>) -> Poll<Option<Self::Item>> {
        if self.at == self.end {
            return Poll::Ready(None);
        }
        if self.cut == Some(self.at) {
            return self.cut(context);
        }
        let size = self.size();
        if let Some(pace) = &mut self.pace {
            ready!(pace.poll(size, context));
        }
        let piece = self.content.read(self.at, size);
        self.at += piece.len() as u64;
        Poll::Ready(Some(Ok(piece.into())))
    }
}
