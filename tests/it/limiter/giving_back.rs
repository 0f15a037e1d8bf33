//! When leave is given back: behind the body, and whatever else becomes of a call.

use std::sync::Arc;
use std::sync::atomic::{AtomicUsize, Ordering};

use endpoint::limit::RateLimiter;
use endpoint::transport::{
    Answer, BoxFuture, Failure, Memory, Reply, Request, Transport, TransportError,
};
use endpoint::{Client, Download, ErrorKind, Events, Json, Lines, Retry, endpoint};
use tokio::task::JoinSet;

use super::calls::{Get, GetFile, counted, fine, limited};
use super::{seconds, settle};
use crate::support::{BASE, HandClock, failed, memory};

#[endpoint(GET "/events" -> Events<u32>)]
struct GetEvents;

#[endpoint(GET "/lines" -> Lines<u32>)]
struct GetLines;

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
