//! Bodies that come compressed: the limits count what they decode to.

use endpoint::{Bytes, ErrorKind, Json, endpoint};

use super::Over;
use crate::support::{After, WireServer, failed};

over_each!(
    gzip_is_asked_for_and_decoded,
    a_limit_counts_decoded_bytes,
    what_is_no_gzip_is_a_lost_body,
);

#[endpoint(GET "/json" -> Json)]
struct GetJson;

#[endpoint(GET "/bytes" -> Bytes, limit = "1 KiB")]
struct GetLimited;

/// `["a"]`
const SMALL: &[u8] = &[
    31, 139, 8, 0, 0, 0, 0, 0, 2, 255, 139, 86, 74, 84, 138, 5, 0, 12, 164, 167, 120, 5, 0, 0, 0,
];

/// 100,004 bytes of JSON in 138.
const BOMB: &[u8] = &[
    0x1f, 0x8b, 0x08, 0x00, 0x00, 0x00, 0x00, 0x00, 0x02, 0xff, 0xed, 0xc1, 0x31, 0x0d, 0x00, 0x00,
    0x08, 0x03, 0x30, 0x2f, 0xb3, 0x45, 0x38, 0xe6, 0xdf, 0x04, 0x36, 0x38, 0xda, 0x4e, 0x0a, 0x00,
    0x00, 0x00, 0x00, 0x00, 0x00, 0x00, 0x00, 0x00, 0x00, 0x00, 0x00, 0x00, 0x00, 0x00, 0x00, 0x00,
    0x00, 0x00, 0x00, 0x00, 0x00, 0x00, 0x00, 0x00, 0x00, 0x00, 0x00, 0x00, 0x00, 0x00, 0x00, 0x00,
    0x00, 0x00, 0x00, 0x00, 0x00, 0x00, 0x00, 0x00, 0x00, 0x00, 0x00, 0x00, 0x00, 0x00, 0x00, 0x00,
    0x00, 0x00, 0x00, 0x00, 0x00, 0x00, 0x00, 0x00, 0x00, 0x00, 0x00, 0x00, 0x00, 0x00, 0x00, 0x00,
    0x00, 0x00, 0x00, 0x00, 0x00, 0x00, 0x00, 0x00, 0x00, 0x00, 0x00, 0x00, 0x00, 0x00, 0x00, 0x00,
    0x00, 0x00, 0x00, 0x00, 0x00, 0x00, 0x00, 0x00, 0x00, 0x00, 0x00, 0x00, 0x00, 0x00, 0x00, 0xbc,
    0x95, 0x3d, 0xd7, 0x88, 0xf4, 0x1a, 0xa4, 0x86, 0x01, 0x00,
];

async fn answering(body: &[u8]) -> WireServer {
    let server = WireServer::start().await;
    let head = format!(
        "HTTP/1.1 200 OK\r\ncontent-encoding: gzip\r\ncontent-length: {}\r\n\r\n",
        body.len()
    );
    server.reply([head.as_bytes(), body].concat(), After::KeepOpen);
    server
}

async fn gzip_is_asked_for_and_decoded(over: Over) {
    let server = answering(SMALL).await;
    let json = over.calling(&server).send(GetJson).await.unwrap();
    assert_eq!(json.text(), "[\"a\"]");
    let headers = &json.meta.raw_headers;
    assert_eq!(headers.text("content-encoding"), None);
    assert_eq!(headers.text("content-length"), None);
    assert_eq!(
        server.request().header("accept-encoding").as_deref(),
        Some("gzip")
    );
}

async fn a_limit_counts_decoded_bytes(over: Over) {
    let server = answering(BOMB).await;
    let error = failed(over.calling(&server).send(GetLimited).await);
    assert_eq!(error.kind(), ErrorKind::TooLarge);
    assert_eq!(error.answer().unwrap().bytes.len(), 1024);
}

async fn what_is_no_gzip_is_a_lost_body(over: Over) {
    let server = answering(b"no gzip").await;
    let error = failed(over.calling(&server).send(GetJson).await);
    assert_eq!(error.kind(), ErrorKind::Interrupted);
}
