//! Snyk's REST API, as far as it exports, and lists issues.
//!
//! The export of an organization and of a group, and the list of their issues, with what the real
//! one insists on: a credential, a `version` in the query, the JSON:API media type, and a body
//! without members it does not know.

mod answer;
mod export;
mod handlers;
mod issues;
mod order;
mod owner;
mod version;

use std::sync::{Arc, Mutex};

use axum::Router;
use axum::extract::Request;
use axum::middleware::{Next, from_fn};
use axum::response::Response;
use axum::routing::{get, post};
use http::header::AUTHORIZATION;
use http::{HeaderMap, HeaderName, HeaderValue, StatusCode};

use crate::ids::fresh_uuid;
use crate::settings::Settings;
use crate::storage::Storage;
use answer::Refusal;
use export::Export;
use owner::Owner;
use version::Version;

/// The API key that is accepted, as `Authorization: token <TOKEN>`.
pub const TOKEN: &str = "stand-in-snyk-token";
/// The access token that is accepted, as `Authorization: Bearer <BEARER>`.
pub const BEARER: &str = "stand-in-snyk-bearer";
/// The one organization.
pub const ORG_ID: &str = "3f1c7a52-9d64-4e0b-8a27-5b6e1d90c413";
/// The one group.
pub const GROUP_ID: &str = "b8e2046d-17f3-4c9a-9e58-7a0d3c25f681";
/// The version that is current; older ones are served, and said to be deprecated.
pub const CURRENT_VERSION: &str = "2024-10-15";
/// The version that is served to those who ask for one older than [`CURRENT_VERSION`].
pub const OLD_VERSION: &str = "2024-05-10~experimental";
/// The `deprecation` header of an old version: 15 October 2024, in the form of RFC 9745.
pub const DEPRECATION: &str = "@1728950400";
/// The `sunset` header of an old version: far enough away for a client that refuses what is gone.
pub const SUNSET: &str = "Fri, 31 Dec 2032 23:59:59 GMT";
/// How many exports may be started; there is no clock, so the hour never ends.
pub const STARTS_AN_HOUR: usize = 20;
/// The `retry-after` of a start that was one too many, in seconds.
pub const RETRY_AFTER_TOO_MANY: u32 = 3600;

/// The exports, and what they are made by.
#[derive(Debug)]
struct Snyk {
    settings: Arc<Settings>,
    storage: Arc<Storage>,
    exports: Mutex<Exports>,
}

#[derive(Debug, Default)]
struct Exports {
    all: Vec<Export>,
    /// How many were started here.
    started: usize,
}

impl Snyk {
    fn new(settings: Arc<Settings>, storage: Arc<Storage>) -> Self {
        let known = settings.known.snyk_exports.iter();
        let both = known.flat_map(|id| [Owner::Org, Owner::Group].map(|owner| (owner, id)));
        let export = |(owner, id): (_, &String)| Export::known(&settings, &storage, owner, id);
        let exports = Exports {
            all: both.map(export).collect(),
            started: 0,
        };
        Self {
            exports: exports.into(),
            settings,
            storage,
        }
    }
}

pub(crate) fn router(settings: Arc<Settings>, storage: Arc<Storage>) -> Router {
    let snyk = Arc::new(Snyk::new(settings, storage));
    Router::new()
        .route("/rest/{owners}/{owner_id}/issues", get(issues::list))
        .route("/rest/{owners}/{owner_id}/export", post(handlers::start))
        .route(
            "/rest/{owners}/{owner_id}/jobs/export/{export_id}",
            get(handlers::job),
        )
        .route(
            "/rest/{owners}/{owner_id}/export/{export_id}",
            get(handlers::results),
        )
        .fallback(async || Refusal::new(StatusCode::NOT_FOUND, "there is nothing under this path"))
        .method_not_allowed_fallback(async || {
            Refusal::new(StatusCode::METHOD_NOT_ALLOWED, "not with this method")
        })
        .layer(from_fn(admit))
        .layer(from_fn(describe))
        .with_state(snyk)
}

/// Lets in who may, with a version.
async fn admit(request: Request, next: Next) -> Result<Response, Refusal> {
    if !is_authorized(request.headers()) {
        return Err(Refusal::new(
            StatusCode::UNAUTHORIZED,
            "no credential that is known here",
        ));
    }
    Version::of(request.uri())?;
    Ok(next.run(request).await)
}

fn is_authorized(headers: &HeaderMap) -> bool {
    let value = headers
        .get(AUTHORIZATION)
        .and_then(|value| value.to_str().ok());
    let Some((scheme, credential)) = value.and_then(|value| value.split_once(' ')) else {
        return false;
    };
    let is = |name: &str, accepted| scheme.eq_ignore_ascii_case(name) && credential == accepted;
    is("token", TOKEN) || is("bearer", BEARER)
}

/// Puts on every answer what every answer carries; a request without a version can only be told its
/// id.
async fn describe(request: Request, next: Next) -> Response {
    let version = Version::of(request.uri()).ok();
    let mut response = next.run(request).await;
    let mut headers = version.map_or_else(Vec::new, Version::headers);
    headers.push((HeaderName::from_static("snyk-request-id"), fresh_uuid()));
    for (name, value) in headers {
        if let Ok(value) = HeaderValue::try_from(value) {
            response.headers_mut().insert(name, value);
        }
    }
    response
}

#[cfg(test)]
mod tests;
