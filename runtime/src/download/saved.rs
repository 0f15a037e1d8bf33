//! What a download to a file came to.

use std::path::PathBuf;

/// A file that was downloaded, and is on the disk under its name.
#[derive(Debug, Clone, PartialEq, Eq)]
#[non_exhaustive]
pub struct Saved {
    /// Where it is: as the caller said, or in the caller's folder under the name that the server
    /// gave.
    pub path: PathBuf,
    /// How many bytes it has.
    pub bytes: u64,
    /// How many of them were there from an earlier run.
    pub resumed_from: u64,
    /// How many times the body broke off, and was gone on with.
    pub cuts: u32,
}
