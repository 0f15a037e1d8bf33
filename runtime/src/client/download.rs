//! Files behind links.

use std::fmt;
use std::sync::Arc;
use std::time::Duration;

use http::header::ACCEPT;
use http::{HeaderValue, Method};

use super::Inner;
use super::prepare::Prepared;
use crate::error::{ApiError, CallError, Error, ErrorKind};
use crate::operation::Operation;
use crate::request::Link;
use crate::response::{Bytes, Response};
use crate::retry::Retry;

/// How errors and logs name a download.
const DOWNLOAD: &Operation = &Operation::new("download", Method::GET, "<link>").follow_redirects();

/// A file behind a link, not fetched yet.
#[must_use = "a download begins when it is awaited"]
pub struct DownloadCall {
    client: Arc<Inner>,
    link: Result<Link, CallError>,
    limit: Option<u64>,
    timeout: Option<Duration>,
    retry: Option<Retry>,
}

impl DownloadCall {
    pub(super) fn new(client: Arc<Inner>, link: &str) -> Self {
        let link = client
            .base
            .resolve(link)
            .map_err(|error| CallError::new(ErrorKind::Link, error.to_string()).of(DOWNLOAD));
        Self {
            client,
            link,
            limit: None,
            timeout: None,
            retry: None,
        }
    }

    /// How many bytes are accepted, in place of the client's limit.
    pub fn limit(mut self, bytes: u64) -> Self {
        self.limit = Some(bytes);
        self
    }

    /// How long the answer may take to begin, in place of the client's time.
    pub fn timeout(mut self, timeout: Duration) -> Self {
        self.timeout = Some(timeout);
        self
    }

    /// Tries again by this policy, in place of the client's.
    pub fn retry(mut self, policy: Retry) -> Self {
        self.retry = Some(policy);
        self
    }

    /// Fetches the whole file into memory. There is no deadline; a server that sends nothing for a
    /// time is given up.
    ///
    /// # Errors
    /// As [`Client::send`](super::Client::send), and [`ErrorKind::Link`] where the link is not one
    /// to follow.
    pub async fn bytes(self) -> Result<Response<Bytes>, Error> {
        let answer = super::execute::execute(Arc::clone(&self.client), self.prepare()?).await?;
        if !answer.raw.status.is_success() {
            return Err(Error::Api(Box::new(ApiError::from_answer(answer))));
        }
        let meta = answer.meta(answer.raw.headers.clone());
        Ok(Response {
            value: answer.raw.bytes.into(),
            meta,
        })
    }

    fn prepare(self) -> Result<Prepared, CallError> {
        let link = self.link?;
        let mut prepared = Prepared::to(&self.client, DOWNLOAD, &link);
        let headers = &mut prepared.request.headers;
        headers.insert(ACCEPT, HeaderValue::from_static("*/*"));
        prepared.secrets = link.secrets();
        prepared.times.answer = self.timeout.unwrap_or(prepared.times.answer);
        prepared.limit = self.limit;
        prepared.retry = self.retry.unwrap_or(prepared.retry);
        Ok(prepared)
    }
}

impl fmt::Debug for DownloadCall {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_tuple("DownloadCall").field(&self.link).finish()
    }
}
