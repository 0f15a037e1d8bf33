//! Spans and events: one span a call, one an attempt, and in them what may be shown.

#[cfg(feature = "opentelemetry")]
mod context;
mod shown;

use std::time::Duration;

use endpoint::auth::OAuth2;
use endpoint::limit::{Ask, Limited, Limiter, Permit, Quota};
use endpoint::transport::{BoxFuture, Failure, Memory, Reply};
use endpoint::{Client, Json, Retry, Secret, endpoint};
use tracing::Level;

use crate::support::{HandClock, Trace, builder, failed, memory, refused};

#[endpoint(GET "/users/<login>" -> Json)]
struct GetUser<'a> {
    login: &'a str,
    #[query]
    page: Option<u32>,
    #[query]
    token: Option<Secret>,
    #[header("x-region")]
    region: Option<&'a str>,
}

const USER: GetUser<'static> = GetUser {
    login: "octo",
    page: None,
    token: None,
    region: None,
};

#[endpoint(GET "/old" -> Json, redirect = follow)]
struct GetMoved {}

/// Tries again at once.
const AT_ONCE: Retry = Retry::standard()
    .base(Duration::ZERO)
    .throttled_base(Duration::ZERO);

fn ok() -> Reply {
    Reply::json(200, "{}")
}

fn tenacious(memory: &Memory) -> Client {
    builder(memory).retry(AT_ONCE).build().unwrap()
}

#[tokio::test]
async fn a_call_has_a_span_and_each_of_its_attempts_one_below() {
    let trace = Trace::start();
    let client = tenacious(&memory([
        Reply::new(503),
        Reply::fails(Failure::Interrupted),
        ok(),
    ]));
    client.send(USER).await.unwrap();
    let calls = trace.spans("call");
    let [call] = &calls[..] else {
        panic!("{calls:#?}")
    };
    assert_eq!(call.level, Level::INFO);
    assert_eq!(call.target, "endpoint");
    assert_eq!(call.parent, None);
    assert_eq!(call.field("otel.name"), "GetUser");
    assert_eq!(call.field("otel.kind"), "internal");
    assert_eq!(call.field("endpoint"), "GetUser");
    assert_eq!(call.field("api"), "Undescribed");
    assert_eq!(call.field("attempts"), "3");
    assert_eq!(call.field("http.response.status_code"), "200");
    assert_eq!(call.field("otel.status_code"), "");
    let attempts = trace.spans("attempt");
    assert_eq!(attempts.len(), 3);
    let expected = [
        ("", "503", "503", "ERROR"),
        ("1", "", "Interrupted", "ERROR"),
        ("2", "200", "", ""),
    ];
    for (attempt, (resent, status, error, code)) in attempts.iter().zip(expected) {
        assert_eq!(attempt.parent, Some(call.id));
        assert_eq!(attempt.field("http.request.resend_count"), resent);
        assert_eq!(attempt.field("http.response.status_code"), status);
        assert_eq!(attempt.field("error.type"), error);
        assert_eq!(attempt.field("otel.status_code"), code);
    }
}

#[tokio::test]
async fn an_attempt_has_the_fields_of_an_http_client() {
    let trace = Trace::start();
    let client = Client::builder("https://api.test:8443/rest/")
        .transport(memory([ok()]))
        .build()
        .unwrap();
    client.send(USER).await.unwrap();
    let attempt = &trace.spans("attempt")[0];
    assert_eq!(attempt.level, Level::INFO);
    for (name, value) in [
        ("otel.name", "GET /users/<login>"),
        ("otel.kind", "client"),
        ("http.request.method", "GET"),
        ("url.full", "https://api.test:8443/rest/users/octo"),
        ("url.template", "/users/<login>"),
        ("server.address", "api.test"),
        ("server.port", "8443"),
    ] {
        assert_eq!(attempt.field(name), value, "{name}");
    }
}

#[tokio::test]
async fn the_port_is_the_schemes_where_none_is_said() {
    let trace = Trace::start();
    tenacious(&memory([ok()])).send(USER).await.unwrap();
    assert_eq!(trace.spans("attempt")[0].field("server.port"), "443");
}

#[tokio::test]
async fn a_call_that_is_refused_is_an_error_in_both_spans() {
    let trace = Trace::start();
    refused(tenacious(&memory([Reply::new(404)])).send(USER).await);
    for name in ["call", "attempt"] {
        let span = &trace.spans(name)[0];
        assert_eq!(span.field("error.type"), "404");
        assert_eq!(span.field("otel.status_code"), "ERROR");
    }
}

#[tokio::test]
async fn why_an_attempt_has_no_answer_is_said_in_its_span_and_nowhere_else() {
    let trace = Trace::start();
    let fails = || Reply::fails(Failure::Connect);
    failed(
        tenacious(&memory([fails(), fails(), fails()]))
            .send(USER)
            .await,
    );
    let told = trace.events("the attempt failed");
    let attempts = trace.spans("attempt");
    assert_eq!(told.len(), 3);
    for (told, attempt) in told.iter().zip(&attempts) {
        assert_eq!(told.level, Level::DEBUG);
        assert_eq!(told.parent, Some(attempt.id));
        let error = told.field("error");
        assert!(
            error.starts_with("no connection to https://api.test"),
            "{error}"
        );
    }
    let call = &trace.spans("call")[0];
    assert_eq!(call.field("error.type"), "Connect");
    assert_eq!(call.field("attempts"), "3");
}

#[tokio::test]
async fn a_retry_is_told_in_the_span_of_its_call() {
    let trace = Trace::up_to(Level::INFO);
    let client = tenacious(&memory([Reply::new(503), ok()]));
    client.send(USER).await.unwrap();
    let told = trace.events("trying again");
    assert_eq!(told.len(), 1);
    assert_eq!(told[0].level, Level::INFO);
    assert_eq!(told[0].parent, Some(trace.spans("call")[0].id));
    assert_eq!(told[0].field("endpoint"), "GetUser");
    assert_eq!(told[0].field("attempt"), "1");
    assert_eq!(told[0].field("outcome"), "Status(503)");
    assert_eq!(told[0].field("wait"), "0ns");
}

#[tokio::test]
async fn at_info_there_are_the_spans_and_nothing_of_a_call_that_goes_well() {
    let trace = Trace::up_to(Level::INFO);
    tenacious(&memory([ok()])).send(USER).await.unwrap();
    let names: Vec<String> = trace.all().into_iter().map(|logged| logged.name).collect();
    assert_eq!(names, ["call", "attempt"]);
}

#[tokio::test]
async fn a_download_has_spans_without_a_template() {
    let trace = Trace::start();
    let client = tenacious(&memory([Reply::new(200)]));
    let link = "https://files.test/a/b.csv?sig=very-secret";
    client.download(link).bytes().await.unwrap();
    assert_eq!(trace.spans("call")[0].field("otel.name"), "download");
    let attempt = &trace.spans("attempt")[0];
    assert_eq!(attempt.field("otel.name"), "GET");
    assert_eq!(attempt.field("url.template"), "");
    assert_eq!(attempt.field("server.address"), "files.test");
    let url = "https://files.test/a/b.csv?[redacted]";
    assert_eq!(attempt.field("url.full"), url);
}

#[tokio::test]
async fn a_request_for_a_token_is_a_call_within_the_call() {
    let trace = Trace::start();
    let token = || Reply::json(200, r#"{"access_token": "very-secret"}"#);
    let tokens = OAuth2::client_credentials("https://auth.test/token", "app", "s3cret");
    let client = builder(&memory([token(), Reply::new(401), token(), ok()]))
        .credential(tokens.unwrap())
        .build()
        .unwrap();
    client.send(USER).await.unwrap();
    let calls = trace.spans("call");
    let names: Vec<&str> = calls.iter().map(|call| call.field("otel.name")).collect();
    assert_eq!(names, ["GetUser", "token", "token"]);
    assert!(
        calls[1..]
            .iter()
            .all(|call| call.parent == Some(calls[0].id))
    );
    let attempts = trace.spans("attempt");
    let names: Vec<&str> = attempts
        .iter()
        .map(|attempt| attempt.field("otel.name"))
        .collect();
    assert_eq!(
        names,
        ["POST", "GET /users/<login>", "POST", "GET /users/<login>"]
    );
    assert_eq!(attempts[0].field("url.full"), "https://auth.test/token");
    for (message, count) in [
        ("waiting for a new token", 2),
        ("the API refused the token", 1),
    ] {
        let told = trace.events(message);
        assert_eq!(told.len(), count, "{message}");
        assert!(told.iter().all(|told| told.level == Level::DEBUG));
        assert!(told.iter().all(|told| told.field("endpoint") == "GetUser"));
    }
}

#[tokio::test]
async fn a_redirect_is_told_without_its_query() {
    let trace = Trace::start();
    let moved = |to| Reply::new(302).header("location", to);
    let client = tenacious(&memory([
        moved("/new?page=2"),
        moved("https://files.test/a?sig=very-secret"),
        ok(),
    ]));
    client.send(GetMoved {}).await.unwrap();
    let attempts = trace.spans("attempt");
    assert_eq!(attempts.len(), 1);
    let told = trace.events("following a redirect");
    let urls: Vec<&str> = told.iter().map(|told| told.field("url.full")).collect();
    assert_eq!(
        urls,
        [
            "https://api.test/new?page=[redacted]",
            "https://files.test/a?[redacted]"
        ]
    );
    assert!(told.iter().all(|told| told.parent == Some(attempts[0].id)));
    assert_eq!(trace.events("request").len(), 3);
    assert_eq!(trace.events("answer").len(), 3);
}

/// Gives leave after a time.
#[derive(Debug)]
struct Slow(Duration);

impl Limiter for Slow {
    fn acquire<'a>(&'a self, ask: Ask<'a>) -> BoxFuture<'a, Result<Permit, Limited>> {
        Box::pin(async {
            ask.clock.sleep(self.0).await;
            Ok(Permit::free())
        })
    }

    fn heed<'a>(&'a self, _: Quota, _: &'a dyn endpoint::Clock) -> BoxFuture<'a, ()> {
        Box::pin(async {})
    }
}

#[tokio::test]
async fn a_long_wait_for_leave_is_told() {
    for (wait, told) in [(99, 0), (100, 1)] {
        let trace = Trace::start();
        let clock = HandClock::default();
        let client = builder(&memory([ok()]))
            .clock(clock.clone())
            .rate_limiter(Slow(Duration::from_millis(wait)))
            .build()
            .unwrap();
        clock.expire(client.send(USER)).await.0.unwrap();
        let waits = trace.events("waited for leave to send");
        assert_eq!(waits.len(), told);
        assert!(waits.iter().all(|told| told.field("wait") == "100ms"));
    }
}
