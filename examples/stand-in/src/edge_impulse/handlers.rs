//! The operations.

use std::collections::HashMap;
use std::sync::Arc;

use axum::body::Bytes;
use axum::extract::{Path, Query, State};
use axum::response::{IntoResponse, Response};
use http::header::{LOCATION, RETRY_AFTER};
use http::{HeaderMap, StatusCode};
use serde_json::{Value, json};

use super::answer::{Refusal, success};
use super::credential::is_jwt;
use super::export::Export;
use super::input::{Body, check_white_label, count, has_exports, id};
use super::{EdgeImpulse, Exports, JWT, PASSWORD, USERNAME};
use crate::lock::lock;

type Server = State<Arc<EdgeImpulse>>;
type Answer = Result<Response, Refusal>;
type Counts = Query<HashMap<String, String>>;
type Two = Path<(String, String)>;
type Three = Path<(String, String, String)>;

pub(super) async fn login(headers: HeaderMap, bytes: Bytes) -> Answer {
    let body = Body::read(&headers, &bytes)?;
    if body.required("username")? == USERNAME && body.required("password")? == PASSWORD {
        Ok(success(json!({ "token": JWT })))
    } else {
        Err(Refusal::new("Incorrect username or password"))
    }
}

pub(super) async fn create(
    State(server): Server,
    Path((organization_id, inner_organization_id)): Two,
    headers: HeaderMap,
    bytes: Bytes,
) -> Answer {
    check_white_label(&organization_id, &inner_organization_id)?;
    let body = Body::read(&headers, &bytes)?;
    let (description, expiration_date) = (body.required("description")?, body.expiration_date()?);
    let mut exports = lock(&server.exports);
    let export = Export::start(
        &server.settings,
        &server.storage,
        exports.given,
        description,
        expiration_date,
    );
    let job_id = export.job_id;
    exports.given += 1;
    exports.all.push(export);
    Ok(success(json!({ "id": job_id })))
}

pub(super) async fn white_label_list(
    State(server): Server,
    Path((organization_id, inner_organization_id)): Two,
    Query(counts): Counts,
) -> Answer {
    check_white_label(&organization_id, &inner_organization_id)?;
    page(&server, &lock(&server.exports).all, &counts)
}

pub(super) async fn list(
    State(server): Server,
    Path(organization_id): Path<String>,
    Query(counts): Counts,
) -> Answer {
    let has_exports = has_exports(&organization_id)?;
    let exports = lock(&server.exports);
    let shown = if has_exports {
        exports.all.as_slice()
    } else {
        &[]
    };
    page(&server, shown, &counts)
}

/// A page of exports as they are. Looking at the list advances none of them.
fn page(server: &EdgeImpulse, exports: &[Export], counts: &HashMap<String, String>) -> Answer {
    let (offset, limit) = (
        count(counts, "offset", 0)?,
        count(counts, "limit", usize::MAX)?,
    );
    let page: Vec<Value> = exports
        .iter()
        .skip(offset)
        .take(limit)
        .map(|export| export.value(server))
        .collect();
    Ok(success(
        json!({ "exports": page, "totalCount": exports.len() }),
    ))
}

pub(super) async fn white_label_get(
    State(server): Server,
    Path((organization_id, inner_organization_id, export_id)): Three,
) -> Answer {
    check_white_label(&organization_id, &inner_organization_id)?;
    poll(&server, &export_id)
}

pub(super) async fn get(State(server): Server, Path((organization_id, export_id)): Two) -> Answer {
    check_has_exports(&organization_id)?;
    poll(&server, &export_id)
}

fn poll(server: &EdgeImpulse, export_id: &str) -> Answer {
    let mut exports = lock(&server.exports);
    let export = exports.find(export_id)?;
    export.progress.poll();
    Ok(success(json!({ "export": export.value(server) })))
}

pub(super) async fn update(
    State(server): Server,
    Path((organization_id, inner_organization_id, export_id)): Three,
    headers: HeaderMap,
    bytes: Bytes,
) -> Answer {
    check_white_label(&organization_id, &inner_organization_id)?;
    let body = Body::read(&headers, &bytes)?;
    let (description, expiration_date) = (body.text("description")?, body.expiration_date()?);
    let mut exports = lock(&server.exports);
    let export = exports.find(&export_id)?;
    export.description = description.unwrap_or_else(|| export.description.clone());
    export.expiration_date = expiration_date.unwrap_or_else(|| export.expiration_date.clone());
    Ok(success(json!({})))
}

pub(super) async fn delete(
    State(server): Server,
    Path((organization_id, inner_organization_id, export_id)): Three,
    headers: HeaderMap,
) -> Answer {
    if !is_jwt(&headers) {
        return Err(Refusal::new("This endpoint requires JWT authentication"));
    }
    check_white_label(&organization_id, &inner_organization_id)?;
    let mut exports = lock(&server.exports);
    let (path, id) = exports
        .find(&export_id)
        .map(|export| (export.path(), export.id))?;
    exports.all.retain(|export| export.id != id);
    server.storage.remove(&path);
    Ok(success(json!({})))
}

pub(super) async fn download(
    State(server): Server,
    Path((organization_id, export_id)): Two,
) -> Answer {
    check_has_exports(&organization_id)?;
    let mut exports = lock(&server.exports);
    match exports.find(&export_id)?.link(&server) {
        Some(link) => Ok((StatusCode::FOUND, [(LOCATION, link)]).into_response()),
        None => Err(Refusal::new("Export is not finished yet")),
    }
}

/// The white label's organization may ask for the job as well: it is the one that started it.
pub(super) async fn job(State(server): Server, Path((organization_id, job_id)): Two) -> Answer {
    has_exports(&organization_id)?;
    let job_id = id(&job_id)?;
    let mut exports = lock(&server.exports);
    let Some(export) = exports
        .all
        .iter_mut()
        .find(|export| export.job_id == job_id)
    else {
        return Err(Refusal::new("Job not found"));
    };
    export.progress.poll();
    let mut answer = success(json!({ "job": export.job(&server) }));
    if let Some(seconds) = server.settings.retry_after
        && !export.is_finished()
    {
        answer.headers_mut().insert(RETRY_AFTER, seconds.into());
    }
    Ok(answer)
}

fn check_has_exports(organization_id: &str) -> Result<(), Refusal> {
    if has_exports(organization_id)? {
        Ok(())
    } else {
        Err(no_export())
    }
}

impl Exports {
    fn find(&mut self, export_id: &str) -> Result<&mut Export, Refusal> {
        let export_id = id(export_id)?;
        self.all
            .iter_mut()
            .find(|export| export.id == export_id)
            .ok_or_else(no_export)
    }
}

fn no_export() -> Refusal {
    Refusal::new("Export not found")
}
