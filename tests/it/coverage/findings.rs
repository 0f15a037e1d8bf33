//! What a look at an operation, or at a call of it, comes to.

use std::collections::BTreeSet;

use super::construct::Construct;

/// The constructs that were found, and what is amiss.
#[derive(Debug, Clone, Default)]
pub(crate) struct Findings {
    pub(crate) constructs: BTreeSet<Construct>,
    pub(crate) faults: Vec<String>,
}

impl Findings {
    pub(crate) fn add(&mut self, construct: Construct) {
        self.constructs.insert(construct);
    }

    pub(crate) fn add_if(&mut self, holds: bool, construct: Construct) {
        if holds {
            self.add(construct);
        }
    }

    pub(crate) fn fault(&mut self, fault: impl Into<String>) {
        self.faults.push(fault.into());
    }

    pub(crate) fn fault_if(&mut self, holds: bool, fault: impl Into<String>) {
        if holds {
            self.fault(fault);
        }
    }

    pub(crate) fn append(&mut self, other: Self) {
        self.constructs.extend(other.constructs);
        self.faults.extend(other.faults);
    }
}
