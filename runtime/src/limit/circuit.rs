//! Leaves a server in trouble alone.

use std::fmt;
use std::sync::{Arc, Mutex, MutexGuard, PoisonError};
use std::time::Duration;

use super::to_milliseconds;
use crate::error::{CallError, ErrorKind};
use crate::request::BaseUrl;

/// So many origins in trouble are known at once; of more, that is forgotten which has failed
/// longest ago.
const MOST_ORIGINS: usize = 256;

/// Leaves a server alone for a time when it has failed several times in a row.
///
/// A failure is no connection, no answer in time, a connection that is lost before the answer
/// begins, or a 5xx. Any other answer, a refusal with 4xx among them, begins the row anew. When it
/// is long enough, calls to that origin (scheme, host, port) fail at once with
/// [`ErrorKind::Circuit`]; behind the pause, one request goes to find out whether the server is
/// back, and only when it succeeds do others follow. If it fails, there is another pause; if it is
/// dropped, the next request takes its place.
///
/// ```
/// use std::time::Duration;
/// use endpoint::Client;
/// use endpoint::limit::CircuitBreaker;
///
/// # fn main() -> Result<(), endpoint::BuildError> {
/// let breaker = CircuitBreaker::new(5, Duration::from_secs(30));
/// let api = Client::builder("https://api.example.com").circuit_breaker(breaker.clone()).build()?;
/// // Clones know the same servers, so this client profits from what the first has seen.
/// let other = Client::builder("https://api.example.com").circuit_breaker(breaker).build()?;
/// # Ok(()) }
/// ```
///
/// All that a client sends is looked at, downloads and redirects too, but for requests for tokens.
/// A call that runs into its own deadline, or is dropped, says nothing of the server.
///
/// A call that is tried again does not wait for the pause: it comes to what its last attempt came
/// to. Clients that share a breaker must have the same clock.
#[derive(Clone)]
pub struct CircuitBreaker {
    failures: u32,
    pause: Duration,
    origins: Arc<Mutex<Vec<Troubled>>>,
}

/// An origin that has failed.
struct Troubled {
    origin: BaseUrl,
    /// How many times in a row.
    failures: u32,
    /// When it failed last.
    last: Duration,
    standing: Standing,
}

#[derive(Clone, Copy, PartialEq, Eq)]
enum Standing {
    /// It has not failed often enough.
    Closed,
    /// It is left alone until then.
    Open(Duration),
    /// A request is finding out whether it is back.
    Probed,
}

impl CircuitBreaker {
    /// Opens after `failures` in a row, and lets one request through after each `pause`. 0 failures
    /// count as 1.
    pub fn new(failures: u32, pause: Duration) -> Self {
        Self {
            failures: failures.max(1),
            pause,
            origins: Arc::default(),
        }
    }

    /// Says whether a request to this origin would be let through.
    pub(crate) fn check(&self, origin: &BaseUrl, now: Duration) -> Result<(), CallError> {
        find(&mut self.lock(), origin).map_or(Ok(()), |troubled| troubled.check(now))
    }

    /// Lets a request to this origin through, or says why not.
    pub(crate) fn admit(&self, origin: &BaseUrl, now: Duration) -> Result<Passage, CallError> {
        let is_probe = match find(&mut self.lock(), origin) {
            Some(troubled) => troubled.admit(now)?,
            None => false,
        };
        Ok(Passage {
            breaker: self.clone(),
            origin: origin.clone(),
            is_probe,
        })
    }

    /// Counts a failure; while the origin is left alone, that of the probe alone.
    fn failed(&self, origin: &BaseUrl, is_probe: bool, now: Duration) {
        let mut origins = self.lock();
        let Some(troubled) = find(&mut origins, origin) else {
            make_room(&mut origins);
            let mut troubled = Troubled::new(origin.clone());
            troubled.count(self, now);
            origins.push(troubled);
            return;
        };
        if is_probe || troubled.standing == Standing::Closed {
            troubled.count(self, now);
        }
    }

    /// Forgets the failures; while the origin is left alone, the probe's success alone does that.
    fn succeeded(&self, origin: &BaseUrl, is_probe: bool) {
        self.lock().retain(|troubled| {
            let counts = is_probe || troubled.standing == Standing::Closed;
            !(counts && troubled.origin.is_same_origin(origin))
        });
    }

    /// The probe came to nothing, so the next request is one.
    fn give_back(&self, origin: &BaseUrl) {
        if let Some(troubled) = find(&mut self.lock(), origin) {
            troubled.standing = Standing::Open(Duration::ZERO);
        }
    }

    fn lock(&self) -> MutexGuard<'_, Vec<Troubled>> {
        self.origins.lock().unwrap_or_else(PoisonError::into_inner)
    }
}

impl fmt::Debug for CircuitBreaker {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_struct("CircuitBreaker")
            .field("failures", &self.failures)
            .field("pause", &self.pause)
            .finish_non_exhaustive()
    }
}

impl Troubled {
    fn new(origin: BaseUrl) -> Self {
        Self {
            origin,
            failures: 0,
            last: Duration::ZERO,
            standing: Standing::Closed,
        }
    }

    /// Whether the request that is let through is the probe.
    fn admit(&mut self, now: Duration) -> Result<bool, CallError> {
        self.check(now)?;
        let is_probe = self.standing != Standing::Closed;
        if is_probe {
            self.standing = Standing::Probed;
        }
        Ok(is_probe)
    }

    fn check(&self, now: Duration) -> Result<(), CallError> {
        match self.standing {
            Standing::Open(until) if until > now => {
                let wait = to_milliseconds(until.saturating_sub(now));
                Err(self.refusal(format_args!("left alone for another {wait:?}")))
            }
            Standing::Probed => {
                Err(self.refusal(format_args!("being tried by one other request just now")))
            }
            Standing::Open(_) | Standing::Closed => Ok(()),
        }
    }

    fn count(&mut self, breaker: &CircuitBreaker, now: Duration) {
        self.failures = self.failures.saturating_add(1);
        self.last = now;
        if self.failures >= breaker.failures {
            self.standing = Standing::Open(now.saturating_add(breaker.pause));
        }
    }

    fn refusal(&self, how: fmt::Arguments<'_>) -> CallError {
        let (scheme, authority) = (self.origin.scheme(), self.origin.authority());
        let failures = self.failures;
        let message = format!(
            "{scheme}://{authority} has failed {failures} times in a row and is {how}; try again after that"
        );
        CallError::new(ErrorKind::Circuit, message)
    }
}

fn find<'a>(origins: &'a mut [Troubled], origin: &BaseUrl) -> Option<&'a mut Troubled> {
    origins
        .iter_mut()
        .find(|troubled| troubled.origin.is_same_origin(origin))
}

/// Links may lead to any number of hosts.
fn make_room(origins: &mut Vec<Troubled>) {
    if origins.len() < MOST_ORIGINS {
        return;
    }
    let failed = origins.iter().map(|troubled| troubled.last).enumerate();
    if let Some((oldest, _)) = failed.min_by_key(|(_, last)| *last) {
        origins.swap_remove(oldest);
    }
}

/// A request that was let through. Dropped without a word, it says nothing of the server.
pub(crate) struct Passage {
    breaker: CircuitBreaker,
    origin: BaseUrl,
    /// Whether it is the one that finds out, and has not yet.
    is_probe: bool,
}

impl Passage {
    /// The server answered, and not that it is in trouble.
    pub(crate) fn succeeded(mut self) {
        let is_probe = std::mem::take(&mut self.is_probe);
        self.breaker.succeeded(&self.origin, is_probe);
    }

    /// It did not answer, or by a 5xx.
    pub(crate) fn failed(mut self, now: Duration) {
        let is_probe = std::mem::take(&mut self.is_probe);
        self.breaker.failed(&self.origin, is_probe, now);
    }
}

impl Drop for Passage {
    fn drop(&mut self) {
        if self.is_probe {
            self.breaker.give_back(&self.origin);
        }
    }
}
