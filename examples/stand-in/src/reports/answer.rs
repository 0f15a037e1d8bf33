//! Documents, and how this service says no.

use axum::response::{IntoResponse, Response};
use http::StatusCode;
use http::header::CONTENT_TYPE;
use serde_json::{Value, json};

use super::LONGEST_TITLE;

#[derive(Debug)]
pub(super) enum Refusal {
    Missing { id: String, count: usize },
    Deleted,
    NotMade,
    NotJson,
    NoTitle,
    TitleTooLong(usize),
}

impl IntoResponse for Refusal {
    fn into_response(self) -> Response {
        match self {
            Self::Missing { id, count } => {
                let body = json!({ "no_such_report": id, "reports": count });
                (StatusCode::NOT_FOUND, document(&body)).into_response()
            }
            Self::Deleted => problem(StatusCode::GONE, "The report was deleted", json!({})),
            Self::NotMade => problem(
                StatusCode::CONFLICT,
                "The report is not made yet",
                json!({}),
            ),
            Self::NotJson => {
                let status = StatusCode::UNSUPPORTED_MEDIA_TYPE;
                problem(status, "The body must be application/json", json!({}))
            }
            Self::NoTitle => {
                let status = StatusCode::BAD_REQUEST;
                problem(status, "The body must be an object with a title", json!({}))
            }
            Self::TitleTooLong(length) => {
                let more = json!({ "length": length, "longest": LONGEST_TITLE });
                let status = StatusCode::UNPROCESSABLE_ENTITY;
                problem(status, "The title is too long", more)
            }
        }
    }
}

/// A problem document, with members of its own beside those of RFC 9457.
fn problem(status: StatusCode, title: &str, mut members: Value) -> Response {
    let kind = title.to_lowercase().replace(' ', "-");
    members["type"] = format!("https://reports.example/problems/{kind}").into();
    members["title"] = title.into();
    members["status"] = status.as_u16().into();
    let headers = [(CONTENT_TYPE, "application/problem+json")];
    (status, headers, members.to_string()).into_response()
}

pub(super) fn document(body: &Value) -> impl IntoResponse + use<> {
    ([(CONTENT_TYPE, "application/json")], body.to_string())
}
