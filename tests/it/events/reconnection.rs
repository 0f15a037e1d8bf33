//! What is lost is opened again, where that may be done.

use endpoint::transport::{Failure, Memory, Reply};
use endpoint::{Client, ErrorKind, Events, Text, endpoint};

use super::{
    Complete, CompleteTwice, Watch, broken, data, data_after, ids, last_ids, seconds, stream,
    watch, watch_at,
};
use crate::support::{After, HandClock, WireServer, builder, client, memory};

#[tokio::test]
async fn a_lost_stream_is_opened_again_behind_its_last_event() {
    let server = WireServer::start().await;
    let head =
        "HTTP/1.1 200 OK\r\nContent-Type: text/event-stream\r\nTransfer-Encoding: chunked\r\n\r\n";
    let first = "retry: 0\nid: 1\ndata: a\n\nid: 2\ndata: b\n";
    server.reply(
        format!("{head}{:x}\r\n{first}\r\n", first.len()),
        After::Close,
    );
    server.reply(
        format!("{head}9\r\ndata: c\n\n\r\n0\r\n\r\n"),
        After::KeepOpen,
    );
    let client = Client::new(&server.url()).unwrap();
    let mut events = client.send(Watch {}).await.unwrap();
    assert_eq!(data(&mut events).await, "a");
    assert_eq!(data(&mut events).await, "c");
    assert!(events.next().await.is_none());
    let requests = server.requests();
    assert_eq!(requests[0].header("last-event-id"), None);
    assert_eq!(requests[1].header("last-event-id").as_deref(), Some("1"));
    let mut again = requests[1].headers();
    again.retain(|(name, _)| name != "last-event-id");
    assert_eq!(again, requests[0].headers());
    assert_eq!(requests[1].line(), requests[0].line());
}

#[tokio::test]
async fn a_reconnection_waits_for_3_seconds_or_as_the_server_says() {
    let clock = HandClock::default();
    let memory = memory([
        stream("data: a\n\n").then_interrupted(),
        stream("retry: 7000\nid: é\ndata: b\n\n").then_interrupted(),
        stream("data: c\n\n").then_interrupted(),
        stream("id\nretry: 999999999999\ndata: d\n\n").then_interrupted(),
        stream("data: e\n\n"),
    ]);
    let mut events = watch_at(&clock, &memory).await;
    assert_eq!(data(&mut events).await, "a");
    for (expected, waited) in [("b", 3), ("c", 7), ("d", 7), ("e", 120)] {
        let (data, time) = data_after(&clock, &mut events).await;
        assert_eq!((&*data, time), (expected, seconds(waited)));
    }
    assert_eq!(
        last_ids(&memory),
        ids([None, None, Some("é"), Some("é"), None])
    );
}

#[tokio::test]
async fn the_ids_of_all_connections_are_sent_once_each() {
    #[endpoint(GET "/events" -> Events<Text>)]
    struct Resume {
        #[header("Last-Event-ID")]
        last: Option<&'static str>,
    }

    let clock = HandClock::default();
    let memory = memory([
        stream("").then_interrupted(),
        stream("id: 9\ndata: a\n\n").then_interrupted(),
        stream("data: b\n\n"),
    ]);
    let client = builder(&memory).clock(clock.clone()).build().unwrap();
    let mut events = client.send(Resume { last: Some("8") }).await.unwrap();
    assert_eq!(data_after(&clock, &mut events).await.0, "a");
    assert_eq!(data_after(&clock, &mut events).await.0, "b");
    assert_eq!(last_ids(&memory), ids([Some("8"), Some("8"), Some("9")]));
}

#[tokio::test]
async fn a_silent_stream_is_opened_again_at_once() {
    let clock = HandClock::default();
    let silent = || stream("").then_silent();
    let memory = memory([
        stream("id: 1\ndata: a\n\n").then_silent(),
        silent(),
        silent(),
        silent(),
        silent(),
        stream("data: b\n\n"),
    ]);
    let mut events = watch_at(&clock, &memory).await;
    assert_eq!(data(&mut events).await, "a");
    let waiting = tokio::spawn(async move { data(&mut events).await });
    for _ in 0..5 {
        assert_eq!(clock.advance_to_next().await, seconds(20));
    }
    assert_eq!(waiting.await.unwrap(), "b");
    assert_eq!(last_ids(&memory)[1..], vec![Some("1".to_owned()); 5]);
}

#[tokio::test]
async fn three_fruitless_reconnections_in_a_row_are_enough() {
    let clock = HandClock::default();
    let memory = memory([
        stream("data: a\n\n").then_interrupted(),
        stream("").then_interrupted(),
        Reply::fails(Failure::Interrupted),
        Reply::fails(Failure::Connect),
        stream("data: never\n\n"),
    ]);
    let mut events = watch_at(&clock, &memory).await;
    assert_eq!(data(&mut events).await, "a");
    let waiting = tokio::spawn(async move {
        let error = broken(&mut events).await;
        (error, events.next().await.is_none())
    });
    for _ in 0..3 {
        assert_eq!(clock.advance_to_next().await, seconds(3));
    }
    let (error, is_over) = waiting.await.unwrap();
    assert_eq!(error.kind(), ErrorKind::Connect, "{error}");
    assert!(
        error.to_string().starts_with("Watch (GET /events): "),
        "{error}"
    );
    assert!(is_over);
    assert_eq!(memory.sent().len(), 4);
}

#[tokio::test]
async fn a_comment_is_enough_for_a_reconnection_not_to_be_fruitless() {
    let clock = HandClock::default();
    let memory = Memory::new();
    for _ in 0..10 {
        memory.reply(stream(": still here\n").then_interrupted());
    }
    memory.reply(stream("data: a\n\n"));
    let mut events = watch_at(&clock, &memory).await;
    let waiting = tokio::spawn(async move { data(&mut events).await });
    for _ in 0..10 {
        clock.advance_to_next().await;
    }
    assert_eq!(waiting.await.unwrap(), "a");
}

#[tokio::test]
async fn what_may_not_be_sent_twice_is_not_opened_again() {
    let clock = HandClock::default();
    for (reply, kind) in [
        (
            stream("data: a\n\n").then_interrupted(),
            ErrorKind::Interrupted,
        ),
        (stream("data: a\n\n").then_silent(), ErrorKind::Stalled),
    ] {
        let memory = memory([reply]);
        let client = builder(&memory).clock(clock.clone()).build().unwrap();
        let mut events = client.send(Complete { prompt: "Hi" }).await.unwrap();
        events.follow();
        assert_eq!(data(&mut events).await, "a");
        let error = if kind == ErrorKind::Stalled {
            clock.expire(Box::pin(broken(&mut events))).await.0
        } else {
            broken(&mut events).await
        };
        assert_eq!(error.kind(), kind);
        assert_eq!(error.request_id(), Some("req-1"));
        assert!(events.next().await.is_none());
        assert_eq!(memory.sent().len(), 1);
        assert!(!memory.sent()[0].headers.contains_key("cache-control"));
    }
}

#[tokio::test]
async fn a_post_that_may_be_sent_twice_is_opened_again_with_its_body() {
    let memory = memory([
        stream("retry: 0\nid: 1\ndata: a\n\n").then_interrupted(),
        stream("data: b\n\n"),
    ]);
    let endpoint = CompleteTwice { prompt: "Hi" };
    let mut events = client(&memory).send(endpoint).await.unwrap();
    assert_eq!(data(&mut events).await, "a");
    assert_eq!(data(&mut events).await, "b");
    assert!(events.next().await.is_none());
    let sent = memory.sent();
    assert_eq!(sent[1].body, "{\"prompt\":\"Hi\"}");
    assert_eq!(sent[1].headers["last-event-id"], "1");
}

#[tokio::test]
async fn a_stream_that_ends_is_over_unless_it_is_followed() {
    let clock = HandClock::default();
    let replies = || {
        memory([
            stream("data: a\n\n"),
            stream("data: b\n\n"),
            Reply::new(204),
        ])
    };
    let memory = replies();
    let mut events = watch_at(&clock, &memory).await;
    assert_eq!(data(&mut events).await, "a");
    assert!(events.next().await.is_none());
    assert!(events.next().await.is_none());
    assert_eq!(memory.sent().len(), 1);

    let memory = replies();
    let mut events = watch_at(&clock, &memory).await;
    events.follow();
    assert_eq!(data(&mut events).await, "a");
    assert_eq!(
        data_after(&clock, &mut events).await,
        ("b".to_owned(), seconds(3))
    );
    let (end, waited) = clock.expire(Box::pin(events.next())).await;
    assert!(end.is_none());
    assert_eq!((waited, memory.sent().len()), (seconds(3), 3));
}

#[tokio::test]
async fn a_stream_that_ends_again_and_again_with_nothing_is_over() {
    let clock = HandClock::default();
    let memory = memory([(); 5].map(|()| stream("")));
    let mut events = watch_at(&clock, &memory).await;
    events.follow();
    let waiting = tokio::spawn(async move { events.next().await.is_none() });
    for _ in 0..3 {
        clock.advance_to_next().await;
    }
    assert!(waiting.await.unwrap());
    assert_eq!(memory.sent().len(), 4);
}

#[tokio::test]
async fn no_content_is_a_stream_without_events() {
    let mut events = watch(&memory([Reply::new(204)])).await;
    assert!(events.next().await.is_none());
}

#[tokio::test]
async fn a_refusal_of_a_reconnection_comes_out_with_its_answer() {
    for status in [404, 503, 302] {
        let memory = memory([
            stream("retry: 0\n\ndata: a\n\n").then_interrupted(),
            Reply::new(status)
                .header("x-request-id", "req-2")
                .body("no"),
        ]);
        let mut events = watch(&memory).await;
        assert_eq!(data(&mut events).await, "a");
        let error = broken(&mut events).await;
        assert_eq!(error.kind(), ErrorKind::Refused);
        let answer = error.answer().unwrap();
        assert_eq!(
            (answer.status.as_u16(), &*answer.bytes),
            (status, &b"no"[..])
        );
        assert_eq!(error.request_id(), Some("req-2"));
        assert!(error.to_string().contains(&status.to_string()), "{error}");
        assert!(events.next().await.is_none());
    }
}
