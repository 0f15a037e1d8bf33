//! Requests at once.

use std::sync::Arc;
use std::sync::atomic::{AtomicUsize, Ordering};

use endpoint::limit::RateLimiter;
use tokio::task::JoinSet;

use super::{Askers, Dice, acquire, seconds, settle};
use crate::support::HandClock;

#[tokio::test]
async fn places_are_handed_on_in_the_order_of_asking() {
    let mut askers = Askers::of(&RateLimiter::in_flight_only(2));
    for _ in 0..5 {
        askers.ask();
    }
    settle().await;
    assert_eq!(askers.order(), [0, 1]);
    assert_eq!(
        (askers.limiter.in_flight_now(), askers.limiter.waiting()),
        (2, 3)
    );
    for (done, next) in [(1, 2), (0, 3), (2, 4)] {
        let task = std::mem::replace(
            &mut askers.tasks[done],
            tokio::spawn(std::future::pending()),
        );
        drop(task.await.unwrap());
        settle().await;
        assert_eq!(askers.order().last(), Some(&next));
        assert_eq!(askers.limiter.in_flight_now(), 2);
    }
}

#[tokio::test]
async fn one_that_is_dropped_while_it_waits_is_passed_over() {
    let (clock, limiter) = (HandClock::default(), RateLimiter::in_flight_only(1));
    let held = acquire(&limiter, &clock, None).await.unwrap();
    let mut askers = Askers::of(&limiter);
    for _ in 0..3 {
        askers.ask();
    }
    settle().await;
    askers.tasks[1].abort();
    settle().await;
    assert_eq!(limiter.waiting(), 2);
    // The place is the first's from here on, though it does not know yet.
    drop(held);
    assert_eq!((limiter.in_flight_now(), limiter.waiting()), (1, 1));
    askers.tasks[0].abort();
    settle().await;
    assert_eq!(askers.order(), [2]);
    assert_eq!((limiter.in_flight_now(), limiter.waiting()), (1, 0));
}

#[tokio::test]
async fn a_place_that_does_not_come_in_time_is_given_up() {
    let (clock, limiter) = (HandClock::default(), RateLimiter::in_flight_only(1));
    let held = acquire(&limiter, &clock, None).await.unwrap();
    let (refused, waited) = clock
        .expire(acquire(&limiter, &clock, Some(seconds(5))))
        .await;
    let refusal = refused.unwrap_err();
    assert_eq!((waited, refusal.wait()), (seconds(5), None));
    assert_eq!(
        refusal.to_string(),
        "1 requests are in flight already, and none of them was over within 5s"
    );
    assert_eq!((limiter.in_flight_now(), limiter.waiting()), (1, 0));
    drop(held);
    assert_eq!(limiter.in_flight_now(), 0);
}

#[tokio::test]
async fn a_time_is_taken_with_a_place_in_hand() {
    let clock = HandClock::default();
    let limiter = RateLimiter::per(2, seconds(10)).in_flight(1);
    let held = acquire(&limiter, &clock, None).await.unwrap();
    // Waits for the place, whose time is not taken yet.
    let mut askers = Askers::of(&limiter);
    askers.ask();
    settle().await;
    askers.tasks[0].abort();
    settle().await;
    drop(held);
    let held = acquire(&limiter, &clock, Some(seconds(0))).await.unwrap();
    drop(held);
    // Has the place, and waits for the time: no other gets either of them.
    let refused = acquire(&limiter, &clock, Some(seconds(9))).await;
    assert_eq!(refused.unwrap_err().wait(), Some(seconds(10)));
    assert_eq!((limiter.in_flight_now(), limiter.waiting()), (0, 0));
    let waits = acquire(&limiter, &clock, None);
    let cancelled = tokio::select! {
        biased;
        _ = waits => false,
        () = settle() => true,
    };
    assert!(cancelled);
    assert_eq!((limiter.in_flight_now(), limiter.waiting()), (0, 0));
}

#[tokio::test]
async fn clones_share_the_budget_and_what_is_in_flight() {
    let clock = HandClock::default();
    let rate = RateLimiter::per(3, seconds(10));
    let both = rate.clone().in_flight(1);
    let permit = acquire(&both.clone(), &clock, None).await.unwrap();
    assert_eq!((both.in_flight_now(), rate.in_flight_now()), (1, 0));
    let _second = acquire(&rate, &clock, None).await.unwrap();
    drop(permit);
    let _third = acquire(&both, &clock, None).await.unwrap();
    assert!(acquire(&rate, &clock, Some(seconds(1))).await.is_err());
    assert_eq!(
        format!("{both:?}"),
        "RateLimiter { budget: 3 in 10s, in_flight: 1 of 1, waiting: 0 }"
    );
}

#[tokio::test(flavor = "multi_thread", worker_threads = 4)]
async fn no_wake_up_is_lost_between_threads() {
    let limiter = RateLimiter::in_flight_only(3);
    let now = Arc::new(AtomicUsize::new(0));
    let mut tasks = JoinSet::new();
    for number in 0..2000 {
        let (limiter, now) = (limiter.clone(), Arc::clone(&now));
        tasks.spawn(async move {
            let mut dice = Dice(number);
            let clock = HandClock::default();
            for _ in 0..5 {
                let permit = acquire(&limiter, &clock, None);
                // Some give up, with a place in hand or without.
                let permit = tokio::select! {
                    biased;
                    permit = permit => permit.unwrap(),
                    () = give_up(dice.below(40)) => continue,
                };
                assert!(now.fetch_add(1, Ordering::SeqCst) < 3);
                tokio::task::yield_now().await;
                now.fetch_sub(1, Ordering::SeqCst);
                drop(permit);
            }
        });
    }
    while let Some(done) = tasks.join_next().await {
        done.unwrap();
    }
    assert_eq!((limiter.in_flight_now(), limiter.waiting()), (0, 0));
}

/// After so many turns of the task; 0 stands for never.
async fn give_up(turns: u32) {
    if turns == 0 {
        std::future::pending::<()>().await;
    }
    for _ in 0..turns {
        tokio::task::yield_now().await;
    }
}
