//! The page of the documentation that says what is done, from what was done.

use std::path::PathBuf;

use super::calls::{CALLS, End};
use super::modes::MODES;
use super::run::{Outcome, Outcomes};

const HEAD: &str = "\
What is done about each way to fail, with everything at its default and a server that goes on failing: how many times the request came to the
server, and what the call came to. `3 × Timeout` stands for three requests and an `ErrorKind::Timeout`, `3 × 503` for three requests and a refusal,
`0 of 3 × Connect` for three attempts of which none came to the server. Where there is a second attempt, and the server has come to itself, that is
the last one; all requests of a call with a key have the same key. The tests make each of these calls, over both transports, and write this table.

Both kinds of files are collected in memory here, where they may begin anew. No answer has an `ETag`; with a strong one, a file goes on where it was,
as the documentation of `Download` says.

";

/// The page, as it should be.
pub(super) fn page(outcomes: &Outcomes) -> String {
    let names: Vec<_> = CALLS.iter().map(|call| call.name.to_owned()).collect();
    let mut page = HEAD.to_owned();
    page += &row("the server", &names);
    page += &row("---", &vec!["---".to_owned(); CALLS.len()]);
    for mode in &*MODES {
        let of_call = |name| cell(&outcomes[&(mode.name, name)]);
        let cells: Vec<_> = CALLS.iter().map(|call| of_call(call.name)).collect();
        page += &row(mode.name, &cells);
    }
    page
}

fn row(name: &str, cells: &[String]) -> String {
    format!("| {name} | {} |\n", cells.join(" | "))
}

/// What a call came to, in the page's words.
pub(super) fn cell(outcome: &Outcome) -> String {
    let end = match outcome.came.end {
        End::Status(status) => status.to_string(),
        End::Failed(kind) => format!("{kind:?}"),
    };
    let (came, attempts) = (outcome.keys.len(), outcome.came.attempts);
    if usize::try_from(attempts) == Ok(came) {
        return format!("{came} × {end}");
    }
    format!("{came} of {attempts} × {end}")
}

/// Where the page is.
pub(super) fn path() -> PathBuf {
    PathBuf::from(env!("CARGO_MANIFEST_DIR")).join("../runtime/docs/faults.md")
}
