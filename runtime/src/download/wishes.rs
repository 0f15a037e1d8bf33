//! What a caller wants of a download, wherever it goes.

use std::fmt;
use std::sync::Arc;

use bytes::Bytes;

use super::check::{Check, Sum};
use super::progress::{Callback, DownloadProgress, Report};
use crate::error::{CallError, ErrorKind};
use crate::stream::Fetch;

/// What the file has to be, and who is told how it comes.
#[derive(Clone, Default)]
pub(crate) struct Wishes {
    sums: Vec<Arc<dyn Sum>>,
    callback: Option<Callback>,
    /// How many bytes a file on disk may have. Elsewhere that is counted by who gives them out.
    pub(super) limit: Option<u64>,
    fault: Option<&'static str>,
}

impl Wishes {
    pub(super) fn limited(self, limit: Option<u64>) -> Self {
        Self { limit, ..self }
    }

    pub(super) fn callback(&mut self, callback: impl Fn(DownloadProgress) + Send + Sync + 'static) {
        self.callback = Some(Arc::new(callback));
    }

    #[cfg(feature = "checksum")]
    pub(super) fn sha256(&mut self, hex: &str) {
        match super::check::Sha256::parse(hex) {
            Some(sum) => self.sums.push(Arc::new(sum)),
            None => {
                self.fault = Some(
                    "what was given as a SHA-256 is none; it has 64 hexadecimal digits, as `sha256sum` prints them",
                );
            }
        }
    }

    #[cfg(feature = "checksum")]
    pub(super) fn crc32(&mut self, sum: u32) {
        self.sums.push(Arc::new(super::check::Crc32(sum)));
    }

    /// What is wrong with them.
    pub(crate) fn fault(&self) -> Result<(), CallError> {
        self.fault.map_or(Ok(()), |fault| {
            Err(CallError::new(ErrorKind::Encode, fault))
        })
    }

    pub(super) fn check(&self) -> Check {
        Check::new(&self.sums)
    }

    pub(super) fn report(&self) -> Report {
        Report::new(self.callback.clone())
    }

    /// Watches over a download that does not go to a file.
    pub(crate) fn watch(&self) -> Watcher {
        Watcher {
            check: self.check(),
            report: self.report(),
        }
    }
}

impl fmt::Debug for Wishes {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_struct("Wishes")
            .field("sums", &self.sums.len())
            .field("tells", &self.callback.is_some())
            .finish_non_exhaustive()
    }
}

/// Sees the bytes of a download in their order.
pub(crate) struct Watcher {
    check: Check,
    report: Report,
}

impl Watcher {
    /// The next bytes have come.
    pub(crate) fn took(&mut self, bytes: &Bytes, fetch: &Fetch) {
        self.check.update(bytes);
        self.report.tell(|now| {
            now.received += bytes.len() as u64;
            now.total = fetch.total();
            now.cuts = fetch.cuts();
        });
    }

    /// What came before is void.
    pub(crate) fn restarted(&mut self) {
        self.check = self.check.anew();
        self.report.tell(|now| now.received = 0);
    }

    /// All has come.
    pub(crate) fn end(mut self) -> Result<(), CallError> {
        self.check.finish()
    }
}
