//! How much of a body is taken in.

use endpoint::transport::Reply;
use endpoint::{Bytes, CallError, Client, ClientBuilder, ErrorKind, Json, endpoint};

use crate::support::{After, WireServer, builder, failed, memory, refused};

#[endpoint(GET "/bytes" -> Bytes)]
struct GetBytes {}

#[endpoint(GET "/bytes" -> Bytes, limit = "1 KiB")]
struct GetLimited {}

#[endpoint(GET "/json" -> Json)]
struct GetJson {}

fn tenth(limit: u64) -> impl Fn(ClientBuilder) -> Client {
    move |builder| builder.limit(limit).build().unwrap()
}

fn of(length: usize) -> String {
    "x".repeat(length)
}

fn reply(status: u16, length: usize) -> Reply {
    Reply::new(status)
        .header("x-request-id", "req-1")
        .body(of(length))
}

fn assert_too_large(error: &CallError, kept: usize) {
    assert_eq!(error.kind(), ErrorKind::TooLarge);
    let answer = error.answer().unwrap();
    assert_eq!(
        (answer.status.as_u16(), answer.bytes.len(), answer.cut),
        (200, kept, true)
    );
    assert_eq!(error.request_id(), Some("req-1"));
    assert!(error.to_string().contains("GET /bytes"), "{error}");
    assert!(!error.is_retryable());
}

#[tokio::test]
async fn a_body_up_to_the_limit_is_taken_and_one_byte_more_is_not() {
    let client = tenth(10)(builder(&memory([reply(200, 10), reply(200, 11)])));
    assert_eq!(client.send(GetBytes {}).await.unwrap().len(), 10);
    assert_too_large(&failed(client.send(GetBytes {}).await), 10);
}

#[tokio::test]
async fn pieces_are_counted_together() {
    let pieces = reply(200, 6).body(of(4)).body("").body("y");
    let client = tenth(10)(builder(&memory([pieces])));
    assert_too_large(&failed(client.send(GetBytes {}).await), 10);
}

#[tokio::test]
async fn the_endpoints_limit_goes_before_the_clients() {
    for limit in [10, 1 << 20] {
        let client = tenth(limit)(builder(&memory([reply(200, 1024), reply(200, 1025)])));
        assert_eq!(client.send(GetLimited {}).await.unwrap().len(), 1024);
        assert_too_large(&failed(client.send(GetLimited {}).await), 1024);
    }
}

#[tokio::test]
async fn by_default_32_mib_are_taken() {
    let mebibytes = |count: usize| {
        let piece = bytes::Bytes::from(vec![b'x'; 1 << 20]);
        (0..count).fold(Reply::new(200), |reply, _| reply.body(piece.clone()))
    };
    let client = builder(&memory([mebibytes(32), mebibytes(33)]))
        .build()
        .unwrap();
    assert_eq!(client.send(GetBytes {}).await.unwrap().len(), 32 << 20);
    assert_eq!(
        failed(client.send(GetBytes {}).await).kind(),
        ErrorKind::TooLarge
    );
}

#[tokio::test]
async fn a_length_over_the_limit_is_not_waited_for() {
    let server = WireServer::start().await;
    let head = "HTTP/1.1 200 OK\r\nX-Request-Id: req-1\r\nContent-Length: 1000000\r\n\r\n";
    server.reply(head.to_owned() + &of(2_000), After::KeepOpen);
    let client = tenth(1_000)(Client::builder(&server.url()));
    assert_too_large(&failed(client.send(GetBytes {}).await), 1_000);
}

#[tokio::test]
async fn a_chunked_body_over_the_limit_is_not_read_to_its_end() {
    let server = WireServer::start().await;
    let head = "HTTP/1.1 200 OK\r\nX-Request-Id: req-1\r\nTransfer-Encoding: chunked\r\n\r\n";
    let chunk = format!("258\r\n{}\r\n", of(600));
    server.reply(format!("{head}{chunk}{chunk}"), After::KeepOpen);
    let client = tenth(1_000)(Client::builder(&server.url()));
    assert_too_large(&failed(client.send(GetBytes {}).await), 1_000);
}

#[tokio::test]
async fn a_refusal_is_one_however_long_its_body() {
    let body = format!(r#"{{"message": "{}"}}"#, of(64 << 10));
    let reply = Reply::json(500, body).header("x-request-id", "req-1");
    let refusal = refused(
        builder(&memory([reply]))
            .build()
            .unwrap()
            .send(GetJson {})
            .await,
    );
    assert_eq!(refusal.status(), 500);
    assert_eq!(refusal.bytes().len(), 64 << 10);
    assert!(refusal.is_cut() && refusal.body().is_none());
    assert_eq!(refusal.request_id(), Some("req-1"));
}

#[tokio::test]
async fn the_limit_of_refusals_can_be_set() {
    let client = builder(&memory([reply(404, 10), reply(404, 11)]))
        .refusal_limit(10)
        .build()
        .unwrap();
    assert!(!refused(client.send(GetLimited {}).await).is_cut());
    let cut = refused(client.send(GetLimited {}).await);
    assert!(cut.is_cut());
    assert_eq!(cut.bytes().len(), 10);
}
