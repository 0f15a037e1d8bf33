//! Server-sent events, over one connection and over many.

mod reconnection;

use std::future::poll_fn;
use std::pin::Pin;
use std::time::Duration;

use endpoint::transport::{Memory, Reply};
use endpoint::{
    CallError, Client, Endpoint, ErrorKind, Event, Events, FromText, OpenError, Secret,
    SuccessFlag, Text, endpoint, json_api,
};
use futures_core::Stream;
use serde::Deserialize;

use crate::support::{
    After, HandClock, WireServer, answering, builder, client, failed, memory, refused, shown,
};

#[derive(Debug, PartialEq, Deserialize)]
struct Progress {
    percent: u8,
}

#[endpoint(GET "/events" -> Events<Text>)]
struct Watch {}

#[endpoint(GET "/events" -> Events<Progress>)]
struct WatchProgress {}

#[endpoint(POST "/complete" -> Events<Text>)]
struct Complete {
    #[json]
    prompt: &'static str,
}

#[endpoint(POST "/complete" -> Events<Text>, idempotent)]
struct CompleteTwice {
    #[json]
    prompt: &'static str,
}

#[endpoint(GET "/events" -> Events<Text>, limit = "64 KiB")]
struct WatchLimited {}

#[endpoint(GET "/events" -> Events<Text>, envelope = SuccessFlag)]
struct WatchFlagged {}

const fn seconds(seconds: u64) -> Duration {
    Duration::from_secs(seconds)
}

fn stream(body: impl Into<bytes::Bytes>) -> Reply {
    typed("text/event-stream", body)
}

fn typed(content_type: &str, body: impl Into<bytes::Bytes>) -> Reply {
    Reply::new(200)
        .header("content-type", content_type)
        .header("x-request-id", "req-1")
        .body(body)
}

async fn watch(memory: &Memory) -> Events<Text> {
    client(memory).send(Watch {}).await.unwrap().into_inner()
}

/// Events whose clock is turned by hand.
async fn watch_at(clock: &HandClock, memory: &Memory) -> Events<Text> {
    let client = builder(memory).clock(clock.clone()).build().unwrap();
    client.send(Watch {}).await.unwrap().into_inner()
}

/// The next event's data.
async fn data(events: &mut Events<Text>) -> String {
    let event = events.next().await.unwrap().unwrap();
    event.data.into_string()
}

/// The next event's data, and how long the clock had to be turned until it came.
async fn data_after(clock: &HandClock, events: &mut Events<Text>) -> (String, Duration) {
    clock.expire(Box::pin(data(events))).await
}

async fn broken<T: FromText>(events: &mut Events<T>) -> CallError {
    match events.next().await.unwrap() {
        Ok(_) => panic!("an event came"),
        Err(error) => error,
    }
}

/// What the requests named as the last event.
fn last_ids(memory: &Memory) -> Vec<Option<String>> {
    let id = |headers: &http::HeaderMap| {
        let mut ids = headers.get_all("last-event-id").iter();
        let id = ids
            .next()
            .map(|id| String::from_utf8_lossy(id.as_bytes()).into_owned());
        assert!(ids.next().is_none());
        id
    };
    memory.sent().iter().map(|sent| id(&sent.headers)).collect()
}

fn ids<const N: usize>(ids: [Option<&str>; N]) -> Vec<Option<String>> {
    ids.map(|id| id.map(str::to_owned)).to_vec()
}

#[tokio::test]
async fn events_come_with_type_id_and_time() {
    let body = ": hello\r\nevent: progress\r\nid: 7\r\nretry: 250\r\ndata: {\r\ndata: \"percent\": 5}\r\n\r\ndata:{\"percent\":6}\n\n";
    for at in 0..body.len() {
        let (first, second) = body.as_bytes().split_at(at);
        let client = answering([stream(first).body(second)]);
        let mut events = client.send(WatchProgress {}).await.unwrap();
        let event = events.next().await.unwrap().unwrap();
        assert_eq!(event.data, Progress { percent: 5 });
        assert_eq!((&*event.kind, event.id.as_deref()), ("progress", Some("7")));
        assert_eq!(event.retry, Some(Duration::from_millis(250)));
        let Event {
            data,
            kind,
            id,
            retry,
            ..
        } = events.next().await.unwrap().unwrap();
        assert_eq!(
            (data.percent, &*kind, id.as_deref(), retry),
            (6, "message", Some("7"), None)
        );
        assert_eq!(events.last_event_id(), Some("7"));
        assert!(events.next().await.is_none());
    }
}

#[tokio::test]
async fn an_event_stream_is_asked_for_and_not_a_stored_one() {
    let memory = memory([stream(""), stream("")]);
    watch(&memory).await;
    client(&memory)
        .send(Watch {})
        .header("cache-control", "no-cache")
        .await
        .unwrap();
    let sent = memory.sent();
    assert_eq!(sent[0].headers["accept"], "text/event-stream");
    assert_eq!(sent[0].headers["cache-control"], "no-store");
    assert_eq!(sent[1].headers["cache-control"], "no-cache");
}

#[tokio::test]
async fn an_event_is_given_as_soon_as_it_is_whole() {
    let server = WireServer::start().await;
    let head =
        "HTTP/1.1 200 OK\r\nContent-Type: text/event-stream\r\nTransfer-Encoding: chunked\r\n\r\n";
    server.reply(format!("{head}8\r\ndata:1\r\r\r\n"), After::KeepOpen);
    let client = Client::new(&server.url()).unwrap();
    let mut events = client.send(Watch {}).await.unwrap();
    assert_eq!(data(&mut events).await, "1");
}

#[tokio::test]
async fn what_is_no_event_stream_is_said_to_be_none() {
    for content_type in [
        "text/html",
        "application/json",
        "text/plain; charset=utf-8",
        "",
    ] {
        let client = answering([typed(content_type, "planted")]);
        let error = failed(client.send(Watch {}).await);
        assert_eq!(error.kind(), ErrorKind::Decode);
        assert_eq!(error.answer().unwrap().bytes, "planted");
        let essence = content_type.split(';').next().unwrap();
        assert!(
            error
                .to_string()
                .contains(&format!("its type is `{essence}`")),
            "{error}"
        );
        assert!(!shown(&error).contains("planted"));
    }
    let memory = memory([
        stream("retry: 0\ndata: a\n\n").then_interrupted(),
        typed("text/html", "<html>"),
    ]);
    let mut events = watch(&memory).await;
    assert_eq!(data(&mut events).await, "a");
    let error = broken(&mut events).await;
    assert_eq!(error.kind(), ErrorKind::Decode);
    assert_eq!(error.answer().unwrap().bytes, "<html>");
}

#[tokio::test]
async fn an_event_stream_may_be_called_so_or_not_at_all() {
    let body = "data: a\n\n";
    for reply in [
        Reply::new(200).body(body),
        typed("Text/Event-Stream", body),
        typed("text/event-stream;charset=UTF-8", body),
        typed("text/event-stream ; a=\"b\"", body),
    ] {
        assert_eq!(data(&mut watch(&memory([reply])).await).await, "a");
    }
}

#[tokio::test]
async fn an_envelope_may_say_no_in_place_of_events() {
    let client = answering([
        Reply::json(200, r#"{"success": false, "error": "busy"}"#),
        Reply::json(200, r#"{"success": true}"#),
    ]);
    let refusal = refused(client.send(WatchFlagged {}).await);
    assert_eq!(refusal.message(), Some("busy"));
    let error = failed(client.send(WatchFlagged {}).await);
    assert_eq!(error.kind(), ErrorKind::Decode);
}

#[tokio::test]
async fn data_that_does_not_fit_is_an_error_of_its_own() {
    let body = "data: {\"percent\": \"planted\"}\n\ndata: [DONE\n\ndata: {\"percent\":1}\n\n";
    let client = answering([stream(body)]);
    let mut events = client.send(WatchProgress {}).await.unwrap();
    let error = broken(&mut events).await;
    assert_eq!(error.kind(), ErrorKind::Decode);
    assert_eq!(error.path(), Some("percent"));
    assert_eq!(error.answer().unwrap().bytes, "{\"percent\": \"planted\"}");
    let said = error.to_string();
    assert!(
        said.contains("an event: at `percent`: invalid type: string"),
        "{said}"
    );
    assert!(!shown(&error).contains("planted"), "{said}");
    let error = broken(&mut events).await;
    assert!(error.to_string().contains("an event: "), "{error}");
    assert_eq!(events.next().await.unwrap().unwrap().data.percent, 1);
    assert!(events.next().await.is_none());
}

#[tokio::test]
async fn what_the_call_keeps_secret_is_not_in_the_error_of_an_event() {
    #[endpoint(GET "/events" -> Events<Progress>)]
    struct WatchSecretly {
        #[header("x-password")]
        password: Secret,
    }

    let client = answering([stream("data: {\"planted\": {\"planted\": 1}}\n\n")]);
    let endpoint = WatchSecretly {
        password: Secret::new("planted"),
    };
    let mut events = client.send(endpoint).await.unwrap();
    let error = broken(&mut events).await;
    assert_eq!(error.kind(), ErrorKind::Decode);
    assert!(!shown(&error).contains("planted"), "{error}");
}

#[tokio::test]
async fn data_may_be_of_a_type_with_its_own_reading() {
    enum Chunk {
        Progress(Progress),
        Done,
    }

    impl FromText for Chunk {
        fn from_text(text: &str) -> Result<Self, OpenError> {
            match text {
                "[DONE]" => Ok(Chunk::Done),
                "" => Err(OpenError::unreadable("nothing is in it")),
                json => Progress::from_text(json).map(Chunk::Progress),
            }
        }
    }

    #[endpoint(GET "/events" -> Events<Chunk>)]
    struct WatchChunks {}

    let client = answering([stream("data: {\"percent\":9}\n\ndata\n\ndata: [DONE]\n\n")]);
    let mut events = client.send(WatchChunks {}).await.unwrap();
    let first = events.next().await.unwrap().unwrap().data;
    assert!(matches!(first, Chunk::Progress(Progress { percent: 9 })));
    let error = broken(&mut events).await;
    assert!(
        error.to_string().contains("an event: nothing is in it"),
        "{error}"
    );
    let last = events.next().await.unwrap().unwrap().data;
    assert!(matches!(last, Chunk::Done));
}

/// A line of 100 MiB, in pieces that are one and the same, behind an event.
fn endless_line(piece: &'static [u8]) -> Reply {
    let count = (100 << 20) / piece.len();
    let first = stream("data: a\n\ndata: ");
    (0..count)
        .fold(first, |reply, _| reply.body(piece))
        .then_silent()
}

static MEBIBYTE: [u8; 1 << 20] = [b'x'; 1 << 20];

#[tokio::test]
async fn a_line_of_100_mib_is_given_up_at_the_limit() {
    let client = answering([endless_line(&MEBIBYTE)]);
    let mut events = client.send(WatchLimited {}).await.unwrap();
    assert_eq!(data(&mut events).await, "a");
    let error = broken(&mut events).await;
    assert_eq!(error.kind(), ErrorKind::TooLarge);
    assert!(error.to_string().contains("65536 bytes"), "{error}");
    assert_eq!(error.answer().unwrap().bytes.len(), 64 << 10);
    assert!(events.next().await.is_none());
}

#[tokio::test]
async fn without_a_word_an_event_may_have_32_mib() {
    let mut events = watch(&memory([endless_line(&MEBIBYTE)])).await;
    assert_eq!(data(&mut events).await, "a");
    let error = broken(&mut events).await;
    assert_eq!(error.kind(), ErrorKind::TooLarge);
    assert_eq!(error.answer().unwrap().bytes.len(), 32 << 20);
}

#[tokio::test]
async fn an_event_of_many_lines_has_the_same_limit() {
    let line = bytes::Bytes::from(format!("data: {}\n", "x".repeat(1 << 10)));
    let reply = (0..100).fold(stream(""), |reply, _| reply.body(line.clone()));
    let client = answering([reply.then_silent()]);
    let mut events = client.send(WatchLimited {}).await.unwrap();
    assert_eq!(broken(&mut events).await.kind(), ErrorKind::TooLarge);
}

#[tokio::test]
async fn an_id_that_no_header_can_hold_is_not_gone_back_to() {
    let memory = memory([stream("retry: 0\nid: a\u{1}b\ndata: a\n\n").then_interrupted()]);
    let mut events = watch(&memory).await;
    assert_eq!(data(&mut events).await, "a");
    assert_eq!(events.last_event_id(), Some("a\u{1}b"));
    assert_eq!(broken(&mut events).await.kind(), ErrorKind::Interrupted);
    assert_eq!(memory.sent().len(), 1);
}

#[tokio::test]
async fn events_are_a_stream() {
    let mut events = watch(&memory([stream("data: a\n\ndata: b\n\n")])).await;
    let mut all = Vec::new();
    while let Some(event) = poll_fn(|context| Pin::new(&mut events).poll_next(context)).await {
        all.push(event.unwrap().data.into_string());
    }
    assert_eq!(all, ["a", "b"]);
}

#[tokio::test]
async fn events_are_read_from_an_answer_that_came_by_other_means() {
    let answer = http::Response::new("id: 1\ndata: a\n\ndata: b".into());
    let mut events = Watch::decode(answer).unwrap().into_inner();
    assert_eq!(data(&mut events).await, "a");
    assert!(events.next().await.is_none());
    assert_eq!(events.last_event_id(), Some("1"));
}

#[tokio::test]
async fn a_stream_that_is_dropped_while_it_waits_is_not_opened_again() {
    let clock = HandClock::default();
    let memory = memory([stream("data: a\n\n").then_interrupted(), stream("")]);
    let mut events = watch_at(&clock, &memory).await;
    assert_eq!(data(&mut events).await, "a");
    let waiting = tokio::spawn(async move { events.next().await.is_none() });
    tokio::task::yield_now().await;
    waiting.abort();
    assert!(waiting.await.unwrap_err().is_cancelled());
    clock.advance(seconds(10));
    assert_eq!(memory.sent().len(), 1);
}

#[test]
fn events_are_an_iterator_for_those_who_do_not_await() {
    let memory = memory([
        stream("retry: 0\nid: 1\ndata: a\n\n").then_interrupted(),
        stream("data: b\n\n"),
    ]);
    let client = builder(&memory).build_blocking().unwrap();
    let events = client.send(Watch {}).wait().unwrap().into_inner();
    let all: Vec<String> = events
        .into_iter()
        .map(|event| event.unwrap().data.into_string())
        .collect();
    assert_eq!(all, ["a", "b"]);
    assert_eq!(last_ids(&memory), ids([None, Some("1")]));
}

#[tokio::test]
async fn events_of_an_async_client_are_no_iterator() {
    let memory = memory([stream("data: a\n\n")]);
    let mut events = watch(&memory).await.into_iter();
    let error = events.next().unwrap().unwrap_err();
    assert_eq!(error.kind(), ErrorKind::Blocking);
    assert!(events.next().is_none());
}

#[tokio::test]
async fn a_server_that_sends_nothing_but_a_time_is_not_asked_without_a_pause() {
    let clock = HandClock::default();
    let memory = memory([
        stream("retry: 0\n\n").then_interrupted(),
        stream("data: a\n\n").then_interrupted(),
        stream("data: b\n\n"),
    ]);
    let mut events = watch_at(&clock, &memory).await;
    let (first, waited) = data_after(&clock, &mut events).await;
    assert_eq!((&*first, waited), ("a", seconds(1)));
    assert_eq!(data(&mut events).await, "b");
}

#[tokio::test]
async fn what_an_event_includes_knows_the_secrets_of_its_call() {
    type Attributes = std::collections::BTreeMap<String, u8>;
    #[derive(Debug, Deserialize)]
    struct Doc {
        included: json_api::Included,
    }
    #[endpoint(GET "/events" -> Events<Doc>)]
    struct Docs {
        #[header("x-key")]
        key: Secret,
    }
    let body = r#"data: {"included":[{"type":"a","id":"1","attributes":{"hunter2":"x"}}]}"#;
    let client = answering([stream(format!("{body}\n\n"))]);
    let key = Secret::new("hunter2");
    let mut events = client.send(Docs { key }).await.unwrap();
    let event = events.next().await.unwrap().unwrap();
    let id = json_api::Identifier::new("a", "1");
    let found = event
        .data
        .included
        .get::<json_api::Resource<Attributes>>(&id);
    let error = found.unwrap_err();
    assert!(!format!("{error} {error:?}").contains("hunter2"), "{error}");
}
