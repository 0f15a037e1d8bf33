//! The trace is passed on to the API, and to nobody else.

use std::collections::HashMap;

use endpoint::transport::{Memory, Reply, Sent};
use endpoint::{Client, Hooks, Outgoing};
use opentelemetry::Context;
use opentelemetry::propagation::TextMapPropagator as _;
use opentelemetry::trace::{SpanId, TracerProvider as _};
use opentelemetry_sdk::propagation::TraceContextPropagator;
use opentelemetry_sdk::trace::{InMemorySpanExporter, SdkTracerProvider, SpanData};
use tracing::Instrument as _;
use tracing::subscriber::DefaultGuard;
use tracing_opentelemetry::OpenTelemetrySpanExt as _;
use tracing_subscriber::Registry;
use tracing_subscriber::layer::SubscriberExt as _;

use super::{AT_ONCE, GetMoved, USER, ok};
use crate::pages::{TOKENS, last, page};
use crate::support::{builder, listen, memory};

/// Where the spans of this thread go as long as it lives.
struct Spans {
    exporter: InMemorySpanExporter,
    provider: SdkTracerProvider,
    _guard: DefaultGuard,
}

impl Spans {
    fn start() -> Self {
        listen();
        let exporter = InMemorySpanExporter::default();
        let provider = SdkTracerProvider::builder()
            .with_simple_exporter(exporter.clone())
            .build();
        let layer = tracing_opentelemetry::layer().with_tracer(provider.tracer("test"));
        Self {
            exporter,
            provider,
            _guard: tracing::subscriber::set_default(Registry::default().with(layer)),
        }
    }

    fn named(&self, name: &str) -> Vec<SpanData> {
        self.provider.force_flush().unwrap();
        let mut all = self.exporter.get_finished_spans().unwrap();
        all.retain(|span| span.name == name);
        all
    }
}

fn tenacious(memory: &Memory) -> Client {
    builder(memory).retry(AT_ONCE).build().unwrap()
}

fn traceparent(sent: &Sent) -> &str {
    sent.headers
        .get("traceparent")
        .map_or("", |value| value.to_str().unwrap())
}

#[tokio::test]
async fn each_attempt_is_the_parent_of_what_the_api_does() {
    let spans = Spans::start();
    let replies = memory([Reply::new(503), ok()]);
    tenacious(&replies).send(USER).await.unwrap();
    let attempts = spans.named("GET /users/<login>");
    let call = &spans.named("GetUser")[0];
    let sent = replies.sent();
    assert_eq!((attempts.len(), sent.len()), (2, 2));
    for (attempt, sent) in attempts.iter().zip(&sent) {
        let context = &attempt.span_context;
        let expected = format!("00-{}-{}-01", context.trace_id(), context.span_id());
        assert_eq!(traceparent(sent), expected);
        assert_eq!(attempt.parent_span_id, call.span_context.span_id());
        assert!(!sent.headers.contains_key("tracestate"));
    }
    assert_ne!(traceparent(&sent[0]), traceparent(&sent[1]));
    assert_eq!(call.parent_span_id, SpanId::INVALID);
}

#[tokio::test]
async fn spans_are_those_of_an_http_client() {
    use opentelemetry::trace::{SpanKind, Status};

    let spans = Spans::start();
    let replies = memory([Reply::new(503), ok()]);
    tenacious(&replies).send(USER).await.unwrap();
    let attempts = spans.named("GET /users/<login>");
    let status: Vec<_> = attempts.iter().map(|span| span.status.clone()).collect();
    assert_eq!(status, [Status::error(""), Status::Unset]);
    assert!(
        attempts
            .iter()
            .all(|span| span.span_kind == SpanKind::Client)
    );
    assert_eq!(spans.named("GetUser")[0].span_kind, SpanKind::Internal);
    let fields: HashMap<_, _> = attempts[1]
        .attributes
        .iter()
        .map(|pair| (pair.key.as_str(), pair.value.to_string()))
        .collect();
    for (name, value) in [
        ("http.request.method", "GET"),
        ("http.request.resend_count", "1"),
        ("http.response.status_code", "200"),
        ("url.full", "https://api.test/users/octo"),
        ("url.template", "/users/<login>"),
        ("server.address", "api.test"),
        ("server.port", "443"),
    ] {
        assert_eq!(fields.get(name).map(String::as_str), Some(value), "{name}");
    }
}

/// A trace that came to this program from elsewhere.
fn came_from(parent: &str, state: &str) -> Context {
    let headers = [("traceparent", parent), ("tracestate", state)];
    let headers: HashMap<String, String> = headers
        .map(|(name, value)| (name.to_owned(), value.to_owned()))
        .into();
    TraceContextPropagator::new().extract(&headers)
}

async fn sent_within(parent: &str, state: &str) -> Sent {
    use tracing::Instrument as _;

    let replies = memory([ok()]);
    let span = tracing::info_span!("outer");
    span.set_parent(came_from(parent, state)).unwrap();
    let call = tenacious(&replies).send(USER).into_future();
    call.instrument(span).await.unwrap();
    replies.sent().remove(0)
}

const TRACE_ID: &str = "0af7651916cd43dd8448eb211c80319c";

#[tokio::test]
async fn a_trace_that_began_elsewhere_goes_on_with_its_state() {
    let _spans = Spans::start();
    let parent = format!("00-{TRACE_ID}-b7ad6b7169203331-01");
    let sent = sent_within(&parent, "vendor=1,other=2").await;
    assert!(traceparent(&sent).starts_with(&format!("00-{TRACE_ID}-")));
    assert!(traceparent(&sent).ends_with("-01"));
    assert!(!traceparent(&sent).contains("b7ad6b7169203331"));
    assert_eq!(sent.headers["tracestate"], "vendor=1,other=2");
}

#[tokio::test]
async fn a_trace_that_is_not_sampled_says_so() {
    let _spans = Spans::start();
    let parent = format!("00-{TRACE_ID}-b7ad6b7169203331-00");
    let sent = sent_within(&parent, "").await;
    assert!(traceparent(&sent).starts_with(&format!("00-{TRACE_ID}-")));
    assert!(traceparent(&sent).ends_with("-00"));
}

#[tokio::test]
async fn links_and_other_origins_are_not_told_of_the_trace() {
    let _spans = Spans::start();
    let moved = |to| Reply::new(302).header("location", to);
    let replies = memory([
        Reply::new(200),
        moved("/new"),
        moved("https://elsewhere.test/"),
        ok(),
    ]);
    let client = tenacious(&replies);
    client.download("/a.csv").bytes().await.unwrap();
    client.send(GetMoved {}).await.unwrap();
    let sent = replies.sent();
    let is_told: Vec<bool> = sent
        .iter()
        .map(|sent| !traceparent(sent).is_empty())
        .collect();
    assert_eq!(is_told, [false, true, true, false]);
}

struct Names;

impl Hooks for Names {
    fn on_request(&self, request: &mut Outgoing<'_>) {
        request.header("traceparent", "of-the-hook");
    }
}

#[tokio::test]
async fn a_parent_that_the_caller_names_stays() {
    let _spans = Spans::start();
    let replies = memory([ok(), ok()]);
    let call = tenacious(&replies).send(USER);
    call.header("traceparent", "of-the-call")
        .header("tracestate", "mine=1")
        .await
        .unwrap();
    let client = builder(&replies).hooks(Names).build().unwrap();
    client.send(USER).await.unwrap();
    let sent = replies.sent();
    assert_eq!(traceparent(&sent[0]), "of-the-call");
    assert_eq!(sent[0].headers["tracestate"], "mine=1");
    assert_eq!(traceparent(&sent[1]), "of-the-hook");
}

#[tokio::test]
async fn without_a_layer_nothing_is_passed_on() {
    let replies = memory([ok()]);
    tenacious(&replies).send(USER).await.unwrap();
    assert_eq!(traceparent(&replies.sent()[0]), "");
    let _trace = crate::support::Trace::start();
    let replies = memory([ok()]);
    tenacious(&replies).send(USER).await.unwrap();
    assert_eq!(traceparent(&replies.sent()[0]), "");
}

#[tokio::test]
async fn a_page_that_is_fetched_ahead_is_of_the_trace_of_the_one_before() {
    let _spans = Spans::start();
    let memory = memory([page(&[1], "b"), last(&[2])]);
    let mut pages = tenacious(&memory).pages(TOKENS).prefetch();
    let export = tracing::info_span!("export");
    pages.next().instrument(export).await.unwrap().unwrap();
    for _ in 0..20 {
        tokio::task::yield_now().await;
    }
    let sent = memory.sent();
    assert_eq!(sent.len(), 2);
    let trace = |sent: &Sent| traceparent(sent).split('-').nth(1).map(str::to_owned);
    assert_eq!(trace(&sent[0]), trace(&sent[1]));
    assert!(trace(&sent[0]).is_some_and(|id| id.len() == 32));
}
