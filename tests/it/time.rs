//! What comes too late, by a clock that is turned by hand.

use std::future::poll_fn;
use std::pin::{Pin, pin};
use std::task::{Context, Poll, ready};
use std::time::Duration;

use bytes::Bytes;
use endpoint::transport::{
    Answer, Body, BoxFuture, Memory, Pieces, Reply, Request, Transport, TransportError,
};
use endpoint::{
    CallError, Client, ClientBuilder, Clock as _, ErrorKind, HeaderMap, Json, StatusCode, Upload,
    endpoint,
};
use futures_core::Stream;

use crate::support::{HandClock, builder, failed, memory, refused};

#[endpoint(GET "/user" -> Json)]
struct GetUser {}

#[endpoint(GET "/slow" -> Json, timeout = "90s")]
struct GetSlow {}

const fn seconds(seconds: u64) -> Duration {
    Duration::from_secs(seconds)
}

fn at<const N: usize>(clock: &HandClock, replies: [Reply; N]) -> ClientBuilder {
    builder(&memory::<N>(replies)).clock(clock.clone())
}

fn assert_late(error: &CallError, kind: ErrorKind, elapsed: u64) {
    assert_eq!(error.kind(), kind, "{error}");
    assert_eq!(error.elapsed(), seconds(elapsed));
    assert_eq!(error.attempts(), 1);
    assert_eq!(error.is_retryable(), kind != ErrorKind::Deadline);
    assert!(
        error.to_string().contains(&format!("{elapsed}s")),
        "{error}"
    );
}

fn client_at(clock: &HandClock, memory: &Memory) -> Client {
    builder(memory).clock(clock.clone()).build().unwrap()
}

#[tokio::test]
async fn no_answer_within_30_seconds_is_a_timeout() {
    let clock = HandClock::default();
    let client = at(&clock, [Reply::silent()]).build().unwrap();
    let (result, waited) = clock.expire(client.send(GetUser {})).await;
    let error = failed(result);
    assert_eq!(waited, seconds(30));
    assert_late(&error, ErrorKind::Timeout, 30);
    assert!(error.answer().is_none());
    assert!(
        error.to_string().starts_with("GetUser (GET /user): "),
        "{error}"
    );
}

#[tokio::test]
async fn the_calls_timeout_goes_before_the_endpoints_and_that_before_the_clients() {
    let clock = HandClock::default();
    let replies = [Reply::silent(), Reply::silent(), Reply::silent()];
    let client = at(&clock, replies).timeout(seconds(7)).build().unwrap();
    let of_client = clock.expire(client.send(GetUser {})).await;
    assert_eq!(of_client.1, seconds(7));
    let of_endpoint = clock.expire(client.send(GetSlow {})).await;
    assert_eq!(of_endpoint.1, seconds(90));
    let of_call = clock
        .expire(client.send(GetSlow {}).timeout(seconds(3)))
        .await;
    assert_eq!(of_call.1, seconds(3));
    assert_late(&failed(of_call.0), ErrorKind::Timeout, 3);
}

#[tokio::test]
async fn a_body_that_comes_to_a_halt_for_20_seconds_is_stalled_and_kept() {
    let clock = HandClock::default();
    let reply = Reply::json(200, r#"{"id":"#)
        .header("x-request-id", "req-1")
        .body(" 1")
        .then_silent();
    let client = at(&clock, [reply]).build().unwrap();
    let (result, waited) = clock.expire(client.send(GetUser {})).await;
    let error = failed(result);
    assert_eq!(waited, seconds(20));
    assert_late(&error, ErrorKind::Stalled, 20);
    let answer = error.answer().unwrap();
    assert_eq!(
        (answer.status.as_u16(), &answer.bytes[..]),
        (200, &br#"{"id": 1"#[..])
    );
    assert_eq!(error.request_id(), Some("req-1"));
}

#[tokio::test]
async fn how_long_a_body_may_halt_can_be_set() {
    let clock = HandClock::default();
    let client = at(&clock, [Reply::new(200).then_silent()])
        .stall_timeout(seconds(2))
        .build()
        .unwrap();
    let (result, _) = clock.expire(client.send(GetUser {})).await;
    assert_late(&failed(result), ErrorKind::Stalled, 2);
}

#[tokio::test]
async fn the_deadline_is_over_everything() {
    let clock = HandClock::default();
    let client = at(
        &clock,
        [Reply::silent(), Reply::new(200).body("[").then_silent()],
    )
    .deadline(seconds(5))
    .build()
    .unwrap();
    for body in [None, Some("[")] {
        let (result, _) = clock.expire(client.send(GetUser {})).await;
        let error = failed(result);
        assert_late(&error, ErrorKind::Deadline, 5);
        assert_eq!(
            error.answer().map(|answer| &answer.bytes[..]),
            body.map(str::as_bytes)
        );
    }
}

#[tokio::test]
async fn without_a_word_the_deadline_is_120_seconds() {
    let clock = HandClock::default();
    let client = at(&clock, [Reply::silent()])
        .timeout(seconds(1_000))
        .build()
        .unwrap();
    let (result, _) = clock.expire(client.send(GetUser {})).await;
    assert_late(&failed(result), ErrorKind::Deadline, 120);
}

#[tokio::test]
async fn the_calls_deadline_goes_before_the_clients() {
    let clock = HandClock::default();
    let client = at(&clock, [Reply::silent()])
        .deadline(seconds(5))
        .build()
        .unwrap();
    let (result, _) = clock
        .expire(client.send(GetUser {}).deadline(seconds(11)))
        .await;
    assert_late(&failed(result), ErrorKind::Deadline, 11);
}

#[tokio::test]
async fn a_redirect_does_not_begin_the_deadline_anew() {
    #[endpoint(GET "/first" -> Json, redirect = follow)]
    struct GetFirst {}

    let clock = HandClock::default();
    let hop = Reply::new(302).header("location", "/second").then_silent();
    let client = at(&clock, [hop, Reply::silent()])
        .deadline(seconds(25))
        .build()
        .unwrap();
    let call = tokio::spawn(client.send(GetFirst {}).into_future());
    assert_eq!(clock.advance_to_next().await, seconds(20));
    assert_eq!(clock.advance_to_next().await, seconds(5));
    assert_late(&failed(call.await.unwrap()), ErrorKind::Deadline, 25);
}

#[tokio::test]
async fn a_refusal_whose_body_comes_to_a_halt_is_a_refusal() {
    let clock = HandClock::default();
    let reply = Reply::json(500, r#"{"message""#).then_silent();
    let client = at(&clock, [reply]).build().unwrap();
    let (result, _) = clock.expire(client.send(GetUser {})).await;
    let refusal = refused(result);
    assert_eq!(refusal.status(), 500);
    assert_eq!(refusal.bytes(), r#"{"message""#);
    assert!(refusal.is_cut());
}

#[tokio::test]
async fn a_call_without_an_end_in_sight_can_be_dropped() {
    let clock = HandClock::default();
    let memory = memory([Reply::silent(), Reply::json(200, "1")]);
    let client = client_at(&clock, &memory);
    let call = tokio::spawn(client.send(GetUser {}).into_future());
    while memory.sent().is_empty() {
        tokio::task::yield_now().await;
    }
    call.abort();
    assert!(call.await.unwrap_err().is_cancelled());
    assert_eq!(client.send(GetUser {}).await.unwrap().text(), "1");
}

#[tokio::test]
async fn a_download_has_no_deadline() {
    let clock = HandClock::default();
    let client = at(&clock, [Reply::silent(), Reply::silent()])
        .deadline(seconds(5))
        .build()
        .unwrap();
    let (result, waited) = clock
        .expire(Box::pin(client.download("/file").bytes()))
        .await;
    assert_eq!(
        (failed(result).kind(), waited),
        (ErrorKind::Timeout, seconds(30))
    );
    let download = client.download("/file").timeout(seconds(400));
    let (result, waited) = clock.expire(Box::pin(download.bytes())).await;
    assert_eq!(
        (failed(result).kind(), waited),
        (ErrorKind::Timeout, seconds(400))
    );
}

#[endpoint(POST "/files")]
struct PostFile {
    #[body]
    file: Upload,
}

/// So many pieces, each after some seconds, and then nothing more.
struct Slow {
    clock: HandClock,
    left: u32,
    every: Duration,
    sleep: Option<BoxFuture<'static, ()>>,
}

impl Slow {
    fn upload(clock: &HandClock, pieces: u32, every: u64) -> Upload {
        Upload::from_stream(Self {
            clock: clock.clone(),
            left: pieces,
            every: seconds(every),
            sleep: None,
        })
    }
}

impl Stream for Slow {
    type Item = Result<Bytes, std::convert::Infallible>;

    fn poll_next(mut self: Pin<&mut Self>, context: &mut Context<'_>) -> Poll<Option<Self::Item>> {
        if self.left == 0 {
            return Poll::Ready(None);
        }
        let sleep = self.clock.sleep(self.every);
        let sleep = self.sleep.get_or_insert(sleep);
        ready!(sleep.as_mut().poll(context));
        self.sleep = None;
        self.left -= 1;
        Poll::Ready(Some(Ok("piece".into())))
    }
}

/// Awaits a call, and turns the clock whenever all wait for it.
async fn turning<F: IntoFuture>(clock: &HandClock, call: F) -> F::Output {
    let mut call = pin!(call.into_future());
    loop {
        tokio::select! {
            biased;
            done = &mut call => return done,
            _ = clock.advance_to_next() => {}
        }
    }
}

#[tokio::test]
async fn an_upload_may_take_longer_than_an_answer_as_long_as_it_goes_on() {
    let clock = HandClock::default();
    let client = at(&clock, [Reply::new(204)]).build().unwrap();
    let file = Slow::upload(&clock, 4, 25);
    turning(&clock, client.send(PostFile { file }))
        .await
        .unwrap();
    assert_eq!(clock.now(), seconds(100));
}

#[tokio::test]
async fn an_upload_that_comes_to_a_halt_is_a_timeout_and_one_without_end_meets_the_deadline() {
    let clock = HandClock::default();
    let client = at(&clock, []).build().unwrap();
    let file = Slow::upload(&clock, 1, 31);
    let error = failed(turning(&clock, client.send(PostFile { file })).await);
    assert_late(&error, ErrorKind::Timeout, 30);

    let file = Slow::upload(&clock, 100, 10);
    let error = failed(turning(&clock, client.send(PostFile { file })).await);
    assert_late(&error, ErrorKind::Deadline, 120);
}

/// Takes a piece of the request's body, and then needs some time.
#[derive(Debug)]
struct SlowTaker(HandClock);

struct Nothing;

impl Pieces for Nothing {
    fn poll_piece(
        self: Pin<&mut Self>,
        _: &mut Context<'_>,
    ) -> Poll<Option<Result<Bytes, TransportError>>> {
        Poll::Ready(None)
    }
}

impl Transport for SlowTaker {
    fn send(&self, request: Request) -> BoxFuture<'_, Result<Answer, TransportError>> {
        Box::pin(async move {
            let mut body = request.into_body();
            let mut length = 0;
            while let Some(piece) = poll_fn(|context| body.poll_piece(context)).await {
                length += piece?.len();
                self.0.sleep(seconds(25)).await;
            }
            assert_eq!(length, 512 << 10);
            Ok(Answer {
                status: StatusCode::NO_CONTENT,
                headers: HeaderMap::new(),
                body: Body::new(Nothing),
            })
        })
    }
}

#[tokio::test]
async fn a_body_from_memory_may_take_longer_than_an_answer_too() {
    let clock = HandClock::default();
    let client = Client::builder("https://api.test")
        .transport(SlowTaker(clock.clone()))
        .clock(clock.clone())
        .build()
        .unwrap();
    let file = Upload::from_bytes(vec![7; 512 << 10]);
    turning(&clock, client.send(PostFile { file }))
        .await
        .unwrap();
    assert_eq!(clock.now(), seconds(100));
}
