//! A service that makes reports, each of its answers with a status of its own.
//!
//! | | |
//! |---|---|
//! | `POST /reports` | 202 with the job, and where it is |
//! | `GET /reports/<id>` | 200 while it is being made, 303 to the file once it is done |
//! | `GET /reports/<id>/file` | 200 with the file, 409 before there is one |
//! | `DELETE /reports/<id>` | 204; 202 while it is being made, since that takes a moment to end |
//!
//! A report that there never was is a 404 with a document of its own; one that was deleted is a
//! 410, and that like all other refusals is a problem document by RFC 9457.

mod answer;

use std::sync::{Arc, Mutex};

use axum::body::Bytes;
use axum::extract::{Path, State};
use axum::response::{IntoResponse, Response};
use axum::{Router, routing};
use http::header::{CONTENT_DISPOSITION, CONTENT_TYPE, LOCATION, RETRY_AFTER};
use http::{HeaderMap, StatusCode};
use serde::Deserialize;
use serde_json::json;

use crate::lock::lock;
use crate::progress::{Progress, Stage};
use answer::{Refusal, document};

/// The longest title that is accepted, in bytes.
pub const LONGEST_TITLE: usize = 80;

/// A report; its id is its place in the list, the first being number 1.
#[derive(Debug)]
struct Report {
    title: String,
    progress: Progress,
    is_deleted: bool,
}

#[derive(Debug)]
struct Reports {
    polls_until_done: u32,
    all: Mutex<Vec<Report>>,
}

type Server = State<Arc<Reports>>;
type Answer = Result<Response, Refusal>;

pub(crate) fn router(polls_until_done: u32) -> Router {
    let reports = Arc::new(Reports {
        polls_until_done,
        all: Mutex::default(),
    });
    let one = routing::get(state).delete(delete);
    Router::new()
        .route("/reports", routing::post(create))
        .route("/reports/{id}", one)
        .route("/reports/{id}/file", routing::get(file))
        .with_state(reports)
}

async fn create(State(server): Server, headers: HeaderMap, body: Bytes) -> Answer {
    let title = title(&headers, &body)?;
    let mut reports = lock(&server.all);
    reports.push(Report {
        title,
        progress: Progress::new(server.polls_until_done),
        is_deleted: false,
    });
    let id = reports.len();
    let headers = [(LOCATION, format!("/reports/{id}"))];
    let job = json!({ "id": id, "percent": 0 });
    Ok((StatusCode::ACCEPTED, headers, document(&job)).into_response())
}

fn title(headers: &HeaderMap, body: &Bytes) -> Result<String, Refusal> {
    #[derive(Deserialize)]
    #[serde(deny_unknown_fields)]
    struct Wanted {
        title: String,
    }

    let content_type = headers.get(CONTENT_TYPE);
    if content_type.is_none_or(|value| value != "application/json") {
        return Err(Refusal::NotJson);
    }
    let Ok(Wanted { title }) = serde_json::from_slice(body) else {
        return Err(Refusal::NoTitle);
    };
    if title.len() > LONGEST_TITLE {
        return Err(Refusal::TitleTooLong(title.len()));
    }
    Ok(title)
}

async fn state(State(server): Server, Path(id): Path<String>) -> Answer {
    let mut reports = lock(&server.all);
    let (id, report) = find(&mut reports, &id)?;
    let percent = match report.progress.poll() {
        Stage::Pending => 10,
        Stage::Started => 60,
        Stage::Finished => {
            let headers = [(LOCATION, format!("/reports/{id}/file"))];
            return Ok((StatusCode::SEE_OTHER, headers).into_response());
        }
    };
    let job = json!({ "id": id, "percent": percent });
    Ok(([(RETRY_AFTER, "0")], document(&job)).into_response())
}

async fn file(State(server): Server, Path(id): Path<String>) -> Answer {
    let mut reports = lock(&server.all);
    let (id, report) = find(&mut reports, &id)?;
    if report.progress.stage() != Stage::Finished {
        return Err(Refusal::NotMade);
    }
    let name = format!("attachment; filename=\"report-{id}.txt\"");
    let headers = [
        (CONTENT_TYPE, "text/plain; charset=iso-8859-1".to_owned()),
        (CONTENT_DISPOSITION, name),
    ];
    Ok((headers, latin1(&report.text())).into_response())
}

async fn delete(State(server): Server, Path(id): Path<String>) -> Answer {
    let mut reports = lock(&server.all);
    let (id, report) = find(&mut reports, &id)?;
    report.is_deleted = true;
    if report.progress.stage() == Stage::Finished {
        return Ok(StatusCode::NO_CONTENT.into_response());
    }
    let job = json!({ "id": id, "percent": 100 });
    Ok((StatusCode::ACCEPTED, document(&job)).into_response())
}

fn find<'r>(reports: &'r mut [Report], id: &str) -> Result<(usize, &'r mut Report), Refusal> {
    let count = reports.len();
    let missing = || Refusal::Missing {
        id: id.to_owned(),
        count,
    };
    let id: usize = id.parse().map_err(|_| missing())?;
    let index = id.checked_sub(1).ok_or_else(missing)?;
    match reports.get_mut(index).ok_or_else(missing)? {
        report if report.is_deleted => Err(Refusal::Deleted),
        report => Ok((id, report)),
    }
}

impl Report {
    fn text(&self) -> String {
        format!("{}\n\n12 samples, all within 1 ± 0.05 µm.\n", self.title)
    }
}

/// The older of two encodings, for readers who go by what the answer says.
fn latin1(text: &str) -> Vec<u8> {
    text.chars()
        .map(|letter| u8::try_from(u32::from(letter)).unwrap_or(b'?'))
        .collect()
}

#[cfg(test)]
mod tests;
