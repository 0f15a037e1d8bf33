//! The limiter of one process: who gets leave to send, and when. Time is the tests' own.

mod calls;
mod giving_back;
mod heeding;
mod in_flight;
mod rate;

use std::sync::{Arc, Mutex};
use std::time::Duration;

use endpoint::Clock as _;
use endpoint::limit::{Ask, Limited, Limiter as _, Permit, RateLimiter};
use tokio::task::JoinHandle;

use crate::support::HandClock;

const fn seconds(seconds: u64) -> Duration {
    Duration::from_secs(seconds)
}

const fn milliseconds(milliseconds: u64) -> Duration {
    Duration::from_millis(milliseconds)
}

async fn acquire(
    limiter: &RateLimiter,
    clock: &HandClock,
    within: Option<Duration>,
) -> Result<Permit, Limited> {
    limiter.acquire(Ask::new(within, clock)).await
}

/// Lets every task go on until it waits.
async fn settle() {
    for _ in 0..32 {
        tokio::task::yield_now().await;
    }
}

/// Tasks that ask a limiter, and when each of them got leave.
struct Askers {
    limiter: RateLimiter,
    clock: HandClock,
    went: Arc<Mutex<Vec<(Duration, usize)>>>,
    tasks: Vec<JoinHandle<Permit>>,
}

impl Askers {
    fn of(limiter: &RateLimiter) -> Self {
        Self {
            limiter: limiter.clone(),
            clock: HandClock::default(),
            went: Arc::default(),
            tasks: Vec::new(),
        }
    }

    /// One more, which keeps its permit; its number.
    fn ask(&mut self) -> usize {
        let number = self.tasks.len();
        let (limiter, clock) = (self.limiter.clone(), self.clock.clone());
        let went = Arc::clone(&self.went);
        self.tasks.push(tokio::spawn(async move {
            let permit = acquire(&limiter, &clock, None).await.unwrap();
            went.lock().unwrap().push((clock.now(), number));
            permit
        }));
        number
    }

    async fn advance(&self, time: Duration) {
        self.clock.advance(time);
        settle().await;
    }

    /// When each got leave, and which it was, by the time and the number.
    fn went(&self) -> Vec<(Duration, usize)> {
        let mut went = self.went.lock().unwrap().clone();
        went.sort_unstable();
        went
    }

    /// Which got leave, in that order.
    fn order(&self) -> Vec<usize> {
        let went = self.went.lock().unwrap();
        went.iter().map(|(_, number)| *number).collect()
    }
}

/// Numbers that look thrown, and are the same each time.
struct Dice(u64);

impl Dice {
    fn below(&mut self, end: u32) -> u32 {
        self.0 = self
            .0
            .wrapping_mul(6_364_136_223_846_793_005)
            .wrapping_add(1_442_695_040_888_963_407);
        (self.0 >> 33) as u32 % end
    }
}
