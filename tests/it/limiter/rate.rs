//! Requests in a period.

use std::collections::VecDeque;
use std::future::poll_fn;
use std::pin::pin;
use std::task::Poll;
use std::time::Duration;

use endpoint::limit::{Limiter as _, Quota, RateLimiter};

use super::{Askers, Dice, acquire, milliseconds, seconds, settle};
use crate::support::HandClock;

const TICK: Duration = milliseconds(10);

/// What the limiter is held against: a queue whose first goes as soon as it may.
struct Model {
    requests: usize,
    period: Duration,
    queue: VecDeque<usize>,
    went: Vec<(Duration, usize)>,
    told: Vec<(Duration, u64)>,
}

impl Model {
    fn turn(&mut self, now: Duration) {
        while let Some(first) = self.queue.front() {
            let recent = |(at, _): &&(Duration, usize)| *at + self.period > now;
            let is_spent = self.went.iter().filter(recent).count() >= self.requests;
            let is_over = |(until, left): &(Duration, u64)| *until > now && *left == 0;
            if is_spent || self.told.iter().any(is_over) {
                return;
            }
            self.went.push((now, *first));
            self.queue.pop_front();
            for (_, left) in &mut self.told {
                *left = left.saturating_sub(1);
            }
        }
    }
}

/// Asks, cancels and tells at random, and compares after each tick of the clock.
async fn compare(seed: u64) {
    let mut dice = Dice(seed);
    let (requests, period) = (1 + dice.below(6), TICK * (1 + dice.below(40)));
    let mut askers = Askers::of(&RateLimiter::per(requests, period));
    let mut model = Model {
        requests: requests as usize,
        period,
        queue: VecDeque::new(),
        went: Vec::new(),
        told: Vec::new(),
    };
    let mut now = Duration::ZERO;
    for tick in 0.. {
        model.turn(now);
        if tick < 300 {
            for _ in 0..dice.below(12).saturating_sub(9) {
                model.queue.push_back(askers.ask());
                settle().await;
                model.turn(now);
            }
            if dice.below(5) == 0 && !model.queue.is_empty() {
                let most = u32::try_from(model.queue.len()).unwrap();
                let cancelled = dice.below(most) as usize;
                let number = model.queue.remove(cancelled).unwrap();
                askers.tasks[number].abort();
            }
            if dice.below(20) == 0 {
                let quota = Quota::new(dice.below(5).into(), TICK * dice.below(60));
                askers.limiter.heed(quota, &askers.clock).await;
                model.told.push((now + quota.window, quota.remaining));
            }
        }
        settle().await;
        model.turn(now);
        assert_eq!(askers.went(), model.went, "seed {seed} at {now:?}");
        if tick >= 300 && model.queue.is_empty() {
            break;
        }
        now += TICK;
        askers.advance(TICK).await;
    }
    assert_eq!(askers.limiter.waiting(), 0);
}

#[tokio::test]
async fn each_goes_as_soon_as_it_may_and_no_sooner() {
    for seed in 0..12 {
        compare(seed).await;
    }
}

#[tokio::test]
async fn a_clock_that_leaps_lets_no_more_go_at_once() {
    for seed in 0..20 {
        let mut dice = Dice(seed);
        let mut askers = Askers::of(&RateLimiter::per(3, milliseconds(100)));
        let mut asked = 0;
        while asked < 100 || askers.limiter.waiting() > 0 {
            for _ in 0..dice.below(5).min(100 - asked) {
                askers.ask();
                asked += 1;
            }
            settle().await;
            askers.advance(milliseconds(dice.below(500).into())).await;
        }
        let went = askers.went();
        assert_eq!(went.len(), 100);
        for four in went.windows(4) {
            assert!(four[3].0 >= four[0].0 + milliseconds(100), "seed {seed}");
        }
    }
}

#[tokio::test]
async fn what_was_not_used_may_go_at_once() {
    let mut askers = Askers::of(&RateLimiter::per(3, seconds(1)));
    askers.advance(seconds(60)).await;
    for _ in 0..7 {
        askers.ask();
    }
    settle().await;
    assert_eq!(askers.order(), [0, 1, 2]);
    assert_eq!(askers.limiter.waiting(), 4);
    askers.advance(milliseconds(999)).await;
    assert_eq!(askers.order(), [0, 1, 2]);
    askers.advance(milliseconds(1)).await;
    assert_eq!(askers.order(), [0, 1, 2, 3, 4, 5]);
    askers.advance(seconds(1)).await;
    assert_eq!(askers.order(), [0, 1, 2, 3, 4, 5, 6]);
}

#[tokio::test]
async fn a_future_that_nobody_polls_delays_no_other() {
    let (clock, limiter) = (HandClock::default(), RateLimiter::per(1, seconds(1)));
    let _first = acquire(&limiter, &clock, None).await.unwrap();
    let mut left_alone = pin!(acquire(&limiter, &clock, None));
    poll_fn(|context| {
        assert!(left_alone.as_mut().poll(context).is_pending());
        Poll::Ready(())
    })
    .await;
    for _ in 0..5 {
        let other = acquire(&limiter, &clock, None);
        let went = tokio::join!(other, async {
            clock.advance(seconds(1));
            settle().await;
            clock.advance(seconds(1));
        });
        assert!(went.0.is_ok());
    }
    assert_eq!(limiter.waiting(), 1);
    clock.advance(seconds(1));
    assert!(left_alone.await.is_ok());
}

#[tokio::test]
async fn what_comes_too_late_is_refused_at_once_and_takes_no_time_of_anyones() {
    let (clock, limiter) = (HandClock::default(), RateLimiter::per(1, seconds(10)));
    let _first = acquire(&limiter, &clock, Some(Duration::ZERO))
        .await
        .unwrap();
    clock.advance(seconds(4));
    for _ in 0..3 {
        let refused = acquire(&limiter, &clock, Some(milliseconds(5999))).await;
        let refusal = refused.unwrap_err();
        assert_eq!(refusal.wait(), Some(seconds(6)));
        assert_eq!(
            refusal.to_string(),
            "the budget of 1 requests in 10s is used up for another 6s"
        );
    }
    assert_eq!(clock.sleepers(), 0);
    let (permit, waits) = clock.run(acquire(&limiter, &clock, Some(seconds(6)))).await;
    assert!(permit.is_ok());
    assert_eq!(waits, [seconds(6)]);
}

#[tokio::test]
async fn nothing_at_all_counts_as_one_and_no_time_limits_nothing() {
    let (clock, limiter) = (HandClock::default(), RateLimiter::per(0, seconds(1)));
    assert!(
        acquire(&limiter, &clock, Some(Duration::ZERO))
            .await
            .is_ok()
    );
    assert!(
        acquire(&limiter, &clock, Some(Duration::ZERO))
            .await
            .is_err()
    );
    let limiter = RateLimiter::per(1, Duration::ZERO);
    for _ in 0..100 {
        assert!(
            acquire(&limiter, &clock, Some(Duration::ZERO))
                .await
                .is_ok()
        );
    }
    let limiter = RateLimiter::per(u32::MAX, Duration::MAX);
    assert!(acquire(&limiter, &clock, None).await.is_ok());
}

#[tokio::test]
async fn thousands_may_wait_and_be_dropped() {
    let mut askers = Askers::of(&RateLimiter::per(1, seconds(1)));
    for _ in 0..5000 {
        askers.ask();
    }
    settle().await;
    for task in &askers.tasks[1..4999] {
        task.abort();
    }
    while askers.limiter.waiting() > 1 {
        settle().await;
    }
    askers.advance(seconds(1)).await;
    assert_eq!(askers.went(), [(seconds(0), 0), (seconds(1), 4999)]);
}
