//! The operations.

use std::sync::Arc;

use axum::body::Bytes;
use axum::extract::{Path, State};
use axum::response::Response;
use http::header::{CONTENT_LOCATION, CONTENT_TYPE, RETRY_AFTER};
use http::{HeaderMap, StatusCode};

use super::answer::{MEDIA_TYPE, Refusal, document};
use super::export::Export;
use super::order::Order;
use super::owner::{Owner, check_uuid};
use super::{RETRY_AFTER_TOO_MANY, Snyk};
use crate::lock::lock;
use crate::progress::Stage;

type ExportPath = Path<(String, String, String)>;

pub(super) async fn start(
    State(snyk): State<Arc<Snyk>>,
    Path((owners, owner_id)): Path<(String, String)>,
    headers: HeaderMap,
    body: Bytes,
) -> Result<Response, Refusal> {
    let owner = Owner::find(&owners, &owner_id)?;
    check_media_type(&headers)?;
    let order = Order::parse(&body, owner)?;
    let mut exports = lock(&snyk.exports);
    if exports.started >= snyk.settings.starts {
        let refusal = Refusal::new(
            StatusCode::TOO_MANY_REQUESTS,
            "all exports of this hour were started",
        );
        return Err(refusal.retry_after(RETRY_AFTER_TOO_MANY));
    }
    let export = Export::start(&snyk.settings, &snyk.storage, owner, order);
    let mut answer = document(StatusCode::ACCEPTED, export.started(&snyk));
    if let Ok(link) = export.job_link(&snyk).parse() {
        answer.headers_mut().insert(CONTENT_LOCATION, link);
    }
    exports.started += 1;
    exports.all.push(export);
    let retry_after = snyk.settings.retry_after.unwrap_or(1);
    Ok(later(answer, retry_after))
}

pub(super) async fn job(
    State(snyk): State<Arc<Snyk>>,
    Path(path): ExportPath,
) -> Result<Response, Refusal> {
    poll(&snyk, &path, Export::job)
}

pub(super) async fn results(
    State(snyk): State<Arc<Snyk>>,
    Path(path): ExportPath,
) -> Result<Response, Refusal> {
    poll(&snyk, &path, Export::results)
}

/// Both ways of looking advance the export, so that either is enough to see its end.
fn poll(
    snyk: &Snyk,
    (owners, owner_id, export_id): &(String, String, String),
    show: fn(&Export, &Snyk, Stage) -> Response,
) -> Result<Response, Refusal> {
    let owner = Owner::find(owners, owner_id)?;
    check_uuid("export_id", export_id)?;
    let mut exports = lock(&snyk.exports);
    let is_it =
        |export: &&mut Export| export.owner == owner && export.id.eq_ignore_ascii_case(export_id);
    let Some(export) = exports.all.iter_mut().find(is_it) else {
        return Err(Refusal::new(
            StatusCode::NOT_FOUND,
            "there is no such export",
        ));
    };
    let stage = export.progress.poll();
    let answer = show(export, snyk, stage);
    Ok(match snyk.settings.retry_after {
        Some(seconds) if stage != Stage::Finished => later(answer, seconds),
        _ => answer,
    })
}

fn later(mut answer: Response, seconds: u32) -> Response {
    answer.headers_mut().insert(RETRY_AFTER, seconds.into());
    answer
}

/// JSON:API has a server refuse its media type with parameters, so a client that adds `charset` is
/// told here.
fn check_media_type(headers: &HeaderMap) -> Result<(), Refusal> {
    let given = headers
        .get(CONTENT_TYPE)
        .and_then(|value| value.to_str().ok());
    if given.is_some_and(|given| given.trim().eq_ignore_ascii_case(MEDIA_TYPE)) {
        return Ok(());
    }
    let detail = "the body must be application/vnd.api+json, without parameters";
    Err(Refusal::new(StatusCode::UNSUPPORTED_MEDIA_TYPE, detail))
}
