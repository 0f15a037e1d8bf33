//! Calls that are waited for: the same calls without `async`, wherever a thread may wait.

use std::io::Read as _;
use std::thread;
use std::time::Duration;

use endpoint::auth::Bearer;
use endpoint::transport::{Memory, Reply};
use endpoint::{
    Bytes, CallError, Download, Error, ErrorKind, Events, Json, Lines, Upload, blocking, endpoint,
};
use tokio::runtime::{Builder, Runtime};

use crate::support::{
    After, BASE, HandClock, WireRequest, WireServer, builder, client, failed, memory, refused,
    response, shown,
};
use crate::transports::Over;

#[endpoint(GET "/users/<login>" -> Json)]
struct GetUser<'a> {
    login: &'a str,
}

#[endpoint(POST "/files/<id>" -> Bytes, idempotent)]
struct PutFile {
    id: u8,
    #[query]
    tags: Vec<&'static str>,
    #[header("x-trace")]
    trace: Option<&'static str>,
    #[body]
    content: Upload,
}

#[endpoint(GET "/file" -> Download)]
struct GetFile;

#[endpoint(GET "/lines" -> Lines<u64>)]
struct GetLines;

#[endpoint(GET "/events" -> Events<u64>)]
struct GetEvents;

const USER: GetUser<'_> = GetUser { login: "octocat" };

fn waiting(memory: &Memory) -> blocking::Client {
    builder(memory).build_blocking().unwrap()
}

/// A runtime beside the test, in which its server runs.
fn beside() -> Runtime {
    Builder::new_multi_thread()
        .worker_threads(1)
        .enable_all()
        .build()
        .unwrap()
}

fn file() -> PutFile {
    PutFile {
        id: 7,
        tags: vec!["a b", "c"],
        trace: Some("t"),
        content: Upload::from_reader(&b"streamed"[..]),
    }
}

/// What is sent with a credential, options, a streamed body, and to a link.
async fn by_async(over: Over, url: &str) {
    let client = over.builder(url).credential(Bearer::new("b"));
    let client = client.query("version", "1").build().unwrap();
    client
        .send(USER)
        .header("x-a", "1")
        .query("q", "+")
        .await
        .unwrap();
    client.send(file()).raw().await.unwrap();
    client.download("/f?sig=1").bytes().await.unwrap();
}

fn by_blocking(over: Over, url: &str) {
    let client = over.builder(url).credential(Bearer::new("b"));
    let client = client.query("version", "1").build_blocking().unwrap();
    let call = client.send(USER).header("x-a", "1").query("q", "+");
    call.wait().unwrap();
    client.send(file()).raw().wait().unwrap();
    client.download("/f?sig=1").bytes().wait().unwrap();
}

#[test]
fn both_clients_send_the_same_bytes() {
    let beside = beside();
    for over in Over::ALL {
        let server = beside.block_on(WireServer::start());
        for _ in 0..6 {
            server.reply(response("200 OK", "", "{}"), After::KeepOpen);
        }
        beside.block_on(by_async(over, &server.url()));
        by_blocking(over, &server.url());
        let requests = server.requests();
        let bytes = |request: &WireRequest| {
            let head = String::from_utf8_lossy(&request.head).into_owned();
            (head, request.body.clone())
        };
        let sent: Vec<_> = requests.iter().map(bytes).collect();
        assert_eq!(sent[..3], sent[3..], "{over:?}");
        assert!(
            sent[1]
                .0
                .starts_with("POST /files/7?tags=a%20b&tags=c&version=1 "),
            "{}",
            sent[1].0
        );
        assert_eq!(sent[1].1, b"streamed");
    }
}

#[test]
fn a_client_is_made_of_a_url_alone() {
    let beside = beside();
    let server = beside.block_on(WireServer::answering([response("200 OK", "", "{}")]));
    let client = blocking::Client::new(&server.url()).unwrap();
    assert_eq!(client.base_url().to_string(), server.url());
    assert_eq!(client.send(USER).wait().unwrap().text(), "{}");
    assert_eq!(server.request().target(), "/users/octocat");
}

#[test]
fn what_cannot_be_built_is_said_as_by_the_async_client() {
    let told = |error: endpoint::BuildError| error.to_string();
    let blocking = blocking::Client::builder("api.test").build_blocking();
    let with_await = endpoint::Client::builder("api.test").build();
    assert_eq!(told(blocking.unwrap_err()), told(with_await.unwrap_err()));
}

#[test]
fn a_refusal_is_one() {
    let client = waiting(&memory([Reply::json(404, r#"{"message": "none"}"#)]));
    let refusal = refused(client.send(USER).wait());
    assert_eq!(
        (refusal.status().as_u16(), refusal.message()),
        (404, Some("none"))
    );
}

#[test]
fn links_are_resolved() {
    let client = waiting(&memory([]));
    let link = client.resolve("/orgs/1").unwrap();
    assert_eq!(link.expose(), format!("{BASE}/orgs/1"));
    let error = failed(client.download("ftp://files.test/a").bytes().wait());
    assert_eq!(error.kind(), ErrorKind::Link);
}

#[test]
fn times_are_kept() {
    let clock = HandClock::default();
    let client = builder(&memory([Reply::silent()])).clock(clock.clone());
    let client = client.build_blocking().unwrap();
    let turning = thread::spawn(move || beside().block_on(clock.advance_to_next()));
    let call = client.send(USER).timeout(Duration::from_secs(5));
    let error = failed(call.wait());
    assert_eq!(error.kind(), ErrorKind::Timeout);
    assert_eq!(turning.join().unwrap(), Duration::from_secs(5));
}

#[test]
fn threads_share_a_client() {
    let beside = beside();
    let server = beside.block_on(WireServer::start());
    for _ in 0..20 {
        server.reply(response("200 OK", "", "{}"), After::KeepOpen);
    }
    let client = blocking::Client::new(&server.url()).unwrap();
    thread::scope(|scope| {
        for _ in 0..4 {
            let clone = client.clone();
            scope.spawn(move || {
                for _ in 0..5 {
                    assert_eq!(clone.send(USER).wait().unwrap().text(), "{}");
                }
            });
        }
    });
    assert_eq!(server.requests().len(), 20);
}

fn assert_told(error: &CallError) {
    assert_eq!(error.kind(), ErrorKind::Blocking);
    assert!(!error.is_retryable());
    let message = error.to_string();
    assert!(message.contains("`endpoint::Client`"), "{message}");
}

/// Everything that waits, on a thread that must not.
fn try_all() {
    let memory = memory([]);
    let client = waiting(&memory);
    let error = failed(client.send(USER).wait());
    assert!(
        error
            .to_string()
            .starts_with("GetUser (GET /users/<login>): "),
        "{error}"
    );
    assert_told(&error);
    assert_told(&client.send(USER).raw().wait().unwrap_err());
    let Error::Call(error) = client.download("/f").bytes().wait().unwrap_err() else {
        panic!("it was refused");
    };
    assert_told(&error);
    assert!(memory.sent().is_empty());
}

#[tokio::test]
async fn an_async_function_gets_an_error_and_no_panic() {
    try_all();
    tokio::spawn(async { try_all() }).await.unwrap();
    // The task goes on as if nothing had been.
    tokio::task::yield_now().await;
    let client = client(&memory([Reply::json(200, "1")]));
    assert_eq!(client.send(USER).await.unwrap().text(), "1");
}

#[tokio::test(flavor = "multi_thread", worker_threads = 1)]
async fn so_it_does_on_a_runtime_of_many_threads() {
    try_all();
    tokio::spawn(async { try_all() }).await.unwrap();
}

#[tokio::test(flavor = "multi_thread", worker_threads = 1)]
async fn where_a_runtime_lets_a_thread_wait_it_may() {
    let call = || {
        let client = waiting(&memory([Reply::json(200, "1")]));
        client.send(USER).wait().unwrap().text().to_owned()
    };
    assert_eq!(tokio::task::spawn_blocking(call).await.unwrap(), "1");
    assert_eq!(tokio::task::block_in_place(call), "1");
}

#[tokio::test]
async fn a_client_may_be_dropped_in_an_async_function() {
    let server = WireServer::answering([response("200 OK", "", "{}")]).await;
    let url = server.url();
    let wait = move || {
        let client = blocking::Client::new(&url).unwrap();
        client.send(USER).wait().unwrap();
        client
    };
    let client = tokio::task::spawn_blocking(wait).await.unwrap();
    drop(client);
    // Its connection goes with it.
    server.ended(1).await;
}

#[test]
fn a_download_is_read_and_outlives_its_client() {
    let beside = beside();
    let server = beside.block_on(WireServer::start());
    let body = "x".repeat(1 << 20);
    server.reply(response("200 OK", "", &body), After::KeepOpen);
    let client = blocking::Client::new(&server.url()).unwrap();
    let mut file = client.send(GetFile).wait().unwrap().into_inner();
    drop(client);
    assert_eq!(file.length(), Some(1 << 20));
    let mut text = String::new();
    file.read_to_string(&mut text).unwrap();
    assert!(text == body);
    assert_eq!(file.read(&mut [0]).unwrap(), 0);
}

#[test]
fn a_download_that_is_cut_is_an_error_of_reading() {
    let replies = [Reply::new(200).body("half").then_interrupted()];
    let mut file = waiting(&memory(replies)).send(GetFile).wait().unwrap();
    let mut text = Vec::new();
    let error = file.read_to_end(&mut text).unwrap_err();
    assert_eq!(text, b"half");
    let cause: &CallError = error.get_ref().unwrap().downcast_ref().unwrap();
    assert_eq!(cause.kind(), ErrorKind::Interrupted);
}

#[test]
fn lines_are_iterated() {
    let replies = [Reply::new(200)
        .body("1\n2\nx\n")
        .body("3\n")
        .then_interrupted()];
    let lines = waiting(&memory(replies)).send(GetLines).wait().unwrap();
    let kind = |line: Result<u64, CallError>| line.map_err(|error| error.kind());
    let lines: Vec<_> = lines.into_inner().into_iter().map(kind).collect();
    let (broken, lost) = (Err(ErrorKind::Decode), Err(ErrorKind::Interrupted));
    assert_eq!(lines, [Ok(1), Ok(2), broken, Ok(3), lost]);
}

#[test]
fn events_are_iterated() {
    let replies = [Reply::new(200)
        .header("content-type", "text/event-stream")
        .body("id: a\ndata: 1\n\n")
        .body("data: 2\n\n")];
    let events = waiting(&memory(replies)).send(GetEvents).wait().unwrap();
    let mut events = events.into_inner().into_iter();
    assert_eq!(events.next().unwrap().unwrap().data, 1);
    assert_eq!(events.stream().last_event_id(), Some("a"));
    let rest: Vec<_> = events.map(|event| event.unwrap().data).collect();
    assert_eq!(rest, [2]);
}

#[test]
fn events_are_reconnected() {
    let clock = HandClock::default();
    let stream = |body: &str| {
        Reply::new(200)
            .header("content-type", "text/event-stream")
            .body(body.to_owned())
    };
    let memory = memory([
        stream("id: a\ndata: 1\n\n").then_interrupted(),
        stream("data: 2\n\n"),
    ]);
    let client = builder(&memory).clock(clock.clone()).build_blocking();
    let events = client.unwrap().send(GetEvents).wait().unwrap();
    let turning = thread::spawn(move || beside().block_on(clock.advance_to_next()));
    let events: Vec<_> = events
        .into_inner()
        .into_iter()
        .map(|event| event.unwrap().data)
        .collect();
    assert_eq!(events, [1, 2]);
    assert_eq!(turning.join().unwrap(), Duration::from_secs(3));
    assert_eq!(memory.sent()[1].headers["last-event-id"], "a");
}

/// The kind of the one item that there is.
fn only_item<T>(items: impl IntoIterator<Item = Result<T, CallError>>) -> CallError {
    let mut items = items.into_iter();
    let Some(Err(error)) = items.next() else {
        panic!("the first item is no error");
    };
    assert!(items.next().is_none());
    error
}

#[tokio::test]
async fn a_stream_of_an_async_client_is_not_waited_for() {
    let client = client(&memory([
        Reply::new(200).body("1\n"),
        Reply::new(200).header("content-type", "text/event-stream"),
        Reply::new(200).body("file"),
    ]));
    let lines = client.send(GetLines).await.unwrap().into_inner();
    let events = client.send(GetEvents).await.unwrap().into_inner();
    let mut file = client.send(GetFile).await.unwrap().into_inner();
    // Whether the thread may wait or not.
    let wait = move || {
        let of_file = file.read_to_end(&mut Vec::new()).unwrap_err();
        let of_file = of_file.into_inner().unwrap().downcast().unwrap();
        for error in [only_item(lines), only_item(events), *of_file] {
            assert_eq!(error.kind(), ErrorKind::Blocking);
            assert!(
                error.to_string().contains("`endpoint::blocking::Client`"),
                "{error}"
            );
        }
    };
    tokio::task::spawn_blocking(wait).await.unwrap();
}

#[test]
fn a_stream_in_an_async_function_is_not_waited_for() {
    let client = waiting(&memory([
        Reply::new(200).body("1\n"),
        Reply::new(200).body("file"),
    ]));
    let lines = client.send(GetLines).wait().unwrap().into_inner();
    let mut file = client.send(GetFile).wait().unwrap().into_inner();
    beside().block_on(async move {
        assert_told(&only_item(lines));
        let error = file.read_to_end(&mut Vec::new()).unwrap_err();
        assert_told(error.get_ref().unwrap().downcast_ref().unwrap());
    });
}

#[test]
fn a_stream_that_came_without_a_client_needs_none() {
    use endpoint::Endpoint as _;
    let answer = http::Response::new(bytes::Bytes::from_static(b"1\n2\n"));
    let lines = GetLines::decode(answer).unwrap().into_inner();
    let lines: Result<Vec<u64>, CallError> = lines.into_iter().collect();
    assert_eq!(lines.unwrap(), [1, 2]);
}

#[test]
fn debug_output_shows_no_secret() {
    let client = builder(&memory([])).credential(Bearer::new("planted"));
    let client = client.build_blocking().unwrap();
    let call = client.send(USER).query("key", "planted");
    let text = format!("{client:?} {call:?} {:?}", client.download("/f?planted"));
    assert!(text.starts_with("blocking::Client {"), "{text}");
    assert!(!text.contains("planted"), "{text}");
    let raw = client.send(USER).query("key", "planted").raw();
    assert_eq!(format!("{raw:?}"), "Waiting");
    assert!(!shown(&failed(client.send(USER).wait())).contains("planted"));
}
