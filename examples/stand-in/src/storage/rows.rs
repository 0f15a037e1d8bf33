//! Rows that are made when they are read, from any place on.

/// As many digits as every number has, so that the length of a row does not follow its number.
const DIGITS: &str = "0000000000";
/// The lengths of rows repeat after as many: whatever else a cell goes by has to divide it.
pub(super) const CYCLE: u64 = 12;

/// A row like it comes once in each cycle; only its numbers differ.
#[derive(Debug, Clone, Default)]
pub(super) struct Cycle {
    text: Vec<u8>,
    /// Where each row of the cycle ends.
    ends: Vec<usize>,
    slots: Vec<Slot>,
}

/// The place of a number.
#[derive(Debug, Clone, Copy)]
struct Slot {
    at: usize,
    row: u64,
    modulus: u64,
}

impl Cycle {
    pub(super) fn push(&mut self, text: &str) {
        self.text.extend_from_slice(text.as_bytes());
    }

    /// The number of the row, which comes round after `modulus` rows if there is one.
    pub(super) fn push_number(&mut self, prefix: &str, modulus: Option<u64>) {
        self.push(prefix);
        self.slots.push(Slot {
            at: self.text.len(),
            row: self.ends.len() as u64,
            modulus: modulus.unwrap_or(u64::MAX),
        });
        self.push(DIGITS);
    }

    pub(super) fn end_row(&mut self) {
        self.push("\r\n");
        self.ends.push(self.text.len());
    }

    fn length(&self) -> u64 {
        self.text.len() as u64
    }

    /// Adds the cycle whose first row has this number.
    fn write(&self, into: &mut Vec<u8>, first_row: u64) {
        let start = into.len();
        into.extend_from_slice(&self.text);
        for slot in &self.slots {
            let first = start + slot.at;
            let place = into.get_mut(first..first + DIGITS.len());
            let mut number = (first_row + slot.row) % slot.modulus;
            for digit in place.unwrap_or_default().iter_mut().rev() {
                *digit = b'0' + u8::try_from(number % 10).unwrap_or_default();
                number /= 10;
            }
        }
    }
}

/// The rows of a table, one cycle after the other.
#[derive(Debug, Clone)]
pub(super) struct Rows {
    cycle: Cycle,
    first_row: u64,
    pub(super) count: u64,
}

impl Rows {
    /// As many whole rows as it takes for this many bytes, and at least one. The cycle begins with
    /// `first_row`.
    pub(super) fn new(cycle: Cycle, first_row: u64, size: u64) -> Self {
        let (cycles, rest) = (size / cycle.length(), size % cycle.length());
        let is_short = |end: &&usize| (**end as u64) < rest;
        let behind = match rest {
            0 => 0,
            _ => 1 + cycle.ends.iter().take_while(is_short).count() as u64,
        };
        Self {
            cycle,
            first_row,
            count: (cycles * CYCLE + behind).max(1),
        }
    }

    pub(super) fn length(&self) -> u64 {
        let cycles = self.count / CYCLE * self.cycle.length();
        let behind = usize::try_from(self.count % CYCLE).unwrap_or_default();
        let mut ends = self.cycle.ends.iter().take(behind);
        cycles + ends.next_back().map_or(0, |end| *end as u64)
    }

    /// Adds the bytes from `at` on, `most` of them unless the rows end before.
    pub(super) fn read(&self, into: &mut Vec<u8>, at: u64, most: usize) {
        let left = usize::try_from(self.length().saturating_sub(at)).unwrap_or(usize::MAX);
        let end = into.len() + most.min(left);
        let mut cycle = at / self.cycle.length();
        let skipped = usize::try_from(at % self.cycle.length()).unwrap_or_default();
        let start = into.len();
        while into.len() < end.saturating_add(skipped) {
            self.cycle.write(into, self.first_row + cycle * CYCLE);
            cycle += 1;
        }
        into.truncate(end + skipped);
        into.drain(start..start + skipped);
    }
}

#[cfg(test)]
mod tests {
    use super::{CYCLE, Cycle, Rows};

    /// Rows of different lengths: `x` as often as the row's place in the cycle says.
    fn cycle() -> Cycle {
        let mut cycle = Cycle::default();
        for row in 0..CYCLE {
            cycle.push(&"x".repeat(usize::try_from(row % 4).unwrap()));
            cycle.push_number("-", None);
            cycle.push_number("-", Some(5));
            cycle.end_row();
        }
        cycle
    }

    fn all(rows: &Rows) -> Vec<u8> {
        let mut bytes = Vec::new();
        rows.read(&mut bytes, 0, usize::MAX);
        bytes
    }

    #[test]
    fn a_row_has_its_number() {
        let rows = Rows::new(cycle(), 36, 5_000);
        let text = String::from_utf8(all(&rows)).unwrap();
        let lines: Vec<_> = text.lines().collect();
        assert_eq!(lines.len() as u64, rows.count);
        assert_eq!(lines[0], "-0000000036-0000000001");
        assert_eq!(lines[30], "xx-0000000066-0000000001");
    }

    #[test]
    fn there_are_as_many_rows_as_the_size_takes_and_no_more() {
        for size in [0, 1, 24, 25, 26, 100, 293, 294, 295, 1_000] {
            let rows = Rows::new(cycle(), 0, size);
            assert_eq!(rows.length(), all(&rows).len() as u64, "{size}");
            assert!((size..size + 28).contains(&rows.length()), "{size}");
        }
        assert_eq!(Rows::new(cycle(), 0, 0).count, 1);
    }

    #[test]
    fn any_part_is_what_it_is_within_the_whole() {
        let rows = Rows::new(cycle(), 7, 2_000);
        let whole = all(&rows);
        for at in (0..whole.len()).step_by(13) {
            for most in [0, 1, 300, 700, 5_000] {
                let mut part = b"kept".to_vec();
                rows.read(&mut part, at as u64, most);
                let end = whole.len().min(at + most);
                assert_eq!(part, [b"kept", &whole[at..end]].concat(), "{at} {most}");
            }
        }
    }
}
