//! HTTP/2, and how it is come to by TLS.

use std::net::Ipv4Addr;
use std::sync::atomic::{AtomicUsize, Ordering};

use axum::body::Body;
use endpoint::transport::{Hyper, RequestBody, Reqwest, Tower};
use endpoint::{Client, endpoint};
use http::{Request, Response};
use hyper_util::client::legacy;
use hyper_util::rt::{TokioExecutor, TokioIo};
use hyper_util::server::conn::auto;
use hyper_util::service::TowerToHyperService;
use tokio::io::{AsyncRead, AsyncWrite};
use tokio::net::TcpListener;

use super::Over;

over_each!(
    what_is_asked_for_comes_over_http2,
    calls_share_one_connection,
);

/// The number of the connection that an answer came by.
pub(super) const CONNECTION: &str = "x-connection";

#[endpoint(POST "/echo/<id>" -> Seen)]
pub(super) struct Echo {
    pub(super) id: u8,
    #[json]
    pub(super) text: String,
}

/// What the server saw.
#[derive(serde::Deserialize, serde::Serialize, Debug, PartialEq)]
pub(super) struct Seen {
    pub(super) version: String,
    pub(super) url: String,
    pub(super) host: Option<String>,
    pub(super) body: usize,
}

async fn see(request: Request<hyper::body::Incoming>) -> Result<Response<Body>, axum::Error> {
    let (head, body) = request.into_parts();
    let body = axum::body::to_bytes(Body::new(body), usize::MAX).await?;
    let seen = Seen {
        version: format!("{:?}", head.version),
        url: head.uri.to_string(),
        host: head
            .headers
            .get("host")
            .map(|host| host.to_str().unwrap().to_owned()),
        body: body.len(),
    };
    Ok(Response::new(serde_json::to_vec(&seen).unwrap().into()))
}

/// Answers in the version that the connection has come to, and says by which connection.
pub(super) async fn serve(io: impl AsyncRead + AsyncWrite + Send + Unpin + 'static) {
    static CONNECTIONS: AtomicUsize = AtomicUsize::new(0);
    let number = CONNECTIONS.fetch_add(1, Ordering::Relaxed);
    let answer = move |request| async move {
        let mut response = see(request).await?;
        response.headers_mut().insert(CONNECTION, number.into());
        Ok::<_, axum::Error>(response)
    };
    let service = TowerToHyperService::new(tower::service_fn(answer));
    let _ = auto::Builder::new(TokioExecutor::new())
        .serve_connection(TokioIo::new(io), service)
        .await;
}

/// A server that takes one connection.
async fn server() -> String {
    let listener = TcpListener::bind((Ipv4Addr::LOCALHOST, 0)).await.unwrap();
    let address = listener.local_addr().unwrap();
    tokio::spawn(async move { serve(listener.accept().await.unwrap().0).await });
    format!("http://{address}")
}

/// A client that begins with HTTP/2, without being told by TLS.
fn knowing(over: Over, url: &str) -> Client {
    let builder = Client::builder(url);
    let hyper = || {
        let mut builder = legacy::Client::builder(TokioExecutor::new());
        builder.http2_only(true).build_http::<RequestBody>()
    };
    let builder = match over {
        Over::Reqwest => {
            let reqwest = reqwest::Client::builder().http2_prior_knowledge();
            builder.transport(Reqwest::from_builder(reqwest).unwrap())
        }
        Over::Hyper => builder.transport(Hyper::from_client(hyper())),
        Over::Tower => builder.transport(Tower::new(hyper())),
    };
    builder.build().unwrap()
}

async fn what_is_asked_for_comes_over_http2(over: Over) {
    let url = server().await;
    let text = "x".repeat(1 << 20);
    let echo = Echo { id: 7, text };
    let seen = knowing(over, &url).send(echo).await.unwrap().into_inner();
    let expected = Seen {
        version: "HTTP/2.0".into(),
        url: format!("{url}/echo/7"),
        host: None,
        body: (1 << 20) + r#"{"text":""}"#.len(),
    };
    assert_eq!(seen, expected);
}

async fn calls_share_one_connection(over: Over) {
    let client = knowing(over, &server().await);
    let call = |id| {
        let text = String::new();
        client.send(Echo { id, text }).into_future()
    };
    let (a, b, c) = tokio::join!(call(1), call(2), call(3));
    for answer in [a, b, c] {
        assert_eq!(answer.unwrap().version, "HTTP/2.0");
    }
}
