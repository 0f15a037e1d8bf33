//! A body as a stream of bytes.

use std::fmt;
use std::future::poll_fn;
use std::io::Write;
use std::pin::Pin;
use std::task::{Context, Poll, ready};

use bytes::{Bytes, BytesMut};
use futures_core::Stream;
use http::header::{CONTENT_ENCODING, CONTENT_LENGTH};
use http::{Method, StatusCode};

use super::Inflow;
use super::file_name::file_name;
#[cfg(feature = "blocking")]
use crate::blocking::Drive;
use crate::error::{CallError, ErrorBody, ErrorKind};
use crate::response::{
    Envelope, Headers, Incoming, OpenError, Output, Raw, Reading, Variant, check_refusal,
    reading_of_stream,
};

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
/// [`ErrorKind::Interrupted`]. Where the answer says that it is a JSON document, it may be the
/// envelope's way to say no, which is then an [`Error::Api`](crate::Error::Api) as always.
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
    inflow: Inflow,
    file_name: Option<String>,
    length: Option<u64>,
    /// How many bytes have to come; not known where the length is not, or is that of another
    /// method's body.
    expected: Option<u64>,
    limit: Option<u64>,
    /// How many bytes came so far.
    taken: u64,
    is_over: bool,
    /// What a reader has taken and not given yet.
    #[cfg(feature = "tokio")]
    pub(super) unread: Bytes,
}

impl Download {
    pub(crate) fn of(inflow: Inflow) -> Self {
        let operation = inflow.operation();
        let is_head = operation.is_some_and(|operation| *operation.method() == Method::HEAD);
        let length = length(&inflow.head.headers);
        Self {
            file_name: file_name(&inflow.head.headers),
            length,
            expected: length.filter(|_| !is_head),
            limit: operation.and_then(|operation| operation.limit),
            taken: 0,
            is_over: false,
            inflow,
            #[cfg(feature = "tokio")]
            unread: Bytes::new(),
        }
    }

    #[cfg(feature = "blocking")]
    pub(super) fn drive(&self) -> Drive {
        self.inflow.drive()
    }

    /// How many bytes it has, by its `Content-Length`; `None` where the server does not say, or
    /// says it of compressed bytes.
    pub fn length(&self) -> Option<u64> {
        self.length
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
        self.inflow.head.headers.text("content-type")
    }

    /// Waits for the next bytes; `None` at the end.
    ///
    /// # Errors
    /// [`ErrorKind::Interrupted`] where the connection is lost or fewer bytes came than the length
    /// says, [`ErrorKind::Stalled`], [`ErrorKind::TooLarge`].
    pub async fn chunk(&mut self) -> Result<Option<Bytes>, CallError> {
        poll_fn(|context| self.poll_chunk(context))
            .await
            .transpose()
    }

    /// Waits for all of it, up to `limit` bytes.
    ///
    /// # Errors
    /// As [`chunk`](Self::chunk), and [`ErrorKind::TooLarge`] where there are more.
    pub async fn bytes(&mut self, limit: u64) -> Result<Bytes, CallError> {
        let mut all = BytesMut::new();
        while let Some(chunk) = self.chunk().await? {
            if all.is_empty() {
                // Most short bodies are one piece.
                all = BytesMut::from(chunk);
            } else {
                all.extend_from_slice(&chunk);
            }
            if all.len() as u64 > limit {
                self.is_over = true;
                return Err(self.inflow.blame(CallError::too_large(limit)));
            }
        }
        Ok(all.freeze())
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
        self.is_over = true;
        let message = "what came could not be written where it was to go; see the error's source";
        self.inflow
            .blame(CallError::new(ErrorKind::Write, message).with_source(error))
    }

    fn poll_chunk(&mut self, context: &mut Context<'_>) -> Poll<Option<Result<Bytes, CallError>>> {
        #[cfg(feature = "tokio")]
        if !self.unread.is_empty() {
            // A reader took a part of a piece, which was counted then.
            return Poll::Ready(Some(Ok(std::mem::take(&mut self.unread))));
        }
        if self.is_over {
            return Poll::Ready(None);
        }
        let next = match ready!(self.inflow.poll_piece(context)) {
            Some(Ok(chunk)) => self.count(chunk).map(Some),
            Some(Err(error)) => Err(error),
            None => self.check_end().map(|()| None),
        };
        self.is_over = !matches!(next, Ok(Some(_)));
        Poll::Ready(next.transpose())
    }

    fn count(&mut self, chunk: Bytes) -> Result<Bytes, CallError> {
        self.taken += chunk.len() as u64;
        match self.limit {
            Some(limit) if self.taken > limit => {
                Err(self.inflow.blame(CallError::too_large(limit)))
            }
            _ => Ok(chunk),
        }
    }

    fn check_end(&self) -> Result<(), CallError> {
        match self.expected {
            Some(expected) if self.taken < expected => {
                let message = format!(
                    "{} bytes of {expected} came; the connection was lost before the body was whole, so try again",
                    self.taken
                );
                Err(self
                    .inflow
                    .blame(CallError::new(ErrorKind::Interrupted, message)))
            }
            _ => Ok(()),
        }
    }
}

/// The length of the bytes that come, which are others than the server counted where they were
/// compressed.
fn length(headers: &Headers) -> Option<u64> {
    let is_compressed = headers
        .get(CONTENT_ENCODING)
        .is_some_and(|coding| coding != "identity");
    if is_compressed {
        return None;
    }
    headers.text(CONTENT_LENGTH.as_str())?.trim().parse().ok()
}

impl Stream for Download {
    type Item = Result<Bytes, CallError>;

    fn poll_next(self: Pin<&mut Self>, context: &mut Context<'_>) -> Poll<Option<Self::Item>> {
        self.get_mut().poll_chunk(context)
    }
}

#[cfg(feature = "blocking")]
pub(super) use self::tokio_io::to_io;

#[cfg(feature = "tokio")]
mod tokio_io {
    use std::future::poll_fn;
    use std::io;
    use std::pin::{Pin, pin};
    use std::task::{Context, Poll, ready};

    use bytes::Buf as _;
    use tokio::io::{AsyncRead, AsyncWrite, ReadBuf};

    use super::Download;
    use crate::error::{CallError, ErrorKind};

    impl Download {
        /// Writes all of it to a writer; says how many bytes it was. The writer is flushed, and not
        /// shut down.
        ///
        /// # Errors
        /// As [`chunk`](Self::chunk), and [`ErrorKind::Write`] where the writer fails.
        pub async fn write_to(&mut self, writer: impl AsyncWrite) -> Result<u64, CallError> {
            let mut writer = pin!(writer);
            let mut written = 0;
            while let Some(mut chunk) = self.chunk().await? {
                written += chunk.len() as u64;
                while !chunk.is_empty() {
                    let count = poll_fn(|context| writer.as_mut().poll_write(context, &chunk))
                        .await
                        .and_then(not_zero)
                        .map_err(|error| self.not_written(error))?;
                    chunk.advance(count);
                }
            }
            poll_fn(|context| writer.as_mut().poll_flush(context))
                .await
                .map_err(|error| self.not_written(error))?;
            Ok(written)
        }
    }

    fn not_zero(count: usize) -> io::Result<usize> {
        if count == 0 {
            return Err(io::ErrorKind::WriteZero.into());
        }
        Ok(count)
    }

    /// Its errors hold the [`CallError`], by `io::Error::get_ref`.
    impl AsyncRead for Download {
        fn poll_read(
            self: Pin<&mut Self>,
            context: &mut Context<'_>,
            buffer: &mut ReadBuf<'_>,
        ) -> Poll<io::Result<()>> {
            let this = self.get_mut();
            if this.unread.is_empty() {
                match ready!(this.poll_chunk(context)) {
                    Some(Ok(chunk)) => this.unread = chunk,
                    Some(Err(error)) => return Poll::Ready(Err(to_io(error))),
                    None => return Poll::Ready(Ok(())),
                }
            }
            let count = this.unread.len().min(buffer.remaining());
            buffer.put_slice(&this.unread.split_to(count));
            Poll::Ready(Ok(()))
        }
    }

    /// What is interrupted is no [`io::ErrorKind::Interrupted`], which readers take for a reason to
    /// go on.
    pub(in crate::stream) fn to_io(error: CallError) -> io::Error {
        let kind = match error.kind() {
            ErrorKind::Interrupted => io::ErrorKind::UnexpectedEof,
            ErrorKind::Stalled => io::ErrorKind::TimedOut,
            _ => io::ErrorKind::Other,
        };
        io::Error::new(kind, error)
    }
}

/// What is known of it: the file's name may be confidential.
impl fmt::Debug for Download {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_struct("Download")
            .field("length", &self.length)
            .field("taken", &self.taken)
            .finish_non_exhaustive()
    }
}

const ACCEPT: &str = "*/*";

impl<V: Envelope> Output<V> for Download {
    type Value = Download;
    const ACCEPT: &'static str = ACCEPT;

    fn reading(status: StatusCode, headers: &Headers) -> Reading {
        reading_of_stream::<V>(status, headers)
    }

    fn open(answer: &mut Incoming, _: Option<&'static str>) -> Result<Download, OpenError> {
        check_refusal::<V>(answer.raw())?;
        Ok(Self::of(answer.take_inflow()))
    }
}

impl<V: Envelope> Variant<V> for Download {
    const ACCEPT: &'static str = ACCEPT;

    fn reading(status: StatusCode, headers: &Headers) -> Reading {
        <Self as Output<V>>::reading(status, headers)
    }

    fn read(answer: &mut Incoming, key: Option<&'static str>) -> Result<Self, OpenError> {
        <Self as Output<V>>::open(answer, key)
    }
}

impl ErrorBody for Download {
    fn read(answer: &Raw) -> Option<Self> {
        Some(Self::of(Inflow::refused(answer.clone())))
    }
}
