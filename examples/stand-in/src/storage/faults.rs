//! What may go wrong with a file on its way.

use std::time::Duration;

/// What is to go wrong; nothing unless set.
#[derive(Debug, Clone, Copy, Default)]
pub(crate) struct Faults {
    /// Bytes a second of one answer.
    pub(crate) bandwidth: Option<u64>,
    /// After how many bytes of a body the connection is lost.
    pub(crate) cut_every: Option<u64>,
    /// How many requests a link is good for.
    pub(crate) links_live_for: Option<u32>,
    /// How long a link is good.
    pub(crate) links_expire_after: Option<Duration>,
    pub(crate) etags: Etags,
    pub(crate) ignores_ranges: bool,
    pub(crate) has_no_lengths: bool,
    pub(crate) gzips: bool,
}

/// What the entity tags of the answers are like.
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq)]
pub(crate) enum Etags {
    #[default]
    Strong,
    Weak,
    /// Another one in each answer.
    Changing,
}
