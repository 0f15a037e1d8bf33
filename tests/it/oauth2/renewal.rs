//! When a token is renewed, and by whom.

use std::future::poll_fn;
use std::sync::Arc;
use std::task::Poll;

use endpoint::ErrorKind;
use endpoint::limit::RateLimiter;
use endpoint::transport::{Failure, Reply};
use tokio::task::JoinSet;

use super::servers::Servers;
use super::{alone, begin, by_refresh, call, client, clock, fails, lives, own, seconds};
use crate::support::{Trace, failed};

#[tokio::test]
async fn a_token_is_used_as_long_as_more_than_two_minutes_are_left() {
    let servers = Servers::answering([lives("1", 3600), lives("2", 3600)]);
    let clock = clock();
    let client = client(&servers, &clock, own());
    call(&client).await;
    clock.advance(seconds(3600 - 121));
    call(&client).await;
    servers.settle().await;
    assert_eq!(servers.seen(), ["1", "1"]);
    assert_eq!(servers.asked().len(), 1);
}

#[tokio::test]
async fn with_less_left_it_is_used_and_renewed_once_behind() {
    for left in [120, 30] {
        let servers = Servers::answering([lives("1", 3600), lives("2", 3600)]);
        let clock = clock();
        let client = client(&servers, &clock, own());
        call(&client).await;
        clock.advance(seconds(3600 - left));
        servers.open(false);
        for _ in 0..3 {
            call(&client).await;
            servers.settle().await;
        }
        servers.open(true);
        servers.settle().await;
        call(&client).await;
        assert_eq!(servers.seen(), ["1", "1", "1", "1", "2"]);
        assert_eq!(servers.asked().len(), 2);
    }
}

#[tokio::test]
async fn with_less_than_thirty_seconds_it_is_renewed_by_one_and_the_others_wait() {
    let servers = Servers::answering([lives("1", 3600), lives("2", 3600)]);
    let clock = clock();
    let client = Arc::new(client(&servers, &clock, own()));
    call(&client).await;
    clock.advance(seconds(3600 - 29));
    servers.open(false);
    let mut calls = JoinSet::new();
    for _ in 0..10 {
        let client = Arc::clone(&client);
        calls.spawn(async move { call(&client).await });
    }
    servers.settle().await;
    assert_eq!(servers.seen(), ["1"]);
    servers.open(true);
    calls.join_all().await;
    assert_eq!(
        servers.seen(),
        ["1", "2", "2", "2", "2", "2", "2", "2", "2", "2", "2"]
    );
    assert_eq!(servers.asked().len(), 2);
}

#[tokio::test]
async fn a_short_life_has_its_marks_at_a_half_and_a_quarter() {
    let servers = Servers::answering([lives("1", 40), lives("2", 40), lives("3", 40)]);
    let clock = clock();
    let client = client(&servers, &clock, own());
    call(&client).await;
    clock.advance(seconds(19));
    call(&client).await;
    servers.settle().await;
    assert_eq!(servers.asked().len(), 1);
    clock.advance(seconds(1));
    call(&client).await;
    servers.settle().await;
    assert_eq!(servers.asked().len(), 2);
    clock.advance(seconds(31));
    call(&client).await;
    assert_eq!(servers.seen(), ["1", "1", "1", "3"]);
}

#[tokio::test]
async fn a_token_without_a_life_is_used_until_it_is_refused() {
    let servers = Servers::answering([Reply::json(200, r#"{"access_token":"1"}"#), lives("2", 9)]);
    let clock = clock();
    let client = client(&servers, &clock, own());
    call(&client).await;
    clock.advance(seconds(1_000_000_000));
    call(&client).await;
    servers.refuse("1");
    call(&client).await;
    assert_eq!(servers.seen(), ["1", "1", "1", "2"]);
}

#[tokio::test]
async fn a_renewal_behind_that_fails_is_logged_once_and_left_alone_for_ten_seconds() {
    let trace = Trace::start();
    let servers = Servers::answering([lives("1", 3600), no_id(), no_id(), lives("2", 3600)]);
    let clock = clock();
    let client = client(&servers, &clock, own());
    call(&client).await;
    clock.advance(seconds(3600 - 100));
    for (wait, asked) in [(0, 2), (9, 2), (1, 3), (10, 4)] {
        clock.advance(seconds(wait));
        call(&client).await;
        servers.settle().await;
        assert_eq!(servers.asked().len(), asked);
    }
    call(&client).await;
    assert_eq!(servers.seen(), ["1", "1", "1", "1", "1", "2"]);
    let warnings = trace.warnings();
    assert_eq!(warnings.len(), 2, "{warnings:?}");
    assert!(warnings[0].contains("invalid_client"), "{warnings:?}");
    assert!(
        warnings[0].contains("https://auth.test/token"),
        "{warnings:?}"
    );
}

fn no_id() -> Reply {
    super::no("invalid_client")
}

#[tokio::test]
async fn one_that_fails_while_calls_wait_is_told_to_each_and_the_next_call_tries_again() {
    let servers = Servers::answering([no_id(), lives("1", 3600)]);
    let clock = clock();
    let client = Arc::new(client(&servers, &clock, own()));
    servers.open(false);
    let mut calls = JoinSet::new();
    for _ in 0..10 {
        let client = Arc::clone(&client);
        calls.spawn(async move { fails(&client).await.to_string() });
    }
    servers.settle().await;
    servers.open(true);
    for said in calls.join_all().await {
        assert!(said.contains("`invalid_client`"), "{said}");
    }
    assert_eq!(servers.asked().len(), 1);
    call(&client).await;
    assert_eq!(servers.seen(), ["1"]);
}

#[tokio::test]
async fn a_renewal_comes_to_its_end_though_its_caller_is_gone() {
    let servers = Servers::answering([lives("1", 3600)]);
    let clock = clock();
    let client = client(&servers, &clock, by_refresh());
    servers.open(false);
    let mut call = Box::pin(client.send(super::Get {}).into_future());
    begin(&servers, &mut call).await;
    drop(call);
    servers.open(true);
    servers.settle().await;
    assert_eq!(servers.asked().len(), 1);
    super::call(&client).await;
    assert_eq!(servers.asked().len(), 1);
    assert_eq!(servers.seen(), ["1"]);
}

#[tokio::test]
async fn a_calls_deadline_ends_the_wait_and_not_the_renewal() {
    let servers = Servers::answering([lives("1", 3600)]);
    let clock = clock();
    let client = client(&servers, &clock, by_refresh());
    servers.open(false);
    let (came, waits) = clock
        .run(client.send(super::Get {}).deadline(seconds(5)))
        .await;
    assert_eq!(failed(came).kind(), ErrorKind::Deadline);
    assert_eq!(waits, [seconds(5)]);
    servers.open(true);
    servers.settle().await;
    call(&client).await;
    assert_eq!(servers.asked().len(), 1);
}

#[tokio::test]
async fn a_token_endpoint_that_never_answers_is_given_up() {
    let servers = Servers::answering([Reply::silent(), lives("1", 3600)]);
    let clock = clock();
    let client = client(&servers, &clock, by_refresh());
    let (came, waits) = clock.run(client.send(super::Get {})).await;
    let error = failed(came);
    assert_eq!(error.kind(), ErrorKind::Auth);
    assert!(error.to_string().contains("no answer in time"), "{error}");
    assert!(error.is_retryable());
    assert_eq!(waits, [seconds(30)]);
    call(&client).await;
}

#[tokio::test]
async fn the_programs_own_secret_is_sent_again_and_a_refresh_token_only_if_it_was_not_sent() {
    let clock = clock();
    let again = |reply: Reply| [reply, lives("1", 3600)];
    let lost = || Reply::fails(Failure::Interrupted);
    for (by, reply, asked) in [
        (own(), Reply::new(503), 2),
        (own(), lost(), 2),
        (by_refresh(), Reply::fails(Failure::Connect), 2),
        (by_refresh(), Reply::new(503), 1),
        (by_refresh(), lost(), 1),
    ] {
        let servers = Servers::answering(again(reply));
        let client = client(&servers, &clock, by);
        let (came, _) = clock.run(client.send(super::Get {})).await;
        assert_eq!(servers.asked().len(), asked);
        if asked == 1 {
            let error = failed(came);
            assert_eq!(error.kind(), ErrorKind::Auth);
            assert!(error.is_retryable(), "{error}");
            assert!(error.retried().is_empty(), "{error}");
            assert_eq!(error.attempts(), 0);
        } else {
            came.unwrap();
        }
    }
}

#[tokio::test]
async fn a_token_endpoint_that_is_down_is_asked_by_its_own_policy_and_not_by_the_calls() {
    let down = || Reply::fails(Failure::Connect);
    let servers = Servers::answering([down(), down(), down(), lives("1", 3600)]);
    let clock = clock();
    let client = client(&servers, &clock, own());
    let (came, _) = clock.run(client.send(super::Get {})).await;
    let error = failed(came);
    assert_eq!(error.kind(), ErrorKind::Auth);
    assert!(error.is_retryable());
    assert!(
        error
            .to_string()
            .contains("no connection to the token endpoint"),
        "{error}"
    );
    assert!(std::error::Error::source(&error).is_some());
    assert_eq!(servers.asked().len(), 3);
    call(&client).await;
}

#[test]
fn without_a_runtime_the_caller_does_what_would_be_done_behind() {
    let servers = Servers::answering([lives("1", 3600), no_id(), lives("2", 3600)]);
    let clock = clock();
    let client = client(&servers, &clock, own());
    alone(async {
        call(&client).await;
        clock.advance(seconds(3600 - 100));
        // What fails ahead of time is no failure of the call.
        call(&client).await;
        clock.advance(seconds(10));
        call(&client).await;
    });
    assert_eq!(servers.seen(), ["1", "1", "2"]);
}

#[test]
fn without_a_runtime_a_renewal_goes_on_with_the_next_call() {
    let servers = Servers::answering([lives("1", 3600)]);
    let clock = clock();
    let client = client(&servers, &clock, by_refresh());
    servers.open(false);
    let mut call = Box::pin(client.send(super::Get {}).into_future());
    alone(poll_fn(|context| {
        assert!(call.as_mut().poll(context).is_pending());
        Poll::Ready(())
    }));
    drop(call);
    servers.open(true);
    alone(super::call(&client));
    assert_eq!(servers.asked().len(), 1);
}

#[tokio::test]
async fn a_token_that_ends_while_a_call_waits_for_leave_is_renewed_before_it_goes() {
    let servers = Servers::answering([lives("1", 300), lives("2", 300)]);
    let clock = clock();
    let client = super::builder(&servers, &clock, own())
        .rate_limiter(RateLimiter::per(1, seconds(600)))
        .deadline(seconds(3600))
        .build()
        .unwrap();
    call(&client).await;
    let (late, _) = clock.run(client.send(super::Get)).await;
    late.unwrap();
    assert_eq!(servers.seen(), ["1", "2"]);
}
