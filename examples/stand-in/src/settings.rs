//! What a caller may set.

use crate::storage::Faults;

/// Far beyond what anyone will wait for.
pub(crate) const LARGEST_FILE: u64 = 64 << 30;
/// A ZIP without its 64-bit extension ends before 4 GiB; this leaves room for what stands around
/// the table.
pub(crate) const LARGEST_ARCHIVE: u64 = (4 << 30) - (1 << 20);

/// What all servers of one stand-in go by.
#[derive(Debug, Clone)]
pub(crate) struct Settings {
    pub(crate) polls_until_done: u32,
    pub(crate) file_size: u64,
    pub(crate) files: usize,
    pub(crate) starts: usize,
    pub(crate) issues: u64,
    pub(crate) retry_after: Option<u32>,
    pub(crate) exports_fail: bool,
    pub(crate) jobs_redirect: bool,
    pub(crate) links_with_base_path: bool,
    pub(crate) known: Known,
    pub(crate) faults: Faults,
}

/// What there is from the start.
#[derive(Debug, Clone, Default)]
pub(crate) struct Known {
    pub(crate) snyk_exports: Vec<String>,
    pub(crate) edge_impulse_exports: u32,
}

impl Default for Settings {
    fn default() -> Self {
        Self {
            polls_until_done: 2,
            file_size: 4096,
            files: 1,
            starts: crate::snyk::STARTS_AN_HOUR,
            issues: 25,
            retry_after: None,
            exports_fail: false,
            jobs_redirect: false,
            links_with_base_path: false,
            known: Known::default(),
            faults: Faults::default(),
        }
    }
}
