//! Bodies, and parts of bodies, that need not be in memory.

mod blocking;
mod file;
mod flow;
mod open;
mod progress;
mod source;

use std::borrow::Cow;
use std::fmt;
use std::io::Read;
use std::path::PathBuf;
use std::sync::Arc;

use bytes::Bytes;
use futures_core::Stream;

pub(crate) use self::blocking::Blocking;
pub use self::file::File;
pub(crate) use self::flow::{Flow, PIECE, slice};
pub(crate) use self::open::Unreadable;
use self::progress::Callback;
pub use self::progress::UploadProgress;
use self::source::Source;

/// A body that is sent as it is, and need not be in memory: bytes, a file, a reader or a stream.
///
/// It is the type of a `#[body]` field. Bytes and a file can be sent again and again; a reader or a
/// stream once, since what it gave is gone. A file is opened when the call is sent.
///
/// Its `Content-Type` is the endpoint's `content_type`, else [its own](Self::content_type), else
/// `application/octet-stream`. Where its length is known it goes into `Content-Length`; else the
/// body is sent in chunks. [`on_progress`](Self::on_progress) tells how far it is.
///
/// ```
/// use endpoint::{Upload, endpoint};
///
/// #[endpoint(PUT "/models/<id>")]
/// struct PutModel { id: u64, #[body] model: Upload }
///
/// let kept = PutModel { id: 1, model: Upload::from_path("model.bin") };
/// let once = PutModel { id: 2, model: Upload::from_reader(std::io::stdin()) };
/// assert!(kept.model.is_repeatable() && !once.model.is_repeatable());
/// ```
#[derive(Clone)]
pub struct Upload {
    source: Arc<Source>,
    length: Option<u64>,
    content_type: Option<Cow<'static, str>>,
    progress: Option<Callback>,
}

impl Upload {
    /// Bytes that are in memory.
    pub fn from_bytes(bytes: impl Into<Bytes>) -> Self {
        Self::new(Source::Bytes(bytes.into()))
    }

    /// A file, which is opened when the call is sent. It is sent up to the length that it has then;
    /// one that shrinks meanwhile is an error. It is read as it goes out, 128 KiB at a time, on a
    /// thread where it may block, if there is a Tokio runtime.
    pub fn from_path(path: impl Into<PathBuf>) -> Self {
        Self::new(Source::Path(path.into()))
    }

    /// What a reader gives, once. It is read on a thread where it may block, if there is a Tokio
    /// runtime.
    pub fn from_reader(reader: impl Read + Send + 'static) -> Self {
        Self::new(Source::reader(reader))
    }

    /// What a stream gives, once. An error in it ends the call.
    pub fn from_stream<S, E>(stream: S) -> Self
    where
        S: Stream<Item = Result<Bytes, E>> + Send + 'static,
        E: Into<Box<dyn std::error::Error + Send + Sync>> + 'static,
    {
        Self::new(Source::stream(stream))
    }

    /// What an asynchronous reader gives, once.
    #[cfg(feature = "tokio")]
    pub fn from_async_read(reader: impl tokio::io::AsyncRead + Send + 'static) -> Self {
        Self::new(Source::stream(source::ReaderStream::new(reader)))
    }

    fn new(source: Source) -> Self {
        Self {
            source: Arc::new(source),
            length: None,
            content_type: None,
            progress: None,
        }
    }

    /// Declares how many bytes there are, for a reader or a stream, of which nobody else knows.
    /// Where there are more or less the call fails; so the source has to end there, and one that
    /// stays open is waited for.
    #[must_use]
    pub fn length(mut self, bytes: u64) -> Self {
        self.length = Some(bytes);
        self
    }

    /// The media type of what is sent.
    #[must_use]
    pub fn content_type(mut self, media_type: impl Into<Cow<'static, str>>) -> Self {
        self.content_type = Some(media_type.into());
        self
    }

    /// Calls a function as the upload goes out: with 0 once it is opened, then with each piece that
    /// the transport takes (of about 128 KiB from a file or out of memory), and so at last with
    /// all of it. Of several functions the last counts; clones share theirs.
    ///
    /// Each sending begins at 0, so that of a call that is tried again the number falls back. All
    /// bytes have been sent when the connection has them, which is before the server does: the
    /// call's answer says whether it took them. A request that no client sends
    /// ([`Endpoint::request`](crate::Endpoint::request)) tells nothing.
    ///
    /// The upload waits until the function is back, and so may others on its thread, as it is
    /// called where the connection is written to. Store a number, or send it to who draws the bar;
    /// do not wait for anything. A panic in it fails the call, as
    /// [`ErrorKind::Upload`](crate::ErrorKind::Upload).
    ///
    /// ```
    /// use endpoint::Upload;
    ///
    /// let model = Upload::from_path("model.bin").on_progress(|progress| {
    ///     if let Some(fraction) = progress.fraction() {
    ///         eprint!("\r{:3.0} % of the model sent", fraction * 100.0);
    ///     }
    /// });
    /// ```
    #[must_use]
    pub fn on_progress(
        mut self,
        callback: impl Fn(UploadProgress) + Send + Sync + 'static,
    ) -> Self {
        self.progress = Some(Arc::new(callback));
        self
    }

    /// Whether it can be sent more than once, and so whether a call with it can be tried again.
    pub fn is_repeatable(&self) -> bool {
        self.source.is_repeatable()
    }

    pub(crate) fn media_type(&self) -> Option<&Cow<'static, str>> {
        self.content_type.as_ref()
    }

    /// All of it, where it is in memory and as long as was declared.
    pub(crate) fn in_memory(&self) -> Option<&Bytes> {
        match &*self.source {
            Source::Bytes(bytes)
                if self
                    .length
                    .is_none_or(|length| length == bytes.len() as u64) =>
            {
                Some(bytes)
            }
            _ => None,
        }
    }

    /// Whether its progress is told, for which it has to go piece by piece.
    pub(crate) fn is_told(&self) -> bool {
        self.progress.is_some()
    }

    /// Whether opening it asks the file system.
    pub(crate) fn is_file(&self) -> bool {
        matches!(*self.source, Source::Path(_))
    }
}

impl From<Bytes> for Upload {
    fn from(bytes: Bytes) -> Self {
        Self::from_bytes(bytes)
    }
}

impl From<crate::Bytes> for Upload {
    fn from(bytes: crate::Bytes) -> Self {
        Self::from_bytes(bytes.into_inner())
    }
}

impl From<Vec<u8>> for Upload {
    fn from(bytes: Vec<u8>) -> Self {
        Self::from_bytes(bytes)
    }
}

impl From<String> for Upload {
    fn from(text: String) -> Self {
        Self::from_bytes(text)
    }
}

impl From<&'static [u8]> for Upload {
    fn from(bytes: &'static [u8]) -> Self {
        Self::from_bytes(bytes)
    }
}

/// Where it comes from: the content may be confidential.
impl fmt::Debug for Upload {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_tuple("Upload").field(&self.source).finish()
    }
}
