//! The list of issues, in pages that lead from one to the next.

use std::collections::HashMap;
use std::sync::Arc;

use axum::extract::{Path, Query, State};
use axum::response::Response;
use base64::Engine as _;
use base64::engine::general_purpose::STANDARD;
use http::{StatusCode, Uri};
use serde::Deserialize;
use serde_json::{Value, json};

use super::answer::{Fault, Refusal, document};
use super::owner::Owner;
use super::{ORG_ID, Snyk};
use crate::dates::CREATED;
use crate::ids::uuid;
use crate::storage::pick;

const CURSOR: &str = "starting_after";
const SMALLEST_PAGE: u64 = 10;
const LARGEST_PAGE: u64 = 100;
/// Far from the numbers whose ids are given one after the other.
const FIRST_ID: u64 = 1 << 40;
const PROJECTS: u64 = 7;
const FIRST_PROJECT_ID: u64 = 1 << 41;

const SEVERITIES: [&str; 4] = ["low", "medium", "high", "critical"];
const STATUSES: [&str; 2] = ["open", "resolved"];
const TYPES: [&str; 3] = ["package_vulnerability", "license", "code"];

pub(super) async fn list(
    State(snyk): State<Arc<Snyk>>,
    Path((owners, owner_id)): Path<(String, String)>,
    Query(query): Query<HashMap<String, String>>,
    uri: Uri,
) -> Result<Response, Refusal> {
    let owner = Owner::find(&owners, &owner_id)?;
    let limit = limit(query.get("limit"))?;
    let first = query.get(CURSOR).map_or(Ok(0), |cursor| behind(cursor))?;
    let end = first.saturating_add(limit).min(snyk.settings.issues);
    let link = |cursor| {
        let tail = format!("/issues?{}", with_cursor(uri.query(), cursor));
        owner.link(&snyk.settings, &tail)
    };
    let mut links = json!({ "first": link(None) });
    if let Some(last) = end.checked_sub(1)
        && end < snyk.settings.issues
    {
        links["next"] = link(Some(last)).into();
    }
    let issues: Vec<Value> = (first..end).map(issue).collect();
    let page = json!({ "data": issues, "links": links });
    Ok(document(StatusCode::OK, page))
}

fn limit(given: Option<&String>) -> Result<u64, Refusal> {
    let Some(given) = given else {
        return Ok(SMALLEST_PAGE);
    };
    let pages = SMALLEST_PAGE..=LARGEST_PAGE;
    let fits = |limit: &u64| pages.contains(limit) && limit.is_multiple_of(SMALLEST_PAGE);
    let limit = given.parse().ok().filter(fits);
    limit.ok_or_else(|| refused("limit", "this is not a multiple of 10 from 10 to 100"))
}

#[derive(Deserialize)]
struct Cursor {
    id: String,
}

/// The number of the issue behind the one that a cursor names.
fn behind(cursor: &str) -> Result<u64, Refusal> {
    let read = || {
        let json = STANDARD.decode(cursor.strip_prefix("v1.")?).ok()?;
        let cursor: Cursor = serde_json::from_slice(&json).ok()?;
        cursor.id.parse::<u64>().ok()?.checked_add(1)
    };
    read().ok_or_else(|| refused(CURSOR, "this is no cursor that was given here"))
}

fn refused(parameter: &str, detail: &str) -> Refusal {
    let fault = Fault::in_parameter(parameter, detail);
    Refusal::because(StatusCode::BAD_REQUEST, vec![fault])
}

/// The query as it was sent, with another cursor.
fn with_cursor(query: Option<&str>, last: Option<u64>) -> String {
    let is_other = |pair: &&str| pair.split('=').next() != Some(CURSOR);
    let sent = query.unwrap_or_default().split('&').filter(is_other);
    let cursor = last.map(|last| {
        let cursor = STANDARD.encode(format!("{{\"id\":\"{last}\"}}\n"));
        format!("{CURSOR}=v1.{}", cursor.replace('=', "%3D"))
    });
    let pairs: Vec<_> = sent.map(str::to_owned).chain(cursor).collect();
    pairs.join("&")
}

fn issue(number: u64) -> Value {
    let project = uuid(FIRST_PROJECT_ID + number % PROJECTS);
    json!({
        "id": uuid(FIRST_ID + number),
        "type": "issue",
        "attributes": {
            "key": format!("issue-{number:010}"),
            "title": format!("Issue {number}"),
            "type": pick(&TYPES, number),
            "status": pick(&STATUSES, number),
            "effective_severity_level": pick(&SEVERITIES, number),
            "ignored": number % 5 == 4,
            "created_at": CREATED,
            "updated_at": CREATED,
        },
        "relationships": {
            "organization": { "data": { "id": ORG_ID, "type": "organization" } },
            "scan_item": { "data": { "id": project, "type": "project" } },
        },
    })
}
