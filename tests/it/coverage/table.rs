//! Constructs, how many operations want each, and which call covers it.

use std::collections::BTreeSet;
use std::fmt;

use super::Covered;
use super::construct::Construct;

/// An operation, and what it wants.
pub(super) type Needs = (String, BTreeSet<Construct>);

/// The table of constructs, and what is covered.
pub(super) struct Table {
    /// By API: Snyk's, then Edge Impulse's.
    needs: [Vec<Needs>; 2],
    covered: Covered,
}

impl Table {
    pub(super) fn new(needs: [Vec<Needs>; 2], covered: Covered) -> Self {
        Self { needs, covered }
    }

    /// What no call covers, by operation.
    pub(super) fn uncovered(&self) -> Vec<String> {
        let uncovered = |(operation, wanted): &Needs| {
            let missing: Vec<String> = wanted
                .iter()
                .filter(|construct| !self.covered.contains_key(construct))
                .map(ToString::to_string)
                .collect();
            (!missing.is_empty()).then(|| format!("{operation}: {}", missing.join(", ")))
        };
        self.operations().filter_map(uncovered).collect()
    }

    fn operations(&self) -> impl Iterator<Item = &Needs> {
        self.needs.iter().flatten()
    }

    /// All constructs, be they wanted or only shown.
    fn constructs(&self) -> BTreeSet<Construct> {
        let wanted = self.operations().flat_map(|(_, wanted)| wanted);
        wanted.chain(self.covered.keys()).copied().collect()
    }

    fn count(&self, api: usize, construct: Construct) -> usize {
        let wants = |(_, wanted): &&Needs| wanted.contains(&construct);
        self.needs[api].iter().filter(wants).count()
    }
}

impl fmt::Display for Table {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        let row = ["construct", "Snyk", "Edge Impulse", "covered by"];
        writeln!(f, "{:44} {:>5} {:>13}  {}", row[0], row[1], row[2], row[3])?;
        for construct in self.constructs() {
            let name = construct.to_string();
            let [snyk, edge_impulse] = [0, 1].map(|api| self.count(api, construct));
            let case = self.covered.get(&construct).unwrap_or(&"NOTHING");
            writeln!(f, "{name:44} {snyk:>5} {edge_impulse:>13}  {case}")?;
        }
        let all = self.operations().count();
        let covered = all - self.uncovered().len();
        write!(f, "{covered} of {all} operations covered")
    }
}
