//! How long is still to be waited, and how long at a time.

use std::time::Duration;

use super::server::ANSWER;
use crate::clock::Clock;
use crate::limit::Ask;

/// The first wait for a server that is out of reach; each is twice as long as the one before.
const FIRST: Duration = Duration::from_millis(50);
const LONGEST: Duration = Duration::from_secs(1);

/// Redis is always given as long, however little time is left: it takes less, or is in trouble.
const SHORTEST_ANSWER: Duration = Duration::from_millis(500);

/// What is left before the end to say what is wrong, which the end alone would not.
const LAST_WORD: Duration = Duration::from_millis(10);

/// The wait of one call for leave.
pub(super) struct Waiting<'a> {
    pub(super) clock: &'a dyn Clock,
    end: Option<Duration>,
    pause: Duration,
}

impl<'a> Waiting<'a> {
    pub(super) fn start(ask: &Ask<'a>) -> Self {
        let end = |within| ask.clock.now().saturating_add(within);
        Self {
            clock: ask.clock,
            end: ask.within.map(end),
            pause: FIRST,
        }
    }

    /// How long it may still take, where that is limited.
    pub(super) fn left(&self) -> Option<Duration> {
        self.end.map(|end| end.saturating_sub(self.clock.now()))
    }

    /// How long Redis may take: it leaves as much to do without it.
    pub(super) fn for_answer(&self) -> Duration {
        let half = |left: Duration| (left / 2).clamp(SHORTEST_ANSWER, ANSWER);
        self.left().map_or(ANSWER, half)
    }

    /// Waits a little for Redis to come back; `false` once there is no time for that.
    pub(super) async fn pause(&mut self) -> bool {
        // Between a half and all of it, so that not all who wait come at once.
        let half = self.pause / 2;
        let random = Duration::from_nanos(self.clock.random() % 1_000_000_000);
        let mut pause = half + half.mul_f64(random.as_secs_f64());
        self.pause = LONGEST.min(self.pause * 2);
        if let Some(left) = self.left() {
            pause = pause.min(left.saturating_sub(LAST_WORD));
        }
        if pause.is_zero() {
            return false;
        }
        self.clock.sleep(pause).await;
        true
    }
}
