//! How much a client asks of a server: a budget of requests, how many at once, and when to leave a
//! server in trouble alone.

mod circuit;
mod places;
mod quota;
mod rate_limiter;
mod schedule;

use std::any::Any;
use std::borrow::Cow;
use std::fmt;
use std::time::Duration;

pub use self::circuit::CircuitBreaker;
pub(crate) use self::circuit::Passage;
pub use self::rate_limiter::RateLimiter;
use crate::clock::Clock;
use crate::transport::BoxFuture;

/// So many statements of a server's are kept at once.
pub(crate) const MOST_TOLD: usize = 8;

/// Gives leave to send requests, and heeds what the server says of it.
///
/// A client asks for leave before each request to its API, retries and redirects to the same origin
/// among them; downloads by links, and requests to a token endpoint, need none. One limiter may
/// serve many clients, in one process or in many.
pub trait Limiter: Send + Sync + fmt::Debug + 'static {
    /// Waits until one request may be sent, at most for `ask.within`. A limiter that knows that it
    /// takes longer says so at once, and has given nothing away.
    ///
    /// Dropping the future gives back what it had got so far.
    ///
    /// # Errors
    /// [`Limited`] where there is no leave in time.
    fn acquire<'a>(&'a self, ask: Ask<'a>) -> BoxFuture<'a, Result<Permit, Limited>>;

    /// Heeds what an answer said: no more than `quota.remaining` requests may be sent within
    /// `quota.window` from now.
    fn heed<'a>(&'a self, quota: Quota, clock: &'a dyn Clock) -> BoxFuture<'a, ()>;
}

/// What a client asks a [`Limiter`].
#[derive(Debug, Clone, Copy)]
#[non_exhaustive]
pub struct Ask<'a> {
    /// The longest wait that is of use; `None` where the call has no deadline.
    pub within: Option<Duration>,
    /// The client's clock, to wait by.
    pub clock: &'a dyn Clock,
}

impl<'a> Ask<'a> {
    /// A question by this clock.
    pub fn new(within: Option<Duration>, clock: &'a dyn Clock) -> Self {
        Self { within, clock }
    }
}

/// What a server says of how much may be asked of it, by `Retry-After` or one of the rate limit
/// headers.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
#[non_exhaustive]
pub struct Quota {
    /// How many requests may still be sent.
    pub remaining: u64,
    /// For how long from now.
    pub window: Duration,
}

impl Quota {
    /// No more than `remaining` requests within `window` from now.
    pub const fn new(remaining: u64, window: Duration) -> Self {
        Self { remaining, window }
    }
}

/// Leave to send one request. It is given back when it is dropped: when the answer's body has been
/// read, or the call is over or dropped.
#[must_use = "leave is given back when the permit is dropped"]
pub struct Permit {
    /// Kept for its `Drop`.
    _guard: Option<Box<dyn Any + Send + Sync>>,
}

impl Permit {
    /// Leave that ends when `guard` is dropped.
    pub fn new(guard: impl Any + Send + Sync) -> Self {
        Self {
            _guard: Some(Box::new(guard)),
        }
    }

    /// Leave of which nothing is to be given back.
    pub const fn free() -> Self {
        Self { _guard: None }
    }
}

impl fmt::Debug for Permit {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str("Permit")
    }
}

/// There is no leave to send a request in time.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Limited {
    message: Cow<'static, str>,
    wait: Option<Duration>,
}

impl Limited {
    /// For a reason, and until when where that is known: `wait` from now.
    pub fn new(message: impl Into<Cow<'static, str>>, wait: Option<Duration>) -> Self {
        Self {
            message: message.into(),
            wait,
        }
    }

    /// How long from then on there is no leave, where that is known.
    pub fn wait(&self) -> Option<Duration> {
        self.wait
    }
}

impl fmt::Display for Limited {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(&self.message)
    }
}

impl std::error::Error for Limited {}

/// Rounded up, since nobody reads nanoseconds.
fn to_milliseconds(time: Duration) -> Duration {
    let milliseconds = time.as_nanos().div_ceil(1_000_000);
    u64::try_from(milliseconds).map_or(time, Duration::from_millis)
}
