//! A test in a process of its own, for what a process has once: its environment.

use std::process::{Command, Stdio};

const MARK: &str = "ENDPOINT_TEST_CHILD";

/// What the test was told by the one that started it; `None` in that one itself.
pub(crate) fn told() -> Option<String> {
    std::env::var(MARK).ok()
}

/// Runs the test of this name once more, with these variables and what it is to be told; it
/// has to pass.
pub(crate) async fn run(test: &str, told: &str, variables: &[(&str, &str)]) {
    let mut command = Command::new(std::env::current_exe().unwrap());
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
    command.env(MARK, told).envs(variables.iter().copied());
    command.stdin(Stdio::null());
    let output = tokio::task::spawn_blocking(move || command.output()).await;
    let output = output.unwrap().unwrap();
    let printed = [output.stdout, output.stderr].concat();
    let printed = String::from_utf8_lossy(&printed);
    assert!(output.status.success(), "{printed}");
    assert!(printed.contains("1 passed"), "no test `{test}`: {printed}");
}
