//! How many retries a client makes in all.

use std::sync::atomic::{AtomicU32, Ordering};

use super::Failed;

/// How many retries all calls of a client may make: 500 tokens at first, 14 for a retry, 5 for one
/// that the server asks for. What a call drew comes back when it succeeds, and each call that
/// succeeds at once brings one more.
#[derive(Debug)]
pub(crate) struct Budget {
    tokens: AtomicU32,
    capacity: u32,
}

impl Budget {
    pub(crate) const DEFAULT: u32 = 500;
    const RETRY: u32 = 14;
    const THROTTLED: u32 = 5;

    pub(crate) fn new(capacity: u32) -> Self {
        Self {
            tokens: AtomicU32::new(capacity),
            capacity,
        }
    }

    /// Takes what a retry costs; `None` where there is too little.
    pub(crate) fn draw(&self, failed: Failed) -> Option<u32> {
        let cost = if failed.is_throttled() {
            Self::THROTTLED
        } else {
            Self::RETRY
        };
        self.tokens
            .fetch_update(Ordering::Relaxed, Ordering::Relaxed, |tokens| {
                tokens.checked_sub(cost)
            })
            .ok()
            .map(|_| cost)
    }

    /// Gives back what a call drew that came to an answer after all.
    pub(crate) fn refund(&self, drawn: u32) {
        if drawn == 0 && self.tokens.load(Ordering::Relaxed) >= self.capacity {
            return;
        }
        let back = drawn.max(1);
        let _ = self
            .tokens
            .fetch_update(Ordering::Relaxed, Ordering::Relaxed, |tokens| {
                Some(tokens.saturating_add(back).min(self.capacity))
            });
    }
}

#[cfg(test)]
mod tests {
    use http::StatusCode;

    use super::*;
    use crate::response::RetryAfter;
    use crate::retry::Outcome;

    fn failed(status: StatusCode) -> Failed {
        Failed {
            outcome: Outcome::Status(status),
            retry_after: None,
            is_unsent: false,
        }
    }

    const FAILED: StatusCode = StatusCode::BAD_GATEWAY;
    const THROTTLED: StatusCode = StatusCode::TOO_MANY_REQUESTS;

    fn left(budget: &Budget) -> u32 {
        budget.tokens.load(Ordering::Relaxed)
    }

    #[test]
    fn a_retry_takes_14_and_one_that_the_server_asks_for_5() {
        let budget = Budget::new(Budget::DEFAULT);
        let unavailable = failed(StatusCode::SERVICE_UNAVAILABLE);
        let asked = Failed {
            retry_after: Some(RetryAfter::Delay(std::time::Duration::ZERO)),
            ..unavailable
        };
        for (failed, cost) in [
            (failed(FAILED), 14),
            (unavailable, 14),
            (asked, 5),
            (failed(THROTTLED), 5),
        ] {
            let before = left(&budget);
            assert_eq!(budget.draw(failed), Some(cost));
            assert_eq!(left(&budget), before - cost);
        }
    }

    #[test]
    fn an_empty_budget_gives_nothing_and_a_small_rest_is_kept() {
        let budget = Budget::new(18);
        assert_eq!(budget.draw(failed(FAILED)), Some(14));
        assert_eq!(budget.draw(failed(FAILED)), None);
        assert_eq!(budget.draw(failed(THROTTLED)), None);
        assert_eq!(left(&budget), 4);
        budget.refund(0);
        assert_eq!(budget.draw(failed(THROTTLED)), Some(5));
        assert_eq!(left(&budget), 0);
        assert_eq!(Budget::new(0).draw(failed(THROTTLED)), None);
    }

    #[test]
    fn what_was_drawn_comes_back_and_a_call_that_drew_nothing_brings_one() {
        let budget = Budget::new(100);
        let drawn = budget.draw(failed(FAILED)).unwrap() + budget.draw(failed(THROTTLED)).unwrap();
        assert_eq!((drawn, left(&budget)), (19, 81));
        budget.refund(0);
        assert_eq!(left(&budget), 82);
        budget.refund(14);
        assert_eq!(left(&budget), 96);
    }

    #[test]
    fn there_is_never_more_than_at_first() {
        for drawn in [0, 1, 14, u32::MAX] {
            let budget = Budget::new(14);
            budget.refund(drawn);
            assert_eq!(left(&budget), 14);
            budget.draw(failed(THROTTLED)).unwrap();
            budget.refund(u32::MAX);
            assert_eq!(left(&budget), 14);
        }
    }

    #[test]
    fn many_threads_draw_no_more_than_there_is() {
        let budget = Budget::new(Budget::DEFAULT);
        let drawn: u32 = std::thread::scope(|scope| {
            let draw = || {
                (0..100)
                    .filter_map(|_| budget.draw(failed(FAILED)))
                    .sum::<u32>()
            };
            let threads: Vec<_> = (0..4).map(|_| scope.spawn(draw)).collect();
            threads
                .into_iter()
                .map(|thread| thread.join().unwrap())
                .sum()
        });
        assert_eq!((drawn, left(&budget)), (490, 10));
    }
}
