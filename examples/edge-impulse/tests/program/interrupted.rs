//! A program that is stopped in the middle, and one that goes on where it was.

use std::process::ExitStatus;

use stand_in::{File, StandIn};
use tokio::io::{AsyncBufReadExt as _, BufReader};
use tokio::process::{Child, Command};

use crate::support::{Folder, archive, assert_is, assert_no_secret, done, program, start};

const SIZE: u64 = 4 << 20;

/// A demonstration that would take many seconds.
fn slow(folder: &Folder) -> Command {
    let mut command = program(&["--demo", "--demo-file-size", "4M", "--demo-polls", "1"]);
    command.args(["--demo-bandwidth", "512K", "--out", folder.text()]);
    command
}

/// The file that a demonstration ends with.
async fn expected() -> File {
    let servers = StandIn::builder().file_size(SIZE).edge_impulse_exports(26);
    archive(&start(servers).await, 526)
}

/// Runs it until a part of the file is there, sends it a signal, and gives what it said.
async fn stopped(mut command: Command, folder: &Folder, signal: &str) -> (ExitStatus, String) {
    let mut child = command.spawn().unwrap();
    let mut lines = BufReader::new(child.stderr.take().unwrap()).lines();
    let mut said = String::new();
    let part = folder.path("export-526.zip.part");
    let mut is_stopped = false;
    while let Some(line) = lines.next_line().await.unwrap() {
        said = said + &line + "\n";
        let is_progress = line.trim_start().starts_with("export-526.zip: ");
        let is_there = is_progress && std::fs::metadata(&part).is_ok_and(|part| part.len() > 0);
        if is_there && !is_stopped {
            is_stopped = true;
            send(&child, signal).await;
        }
    }
    (child.wait().await.unwrap(), said)
}

/// Without `unsafe`, a program has to do it.
async fn send(child: &Child, signal: &str) {
    let id = child.id().unwrap().to_string();
    let sent = Command::new("kill")
        .args(["-s", signal, &id])
        .status()
        .await;
    assert!(sent.unwrap().success());
}

/// Goes on with it at full speed, to the same file.
async fn go_on(folder: &Folder) {
    let demo = ["--demo", "--demo-file-size", "4M", "--resume", "--json"];
    let mut command = program(&demo);
    command.args(["--out", folder.text()]);
    let document = done(command).await.json();
    assert!(
        document["file"]["resumed_from"].as_u64().unwrap() > 0,
        "{document}"
    );
    assert_is(&folder.path("export-526.zip"), &expected().await);
    assert_eq!(folder.names(), ["export-526.zip"]);
}

#[tokio::test]
async fn ctrl_c_says_how_to_go_on_and_that_works() {
    for signal in ["INT", "TERM"] {
        let folder = Folder::new();
        let (status, said) = stopped(slow(&folder), &folder, signal).await;
        assert_eq!(status.code(), Some(130), "{said}");
        assert_no_secret(&said);
        let next = said.lines().last().unwrap();
        assert!(
            next.starts_with("next: go on by `ei-export --demo "),
            "{said}"
        );
        assert!(next.ends_with(" --resume`"), "{said}");
        assert_eq!(
            folder.names(),
            [
                ".ei-export.json",
                "export-526.zip.part",
                "export-526.zip.part.json"
            ]
        );
        for name in folder.names() {
            let kept = std::fs::read(folder.path(&name)).unwrap();
            assert_no_secret(&String::from_utf8_lossy(&kept));
        }
        go_on(&folder).await;
    }
}

#[tokio::test]
async fn a_killed_program_is_gone_on_with() {
    let folder = Folder::new();
    let (status, said) = stopped(slow(&folder), &folder, "KILL").await;
    assert_eq!(status.code(), None, "{said}");
    go_on(&folder).await;
}
