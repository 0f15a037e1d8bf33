//! How often a file is asked for again.

use std::time::Duration;

use super::open::Way;
use crate::error::ErrorKind;
use crate::retry::{Attempt, Chance, Failed, Halt, Journal, Outcome};
use crate::stream::Terms;

/// A connection that brought so many bytes is followed by the next without a wait.
const ENOUGH: u64 = 32 << 10;

/// What has come of asking, so far.
pub(super) struct Patience {
    /// How often requests were sent in all, and what those came to that brought nothing new.
    journal: Journal,
    /// How many of those were made for the first answer.
    earlier: usize,
    /// How many connections in a row have brought nothing.
    fruitless: u32,
    /// How often the file has begun anew.
    restarts: u32,
    /// How many connections were followed by another.
    cuts: u32,
    /// What has been drawn of the client's budget since anything came.
    drawn: u32,
    /// How many bytes this connection has brought.
    brought: u64,
    /// How far in the file any of them came.
    furthest: u64,
    /// When the file was asked for.
    start: Duration,
    /// When this connection was there.
    since: Duration,
}

impl Patience {
    pub(super) fn new(journal: Journal, since: Duration) -> Self {
        Self {
            earlier: journal.retried.len(),
            journal,
            fruitless: 0,
            restarts: 0,
            cuts: 0,
            drawn: 0,
            brought: 0,
            furthest: 0,
            start: since,
            since,
        }
    }

    /// When the file was asked for.
    pub(super) fn start(&self) -> Duration {
        self.start
    }

    pub(super) fn journal(&self) -> &Journal {
        &self.journal
    }

    pub(super) fn cuts(&self) -> u32 {
        self.cuts
    }

    /// What had been drawn for the first byte of this connection, where that comes now.
    pub(super) fn first(&mut self) -> Option<u32> {
        (self.brought == 0).then(|| std::mem::take(&mut self.drawn))
    }

    /// So many bytes came, up to there in the file.
    pub(super) fn brought(&mut self, bytes: u64, at: u64) {
        self.brought += bytes;
        if at > self.furthest {
            self.furthest = at;
            self.journal.retried.truncate(self.earlier);
        }
    }

    /// Another connection is there, for which so many requests have been sent in all.
    pub(super) fn opened(&mut self, sent: u32, is_restart: bool, now: Duration) {
        self.journal.attempts = sent;
        self.restarts += u32::from(is_restart);
        self.cuts = self.cuts.saturating_add(1);
        self.brought = 0;
        self.since = now;
    }

    /// Whether the file may begin anew once more.
    pub(super) fn may_begin(&self, terms: &Terms) -> bool {
        !terms.retry.is_spent(self.restarts.saturating_add(1))
    }

    /// The connection is lost: how long to wait before there is another, if there is one.
    pub(super) fn lost(
        &mut self,
        kind: ErrorKind,
        is_restart: bool,
        way: &Way,
    ) -> Option<Duration> {
        let terms = way.opener.terms();
        let is_fruitless = self.brought == 0;
        self.fruitless = if is_fruitless {
            self.fruitless.saturating_add(1)
        } else {
            0
        };
        if !terms.retry.is_ever() || terms.retry.is_spent(self.fruitless) {
            return None;
        }
        let failed = Failed {
            outcome: Outcome::Failed(kind),
            retry_after: None,
            is_unsent: false,
        };
        // What goes on has cost the server no more than it had to give anyway.
        if is_fruitless || is_restart {
            let Some(cost) = way.opener.draw(failed) else {
                self.journal.halt = Halt::Budget;
                return None;
            };
            self.drawn = self.drawn.saturating_add(cost);
        }
        let wait = if self.brought >= ENOUGH && !is_restart {
            Duration::ZERO
        } else {
            self.delay(failed, &terms)?
        };
        let now = terms.clock.now();
        self.journal.retried.push(Attempt {
            outcome: failed.outcome,
            elapsed: now.saturating_sub(self.since),
            wait,
        });
        Some(wait)
    }

    fn delay(&self, failed: Failed, terms: &Terms) -> Option<Duration> {
        let at = Chance {
            date: terms.clock.date(),
            random: terms.clock.random(),
        };
        let earlier = self.fruitless.max(self.restarts).max(1);
        terms.retry.delay(failed, earlier, &at)
    }
}
