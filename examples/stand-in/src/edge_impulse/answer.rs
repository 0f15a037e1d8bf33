//! Documents with a success flag.

use axum::response::{IntoResponse, Response};
use http::header::CONTENT_TYPE;
use serde_json::{Value, json};

/// Says yes, with these members beside the flag.
pub(super) fn success(mut members: Value) -> Response {
    members["success"] = true.into();
    document(&members)
}

/// Says no, with status 200 unless someone gives it another.
#[derive(Debug)]
pub(super) struct Refusal(String);

impl Refusal {
    pub(super) fn new(error: impl Into<String>) -> Self {
        Self(error.into())
    }
}

impl IntoResponse for Refusal {
    fn into_response(self) -> Response {
        document(&json!({ "success": false, "error": self.0 }))
    }
}

fn document(body: &Value) -> Response {
    (
        [(CONTENT_TYPE, "application/json; charset=utf-8")],
        body.to_string(),
    )
        .into_response()
}
