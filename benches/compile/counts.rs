//! What can be counted: lines of LLVM's code, and the time in our macros.

use std::fs;
use std::io::{BufRead as _, BufReader};
use std::path::Path;
use std::time::Duration;

use crate::cargo::{Build, run};
use crate::kind::Kind;
use crate::tools::PROFILE;
use crate::workspace::{Workspace, name};

/// How many lines LLVM is given for library and program, before its own passes, counted as
/// `cargo llvm-lines` does: the instructions and labels of all functions.
pub(crate) fn llvm_lines(workspace: &Workspace, build: Build, kind: Kind, size: usize) -> u64 {
    let name = name(kind, size);
    let text = workspace.target().join("lines.ll");
    let emit = format!("--emit=llvm-ir={}", text.display());
    let targets = [&["--lib"][..], &["--bin", &name]];
    let lines = targets.map(|target| {
        workspace.touch(kind, size);
        let package = ["rustc", "--offline", "--quiet", "--package", &name];
        let options = [
            "--",
            &emit,
            "-Cno-prepopulate-passes",
            "-Ccodegen-units=1",
            "-Cdebuginfo=0",
        ];
        run(
            workspace.root(),
            &[&package[..], target, build.profile(), &options].concat(),
            &[],
        );
        lines_of_functions(&text)
    });
    fs::remove_file(&text).expect("a text that was counted");
    lines.iter().sum()
}

fn lines_of_functions(path: &Path) -> u64 {
    let text = BufReader::new(fs::File::open(path).expect("the text of LLVM's code"));
    let mut is_in_function = false;
    let mut count = 0;
    for line in text.lines() {
        let line = line.expect("a text");
        if line.starts_with("define ") {
            is_in_function = true;
        } else if line == "}" {
            is_in_function = false;
        } else if is_in_function && line.starts_with("  ") && !line.starts_with("   ") {
            count += 1;
        }
    }
    count
}

/// The time that the compiler spends in our macros, which are in a debug build.
pub(crate) fn in_macros(workspace: &Workspace, kind: Kind, size: usize) -> Duration {
    let folder = workspace.target().join("profile");
    let _ = fs::remove_dir_all(&folder);
    fs::create_dir_all(&folder).expect("a folder");
    workspace.touch(kind, size);
    let name = name(kind, size);
    let profile = format!("-Zself-profile={}", folder.display());
    let package = ["rustc", "--offline", "--quiet", "--package", &name];
    let options = [
        "--lib",
        "--",
        &profile,
        "-Zself-profile-events=default,args",
    ];
    // Self-profiling is not stable.
    let variables = [("RUSTC_BOOTSTRAP", "1")];
    run(
        workspace.root(),
        &[&package[..], Build::Check.profile(), &options].concat(),
        &variables,
    );
    let mut files = fs::read_dir(&folder).expect("a folder");
    let file = files.next().expect("a profile").expect("a profile");
    let prefix = file.path().display().to_string();
    let microseconds = workspace.run_tool(&PROFILE, &[&prefix, "expand_proc_macro", "#[endpoint"]);
    Duration::from_micros(microseconds.trim().parse().expect("a number"))
}
