//! How far an upload is, for who wants to be told.

use std::panic::{AssertUnwindSafe, catch_unwind};
use std::sync::Arc;

use super::open::Unreadable;

/// How much of an upload has been sent, as [`Upload::on_progress`](crate::Upload::on_progress)
/// tells.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
#[non_exhaustive]
pub struct UploadProgress {
    /// How many bytes the transport has taken, in this sending.
    pub sent: u64,
    /// How many there are. Of a stream or a reader without a declared length nobody knows before
    /// its end.
    pub total: Option<u64>,
}

impl UploadProgress {
    /// The share that has been sent, from 0 to 1, where the total is known. Of nothing, all has
    /// been sent.
    #[expect(clippy::cast_precision_loss, reason = "a share need not be exact")]
    pub fn fraction(&self) -> Option<f64> {
        match self.total? {
            0 => Some(1.0),
            total => Some(self.sent as f64 / total as f64),
        }
    }

    /// Whether all has been sent. The server may still have to take it in, and answer.
    pub fn is_complete(&self) -> bool {
        self.total == Some(self.sent)
    }
}

/// Who is told.
pub(super) type Callback = Arc<dyn Fn(UploadProgress) + Send + Sync>;

/// Tells how far one sending is.
pub(super) struct Teller {
    callback: Callback,
    now: UploadProgress,
}

impl Teller {
    pub(super) fn new(callback: Callback, total: Option<u64>) -> Self {
        let now = UploadProgress { sent: 0, total };
        Self { callback, now }
    }

    /// So many bytes more have been taken.
    pub(super) fn taken(&mut self, bytes: u64) -> Result<(), Unreadable> {
        self.now.sent += bytes;
        self.tell()
    }

    /// There are no more, which is news where nobody knew how many there are.
    pub(super) fn ended(&mut self) -> Result<(), Unreadable> {
        if self.now.total.is_some() {
            return Ok(());
        }
        self.now.total = Some(self.now.sent);
        self.tell()
    }

    /// A panic would end the connection, on whose task this may be, and look like a lost one, so
    /// that the call were made again.
    pub(super) fn tell(&self) -> Result<(), Unreadable> {
        let told = catch_unwind(AssertUnwindSafe(|| (self.callback)(self.now)));
        told.map_err(|_| {
            Unreadable::new("was given up, since the function that is told of its progress panicked; look at the panic's own message")
        })
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_share_is_known_where_the_total_is() {
        let share = |sent, total| UploadProgress { sent, total }.fraction();
        assert_eq!(share(0, None), None);
        assert_eq!(share(0, Some(4)), Some(0.0));
        assert_eq!(share(3, Some(4)), Some(0.75));
        assert_eq!(share(4, Some(4)), Some(1.0));
        assert_eq!(share(0, Some(0)), Some(1.0));
    }

    #[test]
    fn complete_is_what_has_gone_up_to_its_known_end() {
        let complete = |sent, total| UploadProgress { sent, total }.is_complete();
        assert!(complete(4, Some(4)) && complete(0, Some(0)));
        assert!(!complete(3, Some(4)) && !complete(4, None));
    }
}
