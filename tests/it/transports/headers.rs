//! Headers on their way, whatever bytes they hold.

use endpoint::{Bytes, ErrorKind, FromHeaders, endpoint};
use http::HeaderValue;

use super::Over;
use crate::support::{After, WireServer, failed, response, shown};

over_each!(
    a_header_that_is_no_utf8_is_sent_as_it_is,
    a_header_that_is_no_utf8_comes_as_it_is,
    a_typed_header_that_is_no_utf8_is_named,
    large_headers_go_both_ways,
    repeated_headers_stay_apart,
);

#[endpoint(GET "/item" -> Bytes)]
struct Get;

#[derive(FromHeaders, Debug, Clone)]
struct Odd {
    #[header("x-odd")]
    _odd: Option<String>,
}

#[endpoint(GET "/item" -> Bytes, meta = Odd)]
struct GetOdd;

async fn odd() -> WireServer {
    let server = WireServer::start().await;
    let head = b"HTTP/1.1 200 OK\r\nX-Odd: caf\xE9\x80\xFF\r\nContent-Length: 0\r\n\r\n";
    server.reply(head.as_slice(), After::KeepOpen);
    server
}

async fn a_header_that_is_no_utf8_is_sent_as_it_is(over: Over) {
    let server = WireServer::answering([response("200 OK", "", "")]).await;
    let value = HeaderValue::from_bytes(b"caf\xE9\x80\xFF").unwrap();
    let call = over.calling(&server).send(Get).header("x-odd", value);
    call.await.unwrap();
    let head = server.request().head;
    let line = b"\r\nx-odd: caf\xE9\x80\xFF";
    assert!(head.windows(line.len()).any(|window| window == line));
}

async fn a_header_that_is_no_utf8_comes_as_it_is(over: Over) {
    let server = odd().await;
    let answer = over.calling(&server).send(Get).await.unwrap();
    let headers = &answer.meta.raw_headers;
    assert_eq!(headers.text("x-odd"), None);
    assert_eq!(headers.get("x-odd").unwrap().as_bytes(), b"caf\xE9\x80\xFF");
}

async fn a_typed_header_that_is_no_utf8_is_named(over: Over) {
    let server = odd().await;
    let error = failed(over.calling(&server).send(GetOdd).await);
    assert_eq!(error.kind(), ErrorKind::Decode);
    assert!(error.to_string().contains("`x-odd`"), "{error}");
    assert!(!shown(&error).contains("caf"), "{error}");
}

async fn large_headers_go_both_ways(over: Over) {
    let long = "x".repeat(60_000);
    let headers = format!("X-Long: {long}\r\n");
    let server = WireServer::answering([response("200 OK", &headers, "")]).await;
    let call = over.calling(&server).send(Get).header("x-long", &long);
    let answer = call.await.unwrap();
    assert_eq!(answer.meta.raw_headers.text("x-long"), Some(&*long));
    assert_eq!(server.request().header("x-long"), Some(long));
}

async fn repeated_headers_stay_apart(over: Over) {
    let headers = "Set-Cookie: a=1\r\nSet-Cookie: b=2\r\n";
    let server = WireServer::answering([response("200 OK", headers, "")]).await;
    let answer = over.calling(&server).send(Get).await.unwrap();
    let cookies = answer.meta.raw_headers.get_all("set-cookie");
    assert_eq!(cookies.iter().count(), 2);
}
