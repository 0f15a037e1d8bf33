//! Credentials that are renewed, on the client's side.

use std::sync::Arc;

use http::Method;

use super::watch::Watch;
use super::{Inner, trace};
use crate::auth::renewal::{Renewal, Renewals};
use crate::error::{CallError, ErrorKind};
use crate::operation::Operation;
use crate::retry::Journal;

/// How errors and logs name a request for a token.
pub(super) const TOKEN: &Operation = &Operation::new("token", Method::POST, "<token endpoint>");

/// What was too late is no fault of the endpoint that is called.
fn late(kind: ErrorKind) -> CallError {
    let message = "the call was not done in its time: it was still waiting for a new access token; see whether the token endpoint answers, or another process holds the token store, or give the call a longer `deadline`";
    CallError::new(kind, message)
}

impl Inner {
    /// Waits until the credential will do for a while.
    pub(super) async fn renew(
        &self,
        operation: &'static Operation,
        watch: &Watch,
    ) -> Result<(), CallError> {
        let Some(tokens) = &self.tokens else {
            return Ok(());
        };
        // Listed anew each time, since nothing that is borrowed may be held over an `.await`.
        for at in 0.. {
            let Some(renewed) = self.renewal(at, |renewal| renewal.ready(tokens)) else {
                break;
            };
            if let Some(renewed) = renewed {
                trace::renewing(operation);
                watch
                    .until_deadline(renewed)
                    .await
                    .map_err(|error| late(error.kind()))??;
            }
        }
        Ok(())
    }

    /// Waits until the credential will do for a while, without a call that needs it.
    pub(super) async fn authenticate(self: Arc<Self>) -> Result<(), CallError> {
        let watch = Watch::start(Arc::clone(&self.clock), self.timing.deadline);
        let renewed = self.renew(TOKEN, &watch).await;
        renewed.map_err(|error| {
            let journal = Journal {
                elapsed: watch.elapsed(),
                ..Journal::default()
            };
            error.of(TOKEN).after(journal)
        })
    }

    /// Does something with the renewed part of the credential that stands at this place.
    pub(super) fn renewal<T>(&self, at: usize, work: impl FnOnce(&dyn Renewal) -> T) -> Option<T> {
        let mut renewals = Renewals::default();
        self.credential.renewals(&mut renewals);
        renewals.0.get(at).map(|renewal| work(*renewal))
    }
}
