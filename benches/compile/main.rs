//! What an endpoint costs the compiler: crates of many endpoints, declared with this crate, by hand
//! over reqwest, and with the nearest other crates, compiled in turn.
//!
//! A cost is the slope between the sizes, so what a crate costs whatever is in it does not count.

mod cargo;
mod counts;
mod kind;
mod options;
mod results;
mod sources;
mod table;
mod tools;
mod workspace;

use self::cargo::Build;
use self::kind::Kind;
use self::options::{Measure, Options};
use self::results::Results;
use self::workspace::Workspace;

fn main() {
    let options = Options::from_arguments(std::env::args().skip(1));
    let workspace = Workspace::write(&options);
    let mut results = Results::default();
    for measure in &options.measures {
        match measure {
            Measure::Build(build) => time(&workspace, &options, *build, &mut results),
            Measure::Lines => count_lines(&workspace, &options, &mut results),
            Measure::Macro => time_macro(&workspace, &options, &mut results),
        }
    }
    print!("{}", table::of(&options, &results));
}

/// Builds the smallest crate of each kind once, by which the dependencies are there, and then all of
/// them in turn.
fn time(workspace: &Workspace, options: &Options, build: Build, results: &mut Results) {
    for (kind, size) in options.crates().take(options.kinds.len()) {
        workspace.build(build, kind, size);
    }
    for run in 0..options.runs {
        for (kind, size) in options.crates() {
            workspace.touch(kind, size);
            let cost = workspace.build(build, kind, size);
            eprintln!("{build:?} {run} {kind} {size}: {cost:?}");
            results.add_time(build, kind, size, cost);
        }
    }
    for (kind, size) in options.crates() {
        results.add_sizes(build, kind, size, workspace.sizes(build, kind, size));
    }
}

fn count_lines(workspace: &Workspace, options: &Options, results: &mut Results) {
    for (kind, size) in options.crates() {
        for build in Build::WITH_CODE {
            let lines = counts::llvm_lines(workspace, build, kind, size);
            eprintln!("lines {build:?} {kind} {size}: {lines}");
            results.add_lines(build, kind, size, lines);
        }
    }
}

/// Only of ours: of the others one needs to know no more than what they cost as a whole.
fn time_macro(workspace: &Workspace, options: &Options, results: &mut Results) {
    if !options.kinds.contains(&Kind::Ours) {
        return;
    }
    for _ in 0..options.runs {
        for size in &options.sizes {
            let spent = counts::in_macros(workspace, Kind::Ours, *size);
            eprintln!("macro {size}: {spent:?}");
            results.add_macro_time(*size, spent);
        }
    }
}
