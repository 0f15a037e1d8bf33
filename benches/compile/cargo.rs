//! Running cargo, and what it costs.

use std::fs;
use std::path::Path;
use std::process::Command;
use std::time::{Duration, Instant};

use crate::kind::Kind;
use crate::workspace::{Workspace, name};

#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord)]
pub(crate) enum Build {
    Check,
    Debug,
    Release,
}

/// What a command took.
#[derive(Debug, Clone, Copy)]
pub(crate) struct Cost {
    /// From its beginning to its end.
    pub(crate) wall: Duration,
    /// Of the processors, in all of its processes: steadier than the other while the machine does
    /// something else.
    pub(crate) processor: Duration,
}

/// In bytes.
#[derive(Debug, Clone, Copy)]
pub(crate) struct Sizes {
    pub(crate) library: u64,
    pub(crate) program: u64,
}

impl Build {
    pub(crate) const ALL: [Self; 3] = [Self::Check, Self::Debug, Self::Release];
    /// Those in which LLVM has a part.
    pub(crate) const WITH_CODE: [Self; 2] = [Self::Debug, Self::Release];

    pub(crate) fn title(self) -> &'static str {
        match self {
            Self::Check => "cargo check",
            Self::Debug => "cargo build",
            Self::Release => "cargo build --release",
        }
    }

    fn arguments(self) -> &'static [&'static str] {
        match self {
            Self::Check => &["check"],
            Self::Debug => &["build"],
            Self::Release => &["build", "--release"],
        }
    }

    /// What says so to `cargo rustc`.
    pub(crate) fn profile(self) -> &'static [&'static str] {
        match self {
            Self::Check => &["--profile", "check"],
            Self::Debug => &[],
            Self::Release => &["--release"],
        }
    }

    fn folder(self) -> Option<&'static str> {
        match self {
            Self::Check => None,
            Self::Debug => Some("debug"),
            Self::Release => Some("release"),
        }
    }
}

impl Workspace {
    /// Builds a crate: its library, and its program with it.
    pub(crate) fn build(&self, build: Build, kind: Kind, size: usize) -> Cost {
        let name = name(kind, size);
        let mut arguments = build.arguments().to_vec();
        arguments.extend(["--offline", "--quiet", "--package", &name]);
        run(self.root(), &arguments, &[]).cost
    }

    pub(crate) fn sizes(&self, build: Build, kind: Kind, size: usize) -> Option<Sizes> {
        let folder = self.target().join(build.folder()?);
        let name = name(kind, size);
        let library = format!("lib{}.rlib", name.replace('-', "_"));
        let length = |file: &str| {
            fs::metadata(folder.join(file))
                .expect("what was built")
                .len()
        };
        Some(Sizes {
            library: length(&library),
            program: length(&name),
        })
    }
}

/// What a command came to.
#[derive(Debug)]
pub(crate) struct Outcome {
    pub(crate) cost: Cost,
    pub(crate) output: String,
}

/// Runs cargo to its end.
pub(crate) fn run(root: &Path, arguments: &[&str], variables: &[(&str, &str)]) -> Outcome {
    let cargo = std::env::var("CARGO").unwrap_or_else(|_| "cargo".to_owned());
    let (before, begun) = (of_children(), Instant::now());
    let output = Command::new(cargo)
        .args(arguments)
        .current_dir(root)
        .env("CARGO_TARGET_DIR", root.join("target"))
        // What is measured is the whole crate.
        .env("CARGO_INCREMENTAL", "0")
        .envs(variables.iter().copied())
        .output()
        .expect("cargo");
    let cost = Cost {
        wall: begun.elapsed(),
        processor: of_children().saturating_sub(before),
    };
    assert!(
        output.status.success(),
        "cargo {arguments:?}: {}",
        String::from_utf8_lossy(&output.stderr)
    );
    Outcome {
        cost,
        output: String::from_utf8_lossy(&output.stdout).into_owned(),
    }
}

/// The processors' time that processes which were waited for have taken, and theirs. Linux says it
/// in hundredths of a second.
fn of_children() -> Duration {
    let text = fs::read_to_string("/proc/self/stat").expect("/proc/self/stat");
    // The name of the program, in parentheses, may hold spaces.
    let (_, fields) = text.rsplit_once(')').expect("a name in parentheses");
    let field = |index: usize| -> u64 {
        let field = fields.split_whitespace().nth(index);
        field
            .and_then(|field| field.parse().ok())
            .expect("a number")
    };
    Duration::from_millis((field(13) + field(14)) * 10)
}
