//! The limiter of one process.

use std::fmt;
use std::future::poll_fn;
use std::sync::{Arc, Mutex, MutexGuard, PoisonError};
use std::task::{Context, Poll, Waker, ready};
use std::time::Duration;

use super::places::Places;
use super::schedule::{Budget, Next, Schedule};
use super::{Ask, Limited, Limiter, Permit, Quota, to_milliseconds};
use crate::clock::Clock;
use crate::transport::BoxFuture;

/// Keeps what one process asks of a server within a budget: requests in a period, requests in
/// flight, or both.
///
/// Snyk lets an organization start 20 exports an hour. A client for that alone waits for its turn,
/// and where that comes too late for a call, the call fails at once with
/// [`ErrorKind::Limited`](crate::ErrorKind::Limited) and nothing is sent:
///
/// ```
/// use std::time::Duration;
/// use endpoint::Client;
/// use endpoint::limit::RateLimiter;
///
/// const HOUR: Duration = Duration::from_secs(3600);
///
/// # fn main() -> Result<(), endpoint::BuildError> {
/// let starts = Client::builder("https://api.snyk.io/rest")
///     .rate_limiter(RateLimiter::per(20, HOUR))
///     .deadline(HOUR)
///     .build()?;
/// # Ok(()) }
/// ```
///
/// Clones are the same limiter, so clients that have clones of one share its budget:
///
/// ```
/// use std::time::Duration;
/// use endpoint::Client;
/// use endpoint::limit::RateLimiter;
///
/// # fn main() -> Result<(), endpoint::BuildError> {
/// let limiter = RateLimiter::per(50, Duration::from_secs(1)).in_flight(10);
/// let v1 = Client::builder("https://api.example.com/v1").rate_limiter(limiter.clone()).build()?;
/// let v2 = Client::builder("https://api.example.com/v2").rate_limiter(limiter.clone()).build()?;
/// assert_eq!((limiter.in_flight_now(), limiter.waiting()), (0, 0));
/// # Ok(()) }
/// ```
///
/// # What counts
///
/// Each request to the API does: retries, the replay with a new token, and redirects that stay on
/// its origin. Downloads by links, redirects to other origins, and requests for tokens do not. A
/// request is in flight until its answer has been read, and where the answer is streamed, until the
/// stream is over or dropped.
///
/// # In which order
///
/// In that of asking. Whoever asks is given the first time that is free, and one that is dropped
/// before its time gives it back to those behind it. There is no smoothing: what has not been used
/// for a while may go at once, and never more than the budget in any stretch of time of its length.
///
/// A future that has a place in flight and is not polled keeps it. So do not wait for another call
/// in the body of a loop over [`buffer_unordered`] when the stream and that call share a limiter of
/// requests in flight; it has to wait until its deadline.
///
/// # What the server says
///
/// `Retry-After` on a 429 or 503 lets everyone wait that long, those too who have been given a time
/// already. `RateLimit`, `X-RateLimit-*` and their kin ([`RateLimit`](crate::RateLimit)) are heeded
/// where they say how many requests remain until when. Neither makes the limiter's own budget
/// larger.
///
/// Clients that share a limiter must have the same clock, as they do unless
/// [`ClientBuilder::clock`](crate::ClientBuilder::clock) says otherwise.
///
/// [`buffer_unordered`]: https://docs.rs/futures/latest/futures/stream/trait.StreamExt.html#method.buffer_unordered
#[derive(Clone)]
pub struct RateLimiter {
    schedule: Arc<Mutex<Schedule>>,
    places: Option<Places>,
}

impl RateLimiter {
    /// At most `requests` in any stretch of time as long as `period`; 0 counts as 1, and a period
    /// of zero limits nothing. It remembers the times of the requests of one period, in 16 bytes
    /// each.
    pub fn per(requests: u32, period: Duration) -> Self {
        Self::new(Some(Budget {
            requests: at_least_one(requests),
            period,
        }))
    }

    /// At most `requests` in flight at once, however many in a time; 0 counts as 1.
    ///
    /// ```
    /// use endpoint::limit::RateLimiter;
    ///
    /// let limiter = RateLimiter::in_flight_only(4);
    /// assert_eq!(format!("{limiter:?}"), "RateLimiter { in_flight: 0 of 4, waiting: 0 }");
    /// ```
    pub fn in_flight_only(requests: u32) -> Self {
        Self::new(None).in_flight(requests)
    }

    fn new(budget: Option<Budget>) -> Self {
        Self {
            schedule: Arc::new(Mutex::new(Schedule::new(budget))),
            places: None,
        }
    }

    /// And at most `requests` in flight at once; 0 counts as 1. Clones from before know nothing of
    /// that, and share the rest.
    #[must_use]
    pub fn in_flight(self, requests: u32) -> Self {
        Self {
            places: Some(Places::new(at_least_one(requests))),
            ..self
        }
    }

    /// How many requests are in flight; 0 where that is not limited.
    pub fn in_flight_now(&self) -> usize {
        self.places.as_ref().map_or(0, Places::taken)
    }

    /// How many requests wait for leave.
    pub fn waiting(&self) -> usize {
        self.places.as_ref().map_or(0, Places::waiting) + lock(&self.schedule).waiting()
    }
}

/// When one that asks now may go; refused where that is after `end`.
fn in_time(schedule: &mut Schedule, now: Duration, end: Option<Duration>) -> Result<Next, Limited> {
    let next = schedule.next(now);
    if end.is_some_and(|end| next.at > end) {
        return Err(refusal(next, schedule.budget(), now));
    }
    Ok(next)
}

fn at_least_one(requests: u32) -> usize {
    usize::try_from(requests.max(1)).unwrap_or(usize::MAX)
}

fn refusal(next: Next, budget: Option<Budget>, now: Duration) -> Limited {
    let wait = next.at.saturating_sub(now);
    let shown = to_milliseconds(wait);
    let message = match budget {
        Some(Budget { requests, period }) if !next.is_told => {
            format!(
                "the budget of {requests} requests in {period:?} is used up for another {shown:?}"
            )
        }
        _ => format!("the server takes no more requests for another {shown:?}"),
    };
    Limited::new(message, Some(wait))
}

impl Limiter for RateLimiter {
    fn acquire<'a>(&'a self, ask: Ask<'a>) -> BoxFuture<'a, Result<Permit, Limited>> {
        Box::pin(async move {
            let clock = ask.clock;
            let now = clock.now();
            let end = ask.within.map(|within| now.saturating_add(within));
            in_time(&mut lock(&self.schedule), now, end)?;
            // The place first: a time that passes while one waits for a place would be lost.
            let place = match &self.places {
                Some(places) => Some(places.enter(&ask).await?),
                None => None,
            };
            let mut turn = Turn::book(&self.schedule, clock, end)?;
            poll_fn(|context| turn.poll(context)).await?;
            Ok(place.map_or(Permit::free(), Permit::new))
        })
    }

    fn heed<'a>(&'a self, quota: Quota, clock: &'a dyn Clock) -> BoxFuture<'a, ()> {
        lock(&self.schedule).heed(quota, clock.now());
        Box::pin(std::future::ready(()))
    }
}

impl fmt::Debug for RateLimiter {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        let mut shown = f.debug_struct("RateLimiter");
        let budget = lock(&self.schedule).budget();
        if let Some(Budget { requests, period }) = budget {
            shown.field("budget", &format_args!("{requests} in {period:?}"));
        }
        if let Some(places) = &self.places {
            let (taken, most) = (places.taken(), places.most());
            shown.field("in_flight", &format_args!("{taken} of {most}"));
        }
        shown.field("waiting", &self.waiting()).finish()
    }
}

fn lock(schedule: &Mutex<Schedule>) -> MutexGuard<'_, Schedule> {
    schedule.lock().unwrap_or_else(PoisonError::into_inner)
}

/// Someone who waits for a time; gives it back when it is dropped before.
struct Turn<'a> {
    schedule: &'a Mutex<Schedule>,
    clock: &'a dyn Clock,
    /// After that it is of no use.
    end: Option<Duration>,
    /// `None` once it has gone.
    ticket: Option<u64>,
    timer: Option<(Duration, BoxFuture<'static, ()>)>,
}

impl<'a> Turn<'a> {
    fn book(
        schedule: &'a Mutex<Schedule>,
        clock: &'a dyn Clock,
        end: Option<Duration>,
    ) -> Result<Self, Limited> {
        let mut locked = lock(schedule);
        let next = in_time(&mut locked, clock.now(), end)?;
        Ok(Self {
            ticket: Some(locked.book(next)),
            schedule,
            clock,
            end,
            timer: None,
        })
    }

    fn poll(&mut self, context: &mut Context<'_>) -> Poll<Result<(), Limited>> {
        // A timer may be a little ahead of its clock, which is no reason to go round in circles.
        let mut passed = Duration::ZERO;
        while let Some(ticket) = self.ticket {
            let Err((next, now)) = self.go(ticket, passed, context) else {
                break;
            };
            if self.end.is_some_and(|end| next.at > end) {
                let budget = lock(self.schedule).budget();
                return Poll::Ready(Err(refusal(next, budget, now)));
            }
            ready!(self.poll_timer(next.at, now, context));
            passed = next.at;
        }
        Poll::Ready(Ok(()))
    }

    /// Goes, where it is time; else says when it will be, and has itself woken if that changes.
    fn go(
        &mut self,
        ticket: u64,
        passed: Duration,
        context: &Context<'_>,
    ) -> Result<(), (Next, Duration)> {
        let mut schedule = lock(self.schedule);
        let now = self.clock.now().max(passed);
        let next = match schedule.go(ticket, now) {
            Ok(behind) => {
                self.ticket = None;
                drop(schedule);
                wake(behind);
                return Ok(());
            }
            Err(next) => next,
        };
        let replaced = schedule.rouse(ticket, context.waker());
        drop(schedule);
        drop(replaced);
        Err((next, now))
    }

    fn poll_timer(&mut self, at: Duration, now: Duration, context: &mut Context<'_>) -> Poll<()> {
        let mut timer = match self.timer.take() {
            Some(timer) if timer.0 == at => timer,
            _ => (at, self.clock.sleep(at.saturating_sub(now))),
        };
        let polled = timer.1.as_mut().poll(context);
        if polled.is_pending() {
            self.timer = Some(timer);
        }
        polled
    }
}

impl Drop for Turn<'_> {
    fn drop(&mut self) {
        if let Some(ticket) = self.ticket {
            let next = lock(self.schedule).cancel(ticket);
            wake(next);
        }
    }
}

/// Not under the lock: a waker may run code of others.
fn wake(waker: Option<Waker>) {
    if let Some(waker) = waker {
        waker.wake();
    }
}
