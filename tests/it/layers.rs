//! Tower layers around a transport.

use std::future::poll_fn;
use std::pin::pin;
use std::task::Poll;
use std::time::Duration;

use endpoint::transport::{Body, Failure, Memory, Reply, RequestBody};
use endpoint::{Client, ClientBuilder, Download, ErrorKind, Json, Upload, endpoint};
use http::{HeaderName, HeaderValue, Request, Response, Uri};
use tower::layer::layer_fn;
use tower::limit::ConcurrencyLimitLayer;
use tower::service_fn;
use tower::timeout::TimeoutLayer;
use tower::util::MapRequestLayer;
use tower_http::decompression::DecompressionLayer;
use tower_http::set_header::SetRequestHeaderLayer;
use tower_http::trace::TraceLayer;

use crate::support::{BASE, HandClock, WireServer, failed, memory, response, shown};
use crate::transports::Over;

#[endpoint(GET "/users/<id>" -> Json)]
struct GetUser {
    id: u8,
    #[query]
    key: &'static str,
}

const GET: GetUser = GetUser {
    id: 7,
    key: "planted",
};

#[endpoint(POST "/users" -> Json)]
struct AddUser {
    #[json]
    name: &'static str,
}

#[endpoint(PUT "/models/1" -> Download)]
struct PutModel {
    #[body]
    model: Upload,
}

fn one() -> Reply {
    Reply::json(200, r#"{"id":1}"#)
}

fn over(memory: &Memory) -> ClientBuilder {
    Client::builder(BASE).transport(memory.clone())
}

/// Adds a value to the header `x-layer`.
fn writing(value: &'static str) -> SetRequestHeaderLayer<HeaderValue> {
    let name = HeaderName::from_static("x-layer");
    SetRequestHeaderLayer::appending(name, HeaderValue::from_static(value))
}

/// Sends requests elsewhere.
fn to(
    uri: &'static str,
) -> MapRequestLayer<impl Fn(Request<RequestBody>) -> Request<RequestBody> + Clone> {
    MapRequestLayer::new(move |mut request: Request<RequestBody>| {
        *request.uri_mut() = Uri::from_static(uri);
        request
    })
}

fn written(memory: &Memory, at: usize) -> Vec<String> {
    let sent = &memory.sent()[at];
    let values = sent.headers.get_all("x-layer").iter();
    values
        .map(|value| value.to_str().unwrap().to_owned())
        .collect()
}

#[tokio::test]
async fn a_layer_goes_around_a_transport_that_is_given_before_or_behind_it() {
    let memory = memory([one(), one()]);
    let before = over(&memory).layer(writing("a"));
    let behind = Client::builder(BASE)
        .layer(writing("a"))
        .transport(memory.clone());
    for (at, builder) in [before, behind].into_iter().enumerate() {
        let answer = builder.build().unwrap().send(GET).await.unwrap();
        assert_eq!(answer.text(), r#"{"id":1}"#);
        assert_eq!(written(&memory, at), ["a"]);
        assert_eq!(
            memory.sent()[at].url,
            "https://api.test/users/7?key=planted"
        );
    }
}

#[tokio::test]
async fn the_last_layer_is_the_outermost() {
    let memory = memory([one()]);
    let builder = over(&memory).layer(writing("first")).layer(writing("last"));
    builder.build().unwrap().send(GET).await.unwrap();
    assert_eq!(written(&memory, 0), ["last", "first"]);
}

#[tokio::test]
async fn layers_go_around_each_transport_of_the_network() {
    let traced = |builder: ClientBuilder| {
        builder
            .layer(TraceLayer::new_for_http())
            .layer(writing("a"))
    };
    let default = |server: &WireServer| Client::builder(&server.url());
    let given = Over::ALL.map(|over| move |server: &WireServer| over.builder(&server.url()));
    let [a, b, c] = given;
    let builders: [&dyn Fn(&WireServer) -> ClientBuilder; 4] = [&default, &a, &b, &c];
    for builder in builders {
        let server = WireServer::answering([response("200 OK", "", "content")]).await;
        let client = traced(builder(&server)).build().unwrap();
        let model = Upload::from_bytes("model");
        let mut answer = client.send(PutModel { model }).await.unwrap();
        assert_eq!(&answer.bytes(100).await.unwrap()[..], b"content");
        let request = server.request();
        assert_eq!(request.line(), "PUT /models/1 HTTP/1.1");
        assert_eq!(request.header("x-layer").as_deref(), Some("a"));
        assert_eq!(request.header("host").as_deref(), Some(server.authority()));
        assert_eq!(request.header("content-length").as_deref(), Some("5"));
        assert_eq!(request.text(), "model");
    }
}

#[tokio::test]
async fn a_layer_may_make_another_body_of_the_answers() {
    let gzip = b"\x1f\x8b\x08\x00\x00\x00\x00\x00\x02\x03\xab\x56\xca\x4c\x51\xb2\x32\xac\x05\x00\xc5\xf8\x5d\x44\x08\x00\x00\x00";
    let reply = Reply::new(200)
        .header("content-encoding", "gzip")
        .body(&gzip[..]);
    let memory = memory([reply]);
    let client = over(&memory)
        .layer(DecompressionLayer::new())
        .build()
        .unwrap();
    assert_eq!(client.send(GET).await.unwrap().text(), r#"{"id":1}"#);
    assert_eq!(memory.sent()[0].headers["accept-encoding"], "gzip");
}

#[tokio::test]
async fn a_limit_holds_for_all_calls_of_a_client() {
    let memory = memory([Reply::silent(), one()]);
    let client = over(&memory)
        .layer(ConcurrencyLimitLayer::new(1))
        .build()
        .unwrap();
    let mut first = Box::pin(client.send(GET).into_future());
    let mut second = pin!(client.send(GET).into_future());
    poll_fn(|context| {
        assert!(first.as_mut().poll(context).is_pending());
        assert!(second.as_mut().poll(context).is_pending());
        Poll::Ready(())
    })
    .await;
    assert_eq!(memory.sent().len(), 1);
    drop(first);
    second.await.unwrap();
}

#[tokio::test]
async fn each_attempt_and_each_redirect_goes_through_the_layers() {
    #[endpoint(GET "/old" -> Json, redirect = follow)]
    struct GetOld;

    let to_new = Reply::new(302).header("location", "/new");
    let memory = memory([Reply::new(503), to_new, one()]);
    let clock = HandClock::default();
    let client = over(&memory)
        .layer(writing("a"))
        .clock(clock.clone())
        .build()
        .unwrap();
    clock.expire(client.send(GetOld)).await.0.unwrap();
    for at in 0..3 {
        assert_eq!(written(&memory, at), ["a"]);
    }
}

#[tokio::test]
async fn what_the_transport_says_of_a_failure_comes_through() {
    for (failure, kind, attempts) in [
        (Failure::Connect, ErrorKind::Connect, 3),
        (Failure::Unprocessed, ErrorKind::Interrupted, 3),
        (Failure::Interrupted, ErrorKind::Interrupted, 1),
        (Failure::Unable, ErrorKind::Connect, 1),
    ] {
        let memory = memory([(); 3].map(|()| Reply::fails(failure)));
        let clock = HandClock::default();
        let builder = over(&memory).layer(TraceLayer::new_for_http());
        let builder = builder.layer(TimeoutLayer::new(Duration::from_secs(5)));
        let client = builder.clock(clock.clone()).build().unwrap();
        let (came, _) = clock.run(client.send(AddUser { name: "Ada" })).await;
        let error = failed(came);
        assert_eq!(
            (error.kind(), error.attempts()),
            (kind, attempts),
            "{error:?}"
        );
        let cause = std::error::Error::source(&error).unwrap();
        assert_eq!(cause.to_string(), "failed as the test asked");
        assert!(cause.source().is_none());
    }
}

#[tokio::test(start_paused = true)]
async fn an_error_of_a_layer_is_a_lost_connection_and_shows_no_query() {
    let memory = memory([Reply::silent(), Reply::silent()]);
    let layer = TimeoutLayer::new(Duration::from_secs(5));
    let client = over(&memory).layer(layer).build().unwrap();
    let error = failed(client.send(AddUser { name: "Ada" }).await);
    assert_eq!(
        (error.kind(), error.attempts()),
        (ErrorKind::Interrupted, 1)
    );
    assert_eq!(memory.sent().len(), 1);

    let refusing = layer_fn(|_| {
        service_fn(|request: Request<RequestBody>| async move {
            Err::<Response<Body>, _>(format!("not to {}", request.uri()))
        })
    });
    let client = over(&memory).layer(refusing).build().unwrap();
    let error = failed(client.send(GET).await);
    assert!(
        shown(&error).contains("not to https://api.test/users/7?.."),
        "{error:?}"
    );
    assert!(!shown(&error).contains("planted"), "{error:?}");
}

#[tokio::test]
async fn a_uri_that_a_layer_changes_is_where_the_request_goes() {
    let memory = memory([one()]);
    let layer = to("http://other.test:81/a%20b?c=d");
    over(&memory)
        .layer(layer)
        .build()
        .unwrap()
        .send(GET)
        .await
        .unwrap();
    assert_eq!(memory.sent()[0].url, "http://other.test:81/a%20b?c=d");

    let there = WireServer::answering([response("200 OK", "", "{}")]).await;
    let url: Uri = format!("{}/there", there.url()).parse().unwrap();
    let layer = MapRequestLayer::new(move |mut request: Request<RequestBody>| {
        *request.uri_mut() = url.clone();
        request
    });
    let client = Client::builder(BASE).layer(layer).build().unwrap();
    client.send(GET).await.unwrap();
    assert_eq!(there.request().line(), "GET /there HTTP/1.1");
    assert_eq!(
        there.request().header("host").as_deref(),
        Some(there.authority())
    );
}

#[tokio::test]
async fn a_uri_that_would_be_another_hosts_is_refused() {
    for (uri, why) in [
        (
            "https://api.test//evil.test/",
            "does not begin with one slash",
        ),
        (
            "https://api.test/\\evil.test/",
            "does not begin with one slash",
        ),
        ("/users/7", "took scheme or host out"),
        ("ftp://api.test/users/7", "begins with `ftp:`"),
        ("https://user:pw@api.test/", "user name or a password"),
    ] {
        let memory = memory([one()]);
        let client = over(&memory).layer(to(uri)).build().unwrap();
        let error = failed(client.send(GET).await);
        assert_eq!((error.kind(), error.attempts()), (ErrorKind::Connect, 1));
        assert!(!error.is_retryable());
        assert!(shown(&error).contains(why), "{error:?}");
        assert!(memory.sent().is_empty());
    }
}
