//! Bodies as text, no bodies, and what a `Content-Type` may say of either.

use endpoint::transport::Reply;
use endpoint::{CallError, Client, ErrorKind, Json, NoContent, SuccessFlag, Text, endpoint};
use serde::Deserialize;

use crate::support::{After, WireServer, answering, client, failed, memory, refused, response};

#[endpoint(GET "/text" -> Text)]
struct GetText {}

#[endpoint(GET "/report" -> Text, accept = "text/csv, application/json")]
struct GetReport {}

#[endpoint(GET "/text" -> Text, envelope = SuccessFlag, error = Text)]
struct GetFlagged {}

#[endpoint(DELETE "/item" -> NoContent)]
struct Delete {}

#[endpoint(DELETE "/item" -> NoContent, envelope = SuccessFlag)]
struct DeleteFlagged {}

#[endpoint(GET "/numbers" -> Vec<u8>)]
struct GetNumbers {}

#[endpoint(GET "/number" -> Option<u8>)]
struct FindNumber {}

#[endpoint(POST "/touch" -> ())]
struct Touch {}

/// An answer of this type.
fn typed(content_type: &str, body: impl Into<bytes::Bytes>) -> Reply {
    Reply::new(200)
        .header("content-type", content_type)
        .header("x-request-id", "req-1")
        .body(body)
}

async fn text(reply: Reply) -> String {
    let text = answering([reply]).send(GetText {}).await.unwrap();
    text.into_inner().into_string()
}

/// The error of a body that is kept.
async fn no_text(content_type: &str, body: &'static [u8]) -> CallError {
    let error = failed(
        answering([typed(content_type, body)])
            .send(GetText {})
            .await,
    );
    assert_kept(&error, body);
    error
}

fn assert_kept(error: &CallError, body: &[u8]) {
    assert_eq!(error.kind(), ErrorKind::Decode, "{error}");
    assert_eq!(error.answer().unwrap().bytes, body);
    assert_eq!(error.request_id(), Some("req-1"));
}

#[tokio::test]
async fn text_is_read_in_the_charset_that_its_type_names() {
    for (content_type, body, expected) in [
        ("text/plain", "café".as_bytes(), "café"),
        ("text/plain; charset=utf-8", "café".as_bytes(), "café"),
        ("text/plain; charset=\"UTF-8\"", "café".as_bytes(), "café"),
        ("text/plain; charset=iso-8859-1", b"caf\xe9", "café"),
        ("text/plain; a=b; Charset=US-ASCII", b"cafe", "cafe"),
        (
            "text/csv; header=present; charset=windows-1252",
            b"5 \x80",
            "5 €",
        ),
        ("text/html; charset=Shift_JIS", b"\x82\xa0", "あ"),
        ("text/plain; charset=utf-16le", b"a\0\xe9\0", "aé"),
        ("application/json", b"{\"a\": 1}", "{\"a\": 1}"),
        ("", b"", ""),
    ] {
        assert_eq!(
            text(typed(content_type, body)).await,
            expected,
            "{content_type}"
        );
    }
    assert_eq!(text(Reply::new(200).body("no type")).await, "no type");
    assert_eq!(text(Reply::new(204)).await, "");
}

#[tokio::test]
async fn a_byte_order_mark_says_more_than_the_type() {
    for content_type in ["text/plain", "text/plain; charset=iso-8859-1"] {
        assert_eq!(text(typed(content_type, "\u{feff}é")).await, "é");
        assert_eq!(text(typed(content_type, &b"\xff\xfe\xe9\0"[..])).await, "é");
    }
}

#[tokio::test]
async fn a_charset_that_is_not_known_is_named_and_the_bytes_are_kept() {
    let error = no_text("text/plain; charset=x-klingon", b"qapla").await;
    assert!(error.to_string().contains("`x-klingon`"), "{error}");
    assert!(
        error.to_string().contains("take the body as `Bytes`"),
        "{error}"
    );
    let long = format!("text/plain; charset=\"é{}\"", "x".repeat(500));
    let error = failed(answering([typed(&long, "a")]).send(GetText {}).await);
    assert!(error.to_string().len() < 400, "{error}");
}

#[tokio::test]
async fn malformed_text_is_an_error_that_names_the_charset() {
    for (content_type, body, charset) in [
        ("text/plain", &b"caf\xe9"[..], "UTF-8"),
        ("text/plain; charset=utf8", b"\xed\xa0\x80", "UTF-8"),
        ("text/plain; charset=sjis", b"\x82", "Shift_JIS"),
        ("text/plain; charset=utf-16", b"\0\xd8", "UTF-16LE"),
    ] {
        let error = no_text(content_type, body).await;
        assert!(error.to_string().contains(charset), "{error}");
    }
}

#[tokio::test]
async fn a_type_that_is_no_text_itself_counts_as_none() {
    let server = WireServer::start().await;
    let head = b"HTTP/1.1 200 OK\r\nContent-Type: \xff\xfe\r\nContent-Length: 2\r\n\r\nok";
    server.reply(&head[..], After::KeepOpen);
    let client = Client::new(&server.url()).unwrap();
    assert_eq!(**client.send(GetText {}).await.unwrap(), *"ok");
}

#[tokio::test]
async fn text_is_asked_for_unless_the_endpoint_asks_for_more() {
    let memory = memory([
        Reply::new(200),
        typed("text/csv", "a,b"),
        Reply::json(200, "[]"),
    ]);
    let client = client(&memory);
    client.send(GetText {}).await.unwrap();
    assert_eq!(**client.send(GetReport {}).await.unwrap(), *"a,b");
    let report = client.send(GetReport {}).await.unwrap();
    assert_eq!(**report, *"[]");
    assert_eq!(report.meta.raw_headers["content-type"], "application/json");
    let accept = |index: usize| memory.sent()[index].headers["accept"].clone();
    assert_eq!(accept(0), "text/plain, */*;q=0.5");
    assert_eq!(accept(1), "text/csv, application/json");
}

#[tokio::test]
async fn a_document_in_place_of_the_text_may_be_a_refusal() {
    let no = r#"{"success": false, "error": "no such log"}"#;
    let client = answering([
        Reply::json(200, no),
        typed("text/plain", no),
        Reply::json(200, r#"{"success": true}"#),
        Reply::new(404).body("gone"),
    ]);
    let refusal = refused(client.send(GetFlagged {}).await);
    assert_eq!(refusal.message(), Some("no such log"));
    assert_eq!(**client.send(GetFlagged {}).await.unwrap(), *no);
    client.send(GetFlagged {}).await.unwrap();
    let refusal = refused(client.send(GetFlagged {}).await);
    assert_eq!(refusal.into_body().unwrap(), "gone");
}

#[tokio::test]
async fn no_content_takes_every_success_without_a_body() {
    for status in [200, 201, 202, 204, 205, 299] {
        let client = answering([Reply::new(status)]);
        let answer = client.send(Delete {}).await.unwrap();
        assert_eq!(answer.meta.status, status);
    }
}

#[tokio::test]
async fn a_body_where_none_is_wanted_is_an_error_that_keeps_it() {
    for reply in [
        Reply::new(204).body("stray"),
        Reply::new(204).body("str").body("ay"),
        Reply::new(205).body("stray"),
        Reply::json(200, "stray"),
    ] {
        let reply = reply.header("x-request-id", "req-1");
        let error = failed(answering([reply]).send(Delete {}).await);
        assert_kept(&error, b"stray");
        assert!(error.to_string().contains("no body is wanted"), "{error}");
        assert!(error.to_string().contains("`-> ()`"), "{error}");
    }
}

#[tokio::test]
async fn of_a_long_body_where_none_is_wanted_the_beginning_is_kept() {
    let piece = bytes::Bytes::from(vec![b'x'; 60 << 10]);
    let reply = Reply::new(200)
        .body(piece.clone())
        .body(piece)
        .then_silent();
    let error = failed(answering([reply]).send(Delete {}).await);
    assert_eq!(error.kind(), ErrorKind::Decode);
    let answer = error.answer().unwrap();
    assert_eq!((answer.bytes.len(), answer.cut), (120 << 10, true));
}

#[tokio::test]
async fn an_envelope_that_says_no_where_no_body_is_wanted_is_a_refusal() {
    let no = r#"{"success": false, "error": "in use"}"#;
    let client = answering([
        Reply::json(200, no),
        Reply::json(200, r#"{"success": true}"#),
    ]);
    let refusal = refused(client.send(DeleteFlagged {}).await);
    assert_eq!(refusal.message(), Some("in use"));
    assert_eq!(
        failed(client.send(DeleteFlagged {}).await).kind(),
        ErrorKind::Decode
    );
}

#[tokio::test]
async fn stray_bytes_behind_a_204_are_not_taken_for_the_next_answer() {
    let stray = "HTTP/1.1 204 No Content\r\n\r\nHTTP/1.1 200 OK\r\nContent-Length: 1\r\n\r\n7";
    let server = WireServer::answering([
        stray.to_owned(),
        response("200 OK", "", "1"),
        "HTTP/1.1 204 No Content\r\nContent-Length: 5\r\n\r\nhello".into(),
        response("200 OK", "", "2"),
    ])
    .await;
    let client = Client::new(&server.url()).unwrap();
    client.send(Delete {}).await.unwrap();
    assert_eq!(client.send(FindNumber {}).await.unwrap().value, Some(1));
    client.send(Delete {}).await.unwrap();
    assert_eq!(client.send(FindNumber {}).await.unwrap().value, Some(2));
}

#[tokio::test]
async fn an_array_may_be_the_whole_document() {
    let client = answering([
        Reply::json(200, "[1, 2, 3]"),
        Reply::json(200, "[]"),
        Reply::json(200, "[1, \"x\"]"),
    ]);
    assert_eq!(**client.send(GetNumbers {}).await.unwrap(), [1, 2, 3]);
    assert!(client.send(GetNumbers {}).await.unwrap().is_empty());
    let error = failed(client.send(GetNumbers {}).await);
    assert_eq!(error.path(), Some("[1]"));
}

#[tokio::test]
async fn json_is_read_whatever_its_type_says() {
    #[derive(Debug, Deserialize)]
    struct Id {
        id: u8,
    }

    #[endpoint(GET "/id" -> Id)]
    struct GetId {}

    for content_type in [
        "application/json",
        "application/json; charset=utf-8; profile=\"x\"",
        "application/vnd.api+json",
        "text/plain",
        "nonsense",
        "",
    ] {
        let client = answering([typed(content_type, "{\"id\": 1}")]);
        assert_eq!(client.send(GetId {}).await.unwrap().id, 1, "{content_type}");
    }
    let client = answering([Reply::new(200).body("{\"id\": 1}")]);
    assert_eq!(client.send(GetId {}).await.unwrap().id, 1);
}

#[tokio::test]
async fn unit_and_option_take_html_as_they_take_other_bodies() {
    let page = || typed("text/html", "<html>");
    let client = answering([page(), page(), page()]);
    client.send(Touch {}).await.unwrap();
    let error = failed(client.send(FindNumber {}).await);
    assert_kept(&error, b"<html>");
    assert!(error.to_string().contains("`text/html`"), "{error}");
    let error = failed(client.send(GetNumbers {}).await);
    assert!(error.to_string().contains("not JSON"), "{error}");
}

#[test]
fn text_is_a_str_that_shows_itself_only_when_asked() {
    let text = Text::from("hunter2");
    assert_eq!(text, "hunter2");
    assert_eq!(text.len(), 7);
    assert_eq!(text.to_string(), "hunter2");
    assert_eq!(format!("{text:?}"), "Text(7 bytes)");
    assert_eq!(String::from(text), "hunter2");
}

#[tokio::test]
async fn the_refusal_of_an_endpoint_may_be_typed_as_text_or_unread() {
    #[endpoint(GET "/a" -> Json, error = Text)]
    struct GetA {}

    let reply = Reply::new(500)
        .header("content-type", "text/plain; charset=latin1")
        .body(&b"caf\xe9"[..]);
    let refusal = refused(answering([reply]).send(GetA {}).await);
    assert_eq!(refusal.body().unwrap(), &"café");
}
