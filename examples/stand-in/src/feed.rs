//! A greenhouse that tells its readings as they come: server-sent events under `/events`, lines of
//! JSON under `/log`.
//!
//! Both come in pieces that end anywhere. `?cut_after=2` loses the connection in the middle of the
//! third event, on every connection anew; who comes back with `Last-Event-ID` gets what was missed,
//! and a 204 once there is no more. `?broken=true` puts a line into the log that is no JSON.

mod pieces;

use std::collections::HashMap;

use axum::body::Body;
use axum::extract::Query;
use axum::response::{IntoResponse, Response};
use axum::{Router, routing};
use http::header::{ACCEPT, CACHE_CONTROL, CONTENT_TYPE};
use http::{HeaderMap, StatusCode};

use pieces::Pieces;

/// How many events there are; their ids are the numbers from 1.
pub const EVENTS: usize = 5;
/// How many lines the log has, unless one of them is broken.
pub const LINES: usize = 4;
/// The `retry` of the events, in milliseconds.
pub const RETRY: u32 = 5;

/// What comes before the first event.
const OPENING: &str = ": readings of the greenhouse\nretry: 5\n\n";

/// One of each way that an event may be written: its lines end as they like, its data may have
/// several, and fields that nobody knows are to be ignored.
const EVENT_TEXTS: [&str; EVENTS] = [
    "id: 1\nevent: reading\ndata: {\"bed\":\"north\",\"celsius\":18.5}\n\n",
    "id:2\r\nevent:reading\r\ndata:{\"bed\":\"south\",\"celsius\":21}\r\n\r\n",
    ": heating\n\nid: 3\nevent: reading\ndata: {\"bed\":\"east\",\ndata:  \"celsius\":19.25}\n\n",
    "event: frost\rid: 4\rdata: {\"bed\":\"west\",\"celsius\":-0.5}\r\r",
    "id: 5\ncolour: green\nevent: reading\ndata: {\"bed\":\"west\",\"celsius\":2}\n\n",
];

const LINE_TEXTS: [&str; LINES] = [
    "{\"level\":\"info\",\"message\":\"the vents are open\"}\n",
    "{\"level\":\"info\",\"message\":\"watered the beds in the north — 12 l\"}\n",
    "{\"level\":\"warn\",\"message\":\"frost in the west\",\"bed\":\"west\"}\n",
    "{\"level\":\"info\",\"message\":\"the heating goes on\"}\n",
];
const BROKEN_LINE: &str = "{\"level\":\"info\",\"mess\n";

type Pairs = Query<HashMap<String, String>>;

pub(crate) fn router() -> Router {
    Router::new()
        .route("/events", routing::get(events))
        .route("/log", routing::get(log))
}

async fn events(Query(query): Pairs, headers: HeaderMap) -> Result<Response, StatusCode> {
    if !accepts(&headers, "text/event-stream") {
        return Err(StatusCode::NOT_ACCEPTABLE);
    }
    let seen = text(&headers, "last-event-id").and_then(|id| id.parse().ok());
    if seen == Some(EVENTS) {
        return Err(StatusCode::NO_CONTENT);
    }
    let missed = &EVENT_TEXTS[seen.filter(|seen| *seen < EVENTS).unwrap_or(0)..];
    let cut_after = query.get("cut_after").and_then(|text| text.parse().ok());
    let (text, is_cut) = match cut_after.filter(|events| *events < missed.len()) {
        Some(events) => (cut(missed, events), true),
        None => (missed.concat(), false),
    };
    let pieces = Pieces::new(&format!("{OPENING}{text}"));
    let pieces = if is_cut {
        pieces.lost_at_the_end()
    } else {
        pieces
    };
    Ok(stream("text/event-stream", pieces))
}

/// So many events, and half of the next.
fn cut(texts: &[&str], events: usize) -> String {
    let half = texts[events].len() / 2;
    texts[..events].concat() + &texts[events][..half]
}

async fn log(Query(query): Pairs) -> Response {
    let mut lines = LINE_TEXTS.to_vec();
    if query.get("broken").is_some_and(|value| value == "true") {
        lines.insert(LINES / 2, BROKEN_LINE);
    }
    stream("application/x-ndjson", Pieces::new(&lines.concat()))
}

fn stream(content_type: &'static str, pieces: Pieces) -> Response {
    let headers = [(CONTENT_TYPE, content_type), (CACHE_CONTROL, "no-store")];
    (headers, Body::from_stream(pieces)).into_response()
}

fn accepts(headers: &HeaderMap, media_type: &str) -> bool {
    let accepted = text(headers, ACCEPT.as_str()).unwrap_or("*/*");
    accepted
        .split(',')
        .map(|accepted| accepted.split(';').next().unwrap_or_default().trim())
        .any(|accepted| accepted == media_type || accepted == "*/*")
}

fn text<'h>(headers: &'h HeaderMap, name: &str) -> Option<&'h str> {
    headers.get(name)?.to_str().ok()
}

#[cfg(test)]
mod tests;
