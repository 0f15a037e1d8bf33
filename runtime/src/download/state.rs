//! What is kept beside a part, so that another run can go on with it.

use std::fs::{self, File, Metadata};
use std::io::{self, Read as _, Write as _};
use std::path::Path;

use serde::{Deserialize, Serialize};

use super::place::{Place, id};
use super::ranges::Ranges;
use crate::stream::Fetch;

const VERSION: u32 = 1;

/// Longer than any of ours; what is longer is not read.
const LONGEST: u64 = 1 << 20;

/// What another run has to know of a part. There is no link in it, and no secret.
#[derive(Debug, Clone, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub(super) struct State {
    version: u32,
    /// Which content it is, by a strong validator ([RFC 9110 section 8.8.3]).
    ///
    /// [RFC 9110 section 8.8.3]: https://www.rfc-editor.org/rfc/rfc9110#section-8.8.3
    pub(super) etag: String,
    pub(super) total: u64,
    /// Which file it is about, where files can be told apart: another process may have put one in
    /// its place.
    file: u64,
    /// Since when the machine has been running on whose memory the content may still depend; none
    /// where all of it is on the disk.
    boot: Option<String>,
    /// What is there, where that is not all up to the part's end.
    ranges: Option<Ranges>,
}

impl State {
    pub(super) fn new(etag: String, total: u64) -> Self {
        Self {
            version: VERSION,
            etag,
            total,
            file: 0,
            boot: None,
            ranges: None,
        }
    }

    /// Whether it is about what a body brings.
    pub(super) fn is_of(&self, fetch: &Fetch) -> bool {
        fetch.etag() == Some(&self.etag) && fetch.total() == Some(self.total)
    }

    /// Reads it, with the ranges of the part that are there. Whatever is wrong with it, it is as if
    /// there were none: the file is then begun anew.
    pub(super) fn read(place: &Place, part: &Metadata) -> Option<(Self, Ranges)> {
        let path = place.state();
        let mut text = Vec::new();
        if !fs::symlink_metadata(&path).ok()?.is_file() {
            return None;
        }
        let file = File::open(path).ok()?;
        file.take(LONGEST).read_to_end(&mut text).ok()?;
        let state: Self = serde_json::from_slice(&text).ok()?;
        let is_of_part = state.version == VERSION && state.file == id(part);
        let is_there = state.boot.is_none() || state.boot == Some(boot());
        let ranges = match &state.ranges {
            Some(ranges) => ranges.clone(),
            None => Ranges::up_to(part.len()),
        };
        let fits = ranges.end() <= part.len() && part.len() <= state.total;
        (is_of_part && is_there && fits).then_some((state, ranges))
    }

    /// Writes it in place of the old one, of which it leaves all or nothing. `is_synced` says that
    /// the part is on the disk.
    pub(super) fn write(
        &mut self,
        place: &Place,
        part: &File,
        ranges: Option<&Ranges>,
        is_synced: bool,
    ) -> io::Result<()> {
        self.file = id(&part.metadata()?);
        self.boot = (!is_synced).then(boot);
        self.ranges = ranges.cloned();
        let new = place.own();
        let written = self.write_to(&new, is_synced);
        let written = written.and_then(|()| fs::rename(&new, place.state()));
        if written.is_err() {
            let _ = fs::remove_file(&new);
        }
        written
    }

    fn write_to(&self, path: &Path, is_synced: bool) -> io::Result<()> {
        let mut file = File::create_new(path)?;
        file.write_all(&serde_json::to_vec(self)?)?;
        if is_synced {
            file.sync_all()?;
        }
        Ok(())
    }

    pub(super) fn remove(place: &Place) -> io::Result<()> {
        gone(fs::remove_file(place.state()))
    }
}

/// What is not there need not be removed.
pub(super) fn gone(removed: io::Result<()>) -> io::Result<()> {
    match removed {
        Err(error) if error.kind() == io::ErrorKind::NotFound => Ok(()),
        other => other,
    }
}

/// What tells this run of the machine from others: what was written and not synced is there as long
/// as it lasts, whatever becomes of the process. Where the system does not say it, the part is
/// taken to be there.
fn boot() -> String {
    let id = if cfg!(target_os = "linux") {
        fs::read_to_string("/proc/sys/kernel/random/boot_id").unwrap_or_default()
    } else {
        String::new()
    };
    id.trim().to_owned()
}
