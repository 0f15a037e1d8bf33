//! Answers that are lost on the way, on real connections.

use endpoint::{CallError, Error, ErrorKind, Json, endpoint};

use crate::support::{After, ClosedPort, WireServer, failed, once, refused, response};

#[endpoint(GET "/user" -> Json)]
struct GetUser {}

async fn call(server: &WireServer) -> Result<endpoint::Response<Json>, Error> {
    once(&server.url()).send(GetUser {}).await
}

/// What a call comes to that is answered so.
async fn lost(answer: impl Into<Vec<u8>>, after: After) -> CallError {
    let server = WireServer::start().await;
    server.reply(answer, after);
    let error = failed(call(&server).await);
    assert_eq!(error.kind(), ErrorKind::Interrupted, "{error}");
    assert!(error.is_retryable());
    assert_eq!(error.attempts(), 1);
    assert_eq!(server.requests().len(), 1);
    assert!(
        error.to_string().starts_with("GetUser (GET /user): "),
        "{error}"
    );
    error
}

fn assert_kept(error: &CallError, body: &[u8]) {
    let answer = error.answer().unwrap();
    assert_eq!(answer.status, 200);
    assert_eq!(answer.bytes, body);
    assert!(answer.cut);
    assert_eq!(error.request_id(), Some("req-1"));
}

#[tokio::test]
async fn a_body_shorter_than_its_length_is_interrupted_and_kept() {
    let head = "HTTP/1.1 200 OK\r\nX-Request-Id: req-1\r\nContent-Length: 100\r\n\r\n";
    assert_kept(
        &lost(format!("{head}{{\"id\":"), After::Close).await,
        b"{\"id\":",
    );
    assert_kept(&lost(head, After::Close).await, b"");
}

#[tokio::test]
async fn a_chunked_body_without_its_end_is_interrupted_and_kept() {
    let head = "HTTP/1.1 200 OK\r\nX-Request-Id: req-1\r\nTransfer-Encoding: chunked\r\n\r\n";
    assert_kept(
        &lost(format!("{head}3\r\n{{}} \r\n"), After::Close).await,
        b"{} ",
    );
    assert_kept(
        &lost(format!("{head}3\r\n{{}} \r\nzz\r\n"), After::Close).await,
        b"{} ",
    );
}

#[tokio::test]
async fn a_connection_that_ends_or_is_reset_before_the_answer_is_interrupted() {
    for after in [After::Close, After::Reset] {
        let error = lost("", after).await;
        assert!(error.answer().is_none());
        assert!(std::error::Error::source(&error).is_some());
    }
    assert!(lost("HTTP/1.1 200", After::Close).await.answer().is_none());
}

#[tokio::test]
async fn a_connection_that_is_reset_within_the_body_is_interrupted() {
    lost(
        "HTTP/1.1 200 OK\r\nContent-Length: 100\r\n\r\n{\"id\":",
        After::Reset,
    )
    .await;
}

#[tokio::test]
async fn what_is_not_http_is_interrupted() {
    for garbage in [
        "garbage\r\n\r\n",
        "SSH-2.0-OpenSSH_9.6\r\n",
        "\0\0\0\0\r\n\r\n",
        "HTTP/1.1 999999\r\n\r\n",
    ] {
        assert!(lost(garbage, After::Close).await.answer().is_none());
    }
}

#[tokio::test]
async fn a_head_that_does_not_end_is_interrupted() {
    let header = format!("x-filler: {}\r\n", "x".repeat(1 << 10));
    let head = "HTTP/1.1 200 OK\r\n".to_owned() + &header.repeat(2_000);
    lost(head, After::Close).await;
}

#[tokio::test]
async fn a_body_without_length_ends_with_its_connection() {
    let server = WireServer::start().await;
    server.reply(
        "HTTP/1.1 200 OK\r\nConnection: close\r\n\r\n{\"id\":1}",
        After::Close,
    );
    assert_eq!(call(&server).await.unwrap().text(), "{\"id\":1}");
}

#[tokio::test]
async fn a_chunked_body_with_its_end_and_trailers_is_whole() {
    let server = WireServer::start().await;
    let head = "HTTP/1.1 200 OK\r\nTransfer-Encoding: chunked\r\nTrailer: x-sum\r\n\r\n";
    let body = "2\r\n[1\r\n3;x=y\r\n,2]\r\n0\r\nx-sum: 1\r\n\r\n";
    server.reply(format!("{head}{body}"), After::KeepOpen);
    assert_eq!(call(&server).await.unwrap().text(), "[1,2]");
}

#[tokio::test]
async fn a_refusal_whose_body_is_lost_is_a_refusal() {
    let server = WireServer::start().await;
    server.reply(
        "HTTP/1.1 503 Busy\r\nContent-Length: 100\r\n\r\n{\"mess",
        After::Close,
    );
    let refusal = refused(call(&server).await);
    assert_eq!(refusal.status(), 503);
    assert_eq!(refusal.bytes(), "{\"mess");
    assert!(refusal.is_cut());
}

#[tokio::test]
async fn a_port_where_nobody_listens_gives_no_connection() {
    let port = ClosedPort::hold();
    let error = failed(once(port.url()).send(GetUser {}).await);
    assert_eq!(error.kind(), ErrorKind::Connect);
    assert!(error.is_retryable());
    assert!(error.answer().is_none());
}

#[tokio::test]
async fn a_connection_that_the_server_gives_up_is_not_used_again() {
    let server = WireServer::start().await;
    let client = once(&server.url());
    for _ in 0..3 {
        server.reply(
            response("200 OK", "Connection: close\r\n", "{}"),
            After::Close,
        );
        client.send(GetUser {}).await.unwrap();
    }
}
