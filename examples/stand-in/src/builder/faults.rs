//! What may be set to go wrong on the storage host.

use std::time::Duration;

use super::Builder;
use crate::storage::Etags;

/// What goes wrong with files on their way; nothing unless set.
impl Builder {
    /// Files come with so many bytes a second on each connection.
    pub fn bandwidth(mut self, bytes_per_second: u64) -> Self {
        self.settings.faults.bandwidth = Some(bytes_per_second);
        self
    }

    /// The connection is lost after so many bytes of each body, unless that is all of it.
    pub fn cut_every(mut self, bytes: u64) -> Self {
        self.settings.faults.cut_every = Some(bytes);
        self
    }

    /// A link is good for so many requests. Then it is refused with 403, and the API has to be
    /// asked for a fresh one.
    pub fn links_live_for(mut self, requests: u32) -> Self {
        self.settings.faults.links_live_for = Some(requests);
        self
    }

    /// A link is good for so long from when it was given, by tokio's clock. Then it is refused with
    /// 403, and the API has to be asked for a fresh one.
    pub fn links_expire_after(mut self, lifetime: Duration) -> Self {
        self.settings.faults.links_expire_after = Some(lifetime);
        self
    }

    /// A request for a part of a file is answered with 200 and all of it.
    pub fn ignore_ranges(mut self) -> Self {
        self.settings.faults.ignores_ranges = true;
        self
    }

    /// Each answer has another entity tag, as if the file changed all the time.
    pub fn changing_etags(mut self) -> Self {
        self.settings.faults.etags = Etags::Changing;
        self
    }

    /// Entity tags are weak, so that they are no ground to go on with a file.
    pub fn weak_etags(mut self) -> Self {
        self.settings.faults.etags = Etags::Weak;
        self
    }

    /// No answer says how long it is.
    pub fn without_lengths(mut self) -> Self {
        self.settings.faults.has_no_lengths = true;
        self
    }

    /// Files come in gzip, whatever the request accepts; the length is then that of the encoded
    /// bytes, and ranges are ignored.
    pub fn gzip(mut self) -> Self {
        self.settings.faults.gzips = true;
        self
    }
}
