//! Between the network and the disk.

use std::sync::Arc;
use std::time::Duration;

use bytes::Bytes;

use super::part::{Part, Pen};
use super::progress::Report;
use super::writer::{Writer, given_up};
use crate::clock::Clock;
use crate::error::CallError;
use crate::request::Blocking;

/// How much is written at once, all connections taken together: so memory stays the same.
const BATCH: u64 = 1 << 20;

/// One batch that fills, one that waits and one that is written, with what each has over its size.
const ON_THEIR_WAY: usize = 4 << 20;

/// Less than that is not worth a call of the system.
const LEAST: u64 = 128 << 10;

/// How long bytes wait for more, where they come slowly.
const LONGEST: Duration = Duration::from_millis(250);

/// Takes the bytes of one connection, and has them written in batches.
pub(super) struct Sink {
    writer: Writer,
    batch: Vec<Bytes>,
    size: u64,
    /// At which size it is handed over.
    full: u64,
    /// Where in the file the batch begins.
    at: u64,
    report: Arc<Report>,
    clock: Arc<dyn Clock>,
    /// When the last batch was handed over.
    since: Duration,
}

impl Sink {
    /// A sink for what is to stand from `at` on; one of so many.
    pub(super) async fn new(
        part: &Arc<Part>,
        at: u64,
        connections: u64,
        report: &Arc<Report>,
        clock: &Arc<dyn Clock>,
    ) -> Result<Self, CallError> {
        let part = Arc::clone(part);
        keep_memory();
        let pen = work(move || Pen::new(part)).await?;
        Ok(Self {
            writer: Writer::new(pen),
            batch: Vec::new(),
            size: 0,
            full: BATCH.checked_div(connections).unwrap_or(BATCH).max(LEAST),
            at,
            report: Arc::clone(report),
            clock: Arc::clone(clock),
            since: clock.now(),
        })
    }

    /// Where in the file the next byte goes.
    pub(super) fn at(&self) -> u64 {
        self.at + self.size
    }

    pub(super) async fn take(&mut self, bytes: Bytes) -> Result<(), CallError> {
        self.size += bytes.len() as u64;
        self.batch.push(bytes);
        if self.size >= self.full || self.clock.now().saturating_sub(self.since) >= LONGEST {
            self.hand_over().await?;
        }
        Ok(())
    }

    /// Goes on elsewhere in the file.
    pub(super) async fn go_to(&mut self, at: u64) -> Result<(), CallError> {
        self.hand_over().await?;
        self.at = at;
        Ok(())
    }

    /// Waits until all of it is written.
    pub(super) async fn flush(&mut self) -> Result<(), CallError> {
        self.hand_over().await?;
        self.writer.rest().await
    }

    async fn hand_over(&mut self) -> Result<(), CallError> {
        self.writer.room().await?;
        self.since = self.clock.now();
        let size = self.size;
        if self.give() {
            self.report.tell(|now| now.received += size);
        }
        Ok(())
    }

    /// Has what has come written, if anything has.
    fn give(&mut self) -> bool {
        if self.batch.is_empty() {
            return false;
        }
        self.writer.write(self.at, std::mem::take(&mut self.batch));
        self.at += std::mem::take(&mut self.size);
        true
    }
}

/// What came is not to come again because nobody waited for it.
impl Drop for Sink {
    fn drop(&mut self) {
        self.give();
    }
}

/// Has what the batches leave behind kept for the next ones, where memory is glibc's.
///
/// It takes the largest block that was ever given back for what a program needs now and then, and gives the
/// system all that is free beyond twice that: here what a batch has taken, to be asked for again page by page,
/// for a seventh of a fast download's time. So it gets one back that is as large as all batches on their way.
fn keep_memory() {
    drop(std::hint::black_box(Vec::<u8>::with_capacity(ON_THEIR_WAY)));
}

/// Does work on the disk, where that may block.
pub(super) async fn work<T: Send + 'static>(
    work: impl FnOnce() -> Result<T, CallError> + Send + 'static,
) -> Result<T, CallError> {
    Blocking::run(work)
        .await
        .map_err(|error| given_up().with_source(error))?
}
