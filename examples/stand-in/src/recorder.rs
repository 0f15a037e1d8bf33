//! What the servers were asked.

use std::sync::{Arc, Mutex};

use axum::Router;
use axum::body::{Body, Bytes, to_bytes};
use axum::extract::{Request, State};
use axum::middleware::{Next, from_fn_with_state};
use axum::response::{IntoResponse, Response};
use http::request::Parts;
use http::{HeaderMap, Method, StatusCode};

use crate::lock::lock;
use crate::server::Server;

const BODY_LIMIT: usize = 1 << 20;

/// One request as it came in, whatever was answered.
#[derive(Debug, Clone)]
pub struct Recorded {
    /// The server that was asked.
    pub server: Server,
    /// The method.
    pub method: Method,
    /// Path and query, as sent.
    pub target: String,
    /// The headers.
    pub headers: HeaderMap,
    /// The body; empty if it was over 1 MiB, which is refused with 413.
    pub body: Vec<u8>,
}

impl Recorded {
    /// The first value of a header, if it is there and is text.
    pub fn header(&self, name: &str) -> Option<&str> {
        self.headers.get(name)?.to_str().ok()
    }
}

#[derive(Debug, Clone, Default)]
pub(crate) struct Recorder(Arc<Mutex<Vec<Recorded>>>);

impl Recorder {
    pub(crate) fn requests(&self) -> Vec<Recorded> {
        lock(&self.0).clone()
    }

    /// Keeps every request that `router` gets.
    pub(crate) fn watch(&self, server: Server, router: Router) -> Router {
        router.layer(from_fn_with_state((self.clone(), server), record))
    }

    fn keep(&self, server: Server, parts: &Parts, body: &[u8]) {
        let target = parts
            .uri
            .path_and_query()
            .map_or_else(String::new, ToString::to_string);
        lock(&self.0).push(Recorded {
            server,
            method: parts.method.clone(),
            target,
            headers: parts.headers.clone(),
            body: body.to_vec(),
        });
    }
}

async fn record(
    State((recorder, server)): State<(Recorder, Server)>,
    request: Request,
    next: Next,
) -> Response {
    let (parts, body) = request.into_parts();
    let body: Option<Bytes> = to_bytes(body, BODY_LIMIT).await.ok();
    recorder.keep(server, &parts, body.as_deref().unwrap_or_default());
    match body {
        Some(body) => next.run(Request::from_parts(parts, Body::from(body))).await,
        None => StatusCode::PAYLOAD_TOO_LARGE.into_response(),
    }
}
