//! The host that keeps the files. A link is all it takes, and all it accepts: a credential beside
//! it is refused.
//!
//! What a file holds is made when it is read, and may go wrong on its way as [`Faults`] say.

mod answer;
mod content;
mod csv;
mod faults;
mod file;
mod gzip;
mod links;
mod pace;
mod pieces;
mod range;
mod refusal;
mod rows;
mod signature;
mod zip;

use std::collections::HashMap;
use std::sync::atomic::{AtomicU64, Ordering};
use std::sync::{Arc, Mutex};

use axum::Router;
use axum::extract::{Query, State};
use axum::response::Response;
use axum::routing::get;
use http::{HeaderMap, HeaderName, Uri, header};
use tokio::task::spawn_blocking;

use crate::lock::lock;

pub(crate) use csv::pick;
pub(crate) use faults::{Etags, Faults};
pub use file::File;
use links::Links;
use refusal::Refusal;
pub(crate) use zip::Zip;

/// What must not be sent to a host that the caller was only given a link to.
const UNWANTED: [HeaderName; 5] = [
    header::AUTHORIZATION,
    header::COOKIE,
    header::REFERER,
    HeaderName::from_static("x-api-key"),
    HeaderName::from_static("x-jwt-token"),
];

/// The files, by path.
#[derive(Debug)]
pub(crate) struct Storage {
    origin: String,
    faults: Faults,
    files: Mutex<HashMap<String, File>>,
    links: Links,
    answers: AtomicU64,
}

impl Storage {
    pub(crate) fn new(origin: String, faults: Faults) -> Self {
        Self {
            origin,
            faults,
            files: Mutex::default(),
            links: Links::new(faults),
            answers: AtomicU64::new(0),
        }
    }

    pub(crate) fn put(&self, path: &str, file: File) {
        lock(&self.files).insert(path.to_owned(), file);
    }

    pub(crate) fn remove(&self, path: &str) {
        lock(&self.files).remove(path);
    }

    /// A signed link to what is kept under `path`, unlike all others. It lives for ever, unless it
    /// is to live for no time at all, or the links of these servers do not.
    pub(crate) fn link(&self, path: &str, lifetime_seconds: u64) -> String {
        format!("{}{}", self.origin, self.links.give(path, lifetime_seconds))
    }

    /// What a link leads to, whether it is still good or not.
    pub(crate) fn linked(&self, link: &str) -> Option<File> {
        let target = link.strip_prefix(&self.origin).unwrap_or(link);
        let path = target.split(['?', '#']).next().unwrap_or_default();
        lock(&self.files).get(path).cloned()
    }

    fn open(&self, path: &str) -> Result<File, Refusal> {
        self.linked(path).ok_or(Refusal::NoSuchKey)
    }
}

pub(crate) fn router(storage: Arc<Storage>) -> Router {
    Router::new()
        .route("/{*path}", get(fetch))
        .with_state(storage)
}

async fn fetch(
    State(storage): State<Arc<Storage>>,
    uri: Uri,
    Query(query): Query<HashMap<String, String>>,
    headers: HeaderMap,
) -> Result<Response, Refusal> {
    refuse_unwanted(&headers)?;
    storage.links.take(uri.path(), &query)?;
    let file = storage.open(uri.path())?;
    let (faults, number) = (
        storage.faults,
        storage.answers.fetch_add(1, Ordering::Relaxed),
    );
    let answer = move || {
        let etag = answer::etag(&file, number, &faults);
        answer::answer(&file, &etag, &headers, &faults)
    };
    spawn_blocking(answer).await.unwrap_or(Err(Refusal::Broken))
}

fn refuse_unwanted(headers: &HeaderMap) -> Result<(), Refusal> {
    match UNWANTED.iter().find(|name| headers.contains_key(*name)) {
        Some(name) => Err(Refusal::Unwanted(name.clone())),
        None => Ok(()),
    }
}

#[cfg(test)]
mod tests;
