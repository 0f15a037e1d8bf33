//! Downloads to files, waited for.

use std::fmt;
use std::path::PathBuf;

use super::{Call, DownloadCall, Drive, Driver, Iter};
use crate::download::{self, DownloadProgress, Saved, Saving};
use crate::endpoint::Endpoint;
use crate::error::{Error, ErrorBody};
use crate::response::Json;
use crate::stream::Download;

/// A download to a file, not begun yet; [`wait`](Self::wait) does it. What it does on the disk says
/// [`ToFile`](crate::ToFile) of the async client, whose methods these are.
#[must_use = "a download begins by `.wait()`"]
pub struct ToFile<B = Json> {
    file: download::ToFile<B>,
    driver: Driver,
}

impl<B> ToFile<B> {
    /// Replaces a file that is there already, once the new one is whole; see
    /// [`ToFile::overwrite`](crate::ToFile::overwrite).
    pub fn overwrite(mut self) -> Self {
        self.file = self.file.overwrite();
        self
    }

    /// Fetches the file over up to this many connections at once; see
    /// [`ToFile::parallel`](crate::ToFile::parallel).
    pub fn parallel(mut self, connections: u16) -> Self {
        self.file = self.file.parallel(connections);
        self
    }

    /// Begins anew, whatever an earlier run has left.
    pub fn restart(mut self) -> Self {
        self.file = self.file.restart();
        self
    }

    /// Makes sure that the file has this SHA-256 before it gets its name; see
    /// [`ToFile::sha256`](crate::ToFile::sha256).
    #[cfg(feature = "checksum")]
    pub fn sha256(mut self, hex: &str) -> Self {
        self.file = self.file.sha256(hex);
        self
    }

    /// Makes sure that the file has this CRC-32 before it gets its name; see
    /// [`ToFile::crc32`](crate::ToFile::crc32).
    #[cfg(feature = "checksum")]
    pub fn crc32(mut self, sum: u32) -> Self {
        self.file = self.file.crc32(sum);
        self
    }

    /// Calls a function as the file comes. It is to return at once, since the download waits for it.
    pub fn on_progress(
        mut self,
        callback: impl Fn(DownloadProgress) + Send + Sync + 'static,
    ) -> Self {
        self.file = self.file.on_progress(callback);
        self
    }
}

impl<B: ErrorBody> ToFile<B> {
    /// Downloads, and waits for the end.
    ///
    /// # Errors
    /// As the async client; and of [`ErrorKind::Blocking`](crate::ErrorKind::Blocking) inside an
    /// async function.
    pub fn wait(self) -> Result<Saved, Error<B>> {
        self.driver.wait(self.file)?
    }

    /// Downloads as an iterator that says how far it is, and ends with what was saved.
    ///
    /// ```no_run
    /// # fn call(client: endpoint::blocking::Client, link: &str) -> Result<(), endpoint::Error> {
    /// for step in client.download(link).to_file("report.csv").progress() {
    ///     println!("{:?}", step?);
    /// }
    /// # Ok(()) }
    /// ```
    pub fn progress(self) -> Iter<Saving<B>> {
        Iter::new(self.file.progress(), Drive::By(self.driver))
    }
}

impl<B> fmt::Debug for ToFile<B> {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        self.file.fmt(f)
    }
}

impl DownloadCall {
    /// Makes sure that the file has this SHA-256; see
    /// [`DownloadCall::sha256`](crate::DownloadCall::sha256).
    #[cfg(feature = "checksum")]
    pub fn sha256(mut self, hex: &str) -> Self {
        self.call = self.call.sha256(hex);
        self
    }

    /// Makes sure that the file has this CRC-32; see
    /// [`DownloadCall::crc32`](crate::DownloadCall::crc32).
    #[cfg(feature = "checksum")]
    pub fn crc32(mut self, sum: u32) -> Self {
        self.call = self.call.crc32(sum);
        self
    }

    /// Calls a function as the file comes. It is to return at once, since the download waits for it.
    pub fn on_progress(
        mut self,
        callback: impl Fn(DownloadProgress) + Send + Sync + 'static,
    ) -> Self {
        self.call = self.call.on_progress(callback);
        self
    }

    /// Downloads to this path, where no file may be yet; see
    /// [`DownloadCall::to_file`](crate::DownloadCall::to_file).
    ///
    /// ```no_run
    /// # fn call(client: endpoint::blocking::Client, link: &str) -> Result<(), endpoint::Error> {
    /// let saved = client.download(link).to_file("report.csv").wait()?;
    /// println!("{} bytes", saved.bytes);
    /// # Ok(()) }
    /// ```
    pub fn to_file(self, path: impl Into<PathBuf>) -> ToFile {
        ToFile {
            file: self.call.to_file(path),
            driver: self.driver,
        }
    }

    /// Downloads into this folder, by the name that the server gives the file; see
    /// [`DownloadCall::to_folder`](crate::DownloadCall::to_folder).
    pub fn to_folder(self, folder: impl Into<PathBuf>) -> ToFile {
        ToFile {
            file: self.call.to_folder(folder),
            driver: self.driver,
        }
    }
}

impl<E: Endpoint<Output = Download>> Call<E> {
    /// Downloads to this path, where no file may be yet; see
    /// [`Call::to_file`](crate::Call::to_file).
    pub fn to_file(self, path: impl Into<PathBuf>) -> ToFile<E::Error> {
        ToFile {
            file: self.call.to_file(path),
            driver: self.driver,
        }
    }

    /// Downloads into this folder, by the name that the server gives the file; see
    /// [`Call::to_folder`](crate::Call::to_folder).
    pub fn to_folder(self, folder: impl Into<PathBuf>) -> ToFile<E::Error> {
        ToFile {
            file: self.call.to_folder(folder),
            driver: self.driver,
        }
    }
}
