//! The program, and what it came to.

use std::path::{Path, PathBuf};
use std::process::Stdio;
use std::sync::atomic::{AtomicUsize, Ordering};

use serde_json::Value;
use stand_in::edge_impulse as ei;
use stand_in::{Builder, File, Server, StandIn};
use tokio::process::Command;

/// What must not come out of the program.
const SECRETS: [&str; 6] = [
    ei::API_KEY,
    ei::JWT,
    ei::CLIENT_SECRET,
    ei::PASSWORD,
    ei::ACCESS_TOKEN,
    // A part of every link to a file.
    "X-Signature",
];

/// The program with these arguments, and nothing in its environment.
pub(crate) fn program(arguments: &[&str]) -> Command {
    let mut command = Command::new(env!("CARGO_BIN_EXE_ei-export"));
    command.args(arguments).env_clear().kill_on_drop(true);
    command
        .stdin(Stdio::null())
        .stdout(Stdio::piped())
        .stderr(Stdio::piped());
    command
}

/// The program at these servers, without a credential.
pub(crate) fn stranger(servers: &StandIn, arguments: &[&str]) -> Command {
    let mut command = program(arguments);
    command.args(["--every", "1ms", "--base-url", servers.edge_impulse_url()]);
    command
        .env("EI_ORGANIZATION_ID", ei::ORGANIZATION_ID.to_string())
        .env(
            "EI_INNER_ORGANIZATION_ID",
            ei::INNER_ORGANIZATION_ID.to_string(),
        );
    command
}

/// The program at these servers, with a key.
pub(crate) fn keyed(servers: &StandIn, arguments: &[&str]) -> Command {
    let mut command = stranger(servers, arguments);
    command.env("EI_API_KEY", ei::API_KEY);
    command
}

/// What a program came to.
#[derive(Debug)]
pub(crate) struct Ended {
    pub(crate) code: Option<i32>,
    pub(crate) stdout: String,
    pub(crate) stderr: String,
}

impl Ended {
    /// The one document on standard output.
    #[track_caller]
    pub(crate) fn json(&self) -> Value {
        serde_json::from_str(&self.stdout).unwrap_or_else(|error| panic!("{error}: {self:?}"))
    }
}

/// Runs it to its end.
pub(crate) async fn end(mut command: Command) -> Ended {
    let output = command.output().await.unwrap();
    let ended = Ended {
        code: output.status.code(),
        stdout: String::from_utf8(output.stdout).unwrap(),
        stderr: String::from_utf8(output.stderr).unwrap(),
    };
    assert_no_secret(&ended.stdout);
    assert_no_secret(&ended.stderr);
    ended
}

/// Runs it to a good end.
pub(crate) async fn done(command: Command) -> Ended {
    let ended = end(command).await;
    assert_eq!(ended.code, Some(0), "{ended:?}");
    ended
}

#[track_caller]
pub(crate) fn assert_no_secret(text: &str) {
    for secret in SECRETS {
        assert!(!text.contains(secret), "{text}");
    }
}

pub(crate) async fn start(servers: Builder) -> StandIn {
    servers.start().await.unwrap()
}

/// How many requests the API has had, those for tokens among them.
pub(crate) fn asked(servers: &StandIn) -> usize {
    let requests = servers.requests();
    let of_api = requests
        .iter()
        .filter(|request| request.server == Server::EdgeImpulse);
    of_api.count()
}

/// The archive of an export, as the servers have it.
pub(crate) fn archive(servers: &StandIn, export_id: i64) -> File {
    let inner = ei::INNER_ORGANIZATION_ID;
    let path = format!("/edge-impulse/{inner}/export-{export_id}.zip");
    servers.file(&path).unwrap()
}

#[track_caller]
pub(crate) fn assert_is(path: &Path, file: &File) {
    let there = std::fs::read(path).unwrap();
    assert_eq!(there.len() as u64, file.size());
    assert!(
        there == file.read(0, there.len()),
        "the file is another one"
    );
}

/// A folder of a test's own, gone at its end.
pub(crate) struct Folder(PathBuf);

static COUNT: AtomicUsize = AtomicUsize::new(0);

impl Folder {
    pub(crate) fn new() -> Self {
        let count = COUNT.fetch_add(1, Ordering::Relaxed);
        let name = format!("ei-export-{}-{count}", std::process::id());
        let path = std::env::temp_dir().join(name);
        std::fs::create_dir_all(&path).unwrap();
        Self(path)
    }

    pub(crate) fn path(&self, name: &str) -> PathBuf {
        self.0.join(name)
    }

    pub(crate) fn text(&self) -> &str {
        self.0.to_str().unwrap()
    }

    /// The names of what is in it.
    pub(crate) fn names(&self) -> Vec<String> {
        let entries = std::fs::read_dir(&self.0).unwrap();
        let mut names: Vec<String> = entries
            .map(|entry| entry.unwrap().file_name().into_string().unwrap())
            .collect();
        names.sort();
        names
    }
}

impl Drop for Folder {
    fn drop(&mut self) {
        let _ = std::fs::remove_dir_all(&self.0);
    }
}
