//! What is known of a file while it comes.

use bytes::Bytes;

use super::Fetch;
use crate::error::CallError;
use crate::response::{Meta, Raw};

impl Fetch {
    /// Gives no byte at or behind this one.
    pub(crate) fn stop_at(&mut self, end: u64) {
        self.place.stop_at(end);
    }

    /// Where in the file the next byte goes.
    pub(crate) fn offset(&self) -> u64 {
        self.place.at()
    }

    /// How many bytes the answer had to bring with which the file began, where it says so.
    pub(crate) fn length(&self) -> Option<u64> {
        self.place.length()
    }

    /// How long the whole file is, where that is known.
    pub(crate) fn total(&self) -> Option<u64> {
        self.place.total()
    }

    /// The strong `ETag` by which the file is known again.
    pub(crate) fn etag(&self) -> Option<&str> {
        self.place.etag()
    }

    /// How many times it broke off, and was gone on with.
    pub(crate) fn cuts(&self) -> u32 {
        self.patience.cuts()
    }

    /// Whether parts of it can be asked for.
    pub(crate) fn takes_ranges(&self) -> bool {
        let terms = self.way.as_ref().map(|way| way.opener.terms());
        terms.is_some_and(|terms| terms.has_ranges) && self.place.has_ranges()
    }

    /// Status and headers of the answer with which the file began.
    pub(crate) fn head(&self) -> &Raw {
        &self.head
    }

    /// Everything about the file but its bytes, as far as it has come.
    pub(crate) fn meta<M>(&self, headers: M) -> Meta<M> {
        let journal = self.patience.journal();
        let now = self.inflow.clock.as_ref().map(|clock| clock.now());
        Meta {
            status: self.head.status,
            headers,
            lifecycle: self.head.headers.lifecycle(),
            raw_headers: self.head.headers.clone(),
            attempts: journal.attempts,
            retried: journal.retried.clone(),
            elapsed: now
                .unwrap_or_default()
                .saturating_sub(self.patience.start()),
        }
    }

    /// An error that happened to this file.
    pub(crate) fn blame(&self, error: CallError) -> CallError {
        self.blame_keeping(error, Bytes::new())
    }

    /// An error that happened to this file, with bytes of it to keep.
    pub(crate) fn blame_keeping(&self, error: CallError, bytes: Bytes) -> CallError {
        let given = self.place.given().saturating_sub(bytes.len() as u64);
        let error = self.inflow.blame_keeping(error, bytes);
        error
            .after(self.patience.journal().clone())
            .with_taken(given)
    }
}
