//! Spans and events, by the names of OpenTelemetry's conventions for HTTP clients.

use tracing::Span;
use tracing::field::Empty;

use super::Inner;
use super::execute::Came;
use super::prepare::{Prepared, Signed};
use crate::operation::Operation;
use crate::retry::{Attempt, Journal};

/// The span of a whole call.
pub(super) fn call(_client: &Inner, prepared: &Prepared) -> Span {
    tracing::info_span!(
        "call",
        endpoint = prepared.operation.name(),
        http.request.method = %prepared.operation.method(),
        url.template = prepared.operation.template(),
        server.address = prepared.base.authority(),
        http.response.status_code = Empty,
        error.r#type = Empty,
    )
}

/// The span of one attempt.
pub(super) fn attempt(prepared: &Prepared, _signed: &Signed, journal: &Journal) -> Span {
    tracing::debug_span!(
        "attempt",
        http.request.method = %prepared.operation.method(),
        url.template = prepared.operation.template(),
        http.request.resend_count = journal.attempts - 1,
        http.response.status_code = Empty,
        error.r#type = Empty,
    )
}

/// Says in a span what it came to.
pub(super) fn came_to(span: &Span, came: &Came) {
    if span.is_disabled() {
        return;
    }
    match came {
        Ok(answer) => span.record("http.response.status_code", answer.status().as_u16()),
        Err(error) => span.record("error.type", tracing::field::debug(error.kind())),
    };
}

/// Says that a call is tried again.
pub(super) fn retrying(operation: &'static Operation, attempt: &Attempt, number: u32) {
    tracing::info!(
        endpoint = operation.name(),
        attempt = number,
        outcome = ?attempt.outcome,
        wait = ?attempt.wait,
        "trying again"
    );
}
