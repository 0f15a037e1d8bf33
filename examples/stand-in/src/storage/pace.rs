//! How fast a body goes out.

use std::pin::Pin;
use std::task::{Context, Poll, ready};
use std::time::Duration;

use tokio::time::{Instant, Sleep, sleep_until};

use super::content::PIECE;

/// Pieces come so often, unless they would get too large.
const PIECES_A_SECOND: u64 = 20;

/// Lets a piece go once the time has come for all of its bytes.
#[derive(Debug)]
pub(super) struct Pace {
    bytes_per_second: u64,
    start: Instant,
    bytes: u64,
    waiting: Option<Pin<Box<Sleep>>>,
}

impl Pace {
    pub(super) fn new(bytes_per_second: u64) -> Self {
        Self {
            bytes_per_second: bytes_per_second.max(1),
            start: Instant::now(),
            bytes: 0,
            waiting: None,
        }
    }

    /// How long a piece may be.
    pub(super) fn piece(&self) -> usize {
        let size = (self.bytes_per_second / PIECES_A_SECOND).max(1);
        usize::try_from(size).unwrap_or(PIECE).min(PIECE)
    }

    /// Ready when a piece of this size may go.
    pub(super) fn poll(&mut self, size: usize, context: &mut Context<'_>) -> Poll<()> {
        let bytes = self.bytes + size as u64;
        let due = self.start + self.time(bytes);
        let waiting = self
            .waiting
            .get_or_insert_with(|| Box::pin(sleep_until(due)));
        ready!(waiting.as_mut().poll(context));
        self.waiting = None;
        self.bytes = bytes;
        Poll::Ready(())
    }

    fn time(&self, bytes: u64) -> Duration {
        let nanoseconds = u128::from(bytes) * 1_000_000_000 / u128::from(self.bytes_per_second);
        Duration::from_nanos(u64::try_from(nanoseconds).unwrap_or(u64::MAX))
    }
}
