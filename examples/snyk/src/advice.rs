//! What to do next.

use terminal::{Exit, Failure};

const RESUME: &str = "the same command with --resume goes on where this one ended";
const AGAIN: &str = "no export is known to have been started; give the command again";

/// Puts what to do next behind a failure, where it is not said already.
pub(crate) fn advise(failure: Failure, is_started: bool) -> Failure {
    if failure.has_help() {
        return failure;
    }
    let exit = failure.exit();
    failure.help(match (exit, is_started) {
        (Exit::Refused, false) => {
            "look at the token, at what it may do, and whether --region, --org or --group are those it is for"
        }
        (Exit::Refused, true) => {
            "look at the token, and give --resume; if Snyk does not know the export any more, --overwrite starts another"
        }
        (Exit::JobFailed, _) => {
            "start another export; should that fail too, Snyk's support asks for the request id"
        }
        (Exit::NotInTime, _) => {
            "it goes on at Snyk; the same command with --resume waits for it again"
        }
        (_, true) => RESUME,
        (_, false) => AGAIN,
    })
}

/// What is said where ctrl-c came first.
pub(crate) fn interrupted(is_started: bool) -> Failure {
    advise(Failure::new(Exit::Interrupted, "interrupted"), is_started)
}
