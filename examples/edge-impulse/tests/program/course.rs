//! From a start to a file, and what may come between.

use serde_json::json;
use stand_in::{Recorded, Server, StandIn};

use crate::support::{Folder, archive, assert_is, done, end, keyed, program, start};

#[tokio::test]
async fn one_command_goes_from_a_start_to_a_file() {
    let servers = start(StandIn::builder().polls_until_done(3)).await;
    let folder = Folder::new();
    let out = folder.path("new").join("folder");
    let run = ["run", "--description", "mine", "--expires", "2025-02-01"];
    let mut run = keyed(&servers, &run);
    run.arg("--out").arg(&out);
    let ended = done(run).await;
    let path = out.join("export-501.zip");
    assert_eq!(ended.stdout, format!("{}\n", path.display()));
    assert_is(&path, &archive(&servers, 501));
    assert_eq!(std::fs::read_dir(&out).unwrap().count(), 1);
    let created = &servers.requests()[0];
    let body: serde_json::Value = serde_json::from_slice(&created.body).unwrap();
    let wanted = json!({ "description": "mine", "expirationDate": "2025-02-01T00:00:00Z" });
    assert_eq!(body, wanted);
}

#[tokio::test]
async fn lost_connections_and_expired_links_are_gone_on_from() {
    let servers = StandIn::builder().file_size(1 << 20).cut_every(300_000);
    let servers = start(servers.links_live_for(1)).await;
    let folder = Folder::new();
    let run = ["--json", "--out", folder.text()];
    let document = done(keyed(&servers, &run)).await.json();
    let file = archive(&servers, 501);
    assert_is(&folder.path("export-501.zip"), &file);
    assert_eq!(document["status"], "done");
    assert_eq!(document["exit_code"], 0);
    assert_eq!(document["error"], json!(null));
    assert_eq!(document["export"]["state"], "done");
    let told = &document["file"];
    assert_eq!(
        told["path"],
        folder.path("export-501.zip").to_str().unwrap()
    );
    assert_eq!(told["bytes"], file.size());
    assert_eq!(told["lost_connections"], 3);
    assert_eq!(told["fresh_links"], 3);
    assert_eq!(told["resumed_from"], 0);
}

#[tokio::test]
async fn an_organizations_archive_comes_whole_over_lost_connections() {
    let servers = StandIn::builder().file_size(1 << 20).cut_every(300_000);
    let servers = start(servers.links_live_for(1).edge_impulse_exports(1)).await;
    let folder = Folder::new();
    let id = stand_in::edge_impulse::INNER_ORGANIZATION_ID.to_string();
    let download = [
        "download",
        "501",
        "--organization",
        &id,
        "--out",
        folder.text(),
    ];
    done(keyed(&servers, &download)).await;
    assert_is(&folder.path("export-501.zip"), &archive(&servers, 501));
}

#[tokio::test]
async fn several_connections_bring_the_same_file() {
    let servers = StandIn::builder()
        .file_size(3 << 20)
        .edge_impulse_exports(1);
    let servers = start(servers.cut_every(700_000)).await;
    let folder = Folder::new();
    let download = ["download", "501", "--parallel", "3", "--out", folder.text()];
    done(keyed(&servers, &download)).await;
    assert_is(&folder.path("export-501.zip"), &archive(&servers, 501));
}

#[tokio::test]
async fn creating_does_as_much_as_is_asked_for() {
    let servers = start(StandIn::builder().polls_until_done(1)).await;
    let folder = Folder::new();
    let created = done(keyed(&servers, &["create", "--json"])).await.json();
    assert_eq!(created["export"]["id"], 501);
    assert_eq!(created["export"]["state"], "pending");
    let waited = done(keyed(&servers, &["create", "--wait", "--json"]))
        .await
        .json();
    assert_eq!(waited["export"]["id"], 502);
    assert_eq!(waited["export"]["state"], "done");
    assert_eq!(folder.names(), [""; 0]);
    let create = ["create", "--download", "--quiet", "--out", folder.text()];
    let downloaded = done(keyed(&servers, &create)).await;
    assert_eq!(downloaded.stderr, "");
    assert_eq!(folder.names(), ["export-503.zip"]);
}

#[tokio::test]
async fn a_failed_job_is_the_end_of_it() {
    let servers = start(StandIn::builder().exports_fail()).await;
    let folder = Folder::new();
    let failed = end(keyed(&servers, &["--json", "--out", folder.text()])).await;
    assert_eq!(failed.code, Some(4), "{failed:?}");
    let document = failed.json();
    assert_eq!(document["status"], "job_failed");
    let message = document["error"]["message"].as_str().unwrap();
    assert!(message.contains("export 501 did not end well"), "{message}");
    assert!(
        failed.stderr.contains("next: start another export"),
        "{failed:?}"
    );
    assert_eq!(folder.names(), [""; 0]);
}

#[tokio::test]
async fn a_job_that_takes_its_time_is_gone_on_with() {
    let servers = start(StandIn::builder().polls_until_done(20)).await;
    let folder = Folder::new();
    let run = ["--timeout", "0s", "--out", folder.text()];
    let late = end(keyed(&servers, &run)).await;
    assert_eq!(late.code, Some(5), "{late:?}");
    assert!(late.stderr.contains("--resume`"), "{late:?}");
    assert_eq!(folder.names(), [".ei-export.json"]);

    let again = end(keyed(&servers, &["--out", folder.text()])).await;
    assert_eq!(
        again.code,
        Some(2),
        "a second export was started: {again:?}"
    );
    let elsewhere = ["--resume", "--organization", "1", "--out", folder.text()];
    assert_eq!(end(keyed(&servers, &elsewhere)).await.code, Some(2));

    done(keyed(&servers, &["--resume", "--out", folder.text()])).await;
    assert_eq!(folder.names(), ["export-501.zip"]);
    let started = servers.requests();
    let started = started.iter().filter(|request| request.method == "POST");
    assert_eq!(started.count(), 1);
}

#[tokio::test]
async fn a_run_that_ended_before_it_could_say_so_is_not_done_again() {
    let servers = start(StandIn::builder().polls_until_done(2)).await;
    let folder = Folder::new();
    let state = folder.path(".ei-export.json");
    end(keyed(
        &servers,
        &["--timeout", "0s", "--out", folder.text()],
    ))
    .await;
    let kept = std::fs::read(&state).unwrap();
    let resume = ["--resume", "--json", "--out", folder.text()];
    done(keyed(&servers, &resume)).await;
    let fetched = fetched(&servers);

    std::fs::write(&state, kept).unwrap();
    let document = done(keyed(&servers, &resume)).await.json();
    assert_eq!(document["file"]["resumed_from"], document["file"]["bytes"]);
    assert_eq!(fetched, self::fetched(&servers));
    assert_eq!(folder.names(), ["export-501.zip"]);
}

/// How often files were asked for.
fn fetched(servers: &StandIn) -> usize {
    let requests = servers.requests();
    let of_storage = |request: &&Recorded| request.server == Server::Storage;
    requests.iter().filter(of_storage).count()
}

#[tokio::test]
async fn a_file_that_is_there_is_told_of_before_the_wait() {
    let servers = start(StandIn::builder()).await;
    let folder = Folder::new();
    std::fs::write(folder.path("export-501.zip"), "mine").unwrap();
    let refused = end(keyed(&servers, &["--out", folder.text()])).await;
    assert_eq!(refused.code, Some(2), "{refused:?}");
    assert_eq!(
        std::fs::read(folder.path("export-501.zip")).unwrap(),
        b"mine"
    );
    let again = ["--resume", "--overwrite", "--out", folder.text()];
    done(keyed(&servers, &again)).await;
    assert_is(&folder.path("export-501.zip"), &archive(&servers, 501));
    assert_eq!(folder.names(), ["export-501.zip"]);
}

#[tokio::test]
async fn no_file_is_replaced_unless_told() {
    let servers = start(StandIn::builder().edge_impulse_exports(1)).await;
    let folder = Folder::new();
    let path = folder.path("export-501.zip");
    std::fs::write(&path, "mine").unwrap();
    let download = ["download", "501", "--out", folder.text()];
    let refused = end(keyed(&servers, &download)).await;
    assert_eq!(refused.code, Some(2), "{refused:?}");
    assert_eq!(std::fs::read(&path).unwrap(), b"mine");
    let download = ["download", "501", "--overwrite", "--out", folder.text()];
    done(keyed(&servers, &download)).await;
    assert_is(&path, &archive(&servers, 501));
}

#[tokio::test]
async fn a_server_that_is_not_there_is_a_failure() {
    let port = std::net::TcpListener::bind("127.0.0.1:0").unwrap();
    let url = format!("http://{}/v1", port.local_addr().unwrap());
    drop(port);
    let list = ["list", "--json", "--organization", "1", "--base-url", &url];
    let mut list = program(&list);
    list.env("EI_API_KEY", "a-key");
    let failed = end(list).await;
    assert_eq!(failed.code, Some(1), "{failed:?}");
    assert_eq!(failed.json()["status"], "failed");
    assert!(failed.stderr.contains("\n  caused by: "), "{failed:?}");
}
