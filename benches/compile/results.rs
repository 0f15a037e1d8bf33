//! What was measured, and what follows for one endpoint.

use std::collections::BTreeMap;
use std::time::Duration;

use crate::cargo::{Build, Cost, Sizes};
use crate::kind::Kind;

/// Measured values by kind and size, a list of them where there are several runs.
#[derive(Debug, Default)]
pub(crate) struct Results {
    times: BTreeMap<(Build, Kind, usize), Vec<Cost>>,
    sizes: BTreeMap<(Build, Kind, usize), Sizes>,
    lines: BTreeMap<(Build, Kind, usize), u64>,
    macros: BTreeMap<usize, Vec<Duration>>,
}

impl Results {
    pub(crate) fn add_time(&mut self, build: Build, kind: Kind, size: usize, cost: Cost) {
        self.times
            .entry((build, kind, size))
            .or_default()
            .push(cost);
    }

    pub(crate) fn add_sizes(
        &mut self,
        build: Build,
        kind: Kind,
        size: usize,
        sizes: Option<Sizes>,
    ) {
        if let Some(sizes) = sizes {
            self.sizes.insert((build, kind, size), sizes);
        }
    }

    pub(crate) fn add_lines(&mut self, build: Build, kind: Kind, size: usize, lines: u64) {
        self.lines.insert((build, kind, size), lines);
    }

    pub(crate) fn add_macro_time(&mut self, size: usize, spent: Duration) {
        self.macros.entry(size).or_default().push(spent);
    }

    /// Milliseconds an endpoint, for each run.
    pub(crate) fn milliseconds(
        &self,
        build: Build,
        kind: Kind,
        of: impl Fn(&Cost) -> Duration,
    ) -> Vec<f64> {
        let runs = self
            .times
            .iter()
            .filter(|((at, of_kind, _), _)| (*at, *of_kind) == (build, kind));
        let runs: Vec<_> = runs.map(|((.., size), costs)| (*size, costs)).collect();
        let count = runs.iter().map(|(_, costs)| costs.len()).min().unwrap_or(0);
        let slopes = (0..count).filter_map(|run| {
            slope(
                runs.iter()
                    .map(|(size, costs)| (*size, of(&costs[run]).as_secs_f64() * 1e3)),
            )
        });
        slopes.collect()
    }

    /// Bytes an endpoint.
    pub(crate) fn bytes(
        &self,
        build: Build,
        kind: Kind,
        of: impl Fn(&Sizes) -> u64,
    ) -> Option<f64> {
        let sizes = self
            .sizes
            .iter()
            .filter(|((at, of_kind, _), _)| (*at, *of_kind) == (build, kind));
        slope(sizes.map(|((.., size), sizes)| (*size, as_float(of(sizes)))))
    }

    /// Lines of LLVM's code an endpoint.
    pub(crate) fn lines(&self, build: Build, kind: Kind) -> Option<f64> {
        let lines = self
            .lines
            .iter()
            .filter(|((at, of_kind, _), _)| (*at, *of_kind) == (build, kind));
        slope(lines.map(|((.., size), lines)| (*size, as_float(*lines))))
    }

    /// Milliseconds in our macro an endpoint, for each run.
    pub(crate) fn in_macro(&self) -> Vec<f64> {
        let count = self.macros.values().map(Vec::len).min().unwrap_or(0);
        let slopes = (0..count).filter_map(|run| {
            slope(
                self.macros
                    .iter()
                    .map(|(size, spent)| (*size, spent[run].as_secs_f64() * 1e3)),
            )
        });
        slopes.collect()
    }
}

#[expect(clippy::cast_precision_loss, reason = "counts of things on a disk")]
fn as_float(count: u64) -> f64 {
    count as f64
}

/// By how much the values rise from one endpoint to the next: from the smallest size to the largest.
fn slope(points: impl Iterator<Item = (usize, f64)>) -> Option<f64> {
    let points: Vec<_> = points.collect();
    let (&(least, low), &(most, high)) = (points.first()?, points.last()?);
    (most > least).then(|| (high - low) / as_float((most - least) as u64))
}

/// The middle one, the least and the greatest.
pub(crate) fn spread(values: &[f64]) -> Option<(f64, f64, f64)> {
    let mut values = values.to_vec();
    values.sort_by(f64::total_cmp);
    Some((
        *values.get(values.len() / 2)?,
        *values.first()?,
        *values.last()?,
    ))
}
