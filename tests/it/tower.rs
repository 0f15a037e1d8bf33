//! Services of tower as transports: layers around them, their readiness, and their errors.

use std::error::Error;
use std::fmt;
use std::future::{Ready, ready};
use std::pin::Pin;
use std::sync::Arc;
use std::sync::atomic::{AtomicUsize, Ordering};
use std::task::{Context, Poll};

use bytes::Bytes as Piece;
use endpoint::transport::{Failure, RequestBody, Tower};
use endpoint::{Bytes, CallError, Client, ErrorKind, Json, endpoint};
use http::{HeaderName, HeaderValue, Request, Response};
use http_body::{Body, Frame};
use hyper_util::client::legacy;
use hyper_util::rt::TokioExecutor;
use tower::{ServiceBuilder, service_fn};
use tower_http::decompression::DecompressionLayer;
use tower_http::set_header::SetRequestHeaderLayer;
use tower_http::trace::TraceLayer;
use tower_service::Service;

use crate::support::{After, WireServer, failed, response, shown};

#[endpoint(GET "/item" -> Bytes)]
struct Get {
    #[query]
    key: &'static str,
}

#[endpoint(POST "/echo/<id>" -> Json)]
struct Echo {
    id: u8,
    #[json]
    name: &'static str,
}

const GET: Get = Get { key: "planted" };

fn client<S, B>(tower: Tower<S>) -> Client
where
    S: Service<Request<RequestBody>, Response = Response<B>> + Clone + Send + 'static,
    S::Future: Send,
    S::Error: Into<Box<dyn Error + Send + Sync>>,
    B: Body + Send + 'static,
    B::Error: Into<Box<dyn Error + Send + Sync>>,
{
    let client = Client::builder("https://api.test/v1").transport(tower);
    client.build().unwrap()
}

/// Comes to this error, whatever is asked.
async fn failing(tower: impl Fn(Fault) -> Client, fault: Fault) -> CallError {
    failed(tower(fault).send(GET).await)
}

#[tokio::test]
async fn layers_of_tower_http_can_be_put_around_a_client() {
    let server = WireServer::start().await;
    // `["a"]`
    let body = [
        31, 139, 8, 0, 0, 0, 0, 0, 2, 255, 139, 86, 74, 84, 138, 5, 0, 12, 164, 167, 120, 5, 0, 0,
        0,
    ];
    let head = "HTTP/1.1 200 OK\r\nContent-Encoding: gzip\r\nContent-Length: 25\r\n\r\n";
    server.reply([head.as_bytes(), &body].concat(), After::KeepOpen);
    let tenant = HeaderName::from_static("x-tenant");
    let service = ServiceBuilder::new()
        .layer(TraceLayer::new_for_http())
        .layer(SetRequestHeaderLayer::overriding(
            tenant,
            HeaderValue::from_static("7"),
        ))
        .layer(DecompressionLayer::new())
        .service(legacy::Client::builder(TokioExecutor::new()).build_http::<RequestBody>());
    let client = Client::builder(&server.url()).transport(Tower::new(service));
    let answer = client.build().unwrap().send(GET).await.unwrap();
    assert_eq!(&answer[..], b"[\"a\"]");
    let request = server.request();
    assert_eq!(request.header("x-tenant").as_deref(), Some("7"));
    assert_eq!(request.header("accept-encoding").as_deref(), Some("gzip"));
}

#[tokio::test]
async fn a_router_is_called_without_a_network() {
    async fn echo(request: axum::extract::Request) -> Response<axum::body::Body> {
        let (head, body) = request.into_parts();
        let target = head.uri.to_string();
        let body = axum::body::to_bytes(body, 1024).await.unwrap();
        let text = format!("[\"{target}\", {}]", String::from_utf8_lossy(&body));
        Response::new(text.into())
    }

    let router = axum::Router::new().route("/v1/echo/{id}", axum::routing::post(echo));
    let client = client(Tower::new(router));
    let answer = client.send(Echo { id: 7, name: "a" }).await.unwrap();
    assert_eq!(
        answer.text(),
        r#"["https://api.test/v1/echo/7", {"name":"a"}]"#
    );
}

/// Is ready at the third question, and must not be called before.
#[derive(Clone)]
struct Slow {
    asked: usize,
    calls: Arc<AtomicUsize>,
}

impl Service<Request<RequestBody>> for Slow {
    type Response = Response<RequestBody>;
    type Error = Fault;
    type Future = Ready<Result<Self::Response, Fault>>;

    fn poll_ready(&mut self, context: &mut Context<'_>) -> Poll<Result<(), Fault>> {
        self.asked += 1;
        if self.asked < 3 {
            context.waker().wake_by_ref();
            return Poll::Pending;
        }
        Poll::Ready(Ok(()))
    }

    fn call(&mut self, _: Request<RequestBody>) -> Self::Future {
        assert_eq!(self.asked, 3);
        self.calls.fetch_add(1, Ordering::Relaxed);
        ready(Ok(Response::new(RequestBody::none())))
    }
}

#[tokio::test]
async fn a_service_is_called_when_it_is_ready_and_cloned_for_each_request() {
    let calls = Arc::<AtomicUsize>::default();
    let slow = Slow {
        asked: 0,
        calls: Arc::clone(&calls),
    };
    let client = client(Tower::new(slow));
    for _ in 0..2 {
        assert!(client.send(GET).await.unwrap().is_empty());
    }
    assert_eq!(calls.load(Ordering::Relaxed), 2);
}

#[tokio::test]
async fn a_service_that_is_never_ready_fails_by_its_own_error() {
    #[derive(Clone)]
    struct Closed;

    impl Service<Request<RequestBody>> for Closed {
        type Response = Response<RequestBody>;
        type Error = Fault;
        type Future = Ready<Result<Self::Response, Fault>>;

        fn poll_ready(&mut self, _: &mut Context<'_>) -> Poll<Result<(), Fault>> {
            Poll::Ready(Err(Fault("closed for good")))
        }

        fn call(&mut self, _: Request<RequestBody>) -> Self::Future {
            panic!("called though it was not ready")
        }
    }

    let error = failed(client(Tower::new(Closed)).send(GET).await);
    assert!(shown(&error).contains("closed for good"), "{error:?}");
}

#[derive(Debug, Clone, Copy, PartialEq)]
struct Fault(&'static str);

impl fmt::Display for Fault {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(self.0)
    }
}

impl Error for Fault {}

#[tokio::test]
async fn an_error_that_nothing_is_known_of_may_have_reached_the_server() {
    let tower = |fault| {
        client(Tower::new(service_fn(move |_: Request<RequestBody>| {
            ready(Err::<Response<RequestBody>, _>(fault))
        })))
    };
    let error = failing(tower, Fault("strange")).await;
    assert_eq!(error.kind(), ErrorKind::Interrupted);
    assert_eq!(
        error.source().unwrap().downcast_ref(),
        Some(&Fault("strange"))
    );
}

#[tokio::test]
async fn the_service_may_say_where_its_errors_happened() {
    let tower = |fault| {
        let service = service_fn(move |_: Request<RequestBody>| {
            ready(Err::<Response<RequestBody>, _>(fault))
        });
        client(Tower::new(service).classify(|error| {
            let Fault(text) = error.downcast_ref()?;
            (*text == "no connection").then_some(Failure::Connect)
        }))
    };
    let error = failing(tower, Fault("no connection")).await;
    assert_eq!(error.kind(), ErrorKind::Connect);
    let error = failing(tower, Fault("other")).await;
    assert_eq!(error.kind(), ErrorKind::Interrupted);
}

#[tokio::test]
async fn a_cause_within_other_errors_is_found() {
    let service = service_fn(|_: Request<RequestBody>| {
        let refused = std::io::Error::from(std::io::ErrorKind::ConnectionRefused);
        let within = std::io::Error::other(refused);
        ready(Err::<Response<RequestBody>, _>(within))
    });
    let error = failed(client(Tower::new(service)).send(GET).await);
    assert_eq!(error.kind(), ErrorKind::Connect);
}

#[tokio::test]
async fn a_query_in_an_error_is_taken_out() {
    let service = service_fn(|request: Request<RequestBody>| {
        let error = format!("cannot fetch {}", request.uri());
        ready(Err::<Response<RequestBody>, Box<dyn Error + Send + Sync>>(
            error.into(),
        ))
    });
    let error = failed(client(Tower::new(service)).send(GET).await);
    let shown = shown(&error);
    assert!(
        shown.contains("cannot fetch https://api.test/v1/item?.."),
        "{shown}"
    );
    assert!(!shown.contains("planted"), "{shown}");
}

/// A body that breaks off, and tells what was asked for.
struct Broken {
    sent: bool,
    text: String,
}

impl Body for Broken {
    type Data = Piece;
    type Error = std::io::Error;

    fn poll_frame(
        mut self: Pin<&mut Self>,
        _: &mut Context<'_>,
    ) -> Poll<Option<Result<Frame<Piece>, Self::Error>>> {
        if !std::mem::replace(&mut self.sent, true) {
            return Poll::Ready(Some(Ok(Frame::data(Piece::from_static(b"half")))));
        }
        let error = std::io::Error::other(std::mem::take(&mut self.text));
        Poll::Ready(Some(Err(error)))
    }
}

#[tokio::test]
async fn a_body_that_breaks_off_is_an_interruption() {
    let service = service_fn(|request: Request<RequestBody>| {
        ready(Ok::<_, Fault>(Response::new(Broken {
            sent: false,
            text: format!("lost {}", request.uri()),
        })))
    });
    let error = failed(client(Tower::new(service)).send(GET).await);
    assert_eq!(error.kind(), ErrorKind::Interrupted);
    assert_eq!(&error.answer().unwrap().bytes[..], b"half");
    assert!(!shown(&error).contains("planted"), "{error:?}");
}

#[tokio::test]
async fn a_service_need_not_be_sync() {
    let server = WireServer::answering([response("200 OK", "", "ok")]).await;
    let hyper = legacy::Client::builder(TokioExecutor::new()).build_http::<RequestBody>();
    let boxed = tower::util::BoxCloneService::new(hyper);
    let client = Client::builder(&server.url()).transport(Tower::new(boxed));
    let answer = client.build().unwrap().send(GET).await.unwrap();
    assert_eq!(&answer[..], b"ok");
}
