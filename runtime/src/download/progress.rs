//! How far a download is, for who wants to be told.

use std::sync::{Arc, Mutex, MutexGuard, PoisonError};

/// How far a download is.
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq)]
#[non_exhaustive]
pub struct DownloadProgress {
    /// How many bytes of the file are there, those of an earlier run among them.
    pub received: u64,
    /// How many there are to be, where the server says it.
    pub total: Option<u64>,
    /// How many were there from an earlier run.
    pub resumed_from: u64,
    /// How many times the body broke off, and was gone on with.
    pub cuts: u32,
}

impl DownloadProgress {
    /// The share that is there, from 0 to 1, where the total is known. Of nothing, all is there.
    ///
    /// ```
    /// # use endpoint::DownloadProgress;
    /// let mut progress = DownloadProgress::default();
    /// assert_eq!(progress.fraction(), None);
    /// (progress.received, progress.total) = (1 << 20, Some(4 << 20));
    /// assert_eq!(progress.fraction(), Some(0.25));
    /// ```
    #[expect(clippy::cast_precision_loss, reason = "a share need not be exact")]
    pub fn fraction(&self) -> Option<f64> {
        match self.total? {
            0 => Some(1.0),
            total => Some(self.received as f64 / total as f64),
        }
    }

    /// Whether all of it is there.
    pub fn is_complete(&self) -> bool {
        self.total == Some(self.received)
    }
}

/// Who is told.
pub(super) type Callback = Arc<dyn Fn(DownloadProgress) + Send + Sync>;

/// What is known of a download's progress.
#[derive(Default)]
pub(super) struct Report {
    news: Mutex<News>,
    callback: Option<Callback>,
}

#[derive(Default)]
struct News {
    now: DownloadProgress,
    is_new: bool,
}

impl Report {
    pub(super) fn new(callback: Option<Callback>) -> Self {
        Self {
            callback,
            ..Self::default()
        }
    }

    fn news(&self) -> MutexGuard<'_, News> {
        self.news.lock().unwrap_or_else(PoisonError::into_inner)
    }

    pub(super) fn now(&self) -> DownloadProgress {
        self.news().now
    }

    /// Takes down how far it is, and tells it.
    pub(super) fn tell(&self, change: impl FnOnce(&mut DownloadProgress)) {
        let now = {
            let mut news = self.news();
            change(&mut news.now);
            news.is_new = true;
            news.now
        };
        if let Some(callback) = &self.callback {
            callback(now);
        }
    }

    /// Takes down with how much it begins.
    pub(super) fn begin(&self, resumed_from: u64, total: Option<u64>) {
        self.tell(|now| {
            (now.received, now.resumed_from, now.total) = (resumed_from, resumed_from, total);
        });
    }

    /// How far it is, if that is news.
    pub(super) fn take(&self) -> Option<DownloadProgress> {
        let mut news = self.news();
        std::mem::take(&mut news.is_new).then_some(news.now)
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn news_are_told_once() {
        let report = Report::default();
        assert_eq!(report.take(), None);
        report.tell(|now| now.received = 3);
        assert_eq!(report.take().map(|now| now.received), Some(3));
        assert_eq!(report.take(), None);
        assert_eq!(report.now().received, 3);
    }

    #[test]
    fn complete_is_what_has_come_up_to_its_known_end() {
        let progress = |received, total| DownloadProgress {
            received,
            total,
            ..DownloadProgress::default()
        };
        assert!(progress(4, Some(4)).is_complete() && progress(0, Some(0)).is_complete());
        assert!(!progress(3, Some(4)).is_complete() && !progress(4, None).is_complete());
        assert_eq!(progress(0, Some(0)).fraction(), Some(1.0));
    }
}
