//! Leave to send, as the client's limiter gives it.

use http::StatusCode;

use super::Inner;
use super::watch::Watch;
use crate::error::{CallError, ErrorKind};
use crate::limit::{Ask, Permit, Quota};
use crate::response::Headers;

impl Inner {
    /// Waits for leave to send one request; there is nothing to wait for without a limiter.
    pub(super) async fn leave(&self, watch: &Watch) -> Result<Option<Permit>, CallError> {
        let Some(limiter) = &self.limiter else {
            return Ok(None);
        };
        let ask = Ask::new(watch.left(), &*self.clock);
        match watch.until_deadline(limiter.acquire(ask)).await? {
            Ok(permit) => Ok(Some(permit)),
            Err(limited) => {
                let message = format!("{limited}; send less, or give the call a longer `deadline`");
                Err(CallError::new(ErrorKind::Limited, message).with_source(limited))
            }
        }
    }

    /// Lets the limiter know what an answer says of how much may be asked.
    pub(super) async fn heed(
        &self,
        watch: &Watch,
        status: StatusCode,
        headers: &Headers,
    ) -> Result<(), CallError> {
        let Some(limiter) = &self.limiter else {
            return Ok(());
        };
        match Quota::told(status, headers, self.clock.date()) {
            Some(quota) => {
                watch
                    .until_deadline(limiter.heed(quota, &*self.clock))
                    .await
            }
            None => Ok(()),
        }
    }
}
