//! Which requests of a call need leave, and when it is given back.

use std::sync::Arc;
use std::sync::atomic::{AtomicUsize, Ordering};
use std::time::Duration;

use endpoint::auth::OAuth2;
use endpoint::limit::{Ask, Limited, Limiter, Permit, Quota, RateLimiter};
use endpoint::transport::{
    Answer, BoxFuture, Failure, Memory, Reply, Request, Transport, TransportError,
};
use endpoint::{
    Client, ClientBuilder, Clock, Download, ErrorKind, Events, Json, Lines, Retry, endpoint,
};
use tokio::task::JoinSet;

use super::{milliseconds, seconds, settle};
use crate::support::{BASE, HandClock, builder, failed, memory, refused};

#[endpoint(GET "/thing" -> Json)]
struct Get;

#[endpoint(GET "/thing" -> Json, redirect = follow)]
struct Follow;

#[endpoint(GET "/file" -> Download)]
struct GetFile;

#[endpoint(GET "/lines" -> Lines<u32>)]
struct GetLines;

#[endpoint(GET "/events" -> Events<u32>)]
struct GetEvents;

fn fine() -> Reply {
    Reply::json(200, "1")
}

fn limited(memory: &Memory, clock: &HandClock, limiter: &RateLimiter) -> ClientBuilder {
    builder(memory)
        .clock(clock.clone())
        .rate_limiter(limiter.clone())
}

/// Gives leave to all, and counts.
#[derive(Debug, Clone, Default)]
struct Counting(Arc<Counted>);

#[derive(Debug, Default)]
struct Counted {
    asked: AtomicUsize,
    held: Arc<()>,
}

impl Counting {
    fn asked(&self) -> usize {
        self.0.asked.load(Ordering::SeqCst)
    }

    fn held(&self) -> usize {
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
fn counted<const N: usize>(replies: [Reply; N]) -> (Memory, Counting, Client) {
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
async fn leave_lasts_until_a_stream_is_over_or_dropped() {
    let file = || Reply::new(200).body("01").body("23");
    let (_, counting, client) = counted([file(), file(), file().then_interrupted()]);
    let mut read = client.send(GetFile).await.unwrap().into_inner();
    assert_eq!(counting.held(), 1);
    while read.chunk().await.unwrap().is_some() {}
    assert_eq!(counting.held(), 0);

    let dropped = client.send(GetFile).await.unwrap();
    assert_eq!(counting.held(), 1);
    drop(dropped);
    assert_eq!(counting.held(), 0);

    let mut broken = client.send(GetFile).await.unwrap().into_inner();
    while let Ok(Some(_)) = broken.chunk().await {}
    assert_eq!((counting.held(), counting.asked()), (0, 3));
}

#[tokio::test]
async fn leave_lasts_as_long_as_lines_and_events_come() {
    let lines = Reply::new(200)
        .header("content-type", "application/x-ndjson")
        .body("1\n2\n");
    let events = Reply::new(200)
        .header("content-type", "text/event-stream")
        .body("data: 1\n\n");
    let (_, counting, client) = counted([lines, events]);
    let mut lines = client.send(GetLines).await.unwrap().into_inner();
    assert_eq!(
        (lines.next().await.unwrap().unwrap(), counting.held()),
        (1, 1)
    );
    while let Some(line) = lines.next().await {
        line.unwrap();
    }
    assert_eq!(counting.held(), 0);

    let mut events = client.send(GetEvents).await.unwrap().into_inner();
    events.next().await.unwrap().unwrap();
    assert_eq!(counting.held(), 1);
    drop(events);
    assert_eq!(counting.held(), 0);
}

#[tokio::test]
async fn a_whole_answer_ends_its_leave_whatever_comes_of_it() {
    let fails = [
        Reply::json(200, "1"),
        Reply::json(200, "{"),
        Reply::json(404, "{}"),
        Reply::new(302),
        Reply::new(200).body("[").then_interrupted(),
        Reply::fails(Failure::Connect),
        Reply::fails(Failure::Interrupted),
    ];
    let (memory, counting, client) = counted(fails);
    for sent in 1..=7 {
        let came = client.send(Get).await;
        assert_eq!(
            (counting.held(), memory.sent().len()),
            (0, sent),
            "{came:?}"
        );
    }
}

#[tokio::test]
async fn leave_is_back_after_a_time_out_and_after_a_drop() {
    let clock = HandClock::default();
    let silent = Reply::new(200).body("[").then_silent();
    let memory = memory([Reply::silent(), silent.clone(), Reply::silent(), silent]);
    let limiter = RateLimiter::in_flight_only(1);
    let client = limited(&memory, &clock, &limiter).build().unwrap();
    for kind in [ErrorKind::Timeout, ErrorKind::Stalled] {
        let (late, _) = clock.expire(client.send(Get)).await;
        assert_eq!(failed(late).kind(), kind);
        assert_eq!(limiter.in_flight_now(), 0);
    }
    for _ in 0..2 {
        let call = tokio::spawn(client.send(Get).into_future());
        settle().await;
        assert_eq!(limiter.in_flight_now(), 1);
        call.abort();
        settle().await;
        assert_eq!(limiter.in_flight_now(), 0);
    }
    assert_eq!(memory.sent().len(), 4);
}

#[tokio::test]
async fn a_call_that_is_dropped_while_it_waits_gives_back_its_turn() {
    let (clock, memory) = (HandClock::default(), memory([fine(), fine()]));
    let limiter = RateLimiter::per(1, seconds(10)).in_flight(2);
    let client = limited(&memory, &clock, &limiter).build().unwrap();
    client.send(Get).await.unwrap();
    let dropped = tokio::spawn(client.send(Get).into_future());
    settle().await;
    let waits = tokio::spawn(client.send(Get).into_future());
    settle().await;
    assert_eq!(limiter.in_flight_now(), 2);
    dropped.abort();
    settle().await;
    clock.advance(seconds(10));
    assert!(waits.await.unwrap().is_ok());
    assert_eq!((limiter.in_flight_now(), limiter.waiting()), (0, 0));
}

#[derive(Debug)]
struct Panics;

impl Transport for Panics {
    fn send(&self, _: Request) -> BoxFuture<'_, Result<Answer, TransportError>> {
        Box::pin(async { panic!("as the test asked") })
    }
}

#[tokio::test]
async fn leave_is_back_after_a_panic() {
    let limiter = RateLimiter::per(100, seconds(1)).in_flight(1);
    let client = Client::builder(BASE)
        .transport(Panics)
        .rate_limiter(limiter.clone())
        .build()
        .unwrap();
    for _ in 0..3 {
        let call = tokio::spawn(client.send(Get).into_future());
        assert!(call.await.unwrap_err().is_panic());
        assert_eq!((limiter.in_flight_now(), limiter.waiting()), (0, 0));
    }
}

/// Answers after a few turns, and counts how many requests it has at once.
#[derive(Debug)]
struct Crowd {
    memory: Memory,
    now: AtomicUsize,
    most: Arc<AtomicUsize>,
}

impl Transport for Crowd {
    fn send(&self, request: Request) -> BoxFuture<'_, Result<Answer, TransportError>> {
        Box::pin(async move {
            let now = self.now.fetch_add(1, Ordering::SeqCst) + 1;
            self.most.fetch_max(now, Ordering::SeqCst);
            for _ in 0..3 {
                tokio::task::yield_now().await;
            }
            self.now.fetch_sub(1, Ordering::SeqCst);
            self.memory.send(request).await
        })
    }
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn a_thousand_calls_at_once_are_ten_in_flight() {
    let (memory, most) = (memory([]), Arc::new(AtomicUsize::new(0)));
    for number in 0..1000 {
        memory.reply(match number % 3 {
            0 => Reply::fails(Failure::Interrupted),
            1 => Reply::json(500, "{}"),
            _ => fine(),
        });
    }
    let limiter = RateLimiter::in_flight_only(10);
    let client = Client::builder(BASE)
        .transport(Crowd {
            memory: memory.clone(),
            now: AtomicUsize::new(0),
            most: Arc::clone(&most),
        })
        .retry(Retry::never())
        .rate_limiter(limiter.clone())
        .build()
        .unwrap();
    let mut calls: JoinSet<_> = (0..1000).map(|_| client.send(Get).into_future()).collect();
    let mut fine = 0;
    while let Some(came) = calls.join_next().await {
        fine += usize::from(came.unwrap().is_ok());
    }
    assert_eq!((fine, memory.sent().len()), (333, 1000));
    assert_eq!(most.load(Ordering::SeqCst), 10);
    assert_eq!((limiter.in_flight_now(), limiter.waiting()), (0, 0));
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

/// A refusal that is taken as it comes.
#[derive(endpoint::ByStatus)]
#[allow(
    dead_code,
    clippy::large_enum_variant,
    reason = "the stream is never looked at"
)]
enum Built {
    #[status(200)]
    Done(Json),
    #[status(_)]
    Other(Download),
}

#[endpoint(GET "/thing" -> Built)]
struct Build;

#[tokio::test]
async fn a_streamed_refusal_that_is_tried_again_keeps_no_leave_from_its_own_call() {
    let (clock, memory) = (HandClock::default(), memory([Reply::new(503), fine()]));
    let limiter = RateLimiter::in_flight_only(1);
    let client = limited(&memory, &clock, &limiter)
        .retry(Retry::standard())
        .build()
        .unwrap();
    let (built, _) = clock.run(client.send(Build)).await;
    let built = built.unwrap();
    assert_eq!(built.meta.attempts, 2);
    assert!(matches!(&*built, Built::Done(json) if json.text() == "1"));
    assert_eq!(limiter.in_flight_now(), 0);
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
