//! Error objects ([jsonapi.org, "Error Objects"](https://jsonapi.org/format/1.1/#error-objects)).

use serde::Deserialize;

use super::{Json, Links};

/// The body of a refusal: a document's `errors`.
#[derive(Debug, Clone, Deserialize)]
#[non_exhaustive]
pub struct Errors {
    /// The errors, in the server's order.
    pub errors: Vec<ErrorObject>,
}

/// One error. Every member may be absent.
#[derive(Debug, Clone, Default, Deserialize)]
#[serde(default)]
#[non_exhaustive]
pub struct ErrorObject {
    /// Identifies this occurrence of the problem.
    pub id: Option<String>,
    /// Links that lead to further details.
    pub links: Links,
    /// The HTTP status, as text.
    pub status: Option<String>,
    /// The API's own code.
    pub code: Option<String>,
    /// What kind of problem it is.
    pub title: Option<String>,
    /// What happened this time.
    pub detail: Option<String>,
    /// What in the request was the cause.
    pub source: Option<Source>,
    /// What the API says beyond the specification.
    pub meta: Option<Json>,
}

/// What in a request caused an error.
#[derive(Debug, Clone, Default, PartialEq, Eq, Deserialize)]
#[serde(default)]
#[non_exhaustive]
pub struct Source {
    /// A JSON Pointer into the request's body ([RFC 6901](https://www.rfc-editor.org/rfc/rfc6901)).
    pub pointer: Option<String>,
    /// The query parameter.
    pub parameter: Option<String>,
    /// The request header.
    pub header: Option<String>,
}
