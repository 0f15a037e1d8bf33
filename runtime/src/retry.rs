//! Whether a call is tried again, and when: pure decisions, which are told the time and the chance.

use std::sync::atomic::{AtomicU32, Ordering};
use std::time::{Duration, SystemTime};

use http::StatusCode;

use crate::error::ErrorKind;
use crate::response::RetryAfter;

/// How often a call is tried again, and after how long.
///
/// It is a plain value that an API, a client, an endpoint and a single call may each have; the call's
/// goes before the endpoint's, that before the client's, and that before the API's.
///
/// What is tried again:
///
/// | what happened | idempotent calls | others |
/// |---|---|---|
/// | nothing was sent: DNS, connect, TLS; or the server says that it did nothing (HTTP/2) | yes | yes |
/// | 429 and 503 with `Retry-After` | yes | yes |
/// | 408, 429, 500, 502, 503, 504 | yes | no |
/// | the connection was lost, no answer in time, a body that stalls | yes | no |
/// | anything else | no | no |
///
/// Idempotent are `GET`, `HEAD`, `PUT`, `DELETE` and `OPTIONS` ([RFC 9110 section 9.2.2]), endpoints that
/// are declared `idempotent`, and calls with an idempotency key. A body that can be read only once
/// is never sent again, and a body that is being streamed out to the caller is not either.
///
/// The delay before retry `i` (from 0) is a random part of `base` x 2^i, at most 20 seconds;
/// `Retry-After` goes before it. A client's budget of retries is common to all of its calls, so that
/// a server in trouble is not asked ever more.
///
/// ```
/// use std::time::Duration;
/// use endpoint::Retry;
///
/// const PATIENT: Retry = Retry::standard().attempts(5).base(Duration::from_millis(200));
/// assert_eq!(PATIENT, Retry::default().attempts(5).base(Duration::from_millis(200)));
/// assert_eq!(Retry::never(), Retry::standard().attempts(1));
/// ```
///
/// [RFC 9110 section 9.2.2]: https://www.rfc-editor.org/rfc/rfc9110#section-9.2.2
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Retry {
    attempts: u32,
    base: Duration,
    throttled_base: Duration,
    longest: Duration,
    longest_retry_after: Duration,
}

impl Retry {
    /// Three attempts; delays from 50 ms, or from one second where the server is throttling; at most
    /// 20 seconds, or the 120 that a server may ask for.
    pub const fn standard() -> Self {
        Self {
            attempts: 3,
            base: Duration::from_millis(50),
            throttled_base: Duration::from_secs(1),
            longest: Duration::from_secs(20),
            longest_retry_after: Duration::from_secs(120),
        }
    }

    /// One attempt.
    pub const fn never() -> Self {
        Self::standard().attempts(1)
    }

    /// At most this many attempts in all, the first among them; 0 counts as 1.
    #[must_use]
    pub const fn attempts(mut self, attempts: u32) -> Self {
        self.attempts = if attempts == 0 { 1 } else { attempts };
        self
    }

    /// The delay that the first retry takes a random part of, and each further one twice as much.
    #[must_use]
    pub const fn base(mut self, delay: Duration) -> Self {
        self.base = delay;
        self
    }

    /// As [`base`](Self::base), where the server says that it is asked too much: 429, or 503 with
    /// `Retry-After`.
    #[must_use]
    pub const fn throttled_base(mut self, delay: Duration) -> Self {
        self.throttled_base = delay;
        self
    }

    /// The longest delay that is made up here.
    #[must_use]
    pub const fn longest_delay(mut self, delay: Duration) -> Self {
        self.longest = delay;
        self
    }

    /// The longest `Retry-After` that is waited for; where the server asks for more, the call comes
    /// to its answer, and the error says how long.
    #[must_use]
    pub const fn longest_retry_after(mut self, delay: Duration) -> Self {
        self.longest_retry_after = delay;
        self
    }

    /// Whether there is a second attempt at all.
    pub(crate) const fn is_ever(&self) -> bool {
        self.attempts > 1
    }

    /// How long to wait before the next attempt; `None` where there is none.
    pub(crate) fn delay(&self, failed: Failed, attempts: u32, at: &Chance) -> Option<Duration> {
        if attempts >= self.attempts {
            return None;
        }
        let asked = failed
            .retry_after
            .map(|after| after.wait(at.date))
            .filter(|wait| !wait.is_zero());
        match asked {
            Some(wait) if wait <= self.longest_retry_after => Some(wait),
            Some(_) => None,
            None => Some(self.drawn(failed, attempts - 1, at.random)),
        }
    }

    /// A random part of what the delay grows to.
    fn drawn(&self, failed: Failed, earlier: u32, random: u64) -> Duration {
        let base = if failed.is_throttled() {
            self.throttled_base
        } else {
            self.base
        };
        let factor = 1_u32.checked_shl(earlier).unwrap_or(u32::MAX);
        let most = base.saturating_mul(factor).min(self.longest);
        part(most, random)
    }
}

impl Default for Retry {
    fn default() -> Self {
        Self::standard()
    }
}

/// As much of `whole` as `random` is of its own range.
fn part(whole: Duration, random: u64) -> Duration {
    let nanoseconds = whole.as_nanos().saturating_mul(u128::from(random)) >> u64::BITS;
    Duration::from_nanos(u64::try_from(nanoseconds).unwrap_or(u64::MAX))
}

/// What a decision must be told, since it has neither a clock nor dice.
pub(crate) struct Chance {
    pub(crate) date: SystemTime,
    pub(crate) random: u64,
}

/// An attempt that did not do.
#[derive(Debug, Clone, Copy)]
pub(crate) struct Failed {
    pub(crate) outcome: Outcome,
    pub(crate) retry_after: Option<RetryAfter>,
    /// Whether the server cannot have acted.
    pub(crate) is_unsent: bool,
}

impl Failed {
    /// Whether the attempt may be made again, by what happened and whether doing a thing twice is
    /// doing it once.
    pub(crate) fn may_be_repeated(self, is_idempotent: bool) -> bool {
        if self.is_unsent {
            return true;
        }
        match self.outcome {
            Outcome::Status(status) => match status.as_u16() {
                429 | 503 => is_idempotent || self.retry_after.is_some(),
                408 | 500 | 502 | 504 => is_idempotent,
                _ => false,
            },
            Outcome::Failed(ErrorKind::Interrupted | ErrorKind::Timeout | ErrorKind::Stalled) => {
                is_idempotent
            }
            Outcome::Failed(_) => false,
        }
    }

    fn is_throttled(self) -> bool {
        match self.outcome {
            Outcome::Status(StatusCode::TOO_MANY_REQUESTS) => true,
            Outcome::Status(StatusCode::SERVICE_UNAVAILABLE) => self.retry_after.is_some(),
            _ => false,
        }
    }
}

/// One attempt of a call that was followed by another.
#[derive(Debug, Clone, PartialEq, Eq)]
#[non_exhaustive]
pub struct Attempt {
    /// What it came to.
    pub outcome: Outcome,
    /// How long it took.
    pub elapsed: Duration,
    /// How long was waited before the next.
    pub wait: Duration,
}

/// What an attempt came to.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
#[non_exhaustive]
pub enum Outcome {
    /// An answer with this status.
    Status(StatusCode),
    /// No answer, or none that could be taken in.
    Failed(ErrorKind),
}

/// How a call has gone so far.
#[derive(Debug, Clone, Default)]
pub(crate) struct Journal {
    /// How many times the request has been sent.
    pub(crate) attempts: u32,
    /// The attempts that were followed by another.
    pub(crate) retried: Vec<Attempt>,
    pub(crate) elapsed: Duration,
}

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
