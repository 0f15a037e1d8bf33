//! When a job is looked at again.

use std::sync::Arc;
use std::time::Duration;

use crate::clock::Clock;
use crate::response::RetryAfter;
use crate::retry::part;
use crate::transport::BoxFuture;

const FIRST: Duration = Duration::from_secs(1);
const LONGEST: Duration = Duration::from_secs(30);

/// No server wants to be asked more often.
const SHORTEST: Duration = Duration::from_millis(100);

/// Longer than anyone waits, and short enough for every clock.
const FOREVER: Duration = Duration::from_secs(365 * 24 * 3600);

/// The times between looks, up to the end of the wait.
pub(super) struct Pace {
    clock: Arc<dyn Clock>,
    every: Option<Duration>,
    grown: Duration,
    start: Duration,
    max_wait: Duration,
}

impl Pace {
    pub(super) fn start(
        clock: Arc<dyn Clock>,
        every: Option<Duration>,
        max_wait: Duration,
    ) -> Self {
        Self {
            every,
            grown: FIRST,
            start: clock.now(),
            max_wait,
            clock,
        }
    }

    /// Begins the wait now, where nothing has happened before.
    pub(super) fn begin(&mut self) {
        self.start = self.clock.now();
    }

    pub(super) fn max_wait(&self) -> Duration {
        self.max_wait
    }

    /// How long the wait still is.
    pub(super) fn left(&self) -> Duration {
        let elapsed = self.clock.now().saturating_sub(self.start);
        self.max_wait.saturating_sub(elapsed)
    }

    /// The wait for the next look, which is at the end of the time at the latest; `None` where that
    /// is over.
    pub(super) fn next(&mut self, told: Option<RetryAfter>) -> Option<BoxFuture<'static, ()>> {
        let left = self.left();
        if left.is_zero() {
            return None;
        }
        let told = told.map(|told| told.wait(self.clock.date()));
        // A server that says `0` says nothing of how often it wants to be asked.
        let wait = told
            .filter(|wait| !wait.is_zero())
            .unwrap_or_else(|| self.interval());
        let wait = wait.clamp(SHORTEST, FOREVER);
        Some(self.clock.sleep(wait.min(left)))
    }

    fn interval(&mut self) -> Duration {
        if let Some(every) = self.every {
            return every;
        }
        let grown = self.grown;
        self.grown = (grown * 3 / 2).min(LONGEST);
        // So that those who began together do not ask together for ever.
        grown.saturating_sub(part(grown / 4, self.clock.random()))
    }
}
