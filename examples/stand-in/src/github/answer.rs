//! Documents, and how GitHub says no.

use axum::response::{IntoResponse, Response};
use http::header::{CONTENT_TYPE, ETAG, IF_NONE_MATCH, LINK};
use http::{HeaderMap, HeaderValue, StatusCode};
use serde_json::{Value, json};

use crate::ids::mix;

const DOCUMENTATION: &str = "https://docs.github.com/rest";

#[derive(Debug)]
pub(super) enum Refusal {
    /// In plain text: it is not the API itself that says so.
    NoUserAgent,
    Said {
        status: StatusCode,
        message: &'static str,
        documentation: String,
    },
}

impl Refusal {
    /// `documentation` is the page's path behind the reference's own.
    pub(super) fn said(status: StatusCode, message: &'static str, documentation: &str) -> Self {
        Self::Said {
            status,
            message,
            documentation: format!("{DOCUMENTATION}{documentation}"),
        }
    }

    pub(super) fn not_found(documentation: &str) -> Self {
        Self::said(StatusCode::NOT_FOUND, "Not Found", documentation)
    }
}

impl From<Refusal> for Response {
    fn from(refusal: Refusal) -> Self {
        match refusal {
            Refusal::NoUserAgent => (
                StatusCode::FORBIDDEN,
                "Request forbidden by administrative rules. Please make sure your request has a \
                 User-Agent header.\n",
            )
                .into_response(),
            Refusal::Said {
                status,
                message,
                documentation,
            } => {
                let body = json!({
                    "message": message,
                    "documentation_url": documentation,
                    "status": status.as_str(),
                });
                (status, document(&body)).into_response()
            }
        }
    }
}

impl IntoResponse for Refusal {
    fn into_response(self) -> Response {
        self.into()
    }
}

/// A page of something, or a 304 for who has it already.
pub(super) fn list(body: &Value, link: Option<String>, headers: &HeaderMap) -> Response {
    let etag = etag(body);
    let known = headers
        .get(IF_NONE_MATCH)
        .and_then(|value| value.to_str().ok());
    if known.is_some_and(|known| names(known, &etag)) {
        return (StatusCode::NOT_MODIFIED, [(ETAG, etag)]).into_response();
    }
    let mut headers = HeaderMap::new();
    let values = [(ETAG, Some(etag)), (LINK, link)];
    for (name, value) in values {
        if let Some(Ok(value)) = value.map(HeaderValue::try_from) {
            headers.insert(name, value);
        }
    }
    (headers, document(body)).into_response()
}

/// Compares weakly, as `If-None-Match` does.
fn names(known: &str, etag: &str) -> bool {
    let opaque = |tag: &str| tag.trim().trim_start_matches("W/").to_owned();
    known
        .split(',')
        .any(|tag| tag.trim() == "*" || opaque(tag) == opaque(etag))
}

fn etag(body: &Value) -> String {
    let text = body.to_string();
    let hash = text
        .bytes()
        .fold(0, |hash, byte| mix(hash ^ u64::from(byte)));
    format!("W/\"{hash:016x}\"")
}

fn document(body: &Value) -> impl IntoResponse + use<> {
    let content_type = "application/json; charset=utf-8";
    ([(CONTENT_TYPE, content_type)], body.to_string())
}
