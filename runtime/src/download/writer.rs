//! Batches on their way to the disk.

use std::collections::VecDeque;
use std::future::poll_fn;
use std::sync::{Arc, Mutex, MutexGuard, PoisonError};
use std::task::{Poll, Waker};

use bytes::Bytes;

use super::part::Pen;
use crate::error::{CallError, ErrorKind};
use crate::request::Blocking;

/// How many batches may wait while one is written. With one that waits, who writes never does.
const WAITING: usize = 1;

/// Writes batches in their order, on a thread that may block, as long as there are any.
pub(super) struct Writer(Arc<Queue>);

struct Queue {
    pen: Mutex<Pen>,
    line: Mutex<Line>,
}

#[derive(Default)]
struct Line {
    batches: VecDeque<(u64, Vec<Bytes>)>,
    /// Whether somebody sees to them.
    is_seen_to: bool,
    /// Why one was not written, until that is told.
    fault: Option<CallError>,
    /// Whether that was so: behind a gap nothing may be written.
    is_broken: bool,
    /// Who waits for them to become fewer.
    waiting: Option<Waker>,
}

impl Writer {
    pub(super) fn new(pen: Pen) -> Self {
        Self(Arc::new(Queue {
            pen: Mutex::new(pen),
            line: Mutex::default(),
        }))
    }

    /// Has a batch written at its place.
    pub(super) fn write(&self, at: u64, batch: Vec<Bytes>) {
        let mut line = self.0.line();
        if line.is_broken {
            return;
        }
        line.batches.push_back((at, batch));
        if !std::mem::replace(&mut line.is_seen_to, true) {
            drop(line);
            let shift = Shift {
                queue: Arc::clone(&self.0),
                is_over: false,
            };
            Blocking::run(move || shift.work()).detach();
        }
    }

    /// Waits until there is room for another batch.
    pub(super) async fn room(&self) -> Result<(), CallError> {
        self.until(|line| line.batches.len() < WAITING).await
    }

    /// Waits until all are written.
    pub(super) async fn rest(&self) -> Result<(), CallError> {
        self.until(|line| !line.is_seen_to).await
    }

    async fn until(&self, is_so: impl Fn(&Line) -> bool) -> Result<(), CallError> {
        poll_fn(|context| {
            let mut line = self.0.line();
            if let Some(fault) = line.fault.take() {
                return Poll::Ready(Err(fault));
            }
            if is_so(&line) {
                return Poll::Ready(Ok(()));
            }
            line.waiting = Some(context.waker().clone());
            Poll::Pending
        })
        .await
    }
}

impl Queue {
    fn line(&self) -> MutexGuard<'_, Line> {
        self.line.lock().unwrap_or_else(PoisonError::into_inner)
    }

    /// The next batch; where there is none, nobody sees to them any more.
    fn next(&self) -> Option<(u64, Vec<Bytes>)> {
        self.change(|line| {
            let next = line.batches.pop_front();
            line.is_seen_to = next.is_some();
            next
        })
    }

    /// Changes the line, and lets who waits for that know.
    fn change<T>(&self, change: impl FnOnce(&mut Line) -> T) -> T {
        let mut line = self.line();
        let changed = change(&mut line);
        let waiting = line.waiting.take();
        drop(line);
        if let Some(waiting) = waiting {
            waiting.wake();
        }
        changed
    }
}

/// Somebody who sees to the batches.
struct Shift {
    queue: Arc<Queue>,
    is_over: bool,
}

impl Shift {
    fn work(mut self) {
        let queue = Arc::clone(&self.queue);
        let mut pen = queue.pen.lock().unwrap_or_else(PoisonError::into_inner);
        while let Some((at, batch)) = queue.next() {
            if let Err(fault) = pen.write(at, &batch) {
                queue.change(|line| line.stop(fault));
                break;
            }
        }
        self.is_over = true;
    }
}

impl Line {
    fn stop(&mut self, fault: CallError) {
        self.batches.clear();
        self.is_seen_to = false;
        self.is_broken = true;
        self.fault = Some(fault);
    }
}

/// It may panic, or never begin, where the runtime is shutting down.
impl Drop for Shift {
    fn drop(&mut self) {
        if !self.is_over {
            self.queue.change(|line| line.stop(given_up()));
        }
    }
}

pub(super) fn given_up() -> CallError {
    let message = "the work on the disk was given up: the runtime is shutting down, or there was a panic; try again";
    CallError::new(ErrorKind::Write, message)
}
