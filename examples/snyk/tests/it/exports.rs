//! Exports that come to their end.

use serde_json::{Value, json};
use stand_in::{Server, StandIn, snyk};

use crate::support::{Folder, Program, files_are_whole, on};

#[tokio::test(flavor = "multi_thread")]
async fn an_export_ends_in_its_files() {
    let servers = StandIn::builder().files(3).file_size(100_000);
    let servers = servers.start().await.unwrap();
    let folder = Folder::new();
    let ended = Program::run(Some(snyk::TOKEN), &on(&servers, &folder, "--json"));
    ended.is(0, "3 in all");
    files_are_whole(&servers, &folder, &ended.document());
}

#[tokio::test(flavor = "multi_thread")]
async fn a_group_and_a_token_from_a_file_will_do() {
    let servers = StandIn::start().await.unwrap();
    let (folder, home) = (Folder::new(), Folder::new());
    home.write("token", &format!("{}\n", snyk::TOKEN));
    let arguments = format!(
        "--base-url {} --group {} --token-file {}/token --out {} --every 10ms --json",
        servers.snyk_url(),
        snyk::GROUP_ID,
        home.path(),
        folder.path()
    );
    let ended = Program::run(None, &arguments);
    ended.is(0, "1 in all");
    let document = ended.document();
    assert_eq!(
        document["scope"],
        json!({ "kind": "group", "id": snyk::GROUP_ID })
    );
    files_are_whole(&servers, &folder, &document);
}

#[tokio::test(flavor = "multi_thread")]
async fn what_is_asked_for_is_what_the_options_say() {
    let servers = StandIn::builder()
        .polls_until_done(0)
        .start()
        .await
        .unwrap();
    let folder = Folder::new();
    let filters = "--introduced-from 2024-01-01 --introduced-to 2024-01-31T12:00:00Z \
        --updated-to 2024-02-29 --environment BACKEND,EXTERNAL --lifecycle PRODUCTION \
        --project-type npm --project-tags team:web --issue-status Open --issue-type License \
        --severity HIGH,CRITICAL --product SAST --cve CVE-2024-1234 \
        --columns ISSUE_ID,CVE --url-expiration 60";
    let ended = Program::run(Some(snyk::TOKEN), &on(&servers, &folder, filters));
    ended.is(0, "1 in all");
    let requests = servers.requests();
    let start = requests
        .iter()
        .find(|request| request.server == Server::Snyk);
    let body: Value = serde_json::from_slice(&start.unwrap().body).unwrap();
    let expected = json!({
        "formats": ["csv"],
        "dataset": "issues",
        "columns": ["ISSUE_ID", "CVE"],
        "filters": {
            "introduced": { "from": "2024-01-01T00:00:00Z", "to": "2024-01-31T12:00:00Z" },
            "updated": { "to": "2024-02-29T23:59:59Z" },
            "environment": ["BACKEND", "EXTERNAL"],
            "lifecycle": ["PRODUCTION"],
            "project_type": ["npm"],
            "project_tags": ["team:web"],
            "issue_status": ["Open"],
            "issue_type": ["License"],
            "nvd_severity": ["HIGH", "CRITICAL"],
            "product_name": ["SAST"],
            "cve": ["CVE-2024-1234"],
        },
        "url_expiration_seconds": 60,
    });
    assert_eq!(
        body["data"],
        json!({ "type": "resource", "attributes": expected })
    );
}

#[tokio::test(flavor = "multi_thread")]
async fn lost_connections_and_expired_links_are_survived() {
    let servers = StandIn::builder()
        .files(2)
        .file_size(400_000)
        .cut_every(60_000)
        .links_live_for(3);
    let servers = servers.start().await.unwrap();
    let folder = Folder::new();
    let ended = Program::run(Some(snyk::TOKEN), &on(&servers, &folder, "--json"));
    ended.is(0, "6 cuts, 2 new links");
    let document = ended.document();
    files_are_whole(&servers, &folder, &document);
    for file in document["files"].as_array().unwrap() {
        assert_eq!(
            (&file["lost_connections"], &file["fresh_links"]),
            (&json!(6), &json!(2))
        );
    }
}

#[test]
fn a_demonstration_needs_nothing_but_itself() {
    let folder = Folder::new();
    let arguments = format!(
        "--demo --demo-files 3 --demo-file-size 200K --demo-cut-every 70K --demo-links-live-for 2 --out {}",
        folder.path()
    );
    let ended = Program::run(None, &arguments);
    ended.is(0, "3 in all");
    assert_eq!(
        folder.names(),
        ["issues-1.csv", "issues-2.csv", "issues-3.csv"]
    );
    let first = folder.read("issues-1.csv").unwrap();
    assert!(first.len() > 200 << 10 && first.starts_with(b"ISSUE_ID,"));
}
