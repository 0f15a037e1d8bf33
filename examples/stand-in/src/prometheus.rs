//! Prometheus' HTTP API, as far as it evaluates expressions at one time.
//!
//! Both ways to say no are there: `{"status": "error", ..}` with a status of 400 or 422, and for
//! what has no route a 404 in plain text.

mod expression;
mod series;

use std::collections::HashMap;

use axum::extract::Form;
use axum::extract::rejection::FormRejection;
use axum::response::{IntoResponse, Response};
use axum::{Router, routing};
use http::StatusCode;
use http::header::CONTENT_TYPE;
use serde_json::{Value, json};

use expression::Expression;

/// An expression that can be read and cannot be evaluated.
pub const FAILING_QUERY: &str = "up * on(job) up";
/// When an expression is evaluated unless the request says: 15 January 2025, half past nine.
pub const NOW: f64 = 1_736_933_400.781;

type Pairs = Result<Form<HashMap<String, String>>, FormRejection>;

pub(crate) fn router() -> Router {
    Router::new()
        .route("/api/v1/query", routing::get(query).post(query))
        .fallback(async || (StatusCode::NOT_FOUND, "404 page not found\n"))
}

/// The parameters are in the query, or in a form for those that do not fit there.
async fn query(pairs: Pairs) -> Result<Response, Refusal> {
    let Form(pairs) =
        pairs.map_err(|_| Refusal::BadData("error parsing form values".to_owned()))?;
    let text = pairs.get("query").map_or("", String::as_str);
    let time = time(pairs.get("time").map(String::as_str))?;
    let data = Expression::parse(text)?.evaluate(time)?;
    let body = json!({ "status": "success", "data": data });
    Ok((StatusCode::OK, document(&body)).into_response())
}

fn time(text: Option<&str>) -> Result<f64, Refusal> {
    let Some(text) = text else {
        return Ok(NOW);
    };
    let time = text.parse().ok().filter(|time: &f64| time.is_finite());
    time.ok_or_else(|| {
        Refusal::BadData(format!(
            "invalid parameter \"time\": cannot parse {text:?} to a valid timestamp"
        ))
    })
}

#[derive(Debug)]
enum Refusal {
    /// The request makes no sense.
    BadData(String),
    /// The expression does, and comes to nothing.
    Execution(String),
}

impl IntoResponse for Refusal {
    fn into_response(self) -> Response {
        let (status, kind, error) = match self {
            Self::BadData(error) => (StatusCode::BAD_REQUEST, "bad_data", error),
            Self::Execution(error) => (StatusCode::UNPROCESSABLE_ENTITY, "execution", error),
        };
        let body = json!({ "status": "error", "errorType": kind, "error": error });
        (status, document(&body)).into_response()
    }
}

fn document(body: &Value) -> impl IntoResponse + use<> {
    ([(CONTENT_TYPE, "application/json")], body.to_string())
}

#[cfg(test)]
mod tests;
