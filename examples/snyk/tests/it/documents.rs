//! What scripts and people get to read.

use serde_json::{Value, json};

use crate::support::{Folder, ORG, Program};

const DEMO: &str = "--demo --every 10ms --demo-file-size 20K";

#[test]
fn a_document_says_all_there_is_to_say() {
    let folder = Folder::new();
    let arguments = format!("{DEMO} --json --quiet --out {}", folder.path());
    let ended = Program::run(None, &arguments);
    assert_eq!((ended.code, ended.stderr.as_str()), (Some(0), ""));
    let document = ended.document();
    let sum = |name: &str| {
        let files = document["files"].as_array().unwrap().iter();
        files.map(|file| file[name].as_u64().unwrap()).sum::<u64>()
    };
    assert_eq!(document["status"], "done");
    assert_eq!(document["exit_code"], 0);
    assert_eq!(document["scope"], json!({ "kind": "org", "id": ORG }));
    assert_eq!(document["folder"], folder.path());
    assert_eq!(
        (&document["rows"], &document["bytes"]),
        (&sum("rows").into(), &sum("bytes").into())
    );
    assert_eq!(document["error"], Value::Null);
    let path = document["files"][1]["path"].as_str().unwrap();
    assert_eq!(path, format!("{}/issues-2.csv", folder.path()));
    for name in ["seconds", "resumed_from", "lost_connections", "fresh_links"] {
        assert!(document["files"][1][name].is_number(), "{name}");
    }
}

#[test]
fn a_failure_is_a_document_too() {
    let folder = Folder::new();
    let arguments = format!("{DEMO} --demo-fail --json --quiet --out {}", folder.path());
    let ended = Program::run(None, &arguments);
    let document = ended.document();
    assert_eq!(
        (&document["status"], &document["exit_code"]),
        (&json!("job_failed"), &json!(4))
    );
    assert_eq!(document["files"], json!([]));
    assert!(document["export_id"].is_string());
    let error = &document["error"];
    let told = format!(
        "error: {}\nnext: {}\n",
        error["message"].as_str().unwrap(),
        error["help"].as_str().unwrap()
    );
    ended.is(4, &told);
    assert_eq!(error["causes"], json!([]));
    assert_eq!(ended.stderr, told, "quiet, but for what went wrong");
}

#[test]
fn people_get_a_table_and_nothing_on_standard_output() {
    let folder = Folder::new();
    let ended = Program::run(None, &format!("{DEMO} --out {}", folder.path()));
    assert_eq!(ended.stdout, "");
    let (_, table) = ended.stderr.split_once("\n\n").unwrap();
    let lines: Vec<Vec<&str>> = table
        .lines()
        .map(|line| line.split_whitespace().collect())
        .collect();
    assert_eq!(
        lines[0],
        ["file", "rows", "size", "time", "what", "happened"]
    );
    assert_eq!(lines[1][0], "issues-1.csv");
    assert_eq!((lines[2][0], lines[2][3]), ("issues-2.csv", "KiB"));
    let rows = |line: usize, at: usize| lines[line][at].parse::<u64>().unwrap();
    assert_eq!(lines[3][..3], ["2", "in", "all"]);
    assert_eq!(rows(1, 1) + rows(2, 1), rows(3, 3));
    assert_eq!(lines[5], ["in", folder.path()]);
}

#[test]
fn the_help_says_what_the_exit_codes_mean() {
    let ended = Program::run(None, "--help");
    assert_eq!(ended.code, Some(0));
    for line in ["    0  done", "    4  the job failed", "  130  interrupted"] {
        assert!(ended.stdout.contains(line), "{line}");
    }
}
