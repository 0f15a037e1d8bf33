//! Commands that the program refuses before it does anything.

use stand_in::{StandIn, snyk};

use crate::support::{Folder, ORG, Program, files_are_whole, on, starts};

const TOKEN: Option<&str> = Some(snyk::TOKEN);

/// An export that is not done in time.
async fn unfinished(folder: &Folder) -> StandIn {
    let servers = StandIn::builder().polls_until_done(2);
    let servers = servers.start().await.unwrap();
    let ended = Program::run(TOKEN, &on(&servers, folder, "--timeout 0s"));
    ended.is(5, "--resume waits for it again");
    servers
}

#[test]
fn a_command_that_makes_no_sense_is_told_so() {
    for (arguments, said) in [
        ("--colour", "--colour"),
        ("--org 7", "invalid value '7' for '--org <ID>'"),
        ("--timeout soon", "write a time"),
        ("--demo --demo-file-size big", "write a number of bytes"),
        ("--demo-fail", "--demo"),
        ("--introduced-from yesterday", "write a day"),
        ("--url-expiration 3601", "3601"),
        ("--demo --base-url https://x.test", "--base-url"),
        ("", "give --org or --group"),
        (&format!("--org {ORG}"), "SNYK_TOKEN"),
        (
            &format!("--org {ORG} --token-file /nowhere/token"),
            "/nowhere/token",
        ),
        (&format!("--org {ORG} --token-file /dev/null"), "is empty"),
    ] {
        let folder = Folder::new();
        let ended = Program::run(None, &format!("{arguments} --out {}", folder.path()));
        ended.is(2, said);
        assert_eq!((ended.stdout.as_str(), folder.names().len()), ("", 0));
    }
}

#[test]
fn a_token_goes_over_no_plain_http() {
    let folder = Folder::new();
    let arguments = format!(
        "--org {ORG} --base-url http://snyk.test/rest --out {}",
        folder.path()
    );
    let ended = Program::run(Some("hunter2-secret"), &arguments);
    ended.is(2, "plain http");
    assert!(!ended.stderr.contains("hunter2"));
}

#[tokio::test(flavor = "multi_thread")]
async fn an_unfinished_export_is_not_forgotten_unless_that_is_said() {
    let folder = Folder::new();
    let servers = unfinished(&folder).await;
    let kept = folder.state();
    let ended = Program::run(TOKEN, &on(&servers, &folder, ""));
    ended.is(2, "--resume goes on with it, --overwrite forgets it");
    assert_eq!((starts(&servers), folder.state()), (1, kept));
    let ended = Program::run(TOKEN, &on(&servers, &folder, "--overwrite --json"));
    ended.is(0, "1 in all");
    assert_eq!(starts(&servers), 2);
    files_are_whole(&servers, &folder, &ended.document());
}

#[tokio::test(flavor = "multi_thread")]
async fn what_is_gone_on_with_is_what_was_meant() {
    let folder = Folder::new();
    let servers = unfinished(&folder).await;
    let resume = on(&servers, &folder, "--resume");
    let other = Folder::new();
    let group = format!("--group {}", snyk::GROUP_ID);
    let elsewhere = servers.snyk_url().replace("127.0.0.1", "localhost");
    for (arguments, said) in [
        (on(&servers, &other, "--resume"), "nothing to go on with"),
        (
            resume.replace(&format!("--org {ORG}"), &group),
            "that of the organization",
        ),
        (resume.replace(servers.snyk_url(), &elsewhere), "--base-url"),
        (format!("--demo --resume --out {}", folder.path()), "--demo"),
    ] {
        Program::run(TOKEN, &arguments).is(2, said);
    }
    let name = "\"files\": [{ \"name\": \"../a\", \"is_done\": false }]";
    let state = folder.state().unwrap();
    let outside = state.replace("\"files\": []", name);
    assert_ne!(outside, state);
    let newer = state.replace("\"version\": 1", "\"version\": 2");
    for state in ["{", "", &newer, &outside] {
        folder.write(".snyk-export.json", state);
        Program::run(TOKEN, &resume).is(2, "--overwrite forgets it");
    }
    assert_eq!(starts(&servers), 1);
}

#[tokio::test(flavor = "multi_thread")]
async fn a_file_that_is_there_is_replaced_if_that_is_said() {
    let folder = Folder::new();
    folder.write("issues-1.csv", "mine");
    let servers = StandIn::start().await.unwrap();
    let ended = Program::run(TOKEN, &on(&servers, &folder, ""));
    ended.is(2, "--resume --overwrite replaces it");
    assert_eq!(folder.read("issues-1.csv").unwrap(), b"mine");
    let ended = Program::run(TOKEN, &on(&servers, &folder, "--resume --overwrite --json"));
    ended.is(0, "1 in all");
    files_are_whole(&servers, &folder, &ended.document());
    assert_eq!(starts(&servers), 1);
}
