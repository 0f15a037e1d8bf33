//! The answer that brings a file, or a part of it.

use std::sync::Arc;

use axum::body::Body;
use axum::response::{IntoResponse, Response};
use http::header::{
    ACCEPT_RANGES, CONTENT_DISPOSITION, CONTENT_ENCODING, CONTENT_LENGTH, CONTENT_RANGE,
    CONTENT_TYPE, ETAG,
};
use http::{HeaderMap, HeaderName, HeaderValue, StatusCode};

use super::content::{Content, Source};
use super::faults::{Etags, Faults};
use super::file::File;
use super::gzip::Gzip;
use super::pieces::Pieces;
use super::range::{self, Wanted};
use super::refusal::Refusal;

/// Brings what is wanted. Reads all of a file that has a checksum before its end, which takes a
/// while.
pub(super) fn answer(
    file: &File,
    etag: &str,
    headers: &HeaderMap,
    faults: &Faults,
) -> Result<Response, Refusal> {
    if !range::matches(headers, etag) {
        return Err(Refusal::PreconditionFailed);
    }
    let wanted = if faults.serves_ranges() {
        range::wanted(headers, etag, file.size())?
    } else {
        Wanted::All
    };
    let content = encoded(file.content(), faults);
    let mut response = match wanted {
        Wanted::All => whole(content, faults),
        Wanted::Part { first, end } => part(content, first, end, faults),
    };
    response.headers_mut().extend(common(file, etag, faults));
    Ok(response)
}

/// The entity tag of an answer, the `number`th of all.
pub(super) fn etag(file: &File, number: u64, faults: &Faults) -> String {
    match faults.etags {
        Etags::Strong => file.etag.clone(),
        Etags::Weak => format!("W/{}", file.etag),
        Etags::Changing => format!("{}-{number}\"", file.etag.trim_end_matches('"')),
    }
}

fn encoded(content: &Content, faults: &Faults) -> Content {
    let content = content.clone();
    if !faults.gzips {
        return content;
    }
    let mut encoded = Content::default();
    encoded.push(Source::Gzip(Arc::new(Gzip::of(content))));
    encoded
}

fn whole(content: Content, faults: &Faults) -> Response {
    let length = content.length();
    body(content, 0, length, faults)
}

fn part(content: Content, first: u64, end: u64, faults: &Faults) -> Response {
    let range = format!("bytes {first}-{}/{}", end - 1, content.length());
    let body = body(content, first, end, faults);
    (StatusCode::PARTIAL_CONTENT, [(CONTENT_RANGE, range)], body).into_response()
}

fn body(content: Content, first: u64, end: u64, faults: &Faults) -> Response {
    let body = Body::from_stream(Pieces::new(content, first, end, faults));
    if faults.has_no_lengths {
        return body.into_response();
    }
    ([(CONTENT_LENGTH, end - first)], body).into_response()
}

fn common(file: &File, etag: &str, faults: &Faults) -> Vec<(HeaderName, HeaderValue)> {
    let name = format!("attachment; filename=\"{}\"", file.name());
    let mut pairs = vec![
        (CONTENT_TYPE, file.content_type),
        (CONTENT_DISPOSITION, &name),
        (ETAG, etag),
    ];
    if faults.serves_ranges() {
        pairs.push((ACCEPT_RANGES, "bytes"));
    }
    if faults.gzips {
        pairs.push((CONTENT_ENCODING, "gzip"));
    }
    let pairs = pairs.into_iter();
    pairs
        .filter_map(|(name, value)| Some((name, value.parse().ok()?)))
        .collect()
}

impl Faults {
    /// A range would be one of the encoded bytes, which nobody asks for.
    fn serves_ranges(&self) -> bool {
        !self.ignores_ranges && !self.gzips
    }
}
