//! Whatever a call fails of.

use std::time::Duration;

use endpoint::auth::Anonymous;
use endpoint::limit::{Ask, CircuitBreaker, Limited, Limiter, Permit, Quota};
use endpoint::transport::{BoxFuture, Failure, Hyper, Memory, Reply, Reqwest, Transport};
use endpoint::{
    ClientBuilder, Clock, ErrorKind, File, Hooks, Json, Outgoing, Retry, Secret, Upload, endpoint,
};

use super::find::{plain_secret_of, secret_of};
use super::watch::Watch;
use super::world::{client, credential, tenacious};
use crate::support::{After, ClosedPort, HandClock, WireServer, memory};

#[endpoint(PUT "/users/<part>" -> Json)]
struct PutUser {
    part: Secret,
    #[query]
    token: Secret,
    #[json]
    password: Secret,
}

fn user() -> PutUser {
    PutUser {
        part: secret_of("path").into(),
        token: secret_of("query").into(),
        password: secret_of("json").into(),
    }
}

#[endpoint(GET "/users" -> Json, redirect = follow)]
struct GetUser {
    #[query]
    token: Secret,
}

fn look_up() -> GetUser {
    GetUser {
        token: secret_of("query").into(),
    }
}

/// One call that comes to nothing, and is seen to have been sent as often as this.
async fn fails(
    watch: &mut Watch,
    build: impl FnOnce(ClientBuilder) -> ClientBuilder,
    replies: &Memory,
    kind: ErrorKind,
) {
    let client = client(watch, credential(), replies.clone(), build);
    let error = client.send(user()).await.unwrap_err();
    let endpoint::Error::Call(failure) = &error else {
        panic!("{error}")
    };
    assert_eq!(failure.kind(), kind, "{failure}");
    watch.result(Err::<endpoint::Response<()>, _>(error));
}

fn thrice(reply: impl Fn() -> Reply) -> Memory {
    memory([reply(), reply(), reply()])
}

/// An answer that says what it was told as far as that can be known.
fn echo() -> Reply {
    Reply::json(200, "{\"a\": \"")
        .body(secret_of("json"))
        .body(plain_secret_of("bearer"))
}

#[tokio::test]
async fn nothing_comes_out_of_transports_that_fail() {
    let mut watch = Watch::start();
    for (failure, kind) in [
        (Failure::Connect, ErrorKind::Connect),
        (Failure::ConnectTimeout, ErrorKind::Connect),
        (Failure::Interrupted, ErrorKind::Interrupted),
        (Failure::Unprocessed, ErrorKind::Interrupted),
        (Failure::Unable, ErrorKind::Connect),
        (Failure::Upload, ErrorKind::Upload),
    ] {
        let replies = thrice(|| Reply::fails(failure));
        fails(&mut watch, tenacious, &replies, kind).await;
    }
    let replies = thrice(|| echo().then_interrupted());
    fails(&mut watch, tenacious, &replies, ErrorKind::Interrupted).await;
    let replies = thrice(echo);
    let small = |builder: ClientBuilder| tenacious(builder).limit(16);
    fails(&mut watch, small, &replies, ErrorKind::TooLarge).await;
    fails(&mut watch, tenacious, &memory([echo()]), ErrorKind::Decode).await;
    watch.end();
}

type Limit = fn(ClientBuilder, Duration) -> ClientBuilder;

#[tokio::test]
async fn nothing_comes_out_of_calls_that_take_too_long() {
    let mut watch = Watch::start();
    let second = Duration::from_secs(1);
    let silent = Reply::silent;
    let limits: [(Limit, _, _); 4] = [
        (ClientBuilder::timeout, ErrorKind::Timeout, silent()),
        (ClientBuilder::attempt_timeout, ErrorKind::Timeout, silent()),
        (ClientBuilder::deadline, ErrorKind::Deadline, silent()),
        (
            ClientBuilder::stall_timeout,
            ErrorKind::Stalled,
            echo().then_silent(),
        ),
    ];
    for (limit, kind, reply) in limits {
        let clock = HandClock::default();
        let replies = memory([reply]);
        let build = |builder: ClientBuilder| {
            let builder = builder.retry(Retry::never()).clock(clock.clone());
            limit(builder, second)
        };
        let call = fails(&mut watch, build, &replies, kind);
        clock.expire(call).await;
    }
    watch.end();
}

/// Never gives leave.
#[derive(Debug)]
struct Full;

impl Limiter for Full {
    fn acquire<'a>(&'a self, _: Ask<'a>) -> BoxFuture<'a, Result<Permit, Limited>> {
        Box::pin(async { Err(Limited::new("there is no leave today", None)) })
    }

    fn heed<'a>(&'a self, _: Quota, _: &'a dyn Clock) -> BoxFuture<'a, ()> {
        Box::pin(async {})
    }
}

struct Refuses;

impl Hooks for Refuses {
    fn on_request(&self, request: &mut Outgoing<'_>) {
        request.refuse("not today");
    }
}

#[tokio::test]
async fn nothing_comes_out_of_calls_that_are_not_sent() {
    let mut watch = Watch::start();
    let none = memory([]);
    let full = |builder: ClientBuilder| builder.rate_limiter(Full);
    fails(&mut watch, full, &none, ErrorKind::Limited).await;
    let refuses = |builder: ClientBuilder| builder.hooks(Refuses);
    fails(&mut watch, refuses, &none, ErrorKind::Hook).await;
    let breaker = CircuitBreaker::new(1, Duration::from_secs(60));
    let open = |builder: ClientBuilder| {
        let clock = HandClock::default();
        let builder = builder.clock(clock).retry(Retry::never());
        builder.circuit_breaker(breaker.clone())
    };
    let lost = memory([Reply::fails(Failure::Connect)]);
    fails(&mut watch, open, &lost, ErrorKind::Connect).await;
    fails(&mut watch, open, &none, ErrorKind::Circuit).await;
    watch.look(&breaker);
    assert!(none.sent().is_empty());
    watch.end();
}

#[tokio::test]
async fn nothing_comes_out_of_redirects_that_are_not_followed() {
    let mut watch = Watch::start();
    let secret = plain_secret_of("location").replace('/', "");
    for location in [
        format!("http://files.test/?sig={secret}"),
        format!("https://user:{secret}@files.test/"),
        format!("//{secret}@files.test/"),
        format!("ftp://files.test/?sig={secret}"),
        format!("?token={secret}"),
        format!("//files.test:99999/?sig={secret}"),
        format!("/\\files.test?{secret}"),
        format!("https://files.test/#{secret}"),
    ] {
        let moved = Memory::new();
        for _ in 0..12 {
            moved.reply(Reply::new(302).header("location", &location));
        }
        let client = client(&mut watch, credential(), moved.clone(), tenacious);
        watch.result(client.send(look_up()).await);
        watch.look(&client.resolve(&location));
        watch.result(client.download(&location).bytes().await);
    }
    watch.end();
}

#[endpoint(PUT "/file" -> Json)]
struct PutFile {
    #[body]
    file: Upload,
}

#[endpoint(PUT "/files" -> Json)]
struct PutFiles {
    #[part]
    file: File,
}

#[tokio::test]
async fn nothing_of_a_body_comes_out() {
    let mut watch = Watch::start();
    let replies = memory([(); 4].map(|()| Reply::fails(Failure::Connect)));
    let client = client(&mut watch, Anonymous, replies.clone(), |builder| {
        builder.retry(Retry::never())
    });
    let upload = || Upload::from_bytes(secret_of("upload"));
    watch.look(&upload());
    watch.result(client.send(PutFile { file: upload() }).await);
    let file = || File::from_bytes(secret_of("file")).name("a.txt");
    watch.look(&file());
    watch.result(client.send(PutFiles { file: file() }).await);
    let gone = || Upload::from_path("/nowhere/at-all");
    watch.result(client.send(PutFile { file: gone() }).await);
    let sent: Vec<_> = replies.sent().into_iter().map(|sent| sent.body).collect();
    assert!(sent.iter().any(|body| body.starts_with(b"c4n4ry-upload")));
    watch.end();
}

/// A transport that goes through a proxy which is not there, and has a password.
fn through_proxy(proxy: &str) -> Reqwest {
    let proxy = proxy.replace(
        "http://",
        &format!("http://user:{}@", plain_secret_of("proxy").replace('/', "")),
    );
    let proxy = reqwest::Proxy::all(proxy).unwrap();
    Reqwest::from_builder(reqwest::Client::builder().proxy(proxy)).unwrap()
}

async fn over(watch: &mut Watch, url: &str, transport: impl Transport) {
    let build = |builder: ClientBuilder| tenacious(builder).base_url(url).allow_http();
    let client = client(watch, credential(), transport, build);
    watch.result(client.send(user()).await);
    watch.result(client.send(look_up()).await);
}

#[tokio::test]
async fn nothing_comes_out_of_real_connections() {
    let mut watch = Watch::start();
    let gone = ClosedPort::hold();
    over(&mut watch, gone.url(), Reqwest::new().unwrap()).await;
    over(&mut watch, gone.url(), Hyper::new().unwrap()).await;
    over(&mut watch, "http://api.test", through_proxy(gone.url())).await;
    for answer in [
        "",
        "HTTP/1.1 200 OK\r\nContent-Length: 9\r\n\r\n{",
        "HTTP/1.1 nonsense\r\n\r\n",
        "HTTP/1.1 200 OK\r\nTransfer-Encoding: chunked\r\n\r\nzz\r\n",
    ] {
        for transport in [true, false] {
            let server = WireServer::start().await;
            (0..6).for_each(|_| server.reply(answer, After::Close));
            if transport {
                over(&mut watch, &server.url(), Reqwest::new().unwrap()).await;
            } else {
                over(&mut watch, &server.url(), Hyper::new().unwrap()).await;
            }
        }
    }
    watch.end();
}
