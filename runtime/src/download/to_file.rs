//! A download that ends in a file.

use std::fmt;
use std::future::IntoFuture;
use std::marker::PhantomData;
use std::sync::Arc;

use super::progress::DownloadProgress;
use super::save::{Manner, Save, Target};
use super::saved::Saved;
use super::saving::Saving;
use super::wishes::Wishes;
use crate::error::{CallError, Error, ErrorBody};
use crate::response::Json;
use crate::stream::{Source, Unopened};
use crate::transport::BoxFuture;

/// A download to a file, not begun yet; `.await` does it, and comes to [`Saved`].
///
/// ```no_run
/// # async fn call(client: endpoint::Client) -> Result<(), endpoint::Error> {
/// let saved = client
///     .download("https://files.example.com/exports/7.zip?signature=..")
///     .to_file("exports/7.zip")
///     .await?;
/// println!("{} bytes in {}", saved.bytes, saved.path.display());
/// # Ok(()) }
/// ```
///
/// # What is on the disk
///
/// The bytes go to `<name>.part` in the folder of the file. When all of them are there, their length
/// and the checksums are right, and they are on the disk (`fsync`), the file gets its name: never in
/// place of another, unless [`overwrite`](Self::overwrite) says so. So whatever becomes of the
/// program or the machine, what is under the final name is whole.
///
/// Where the server says by a strong `ETag` which content it is, and how long that is, a part is
/// gone on with by the next download to the same path, in this process or another. `<name>.part.json`
/// beside it holds these two and what is there of the part, and no link: that may be another each
/// time. If the server has another content by then, or gives no ranges, the file is begun anew. So
/// is one that may not have been on the disk yet when the machine went down, which is known on Linux;
/// elsewhere a checksum finds it out. A part that nobody can go on with is removed, as are both files
/// at the end. A `.part` that is not a regular file is refused, one of other origin is replaced.
///
/// Where it fails, or is dropped, what has come is written and kept; the last of it by a thread for
/// blocking work, which the next download to the same path waits for. Without a Tokio runtime all
/// work on the disk is done by the thread that polls.
///
/// # Two at once
///
/// In one process, a second download to a path that is being downloaded to is an error. What other
/// processes do cannot be ruled out, but it does no harm: on Unix it is made sure, before a file gets
/// its name, that it is the one that this download has written, whole. Of two downloads of the same
/// content both write the same, and one of them comes to an error at the end, as does one whose part
/// another has replaced. On a file system without hard links there is a moment in which another
/// program could put a file under the final name, which would be lost; elsewhere than on Unix a part
/// is known by its length alone, so there let no two processes download to one path.
#[must_use = "a download begins when it is awaited"]
pub struct ToFile<B = Json> {
    source: Result<Source, CallError>,
    target: Target,
    manner: Manner,
    wishes: Wishes,
    refusal: PhantomData<fn() -> B>,
}

impl<B> ToFile<B> {
    pub(super) fn new(source: Result<Source, CallError>, wishes: Wishes, target: Target) -> Self {
        Self {
            source,
            target,
            manner: Manner {
                overwrites: false,
                restarts: false,
                parallel: 1,
            },
            wishes,
            refusal: PhantomData,
        }
    }

    /// Replaces a file that is there already, once the new one is whole. Of a symbolic link the link
    /// itself is replaced. What is neither is an error even so.
    pub fn overwrite(mut self) -> Self {
        self.manner.overwrites = true;
        self
    }

    /// Fetches the file over up to this many connections at once, each of which brings other parts of
    /// it. Where the server does not say how long the file is, has no strong `ETag`, or gives no
    /// ranges, one does it all.
    ///
    /// If the program is killed, up to 8 MiB that were written are fetched again. If the content
    /// changes meanwhile, all of it is begun anew over one connection.
    ///
    /// ```no_run
    /// # async fn call(client: endpoint::Client, link: &str) -> Result<(), endpoint::Error> {
    /// client.download(link).to_file("image.iso").parallel(4).await?;
    /// # Ok(()) }
    /// ```
    pub fn parallel(mut self, connections: u16) -> Self {
        self.manner.parallel = connections.max(1).into();
        self
    }

    /// Begins anew, whatever an earlier run has left; that is kept until the server answers.
    pub fn restart(mut self) -> Self {
        self.manner.restarts = true;
        self
    }

    /// Makes sure that the file has this SHA-256, in hexadecimal digits, before it gets its name. If
    /// it has another, it is removed, and the error, of
    /// [`ErrorKind::Checksum`](crate::ErrorKind::Checksum), says both.
    #[cfg(feature = "checksum")]
    pub fn sha256(mut self, hex: &str) -> Self {
        self.wishes.sha256(hex);
        self
    }

    /// Makes sure that the file has this CRC-32, as zip and gzip make it, before it gets its name. If
    /// it has another, it is removed, and the error, of
    /// [`ErrorKind::Checksum`](crate::ErrorKind::Checksum), says both.
    #[cfg(feature = "checksum")]
    pub fn crc32(mut self, sum: u32) -> Self {
        self.wishes.crc32(sum);
        self
    }

    /// Calls a function as the file comes: at the beginning, and for each batch that is handed to the
    /// disk. It is to return at once, since the download waits for it.
    pub fn on_progress(
        mut self,
        callback: impl Fn(DownloadProgress) + Send + Sync + 'static,
    ) -> Self {
        self.wishes.callback(callback);
        self
    }
}

impl<B: ErrorBody> ToFile<B> {
    /// Downloads as a stream that says how far it is, and ends with what was saved.
    ///
    /// ```no_run
    /// # async fn call(client: endpoint::Client, link: &str) -> Result<(), endpoint::Error> {
    /// use endpoint::SaveStep;
    ///
    /// let mut saving = client.download(link).to_file("report.csv").progress();
    /// while let Some(step) = saving.next().await {
    ///     match step? {
    ///         SaveStep::Progress(now) => println!("{} of {:?}", now.received, now.total),
    ///         SaveStep::Saved(saved) => println!("saved as {}", saved.path.display()),
    ///         _ => {}
    ///     }
    /// }
    /// # Ok(()) }
    /// ```
    pub fn progress(self) -> Saving<B> {
        let report = Arc::new(self.wishes.report());
        Saving::new(self.save(Arc::clone(&report)), report)
    }

    fn save(
        self,
        report: Arc<super::progress::Report>,
    ) -> BoxFuture<'static, Result<Saved, Unopened>> {
        let Self {
            source,
            target,
            manner,
            wishes,
            ..
        } = self;
        Box::pin(async move {
            let source = source.map_err(Unopened::Failed)?;
            let fault = wishes.fault().map_err(|error| source.blame(error));
            fault.map_err(Unopened::Failed)?;
            let save = Save {
                source,
                manner,
                wishes,
                report,
            };
            save.run(target).await
        })
    }
}

impl<B: ErrorBody> IntoFuture for ToFile<B> {
    type Output = Result<Saved, Error<B>>;
    type IntoFuture = BoxFuture<'static, Self::Output>;

    fn into_future(self) -> Self::IntoFuture {
        let report = Arc::new(self.wishes.report());
        let saved = self.save(report);
        Box::pin(async move { saved.await.map_err(Unopened::into_error) })
    }
}

impl<B> fmt::Debug for ToFile<B> {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_struct("ToFile")
            .field("target", &self.target)
            .finish_non_exhaustive()
    }
}
