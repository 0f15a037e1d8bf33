//! Fetches the files of an export, side by side.

use std::fs;
use std::path::{Path, PathBuf};
use std::sync::Arc;
use std::sync::atomic::{AtomicU32, Ordering};
use std::time::Instant;

use endpoint::{Saved, Secret};
use terminal::{Exit, Failure, FileBar, Screen};
use uuid::Uuid;

use crate::place::Place;
use crate::report::{Fetched, troubles};
use crate::wanted::Wanted;

/// Where the files come from, and where they go.
pub(crate) struct Fetcher {
    pub(crate) place: Place,
    pub(crate) export_id: Uuid,
    pub(crate) folder: PathBuf,
    pub(crate) overwrites: bool,
    pub(crate) screen: Screen,
}

impl Fetcher {
    /// Fetches one file; what an earlier run has left of it is gone on with.
    pub(crate) async fn fetch(&self, wanted: &Wanted) -> Result<Fetched, Failure> {
        let path = self.folder.join(&wanted.target.name);
        if let Some(bytes) = self.is_there(wanted, &path) {
            return Ok(Fetched::before(wanted, &path, bytes));
        }
        let bar = self.screen.file(&wanted.target.name);
        let fresh_links = Arc::new(AtomicU32::new(0));
        let since = Instant::now();
        let saved = self.download(wanted, path, &bar, &fresh_links).await?;
        bar.finish();
        let fetched = Fetched::now(wanted, &saved, since.elapsed());
        Ok(fetched.with_fresh_links(fresh_links.load(Ordering::Relaxed)))
    }

    async fn download(
        &self,
        wanted: &Wanted,
        path: PathBuf,
        bar: &FileBar,
        fresh_links: &Arc<AtomicU32>,
    ) -> Result<Saved, Failure> {
        let link = wanted.file.url.as_ref();
        let link = link.map(Secret::expose).unwrap_or_default();
        let (place, bar) = (self.place.clone(), bar.clone());
        let (asked, seen) = (Arc::clone(fresh_links), Arc::clone(fresh_links));
        let (export_id, index) = (self.export_id, wanted.index);
        let download = self
            .place
            .client
            .download(link)
            .renew(move || {
                asked.fetch_add(1, Ordering::Relaxed);
                place.clone().fresh_link(export_id, index)
            })
            .on_progress(move |now| {
                bar.note(&troubles(now.cuts, seen.load(Ordering::Relaxed)));
                bar.set(now.received, now.total);
            })
            .to_file(path);
        let download = if self.overwrites {
            download.overwrite()
        } else {
            download
        };
        // A storage host that refuses a link says nothing about the token.
        let failed = |error| Failure::of(Exit::Failed, &error).about(&wanted.target.name);
        download.await.map_err(failed)
    }

    /// How large the file is, where this export has brought it before. A file that is not to be
    /// replaced can be there under its final name for no other reason than that.
    fn is_there(&self, wanted: &Wanted, path: &Path) -> Option<u64> {
        let bytes = fs::metadata(path).ok()?.len();
        let is_ours = wanted.target.is_done || !self.overwrites;
        (is_ours && wanted.file.file_size.is_none_or(|size| size == bytes)).then_some(bytes)
    }
}
