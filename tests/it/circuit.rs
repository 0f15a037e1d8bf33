//! Servers in trouble, which are left alone for a time. Time is the tests' own.

use std::time::Duration;

use endpoint::limit::{CircuitBreaker, RateLimiter};
use endpoint::transport::{Failure, Memory, Reply};
use endpoint::{Client, ClientBuilder, ErrorKind, Json, Retry, Upload, endpoint};

use crate::support::{HandClock, builder, failed, memory, refused};

#[endpoint(GET "/thing" -> Json)]
struct Get;

#[endpoint(GET "/thing" -> Json, redirect = follow)]
struct Follow;

#[endpoint(GET "/thing" -> Json, base_url = "https://other.test")]
struct GetOther;

const fn seconds(seconds: u64) -> Duration {
    Duration::from_secs(seconds)
}

const PAUSE: Duration = seconds(30);

fn fine() -> Reply {
    Reply::json(200, "1")
}

fn bad() -> Reply {
    Reply::json(500, "{}")
}

fn guarded(memory: &Memory, clock: &HandClock, breaker: &CircuitBreaker) -> ClientBuilder {
    builder(memory)
        .clock(clock.clone())
        .circuit_breaker(breaker.clone())
}

/// A client whose breaker opens after two failures.
fn after_two<const N: usize>(replies: [Reply; N]) -> (HandClock, Memory, Client) {
    let (clock, memory) = (HandClock::default(), memory(replies));
    let breaker = CircuitBreaker::new(2, PAUSE);
    let client = guarded(&memory, &clock, &breaker).build().unwrap();
    (clock, memory, client)
}

/// Whether the breaker lets no call to the API through.
async fn is_open(client: &Client) -> bool {
    match client.send(Get).await {
        Ok(_) => false,
        Err(error) => error.kind() == Some(ErrorKind::Circuit),
    }
}

async fn settle() {
    for _ in 0..16 {
        tokio::task::yield_now().await;
    }
}

#[tokio::test]
async fn without_one_nobody_is_left_alone() {
    let memory = memory([]);
    let client = builder(&memory).build().unwrap();
    for _ in 0..100 {
        memory.reply(bad());
        refused(client.send(Get).await);
    }
}

#[tokio::test]
async fn after_failures_in_a_row_nothing_is_sent() {
    let (clock, memory, client) = after_two([bad(), bad()]);
    refused(client.send(Get).await);
    refused(client.send(Get).await);
    clock.advance(seconds(10));
    let error = failed(client.send(Get).await);
    assert_eq!((error.kind(), error.attempts()), (ErrorKind::Circuit, 0));
    assert!(error.is_retryable() && error.answer().is_none());
    assert_eq!(
        error.to_string(),
        "Get (GET /thing): https://api.test has failed 2 times in a row and is left alone for another 20s; try again after that"
    );
    clock.advance(Duration::from_millis(19_999));
    assert!(is_open(&client).await);
    assert_eq!(memory.sent().len(), 2);
}

#[tokio::test]
async fn lost_and_late_answers_count_as_a_5xx_does() {
    for fault in [
        bad(),
        Reply::new(503),
        Reply::fails(Failure::Connect),
        Reply::fails(Failure::ConnectTimeout),
        Reply::fails(Failure::Interrupted),
    ] {
        let (_, _, client) = after_two([fault.clone(), fault, fine()]);
        assert!(client.send(Get).await.is_err());
        assert!(client.send(Get).await.is_err());
        assert!(is_open(&client).await);
    }
    for limit in [false, true] {
        let (clock, _, client) = after_two([Reply::silent(), Reply::silent(), fine()]);
        for _ in 0..2 {
            let call = client.send(Get);
            let call = if limit {
                call.attempt_timeout(seconds(1))
            } else {
                call
            };
            let (late, _) = clock.expire(call).await;
            assert_eq!(failed(late).kind(), ErrorKind::Timeout);
        }
        assert!(is_open(&client).await);
    }
}

#[tokio::test]
async fn a_success_or_a_4xx_begins_the_row_anew() {
    for answer in [
        fine(),
        Reply::json(404, "{}"),
        Reply::new(429),
        Reply::new(304),
    ] {
        let (_, memory, client) = after_two([bad(), answer, bad(), fine()]);
        for _ in 0..4 {
            let _ = client.send(Get).await;
        }
        assert_eq!(memory.sent().len(), 4);
    }
}

#[tokio::test]
async fn what_says_nothing_of_the_server_does_not_count() {
    #[endpoint(POST "/thing" -> Json)]
    struct Post {
        #[body]
        body: Upload,
    }

    let (clock, memory, client) = after_two([bad()]);
    refused(client.send(Get).await);
    for _ in 0..5 {
        let body = Upload::from_path("/nowhere/at/all");
        assert_eq!(
            failed(client.send(Post { body }).await).kind(),
            ErrorKind::Upload
        );
        memory.reply(Reply::silent());
        let call = client.send(Get).deadline(seconds(1));
        let (late, _) = clock.expire(call).await;
        assert_eq!(failed(late).kind(), ErrorKind::Deadline);
        memory.reply(Reply::silent());
        let call = tokio::spawn(client.send(Get).into_future());
        settle().await;
        call.abort();
        settle().await;
    }
    memory.reply(fine());
    client.send(Get).await.unwrap();
}

#[tokio::test]
async fn behind_the_pause_one_request_finds_out() {
    let (clock, memory, client) = after_two([bad(), bad(), bad(), fine(), bad(), fine()]);
    refused(client.send(Get).await);
    refused(client.send(Get).await);
    clock.advance(PAUSE);
    refused(client.send(Get).await);
    let error = failed(client.send(Get).await);
    assert!(
        error
            .to_string()
            .contains("failed 3 times in a row and is left alone for another 30s"),
        "{error}"
    );
    clock.advance(PAUSE);
    client.send(Get).await.unwrap();
    // It is well again, and so it takes two to be left alone.
    refused(client.send(Get).await);
    client.send(Get).await.unwrap();
    assert_eq!(memory.sent().len(), 6);
}

#[tokio::test]
async fn a_hundred_calls_behind_the_pause_are_one_request() {
    let (clock, memory, client) = after_two([bad(), bad(), Reply::silent()]);
    refused(client.send(Get).await);
    refused(client.send(Get).await);
    clock.advance(PAUSE);
    let calls: Vec<_> = (0..100)
        .map(|_| tokio::spawn(client.send(Get).into_future()))
        .collect();
    settle().await;
    assert_eq!(memory.sent().len(), 3);
    clock.advance(seconds(30));
    let mut kinds = Vec::new();
    for call in calls {
        let error = failed(call.await.unwrap());
        if error.kind() == ErrorKind::Circuit {
            assert!(
                error
                    .to_string()
                    .contains("is being tried by one other request just now"),
                "{error}"
            );
        } else {
            kinds.push(error.kind());
        }
    }
    assert_eq!(kinds, [ErrorKind::Timeout]);
}

#[tokio::test]
async fn one_that_is_dropped_leaves_finding_out_to_the_next() {
    let (clock, memory, client) = after_two([bad(), bad(), Reply::silent(), fine()]);
    refused(client.send(Get).await);
    refused(client.send(Get).await);
    clock.advance(PAUSE);
    let dropped = tokio::spawn(client.send(Get).into_future());
    settle().await;
    assert!(is_open(&client).await);
    dropped.abort();
    settle().await;
    client.send(Get).await.unwrap();
    assert_eq!(memory.sent().len(), 4);
    assert!(!is_open(&client).await);
}

#[tokio::test]
async fn what_was_under_way_before_changes_nothing() {
    let silent = || Reply::new(200).body("1");
    let (clock, memory, client) = after_two([Reply::silent(), bad(), bad()]);
    let late = tokio::spawn(client.send(Get).into_future());
    settle().await;
    refused(client.send(Get).await);
    refused(client.send(Get).await);
    clock.advance(seconds(29));
    assert!(is_open(&client).await);
    // That one fails now, which makes the pause no longer.
    clock.advance(seconds(1));
    assert_eq!(failed(late.await.unwrap()).kind(), ErrorKind::Timeout);
    memory.reply(silent());
    client.send(Get).await.unwrap();
}

#[tokio::test]
async fn each_origin_stands_for_itself() {
    let (clock, memory) = (HandClock::default(), memory([bad(), fine()]));
    let breaker = CircuitBreaker::new(1, PAUSE);
    let client = guarded(&memory, &clock, &breaker).build().unwrap();
    refused(client.send(Get).await);
    assert!(is_open(&client).await);
    client.send(GetOther).await.unwrap();
    // A path of the same origin is no other origin, and plain http is one.
    for (base, is_other) in [
        ("https://api.test/v2", false),
        ("https://api.test:443", false),
        ("https://api.test:444", true),
        ("http://api.test", true),
    ] {
        memory.reply(fine());
        let client = guarded(&memory, &clock, &breaker)
            .base_url(base)
            .build()
            .unwrap();
        assert_eq!(is_open(&client).await, !is_other, "{base}");
    }
}

#[tokio::test]
async fn downloads_and_redirects_are_looked_at_too() {
    let (clock, memory) = (HandClock::default(), memory([]));
    let breaker = CircuitBreaker::new(1, PAUSE);
    let client = guarded(&memory, &clock, &breaker).build().unwrap();
    memory.reply(Reply::new(302).header("location", "https://files.test/a"));
    memory.reply(bad());
    refused(client.send(Follow).await);
    let error = failed(client.download("https://files.test/b").bytes().await);
    assert_eq!(error.kind(), ErrorKind::Circuit);
    assert!(
        error.to_string().contains("https://files.test has failed"),
        "{error}"
    );
    memory.reply(fine());
    client.send(Get).await.unwrap();
}

#[tokio::test]
async fn clones_of_a_breaker_know_the_same_servers() {
    let (clock, memory) = (HandClock::default(), memory([bad(), fine()]));
    let breaker = CircuitBreaker::new(0, PAUSE);
    let one = guarded(&memory, &clock, &breaker).build().unwrap();
    let two = guarded(&memory, &clock, &breaker).build().unwrap();
    refused(one.send(Get).await);
    assert!(is_open(&two).await);
    clock.advance(PAUSE);
    two.send(Get).await.unwrap();
    assert!(!is_open(&one).await);
}

#[tokio::test]
async fn a_call_that_is_tried_again_comes_to_what_its_last_attempt_came_to() {
    let (clock, memory, client) = after_two([bad(), Reply::json(502, r#""last""#)]);
    clock.throw(0);
    let refusal = refused(client.send(Get).retry(Retry::standard()).await);
    assert_eq!(refusal.status().as_u16(), 502);
    assert_eq!((refusal.meta().attempts, memory.sent().len()), (2, 2));
    assert!(is_open(&client).await);
}

#[tokio::test]
async fn while_it_is_open_a_call_is_not_tried_again() {
    let (clock, memory, client) = after_two([bad(), bad()]);
    refused(client.send(Get).await);
    refused(client.send(Get).await);
    let error = failed(client.send(Get).retry(Retry::standard().attempts(9)).await);
    assert_eq!((error.kind(), error.attempts()), (ErrorKind::Circuit, 0));
    assert!(error.retried().is_empty());
    assert_eq!((memory.sent().len(), clock.sleepers()), (2, 0));
}

#[tokio::test]
async fn a_server_that_is_left_alone_costs_nothing_of_the_budget() {
    let (clock, memory) = (HandClock::default(), memory([bad(), fine()]));
    let limiter = RateLimiter::per(2, seconds(3600));
    let client = guarded(&memory, &clock, &CircuitBreaker::new(1, PAUSE))
        .rate_limiter(limiter)
        .build()
        .unwrap();
    refused(client.send(Get).await);
    for _ in 0..5 {
        assert!(is_open(&client).await);
    }
    clock.advance(PAUSE);
    client.send(Get).await.unwrap();
    let error = failed(client.send(Get).await);
    assert_eq!(error.kind(), ErrorKind::Limited);
}

#[tokio::test]
async fn any_number_of_hosts_may_be_in_trouble() {
    let (clock, memory) = (HandClock::default(), memory([]));
    let breaker = CircuitBreaker::new(1, PAUSE);
    let client = guarded(&memory, &clock, &breaker).build().unwrap();
    for host in 0..1000 {
        clock.advance(Duration::from_millis(1));
        memory.reply(bad());
        let link = format!("https://host-{host}.test/");
        refused(client.download(&link).bytes().await);
    }
    // The first are forgotten, the last are not.
    memory.reply(fine());
    client
        .download("https://host-0.test/")
        .bytes()
        .await
        .unwrap();
    let error = failed(client.download("https://host-999.test/").bytes().await);
    assert_eq!(error.kind(), ErrorKind::Circuit);
}
