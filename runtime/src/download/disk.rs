//! A part on the disk, with its state.

use std::fs::{self, File};
use std::ops::Range;

use super::check::Check;
use super::kept::Kept;
use super::place::{Place, id, refused, unusable};
use super::ranges::Ranges;
use super::state::{State, gone};
use crate::error::{CallError, ErrorKind};

/// How many bytes are written before it is written down where they are, if that is not at the end of
/// the file.
const UNSAVED: u64 = 8 << 20;

/// The file that is being filled.
pub(super) struct Disk {
    pub(super) file: File,
    /// `None` where nothing can be resumed.
    pub(super) state: Option<State>,
    pub(super) ranges: Ranges,
    /// Whether it is filled elsewhere than at its end.
    pub(super) is_scattered: bool,
    /// How many bytes the state on the disk does not know of.
    unsaved: u64,
    pub(super) check: Check,
    /// How often it has begun anew. What was under way for an earlier one counts no more.
    pub(super) age: u32,
    /// Whether nothing more is to become of it.
    pub(super) is_over: bool,
}

impl Disk {
    /// Goes on with what is kept.
    pub(super) fn resume(
        place: &Place,
        kept: Kept,
        is_parallel: bool,
        check: Check,
    ) -> Result<Self, CallError> {
        let file = open(place, None)?;
        let there = file.metadata();
        let there = there.map_err(|error| unusable("the part", &place.part(), error))?;
        let is_scattered = is_parallel || kept.ranges.head() != there.len();
        let mut disk = Self::new(file, kept.state, is_scattered, check);
        disk.ranges = kept.ranges;
        disk.save(place, false)?;
        disk.catch_up(place)?;
        Ok(disk)
    }

    /// Begins anew, in a new file: the old one may be in the hands of another process.
    pub(super) fn begin(
        place: &Place,
        state: Option<State>,
        is_scattered: bool,
        check: Check,
    ) -> Result<Self, CallError> {
        discard(place)?;
        let file = File::options()
            .read(true)
            .write(true)
            .create_new(true)
            .open(place.part())
            .map_err(|error| unusable("the part", &place.part(), error))?;
        let mut disk = Self::new(file, state, is_scattered, check);
        if let Err(fault) = disk.save(place, false) {
            let _ = discard(place);
            return Err(fault);
        }
        Ok(disk)
    }

    fn new(file: File, state: Option<State>, is_scattered: bool, check: Check) -> Self {
        Self {
            file,
            state,
            ranges: Ranges::default(),
            is_scattered,
            unsaved: 0,
            check,
            age: 0,
            is_over: false,
        }
    }

    fn save(&mut self, place: &Place, is_synced: bool) -> Result<(), CallError> {
        self.unsaved = 0;
        let is_ours = self.is_ours(place)?;
        let Some(state) = self.state.as_mut().filter(|_| is_ours) else {
            return Ok(());
        };
        // What is synced is no more than what is there now: the part may grow, and the machine stop.
        let ranges = (self.is_scattered || is_synced).then_some(&self.ranges);
        let written = state.write(place, &self.file, ranges, is_synced);
        written.map_err(|error| unusable("the part's state", &place.state(), error))
    }

    /// Takes down what has been written.
    pub(super) fn wrote(&mut self, place: &Place, range: Range<u64>) -> Result<(), CallError> {
        self.unsaved += range.end - range.start;
        self.ranges.add(range);
        if self.is_scattered && self.unsaved >= UNSAVED {
            return self.save(place, false);
        }
        Ok(())
    }

    /// Makes sure that all of it is there, on the disk, and what it should be; says how long it is.
    pub(super) fn complete(&mut self, place: &Place) -> Result<u64, CallError> {
        if !self.is_whole() {
            let message = "the server gave less than all of the file, and said that this was all; download it again";
            return Err(CallError::new(ErrorKind::Interrupted, message));
        }
        self.catch_up(place)?;
        if let Err(mismatch) = self.check.finish() {
            self.is_over = true;
            self.discard(place)?;
            return Err(mismatch);
        }
        self.sync(place)?;
        Ok(self.ranges.end())
    }

    /// Leaves it for another run, on the disk; or removes it, if none can go on with it.
    pub(super) fn leave(&mut self, place: &Place) -> Result<(), CallError> {
        if std::mem::replace(&mut self.is_over, true) {
            return Ok(());
        }
        if self.state.is_none() || self.ranges.count() == 0 {
            return self.discard(place);
        }
        self.sync(place)?;
        self.save(place, true)
    }

    fn sync(&self, place: &Place) -> Result<(), CallError> {
        let synced = self.file.sync_all();
        synced.map_err(|error| unusable("the part", &place.part(), error))
    }

    /// Reads again what was written elsewhere than behind what the check has seen.
    fn catch_up(&mut self, place: &Place) -> Result<(), CallError> {
        let end = self.ranges.head();
        let caught_up = self.check.catch_up(&mut self.file, end);
        caught_up.map_err(|error| unusable("the part", &place.part(), error))
    }

    fn is_whole(&self) -> bool {
        let (head, end) = (self.ranges.head(), self.ranges.end());
        let total = self.state.as_ref().map_or(end, |state| state.total);
        head == end && end == total
    }

    /// Whether the part, and so its state, has not become another process's.
    fn is_ours(&self, place: &Place) -> Result<bool, CallError> {
        let (there, ours) = (place.look_at_part()?, self.file.metadata().ok());
        Ok(there.as_ref().map(id) == ours.as_ref().map(id))
    }

    fn discard(&self, place: &Place) -> Result<(), CallError> {
        if self.is_ours(place)? {
            return discard(place);
        }
        Ok(())
    }
}

/// The state goes first: a part without one is begun anew.
fn discard(place: &Place) -> Result<(), CallError> {
    place.look_at_part()?;
    let removed = State::remove(place);
    removed.map_err(|error| unusable("the part's state", &place.state(), error))?;
    let part = place.part();
    gone(fs::remove_file(&part)).map_err(|error| unusable("the part", &part, error))
}

/// Opens the part that is there, if it is the one that was looked at, or that is open already.
pub(super) fn open(place: &Place, known: Option<&File>) -> Result<File, CallError> {
    let part = place.part();
    let known = match known {
        Some(file) => file.metadata().ok(),
        None => place.look_at_part()?,
    };
    let opened = File::options().read(true).write(true).open(&part);
    let file = opened.map_err(|error| unusable("the part", &part, error))?;
    let there = file.metadata().ok();
    if there.as_ref().map(id) != known.as_ref().map(id) {
        return Err(refused(
            &part,
            "was replaced by another process; give each download a path of its own, and try again",
        ));
    }
    Ok(file)
}
