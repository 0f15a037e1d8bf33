//! A test in a process of its own, for what a process has once: its environment, its limits, its life.

use std::process::{Child, Command, Stdio};

const MARK: &str = "ENDPOINT_TEST_CHILD";

/// What the test was told by the one that started it; `None` in that one itself.
pub(crate) fn told() -> Option<String> {
    std::env::var(MARK).ok()
}

/// Runs the test of this name once more, with these variables and what it is to be told; it
/// has to pass.
pub(crate) async fn run(test: &str, told: &str, variables: &[(&str, &str)]) {
    let mut command = Command::new(std::env::current_exe().unwrap());
    tell(&mut command, test, told);
    command.envs(variables.iter().copied());
    pass(command).await;
}

/// Runs the test of this name once more, by a shell that does this before; it has to pass.
#[cfg(unix)]
pub(crate) async fn run_behind(script: &str, test: &str, told: &str) {
    let mut command = Command::new("sh");
    command.args(["-c", &format!("{script}; exec \"$@\""), "sh"]);
    command.arg(std::env::current_exe().unwrap());
    tell(&mut command, test, told);
    pass(command).await;
}

/// Starts the test of this name once more; what it prints is for the caller to read.
pub(crate) fn start(test: &str, told: &str) -> Child {
    let mut command = Command::new(std::env::current_exe().unwrap());
    tell(&mut command, test, told);
    command.stdout(Stdio::piped()).spawn().unwrap()
}

fn tell(command: &mut Command, test: &str, told: &str) {
    command.args(["--exact", test, "--nocapture", "--test-threads=1"]);
    for name in [
        "ALL_PROXY",
        "HTTP_PROXY",
        "HTTPS_PROXY",
        "NO_PROXY",
        "REQUEST_METHOD",
    ] {
        command.env_remove(name).env_remove(name.to_lowercase());
    }
    command.env(MARK, told).stdin(Stdio::null());
}

async fn pass(mut command: Command) {
    let output = tokio::task::spawn_blocking(move || command.output()).await;
    let output = output.unwrap().unwrap();
    let printed = [output.stdout, output.stderr].concat();
    let printed = String::from_utf8_lossy(&printed);
    assert!(output.status.success(), "{printed}");
    assert!(printed.contains("1 passed"), "no such test: {printed}");
}
