//! The results as tables in Markdown.

use std::fmt::Write as _;
use std::time::Duration;

use crate::cargo::{Build, Cost, Sizes};
use crate::kind::Kind;
use crate::options::{Measure, Options};
use crate::results::{Results, spread};

/// A table against each of the ways by hand.
pub(crate) fn of(options: &Options, results: &Results) -> String {
    let mut text = format!(
        "An endpoint, by the slope over {:?} endpoints.\n",
        options.sizes
    );
    for base in [Kind::Reqwest, Kind::ReqwestPairs] {
        if options.kinds.contains(&base) {
            text.push_str(
                &Table {
                    options,
                    results,
                    base,
                }
                .text(),
            );
        }
    }
    if let Some((middle, least, most)) = spread(&results.in_macro()) {
        writeln!(
            text,
            "\nIn our macro: {middle:.2} ms ({least:.2} – {most:.2})."
        )
        .expect("a string");
    }
    text
}

struct Table<'a> {
    options: &'a Options,
    results: &'a Results,
    /// What all are held against.
    base: Kind,
}

impl Table<'_> {
    fn text(&self) -> String {
        let kinds = &self.options.kinds;
        let mut text = format!("\n| against {} |", self.base);
        for kind in kinds {
            write!(text, " {kind} |").expect("a string");
        }
        writeln!(text, "\n|---|{}", "---|".repeat(kinds.len())).expect("a string");
        for build in Build::ALL {
            if self.options.measures.contains(&Measure::Build(build)) {
                text.push_str(&self.rows_of(build));
            }
        }
        if self.options.measures.contains(&Measure::Lines) {
            for build in Build::WITH_CODE {
                let title = format!("LLVM lines, `{}`", build.title());
                text.push_str(&self.counted(&title, "", &|kind| self.results.lines(build, kind)));
            }
        }
        text
    }

    fn rows_of(&self, build: Build) -> String {
        let title = build.title();
        let times = |kind, of: fn(&Cost) -> Duration| self.results.milliseconds(build, kind, of);
        let mut text = self.timed(&format!("`{title}`, processor"), &|kind| {
            times(kind, |cost| cost.processor)
        });
        text.push_str(&self.timed(&format!("`{title}`, wall"), &|kind| {
            times(kind, |cost| cost.wall)
        }));
        if build != Build::Check {
            let bytes =
                |kind, of: fn(&Sizes) -> u64| kilobytes(self.results.bytes(build, kind, of));
            text.push_str(&self.counted(&format!("`{title}`, rlib"), " KB", &|kind| {
                bytes(kind, |sizes| sizes.library)
            }));
            text.push_str(
                &self.counted(&format!("`{title}`, program"), " KB", &|kind| {
                    bytes(kind, |sizes| sizes.program)
                }),
            );
        }
        text
    }

    /// A row of times: the middle one, and against that of the same run by hand.
    fn timed(&self, title: &str, of: &dyn Fn(Kind) -> Vec<f64>) -> String {
        let by_hand = of(self.base);
        self.row(title, |kind| {
            let times = of(kind);
            let ratios: Vec<_> = times
                .iter()
                .zip(&by_hand)
                .map(|(time, other)| time / other)
                .collect();
            let (time, ..) = spread(&times)?;
            let (ratio, least, most) = spread(&ratios)?;
            Some(format!("{time:.2} ms: {ratio:.2} ({least:.2} – {most:.2})"))
        })
    }

    /// A row of what is the same in each run.
    fn counted(&self, title: &str, unit: &str, of: &dyn Fn(Kind) -> Option<f64>) -> String {
        let by_hand = of(self.base);
        self.row(title, |kind| {
            let count = of(kind)?;
            Some(format!("{count:.1}{unit}: {:.2}", count / by_hand?))
        })
    }

    fn row(&self, title: &str, cell: impl Fn(Kind) -> Option<String>) -> String {
        let cells = self
            .options
            .kinds
            .iter()
            .map(|kind| cell(*kind).unwrap_or_else(|| "–".to_owned()));
        format!("| {title} | {} |\n", cells.collect::<Vec<_>>().join(" | "))
    }
}

fn kilobytes(bytes: Option<f64>) -> Option<f64> {
    bytes.map(|bytes| bytes / 1000.0)
}
