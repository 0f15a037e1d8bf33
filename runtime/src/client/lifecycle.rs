//! Endpoints that come to their end.

use std::sync::PoisonError;

use super::{Inner, trace};
use crate::error::{CallError, ErrorKind};
use crate::hooks::Deprecated;
use crate::operation::Operation;
use crate::response::{HttpDate, Incoming, Lifecycle};

impl Inner {
    /// Says once per endpoint that it is deprecated or will be gone, and refuses what is gone too
    /// soon.
    pub(super) fn look_at_lifecycle(&self, answer: Incoming) -> Result<Incoming, CallError> {
        let lifecycle = answer.raw.headers.lifecycle();
        if !lifecycle.is_ending() {
            return Ok(answer);
        }
        if let Some(hooks) = &self.hooks {
            hooks.on_deprecation(&Deprecated {
                operation: answer.origin.operation,
                lifecycle,
                headers: &answer.raw.headers,
            });
        }
        self.warn_once(answer.origin.operation, lifecycle);
        let Some(message) = self.too_soon(lifecycle) else {
            return Ok(answer);
        };
        Err(answer.blame(CallError::new(ErrorKind::Sunset, message)))
    }

    fn warn_once(&self, operation: &'static Operation, lifecycle: Lifecycle) {
        let is_new = self
            .warned
            .lock()
            .unwrap_or_else(PoisonError::into_inner)
            .insert((operation.name(), operation.template()));
        if is_new {
            trace::ending(operation, lifecycle);
        }
    }

    fn too_soon(&self, lifecycle: Lifecycle) -> Option<String> {
        let (within, sunset) = self.deny_sunset_within.zip(lifecycle.sunset)?;
        let last = self.clock.date().checked_add(within)?;
        (sunset <= last).then(|| {
            let sunset = HttpDate(sunset);
            format!("the endpoint will be gone at {sunset}, and the client does not put up with an end within {within:?}; move to a newer version")
        })
    }
}
