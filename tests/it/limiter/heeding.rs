//! What the server says of how much may be asked.

use std::time::Duration;

use endpoint::limit::{Limiter as _, Quota, RateLimiter};
use endpoint::transport::{Memory, Reply};
use endpoint::{Client, ErrorKind, Json, Retry, endpoint};

use super::{Askers, milliseconds, seconds, settle};
use crate::support::{BASE, HandClock, failed, memory};

#[endpoint(GET "/thing" -> Json)]
struct Get;

fn client_at(clock: &HandClock, memory: &Memory, limiter: &RateLimiter) -> Client {
    Client::builder(BASE)
        .transport(memory.clone())
        .clock(clock.clone())
        .retry(Retry::never())
        .rate_limiter(limiter.clone())
        .build()
        .unwrap()
}

/// How long the second call waits when the first comes to this answer.
async fn wait_after(reply: Reply) -> Vec<Duration> {
    let clock = HandClock::default();
    let memory = memory([reply, Reply::json(200, "2")]);
    let client = client_at(&clock, &memory, &RateLimiter::in_flight_only(10));
    let _ = client.send(Get).await;
    assert_eq!(clock.sleepers(), 0);
    let (second, waits) = clock.run(client.send(Get)).await;
    assert_eq!(second.unwrap().text(), "2");
    waits
}

#[tokio::test]
async fn when_nothing_remains_all_wait_until_the_reset() {
    for headers in [
        vec![("ratelimit", r#""default";r=0;t=30"#)],
        vec![("ratelimit", "limit=100, remaining=0, reset=30")],
        vec![("ratelimit-remaining", "0"), ("ratelimit-reset", "30")],
        vec![("x-ratelimit-remaining", "0"), ("x-ratelimit-reset", "30")],
        vec![
            ("x-ratelimit-remaining", "0"),
            ("x-ratelimit-reset", "Thu, 01 Jan 1970 00:00:30 GMT"),
        ],
        vec![
            ("x-rate-limit-remaining", "0"),
            ("x-rate-limit-reset", "30"),
        ],
    ] {
        for status in [200, 404, 429] {
            let reply = Reply::json(status, "1");
            let reply = headers
                .iter()
                .fold(reply, |reply, (name, value)| reply.header(name, value));
            assert_eq!(wait_after(reply).await, [seconds(30)], "{headers:?}");
        }
    }
}

#[tokio::test]
async fn retry_after_lets_the_next_call_wait_where_the_server_throttles() {
    for (status, name, value, waits) in [
        (429, "retry-after", "7", vec![seconds(7)]),
        (503, "retry-after", "0.5", vec![milliseconds(500)]),
        (503, "retry-after-ms", "20", vec![milliseconds(20)]),
        (
            429,
            "retry-after",
            "Thu, 01 Jan 1970 00:00:09 GMT",
            vec![seconds(9)],
        ),
        (503, "retry-after", "0", vec![]),
        (202, "retry-after", "7", vec![]),
    ] {
        let reply = Reply::json(status, "1").header(name, value);
        assert_eq!(wait_after(reply).await, waits, "{status} {value}");
    }
}

#[tokio::test]
async fn the_wait_is_no_longer_than_an_hour() {
    let clock = HandClock::default();
    let forever = Reply::new(429).header("retry-after", "31536000");
    let memory = memory([forever, Reply::json(200, "2")]);
    let limiter = RateLimiter::per(5, seconds(1));
    let client = client_at(&clock, &memory, &limiter);
    let _ = client.send(Get).await;
    let call = client.send(Get).deadline(seconds(4000));
    let (second, waits) = clock.run(call).await;
    assert_eq!(second.unwrap().text(), "2");
    assert_eq!(waits, [seconds(3600)]);
}

#[tokio::test]
async fn a_wait_beyond_the_deadline_is_refused_in_the_servers_name() {
    let clock = HandClock::default();
    let memory = memory([Reply::new(429).header("retry-after", "600")]);
    let client = client_at(&clock, &memory, &RateLimiter::per(5, seconds(1)));
    let _ = client.send(Get).await;
    let error = failed(client.send(Get).await);
    assert_eq!(error.kind(), ErrorKind::Limited);
    assert!(
        error
            .to_string()
            .contains("the server takes no more requests for another 600s"),
        "{error}"
    );
    assert_eq!(memory.sent().len(), 1);
}

#[tokio::test]
async fn what_remains_may_go_and_the_rest_waits_for_the_reset() {
    let mut askers = Askers::of(&RateLimiter::per(100, seconds(1)));
    let quota = Quota::new(2, seconds(30));
    askers.limiter.heed(quota, &askers.clock).await;
    for _ in 0..4 {
        askers.ask();
    }
    settle().await;
    assert_eq!(askers.order(), [0, 1]);
    askers.advance(seconds(29)).await;
    assert_eq!(askers.order(), [0, 1]);
    askers.advance(seconds(1)).await;
    assert_eq!(askers.order(), [0, 1, 2, 3]);
}

#[tokio::test]
async fn those_who_have_a_time_already_wait_too() {
    let mut askers = Askers::of(&RateLimiter::per(1, seconds(1)));
    for _ in 0..4 {
        askers.ask();
    }
    settle().await;
    askers.advance(milliseconds(500)).await;
    let pause = Quota::new(0, seconds(10));
    askers.limiter.heed(pause, &askers.clock).await;
    for _ in 0..24 {
        askers.advance(milliseconds(500)).await;
    }
    let expected = [
        (seconds(0), 0),
        (milliseconds(10_500), 1),
        (milliseconds(11_500), 2),
        (milliseconds(12_500), 3),
    ];
    assert_eq!(askers.went(), expected);
}

#[tokio::test]
async fn one_that_waits_is_refused_when_a_pause_makes_it_too_late() {
    let (clock, memory) = (HandClock::default(), memory([Reply::json(200, "1")]));
    let limiter = RateLimiter::per(1, seconds(10));
    let client = client_at(&clock, &memory, &limiter);
    client.send(Get).await.unwrap();
    let waits = tokio::spawn(client.send(Get).into_future());
    settle().await;
    limiter.heed(Quota::new(0, seconds(600)), &clock).await;
    clock.advance(seconds(10));
    let error = failed(waits.await.unwrap());
    assert_eq!((error.kind(), error.attempts()), (ErrorKind::Limited, 0));
    assert_eq!(error.elapsed(), seconds(10));
    assert!(
        error
            .to_string()
            .contains("the server takes no more requests for another 590s"),
        "{error}"
    );
    assert_eq!(limiter.waiting(), 0);
}

#[tokio::test]
async fn an_answer_that_was_overtaken_ends_no_pause() {
    let mut askers = Askers::of(&RateLimiter::in_flight_only(100));
    for quota in [
        Quota::new(0, seconds(20)),
        Quota::new(50, seconds(10)),
        Quota::new(99, seconds(3600)),
        Quota::new(0, seconds(1)),
    ] {
        askers.limiter.heed(quota, &askers.clock).await;
    }
    askers.ask();
    askers.advance(seconds(19)).await;
    assert!(askers.order().is_empty());
    askers.advance(seconds(1)).await;
    assert_eq!(askers.order(), [0]);
}

#[tokio::test]
async fn what_another_origin_says_is_no_matter() {
    #[endpoint(GET "/thing" -> Json, redirect = follow)]
    struct Follow;

    let clock = HandClock::default();
    let there = Reply::json(200, "1").header("ratelimit", r#""a";r=0;t=30"#);
    let moved = Reply::new(302).header("location", "https://other.test/");
    let memory = memory([moved, there, Reply::json(200, "2")]);
    let client = client_at(&clock, &memory, &RateLimiter::per(5, seconds(1)));
    client.send(Follow).await.unwrap();
    assert_eq!(client.send(Get).await.unwrap().text(), "2");
    assert_eq!(clock.sleepers(), 0);
}

#[tokio::test]
async fn a_redirect_speaks_for_its_origin_too() {
    #[endpoint(GET "/thing" -> Json, redirect = follow)]
    struct Follow;

    let clock = HandClock::default();
    let moved = Reply::new(302)
        .header("location", "/there")
        .header("ratelimit", r#""a";r=0;t=30"#);
    let memory = memory([moved, Reply::json(200, "1")]);
    let client = client_at(&clock, &memory, &RateLimiter::per(5, seconds(1)));
    let (followed, waits) = clock.run(client.send(Follow)).await;
    assert_eq!(followed.unwrap().text(), "1");
    assert_eq!(waits, [seconds(30)]);
}
