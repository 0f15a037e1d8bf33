//! A body as a stream of bytes.

#[cfg(feature = "tokio")]
mod io;
mod output;

use std::fmt;
use std::future::poll_fn;
use std::io::Write;
use std::pin::Pin;
use std::task::{Context, Poll, ready};

use bytes::{Bytes, BytesMut};
use futures_core::Stream;

#[cfg(feature = "blocking")]
pub(super) use self::io::to_io;
use super::file_name::file_name;
use super::{Check, Fetch, Inflow, Step};
#[cfg(feature = "blocking")]
use crate::blocking::Drive;
use crate::download::Watcher;
use crate::error::{CallError, ErrorKind};
use crate::response::Meta;

/// A body as a stream of bytes, in constant memory.
///
/// It is taken by [`chunk`](Self::chunk), as a [`Stream`], as a `tokio::io::AsyncRead` (feature
/// `tokio`), of a [blocking client](crate::blocking) as a [`std::io::Read`], into a writer by
/// [`write_to`](Self::write_to) or [`write_to_std`](Self::write_to_std), or whole by
/// [`bytes`](Self::bytes).
///
/// Once its head is there it may take any time, as long as the server is not silent for longer than
/// the [stall timeout](crate::ClientBuilder::stall_timeout); and it may have any length, but where
/// the endpoint declares a `limit`. Where the length is known, fewer bytes are an
/// [`ErrorKind::Interrupted`], and more an [`ErrorKind::Decode`]. Where the answer says that it is
/// a JSON document, it may be the envelope's way to say no, which is then an
/// [`Error::Api`](crate::Error::Api) as always.
///
/// # When the connection is lost
///
/// The rest of the answer to a `GET` is asked for over another connection ([RFC 9110 section 14]),
/// and the caller sees nothing of it but [`cuts`](Self::cuts). That is done where the rest is sure
/// to be of the same file: the answer had a length and a strong `ETag`, with which the rest is
/// asked for (`If-Match`), and what comes is just the bytes that are missing. So the file is asked
/// for as it lies on the server (`Accept-Encoding: identity`). A silence as long as the stall
/// timeout counts as a loss.
///
/// As many connections in a row as the call's [`Retry`](crate::Retry) has attempts may bring
/// nothing, and are paid from the client's budget of retries; any byte begins the count anew. A
/// connection that brought next to nothing is followed by the next after the policy's delay. Where
/// nothing is tried again (`retry = never`), nothing is gone on with.
///
/// Behind a redirect that the endpoint follows, the endpoint is asked again, and so for a fresh
/// link.
///
/// Elsewhere the error of the connection is given: without a length or a strong `ETag`, by methods
/// other than `GET`, where the server ignores the range. That the file has changed is an
/// [`ErrorKind::Changed`]; that the server refuses to give the rest is an [`ErrorKind::Refused`].
/// What has nothing to lose begins anew then, as often as the policy has attempts: the answer of
/// which no byte has been taken, and what [`bytes`](Self::bytes) collects.
///
/// [RFC 9110 section 14]: https://www.rfc-editor.org/rfc/rfc9110#section-14
///
/// ```no_run
/// use endpoint::{Client, Download, endpoint};
///
/// #[endpoint(GET "/exports/<id>/download" -> Download, redirect = follow)]
/// struct GetExport { id: u64 }
///
/// # async fn call(client: Client) -> Result<(), Box<dyn std::error::Error>> {
/// let mut export = client.send(GetExport { id: 7 }).await?;
/// let name = export.file_name().unwrap_or("export.zip").to_owned();
/// let mut file = std::fs::File::create(name)?;
/// export.write_to_std(&mut file).await?;
/// # Ok(()) }
/// ```
pub struct Download {
    /// Boxed, so that an enum which may hold a download does not grow by it.
    fetch: Box<Fetch>,
    file_name: Option<String>,
    /// Who sees the bytes besides the caller.
    watcher: Option<Box<Watcher>>,
    limit: Option<u64>,
    /// How many bytes came so far.
    taken: u64,
    is_over: bool,
    /// What a reader has taken and not given yet.
    #[cfg(feature = "tokio")]
    pub(super) unread: Bytes,
}

impl Download {
    fn of(inflow: Inflow, check: Check) -> Self {
        let operation = inflow.operation();
        let limit = operation.and_then(|operation| operation.limit);
        Self::fetched(Fetch::of(inflow, check), limit)
    }

    /// A file that comes, of which no more than `limit` bytes are accepted.
    pub(crate) fn fetched(fetch: Fetch, limit: Option<u64>) -> Self {
        Self {
            file_name: file_name(&fetch.head().headers),
            watcher: None,
            limit,
            taken: 0,
            is_over: false,
            fetch: Box::new(fetch),
            #[cfg(feature = "tokio")]
            unread: Bytes::new(),
        }
    }

    pub(crate) fn watched(mut self, watcher: Watcher) -> Self {
        self.watcher = Some(Box::new(watcher));
        self
    }

    /// Everything about the file but its bytes, as far as it has come.
    pub(crate) fn meta(&self) -> Meta {
        self.fetch.meta(self.fetch.head().headers.clone())
    }

    #[cfg(feature = "blocking")]
    pub(super) fn drive(&self) -> Drive {
        self.fetch.drive()
    }

    /// How many bytes it has, by its `Content-Length`; `None` where the server does not say, or
    /// where they were compressed and have been decoded.
    pub fn length(&self) -> Option<u64> {
        self.fetch.length()
    }

    /// What the server calls the file, by its `Content-Disposition` ([RFC 6266]).
    ///
    /// It is a name and never a path: what stands before a separator is cut off, control characters
    /// are taken out, it is not empty, `.` or `..`, and has 255 bytes at the most. Whether a file
    /// of that name may be overwritten is for the caller to say.
    ///
    /// [RFC 6266]: https://www.rfc-editor.org/rfc/rfc6266
    pub fn file_name(&self) -> Option<&str> {
        self.file_name.as_deref()
    }

    /// The media type with its parameters; `None` where it is absent or not visible ASCII.
    pub fn content_type(&self) -> Option<&str> {
        self.fetch.head().headers.text("content-type")
    }

    /// How many times it broke off, and was gone on with over another connection.
    pub fn cuts(&self) -> u32 {
        self.fetch.cuts()
    }

    /// Waits for the next bytes; `None` at the end.
    ///
    /// # Errors
    /// [`ErrorKind::Interrupted`] where the connection is lost or fewer bytes came than the length
    /// says, [`ErrorKind::Stalled`], [`ErrorKind::TooLarge`], [`ErrorKind::Decode`] where more
    /// bytes came; and what a lost connection may lead to, as said
    /// [above](Self#when-the-connection-is-lost).
    pub async fn chunk(&mut self) -> Result<Option<Bytes>, CallError> {
        poll_fn(|context| self.poll_chunk(context))
            .await
            .transpose()
    }

    /// Waits for all of it, up to `limit` bytes. Unless some have been taken, the file is fetched
    /// from its beginning again where its rest is not to be had.
    ///
    /// # Errors
    /// As [`chunk`](Self::chunk), and [`ErrorKind::TooLarge`] where there are more. The error keeps
    /// what came.
    pub async fn bytes(&mut self, limit: u64) -> Result<Bytes, CallError> {
        let mut all = BytesMut::new();
        self.fetch.may_begin_anew(self.taken == 0);
        let collected = self.collect(&mut all, limit).await;
        self.fetch.may_begin_anew(false);
        match collected {
            Ok(()) => Ok(all.freeze()),
            Err(error) => Err(error.keeping(all.freeze())),
        }
    }

    async fn collect(&mut self, all: &mut BytesMut, limit: u64) -> Result<(), CallError> {
        while let Some(step) = self.step().await? {
            match step {
                // Most short bodies are one piece.
                Step::Bytes(chunk) if all.is_empty() => *all = BytesMut::from(chunk),
                Step::Bytes(chunk) => all.extend_from_slice(&chunk),
                Step::Restart => all.clear(),
            }
            if all.len() as u64 > limit {
                all.truncate(usize::try_from(limit).unwrap_or(usize::MAX));
                return Err(self.fail(CallError::too_large(limit)));
            }
        }
        Ok(())
    }

    /// Writes all of it to a writer that does not wait, as a file of the standard library or a
    /// `Vec`; says how many bytes it was.
    ///
    /// # Errors
    /// As [`chunk`](Self::chunk), and [`ErrorKind::Write`] where the writer fails.
    pub async fn write_to_std(&mut self, mut writer: impl Write) -> Result<u64, CallError> {
        let mut written = 0;
        while let Some(chunk) = self.chunk().await? {
            let result = writer.write_all(&chunk);
            result.map_err(|error| self.not_written(error))?;
            written += chunk.len() as u64;
        }
        writer.flush().map_err(|error| self.not_written(error))?;
        Ok(written)
    }

    fn not_written(&mut self, error: std::io::Error) -> CallError {
        let message = "what came could not be written where it was to go; see the error's source";
        self.fail(CallError::new(ErrorKind::Write, message).with_source(error))
    }

    /// Ends it by an error.
    fn fail(&mut self, error: CallError) -> CallError {
        let error = self.fetch.blame(error);
        self.fetch.end();
        self.is_over = true;
        error
    }

    async fn step(&mut self) -> Result<Option<Step>, CallError> {
        poll_fn(|context| self.poll_step(context)).await.transpose()
    }

    fn poll_step(&mut self, context: &mut Context<'_>) -> Poll<Option<Result<Step, CallError>>> {
        #[cfg(feature = "tokio")]
        if !self.unread.is_empty() {
            // A reader took a part of a piece, which was counted then.
            let unread = std::mem::take(&mut self.unread);
            return Poll::Ready(Some(Ok(Step::Bytes(unread))));
        }
        if self.is_over {
            return Poll::Ready(None);
        }
        let step = match ready!(self.fetch.poll_step(context)) {
            Some(Ok(Step::Bytes(chunk))) => self.count(chunk).map(Some),
            Some(Ok(Step::Restart)) => Ok(Some(self.restart())),
            Some(Err(error)) => Err(error),
            None => self.check().map(|()| None),
        };
        self.is_over = !matches!(step, Ok(Some(_)));
        Poll::Ready(step.transpose())
    }

    fn restart(&mut self) -> Step {
        self.taken = 0;
        if let Some(watcher) = &mut self.watcher {
            watcher.restarted();
        }
        Step::Restart
    }

    /// Looks whether the file is the one that is wanted.
    fn check(&mut self) -> Result<(), CallError> {
        let watcher = self.watcher.take();
        let checked = watcher.map_or(Ok(()), |watcher| watcher.end());
        checked.map_err(|error| self.fail(error))
    }

    fn poll_chunk(&mut self, context: &mut Context<'_>) -> Poll<Option<Result<Bytes, CallError>>> {
        // A `bytes` that nobody waited for to its end may have allowed it.
        self.fetch.may_begin_anew(false);
        loop {
            match ready!(self.poll_step(context)) {
                Some(Ok(Step::Bytes(chunk))) => return Poll::Ready(Some(Ok(chunk))),
                Some(Ok(Step::Restart)) => {}
                Some(Err(error)) => return Poll::Ready(Some(Err(error))),
                None => return Poll::Ready(None),
            }
        }
    }

    fn count(&mut self, chunk: Bytes) -> Result<Step, CallError> {
        self.taken += chunk.len() as u64;
        match self.limit {
            Some(limit) if self.taken > limit => {
                return Err(self.fail(CallError::too_large(limit)));
            }
            _ => {}
        }
        if let Some(watcher) = &mut self.watcher {
            watcher.took(&chunk, &self.fetch);
        }
        Ok(Step::Bytes(chunk))
    }
}

impl Stream for Download {
    type Item = Result<Bytes, CallError>;

    fn poll_next(self: Pin<&mut Self>, context: &mut Context<'_>) -> Poll<Option<Self::Item>> {
        self.get_mut().poll_chunk(context)
    }
}

/// What is known of it: the file's name may be confidential.
impl fmt::Debug for Download {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_struct("Download")
            .field("length", &self.length())
            .field("taken", &self.taken)
            .finish_non_exhaustive()
    }
}
