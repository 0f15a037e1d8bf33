//! Newline-delimited JSON, line by line.

use std::future::poll_fn;
use std::pin::Pin;
use std::time::Duration;

use endpoint::transport::Reply;
use endpoint::{
    CallError, Client, Endpoint, ErrorKind, Lines, Secret, SuccessFlag, Text, endpoint,
};
use futures_core::Stream;
use serde::Deserialize;

use crate::support::{
    After, HandClock, WireServer, answering, builder, client, failed, memory, refused, shown,
};

#[derive(Debug, PartialEq, Deserialize)]
struct Entry {
    id: u32,
    #[serde(default)]
    name: String,
}

#[endpoint(GET "/entries" -> Lines<Entry>)]
struct GetEntries {}

#[endpoint(GET "/entries" -> Lines<Entry>, limit = 16)]
struct GetShort {}

#[endpoint(GET "/log" -> Lines<Text>)]
struct GetLog {}

#[endpoint(GET "/entries" -> Lines<Entry>, envelope = SuccessFlag)]
struct GetFlagged {}

#[endpoint(POST "/entries" -> Lines<Entry>)]
struct Ask {
    #[json]
    password: Secret,
}

fn ndjson(body: impl Into<bytes::Bytes>) -> Reply {
    typed("application/x-ndjson", body)
}

fn typed(content_type: &str, body: impl Into<bytes::Bytes>) -> Reply {
    Reply::new(200)
        .header("content-type", content_type)
        .header("x-request-id", "req-1")
        .body(body)
}

async fn entries(reply: Reply) -> Lines<Entry> {
    let lines = answering([reply]).send(GetEntries {}).await;
    lines.unwrap().into_inner()
}

/// The ids of all lines, none of which is broken.
async fn ids(mut lines: Lines<Entry>) -> Vec<u32> {
    let mut ids = Vec::new();
    while let Some(entry) = lines.next().await {
        ids.push(entry.unwrap().id);
    }
    ids
}

async fn broken(lines: &mut Lines<Entry>) -> CallError {
    lines.next().await.unwrap().unwrap_err()
}

#[tokio::test]
async fn each_line_is_a_value() {
    for body in [
        "{\"id\":1}\n{\"id\":2}\n",
        "{\"id\":1}\r\n{\"id\":2}\r\n",
        "{\"id\":1}\n{\"id\":2}",
        "\n\n{\"id\":1}\n \t\r\n\r\n{\"id\":2}\n\n",
        "\u{feff}{\"id\":1}\n{\"id\":2}\r",
        " {\"id\": 1 } \n{\"id\":2}",
    ] {
        assert_eq!(ids(entries(ndjson(body)).await).await, [1, 2], "{body:?}");
    }
    assert!(ids(entries(ndjson("")).await).await.is_empty());
    assert!(ids(entries(Reply::new(204)).await).await.is_empty());
}

#[tokio::test]
async fn it_does_not_matter_where_a_line_is_split() {
    let body = "{\"id\":1,\"name\":\"é😹\"}\r\n{\"id\":2}".as_bytes();
    for at in 0..body.len() {
        let (first, second) = body.split_at(at);
        let mut lines = entries(ndjson(first).body(second)).await;
        assert_eq!(lines.next().await.unwrap().unwrap().name, "é😹");
        assert_eq!(lines.next().await.unwrap().unwrap().id, 2);
        assert!(lines.next().await.is_none());
    }
}

#[tokio::test]
async fn ndjson_is_asked_for() {
    let memory = memory([ndjson("")]);
    client(&memory).send(GetEntries {}).await.unwrap();
    let accept = memory.sent()[0].headers["accept"].clone();
    assert!(
        accept
            .to_str()
            .unwrap()
            .starts_with("application/x-ndjson, ")
    );
}

#[tokio::test]
async fn a_broken_line_is_an_error_of_its_own() {
    let bodies = "{\"id\":1}\n\n{\"id\":\"hunter2\"}\nhello\n{\"id\"\n{\"id\":2}\n";
    let mut lines = entries(ndjson(bodies)).await;
    assert_eq!(lines.next().await.unwrap().unwrap().id, 1);

    let error = broken(&mut lines).await;
    assert_eq!(error.kind(), ErrorKind::Decode);
    assert_eq!(error.path(), Some("id"));
    assert_eq!(error.answer().unwrap().bytes, "{\"id\":\"hunter2\"}");
    assert_eq!(error.answer().unwrap().status, 200);
    assert_eq!(error.request_id(), Some("req-1"));
    let said = error.to_string();
    assert!(
        said.starts_with("GetEntries (GET /entries): line 3: at `id`: "),
        "{said}"
    );
    assert!(
        said.contains("invalid type: string, expected u32"),
        "{said}"
    );
    assert!(!shown(&error).contains("hunter2"), "{said}");

    let error = broken(&mut lines).await;
    assert!(
        error
            .to_string()
            .contains("line 4: it is not JSON: it begins with `h`"),
        "{error}"
    );
    let error = broken(&mut lines).await;
    assert!(
        error
            .to_string()
            .contains("line 5: the JSON ends in the middle"),
        "{error}"
    );

    assert_eq!(lines.next().await.unwrap().unwrap().id, 2);
    assert!(lines.next().await.is_none());
}

#[tokio::test]
async fn a_line_that_is_no_utf_8_is_an_error_of_its_own() {
    let mut lines = entries(ndjson(&b"{\"id\":1,\"name\":\"\xff\"}\n{\"id\":2}"[..])).await;
    let error = broken(&mut lines).await;
    assert!(
        error
            .to_string()
            .contains("line 1: it is not UTF-8 from byte 16 on"),
        "{error}"
    );
    assert_eq!(lines.next().await.unwrap().unwrap().id, 2);
}

#[tokio::test]
async fn what_the_call_keeps_secret_is_not_in_the_error_of_a_line() {
    let client = answering([ndjson("{\"planted\":{\"planted\":1}}\n")]);
    let ask = Ask {
        password: Secret::new("planted"),
    };
    let mut lines = client.send(ask).await.unwrap();
    let error = lines.next().await.unwrap().unwrap_err();
    assert_eq!(error.kind(), ErrorKind::Decode);
    assert!(!shown(&error).contains("planted"), "{error}");
    assert!(!error.path().unwrap().contains("planted"));
}

#[tokio::test]
async fn lines_before_a_lost_connection_are_given_first() {
    let mut lines = entries(ndjson("{\"id\":1}\n{\"id\":2}\n{\"id\"").then_interrupted()).await;
    assert_eq!(lines.next().await.unwrap().unwrap().id, 1);
    assert_eq!(lines.next().await.unwrap().unwrap().id, 2);
    let error = broken(&mut lines).await;
    assert_eq!(error.kind(), ErrorKind::Interrupted);
    assert_eq!(error.answer().unwrap().bytes, "{\"id\"");
    assert!(lines.next().await.is_none());
}

#[tokio::test]
async fn lines_come_before_the_body_is_at_its_end() {
    let server = WireServer::start().await;
    let head = "HTTP/1.1 200 OK\r\nTransfer-Encoding: chunked\r\n\r\n";
    server.reply(format!("{head}9\r\n{{\"id\":1}}\n\r\n"), After::KeepOpen);
    let client = Client::new(&server.url()).unwrap();
    let mut lines = client.send(GetEntries {}).await.unwrap();
    assert_eq!(lines.next().await.unwrap().unwrap().id, 1);
}

#[tokio::test]
async fn a_connection_that_is_lost_is_interrupted_on_the_wire_too() {
    let server = WireServer::start().await;
    let head = "HTTP/1.1 200 OK\r\nTransfer-Encoding: chunked\r\n\r\n";
    server.reply(format!("{head}a\r\n{{\"id\":1}}\n{{\r\n"), After::Close);
    let client = Client::new(&server.url()).unwrap();
    let mut lines = client.send(GetEntries {}).await.unwrap();
    assert_eq!(lines.next().await.unwrap().unwrap().id, 1);
    assert_eq!(broken(&mut lines).await.kind(), ErrorKind::Interrupted);
    assert!(lines.next().await.is_none());
}

#[tokio::test]
async fn a_line_over_the_limit_ends_the_stream() {
    let body = "{\"id\":1}\n\n{\"id\":2,\"name\":\"x\"}\n{\"id\":3}\n";
    for reply in [ndjson(body), ndjson(body).then_silent()] {
        let mut lines = answering([reply]).send(GetShort {}).await.unwrap();
        assert_eq!(lines.next().await.unwrap().unwrap().id, 1);
        let error = broken(&mut lines).await;
        assert_eq!(error.kind(), ErrorKind::TooLarge);
        assert_eq!(error.answer().unwrap().bytes, "{\"id\":2,\"name\":\"");
        let said = error.to_string();
        assert!(
            said.contains("line 3 is longer than the 16 bytes"),
            "{said}"
        );
        assert!(lines.next().await.is_none());
    }
}

#[tokio::test]
async fn the_lines_together_may_have_any_length() {
    let line = bytes::Bytes::from("{\"id\":1}\n");
    let reply = (0..1_000).fold(ndjson(""), |reply, _| reply.body(line.clone()));
    let lines = answering([reply]).send(GetShort {}).await.unwrap();
    assert_eq!(ids(lines.into_inner()).await.len(), 1_000);
}

#[tokio::test]
async fn a_page_in_place_of_lines_is_an_error_of_the_call() {
    for content_type in [
        "text/html",
        "Text/HTML; charset=utf-8",
        "application/xhtml+xml",
    ] {
        let client = answering([typed(content_type, "<html>planted</html>")]);
        let error = failed(client.send(GetEntries {}).await);
        assert_eq!(error.kind(), ErrorKind::Decode);
        assert_eq!(error.answer().unwrap().bytes, "<html>planted</html>");
        assert!(error.to_string().contains("the body is HTML"), "{error}");
        assert!(!shown(&error).contains("planted"));
    }
}

#[tokio::test]
async fn lines_are_read_whatever_else_their_type_says() {
    for content_type in [
        "application/x-ndjson; charset=utf-8",
        "application/jsonl",
        "application/json",
        "text/plain",
        "application/octet-stream",
        "nonsense",
    ] {
        let lines = entries(typed(content_type, "{\"id\":1}\n{\"id\":2}")).await;
        assert_eq!(ids(lines).await, [1, 2], "{content_type}");
    }
    let lines = entries(Reply::new(200).body("{\"id\":1}")).await;
    assert_eq!(ids(lines).await, [1]);
}

#[tokio::test]
async fn an_envelope_may_say_no_in_place_of_lines() {
    let client = answering([
        Reply::json(200, "{\"success\": false,\n\"error\": \"busy\"}"),
        Reply::json(200, "{\"id\":1}\n{\"id\":2}"),
        Reply::json(503, "{}"),
    ]);
    let refusal = refused(client.send(GetFlagged {}).await);
    assert_eq!(refusal.message(), Some("busy"));
    let lines = client.send(GetFlagged {}).await.unwrap().into_inner();
    assert_eq!(ids(lines).await, [1, 2]);
    assert_eq!(refused(client.send(GetFlagged {}).await).status(), 503);
}

#[tokio::test]
async fn lines_may_be_text() {
    let client = answering([ndjson("first\n\n  second\r\nthird")]);
    let mut log = client.send(GetLog {}).await.unwrap();
    let mut texts = Vec::new();
    while let Some(line) = log.next().await {
        texts.push(line.unwrap().into_string());
    }
    assert_eq!(texts, ["first", "  second", "third"]);
}

#[tokio::test]
async fn lines_have_no_deadline_but_may_not_stall() {
    let clock = HandClock::default();
    let client = builder(&memory([ndjson("{\"id\":1}\n").then_silent()]))
        .clock(clock.clone())
        .deadline(Duration::from_secs(5))
        .build()
        .unwrap();
    let mut lines = client.send(GetEntries {}).await.unwrap();
    clock.advance(Duration::from_secs(3_600));
    assert_eq!(lines.next().await.unwrap().unwrap().id, 1);
    let (error, waited) = clock.expire(Box::pin(lines.next())).await;
    assert_eq!(error.unwrap().unwrap_err().kind(), ErrorKind::Stalled);
    assert_eq!(waited, Duration::from_secs(20));
    assert!(lines.next().await.is_none());
}

#[tokio::test]
async fn lines_are_a_stream() {
    let mut lines = entries(ndjson("{\"id\":1}\n{\"id\":2}")).await;
    let mut ids = Vec::new();
    while let Some(entry) = poll_fn(|context| Pin::new(&mut lines).poll_next(context)).await {
        ids.push(entry.unwrap().id);
    }
    assert_eq!(ids, [1, 2]);
}

#[tokio::test]
async fn lines_are_read_from_an_answer_that_came_by_other_means() {
    let answer = http::Response::new("{\"id\":1}\n{}".into());
    let mut lines = GetEntries::decode(answer).unwrap();
    assert_eq!(lines.next().await.unwrap().unwrap().id, 1);
    let error = broken(&mut lines).await;
    assert!(error.to_string().contains("line 2: "), "{error}");
    assert!(lines.next().await.is_none());
}

#[tokio::test]
async fn a_refusal_may_be_lines_and_their_errors_show_nothing_of_them() {
    #[endpoint(GET "/entries" -> Lines<Entry>, error = Lines<Entry>)]
    struct GetBoth {}

    let reply = Reply::json(422, "{\"id\":1}\n{\"planted\":2}\n");
    let refusal = refused(answering([reply]).send(GetBoth {}).await);
    let mut lines = refusal.into_body().unwrap();
    assert_eq!(lines.next().await.unwrap().unwrap().id, 1);
    let error = broken(&mut lines).await;
    assert_eq!(error.kind(), ErrorKind::Decode);
    assert!(!shown(&error).contains("planted"), "{error}");
    assert_eq!(error.answer().unwrap().bytes, "{\"planted\":2}");
}

#[tokio::test]
async fn lines_are_an_iterator_for_those_who_do_not_await() {
    let answer = http::Response::new("{\"id\":1}\nx\n{\"id\":2}".into());
    let lines = GetEntries::decode(answer).unwrap().into_inner();
    let all: Vec<_> = lines
        .into_iter()
        .map(|entry| entry.map(|entry| entry.id).map_err(|error| error.kind()))
        .collect();
    assert_eq!(all, [Ok(1), Err(ErrorKind::Decode), Ok(2)]);
}
