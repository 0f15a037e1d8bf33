//! The tables of faults that others test with.

use serde_json::Value;

use super::modes::MODES;
use crate::support::vectors;

/// Modes that are none of ours, and why.
const LEFT_OUT: [(&str, &str, &str); 9] = [
    (
        "wiremock",
        "fixed",
        "only when the answer comes; the tests of time have it",
    ),
    (
        "wiremock",
        "uniform",
        "only when the answer comes, by chance",
    ),
    (
        "wiremock",
        "lognormal",
        "only when the answer comes, by chance",
    ),
    (
        "okhttp_mockwebserver",
        "SHUTDOWN_SERVER_AFTER_RESPONSE",
        "the call has its answer, and the next finds nobody who listens",
    ),
    (
        "okhttp_mockwebserver",
        "SHUTDOWN_INPUT_AT_END",
        "nothing that goes over the network",
    ),
    ("toxiproxy", "bandwidth", "slow, and no fault"),
    ("toxiproxy", "latency", "slow, and no fault"),
    (
        "toxiproxy",
        "slow_close",
        "only when an idle connection is closed",
    ),
    (
        "toxiproxy",
        "slicer",
        "how an answer is cut into segments, which dripping does too",
    ),
];

const TABLES: [&str; 4] = [
    "azure_http_fault_injector",
    "wiremock",
    "okhttp_mockwebserver",
    "toxiproxy",
];

#[test]
fn every_mode_of_the_tables_is_tested_or_left_out_for_a_reason() {
    let Some(tables) = vectors("fault-modes.json") else {
        return;
    };
    let mut listed: Vec<_> = TABLES
        .into_iter()
        .flat_map(|table| named(&tables[table]).map(move |mode| (table, mode)))
        .collect();
    let tested = MODES.iter().flat_map(|mode| mode.known_as.iter().copied());
    let left_out = LEFT_OUT.iter().map(|(table, mode, _)| (*table, *mode));
    let mut known: Vec<_> = tested.chain(left_out).collect();
    listed.sort_unstable();
    known.sort_unstable();
    assert_eq!(known, listed);
}

/// The names in a table: its modes, by themselves or with their meaning, and its delays.
fn named(table: &Value) -> impl Iterator<Item = &str> {
    let modes = table["modes"].as_object().into_iter().flatten();
    let lists = [&table["modes"], &table["delays"]];
    let listed = lists.into_iter().filter_map(Value::as_array).flatten();
    modes
        .map(|(name, _)| name.as_str())
        .chain(listed.filter_map(Value::as_str))
}
