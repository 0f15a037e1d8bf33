//! A download to a file, watched as it goes.

use std::fmt;
use std::future::poll_fn;
use std::marker::PhantomData;
use std::pin::Pin;
use std::sync::Arc;
use std::task::{Context, Poll};

use futures_core::Stream;

use super::progress::{DownloadProgress, Report};
use super::saved::Saved;
use crate::error::{Error, ErrorBody};
use crate::exclusive::Exclusive;
use crate::response::Json;
use crate::stream::Unopened;
use crate::transport::BoxFuture;

/// What is to be said of a download to a file.
#[derive(Debug, Clone, PartialEq, Eq)]
#[non_exhaustive]
pub enum SaveStep {
    /// It has come further.
    Progress(DownloadProgress),
    /// It is done; this is the last step.
    Saved(Saved),
}

/// A download to a file, as [`ToFile::progress`](super::ToFile::progress) gives it: a [`Stream`]
/// that says how far it is, and ends with [`SaveStep::Saved`] or an error. Dropping it stops the
/// download, and leaves what has come to the next one.
#[must_use = "a download goes on only when it is polled"]
pub struct Saving<B = Json> {
    /// `None` when it is over.
    save: Option<Exclusive<BoxFuture<'static, Outcome>>>,
    /// What it came to, while there is still something to be said before.
    outcome: Option<Outcome>,
    report: Arc<Report>,
    refusal: PhantomData<fn() -> B>,
}

type Outcome = Result<Saved, Unopened>;

impl<B> Saving<B> {
    pub(super) fn new(save: BoxFuture<'static, Outcome>, report: Arc<Report>) -> Self {
        Self {
            save: Some(Exclusive::new(save)),
            outcome: None,
            report,
            refusal: PhantomData,
        }
    }
}

impl<B: ErrorBody> Saving<B> {
    /// What is to be said next; `None` behind the end.
    pub async fn next(&mut self) -> Option<Result<SaveStep, Error<B>>> {
        poll_fn(|context| self.poll_step(context)).await
    }

    fn poll_step(&mut self, context: &mut Context<'_>) -> Poll<Option<Result<SaveStep, Error<B>>>> {
        if let Some(save) = &mut self.save
            && let Poll::Ready(outcome) = save.get_mut().as_mut().poll(context)
        {
            self.save = None;
            self.outcome = Some(outcome);
        }
        if let Some(now) = self.report.take() {
            return Poll::Ready(Some(Ok(SaveStep::Progress(now))));
        }
        match self.outcome.take() {
            None if self.save.is_some() => Poll::Pending,
            None => Poll::Ready(None),
            Some(outcome) => Poll::Ready(Some(
                outcome.map(SaveStep::Saved).map_err(Unopened::into_error),
            )),
        }
    }
}

impl<B: ErrorBody> Stream for Saving<B> {
    type Item = Result<SaveStep, Error<B>>;

    fn poll_next(self: Pin<&mut Self>, context: &mut Context<'_>) -> Poll<Option<Self::Item>> {
        self.get_mut().poll_step(context)
    }
}

impl<B> fmt::Debug for Saving<B> {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_struct("Saving")
            .field("now", &self.report.now())
            .finish_non_exhaustive()
    }
}
