//! What hooks are told, what they may change, and what they cannot break.

mod changes;
mod panics;

use std::sync::{Arc, Mutex};
use std::time::Duration;

use endpoint::transport::{
    Answer, BoxFuture, Failure, Memory, Reply, Request, Transport, TransportError,
};
use endpoint::{
    Answered, Clock as _, Deprecated, ErrorKind, Hooks, Json, Outgoing, Retry, Retrying, endpoint,
};

use crate::support::{HandClock, builder, failed, memory, refused};

#[endpoint(GET "/users/<login>" -> Json)]
struct GetUser<'a> {
    login: &'a str,
}

const USER: GetUser<'static> = GetUser { login: "octo" };

#[endpoint(GET "/old" -> Json, redirect = follow)]
struct GetMoved {}

const AT_ONCE: Retry = Retry::standard()
    .base(Duration::ZERO)
    .throttled_base(Duration::ZERO);

fn ok() -> Reply {
    Reply::json(200, "{}")
}

/// Writes down all that it is told, and under which name.
#[derive(Clone, Default)]
struct Book {
    name: &'static str,
    told: Arc<Mutex<Vec<String>>>,
}

impl Book {
    fn write(&self, line: &str) {
        let name = self.name;
        self.told.lock().unwrap().push(format!("{name}{line}"));
    }

    fn named(&self, name: &'static str) -> Self {
        Self {
            name,
            told: Arc::clone(&self.told),
        }
    }

    fn take(&self) -> Vec<String> {
        std::mem::take(&mut self.told.lock().unwrap())
    }
}

impl Hooks for Book {
    fn on_request(&self, request: &mut Outgoing<'_>) {
        let name = request.operation.name();
        let target = request.target();
        self.write(&format!("{name} {}: request {target}", request.attempt));
    }

    fn on_response(&self, answer: &Answered<'_>) {
        let name = answer.operation.name();
        let id = answer.headers.request_id().unwrap_or_default();
        let Answered {
            attempt,
            status,
            elapsed,
            ..
        } = answer;
        self.write(&format!(
            "{name} {attempt}: {} {id} after {elapsed:?}",
            status.as_u16()
        ));
    }

    fn on_retry(&self, retry: &Retrying<'_>) {
        let name = retry.operation.name();
        let error = retry.error.map(endpoint::CallError::kind);
        let Retrying {
            attempt,
            outcome,
            wait,
            ..
        } = retry;
        self.write(&format!(
            "{name} {attempt}: {outcome:?}, {error:?}, again in {wait:?}"
        ));
    }

    fn on_deprecation(&self, deprecated: &Deprecated<'_>) {
        let name = deprecated.operation.name();
        let is_deprecated = deprecated.lifecycle.deprecation.is_some();
        let link = deprecated.headers.text("link").unwrap_or_default();
        self.write(&format!("{name}: deprecated {is_deprecated}, {link}"));
    }
}

#[tokio::test]
async fn each_attempt_is_told_from_request_to_answer() {
    let book = Book::default();
    let replies = memory([
        Reply::new(503).header("retry-after", "2"),
        Reply::fails(Failure::Interrupted),
        ok().header("x-request-id", "req-3"),
    ]);
    let clock = HandClock::default();
    let client = builder(&replies)
        .retry(AT_ONCE)
        .clock(clock.clone())
        .hooks(book.clone())
        .build()
        .unwrap();
    clock.expire(client.send(USER)).await.0.unwrap();
    assert_eq!(
        book.take(),
        [
            "GetUser 1: request /users/octo",
            "GetUser 1: 503  after 0ns",
            "GetUser 1: Status(503), None, again in 2s",
            "GetUser 2: request /users/octo",
            "GetUser 2: Failed(Interrupted), Some(Interrupted), again in 0ns",
            "GetUser 3: request /users/octo",
            "GetUser 3: 200 req-3 after 0ns",
        ]
    );
}

#[tokio::test]
async fn the_answers_of_redirects_and_refusals_are_told() {
    let book = Book::default();
    let replies = memory([
        Reply::new(302).header("location", "https://files.test/a"),
        Reply::new(404),
    ]);
    let client = builder(&replies)
        .clock(HandClock::default())
        .hooks(book.clone())
        .build()
        .unwrap();
    refused(client.send(GetMoved {}).await);
    assert_eq!(
        book.take(),
        [
            "GetMoved 1: request /old",
            "GetMoved 1: 302  after 0ns",
            "GetMoved 1: 404  after 0ns",
        ]
    );
}

/// Takes its time to answer.
#[derive(Debug)]
struct Late(HandClock, Memory);

impl Transport for Late {
    fn send(&self, request: Request) -> BoxFuture<'_, Result<Answer, TransportError>> {
        Box::pin(async {
            self.0.sleep(Duration::from_secs(3)).await;
            self.1.send(request).await
        })
    }
}

#[tokio::test]
async fn the_time_of_an_answer_is_told() {
    let book = Book::default();
    let clock = HandClock::default();
    let client = builder(&memory([]))
        .transport(Late(clock.clone(), memory([ok()])))
        .clock(clock.clone())
        .hooks(book.clone())
        .build()
        .unwrap();
    clock.expire(client.send(USER)).await.0.unwrap();
    assert_eq!(book.take()[1], "GetUser 1: 200  after 3s");
}

#[tokio::test]
async fn a_deprecation_is_told_each_time() {
    let book = Book::default();
    let deprecated = || ok().header("deprecation", "true").header("link", "</new>");
    let replies = memory([deprecated(), ok(), deprecated()]);
    let client = builder(&replies).hooks(book.clone()).build().unwrap();
    for _ in 0..3 {
        client.send(USER).await.unwrap();
    }
    let mut told = book.take();
    told.retain(|line| line.contains("deprecated"));
    assert_eq!(told, ["GetUser: deprecated true, </new>"; 2]);
}

#[tokio::test]
async fn downloads_are_not_told() {
    let book = Book::default();
    let replies = memory([Reply::new(503), Reply::new(200)]);
    let client = builder(&replies)
        .retry(AT_ONCE)
        .hooks(book.clone())
        .build()
        .unwrap();
    client.download("/a.csv").bytes().await.unwrap();
    assert_eq!(replies.sent().len(), 2);
    assert_eq!(book.take(), [""; 0]);
}

/// Does one thing to each request.
struct Does(fn(&mut Outgoing<'_>));

impl Hooks for Does {
    fn on_request(&self, request: &mut Outgoing<'_>) {
        (self.0)(request);
    }
}

#[tokio::test]
async fn several_hooks_are_asked_in_their_order() {
    let book = Book::default();
    let replies = memory([ok().header("deprecation", "true")]);
    let client = builder(&replies)
        .clock(HandClock::default())
        .hooks(book.named("a "))
        .hooks(Does(|request| request.query("by", "b")))
        .hooks(book.named("c "))
        .build()
        .unwrap();
    client.send(USER).await.unwrap();
    assert_eq!(
        book.take(),
        [
            "a GetUser 1: request /users/octo",
            "c GetUser 1: request /users/octo?by=b",
            "a GetUser 1: 200  after 0ns",
            "c GetUser 1: 200  after 0ns",
            "a GetUser: deprecated true, ",
            "c GetUser: deprecated true, ",
        ]
    );
}

#[tokio::test]
async fn hooks_behind_one_that_refuses_are_not_asked() {
    let book = Book::default();
    let client = builder(&memory([]))
        .hooks(book.named("a "))
        .hooks(Does(|request| request.refuse("no")))
        .hooks(book.named("c "))
        .build()
        .unwrap();
    assert_eq!(failed(client.send(USER).await).kind(), ErrorKind::Hook);
    assert_eq!(book.take(), ["a GetUser 1: request /users/octo"]);
}
