//! Error objects ([jsonapi.org, "Error Objects"](https://jsonapi.org/format/1.1/#error-objects)).

use http::StatusCode;
use serde::Deserialize;

use super::{Implementation, Json, Links};
use crate::response::loose;

/// The body of a refusal: a document's `errors`, and what is around them.
#[derive(Debug, Clone, Deserialize)]
#[non_exhaustive]
pub struct Errors {
    /// The errors, in the server's order.
    pub errors: Vec<ErrorObject>,
    /// The document's links.
    #[serde(default)]
    pub links: Links,
    /// What the API says beyond the specification.
    #[serde(default)]
    pub meta: Option<Json>,
    /// The server's implementation of JSON:API.
    #[serde(default, deserialize_with = "loose::object")]
    pub jsonapi: Option<Implementation>,
}

/// One error. Every member may be absent, and one of another type than the specification wants is
/// as good as absent; numbers for `id`, `status` and `code` are taken as their texts.
#[derive(Debug, Clone, Default, Deserialize)]
#[serde(default)]
#[non_exhaustive]
pub struct ErrorObject {
    /// Identifies this occurrence of the problem.
    #[serde(deserialize_with = "loose::text_or_number")]
    pub id: Option<String>,
    /// Links that lead to further details: `about` this occurrence, and the `type` of error.
    pub links: Links,
    /// The HTTP status, as text.
    #[serde(deserialize_with = "loose::text_or_number")]
    pub status: Option<String>,
    /// The API's own code.
    #[serde(deserialize_with = "loose::text_or_number")]
    pub code: Option<String>,
    /// What kind of problem it is.
    #[serde(deserialize_with = "loose::text")]
    pub title: Option<String>,
    /// What happened this time.
    #[serde(deserialize_with = "loose::text")]
    pub detail: Option<String>,
    /// What in the request was the cause.
    #[serde(deserialize_with = "loose::object")]
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
    #[serde(deserialize_with = "loose::text")]
    pub pointer: Option<String>,
    /// The query parameter.
    #[serde(deserialize_with = "loose::text")]
    pub parameter: Option<String>,
    /// The request header.
    #[serde(deserialize_with = "loose::text")]
    pub header: Option<String>,
}

impl ErrorObject {
    /// The HTTP status, where it is one.
    pub fn status_code(&self) -> Option<StatusCode> {
        self.status.as_deref()?.parse().ok()
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn read(json: &str) -> Errors {
        serde_json::from_str(json).unwrap()
    }

    #[test]
    fn an_error_has_all_its_members() {
        let errors = read(
            r#"{"jsonapi":{"version":"1.1"},"links":{"self":"/a"},"meta":{"n":1},"errors":[{
                "id":"7","links":{"about":"/e/7","type":{"href":"/t"}},"status":"422","code":"123","title":"Value is too short",
                "detail":"First name must contain at least two characters.","meta":{"a":1},
                "source":{"pointer":"/data/attributes/firstName","parameter":"include","header":"X-Trace"},"@x":1,"ext:y":2}]}"#,
        );
        let error = &errors.errors[0];
        assert_eq!(error.status_code(), Some(StatusCode::UNPROCESSABLE_ENTITY));
        assert_eq!(error.links.href("type"), Some("/t"));
        let source = error.source.as_ref().unwrap();
        assert_eq!(
            source.pointer.as_deref(),
            Some("/data/attributes/firstName")
        );
        assert_eq!(source.parameter.as_deref(), Some("include"));
        assert_eq!(source.header.as_deref(), Some("X-Trace"));
        assert_eq!(error.meta.as_ref().unwrap().text(), r#"{"a":1}"#);
        assert_eq!(errors.jsonapi.unwrap().version.as_deref(), Some("1.1"));
        assert_eq!(errors.meta.unwrap().text(), r#"{"n":1}"#);
    }

    #[test]
    fn a_member_of_another_type_does_not_cost_the_error() {
        let errors = read(
            r#"{"jsonapi":"1.0","links":[],"errors":[{"id":7,"links":"/e","status":404,"code":1.5,"title":{"en":"x"},
                "detail":null,"source":"/data","meta":null},{"source":{"pointer":7,"header":null}}]}"#,
        );
        let error = &errors.errors[0];
        assert_eq!(
            (
                error.id.as_deref(),
                error.status.as_deref(),
                error.code.as_deref()
            ),
            (Some("7"), Some("404"), Some("1.5"))
        );
        assert_eq!(error.status_code(), Some(StatusCode::NOT_FOUND));
        assert!(error.title.is_none() && error.source.is_none() && error.links.is_empty());
        assert_eq!(errors.errors[1].source, Some(Source::default()));
    }
}
