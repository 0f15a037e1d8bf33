//! The times that a call has to keep to.

use std::future::poll_fn;
use std::pin::pin;
use std::sync::Arc;
use std::task::Poll;
use std::time::Duration;

use crate::clock::Clock;
use crate::error::{CallError, ErrorKind};

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

    /// Waits for `work`, at the most for `limit`, and never beyond the deadline. The timer is not
    /// set where the work is done at once.
    pub(super) async fn within<T>(
        &self,
        limit: Duration,
        late: ErrorKind,
        work: impl Future<Output = T>,
    ) -> Result<T, CallError> {
        let mut work = pin!(work);
        let mut timer = None;
        poll_fn(|context| {
            if let Poll::Ready(done) = work.as_mut().poll(context) {
                return Poll::Ready(Ok(done));
            }
            let (sleep, error) = timer.get_or_insert_with(|| self.timer(limit, late));
            sleep
                .as_mut()
                .poll(context)
                .map(|()| Err(error.take().unwrap_or_else(|| too_late(late, limit))))
        })
        .await
    }

    /// The shorter of the two times, and what it means when it is over.
    fn timer(
        &self,
        limit: Duration,
        late: ErrorKind,
    ) -> (crate::transport::BoxFuture<'static, ()>, Option<CallError>) {
        let left = self
            .deadline
            .map(|deadline| deadline.saturating_sub(self.clock.now()));
        match left {
            Some(left) if left < limit => {
                let whole = self.deadline.unwrap_or_default().saturating_sub(self.start);
                (
                    self.clock.sleep(left),
                    Some(too_late(ErrorKind::Deadline, whole)),
                )
            }
            _ => (self.clock.sleep(limit), Some(too_late(late, limit))),
        }
    }
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
