//! Which requests of a call need leave, and when it is given back.

use std::sync::Arc;
use std::sync::atomic::{AtomicUsize, Ordering};
use std::time::Duration;

use endpoint::auth::OAuth2;
use endpoint::limit::{Ask, Limited, Limiter, Permit, Quota, RateLimiter};
use endpoint::transport::{BoxFuture, Memory, Reply};
use endpoint::{Client, ClientBuilder, Clock, Download, ErrorKind, Json, Retry, endpoint};

use super::{milliseconds, seconds, settle};
use crate::support::{HandClock, builder, failed, memory, refused};

#[endpoint(GET "/thing" -> Json)]
pub(super) struct Get;

#[endpoint(GET "/thing" -> Json, redirect = follow)]
struct Follow;

#[endpoint(GET "/file" -> Download)]
pub(super) struct GetFile;

pub(super) fn fine() -> Reply {
    Reply::json(200, "1")
}

pub(super) fn limited(memory: &Memory, clock: &HandClock, limiter: &RateLimiter) -> ClientBuilder {
    builder(memory)
        .clock(clock.clone())
        .rate_limiter(limiter.clone())
}

/// Gives leave to all, and counts.
#[derive(Debug, Clone, Default)]
pub(super) struct Counting(Arc<Counted>);

#[derive(Debug, Default)]
struct Counted {
    asked: AtomicUsize,
    held: Arc<()>,
}

impl Counting {
    pub(super) fn asked(&self) -> usize {
        self.0.asked.load(Ordering::SeqCst)
    }

    pub(super) fn held(&self) -> usize {
        Arc::strong_count(&self.0.held) - 1
    }
}

impl Limiter for Counting {
    fn acquire<'a>(&'a self, _: Ask<'a>) -> BoxFuture<'a, Result<Permit, Limited>> {
        self.0.asked.fetch_add(1, Ordering::SeqCst);
        let permit = Permit::new(Arc::clone(&self.0.held));
        Box::pin(std::future::ready(Ok(permit)))
    }

    fn heed<'a>(&'a self, _: Quota, _: &'a dyn Clock) -> BoxFuture<'a, ()> {
        Box::pin(std::future::ready(()))
    }
}

/// A client over these replies, and what counts for it.
pub(super) fn counted<const N: usize>(replies: [Reply; N]) -> (Memory, Counting, Client) {
    let (memory, counting) = (memory(replies), Counting::default());
    let client = builder(&memory)
        .rate_limiter(counting.clone())
        .build()
        .unwrap();
    (memory, counting, client)
}

#[tokio::test]
async fn a_call_waits_for_its_turn_and_then_goes() {
    let (clock, memory) = (HandClock::default(), memory([fine(), fine()]));
    let limiter = RateLimiter::per(1, seconds(60));
    let client = limited(&memory, &clock, &limiter).build().unwrap();
    client.send(Get).await.unwrap();
    clock.advance(seconds(15));
    let (second, waits) = clock.run(client.send(Get)).await;
    let second = second.unwrap();
    assert_eq!(waits, [seconds(45)]);
    assert_eq!(
        (second.meta.attempts, second.meta.elapsed),
        (1, seconds(45))
    );
}

#[tokio::test]
async fn a_wait_beyond_the_deadline_fails_at_once_and_nothing_is_sent() {
    let (clock, memory) = (HandClock::default(), memory([fine(), fine()]));
    let limiter = RateLimiter::per(1, seconds(3600));
    let client = limited(&memory, &clock, &limiter).build().unwrap();
    client.send(Get).await.unwrap();
    clock.advance(seconds(600));
    for retry in [Retry::never(), Retry::standard()] {
        let error = failed(client.send(Get).retry(retry).await);
        assert_eq!((error.kind(), error.attempts()), (ErrorKind::Limited, 0));
        assert!(error.is_retryable());
        assert_eq!(
            error.to_string(),
            "Get (GET /thing): the budget of 1 requests in 3600s is used up for another 3000s; send less, or give the call a longer `deadline`"
        );
        let source = std::error::Error::source(&error).unwrap();
        let cause = source.downcast_ref::<Limited>().unwrap();
        assert_eq!(cause.wait(), Some(seconds(3000)));
    }
    assert_eq!((memory.sent().len(), clock.sleepers()), (1, 0));
}

#[tokio::test]
async fn without_a_place_in_flight_by_the_deadline_nothing_is_sent() {
    let clock = HandClock::default();
    let memory = memory([Reply::new(200).body("[").then_silent()]);
    let limiter = RateLimiter::in_flight_only(1);
    let client = limited(&memory, &clock, &limiter).build().unwrap();
    let first = tokio::spawn(client.send(Get).into_future());
    settle().await;
    let second = tokio::spawn(client.send(Get).deadline(seconds(5)).into_future());
    settle().await;
    clock.advance(seconds(5));
    let error = failed(second.await.unwrap());
    assert_eq!((error.kind(), error.attempts()), (ErrorKind::Limited, 0));
    assert_eq!(memory.sent().len(), 1);
    first.abort();
    settle().await;
    assert_eq!((limiter.in_flight_now(), limiter.waiting()), (0, 0));
}

#[tokio::test]
async fn each_attempt_needs_leave() {
    let (clock, memory) = (HandClock::default(), memory([Reply::new(503), fine()]));
    clock.throw(0);
    let limiter = RateLimiter::per(1, seconds(30));
    let client = limited(&memory, &clock, &limiter).build().unwrap();
    let call = client.send(Get).retry(Retry::standard());
    let (answer, waits) = clock.run(call).await;
    assert_eq!(answer.unwrap().meta.attempts, 2);
    assert_eq!(waits, [seconds(30)]);
}

#[tokio::test]
async fn where_an_attempt_gets_no_leave_the_one_before_it_counts() {
    let (clock, memory) = (HandClock::default(), memory([Reply::new(503), fine()]));
    clock.throw(0);
    let limiter = RateLimiter::per(1, seconds(300));
    let client = limited(&memory, &clock, &limiter).build().unwrap();
    let refusal = refused(client.send(Get).retry(Retry::standard()).await);
    assert_eq!(
        (refusal.status().as_u16(), refusal.meta().attempts),
        (503, 1)
    );
    assert_eq!(memory.sent().len(), 1);
}

#[tokio::test]
async fn a_redirect_needs_leave_where_it_stays_on_the_origin() {
    let to = |location: &str| Reply::new(302).header("location", location);
    for (replies, asked) in [
        (vec![to("/b"), fine()], 2),
        (vec![to("/b"), to("https://api.test:443/c"), fine()], 3),
        (vec![to("https://other.test/"), fine()], 1),
        (vec![to("https://other.test/"), to("/b"), fine()], 1),
        (
            vec![to("https://other.test/"), to("https://api.test/"), fine()],
            2,
        ),
    ] {
        let (memory, counting, client) = counted([]);
        for reply in replies {
            memory.reply(reply);
        }
        client.send(Follow).await.unwrap();
        assert_eq!((counting.asked(), counting.held()), (asked, 0));
    }
}

#[tokio::test]
async fn a_redirect_gives_leave_back_before_it_asks_again() {
    let moved = Reply::new(302).header("location", "/b");
    let (clock, memory) = (HandClock::default(), memory([moved, fine()]));
    let limiter = RateLimiter::in_flight_only(1);
    let client = limited(&memory, &clock, &limiter).build().unwrap();
    client.send(Follow).await.unwrap();
    assert_eq!((limiter.in_flight_now(), clock.sleepers()), (0, 0));
}

#[tokio::test]
async fn a_download_by_a_link_needs_no_leave() {
    let (memory, counting, client) = counted([fine(), fine()]);
    client
        .download("https://files.test/a")
        .bytes()
        .await
        .unwrap();
    client.download("/a").bytes().await.unwrap();
    assert_eq!((counting.asked(), memory.sent().len()), (0, 2));
}

#[tokio::test]
async fn a_token_needs_no_leave_and_the_replay_with_a_new_one_does() {
    let token = || Reply::json(200, r#"{"access_token": "t", "token_type": "Bearer"}"#);
    let memory = memory([token(), Reply::new(401), token(), fine()]);
    let counting = Counting::default();
    let by = OAuth2::client_credentials("https://auth.test/token", "app", "s3cret").unwrap();
    let client = builder(&memory)
        .credential(by)
        .rate_limiter(counting.clone())
        .build()
        .unwrap();
    client.send(Get).await.unwrap();
    assert_eq!((counting.asked(), memory.sent().len()), (2, 4));
    assert_eq!(counting.held(), 0);
}

#[tokio::test]
async fn two_clients_share_one_limiter() {
    let (clock, memory) = (HandClock::default(), memory([fine(), fine(), fine()]));
    let limiter = RateLimiter::per(2, milliseconds(500));
    let one = limited(&memory, &clock, &limiter).build().unwrap();
    let other = limited(&memory, &clock, &limiter).build().unwrap();
    one.send(Get).await.unwrap();
    other.send(Get).await.unwrap();
    let (third, waits) = clock.run(one.send(Get)).await;
    third.unwrap();
    assert_eq!(waits, [milliseconds(500)]);
}

#[tokio::test]
async fn a_limiter_of_ones_own_is_told_how_long_to_wait_at_most() {
    #[derive(Debug)]
    struct Closed;

    impl Limiter for Closed {
        fn acquire<'a>(&'a self, ask: Ask<'a>) -> BoxFuture<'a, Result<Permit, Limited>> {
            let message = format!("closed, for {:?} too", ask.within);
            Box::pin(std::future::ready(Err(Limited::new(message, None))))
        }

        fn heed<'a>(&'a self, _: Quota, _: &'a dyn Clock) -> BoxFuture<'a, ()> {
            Box::pin(std::future::ready(()))
        }
    }

    let (clock, memory) = (HandClock::default(), memory([]));
    let client = builder(&memory)
        .clock(clock)
        .rate_limiter(Closed)
        .deadline(Duration::from_secs(7))
        .build()
        .unwrap();
    let error = failed(client.send(Get).await);
    assert_eq!(error.kind(), ErrorKind::Limited);
    assert!(
        error.to_string().ends_with("closed, for Some(7s) too"),
        "{error}"
    );
}

/// Gives leave to all, and does not come back from what a server says.
#[derive(Debug)]
struct Deaf;

impl Limiter for Deaf {
    fn acquire<'a>(&'a self, _: Ask<'a>) -> BoxFuture<'a, Result<Permit, Limited>> {
        Box::pin(std::future::ready(Ok(Permit::free())))
    }

    fn heed<'a>(&'a self, _: Quota, _: &'a dyn Clock) -> BoxFuture<'a, ()> {
        Box::pin(std::future::pending())
    }
}

#[tokio::test]
async fn a_limiter_that_does_not_listen_costs_a_second_and_no_answer() {
    let reply = fine().header("ratelimit", "\"default\";r=1;t=9");
    let (clock, memory) = (HandClock::default(), memory([reply]));
    let client = builder(&memory)
        .clock(clock.clone())
        .rate_limiter(Deaf)
        .build()
        .unwrap();
    let (answer, waits) = clock.run(client.send(Get)).await;
    assert_eq!(answer.unwrap().meta.attempts, 1);
    assert_eq!(waits, [seconds(1)]);
}
