//! Outputs that are taken as they come: tried again before the head of an answer, and never behind it.

use std::sync::atomic::{AtomicU32, Ordering};

use endpoint::auth::{AuthError, Authorization, Scheme};
use endpoint::transport::{Failure, Memory, Reply};
use endpoint::{Client, Credential, Download, ErrorKind, Events, Lines, Secret, endpoint};

use super::{answers, milliseconds, seconds};
use crate::support::{BASE, HandClock, memory};

#[endpoint(GET "/file" -> Download)]
struct GetFile;

#[endpoint(GET "/lines" -> Lines<u8>)]
struct GetLines;

#[endpoint(GET "/events" -> Events<u8>)]
struct GetEvents;

#[endpoint(POST "/lines" -> Lines<u8>)]
struct PostLines;

fn lost() -> Reply {
    Reply::fails(Failure::Interrupted)
}

fn lines() -> Reply {
    Reply::new(200).header("content-type", "application/x-ndjson")
}

fn events() -> Reply {
    Reply::new(200).header("content-type", "text/event-stream")
}

#[tokio::test]
async fn before_the_head_they_are_as_all_others() {
    let (clock, _, client) = answers([lost(), Reply::new(503), Reply::new(200).body("ab")]);
    let (result, waits) = clock.run(client.send(GetFile)).await;
    let mut file = result.unwrap();
    assert_eq!((file.meta.attempts, waits.len()), (3, 2));
    assert_eq!(file.bytes(9).await.unwrap(), "ab");

    let (clock, _, client) = answers([lost(), Reply::new(503), lines().body("1\n2\n")]);
    let mut lines = clock.run(client.send(GetLines)).await.0.unwrap();
    assert_eq!(lines.meta.attempts, 3);
    assert_eq!(lines.next().await.unwrap().unwrap(), 1);

    let (clock, _, client) = answers([lost(), Reply::new(503), events().body("data: 1\n\n")]);
    let mut events = clock.run(client.send(GetEvents)).await.0.unwrap();
    assert_eq!(events.meta.attempts, 3);
    assert_eq!(events.next().await.unwrap().unwrap().data, 1);
}

#[tokio::test]
async fn behind_the_head_they_end_with_their_error_which_knows_the_attempts() {
    let broken = Reply::new(200).body("ab").then_interrupted();
    let (clock, memory, client) = answers([Reply::new(503), broken, Reply::new(200)]);
    let mut file = clock.run(client.send(GetFile)).await.0.unwrap();
    assert_eq!(file.chunk().await.unwrap().unwrap(), "ab");
    let error = file.chunk().await.unwrap_err();
    assert_eq!(
        (error.kind(), error.attempts()),
        (ErrorKind::Interrupted, 2)
    );
    assert_eq!(error.retried().len(), 1);
    assert_eq!(memory.sent().len(), 2);

    let (_, memory, client) = answers([lines().body("1\n").then_interrupted(), lines()]);
    let mut lines = client.send(GetLines).await.unwrap();
    assert_eq!(lines.next().await.unwrap().unwrap(), 1);
    let error = lines.next().await.unwrap().unwrap_err();
    assert_eq!(error.kind(), ErrorKind::Interrupted);
    assert_eq!(memory.sent().len(), 1);
}

#[tokio::test]
async fn a_post_is_not_sent_again_for_being_a_stream() {
    let (clock, memory, client) = answers([lost(), lines()]);
    clock.run(client.send(PostLines)).await.0.unwrap_err();
    assert_eq!(memory.sent().len(), 1);
}

/// A credential that is another one each time.
struct Fresh(AtomicU32);

impl Credential for Fresh {
    const SCHEME: Scheme = Scheme::new("it::Fresh");

    fn authorize(&self, request: &mut Authorization<'_>) -> Result<(), AuthError> {
        let count = self.0.fetch_add(1, Ordering::Relaxed);
        request.header("x-key", "", &Secret::new(count.to_string()))
    }
}

fn keys(memory: &Memory) -> Vec<String> {
    let key = |sent: endpoint::transport::Sent| sent.headers["x-key"].to_str().unwrap().to_owned();
    memory.sent().into_iter().map(key).collect()
}

#[tokio::test]
async fn each_attempt_and_each_reconnection_carries_the_credential_of_its_time() {
    let clock = HandClock::default();
    let memory = memory([
        Reply::new(503),
        events().body("data: 1\n\n").then_interrupted(),
        Reply::new(503),
        lost(),
        events().body("data: 2\n\n"),
    ]);
    clock.throw(super::HALF);
    let client = Client::builder(BASE)
        .credential(Fresh(AtomicU32::new(0)))
        .transport(memory.clone())
        .clock(clock.clone())
        .build()
        .unwrap();
    let mut events = clock.run(client.send(GetEvents)).await.0.unwrap();
    assert_eq!(events.next().await.unwrap().unwrap().data, 1);
    let (event, waits) = clock.run(Box::pin(events.next())).await;
    assert_eq!(event.unwrap().unwrap().data, 2);
    assert_eq!(waits, [seconds(3), milliseconds(25), milliseconds(50)]);
    assert_eq!(keys(&memory), ["0", "1", "2", "3", "4"]);
}
