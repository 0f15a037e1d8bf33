//! What errors keep of a look at a job.

use std::time::Duration;

use crate::auth::secret::redact;
use crate::error::{CallError, ErrorKind, Fate};
use crate::response::{Incoming, Origin, Raw, RetryAfter};

/// How much is shown of what a server says, in characters.
const LONGEST_SHOWN: usize = 200;

/// An answer's bytes and origin.
pub(super) struct Seen {
    raw: Raw,
    origin: Origin,
}

impl Seen {
    pub(super) fn of(answer: &Incoming) -> Self {
        Self {
            raw: answer.raw.clone(),
            origin: answer.origin.clone(),
        }
    }

    pub(super) fn retry_after(&self) -> Option<RetryAfter> {
        self.raw.headers.retry_after()
    }

    /// What the server says, without secrets and line breaks, and not for ever.
    pub(super) fn shown(&self, said: &str) -> String {
        let clean = redact(said.to_owned(), &self.origin.secrets);
        let beginning: String = clean.chars().take(LONGEST_SHOWN).collect();
        let dots = if beginning.len() < clean.len() {
            ".."
        } else {
            ""
        };
        format!("{}{dots}", beginning.escape_debug())
    }

    pub(super) fn failed(self, reason: &str) -> CallError {
        let reason = self.shown(reason);
        let message = if reason.is_empty() {
            "the job failed, and the server does not say why; look at the answer's bytes".to_owned()
        } else {
            format!("the job failed: {reason}")
        };
        self.blame(CallError::new(ErrorKind::Job, message))
    }

    pub(super) fn late(self, looks: u32, max_wait: Duration) -> CallError {
        let times = if looks == 1 { "time" } else { "times" };
        let message = format!(
            "the job is not done after {max_wait:?}, in which it was looked at {looks} {times}; it goes on, so wait for it again, or give it longer"
        );
        self.blame(CallError::new(ErrorKind::Pending, message).with_fate(Fate::Unsent))
    }

    fn blame(self, error: CallError) -> CallError {
        self.origin.blame(error).with_answer(self.raw)
    }
}
