//! A file on its way, under the name of a part.

use std::fs::File;
use std::io::{self, IoSlice, Seek as _, SeekFrom, Write as _};
use std::ops::Range;
use std::sync::{Arc, Mutex, MutexGuard, PoisonError};

use bytes::Bytes;

use super::claim::Claim;
use super::disk::{Disk, open};
use super::place::{Place, unusable};
use super::state::State;
use crate::error::CallError;
use crate::stream::Fetch;

/// The part and its state, with the claim on both. What it does is for threads that may block.
pub(super) struct Part {
    disk: Mutex<Disk>,
    place: Place,
    /// Given back last.
    claim: Claim,
}

impl Part {
    pub(super) fn new(disk: Disk, place: Place, claim: Claim) -> Self {
        Self {
            disk: Mutex::new(disk),
            place,
            claim,
        }
    }

    /// Throws away what is there, for what comes from one end to the other.
    pub(super) fn begin_anew(&self, state: Option<State>) -> Result<(), CallError> {
        let mut disk = self.disk();
        let (check, age) = (disk.check.anew(), disk.age + 1);
        *disk = Disk::begin(&self.place, state, false, check)?;
        disk.age = age;
        Ok(())
    }

    fn disk(&self) -> MutexGuard<'_, Disk> {
        self.disk.lock().unwrap_or_else(PoisonError::into_inner)
    }

    pub(super) fn place(&self) -> &Place {
        &self.place
    }

    pub(super) fn claim(&self) -> &Claim {
        &self.claim
    }

    /// What is missing of so many bytes.
    pub(super) fn gaps(&self, total: u64) -> Vec<Range<u64>> {
        self.disk().ranges.gaps(total)
    }

    /// Whether it is filled elsewhere than at its end.
    pub(super) fn is_scattered(&self) -> bool {
        self.disk().is_scattered
    }

    /// Whether it is a part of what a body brings.
    pub(super) fn is_of(&self, fetch: &Fetch) -> bool {
        match &self.disk().state {
            Some(state) => state.is_of(fetch),
            None => fetch.etag().is_none() || fetch.total().is_none(),
        }
    }

    /// The file is whole: it gets its name, if it is what the caller says it is.
    pub(super) fn finish(&self) -> Result<u64, CallError> {
        let mut disk = self.disk();
        let length = disk.complete(&self.place)?;
        self.place.settle(&disk.file, length)?;
        disk.is_over = true;
        let removed = State::remove(&self.place);
        removed.map_err(|error| unusable("the part's state", &self.place.state(), error))?;
        Ok(length)
    }
}

/// With the last reference to it, and so behind the last batch.
impl Drop for Part {
    fn drop(&mut self) {
        // There is nobody left to tell. What is not in order, the next run finds out.
        let _ = self.disk().leave(&self.place);
    }
}

/// One way to write to a part: a file of its own, which stands where it wrote last.
pub(super) struct Pen {
    part: Arc<Part>,
    file: File,
    at: u64,
    age: u32,
}

impl Pen {
    pub(super) fn new(part: Arc<Part>) -> Result<Self, CallError> {
        let (file, age) = {
            let disk = part.disk();
            (open(&part.place, Some(&disk.file))?, disk.age)
        };
        Ok(Self {
            part,
            file,
            at: 0,
            age,
        })
    }

    /// Writes a batch at its place.
    pub(super) fn write(&mut self, at: u64, batch: &[Bytes]) -> Result<(), CallError> {
        let place = &self.part.place;
        if self.at != at {
            let sought = self.file.seek(SeekFrom::Start(at));
            self.at = sought.map_err(|error| unusable("the part", &place.part(), error))?;
        }
        let (count, written) = write_all(&mut self.file, batch);
        self.at += count;
        let mut disk = self.part.disk();
        if disk.age != self.age {
            return Ok(());
        }
        disk.check.take(at, batch, count);
        let noted = disk.wrote(place, at..self.at);
        written.map_err(|error| unusable("the part", &place.part(), error))?;
        noted
    }
}

/// Writes all of it; or says how much it was until the fault.
fn write_all(file: &mut File, batch: &[Bytes]) -> (u64, io::Result<()>) {
    let mut slices: Vec<_> = batch.iter().map(|bytes| IoSlice::new(bytes)).collect();
    let mut slices = &mut slices[..];
    let mut count = 0;
    while !slices.is_empty() {
        match file.write_vectored(slices) {
            Ok(0) => return (count, Err(io::ErrorKind::WriteZero.into())),
            Ok(written) => {
                IoSlice::advance_slices(&mut slices, written);
                count += written as u64;
            }
            Err(error) if error.kind() == io::ErrorKind::Interrupted => {}
            Err(error) => return (count, Err(error)),
        }
    }
    (count, Ok(()))
}
