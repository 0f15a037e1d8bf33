//! The list of issues.

use serde_json::json;
use stand_in::{StandIn, snyk};

use crate::support::{ORG, Program};

const TOKEN: Option<&str> = Some(snyk::TOKEN);

#[tokio::test(flavor = "multi_thread")]
async fn no_more_pages_are_asked_for_than_it_takes() {
    let servers = StandIn::builder().issues(500).start().await.unwrap();
    let url = servers.snyk_url();
    for (scope, count, pages) in [
        (format!("--org {ORG}"), 120, 2),
        (format!("--group {}", snyk::GROUP_ID), 600, 5),
    ] {
        let before = servers.requests().len();
        let arguments = format!("issues --base-url {url} {scope} --limit {count} --json");
        let ended = Program::run(TOKEN, &arguments);
        assert_eq!((ended.code, ended.stderr.as_str()), (Some(0), ""));
        let document = ended.document();
        let issues = document["issues"].as_array().unwrap();
        assert_eq!(issues.len(), count.min(500));
        assert_eq!(issues[100]["key"], "issue-0000000100");
        assert_eq!(document["error"], json!(null));
        assert_eq!(servers.requests().len() - before, pages);
    }
}

#[tokio::test(flavor = "multi_thread")]
async fn a_list_is_of_what_was_asked_for() {
    let servers = StandIn::builder().issues(0).start().await.unwrap();
    let url = servers.snyk_url();
    let arguments =
        format!("issues --base-url {url} --org {ORG} --severity high,critical --status open");
    let ended = Program::run(TOKEN, &arguments);
    assert_eq!(ended.stdout, "severity  status  created  issue  title\n");
    let target = &servers.requests()[0].target;
    for pair in [
        "limit=100",
        "effective_severity_level=high,critical",
        "status=open",
    ] {
        assert!(target.contains(pair), "{target}");
    }
}

#[tokio::test(flavor = "multi_thread")]
async fn a_refusal_is_told_as_one() {
    let servers = StandIn::start().await.unwrap();
    let arguments = format!(
        "issues --base-url {} --org {ORG} --json",
        servers.snyk_url()
    );
    let ended = Program::run(Some("hunter2-secret"), &arguments);
    ended.is(3, "401 Unauthorized");
    assert_eq!(ended.document()["issues"], json!([]));
    assert!(!ended.stderr.contains("hunter2"));
}

#[test]
fn a_demonstration_is_a_table() {
    let ended = Program::run(None, "issues --demo --limit 2");
    assert_eq!((ended.code, ended.stdout.lines().count()), (Some(0), 3));
    assert!(ended.stdout.contains("issue-0000000001"));
}
