//! How far a job has come, counted in polls.

/// A job's stage.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) enum Stage {
    Pending,
    Started,
    Finished,
}

/// A job that is done after it was found undone a number of times.
#[derive(Debug, Clone, Copy)]
pub(crate) struct Progress {
    polls: u32,
    polls_until_done: u32,
}

impl Progress {
    pub(crate) fn new(polls_until_done: u32) -> Self {
        Self {
            polls: 0,
            polls_until_done,
        }
    }

    /// A job that is done.
    pub(crate) fn finished() -> Self {
        Self {
            polls: 1,
            polls_until_done: 0,
        }
    }

    /// Counts one poll and says what it finds.
    pub(crate) fn poll(&mut self) -> Stage {
        self.polls = self.polls.saturating_add(1);
        self.stage()
    }

    /// What the last poll found.
    pub(crate) fn stage(self) -> Stage {
        match self.polls {
            polls if polls > self.polls_until_done => Stage::Finished,
            0 | 1 => Stage::Pending,
            _ => Stage::Started,
        }
    }
}

#[cfg(test)]
mod tests {
    use super::{Progress, Stage};

    #[test]
    fn a_job_is_pending_then_started_then_finished() {
        let mut job = Progress::new(3);
        assert_eq!(job.stage(), Stage::Pending);
        let found: Vec<_> = (0..5).map(|_| job.poll()).collect();
        assert_eq!(
            found,
            [
                Stage::Pending,
                Stage::Started,
                Stage::Started,
                Stage::Finished,
                Stage::Finished
            ]
        );
    }

    #[test]
    fn a_job_without_a_wait_is_finished_at_the_first_poll() {
        assert_eq!(Progress::new(0).poll(), Stage::Finished);
        assert_eq!(Progress::finished().stage(), Stage::Finished);
    }
}
