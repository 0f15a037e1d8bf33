//! What the scripts decide: who may go when.

use std::time::{Duration, Instant, SystemTime};

use endpoint::Clock;
use endpoint::limit::{Ask, Limiter as _, Quota};
use endpoint::redis::RateLimiter;
use endpoint::transport::BoxFuture;

use super::server::RedisServer;
use super::{Hasty, SECOND, ask, redis};
use crate::support::HandClock;

/// So long that none is over during a test.
const LONG: Duration = Duration::from_secs(60);

/// What is left of it at least when the test looks.
const ALMOST: Duration = Duration::from_secs(55);

/// The times that are reserved or were used, in microseconds.
async fn times(server: &RedisServer) -> Vec<u64> {
    let words = ["ZRANGE", "endpoint:{api}:times", "0", "-1", "WITHSCORES"];
    let scores: Vec<(String, u64)> = server.say(&words).await;
    scores.into_iter().map(|(_, time)| time).collect()
}

/// Waits until so many times are reserved.
async fn reserved(server: &RedisServer, count: usize) {
    while times(server).await.len() != count {
        tokio::time::sleep(Duration::from_millis(5)).await;
    }
}

fn limiter(server: &RedisServer, requests: u32, period: Duration) -> RateLimiter {
    RateLimiter::new(&redis(server), "api", requests, period)
}

#[tokio::test]
async fn no_window_holds_more_than_the_budget_whoever_asks() {
    let server = RedisServer::start().await;
    let mut asking = tokio::task::JoinSet::new();
    for _ in 0..4 {
        let limiter = limiter(&server, 5, LONG);
        for _ in 0..6 {
            let limiter = limiter.clone();
            asking.spawn(async move { ask(&limiter, None).await });
        }
    }
    for leave in asking.join_all().await {
        leave.unwrap();
    }
    let times = times(&server).await;
    assert_eq!(times.len(), 24);
    assert!(times.is_sorted());
    // All but the first five wait, and not longer than they have to.
    for (first, next) in times.iter().zip(&times[5..]) {
        assert_eq!(next - first, 60_000_000);
    }
}

#[tokio::test]
async fn a_window_that_is_over_has_room_again() {
    let server = RedisServer::start().await;
    let limiter = limiter(&server, 2, Duration::from_millis(40));
    for _ in 0..3 {
        let clock = Hasty::default();
        for _ in 0..2 {
            drop(limiter.acquire(Ask::new(None, &clock)).await.unwrap());
        }
        assert_eq!(clock.waits(), []);
        tokio::time::sleep(Duration::from_millis(41)).await;
    }
    assert_eq!(times(&server).await.len(), 2);
}

#[tokio::test]
async fn who_comes_late_is_counted_from_then() {
    let server = RedisServer::start().await;
    let period = SECOND / 5 * 2;
    let limiter = limiter(&server, 1, period);
    ask(&limiter, None).await.unwrap();
    let mut waiting = Vec::new();
    for (late, others) in [(period / 2, 1), (Duration::ZERO, 2)] {
        let limiter = limiter.clone();
        waiting.push(tokio::spawn(async move {
            let clock = Late(late);
            drop(limiter.acquire(Ask::new(None, &clock)).await.unwrap());
            Instant::now()
        }));
        reserved(&server, others + 1).await;
    }
    // What they do not know of when they wait counts them too, and once.
    limiter.heed(Quota::new(10, LONG), &Hasty::default()).await;
    let mut went = Vec::new();
    for task in waiting {
        went.push(task.await.unwrap());
    }
    // Half a period apart, were it not for the second one's waiting longer.
    assert!(went[1] - went[0] > period / 4 * 3, "{went:?}");
    let told: Vec<String> = server.say(&["HVALS", "endpoint:{api}:told"]).await;
    assert!(told[0].starts_with("8 "), "{told:?}");
}

/// The clock on the wall, of a machine that wakes later than it should.
#[derive(Debug)]
struct Late(Duration);

impl Clock for Late {
    fn now(&self) -> Duration {
        Duration::ZERO
    }

    fn date(&self) -> SystemTime {
        SystemTime::now()
    }

    fn sleep(&self, time: Duration) -> BoxFuture<'static, ()> {
        Box::pin(tokio::time::sleep(time + self.0))
    }
}

#[tokio::test]
async fn what_comes_too_late_is_refused_and_reserves_nothing() {
    let server = RedisServer::start().await;
    let limiter = limiter(&server, 1, LONG);
    ask(&limiter, Some(Duration::ZERO)).await.unwrap();
    for _ in 0..3 {
        let refused = ask(&limiter, Some(LONG / 2)).await.unwrap_err();
        assert!(refused.wait().unwrap() > LONG / 2);
        assert!(
            refused
                .to_string()
                .starts_with("the budget `api` of 1 requests in 60s, which others share, is used up for another 59."),
            "{refused}"
        );
    }
    assert_eq!(times(&server).await.len(), 1);
    ask(&limiter, Some(LONG)).await.unwrap();
    assert_eq!(times(&server).await.len(), 2);
}

#[tokio::test]
async fn every_name_has_its_own_budget() {
    let server = RedisServer::start().await;
    for name in ["one", "two", "{", "}", "", "a b:c"] {
        let limiter = RateLimiter::new(&redis(&server), name, 1, LONG);
        ask(&limiter, Some(Duration::ZERO)).await.unwrap();
        ask(&limiter, Some(Duration::ZERO)).await.unwrap_err();
    }
}

#[tokio::test]
async fn nothing_stays_longer_than_it_is_needed() {
    let server = RedisServer::start().await;
    let limiter = limiter(&server, 1, LONG);
    for _ in 0..2 {
        ask(&limiter, None).await.unwrap();
    }
    limiter.heed(Quota::new(0, SECOND), &Hasty::default()).await;
    for (key, longest) in [("times", 121_000), ("told", 2_000)] {
        let key = format!("endpoint:{{api}}:{key}");
        let left: u64 = server.say(&["PTTL", &key]).await;
        assert!(
            (longest - 1_500..=longest + 1).contains(&left),
            "{key}: {left}"
        );
    }
}

#[tokio::test]
async fn a_pause_holds_for_all_and_for_those_who_wait_already() {
    let server = RedisServer::start().await;
    let clock = HandClock::default();
    let first = limiter(&server, 1, SECOND);
    ask(&first, None).await.unwrap();
    let (waiting, ()) = tokio::join!(first.acquire(Ask::new(None, &clock)), async {
        reserved(&server, 2).await;
        let second = limiter(&server, 1, SECOND);
        second.heed(Quota::new(0, LONG), &Hasty::default()).await;
        let refused = ask(&second, Some(LONG / 2)).await.unwrap_err();
        assert!(
            refused
                .to_string()
                .starts_with("the server takes no more requests for another 59."),
            "{refused}"
        );
        let by_budget = clock.advance_to_next().await;
        assert!(by_budget <= SECOND, "{by_budget:?}");
        let by_pause = clock.advance_to_next().await;
        assert!(by_pause > ALMOST, "{by_pause:?}");
    });
    drop(waiting.unwrap());
    assert_eq!(times(&server).await.len(), 1 + 1);
}

#[tokio::test]
async fn what_remains_is_counted_down_by_all() {
    let server = RedisServer::start().await;
    let (first, second) = (limiter(&server, 50, SECOND), limiter(&server, 50, SECOND));
    first.heed(Quota::new(3, LONG), &Hasty::default()).await;
    for limiter in [&first, &second, &first] {
        ask(limiter, Some(Duration::ZERO)).await.unwrap();
    }
    let refused = ask(&second, Some(SECOND)).await.unwrap_err();
    assert!(refused.wait().unwrap() > ALMOST);
    // An older answer comes late, and one about another quota: both hold.
    let late = Quota::new(3, ALMOST);
    first.heed(late, &Hasty::default()).await;
    first
        .heed(Quota::new(40, LONG * 60), &Hasty::default())
        .await;
    ask(&first, Some(SECOND)).await.unwrap_err();
    let told: Vec<String> = server.say(&["HVALS", "endpoint:{api}:told"]).await;
    assert_eq!(told.len(), 2, "{told:?}");
}

#[tokio::test]
async fn of_many_statements_the_strictest_are_kept() {
    let server = RedisServer::start().await;
    let limiter = limiter(&server, 50, SECOND);
    for more in 1..=20 {
        let quota = Quota::new(more.into(), LONG * more);
        limiter.heed(quota, &Hasty::default()).await;
    }
    let told: Vec<String> = server.say(&["HVALS", "endpoint:{api}:told"]).await;
    let left = told.iter().map(|told| told.split(' ').next().unwrap());
    let mut left: Vec<u32> = left.map(|left| left.parse().unwrap()).collect();
    left.sort_unstable();
    assert_eq!(left, [1, 2, 3, 4, 5, 6, 7, 20]);
    // A stricter one that lasts longer takes the place of all.
    let quota = Quota::new(0, LONG * 20);
    limiter.heed(quota, &Hasty::default()).await;
    let told: Vec<String> = server.say(&["HVALS", "endpoint:{api}:told"]).await;
    assert_eq!(told.len(), 1, "{told:?}");
}

#[tokio::test]
async fn a_statement_that_is_looser_than_the_budget_is_not_passed_on() {
    let server = RedisServer::start().await;
    let limiter = limiter(&server, 10, SECOND);
    for (remaining, is_told) in [(u64::MAX, false), (70, false), (69, true)] {
        limiter
            .heed(Quota::new(remaining, SECOND * 5), &Hasty::default())
            .await;
        let exists: bool = server.say(&["EXISTS", "endpoint:{api}:told"]).await;
        assert_eq!(exists, is_told, "{remaining}");
    }
}

#[tokio::test]
async fn one_that_is_dropped_gives_its_time_back() {
    let server = RedisServer::start().await;
    let limiter = limiter(&server, 1, LONG);
    ask(&limiter, None).await.unwrap();
    limiter
        .heed(Quota::new(2, LONG * 5), &Hasty::default())
        .await;
    let task = tokio::spawn(async move {
        let clock = HandClock::default();
        limiter.acquire(Ask::new(None, &clock)).await.map(drop)
    });
    reserved(&server, 2).await;
    task.abort();
    assert!(task.await.unwrap_err().is_cancelled());
    reserved(&server, 1).await;
    let told: Vec<String> = server.say(&["HVALS", "endpoint:{api}:told"]).await;
    assert!(told[0].starts_with("2 "), "{told:?}");
}

#[tokio::test]
async fn a_limiter_of_the_process_may_stand_beside() {
    let server = RedisServer::start().await;
    let local = endpoint::limit::RateLimiter::in_flight_only(1);
    let limiter = limiter(&server, 50, SECOND).beside(local.clone());
    let clock = Hasty::default();
    let permit = limiter.acquire(Ask::new(None, &clock)).await.unwrap();
    assert_eq!(local.in_flight_now(), 1);
    ask(&limiter, Some(Duration::ZERO)).await.unwrap_err();
    assert_eq!(times(&server).await.len(), 1);
    drop(permit);
    assert_eq!(local.in_flight_now(), 0);
}
