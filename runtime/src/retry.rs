//! Whether a call is tried again, and when: pure decisions, which are told the time and the chance.

mod budget;
mod journal;
#[cfg(test)]
mod tests;

use std::time::{Duration, SystemTime};

use http::StatusCode;

pub(crate) use self::budget::Budget;
pub use self::journal::{Attempt, Outcome};
pub(crate) use self::journal::{Halt, Journal};
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
/// is never sent again. Once the caller has a body that is still coming, nothing is tried again, but a
/// [`Download`](crate::Download#when-the-connection-is-lost) and
/// [`Events`](crate::Events#when-the-connection-is-lost) go on over another connection where they were.
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
/// # In each case
///
#[doc = include_str!("../docs/faults.md")]
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

    /// One attempt, but for the replay with a new token behind a 401, where the credential can be
    /// renewed.
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

    /// Whether that many attempts are all that there are.
    pub(crate) const fn is_spent(&self, attempts: u32) -> bool {
        attempts >= self.attempts
    }

    /// How long to wait behind that many attempts, the last of which failed; `None` where the server
    /// asks for longer than is waited.
    pub(crate) fn delay(&self, failed: Failed, attempts: u32, at: &Chance) -> Option<Duration> {
        let asked = failed
            .retry_after
            .map(|after| after.wait(at.date))
            .filter(|wait| !wait.is_zero());
        match asked {
            Some(wait) => (wait <= self.longest_retry_after).then_some(wait),
            None => Some(self.drawn(failed, attempts.saturating_sub(1), at.random)),
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
pub(crate) fn part(whole: Duration, random: u64) -> Duration {
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
        match self.outcome {
            // Whoever gives no leave has waited as long as it is of use, or does not want to.
            Outcome::Failed(ErrorKind::Limited | ErrorKind::Circuit) => false,
            _ if self.is_unsent => true,
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

    /// Whether the server is well, whatever it thinks of the request.
    pub(crate) fn is_answered(self) -> bool {
        match self.outcome {
            Outcome::Status(status) => {
                !status.is_server_error() && !matches!(status.as_u16(), 408 | 429)
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
