//! The times that a call has to keep to.

use std::future::poll_fn;
use std::pin::pin;
use std::sync::Arc;
use std::task::{Poll, ready};
use std::time::Duration;

use crate::clock::Clock;
use crate::error::{CallError, ErrorKind};
use crate::transport::BoxFuture;

/// Watches over one call, from its first request to its last byte.
pub(super) struct Watch {
    clock: Arc<dyn Clock>,
    start: Duration,
    deadline: Option<Duration>,
}

impl Watch {
    pub(super) fn start(clock: Arc<dyn Clock>, deadline: Option<Duration>) -> Self {
        let start = clock.now();
        Self {
            deadline: deadline.map(|time| start.saturating_add(time)),
            start,
            clock,
        }
    }

    pub(super) fn elapsed(&self) -> Duration {
        self.clock.now().saturating_sub(self.start)
    }

    /// How long the call may still take, where that is limited.
    pub(super) fn left(&self) -> Option<Duration> {
        self.deadline
            .map(|deadline| deadline.saturating_sub(self.clock.now()))
    }

    /// Waits for `work`, at the most for `limit`, and never beyond the deadline. The timer is not
    /// set where the work is done at once.
    pub(super) async fn within<T>(
        &self,
        limit: Duration,
        late: ErrorKind,
        work: impl Future<Output = T>,
    ) -> Result<T, CallError> {
        self.wait(limit, late, || 0, work).await
    }

    /// Waits for an answer. As long as the request's body goes out, `progress` grows, and the time
    /// begins anew.
    pub(super) async fn answer<T>(
        &self,
        limit: Duration,
        progress: impl Fn() -> u64,
        work: impl Future<Output = T>,
    ) -> Result<T, CallError> {
        self.wait(limit, ErrorKind::Timeout, progress, work).await
    }

    /// Waits for `work` up to the deadline alone.
    pub(super) async fn until_deadline<T>(
        &self,
        work: impl Future<Output = T>,
    ) -> Result<T, CallError> {
        if self.deadline.is_none() {
            return Ok(work.await);
        }
        self.within(Duration::MAX, ErrorKind::Deadline, work).await
    }

    async fn wait<T>(
        &self,
        limit: Duration,
        late: ErrorKind,
        progress: impl Fn() -> u64,
        work: impl Future<Output = T>,
    ) -> Result<T, CallError> {
        let mut work = pin!(work);
        let mut timer: Option<(Timer, u64)> = None;
        poll_fn(|context| {
            if let Poll::Ready(done) = work.as_mut().poll(context) {
                return Poll::Ready(Ok(done));
            }
            loop {
                let (timer, seen) =
                    timer.get_or_insert_with(|| (self.timer(limit, late), progress()));
                ready!(timer.sleep.as_mut().poll(context));
                let now = progress();
                if timer.is_deadline || now == *seen {
                    return Poll::Ready(Err(self.too_late(timer, limit, late)));
                }
                (*timer, *seen) = (self.timer(limit, late), now);
            }
        })
        .await
    }

    /// The shorter of the two times.
    fn timer(&self, limit: Duration, late: ErrorKind) -> Timer {
        let left = self.left().filter(|left| *left < limit);
        Timer {
            sleep: self.clock.sleep(left.unwrap_or(limit)),
            is_deadline: left.is_some() || late == ErrorKind::Deadline,
        }
    }

    /// What it means when it is over.
    fn too_late(&self, timer: &Timer, limit: Duration, late: ErrorKind) -> CallError {
        if timer.is_deadline {
            let whole = self.deadline.unwrap_or_default().saturating_sub(self.start);
            return too_late(ErrorKind::Deadline, whole);
        }
        too_late(late, limit)
    }
}

/// A time that is running.
struct Timer {
    sleep: BoxFuture<'static, ()>,
    is_deadline: bool,
}

fn too_late(kind: ErrorKind, limit: Duration) -> CallError {
    let message = match kind {
        ErrorKind::Stalled => return CallError::stalled(limit),
        ErrorKind::Deadline => format!(
            "the call was not done within {limit:?}; give it a longer `deadline`, or ask for less"
        ),
        _ => format!(
            "no answer began within {limit:?}; try again, or give the call a longer `timeout`"
        ),
    };
    CallError::new(kind, message)
}
