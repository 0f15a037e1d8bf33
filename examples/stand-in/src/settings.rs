//! What a caller may set.

/// A ZIP without its 64-bit extension holds less than 4 GiB, and files are kept in memory.
pub(crate) const LARGEST_FILE: usize = 1 << 30;

/// What all servers of one stand-in go by.
#[derive(Debug, Clone, Copy)]
pub(crate) struct Settings {
    pub(crate) polls_until_done: u32,
    pub(crate) file_size: usize,
    pub(crate) files: usize,
    pub(crate) starts: usize,
}

impl Default for Settings {
    fn default() -> Self {
        Self {
            polls_until_done: 2,
            file_size: 4096,
            files: 1,
            starts: crate::snyk::STARTS_AN_HOUR,
        }
    }
}
