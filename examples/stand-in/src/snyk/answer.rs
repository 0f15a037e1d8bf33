//! JSON:API documents.

use axum::response::{IntoResponse, Response};
use http::StatusCode;
use http::header::{CONTENT_TYPE, RETRY_AFTER};
use serde_json::{Value, json};

use crate::ids::fresh_uuid;

/// The media type as a caller must send it: JSON:API allows it no parameters of this kind.
pub(super) const MEDIA_TYPE: &str = "application/vnd.api+json";
/// The media type as it is answered, with a parameter that a client has to live with.
const ANSWERED_TYPE: &str = "application/vnd.api+json; charset=utf-8";

pub(super) fn document(status: StatusCode, mut body: Value) -> Response {
    body["jsonapi"] = json!({ "version": "1.0" });
    (status, [(CONTENT_TYPE, ANSWERED_TYPE)], body.to_string()).into_response()
}

/// One thing that is wrong, and where.
#[derive(Debug)]
pub(super) struct Fault {
    detail: String,
    source: Option<Value>,
}

impl Fault {
    pub(super) fn in_parameter(name: &str, detail: &str) -> Self {
        Self {
            detail: detail.to_owned(),
            source: Some(json!({ "parameter": name })),
        }
    }

    pub(super) fn at(pointer: &str, detail: impl Into<String>) -> Self {
        Self {
            detail: detail.into(),
            source: Some(json!({ "pointer": pointer })),
        }
    }
}

/// An answer that says no.
#[derive(Debug)]
pub(super) struct Refusal {
    status: StatusCode,
    faults: Vec<Fault>,
    retry_after: Option<u32>,
}

impl Refusal {
    pub(super) fn new(status: StatusCode, detail: &str) -> Self {
        Self::because(
            status,
            vec![Fault {
                detail: detail.to_owned(),
                source: None,
            }],
        )
    }

    pub(super) fn because(status: StatusCode, faults: Vec<Fault>) -> Self {
        Self {
            status,
            faults,
            retry_after: None,
        }
    }

    pub(super) fn retry_after(self, seconds: u32) -> Self {
        Self {
            retry_after: Some(seconds),
            ..self
        }
    }

    fn error(&self, fault: &Fault) -> Value {
        let title = self.status.canonical_reason().unwrap_or("Error");
        let mut error = json!({
            "id": fresh_uuid(),
            "status": self.status.as_str(),
            "code": title.to_lowercase().replace(' ', "-"),
            "title": title,
            "detail": fault.detail,
        });
        if let Some(source) = &fault.source {
            error["source"] = source.clone();
        }
        error
    }
}

impl IntoResponse for Refusal {
    fn into_response(self) -> Response {
        let errors: Vec<Value> = self.faults.iter().map(|fault| self.error(fault)).collect();
        let mut response = document(self.status, json!({ "errors": errors }));
        if let Some(seconds) = self.retry_after {
            response.headers_mut().insert(RETRY_AFTER, seconds.into());
        }
        response
    }
}
