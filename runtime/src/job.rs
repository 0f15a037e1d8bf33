//! Work that a server does in its own time.

use crate::response::Open;
use crate::response::json_api::{Document, Resource};

/// An answer that says how a job is getting on, for [`Client::poll`](crate::Client::poll).
///
/// It is implemented on what the endpoint gives. A [`Resource`] and a [`Document`] of JSON:API ask
/// their attributes, and an [`Open`] enum its variant.
///
/// ```
/// use endpoint::{Job, JobState};
/// use serde::Deserialize;
///
/// #[derive(Deserialize)]
/// #[serde(tag = "status", rename_all = "lowercase")]
/// enum Export {
///     Queued,
///     Running { rows: u64, of: u64 },
///     Finished { url: String },
///     Failed { message: String },
/// }
///
/// impl Job for Export {
///     fn state(&self) -> JobState {
///         match self {
///             Export::Queued => JobState::PENDING,
///             Export::Running { rows, of } => JobState::progress(*rows, *of),
///             Export::Finished { .. } => JobState::Done,
///             Export::Failed { message } => JobState::failed(message),
///         }
///     }
/// }
/// ```
#[diagnostic::on_unimplemented(
    message = "`{Self}` does not say how a job is getting on",
    label = "not a job",
    note = "implement `endpoint::Job` for it, or for the attributes of its resource"
)]
pub trait Job {
    /// How the job is getting on.
    fn state(&self) -> JobState;
}

/// How a job is getting on.
#[derive(Debug, Clone, PartialEq, Eq)]
#[non_exhaustive]
pub enum JobState {
    /// It is not done yet.
    #[non_exhaustive]
    Pending {
        /// How far it is, where the server says so.
        progress: Option<JobProgress>,
    },
    /// It is done, and the answer says all there is to say.
    Done,
    /// It failed, and will not go on.
    #[non_exhaustive]
    Failed {
        /// What the server says of it.
        reason: String,
    },
    /// The server calls its state something that is not known: it counts as pending, and the log
    /// says so once.
    #[non_exhaustive]
    Unknown {
        /// What the server calls it.
        state: String,
    },
}

/// How far a job is, in whatever the server counts: rows, bytes, steps, parts of a hundred.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
#[non_exhaustive]
pub struct JobProgress {
    /// How much is done.
    pub done: u64,
    /// How much there is in all.
    pub total: u64,
}

impl JobProgress {
    /// How much is done of all, from 0 to 1; `None` where there is nothing to do.
    #[allow(clippy::cast_precision_loss, reason = "it is for a bar on a screen")]
    pub fn fraction(&self) -> Option<f64> {
        (self.total > 0).then(|| (self.done as f64 / self.total as f64).min(1.0))
    }
}

impl JobState {
    /// Not done yet; how far it is, is not known.
    pub const PENDING: Self = Self::Pending { progress: None };

    /// Not done yet, and this far.
    pub const fn progress(done: u64, total: u64) -> Self {
        Self::Pending {
            progress: Some(JobProgress { done, total }),
        }
    }

    /// Failed, for this reason.
    pub fn failed(reason: impl Into<String>) -> Self {
        Self::Failed {
            reason: reason.into(),
        }
    }

    /// Something that is not known, by what the server calls it.
    pub fn unknown(state: impl Into<String>) -> Self {
        Self::Unknown {
            state: state.into(),
        }
    }

    /// Whether the job is neither done nor failed.
    pub const fn is_pending(&self) -> bool {
        matches!(self, Self::Pending { .. } | Self::Unknown { .. })
    }
}

impl<T: Job + ?Sized> Job for Box<T> {
    fn state(&self) -> JobState {
        (**self).state()
    }
}

impl<T: Job> Job for Document<T> {
    fn state(&self) -> JobState {
        self.value.state()
    }
}

impl<A: Job, R> Job for Resource<A, R> {
    fn state(&self) -> JobState {
        self.attributes.state()
    }
}

impl<E: Job> Job for Open<E> {
    fn state(&self) -> JobState {
        match self {
            Open::Known(variant) => variant.state(),
            Open::Unknown(text) => JobState::unknown(text),
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn progress_is_a_fraction_where_there_is_something_to_do() {
        let fraction = |done, total| JobProgress { done, total }.fraction();
        assert_eq!(fraction(1, 4), Some(0.25));
        assert_eq!(fraction(9, 4), Some(1.0));
        assert_eq!(fraction(0, 0), None);
    }

    #[test]
    fn what_is_not_known_is_pending() {
        assert!(JobState::unknown("PAUSED").is_pending());
        assert!(JobState::progress(1, 2).is_pending() && JobState::PENDING.is_pending());
        assert!(!JobState::Done.is_pending() && !JobState::failed("no").is_pending());
    }
}
