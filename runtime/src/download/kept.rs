//! What an earlier run has left of a file.

use super::place::Place;
use super::ranges::Ranges;
use super::state::State;
use crate::error::CallError;
use crate::stream::{Fetch, Span};

/// What is there of a file.
#[derive(Debug, Default)]
pub(super) struct Kept {
    pub(super) state: Option<State>,
    pub(super) ranges: Ranges,
}

impl Kept {
    /// What can be gone on with.
    pub(super) fn find(place: &Place) -> Result<Self, CallError> {
        let part = place.look_at_part()?;
        let read = part.and_then(|part| State::read(place, &part));
        Ok(read.map_or_else(Self::default, |(state, ranges)| Self {
            state: Some(state),
            ranges,
        }))
    }

    /// What to ask for: from the first byte that is missing on.
    pub(super) fn span(&self) -> Span {
        let first_gap = |state: &State| {
            let gaps = self.ranges.gaps(state.total);
            gaps.first().map_or(state.total, |gap| gap.start)
        };
        Span {
            from: self.state.as_ref().map_or(0, first_gap),
            until: None,
            etag: self.state.as_ref().map(|state| state.etag.clone()),
            total: self.state.as_ref().map(|state| state.total),
            begins_anew: true,
        }
    }

    /// Whether it is of any use with what a body brings.
    pub(super) fn is_of(&self, fetch: &Fetch) -> bool {
        let is_of = self.state.as_ref().is_some_and(|state| state.is_of(fetch));
        is_of && self.ranges.count() > 0
    }

    /// Whether a body goes on where it ends.
    pub(super) fn is_gone_on_with_by(&self, fetch: &Fetch) -> bool {
        self.is_of(fetch) && self.span().from == fetch.offset()
    }
}
