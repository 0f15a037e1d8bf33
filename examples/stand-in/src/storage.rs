//! The host that keeps the files. A link is all it takes, and all it accepts: a credential beside it is refused.

mod csv;
mod file;
mod range;
mod refusal;
mod signature;
mod zip;

use std::collections::HashMap;
use std::sync::{Arc, Mutex};

use axum::Router;
use axum::body::Body;
use axum::extract::{Query, State};
use axum::response::{IntoResponse, Response};
use axum::routing::get;
use http::header::{ACCEPT_RANGES, CONTENT_DISPOSITION, CONTENT_RANGE, CONTENT_TYPE, ETAG};
use http::{HeaderMap, HeaderName, StatusCode, Uri, header};

use crate::lock::lock;

pub(crate) use file::File;
use range::Wanted;
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
    files: Mutex<HashMap<String, File>>,
}

impl Storage {
    pub(crate) fn new(origin: String) -> Self {
        Self {
            origin,
            files: Mutex::default(),
        }
    }

    pub(crate) fn put(&self, path: &str, file: File) {
        lock(&self.files).insert(path.to_owned(), file);
    }

    pub(crate) fn remove(&self, path: &str) {
        lock(&self.files).remove(path);
    }

    /// A signed link to what is kept under `path`. There is no clock: a link lives for ever, unless it is to live for
    /// no time at all.
    pub(crate) fn link(&self, path: &str, lifetime_seconds: u64) -> String {
        let signature = signature::sign(path, &lifetime_seconds.to_string());
        format!(
            "{}{path}?X-Expires={lifetime_seconds}&X-Signature={signature}",
            self.origin
        )
    }

    fn open(&self, path: &str) -> Result<File, Refusal> {
        lock(&self.files)
            .get(path)
            .cloned()
            .ok_or(Refusal::NoSuchKey)
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
    check_link(uri.path(), &query)?;
    let file = storage.open(uri.path())?;
    if !range::matches(&headers, &file.etag) {
        return Err(Refusal::PreconditionFailed);
    }
    Ok(answer(&file, range::wanted(&headers, &file)?))
}

fn refuse_unwanted(headers: &HeaderMap) -> Result<(), Refusal> {
    match UNWANTED.iter().find(|name| headers.contains_key(*name)) {
        Some(name) => Err(Refusal::Unwanted(name.clone())),
        None => Ok(()),
    }
}

fn check_link(path: &str, query: &HashMap<String, String>) -> Result<(), Refusal> {
    let (Some(expires), Some(signature)) = (query.get("X-Expires"), query.get("X-Signature"))
    else {
        return Err(Refusal::Unsigned);
    };
    if *signature != signature::sign(path, expires) {
        return Err(Refusal::SignatureDoesNotMatch);
    }
    if expires == "0" {
        Err(Refusal::Expired)
    } else {
        Ok(())
    }
}

fn answer(file: &File, wanted: Wanted) -> Response {
    let common = [
        (CONTENT_TYPE, file.content_type.to_owned()),
        (
            CONTENT_DISPOSITION,
            format!("attachment; filename=\"{}\"", file.name),
        ),
        (ETAG, file.etag.clone()),
        (ACCEPT_RANGES, "bytes".to_owned()),
    ];
    match wanted {
        Wanted::All => (common, Body::from(file.bytes.clone())).into_response(),
        Wanted::Part { first, end } => {
            let range = format!("bytes {first}-{}/{}", end - 1, file.bytes.len());
            let part = Body::from(file.bytes.slice(first..end));
            (
                StatusCode::PARTIAL_CONTENT,
                common,
                [(CONTENT_RANGE, range)],
                part,
            )
                .into_response()
        }
    }
}

#[cfg(test)]
mod tests {
    use crate::StandIn;
    use crate::wire::{Answer, Request};

    async fn refused(header: &str) -> Answer {
        let stand_in = StandIn::start().await.unwrap();
        Request::get(stand_in.storage_url(), "/any")
            .header(header, "secret")
            .send()
            .await
    }

    #[tokio::test]
    async fn a_credential_or_a_referer_is_refused() {
        for header in [
            "Authorization",
            "Cookie",
            "Referer",
            "X-Api-Key",
            "X-Jwt-Token",
        ] {
            let answer = refused(header).await;
            let body = String::from_utf8_lossy(&answer.body).into_owned();
            assert_eq!(answer.status, 400, "{header}");
            assert!(
                body.starts_with("<?xml") && !body.contains("secret"),
                "{body}"
            );
        }
    }

    #[tokio::test]
    async fn a_link_without_its_signature_is_refused() {
        let stand_in = StandIn::start().await.unwrap();
        for target in ["/any", "/any?X-Expires=60&X-Signature=wrong"] {
            assert_eq!(
                Request::get(stand_in.storage_url(), target)
                    .send()
                    .await
                    .status,
                403
            );
        }
    }
}
