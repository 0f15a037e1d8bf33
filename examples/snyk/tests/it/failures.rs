//! Exports that do not come to their end, and what the program ends with.

use std::net::TcpListener;

use stand_in::{StandIn, snyk};

use crate::support::{Folder, ORG, Program, files_are_whole, on, starts};

const TOKEN: Option<&str> = Some(snyk::TOKEN);

#[tokio::test(flavor = "multi_thread")]
async fn a_token_that_is_refused() {
    let (servers, folder) = (StandIn::start().await.unwrap(), Folder::new());
    let ended = Program::run(Some("hunter2-secret"), &on(&servers, &folder, "--json"));
    ended.is(3, "401 Unauthorized");
    assert!(ended.stderr.contains("next: look at the token"));
    assert!(!ended.stderr.contains("hunter2") && !ended.stdout.contains("hunter2"));
    assert_eq!(ended.document()["status"], "refused");
    assert!(folder.names().is_empty());
}

#[tokio::test(flavor = "multi_thread")]
async fn an_organization_that_is_not_known() {
    let (servers, folder) = (StandIn::start().await.unwrap(), Folder::new());
    let arguments = on(&servers, &folder, "").replace(ORG, snyk::GROUP_ID);
    Program::run(TOKEN, &arguments).is(3, "404 Not Found");
}

#[tokio::test(flavor = "multi_thread")]
async fn a_job_that_fails_is_over() {
    let servers = StandIn::builder().exports_fail().start().await.unwrap();
    let folder = Folder::new();
    let ended = Program::run(TOKEN, &on(&servers, &folder, "--json"));
    ended.is(4, "the job failed");
    assert!(ended.stderr.contains("next: start another export"));
    assert_eq!(ended.document()["status"], "job_failed");
    assert!(folder.names().is_empty());
}

#[tokio::test(flavor = "multi_thread")]
async fn a_job_that_is_not_done_in_time_goes_on() {
    let servers = StandIn::builder()
        .polls_until_done(2)
        .start()
        .await
        .unwrap();
    let folder = Folder::new();
    let ended = Program::run(TOKEN, &on(&servers, &folder, "--json --timeout 0s"));
    ended.is(5, "--resume waits for it again");
    assert_eq!(ended.document()["status"], "not_in_time");
    let ended = Program::run(TOKEN, &on(&servers, &folder, "--json --resume"));
    ended.is(0, "1 in all");
    files_are_whole(&servers, &folder, &ended.document());
    assert_eq!(starts(&servers), 1);
}

#[tokio::test(flavor = "multi_thread")]
async fn too_many_exports_are_told_when_to_come_back() {
    let servers = StandIn::builder().starts(0).start().await.unwrap();
    let folder = Folder::new();
    Program::run(TOKEN, &on(&servers, &folder, "")).is(1, "wait 3600s before the next call");
}

#[tokio::test(flavor = "multi_thread")]
async fn links_that_nobody_honours_end_it_and_may_be_tried_another_day() {
    let servers = StandIn::builder().links_live_for(0).start().await.unwrap();
    let folder = Folder::new();
    let ended = Program::run(TOKEN, &on(&servers, &folder, ""));
    ended.is(1, "error: issues-1.csv: ");
    assert!(ended.stderr.contains("403"), "{}", ended.stderr);
    assert!(folder.state().is_some());
    assert!(!ended.stderr.contains("issues-1.csv?"), "{}", ended.stderr);
}

#[tokio::test(flavor = "multi_thread")]
async fn files_that_fail_do_not_keep_the_others_from_their_end() {
    let servers = StandIn::builder().files(3).start().await.unwrap();
    let folder = Folder::new();
    let in_the_way = ["issues-1.csv", "issues-3.csv"].map(|name| folder.make(name));
    let ended = Program::run(TOKEN, &on(&servers, &folder, "--overwrite"));
    ended.is(1, "error: issues-1.csv: ");
    ended.is(1, "error: issues-3.csv: ");
    ended.is(1, "next: the same command with --resume goes on");
    assert!(folder.read("issues-2.csv").is_some());
    for path in in_the_way {
        std::fs::remove_dir(path).unwrap();
    }
    let ended = Program::run(TOKEN, &on(&servers, &folder, "--resume --json"));
    ended.is(0, "3 in all");
    files_are_whole(&servers, &folder, &ended.document());
}

#[test]
fn a_server_that_is_not_there() {
    let folder = Folder::new();
    let port = TcpListener::bind("127.0.0.1:0").unwrap();
    let address = port.local_addr().unwrap();
    drop(port);
    let arguments = format!(
        "--base-url http://{address}/rest --org {ORG} --out {}",
        folder.path()
    );
    let ended = Program::run(TOKEN, &arguments);
    ended.is(1, "caused by: ");
    assert!(
        ended
            .stderr
            .contains("next: no export is known to have been started")
    );
}

#[test]
fn a_folder_that_cannot_be() {
    let folder = Folder::new();
    folder.write("file", "");
    let arguments = format!("--demo --out {}/file", folder.path());
    Program::run(None, &arguments).is(2, "/file");
}
