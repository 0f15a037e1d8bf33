//! Files behind links.

use std::fmt;
use std::sync::{Arc, Mutex};
use std::time::Duration;

use http::Method;

use super::Inner;
use super::link::{Behind, LinkOpener, Renew, request_to, resolve};
use crate::download::Wishes;
use crate::error::{CallError, Error};
use crate::operation::Operation;
use crate::request::Link;
use crate::response::{Bytes, Plain, Response, check_refusal};
use crate::retry::Retry;
use crate::stream::{Download, Source, Span, Unopened};

/// How errors and logs name a download.
const DOWNLOAD: &Operation =
    &Operation::new("download", Method::GET, Operation::BY_LINK).follow_redirects();

/// A file behind a link, not fetched yet.
///
/// Where the connection is lost half-way, the rest is asked for over another, as [`Download`] says;
/// and where the link has expired, at the beginning or half-way, a fresh one can be asked for by
/// [`renew`](Self::renew).
#[must_use = "a download begins when it is awaited"]
pub struct DownloadCall {
    client: Arc<Inner>,
    link: Result<Link, CallError>,
    pub(crate) limit: Option<u64>,
    timeout: Option<Duration>,
    retry: Option<Retry>,
    renew: Option<Renew>,
    pub(crate) wishes: Wishes,
}

impl DownloadCall {
    pub(super) fn new(client: Arc<Inner>, link: &str) -> Self {
        Self {
            link: resolve(&client, link).map_err(|error| error.of(DOWNLOAD)),
            client,
            limit: None,
            timeout: None,
            retry: None,
            renew: None,
            wishes: Wishes::default(),
        }
    }

    /// How many bytes are accepted. In memory that is otherwise the client's limit; elsewhere there
    /// is none.
    pub fn limit(mut self, bytes: u64) -> Self {
        self.limit = Some(bytes);
        self
    }

    /// How long the answer may take to begin, in place of the client's time.
    pub fn timeout(mut self, timeout: Duration) -> Self {
        self.timeout = Some(timeout);
        self
    }

    /// Tries again by this policy, in place of the client's. It also says how often the rest is
    /// asked for in vain; where nothing is tried again, a file that breaks off is not gone on with.
    pub fn retry(mut self, policy: Retry) -> Self {
        self.retry = Some(policy);
        self
    }

    /// Asks for a fresh link where this one is refused (400, 401, 403, 404, 410), be it before the
    /// first byte or half-way, and goes on by that where the file was.
    ///
    /// A fresh link that is refused as well, before it has brought a byte, is the end; so is an
    /// error of the function, which is the source of one of
    /// [`ErrorKind::Link`](crate::ErrorKind::Link). What it gives is checked as the first link was.
    ///
    /// ```no_run
    /// use endpoint::{Client, Error, endpoint};
    ///
    /// #[endpoint(GET "/exports/<id>" -> Export)]
    /// struct GetExport { id: u64 }
    ///
    /// #[derive(serde::Deserialize)]
    /// struct Export { url: String }
    ///
    /// # async fn call(client: Client) -> Result<(), Box<dyn std::error::Error>> {
    /// let link = client.send(GetExport { id: 7 }).await?.url.clone();
    /// let asking = client.clone();
    /// let renew = move || {
    ///     let call = asking.send(GetExport { id: 7 });
    ///     async { Ok::<_, Error>(call.await?.into_inner().url) }
    /// };
    /// let mut file = std::fs::File::create("export.zip")?;
    /// let mut export = client.download(&link).renew(renew).stream().await?;
    /// export.write_to_std(&mut file).await?;
    /// # Ok(()) }
    /// ```
    pub fn renew<F, R, L, X>(mut self, renew: F) -> Self
    where
        F: Fn() -> R + Send + Sync + 'static,
        R: Future<Output = Result<L, X>> + Send + 'static,
        L: Into<String>,
        X: Into<Box<dyn std::error::Error + Send + Sync>>,
    {
        self.renew = Some(Arc::new(move || {
            let link = renew();
            Box::pin(async { link.await.map(Into::into).map_err(Into::into) })
        }));
        self
    }

    /// Fetches the whole file into memory. There is no deadline; a server that sends nothing for a
    /// time is given up.
    ///
    /// # Errors
    /// As [`stream`](Self::stream) and [`Download::bytes`].
    pub async fn bytes(self) -> Result<Response<Bytes>, Error> {
        let limit = self.limit.unwrap_or(self.client.limits.success);
        let mut file = self.stream().await?;
        let bytes = file.bytes(limit).await?;
        Ok(Response {
            meta: file.value.meta(),
            value: bytes.into(),
        })
    }

    /// Begins to fetch the file, whose bytes come as they are taken.
    ///
    /// # Errors
    /// As [`Client::send`](super::Client::send), and of [`ErrorKind::Link`](crate::ErrorKind::Link)
    /// where the link is not one to follow.
    pub async fn stream(self) -> Result<Response<Download>, Error> {
        let limit = self.limit;
        self.wishes.fault().map_err(|error| error.of(DOWNLOAD))?;
        let watcher = self.wishes.watch();
        let source = self.source()?;
        let fetch = source.open(Span::default()).await;
        let fetch = fetch.map_err(Unopened::into_error)?;
        let file = Download::fetched(fetch, limit).watched(watcher);
        Ok(Response {
            meta: file.meta(),
            value: file,
        })
    }

    /// Fetches the file into a writer, which is flushed and not shut down; says how many bytes it
    /// was.
    ///
    /// # Errors
    /// As [`stream`](Self::stream) and [`Download::write_to`].
    #[cfg(feature = "tokio")]
    pub async fn to_writer(
        self,
        writer: impl tokio::io::AsyncWrite,
    ) -> Result<Response<u64>, Error> {
        let mut file = self.stream().await?;
        let written = file.write_to(writer).await?;
        Ok(Response {
            meta: file.value.meta(),
            value: written,
        })
    }

    /// The same into a writer that does not wait.
    #[cfg(feature = "blocking")]
    pub(crate) async fn written_to(
        self,
        writer: impl std::io::Write,
    ) -> Result<Response<u64>, Error> {
        let mut file = self.stream().await?;
        let written = file.write_to_std(writer).await?;
        Ok(Response {
            meta: file.value.meta(),
            value: written,
        })
    }

    /// What the file is asked for by.
    pub(crate) fn source(self) -> Result<Source, CallError> {
        let link = self.link?;
        let mut request = request_to(&self.client, DOWNLOAD, &link);
        request.times.answer = self.timeout.unwrap_or(request.times.answer);
        request.retry = self.retry.unwrap_or(request.retry);
        let file = Behind {
            client: self.client,
            renew: self.renew,
            newest: Mutex::new(Arc::new(request)),
        };
        Ok(Source {
            operation: DOWNLOAD,
            opener: Arc::new(LinkOpener::new(Arc::new(file))),
            check: check_refusal::<Plain>,
            path_name: link.file_name().map(str::to_owned),
        })
    }
}

impl fmt::Debug for DownloadCall {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_tuple("DownloadCall").field(&self.link).finish()
    }
}
