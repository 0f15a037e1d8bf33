//! Which bytes of a file are there.

use std::ops::Range;

use serde::{Deserialize, Serialize};

/// Stretches of bytes: in their order, none empty, none touching another.
#[derive(Debug, Clone, Default, PartialEq, Eq, Serialize, Deserialize)]
#[serde(try_from = "Vec<(u64, u64)>", into = "Vec<(u64, u64)>")]
pub(super) struct Ranges(Vec<Range<u64>>);

impl Ranges {
    /// The first so many bytes.
    pub(super) fn up_to(end: u64) -> Self {
        let mut ranges = Self::default();
        ranges.add(0..end);
        ranges
    }

    /// Adds a stretch, of which some may be there already.
    pub(super) fn add(&mut self, mut new: Range<u64>) {
        if new.is_empty() {
            return;
        }
        let touches = |old: &mut Range<u64>| old.start <= new.end && new.start <= old.end;
        let mut joined = 0..0;
        for old in self.0.extract_if(.., touches) {
            joined = if joined.is_empty() {
                old
            } else {
                joined.start..old.end
            };
        }
        if !joined.is_empty() {
            new = new.start.min(joined.start)..new.end.max(joined.end);
        }
        let at = self.0.partition_point(|old| old.start < new.start);
        self.0.insert(at, new);
    }

    /// How many bytes are there.
    pub(super) fn count(&self) -> u64 {
        self.0.iter().map(|range| range.end - range.start).sum()
    }

    /// The end of the last stretch.
    pub(super) fn end(&self) -> u64 {
        self.0.last().map_or(0, |range| range.end)
    }

    /// How many bytes are there from the first one on.
    pub(super) fn head(&self) -> u64 {
        self.0
            .first()
            .filter(|range| range.start == 0)
            .map_or(0, |range| range.end)
    }

    /// The stretches that are not there, of so many bytes.
    pub(super) fn gaps(&self, total: u64) -> Vec<Range<u64>> {
        let starts = std::iter::once(0).chain(self.0.iter().map(|range| range.end));
        let ends = self.0.iter().map(|range| range.start).chain([total]);
        let gaps = starts.zip(ends).map(|(start, end)| start..end.min(total));
        gaps.filter(|gap| !gap.is_empty()).collect()
    }
}

impl From<Ranges> for Vec<(u64, u64)> {
    fn from(ranges: Ranges) -> Self {
        let pair = |range: Range<u64>| (range.start, range.end);
        ranges.0.into_iter().map(pair).collect()
    }
}

/// What a file says may be anything.
impl TryFrom<Vec<(u64, u64)>> for Ranges {
    type Error = &'static str;

    fn try_from(pairs: Vec<(u64, u64)>) -> Result<Self, Self::Error> {
        let ranges: Vec<_> = pairs.iter().map(|(start, end)| *start..*end).collect();
        let is_sound = ranges.iter().all(|range| !range.is_empty())
            && ranges.is_sorted_by(|before, after| before.end < after.start);
        is_sound.then_some(Self(ranges)).ok_or("no ranges")
    }
}

#[cfg(test)]
#[allow(
    clippy::single_range_in_vec_init,
    reason = "lists of ranges are what is meant"
)]
mod tests {
    use super::*;

    fn ranges(pairs: &[(u64, u64)]) -> Ranges {
        pairs.to_vec().try_into().unwrap()
    }

    #[test]
    fn what_touches_becomes_one() {
        let mut all = Ranges::default();
        for new in [10..20, 30..40, 0..0, 50..60, 5..10] {
            all.add(new);
        }
        assert_eq!(all, ranges(&[(5, 20), (30, 40), (50, 60)]));
        all.add(20..30);
        assert_eq!(all, ranges(&[(5, 40), (50, 60)]));
        all.add(12..14);
        all.add(0..70);
        assert_eq!(all, Ranges::up_to(70));
        all.add(80..90);
        all.add(60..85);
        assert_eq!((all.count(), all.head(), all.end()), (90, 90, 90));
    }

    #[test]
    fn gaps_are_what_is_not_there() {
        let gaps = |pairs: &[(u64, u64)], total| ranges(pairs).gaps(total);
        assert_eq!(gaps(&[], 10), [0..10]);
        assert_eq!(gaps(&[], 0), []);
        assert_eq!(gaps(&[(0, 10)], 10), []);
        assert_eq!(gaps(&[(0, 3), (5, 7)], 10), [3..5, 7..10]);
        assert_eq!(gaps(&[(2, 12)], 10), [0..2]);
        assert_eq!(gaps(&[(11, 12)], 10), [0..10]);
    }

    #[test]
    fn only_sound_ranges_are_read() {
        for pairs in [
            vec![(3, 3)],
            vec![(4, 3)],
            vec![(0, 3), (3, 5)],
            vec![(5, 6), (0, 3)],
            vec![(0, u64::MAX), (0, 1)],
        ] {
            assert!(Ranges::try_from(pairs).is_err());
        }
    }
}
