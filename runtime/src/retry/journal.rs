//! What becomes of a call's attempts.

use std::time::Duration;

use http::StatusCode;

use crate::error::ErrorKind;

/// Why a call comes to what its last attempt came to.
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq)]
pub(crate) enum Halt {
    /// Another attempt would do no better, must not be, or is one too many.
    #[default]
    Settled,
    /// Its body can be sent once only.
    Body,
    /// The server asks for a longer wait than there is.
    RetryAfter,
    /// There is no time left for the wait.
    Deadline,
    /// The client has made too many retries of late.
    Budget,
    /// The limiter or the circuit breaker lets no other attempt through.
    Leave,
    /// Another attempt could do it twice.
    Twice,
}

impl Halt {
    /// What to say of it behind an error, if anything.
    pub(crate) const fn words(self) -> Option<&'static str> {
        Some(match self {
            Self::Settled => return None,
            Self::Body => "its body can be sent only once",
            Self::RetryAfter => "the server asks for a longer wait than the policy has",
            Self::Deadline => "the deadline comes before the next attempt",
            Self::Budget => "the client has used up its `retry_budget`",
            Self::Leave => "the client's limiter or circuit breaker lets no other request through",
            Self::Twice => {
                "a second request could do it twice, unless the endpoint is declared `idempotent` or has an `idempotency_key`"
            }
        })
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
    /// Why there were no more.
    pub(crate) halt: Halt,
}

impl Journal {
    /// Puts what was done before in front.
    pub(crate) fn follow(&mut self, earlier: &Self) {
        self.attempts = self.attempts.saturating_add(earlier.attempts);
        self.retried.splice(0..0, earlier.retried.iter().cloned());
    }
}
