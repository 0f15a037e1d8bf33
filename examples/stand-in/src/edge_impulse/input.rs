//! What is read from a request.

use std::collections::HashMap;

use axum::body::Bytes;
use http::HeaderMap;
use http::header::CONTENT_TYPE;
use serde_json::Value;

use super::answer::Refusal;
use super::{INNER_ORGANIZATION_ID, ORGANIZATION_ID};
use crate::dates::is_date_time;

/// The id that stands in a path.
pub(super) fn id(text: &str) -> Result<i64, Refusal> {
    text.parse()
        .map_err(|_| Refusal::new(format!("Not an id: {text}")))
}

/// Whether the organization is the one that has exports.
pub(super) fn has_exports(organization_id: &str) -> Result<bool, Refusal> {
    match id(organization_id)? {
        INNER_ORGANIZATION_ID => Ok(true),
        ORGANIZATION_ID => Ok(false),
        _ => Err(Refusal::new("Organization not found")),
    }
}

/// Checks the two organizations in a white label's path.
pub(super) fn check_white_label(
    organization_id: &str,
    inner_organization_id: &str,
) -> Result<(), Refusal> {
    match (id(organization_id)?, id(inner_organization_id)?) {
        (ORGANIZATION_ID, INNER_ORGANIZATION_ID) => Ok(()),
        (ORGANIZATION_ID, _) => Err(Refusal::new("Organization is not part of this white label")),
        _ => Err(Refusal::new("Organization not found")),
    }
}

/// A whole number in the query; `default` if it is absent.
pub(super) fn count(
    query: &HashMap<String, String>,
    name: &str,
    default: usize,
) -> Result<usize, Refusal> {
    let Some(text) = query.get(name) else {
        return Ok(default);
    };
    text.parse()
        .map_err(|_| Refusal::new(format!("Not a count: {name}")))
}

/// The members of a JSON body.
#[derive(Debug)]
pub(super) struct Body(Value);

impl Body {
    pub(super) fn read(headers: &HeaderMap, bytes: &Bytes) -> Result<Self, Refusal> {
        let content_type = headers
            .get(CONTENT_TYPE)
            .and_then(|value| value.to_str().ok())
            .unwrap_or_default();
        let media_type = content_type.split(';').next().unwrap_or_default();
        if !media_type.trim().eq_ignore_ascii_case("application/json") {
            return Err(Refusal::new("The body must be application/json"));
        }
        match serde_json::from_slice(bytes) {
            Ok(body @ Value::Object(_)) => Ok(Self(body)),
            Ok(_) => Err(Refusal::new("The body must be an object")),
            Err(error) => Err(Refusal::new(format!("The body is not JSON: {error}"))),
        }
    }

    /// A member that is text. Null is no text: a member that is not set has to be left out.
    pub(super) fn text(&self, name: &str) -> Result<Option<String>, Refusal> {
        match self.0.get(name) {
            None => Ok(None),
            Some(Value::String(text)) => Ok(Some(text.clone())),
            Some(_) => Err(Refusal::new(format!("{name} must be a string"))),
        }
    }

    pub(super) fn required(&self, name: &str) -> Result<String, Refusal> {
        self.text(name)?
            .ok_or_else(|| Refusal::new(format!("{name} is required")))
    }

    pub(super) fn expiration_date(&self) -> Result<Option<String>, Refusal> {
        match self.text("expirationDate")? {
            Some(date) if !is_date_time(&date) => {
                Err(Refusal::new("expirationDate must be a date and time"))
            }
            date => Ok(date),
        }
    }
}
