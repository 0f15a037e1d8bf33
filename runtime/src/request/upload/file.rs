//! Files as parts of a multipart body.

use std::borrow::Cow;
use std::fmt;
use std::io::Read;
use std::path::PathBuf;

use bytes::Bytes;
use futures_core::Stream;

use super::{Upload, UploadProgress};

/// A file as a part of a multipart body: its content, its name and its media type.
///
/// It is the type of a `#[part]` field, as are `Option<File>` and `Vec<File>`, which sends several
/// parts by one name. What [`Upload`] says of its sources holds here too.
///
/// ```
/// use endpoint::{File, endpoint};
///
/// #[endpoint(POST "/uploads")]
/// struct PostFiles {
///     #[part]
///     label: String,
///     #[part(rename = "files[]")]
///     files: Vec<File>,
/// }
///
/// let upload = PostFiles {
///     label: "idle".into(),
///     files: vec![
///         File::from_path("samples/1.wav").content_type("audio/wav"),
///         File::from_bytes("a,b\n1,2\n").name("2.csv"),
///     ],
/// };
/// # assert!(upload.files.iter().all(File::is_repeatable));
/// ```
#[derive(Clone)]
pub struct File {
    upload: Upload,
    name: Option<String>,
}

/// The name of a file that has none, as browsers have it: without any, servers take the part for a
/// text.
const NAMELESS: &str = "blob";

impl File {
    /// A file by its path; its name is the last part of that. It is opened when the call is sent.
    pub fn from_path(path: impl Into<PathBuf>) -> Self {
        let path = path.into();
        let name = path.file_name().map(|name| name.to_string_lossy().into());
        Self {
            upload: Upload::from_path(path),
            name,
        }
    }

    /// Bytes that are in memory; give them a [`name`](Self::name).
    pub fn from_bytes(bytes: impl Into<Bytes>) -> Self {
        Upload::from_bytes(bytes).into()
    }

    /// What a reader gives, once; give it a [`name`](Self::name), and a [`length`](Self::length) if
    /// you know it.
    pub fn from_reader(reader: impl Read + Send + 'static) -> Self {
        Upload::from_reader(reader).into()
    }

    /// What a stream gives, once; give it a [`name`](Self::name), and a [`length`](Self::length) if
    /// you know it.
    pub fn from_stream<S, E>(stream: S) -> Self
    where
        S: Stream<Item = Result<Bytes, E>> + Send + 'static,
        E: Into<Box<dyn std::error::Error + Send + Sync>> + 'static,
    {
        Upload::from_stream(stream).into()
    }

    /// What an asynchronous reader gives, once; give it a [`name`](Self::name), and a
    /// [`length`](Self::length) if you know it.
    #[cfg(feature = "tokio")]
    pub fn from_async_read(reader: impl tokio::io::AsyncRead + Send + 'static) -> Self {
        Upload::from_async_read(reader).into()
    }

    /// The file's name; `blob` unless said, or known from the path.
    #[must_use]
    pub fn name(mut self, name: impl Into<String>) -> Self {
        self.name = Some(name.into());
        self
    }

    /// The file's media type; `application/octet-stream` unless said here or by the endpoint.
    #[must_use]
    pub fn content_type(mut self, media_type: impl Into<Cow<'static, str>>) -> Self {
        self.upload = self.upload.content_type(media_type);
        self
    }

    /// Declares how many bytes there are, for a reader or a stream. Where all parts' lengths are
    /// known, that of the body is sent before it.
    #[must_use]
    pub fn length(mut self, bytes: u64) -> Self {
        self.upload = self.upload.length(bytes);
        self
    }

    /// Calls a function as the file goes out, as [`Upload::on_progress`] says: with its own bytes,
    /// not those of the whole body. All files of a body begin at 0 when it is sent, and are sent
    /// one after the other. Not even a short one is put together with the rest of the body, so that
    /// [`Outgoing::body`](crate::Outgoing::body) has none to show.
    ///
    /// ```
    /// use std::sync::Arc;
    /// use std::sync::atomic::{AtomicU64, Ordering};
    /// use endpoint::File;
    ///
    /// let sent = Arc::new(AtomicU64::new(0));
    /// let shown = Arc::clone(&sent);
    /// let file = File::from_path("samples/1.wav")
    ///     .on_progress(move |progress| shown.store(progress.sent, Ordering::Relaxed));
    /// ```
    #[must_use]
    pub fn on_progress(
        mut self,
        callback: impl Fn(UploadProgress) + Send + Sync + 'static,
    ) -> Self {
        self.upload = self.upload.on_progress(callback);
        self
    }

    /// Whether it can be sent more than once, and so whether a call with it can be tried again.
    pub fn is_repeatable(&self) -> bool {
        self.upload.is_repeatable()
    }

    /// The name that is sent, and the content.
    pub(crate) fn into_parts(self) -> (String, Upload) {
        (
            self.name.unwrap_or_else(|| NAMELESS.to_owned()),
            self.upload,
        )
    }
}

impl From<Upload> for File {
    fn from(upload: Upload) -> Self {
        Self { upload, name: None }
    }
}

/// Where it comes from: the content may be confidential.
impl fmt::Debug for File {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_struct("File")
            .field("name", &self.name)
            .field("upload", &self.upload)
            .finish()
    }
}
