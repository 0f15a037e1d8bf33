//! What connections are looked for by.

use std::cmp::Ordering;

use crate::request::BaseUrl;

/// Scheme, host and port, to look for: as a rule they are those of the one client, and so in the same
/// place.
#[derive(Clone)]
pub(in super::super) struct Origin(pub(in super::super) BaseUrl);

impl Ord for Origin {
    fn cmp(&self, other: &Self) -> Ordering {
        let (ours, theirs) = (&self.0, &other.0);
        if ours.is(theirs) {
            return Ordering::Equal;
        }
        let authorities = ours.authority().cmp(theirs.authority());
        authorities.then_with(|| ours.scheme().cmp(theirs.scheme()))
    }
}

impl PartialOrd for Origin {
    fn partial_cmp(&self, other: &Self) -> Option<Ordering> {
        Some(self.cmp(other))
    }
}

impl PartialEq for Origin {
    fn eq(&self, other: &Self) -> bool {
        self.cmp(other).is_eq()
    }
}

impl Eq for Origin {}
