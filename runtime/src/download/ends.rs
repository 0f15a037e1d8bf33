//! Where downloads to files begin: at a link, and at an endpoint.

use std::path::PathBuf;

use super::progress::DownloadProgress;
use super::save::Target;
use super::to_file::ToFile;
use super::wishes::Wishes;
use crate::client::{Call, DownloadCall};
use crate::endpoint::Endpoint;
use crate::stream::Download;

impl DownloadCall {
    /// Makes sure that the file has this SHA-256, in hexadecimal digits; that it has another is an
    /// error of [`ErrorKind::Checksum`](crate::ErrorKind::Checksum), which says both. A file on disk
    /// does not get its name then.
    ///
    /// ```no_run
    /// # async fn call(client: endpoint::Client, link: &str) -> Result<(), endpoint::Error> {
    /// client
    ///     .download(link)
    ///     .sha256("9f86d081884c7d659a2feaa0c55ad015a3bf4f1b2b0b822cd15d6c15b0f00a08")
    ///     .to_file("model.bin")
    ///     .await?;
    /// # Ok(()) }
    /// ```
    #[cfg(feature = "checksum")]
    pub fn sha256(mut self, hex: &str) -> Self {
        self.wishes.sha256(hex);
        self
    }

    /// Makes sure that the file has this CRC-32, as zip and gzip make it; that it has another is an
    /// error of [`ErrorKind::Checksum`](crate::ErrorKind::Checksum), which says both. A file on disk
    /// does not get its name then.
    #[cfg(feature = "checksum")]
    pub fn crc32(mut self, sum: u32) -> Self {
        self.wishes.crc32(sum);
        self
    }

    /// Calls a function as the file comes. It is to return at once, since the download waits for it.
    ///
    /// ```no_run
    /// # async fn call(client: endpoint::Client, link: &str) -> Result<(), endpoint::Error> {
    /// client
    ///     .download(link)
    ///     .on_progress(|now| println!("{} of {:?} bytes", now.received, now.total))
    ///     .to_file("report.csv")
    ///     .await?;
    /// # Ok(()) }
    /// ```
    pub fn on_progress(
        mut self,
        callback: impl Fn(DownloadProgress) + Send + Sync + 'static,
    ) -> Self {
        self.wishes.callback(callback);
        self
    }

    /// Downloads to this path, where no file may be yet. What it does on the disk, and what it makes
    /// of what an earlier run has left there, says [`ToFile`].
    ///
    /// It has no deadline, and no limit but its own `limit`; it takes as long as the server goes on.
    pub fn to_file(self, path: impl Into<PathBuf>) -> ToFile {
        self.to(Target::File(path.into()))
    }

    /// Downloads into this folder, by the name that the server gives the file in
    /// `Content-Disposition`, else by the last segment of the link's path. It is a name and never a
    /// path, as [`Download::file_name`](crate::Download::file_name) says; where there is none, it is
    /// `download`.
    ///
    /// The name is known from the server's answer alone. So that there is such a file already is an
    /// error that comes behind it; and where an earlier run has left a part, the rest is asked for by
    /// another request.
    ///
    /// ```no_run
    /// # async fn call(client: endpoint::Client, link: &str) -> Result<(), endpoint::Error> {
    /// let saved = client.download(link).to_folder("downloads").await?;
    /// println!("saved as {}", saved.path.display());
    /// # Ok(()) }
    /// ```
    pub fn to_folder(self, folder: impl Into<PathBuf>) -> ToFile {
        self.to(Target::Folder(folder.into()))
    }

    fn to(mut self, target: Target) -> ToFile {
        let wishes = std::mem::take(&mut self.wishes).limited(self.limit);
        ToFile::new(self.source(), wishes, target)
    }
}

impl<E: Endpoint<Output = Download>> Call<E> {
    /// Downloads to this path, where no file may be yet; see [`ToFile`].
    ///
    /// ```no_run
    /// use endpoint::{Client, Download, endpoint};
    ///
    /// #[endpoint(GET "/exports/<id>/download" -> Download, redirect = follow)]
    /// struct GetExport { id: u64 }
    ///
    /// # async fn call(client: Client) -> Result<(), endpoint::Error> {
    /// let saved = client.send(GetExport { id: 7 }).to_file("export.zip").await?;
    /// println!("{} bytes", saved.bytes);
    /// # Ok(()) }
    /// ```
    pub fn to_file(self, path: impl Into<PathBuf>) -> ToFile<E::Error> {
        ToFile::new(self.source(), wishes::<E>(), Target::File(path.into()))
    }

    /// Downloads into this folder, by the name that the server gives the file; see
    /// [`DownloadCall::to_folder`].
    pub fn to_folder(self, folder: impl Into<PathBuf>) -> ToFile<E::Error> {
        let target = Target::Folder(folder.into());
        ToFile::new(self.source(), wishes::<E>(), target)
    }
}

fn wishes<E: Endpoint>() -> Wishes {
    Wishes::default().limited(E::OPERATION.limit)
}
