//! Says once that Redis is out of reach, and once that it is back.

use std::sync::atomic::{AtomicBool, Ordering};

use super::trouble::Trouble;

/// Whether it has been said.
#[derive(Debug, Default)]
pub(super) struct Outage(AtomicBool);

impl Outage {
    pub(super) fn begins(&self, name: &str, trouble: &Trouble, instead: &'static str) {
        if !self.0.swap(true, Ordering::Relaxed) {
            tracing::warn!(target: "endpoint", budget = name, "{trouble}; until it can be, {instead}");
        }
    }

    pub(super) fn is_over(&self, name: &str) {
        // The load is the common case, and writes to nothing that others read.
        if self.0.load(Ordering::Relaxed) && self.0.swap(false, Ordering::Relaxed) {
            tracing::info!(
                target: "endpoint",
                budget = name,
                "Redis is back, and calls go by the shared budget again"
            );
        }
    }
}
