//! The times that a call has to keep to.

use std::future::poll_fn;
use std::pin::{Pin, pin};
use std::sync::Arc;
use std::task::{Poll, ready};
use std::time::Duration;

use crate::clock::{Clock, Wait, wait};
use crate::error::{CallError, ErrorKind};

/// Watches over one call, from its first request to its last byte.
pub(super) struct Watch {
    clock: Arc<dyn Clock>,
    start: Duration,
    deadline: Option<Duration>,
    /// When the attempt has to be done, and how long it had.
    attempt: Option<(Duration, Duration)>,
}

impl Watch {
    pub(super) fn start(clock: Arc<dyn Clock>, deadline: Option<Duration>) -> Self {
        let start = clock.now();
        Self {
            deadline: deadline.map(|time| start.saturating_add(time)),
            attempt: None,
            start,
            clock,
        }
    }

    /// Begins an attempt that has this long, whatever it waits for; with `None`, ends it.
    pub(super) fn limit_attempt(&mut self, limit: Option<Duration>) {
        self.attempt = limit.map(|limit| (self.clock.now().saturating_add(limit), limit));
    }

    pub(super) fn elapsed(&self) -> Duration {
        self.clock.now().saturating_sub(self.start)
    }

    /// How long the call may still take, where that is limited.
    pub(super) fn left(&self) -> Option<Duration> {
        self.deadline
            .map(|deadline| deadline.saturating_sub(self.clock.now()))
    }

    /// Waits for `work`, at the most for `limit`, and never beyond the attempt's time and the
    /// deadline. The timer is not set where the work is done at once.
    pub(super) fn within<T>(
        &self,
        limit: Duration,
        late: ErrorKind,
        work: impl Future<Output = T> + Unpin,
    ) -> impl Future<Output = Result<T, CallError>> {
        self.wait(limit, late, || 0, work)
    }

    /// Waits for an answer. As long as the request's body goes out, `progress` grows, and the time
    /// begins anew.
    pub(super) fn answer<T>(
        &self,
        limit: Duration,
        progress: impl Fn() -> u64,
        work: impl Future<Output = T> + Unpin,
    ) -> impl Future<Output = Result<T, CallError>> {
        self.wait(limit, ErrorKind::Timeout, progress, work)
    }

    /// Waits for `work` up to the deadline alone, or the end of the attempt.
    pub(super) async fn until_deadline<T>(
        &self,
        work: impl Future<Output = T> + Unpin,
    ) -> Result<T, CallError> {
        if self.deadline.is_none() && self.attempt.is_none() {
            return Ok(work.await);
        }
        self.within(Duration::MAX, ErrorKind::Deadline, work).await
    }

    #[expect(
        clippy::manual_async_fn,
        reason = "the future of one holds what it is given twice"
    )]
    fn wait<T>(
        &self,
        limit: Duration,
        late: ErrorKind,
        progress: impl Fn() -> u64,
        mut work: impl Future<Output = T> + Unpin,
    ) -> impl Future<Output = Result<T, CallError>> {
        async move {
            let mut timer = pin!(None::<Wait>);
            let (mut end, mut seen) = (End::Limit, 0);
            poll_fn(|context| {
                if let Poll::Ready(done) = Pin::new(&mut work).poll(context) {
                    return Poll::Ready(Ok(done));
                }
                loop {
                    if let Some(running) = timer.as_mut().as_pin_mut() {
                        ready!(running.poll(context));
                        if end != End::Limit || progress() == seen {
                            return Poll::Ready(Err(self.too_late(end, limit, late)));
                        }
                    }
                    let (time, what) = self.first(limit);
                    (end, seen) = (what, progress());
                    timer.set(Some(wait(&*self.clock, time)));
                }
            })
            .await
        }
    }

    /// The shortest of the times, and which of them it is.
    fn first(&self, limit: Duration) -> (Duration, End) {
        let now = self.clock.now();
        let mut first = (limit, End::Limit);
        let ends = [
            (self.attempt.map(|(end, _)| end), End::Attempt),
            (self.deadline, End::Deadline),
        ];
        for (end, what) in ends {
            if let Some(left) = end.map(|end| end.saturating_sub(now))
                && left < first.0
            {
                first = (left, what);
            }
        }
        first
    }

    /// What it means when it is over.
    fn too_late(&self, end: End, limit: Duration, late: ErrorKind) -> CallError {
        let (kind, message) = match (end, self.attempt) {
            (End::Limit, _) if late == ErrorKind::Stalled => return CallError::stalled(limit),
            (End::Limit, _) => (
                late,
                format!(
                    "no answer began within {limit:?}; try again, or give the call a longer `timeout`"
                ),
            ),
            (End::Attempt, Some((_, limit))) => (
                ErrorKind::Timeout,
                format!(
                    "the attempt was not done within {limit:?}; try again, or give it a longer `attempt_timeout`"
                ),
            ),
            _ => {
                let whole = self.deadline.unwrap_or_default().saturating_sub(self.start);
                (
                    ErrorKind::Deadline,
                    format!(
                        "the call was not done within {whole:?}; give it a longer `deadline`, or ask for less"
                    ),
                )
            }
        };
        CallError::new(kind, message)
    }
}

/// Which of the times it is.
#[derive(Clone, Copy, PartialEq, Eq)]
enum End {
    Limit,
    Attempt,
    Deadline,
}
