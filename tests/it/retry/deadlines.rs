//! The times of one attempt, told apart.

use std::pin::Pin;
use std::task::{Context, Poll, ready};
use std::time::Duration;

use bytes::Bytes;
use endpoint::limit::{Ask, Limited, Limiter, Permit, Quota};
use endpoint::transport::{
    Answer, Body, BoxFuture, Failure, Pieces, Reply, Request, Transport, TransportError,
};
use endpoint::{
    Client, ClientBuilder, Clock, Download, Error, ErrorKind, HeaderMap, StatusCode, endpoint,
};

use super::{Get, Post, answers, builder_at, fine, milliseconds, seconds, throttled};
use crate::support::{BASE, HandClock, failed, memory, refused};

#[endpoint(GET "/file" -> Download)]
struct GetFile;

/// A server whose bodies never end: a byte, and another after some seconds.
#[derive(Debug)]
struct Dripping {
    clock: HandClock,
    status: StatusCode,
}

struct Drip {
    clock: HandClock,
    sleep: BoxFuture<'static, ()>,
}

const EVERY: Duration = seconds(5);

impl Pieces for Drip {
    fn poll_piece(
        mut self: Pin<&mut Self>,
        context: &mut Context<'_>,
    ) -> Poll<Option<Result<Bytes, TransportError>>> {
        ready!(self.sleep.as_mut().poll(context));
        self.sleep = self.clock.sleep(EVERY);
        Poll::Ready(Some(Ok("1".into())))
    }
}

impl Transport for Dripping {
    fn send(&self, _: Request) -> BoxFuture<'_, Result<Answer, TransportError>> {
        let drip = Drip {
            clock: self.clock.clone(),
            sleep: self.clock.sleep(EVERY),
        };
        let answer = Answer {
            status: self.status,
            headers: HeaderMap::new(),
            body: Body::new(drip),
        };
        Box::pin(std::future::ready(Ok(answer)))
    }
}

fn dripping(clock: &HandClock, status: u16) -> ClientBuilder {
    clock.throw(super::HALF);
    Client::builder(BASE)
        .transport(Dripping {
            clock: clock.clone(),
            status: StatusCode::from_u16(status).unwrap(),
        })
        .clock(clock.clone())
        .attempt_timeout(seconds(12))
}

#[tokio::test]
async fn an_answer_that_never_ends_is_cut_off_and_asked_for_again() {
    let clock = HandClock::default();
    let client = dripping(&clock, 200).build().unwrap();
    let error = failed(clock.run(client.send(Get)).await.0);
    assert_eq!((error.kind(), error.attempts()), (ErrorKind::Timeout, 3));
    assert_eq!(error.elapsed(), seconds(36) + milliseconds(75));
    assert_eq!(error.answer().unwrap().bytes, "11");
    let text = error.to_string();
    assert!(
        text.contains("within 12s") && text.contains("`attempt_timeout`"),
        "{text}"
    );
    assert!(text.ends_with("[tried before: Timeout, Timeout]"), "{text}");
}

#[tokio::test]
async fn a_refusal_that_never_ends_is_a_refusal_and_is_tried_again_as_such() {
    let clock = HandClock::default();
    let client = dripping(&clock, 503).build().unwrap();
    let refusal = refused(clock.run(client.send(Get)).await.0);
    assert_eq!(
        (refusal.status().as_u16(), refusal.meta().attempts),
        (503, 3)
    );
    assert_eq!(refusal.bytes(), "11");
    assert!(refusal.is_cut());
    assert_eq!(refusal.meta().elapsed, seconds(36) + milliseconds(75));

    let refusal = refused(clock.run(client.send(Post)).await.0);
    assert_eq!(
        (refusal.meta().attempts, refusal.meta().elapsed),
        (1, seconds(12))
    );

    let client = dripping(&clock, 404).build().unwrap();
    let refusal = refused(clock.run(client.send(Get)).await.0);
    assert_eq!(
        (refusal.status().as_u16(), refusal.meta().attempts),
        (404, 1)
    );
    assert!(refusal.is_cut());
}

#[tokio::test]
async fn what_is_streamed_takes_its_time_behind_the_head() {
    let clock = HandClock::default();
    let client = dripping(&clock, 200).build().unwrap();
    let mut file = client.send(GetFile).await.unwrap();
    for _ in 0..10 {
        let (chunk, _) = clock.run(Box::pin(file.chunk())).await;
        assert_eq!(chunk.unwrap().unwrap(), "1");
    }
    assert_eq!(clock.now(), seconds(50));
}

#[tokio::test]
async fn the_calls_attempt_time_goes_before_the_clients_and_there_is_none_unless_said() {
    let (clock, memory) = (
        HandClock::default(),
        memory([Reply::silent(), Reply::silent(), Reply::silent()]),
    );
    let client = builder_at(&clock, &memory)
        .retry(endpoint::Retry::never())
        .attempt_timeout(seconds(7))
        .build()
        .unwrap();
    assert_eq!(clock.run(client.send(Get)).await.1, [seconds(7)]);
    assert_eq!(
        clock
            .run(client.send(Get).attempt_timeout(seconds(3)))
            .await
            .1,
        [seconds(3)]
    );
    let (result, waits) = clock
        .run(client.send(Get).attempt_timeout(seconds(100)))
        .await;
    assert_eq!(
        (failed(result).kind(), waits),
        (ErrorKind::Timeout, vec![seconds(30)])
    );
}

#[tokio::test]
async fn each_time_has_a_kind_and_a_message_of_its_own() {
    let halted = || Reply::json(200, "[").then_silent();
    let cases = [
        (
            Reply::fails(Failure::ConnectTimeout),
            ErrorKind::Connect,
            "in time",
        ),
        (Reply::silent(), ErrorKind::Timeout, "longer `timeout`"),
        (
            halted(),
            ErrorKind::Stalled,
            "no byte of the body came for 20s",
        ),
    ];
    let mut texts = Vec::new();
    for (reply, kind, words) in cases {
        let (clock, _, client) = answers([reply]);
        let (result, _) = clock
            .run(client.send(Get).retry(endpoint::Retry::never()))
            .await;
        texts.push(assert_says(result, kind, words));
    }
    for (reply, kind, words) in [
        (halted(), ErrorKind::Timeout, "longer `attempt_timeout`"),
        (
            Reply::silent(),
            ErrorKind::Timeout,
            "longer `attempt_timeout`",
        ),
    ] {
        let (clock, _, client) = answers([reply]);
        let call = client
            .send(Get)
            .retry(endpoint::Retry::never())
            .attempt_timeout(seconds(2));
        let (result, _) = clock.run(call).await;
        texts.push(assert_says(result, kind, words));
    }
    for reply in [halted(), Reply::silent()] {
        let (clock, _, client) = answers([reply]);
        let (result, _) = clock.run(client.send(Get).deadline(seconds(2))).await;
        texts.push(assert_says(
            result,
            ErrorKind::Deadline,
            "longer `deadline`",
        ));
    }
    texts.sort();
    texts.dedup();
    assert_eq!(texts.len(), 7);
}

fn assert_says<T>(result: Result<T, Error>, kind: ErrorKind, words: &str) -> String {
    let error = failed(result);
    assert_eq!(error.kind(), kind, "{error}");
    let text = error.to_string();
    assert!(text.contains(words), "{text}");
    text
}

#[tokio::test]
async fn late_attempts_are_made_again_and_a_late_call_is_not() {
    let (clock, _, client) =
        answers([Reply::silent(), Reply::json(200, "[").then_silent(), fine()]);
    let (result, waits) = clock.run(client.send(Get)).await;
    assert_eq!(result.unwrap().meta.attempts, 3);
    assert_eq!(
        waits,
        [seconds(30), milliseconds(25), seconds(20), milliseconds(50)]
    );

    let (clock, memory, client) = answers([Reply::silent(), fine()]);
    let (result, _) = clock.run(client.send(Get).deadline(seconds(5))).await;
    let error = failed(result);
    assert_eq!((error.kind(), error.attempts()), (ErrorKind::Deadline, 1));
    assert_eq!(memory.sent().len(), 1);
}

#[tokio::test]
async fn the_time_of_an_attempt_begins_anew_with_each() {
    let (clock, _, client) =
        answers([Reply::silent(), Reply::json(200, "[").then_silent(), fine()]);
    let call = client.send(Get).attempt_timeout(seconds(2));
    let (result, waits) = clock.run(call).await;
    assert_eq!(result.unwrap().meta.attempts, 3);
    assert_eq!(
        waits,
        [seconds(2), milliseconds(25), seconds(2), milliseconds(50)]
    );
}

/// Lets everyone wait for leave, for longer than an attempt may take.
#[derive(Debug)]
struct Slow;

impl Limiter for Slow {
    fn acquire<'a>(&'a self, ask: Ask<'a>) -> BoxFuture<'a, Result<Permit, Limited>> {
        Box::pin(async move {
            ask.clock.sleep(seconds(9)).await;
            Ok(Permit::free())
        })
    }

    fn heed<'a>(&'a self, _: Quota, _: &'a dyn Clock) -> BoxFuture<'a, ()> {
        Box::pin(std::future::ready(()))
    }
}

#[tokio::test]
async fn waits_for_leave_and_between_attempts_are_not_part_of_them() {
    let (clock, memory) = (
        HandClock::default(),
        memory([throttled("7"), Reply::silent(), fine()]),
    );
    let client = builder_at(&clock, &memory)
        .rate_limiter(Slow)
        .attempt_timeout(seconds(2))
        .build()
        .unwrap();
    let (result, waits) = clock.run(client.send(Get)).await;
    assert_eq!(result.unwrap().meta.attempts, 3);
    let nine = seconds(9);
    let delay = milliseconds(50);
    assert_eq!(waits, [nine, seconds(7), nine, seconds(2), delay, nine]);
}
