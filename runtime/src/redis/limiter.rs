//! A budget of requests that many processes share.

use std::sync::Arc;
use std::time::Duration;

use super::outage::Outage;
use super::scripts::{HEED, RESERVE};
use super::server::{ANSWER, Question, Redis};
use super::trouble::Trouble;
use super::turn::{Marks, Turn};
use super::waiting::Waiting;
use crate::clock::Clock;
use crate::limit::{Ask, Limited, Limiter, MOST_TOLD, Permit, Quota};
use crate::transport::BoxFuture;

/// A longer period is taken for one of a year; the scripts reckon in numbers that are exact for as
/// long.
const YEAR: Duration = Duration::from_secs(365 * 24 * 3600);

/// Keeps what many processes ask of a server within one budget: at most so many requests in any
/// stretch of time as long as the period, for all that use the same name on the same Redis server.
///
/// ```no_run
/// use std::time::Duration;
/// use endpoint::Client;
/// use endpoint::limit;
/// use endpoint::redis::{Fallback, RateLimiter, Redis};
///
/// const SECOND: Duration = Duration::from_secs(1);
///
/// # fn main() -> Result<(), endpoint::BuildError> {
/// let redis = Redis::new("redis://10.0.0.7")?;
/// // Four processes share 50 requests a second; without Redis each has 12 of its own.
/// let limiter = RateLimiter::new(&redis, "snyk", 50, SECOND)
///     .without_redis(Fallback::local(limit::RateLimiter::per(12, SECOND)));
/// let client = Client::builder("https://api.snyk.io/rest").rate_limiter(limiter).build()?;
/// # Ok(()) }
/// ```
///
/// All that use a name have to name the same period. Where they name different numbers of requests,
/// each keeps to its own, and counts what the others send.
///
/// # In which order
///
/// In that of asking, over all processes. Whoever asks is given the first time that is free, waits
/// for it, and asks once more whether it still holds; where it comes too late for a call, the call
/// fails at once with [`ErrorKind::Limited`](crate::ErrorKind::Limited). A call that is dropped
/// before its time gives the time back, as long as Redis hears of it; at worst it is lost to the
/// others. What counts is when leave was given: the network may push requests closer together, so a
/// server that counts by the millisecond wants a budget with a little room.
///
/// The clock of Redis counts, so those of the machines need not agree. Where that one is set back,
/// calls wait as much longer.
///
/// # What the API says
///
/// `Retry-After` on a 429 or 503 and the rate limit headers are heeded as by the local
/// [`RateLimiter`](crate::limit::RateLimiter), and by all processes. A statement that allows more
/// than the budget does is not passed on.
///
/// # Without Redis
///
/// [`without_redis`](Self::without_redis) says what is done; a time that was given holds anyway.
/// That Redis is out of reach is logged once, as a warning, and that it is back, as information. It
/// counts as out of reach when it refuses the connection, loses it twice, is still starting, or
/// takes longer than 2 seconds, or than half of the time that the call has left (but at least half
/// a second). It is tried again every 250 milliseconds, by one call, and meanwhile no other waits
/// for it. What it forgets, as a server that is started anew does, it allows again.
#[derive(Debug, Clone)]
pub struct RateLimiter {
    redis: Redis,
    name: Arc<str>,
    keys: Arc<[String; 2]>,
    requests: u32,
    /// In microseconds.
    period: u64,
    fallback: Fallback,
    beside: Option<Arc<dyn Limiter>>,
    marks: Arc<Marks>,
    outage: Arc<Outage>,
}

/// What calls do while Redis is out of reach.
#[derive(Debug, Clone, Default)]
#[non_exhaustive]
pub enum Fallback {
    /// They wait until it is back, or fail with [`ErrorKind::Limited`](crate::ErrorKind::Limited)
    /// when their time is over. What no wait can mend, as a wrong password, fails at once.
    #[default]
    Wait,
    /// They go by this limiter, whatever is wrong with Redis. It knows nothing of what has been
    /// sent by the shared budget, so around the change both may be used up together.
    Local(Arc<dyn Limiter>),
}

/// What Redis says to a call.
enum Next {
    Now,
    /// Then it may be asked again; and when it said so.
    In(Duration, u64),
    Never(Limited),
}

impl Fallback {
    /// Calls go by this limiter: this process' share of the budget.
    pub fn local(limiter: impl Limiter) -> Self {
        Self::Local(Arc::new(limiter))
    }

    fn instead(&self) -> &'static str {
        match self {
            Self::Wait => "calls wait for it",
            Self::Local(_) => "calls go by a budget of this process alone",
        }
    }
}

impl RateLimiter {
    /// At most `requests` in any stretch of time as long as `period`, for all that use this name; 0
    /// counts as 1.
    pub fn new(redis: &Redis, name: &str, requests: u32, period: Duration) -> Self {
        let micros = period.min(YEAR).as_micros();
        Self {
            redis: redis.clone(),
            name: name.into(),
            keys: Arc::new(["times", "told"].map(|key| super::key(name, key))),
            requests: requests.max(1),
            period: u64::try_from(micros).unwrap_or(u64::MAX).max(1),
            fallback: Fallback::default(),
            beside: None,
            marks: Arc::new(Marks::new()),
            outage: Arc::default(),
        }
    }

    /// What calls do while Redis is out of reach; they wait unless said.
    #[must_use]
    pub fn without_redis(mut self, fallback: Fallback) -> Self {
        self.fallback = fallback;
        self
    }

    /// Asks this limiter of the process too, and first; so requests in flight, which Redis does not
    /// count, may be limited for each process.
    ///
    /// ```
    /// use std::time::Duration;
    /// use endpoint::limit;
    /// use endpoint::redis::{RateLimiter, Redis};
    ///
    /// # fn main() -> Result<(), endpoint::BuildError> {
    /// let redis = Redis::new("redis://10.0.0.7")?;
    /// let limiter = RateLimiter::new(&redis, "snyk", 50, Duration::from_secs(1))
    ///     .beside(limit::RateLimiter::in_flight_only(8));
    /// # Ok(()) }
    /// ```
    #[must_use]
    pub fn beside(mut self, limiter: impl Limiter) -> Self {
        self.beside = Some(Arc::new(limiter));
        self
    }

    async fn shared(&self, mut waiting: Waiting<'_>) -> Result<Permit, Limited> {
        let mut turn = Turn::new(&self.redis, &self.keys, self.marks.next());
        let came = loop {
            match self.next(&turn, &waiting).await {
                Ok(Next::Now) => break Ok(Permit::free()),
                Ok(Next::In(wait, asked)) => {
                    turn.asked = asked;
                    waiting.clock.sleep(wait).await;
                }
                Ok(Next::Never(limited)) => break Err(limited),
                // A time that was given holds.
                Err(_) if turn.has_time() => break Ok(Permit::free()),
                Err(trouble) => {
                    if let Some(came) = self.alone(&trouble, &mut waiting).await.transpose() {
                        break came;
                    }
                }
            }
        };
        turn.end();
        came
    }

    /// Asks for a time, or whether the one that has come still holds.
    async fn next(&self, turn: &Turn<'_>, waiting: &Waiting<'_>) -> Result<Next, Trouble> {
        let within = waiting.left().map_or(-1, |left| {
            i64::try_from(left.as_micros()).unwrap_or(i64::MAX)
        });
        let mut script = RESERVE.prepare_invoke();
        script.key(&*self.keys);
        script.arg(self.requests).arg(self.period).arg(within);
        script.arg(&turn.mark).arg(turn.asked);
        let question = Question::Script(&script);
        let (wait, is_granted, more): (u64, bool, u64) =
            self.redis.ask(question, waiting.for_answer()).await?;
        self.outage.is_over(&self.name);
        let wait = Duration::from_micros(wait);
        Ok(match is_granted {
            true if wait.is_zero() => Next::Now,
            true => Next::In(wait, more),
            false => Next::Never(self.refusal(wait, more == 1)),
        })
    }

    fn refusal(&self, wait: Duration, is_told: bool) -> Limited {
        let shown = Duration::from_millis(u64::try_from(wait.as_millis()).unwrap_or(u64::MAX));
        let message = if is_told {
            format!("the server takes no more requests for another {shown:?}")
        } else {
            format!(
                "the budget `{}` of {} requests in {:?}, which others share, is used up for another {shown:?}",
                self.name,
                self.requests,
                Duration::from_micros(self.period)
            )
        };
        Limited::new(message, Some(wait))
    }

    /// Does without Redis: there is leave, or it may be asked again.
    async fn alone(
        &self,
        trouble: &Trouble,
        waiting: &mut Waiting<'_>,
    ) -> Result<Option<Permit>, Limited> {
        if trouble.is_away || matches!(self.fallback, Fallback::Local(_)) {
            self.outage
                .begins(&self.name, trouble, self.fallback.instead());
        }
        if let Fallback::Local(local) = &self.fallback {
            let ask = Ask::new(waiting.left(), waiting.clock);
            return local.acquire(ask).await.map(Some);
        }
        if trouble.is_away && waiting.pause().await {
            return Ok(None);
        }
        Err(Limited::new(trouble.to_string(), None))
    }

    /// Whether the budget keeps to it by itself, whatever is under way already.
    fn is_loose(&self, quota: Quota) -> bool {
        let periods = quota.window.as_micros() / u128::from(self.period) + 2;
        u128::from(quota.remaining) >= periods.saturating_mul(self.requests.into())
    }

    async fn tell(&self, quota: Quota) {
        let mut script = HEED.prepare_invoke();
        let window = u64::try_from(quota.window.min(YEAR).as_micros()).unwrap_or(u64::MAX);
        script.key(&*self.keys);
        script.arg(quota.remaining).arg(window).arg(MOST_TOLD);
        let told: Result<(), _> = self.redis.ask(Question::Script(&script), ANSWER).await;
        // Of trouble the next call says more.
        if told.is_ok() {
            self.outage.is_over(&self.name);
        }
    }
}

impl Limiter for RateLimiter {
    fn acquire<'a>(&'a self, ask: Ask<'a>) -> BoxFuture<'a, Result<Permit, Limited>> {
        let waiting = Waiting::start(&ask);
        Box::pin(async move {
            let Some(beside) = &self.beside else {
                return self.shared(waiting).await;
            };
            let permit = beside.acquire(ask).await?;
            Ok(Permit::new((permit, self.shared(waiting).await?)))
        })
    }

    fn heed<'a>(&'a self, quota: Quota, clock: &'a dyn Clock) -> BoxFuture<'a, ()> {
        Box::pin(async move {
            if let Fallback::Local(local) = &self.fallback {
                local.heed(quota, clock).await;
            }
            if let Some(beside) = &self.beside {
                beside.heed(quota, clock).await;
            }
            if !self.is_loose(quota) {
                self.tell(quota).await;
            }
        })
    }
}
