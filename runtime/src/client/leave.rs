//! Leave to send, as the client's limiter gives it.

use std::time::Duration;

use http::StatusCode;

use super::watch::Watch;
use super::{Inner, trace};
use crate::error::{CallError, ErrorKind};
use crate::limit::{Ask, Permit, Quota};
use crate::request::BaseUrl;
use crate::response::Headers;

/// How long a limiter may take to hear what an answer says.
const HEEDING: Duration = Duration::from_secs(1);

impl Inner {
    /// Waits for leave to send one request there; there is nothing to wait for without a limiter.
    pub(super) async fn leave(
        &self,
        watch: &Watch,
        origin: &BaseUrl,
    ) -> Result<Option<Permit>, CallError> {
        let Some(limiter) = &self.limiter else {
            return Ok(None);
        };
        // A server that is left alone costs nothing of the budget.
        if let Some(circuit) = &self.circuit {
            circuit.check(origin, self.clock.now())?;
        }
        let ask = Ask::new(watch.left(), &*self.clock);
        let since = watch.elapsed();
        let asked = watch.until_deadline(limiter.acquire(ask)).await;
        trace::waited(watch.elapsed().saturating_sub(since));
        match asked? {
            Ok(permit) => Ok(Some(permit)),
            Err(refusal) => {
                let message = match refusal.wait() {
                    Some(_) => {
                        format!("{refusal}; send less, or give the call a longer `deadline`")
                    }
                    None => refusal.to_string(),
                };
                Err(CallError::new(ErrorKind::Limited, message).with_source(refusal))
            }
        }
    }

    /// Lets the limiter know what an answer says of how much may be asked. It has a second for that:
    /// whatever becomes of it, the answer is there.
    pub(super) async fn heed(&self, watch: &Watch, status: StatusCode, headers: &Headers) {
        let quota = || Quota::told(status, headers, self.clock.date());
        if let Some(limiter) = &self.limiter
            && let Some(quota) = quota()
        {
            let heed = limiter.heed(quota, &*self.clock);
            drop(watch.within(HEEDING, ErrorKind::Limited, heed).await);
        }
    }
}
