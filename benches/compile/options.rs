//! What is to be measured.

use crate::cargo::Build;
use crate::kind::Kind;

const USAGE: &str = "compile [--kinds ours,reqwest,..] [--sizes 50,200,800] \
    [--measures check,build,release,lines,macro] [--runs 3] [--repository <folder>]";

#[derive(Debug)]
pub(crate) struct Options {
    pub(crate) kinds: Vec<Kind>,
    pub(crate) sizes: Vec<usize>,
    pub(crate) measures: Vec<Measure>,
    pub(crate) runs: usize,
    /// Where the runtime is that is measured: here, or in another state of it.
    pub(crate) repository: String,
}

#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) enum Measure {
    Build(Build),
    /// Lines of the code that LLVM is given.
    Lines,
    /// The time spent in our own macros.
    Macro,
}

impl Measure {
    const ALL: [(&'static str, Self); 5] = [
        ("check", Self::Build(Build::Check)),
        ("build", Self::Build(Build::Debug)),
        ("release", Self::Build(Build::Release)),
        ("lines", Self::Lines),
        ("macro", Self::Macro),
    ];

    fn named(name: &str) -> Option<Self> {
        let found = Self::ALL.into_iter().find(|(known, _)| *known == name);
        found.map(|(_, measure)| measure)
    }
}

impl Options {
    pub(crate) fn from_arguments(mut arguments: impl Iterator<Item = String>) -> Self {
        let mut options = Self {
            kinds: Kind::ALL.to_vec(),
            sizes: vec![50, 200, 800],
            measures: Measure::ALL.map(|(_, measure)| measure).to_vec(),
            runs: 3,
            repository: concat!(env!("CARGO_MANIFEST_DIR"), "/..").to_owned(),
        };
        while let Some(argument) = arguments.next() {
            // Cargo says so to every benchmark.
            if argument == "--bench" {
                continue;
            }
            let value = arguments.next().expect(USAGE);
            match argument.as_str() {
                "--kinds" => options.kinds = list(&value, Kind::named),
                "--sizes" => options.sizes = list(&value, |size| size.parse().ok()),
                "--measures" => options.measures = list(&value, Measure::named),
                "--runs" => options.runs = value.parse().expect(USAGE),
                "--repository" => options.repository = value,
                _ => panic!("{USAGE}"),
            }
        }
        options.sizes.sort_unstable();
        options
    }

    /// Each kind in each size.
    pub(crate) fn crates(&self) -> impl Iterator<Item = (Kind, usize)> {
        self.sizes
            .iter()
            .flat_map(|size| self.kinds.iter().map(|kind| (*kind, *size)))
    }
}

fn list<T>(value: &str, read: impl Fn(&str) -> Option<T>) -> Vec<T> {
    value
        .split(',')
        .map(|part| read(part).expect(USAGE))
        .collect()
}
