//! Methods and bodies: what is sent with each, and what is taken.

use endpoint::{Bytes, Client, endpoint};

use super::Over;
use crate::support::{After, WireServer, response};

over_each!(
    a_get_sends_no_body_and_gets_one,
    a_post_sends_its_bytes_with_their_length,
    a_delete_may_have_a_body,
    a_post_without_a_body_says_that_it_has_none,
    a_head_has_the_length_of_what_a_get_would_have,
    a_204_ends_where_its_head_does,
    a_body_may_come_in_chunks,
    a_body_may_end_with_its_connection,
    trailers_are_passed_over,
);

#[endpoint(GET "/item" -> Bytes)]
struct Get;

#[endpoint(HEAD "/item")]
struct Head;

#[endpoint(POST "/item" -> Bytes)]
struct Post {
    #[json]
    name: String,
}

#[endpoint(POST "/item")]
struct PostNothing;

#[endpoint(DELETE "/item")]
struct Delete {
    #[json]
    ids: Vec<u64>,
}

async fn body(client: &Client) -> Vec<u8> {
    client.send(Get).await.unwrap().to_vec()
}

async fn a_get_sends_no_body_and_gets_one(over: Over) {
    let server = WireServer::answering([response("200 OK", "", "body")]).await;
    assert_eq!(body(&over.calling(&server)).await, b"body");
    let request = server.request();
    assert_eq!(request.line(), "GET /item HTTP/1.1");
    let headers = request.headers();
    let mut names: Vec<_> = headers.iter().map(|(name, _)| name.as_str()).collect();
    names.retain(|name| *name != "accept-encoding" || cfg!(not(feature = "gzip")));
    assert_eq!(names, ["accept", "host", "user-agent"]);
    assert_eq!(request.header("host").as_deref(), Some(server.authority()));
}

async fn a_post_sends_its_bytes_with_their_length(over: Over) {
    let server = WireServer::answering([response("201 Created", "", "")]).await;
    let post = Post { name: "ä".into() };
    over.calling(&server).send(post).await.unwrap();
    let request = server.request();
    assert_eq!(request.text(), r#"{"name":"ä"}"#);
    assert_eq!(request.header("content-length").as_deref(), Some("13"));
    assert_eq!(request.header("transfer-encoding"), None);
}

async fn a_delete_may_have_a_body(over: Over) {
    let server = WireServer::answering([response("200 OK", "", "")]).await;
    let delete = Delete { ids: vec![1, 2] };
    over.calling(&server).send(delete).await.unwrap();
    let request = server.request();
    assert_eq!(request.line(), "DELETE /item HTTP/1.1");
    assert_eq!(request.text(), r#"{"ids":[1,2]}"#);
}

async fn a_post_without_a_body_says_that_it_has_none(over: Over) {
    let server = WireServer::answering([response("200 OK", "", "")]).await;
    over.calling(&server).send(PostNothing).await.unwrap();
    let request = server.request();
    assert_eq!(request.header("content-type"), None);
    assert_eq!(request.header("transfer-encoding"), None);
    assert_eq!(request.header("content-length").as_deref(), Some("0"));
}

async fn a_head_has_the_length_of_what_a_get_would_have(over: Over) {
    let head = "HTTP/1.1 200 OK\r\nContent-Length: 1000\r\n\r\n";
    let server = WireServer::answering([head.into(), response("200 OK", "", "next")]).await;
    let client = over.calling(&server);
    let answer = client.send(Head).await.unwrap();
    assert_eq!(answer.meta.raw_headers.text("content-length"), Some("1000"));
    assert_eq!(body(&client).await, b"next");
    assert_eq!(server.requests()[1].connection, 0);
}

async fn a_204_ends_where_its_head_does(over: Over) {
    let server = WireServer::start().await;
    server.reply("HTTP/1.1 204 No Content\r\n\r\nstray", After::KeepOpen);
    server.reply(response("200 OK", "", "next"), After::KeepOpen);
    let client = over.calling(&server);
    let raw = client.send(Get).raw().await.unwrap();
    assert_eq!((raw.status.as_u16(), raw.bytes.len()), (204, 0));
    server.ended(1).await;
    assert_eq!(body(&client).await, b"next");
    assert_eq!(server.requests()[1].connection, 1);
}

async fn a_body_may_come_in_chunks(over: Over) {
    let chunked = "HTTP/1.1 200 OK\r\nTransfer-Encoding: chunked\r\n\r\n\
        4\r\nfour\r\n5;x=y\r\n and \r\n0\r\n\r\n";
    let server = WireServer::answering([chunked.into()]).await;
    assert_eq!(body(&over.calling(&server)).await, b"four and ");
}

async fn a_body_may_end_with_its_connection(over: Over) {
    let server = WireServer::start().await;
    server.reply("HTTP/1.1 200 OK\r\n\r\nall of it", After::Close);
    assert_eq!(body(&over.calling(&server)).await, b"all of it");
}

async fn trailers_are_passed_over(over: Over) {
    let chunked = "HTTP/1.1 200 OK\r\nTransfer-Encoding: chunked\r\nTrailer: x-sum\r\n\r\n\
        4\r\nfour\r\n0\r\nx-sum: 1\r\n\r\n";
    let server = WireServer::answering([chunked.into()]).await;
    let answer = over.calling(&server).send(Get).await.unwrap();
    assert_eq!(&answer[..], b"four");
    assert_eq!(answer.meta.raw_headers.text("x-sum"), None);
}
