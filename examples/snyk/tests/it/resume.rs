//! Exports that were left in the middle, by ctrl-c or a crash, and are gone on with.

use serde_json::json;
use stand_in::{Recorded, Server, StandIn, snyk};

use crate::support::{Ended, Folder, Program, files_are_whole, link, on, starts};

const TOKEN: Option<&str> = Some(snyk::TOKEN);

/// Servers whose two files of this size take so long that there is time to interrupt them.
async fn slow(size: u64, bytes_per_second: u64) -> StandIn {
    let servers = StandIn::builder().files(2).file_size(size);
    servers.bandwidth(bytes_per_second).start().await.unwrap()
}

/// The requests for a file, in their order.
fn fetches(servers: &StandIn, name: &str) -> Vec<Recorded> {
    let requests = servers.requests().into_iter();
    let is_it =
        |request: &Recorded| request.server == Server::Storage && request.target.contains(name);
    requests.filter(is_it).collect()
}

/// That a download goes on by the second request where it was, and that nothing else was begun
/// anew.
fn went_on(servers: &StandIn, folder: &Folder, ended: &Ended) {
    ended.is(0, "from before");
    let document = ended.document();
    files_are_whole(servers, folder, &document);
    for (number, file) in (1..).zip(document["files"].as_array().unwrap()) {
        let fetches = fetches(servers, &format!("issues-{number}.csv"));
        assert_eq!(fetches.len(), 2);
        let range = format!("bytes={}-", file["resumed_from"]);
        assert_eq!(fetches[1].header("range"), Some(&*range));
        assert!(file["resumed_from"].as_u64() > Some(0));
    }
    assert_eq!(starts(servers), 1);
}

#[tokio::test(flavor = "multi_thread")]
async fn an_export_goes_on_behind_ctrl_c_where_it_was() {
    let (servers, folder) = (slow(1 << 20, 400 << 10).await, Folder::new());
    let mut program = Program::start(TOKEN, &on(&servers, &folder, "--json"));
    program.wait_for_part_of("issues-1.csv");
    program.wait_for_part_of("issues-2.csv");
    program.interrupt();
    let ended = program.end();
    ended.is(130, "the same command with --resume goes on");
    assert_eq!(ended.document()["status"], "interrupted");
    assert_eq!(
        folder.names(),
        [
            ".snyk-export.json",
            "issues-1.csv.part",
            "issues-1.csv.part.json",
            "issues-2.csv.part",
            "issues-2.csv.part.json",
        ]
    );
    let ended = Program::run(TOKEN, &on(&servers, &folder, "--json --resume"));
    went_on(&servers, &folder, &ended);
}

#[tokio::test(flavor = "multi_thread")]
async fn an_export_goes_on_behind_a_crash_where_it_was() {
    let (servers, folder) = (slow(1 << 20, 400 << 10).await, Folder::new());
    let mut program = Program::start(TOKEN, &on(&servers, &folder, ""));
    program.wait_for_part_of("issues-1.csv");
    program.wait_for_part_of("issues-2.csv");
    program.kill();
    assert_eq!(program.end().code, None);
    let ended = Program::run(TOKEN, &on(&servers, &folder, "--json --resume"));
    went_on(&servers, &folder, &ended);
}

#[tokio::test(flavor = "multi_thread")]
async fn what_is_kept_holds_no_secret() {
    let (servers, folder) = (slow(1 << 20, 64 << 10).await, Folder::new());
    let mut program = Program::start(TOKEN, &on(&servers, &folder, ""));
    program.wait_for_part_of("issues-1.csv");
    program.interrupt();
    let ended = program.end();
    let signed = &fetches(&servers, "issues-1.csv")[0].target;
    let (_, query) = signed.split_once('?').unwrap();
    let signature = query.split('&').max_by_key(|pair| pair.len()).unwrap();
    let (_, signature) = signature.split_once('=').unwrap();
    assert!(signature.len() > 8);
    let kept = [".snyk-export.json", "issues-1.csv.part.json"];
    let kept = kept.map(|name| String::from_utf8(folder.read(name).unwrap()).unwrap());
    for text in kept.iter().chain([&ended.stdout, &ended.stderr]) {
        assert!(
            !text.contains(snyk::TOKEN) && !text.contains(signature),
            "{text}"
        );
    }
}

#[tokio::test(flavor = "multi_thread")]
async fn a_file_that_is_there_is_not_fetched_again() {
    let (servers, folder) = (slow(700 << 10, 500 << 10).await, Folder::new());
    let mut program = Program::start(TOKEN, &on(&servers, &folder, "--parallel 1"));
    program.wait_for_part_of("issues-2.csv");
    program.interrupt();
    program.end().is(130, "interrupted");
    let ended = Program::run(TOKEN, &on(&servers, &folder, "--json --resume"));
    ended.is(0, "2 in all");
    files_are_whole(&servers, &folder, &ended.document());
    assert_eq!(fetches(&servers, "issues-1.csv").len(), 1);
    assert_eq!(fetches(&servers, "issues-2.csv").len(), 2);
}

#[tokio::test(flavor = "multi_thread")]
async fn a_job_is_waited_for_again() {
    let servers = StandIn::builder().polls_until_done(3);
    let servers = servers.start().await.unwrap();
    let folder = Folder::new();
    let arguments = on(&servers, &folder, "").replace("--every 10ms", "--every 1h");
    let mut program = Program::start(TOKEN, &arguments);
    program.wait_for(|line| line.contains("the job is pending"));
    program.interrupt();
    program
        .end()
        .is(130, "the same command with --resume goes on");
    assert_eq!(folder.names(), [".snyk-export.json"]);
    let ended = Program::run(TOKEN, &on(&servers, &folder, "--json --resume"));
    ended.is(0, "ready after");
    files_are_whole(&servers, &folder, &ended.document());
    assert_eq!(starts(&servers), 1);
}

#[tokio::test(flavor = "multi_thread")]
async fn a_demonstration_goes_on_in_another_process() {
    let folder = Folder::new();
    let demo = format!(
        "--demo --demo-files 1 --demo-file-size 1M --out {}",
        folder.path()
    );
    let mut program = Program::start(None, &format!("{demo} --demo-bandwidth 128K"));
    program.wait_for_part_of("issues-1.csv");
    program.interrupt();
    program.end().is(130, "--resume");
    let ended = Program::run(None, &format!("{demo} --json --resume"));
    ended.is(0, "from before");
    let document = ended.document();
    let id = document["export_id"].as_str().unwrap();
    let servers = StandIn::builder().file_size(1 << 20).snyk_export(id);
    let servers = servers.start().await.unwrap();
    files_are_whole(&servers, &folder, &document);
}

#[tokio::test(flavor = "multi_thread")]
async fn links_that_expire_in_the_middle_are_renewed_behind_ctrl_c() {
    let servers = StandIn::builder().file_size(1 << 20).bandwidth(500 << 10);
    let servers = servers
        .cut_every(300_000)
        .links_live_for(1)
        .start()
        .await
        .unwrap();
    let folder = Folder::new();
    let mut program = Program::start(TOKEN, &on(&servers, &folder, ""));
    program.wait_for(|line| line.contains("1 new link"));
    program.interrupt();
    program.end().is(130, "--resume");
    let ended = Program::run(TOKEN, &on(&servers, &folder, "--json --resume"));
    ended.is(0, "from before");
    let document = ended.document();
    files_are_whole(&servers, &folder, &document);
    assert_ne!(document["files"][0]["fresh_links"], json!(0));
    let export_id = document["export_id"].as_str().unwrap();
    assert!(servers.file(&link(export_id, 1)).is_some());
}
