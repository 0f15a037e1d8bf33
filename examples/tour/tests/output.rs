//! What the programs print against the stand-ins, line by line.

use std::process::Command;

/// Runs a program that has to come to a good end; a line that ends in `…` is the beginning of one.
#[track_caller]
fn prints(program: &str, expected: &str) {
    let output = Command::new(program).output().unwrap();
    let printed = String::from_utf8(output.stdout).unwrap();
    let fault = String::from_utf8_lossy(&output.stderr);
    assert!(output.status.success(), "{printed}\n{fault}");
    assert_eq!(
        printed.lines().count(),
        expected.lines().count(),
        "{printed}"
    );
    for (line, expected) in printed.lines().zip(expected.lines()) {
        match expected.strip_suffix('…') {
            Some(beginning) => assert!(line.starts_with(beginning), "{line}"),
            None => assert_eq!(line, expected, "{printed}"),
        }
    }
}

#[test]
fn files_go_up_and_come_down() {
    prints(
        env!("CARGO_BIN_EXE_upload"),
        r#"  walking.csv: 0 bytes sent
  walking.csv: 16 bytes sent
week 7 {"age": "34", "site": "north"}
  walking.csv, 16 bytes
  sensor.json, 14 bytes
  all of it in data-9001.zip, 248 bytes
a program instead of samples
  refused with status 200 OK: Unsupported file type: walking.exe
a file that is not there
  not sent: AddData (POST /api/organizations/<organization_id>/data/add): the part `files[]`…
"#,
    );
}

#[test]
fn streams_go_on_after_a_lost_connection_and_a_broken_line() {
    prints(
        env!("CARGO_BIN_EXE_events"),
        r"Events, two to a connection:
  1 reading 18.50 °C in the north
  2 reading 21.00 °C in the south
  3 reading 19.25 °C in the east
  4 frost   -0.50 °C in the west
  5 reading  2.00 °C in the west
  /events?cut_after=2 with Last-Event-ID none
  /events?cut_after=2 with Last-Event-ID 2
  /events?cut_after=2 with Last-Event-ID 4
Lines:
  info: the vents are open
  info: watered the beds in the north — 12 l
  passed over: ReadLog (GET /log): line 3: the JSON ends in the middle…
  warn: frost in the west
  info: the heating goes on
",
    );
}

#[test]
fn each_status_is_a_case_of_its_own() {
    prints(
        env!("CARGO_BIN_EXE_statuses"),
        r#"report 1 was begun (202 Accepted)
  10 % are done
  60 % are done
  it is at /reports/1/file
  "Drift  12 samples, all within 1 ± 0.05 µm."
report 1 is deleted
report 1, once more
  The report was deleted
report 99, once more
  there is no 99 among the 1 reports
a title that is too long
  The title is too long
  80 bytes at the most
"#,
    );
}

#[test]
fn an_envelope_of_ones_own_is_opened() {
    prints(
        env!("CARGO_BIN_EXE_prometheus"),
        r#"up
  kiln-1:9100   1
  kiln-2:9100   0
  press-1:9100  1
up[1m]
  kiln-1:9100   1, 1, 1
  kiln-2:9100   1, 1, 0
  press-1:9100  1, 1, 1
"as it is"
  as it is
6.75, in a form
  6.75 at 1736933400
up{
  refused: bad_data, invalid parameter "query": 1:1: parse error: unexpected token
up * on(job) up
  refused: execution, many-to-many matching not allowed: matching labels must be unique on one side
a path that is not there
  refused outside of the envelope: Astray (GET /prometheus/api/v1/query): the API answered 404…
"#,
    );
}

#[test]
fn pages_are_followed_by_their_links() {
    prints(
        env!("CARGO_BIN_EXE_github"),
        r"feature/grafting against main: diverged
  2 commits more, 1 less
  3dd05f6 Graft the quince
  c89d812 Tie the grafts
issues, page 1
  #18 The quince does not take
  #17 Wasps in the shed
  #15 Count the trees again
issues, page 2
  #11 A ladder that is long enough
  #9 Which rootstock for clay?
  #6 Moss
issues, page 3
  #2 Name the rows
page 1 has not changed
  55 more requests may be made
a branch that is not there
  404 Not Found, see https://docs.github.com/rest/commits/commits#compare-two-commits
",
    );
}
