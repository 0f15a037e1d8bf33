//! Jobs that are waited for.

use std::fmt;
use std::time::Duration;

use super::{Drive, Driver, Iter};
use crate::client;
use crate::endpoint::{Endpoint, OutputOf, ResultOf};
use crate::job::Job;

/// A job that is not waited for yet; see [`endpoint::Polling`](crate::Polling).
#[must_use = "nothing is sent before the job is waited for"]
pub struct Polling<E> {
    polling: client::Polling<E>,
    driver: Driver,
}

impl<E: Endpoint> Polling<E>
where
    OutputOf<E>: Job,
{
    pub(super) fn new(polling: client::Polling<E>, driver: Driver) -> Self {
        Self { polling, driver }
    }

    /// Looks each time after this long, in place of the times that grow. `Retry-After` still goes
    /// before it.
    pub fn every(mut self, interval: Duration) -> Self {
        self.polling = self.polling.every(interval);
        self
    }

    /// Waits, once [`wait`](UntilDone::wait) is called, until the job is done, at the most for
    /// `max_wait`.
    pub fn until_done(self, max_wait: Duration) -> UntilDone<E> {
        UntilDone {
            polling: self,
            max_wait,
        }
    }

    /// The answers of all looks as they come; see [`endpoint::Polling::states`](crate::Polling::states).
    pub fn states(self, max_wait: Duration) -> Iter<client::States<E>> {
        Iter::new(self.polling.states(max_wait), Drive::By(self.driver))
    }
}

impl<E: Endpoint> fmt::Debug for Polling<E> {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        self.polling.fmt(f)
    }
}

/// A job that is waited for by [`wait`](Self::wait).
#[must_use = "nothing is sent before `.wait()`"]
pub struct UntilDone<E> {
    polling: Polling<E>,
    max_wait: Duration,
}

impl<E: Endpoint> UntilDone<E>
where
    OutputOf<E>: Job,
{
    /// Waits until the job is done, and gives the answer that says so.
    ///
    /// # Errors
    /// As [`endpoint::Polling::until_done`](crate::Polling::until_done); and of
    /// [`ErrorKind::Blocking`](crate::ErrorKind::Blocking) inside an async function.
    pub fn wait(self) -> ResultOf<E> {
        let Polling { polling, driver } = self.polling;
        driver
            .wait(polling.until_done(self.max_wait))
            .map_err(|error| error.of(E::OPERATION))?
    }
}

impl<E: Endpoint> fmt::Debug for UntilDone<E> {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        self.polling.fmt(f)
    }
}
