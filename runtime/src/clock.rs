//! Time, as the client sees it.

use std::collections::hash_map::RandomState;
use std::fmt;
use std::hash::{BuildHasher as _, Hasher as _};
use std::time::{Duration, SystemTime};

#[cfg(feature = "tokio")]
use futures_util::future::Either;

use crate::transport::BoxFuture;

/// Where a client takes the time from, so that tests can turn it by hand.
pub trait Clock: Send + Sync + fmt::Debug + 'static {
    /// The time since some fixed moment; it never goes back.
    fn now(&self) -> Duration;

    /// The time of day, for dates that servers send.
    fn date(&self) -> SystemTime;

    /// Waits.
    fn sleep(&self, time: Duration) -> BoxFuture<'static, ()>;

    /// A number that nobody can tell beforehand; from the operating system, unless a test wants to
    /// know it.
    fn random(&self) -> u64 {
        random()
    }

    /// Whether it is Tokio's timer that waits.
    #[doc(hidden)]
    fn is_tokio(&self) -> bool {
        false
    }
}

/// A wait, which is in a box only where its clock is not Tokio's: there is one for each answer.
#[cfg(feature = "tokio")]
pub(crate) type Wait = Either<tokio::time::Sleep, BoxFuture<'static, ()>>;

#[cfg(not(feature = "tokio"))]
pub(crate) type Wait = BoxFuture<'static, ()>;

/// Begins to wait.
pub(crate) fn wait(clock: &dyn Clock, time: Duration) -> Wait {
    #[cfg(feature = "tokio")]
    return if clock.is_tokio() && is_in_tokio() {
        Either::Left(tokio::time::sleep(time))
    } else {
        Either::Right(clock.sleep(time))
    };
    #[cfg(not(feature = "tokio"))]
    clock.sleep(time)
}

/// Whether there is a runtime on this thread, without which Tokio's timer would panic.
#[cfg(feature = "tokio")]
fn is_in_tokio() -> bool {
    tokio::runtime::Handle::try_current().is_ok()
}

/// Of the numbers that the operating system seeds the maps of this thread with.
pub(crate) fn random() -> u64 {
    RandomState::new().build_hasher().finish()
}

#[cfg(feature = "tokio")]
pub(crate) use self::tokio_clock::TokioClock;

#[cfg(feature = "tokio")]
mod tokio_clock {
    use std::sync::OnceLock;
    use std::time::{Duration, Instant, SystemTime};

    use super::Clock;
    use crate::transport::BoxFuture;

    /// The machine's clock, and Tokio's timer.
    #[derive(Debug)]
    pub(crate) struct TokioClock;

    /// One for all clients, since they may share a limiter.
    static START: OnceLock<Instant> = OnceLock::new();

    impl Clock for TokioClock {
        fn now(&self) -> Duration {
            START.get_or_init(Instant::now).elapsed()
        }

        fn date(&self) -> SystemTime {
            SystemTime::now()
        }

        fn sleep(&self, time: Duration) -> BoxFuture<'static, ()> {
            // Without a runtime a call waits as long as its transport does.
            if !super::is_in_tokio() {
                return Box::pin(std::future::pending());
            }
            Box::pin(tokio::time::sleep(time))
        }

        fn is_tokio(&self) -> bool {
            true
        }
    }
}
