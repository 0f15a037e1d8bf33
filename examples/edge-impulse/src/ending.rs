//! What is said at the end.

use std::ffi::OsString;

use serde_json::{Value, json};
use terminal::{Exit, Failure, Screen, print, print_json};

use crate::outcome::Outcome;

/// Says what to do next, where that is not said yet.
pub(crate) fn advise(failure: Failure, is_kept: bool, again: &str) -> Failure {
    match failure.exit() {
        Exit::Failed | Exit::NotInTime | Exit::Interrupted if is_kept => {
            failure.or_help(format!("go on by `{again}`"))
        }
        Exit::Interrupted => failure.or_help(
            "a job goes on at Edge Impulse (see `ei-export list`), a download by the same command",
        ),
        Exit::Refused => failure.or_help(
            "check the ids, and whether the credential may do that; see `ei-export --help`",
        ),
        Exit::JobFailed => failure
            .or_help("start another export; should that fail too, ask Edge Impulse's support"),
        Exit::NotInTime => failure.or_help("wait longer by --timeout"),
        Exit::Failed => failure.or_help("try again; a download goes on where it was"),
        Exit::Usage => failure.or_help("see `ei-export --help`"),
        Exit::Done => failure,
    }
}

/// The command line with which to go on.
pub(crate) fn again(arguments: &[OsString]) -> String {
    let mut words = vec!["ei-export".to_owned()];
    let given = arguments.iter().skip(1);
    words.extend(given.map(|word| quoted(&word.to_string_lossy())));
    if !words.iter().any(|word| word == "--resume") {
        words.push("--resume".to_owned());
    }
    words.join(" ")
}

/// A word as a shell takes it.
fn quoted(word: &str) -> String {
    let is_plain = |c: char| c.is_ascii_alphanumeric() || "-_./:=,@%+".contains(c);
    if !word.is_empty() && word.chars().all(is_plain) {
        word.to_owned()
    } else {
        format!("'{}'", word.replace('\'', r"'\''"))
    }
}

/// Tells people and scripts what came of it.
pub(crate) fn tell(outcome: &Result<Outcome, Failure>, is_json: bool, screen: &Screen) -> Exit {
    let exit = outcome.as_ref().map_or_else(Failure::exit, |_| Exit::Done);
    if let Err(failure) = outcome {
        screen.warn(failure);
    }
    let printed = match outcome {
        _ if is_json => print_json(&document(outcome, exit)),
        Ok(outcome) => print(outcome),
        Err(_) => Ok(()),
    };
    match printed {
        Ok(()) => exit,
        Err(error) => {
            screen.warn(Failure::from(error));
            Exit::Failed
        }
    }
}

fn document(outcome: &Result<Outcome, Failure>, exit: Exit) -> Value {
    let (mut document, error) = match outcome {
        Ok(outcome) => (outcome.to_json(), Value::Null),
        Err(failure) => (json!({}), failure.to_json()),
    };
    document["status"] = exit.word().into();
    document["exit_code"] = exit.code().into();
    document["error"] = error;
    document
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_command_line_to_go_on_with_is_one_for_a_shell() {
        let again = |line: &[&str]| again(&line.iter().map(OsString::from).collect::<Vec<_>>());
        assert_eq!(again(&["/bin/x", "--demo"]), "ei-export --demo --resume");
        assert_eq!(again(&["x", "--resume", "run"]), "ei-export --resume run");
        assert_eq!(
            again(&["x", "--out", "my exports", "--description", "it's", ""]),
            r"ei-export --out 'my exports' --description 'it'\''s' '' --resume"
        );
    }
}
