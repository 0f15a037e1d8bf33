//! The servers that stand in for Snyk, in the test's own process.

use serde_json::Value;
use stand_in::{Recorded, Server, StandIn, snyk};

use super::Folder;

pub(crate) const ORG: &str = snyk::ORG_ID;

/// The arguments for an export of the organization from these servers into this folder.
pub(crate) fn on(servers: &StandIn, folder: &Folder, more: &str) -> String {
    let (url, path) = (servers.snyk_url(), folder.path());
    format!("--base-url {url} --org {ORG} --out {path} --every 10ms {more}")
}

/// The path of a file of an export.
pub(crate) fn link(export_id: &str, number: usize) -> String {
    format!("/snyk/{export_id}/issues-{number}.csv")
}

/// How often an export was started.
pub(crate) fn starts(servers: &StandIn) -> usize {
    let requests = servers.requests();
    let is_start = |request: &&Recorded| {
        request.server == Server::Snyk && request.method == http::Method::POST
    };
    requests.iter().filter(is_start).count()
}

/// That the folder holds the files that a document lists, as the servers have them, and nothing
/// else.
pub(crate) fn files_are_whole(servers: &StandIn, folder: &Folder, document: &Value) {
    let id = document["export_id"].as_str().unwrap();
    let files = document["files"].as_array().unwrap();
    let names: Vec<_> = (1..=files.len())
        .map(|n| format!("issues-{n}.csv"))
        .collect();
    assert_eq!(folder.names(), names);
    for (number, name) in (1..).zip(&names) {
        let file = servers.file(&link(id, number)).unwrap();
        let content = folder.read(name).unwrap();
        assert_eq!(content.len() as u64, file.size());
        assert!(content == file.read(0, content.len()), "{name} is another");
        let told = &files[number - 1];
        assert_eq!(told["name"], name.as_str());
        assert_eq!(told["bytes"], file.size());
        assert_eq!(told["rows"], file.rows());
    }
}
