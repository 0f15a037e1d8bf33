//! Spans and events. What users may rely on stands in `docs/observability.md`; the fields are named
//! by OpenTelemetry's conventions for [HTTP clients].
//!
//! Who listens formats the values: where nobody does, nothing is written or copied here.
//!
//! [HTTP clients]: https://opentelemetry.io/docs/specs/semconv/http/http-spans/#http-client-span

#[cfg(feature = "opentelemetry")]
mod context;
mod shown;

use std::error::Error as StdError;
use std::fmt;
use std::time::Duration;

use http::StatusCode;
use tracing::Span;
use tracing::field::{Empty, debug};

#[cfg(feature = "opentelemetry")]
pub(super) use self::context::pass_on;
pub(crate) use self::shown::Allowed;
use self::shown::{ShownHeaders, ShownUrl};
use super::Inner;
use super::execute::Came;
use super::prepare::Prepared;
use crate::auth::Secret;
use crate::error::ErrorKind;
use crate::operation::Operation;
use crate::response::{HttpDate, Lifecycle, Raw};
use crate::retry::{Attempt, Journal};
use crate::transport::Request;

/// Written out, since the modules are of no concern to those who filter by it.
const TARGET: &str = "endpoint";

/// The heads of requests and answers, which can so be had, or left out, by themselves.
const WIRE: &str = "endpoint::wire";

/// A shorter wait is none that anyone looks for.
const LONG: Duration = Duration::from_millis(100);

/// The span of a whole call.
pub(super) fn call(client: &Inner, prepared: &Prepared) -> Span {
    tracing::info_span!(
        target: TARGET,
        "call",
        otel.name = prepared.operation.name(),
        otel.kind = "internal",
        otel.status_code = Empty,
        endpoint = prepared.operation.name(),
        api = client.api,
        attempts = Empty,
        http.response.status_code = Empty,
        error.r#type = Empty,
    )
}

/// The span of one attempt.
pub(super) fn attempt(
    client: &Inner,
    prepared: &Prepared,
    request: &Request,
    secrets: &[Secret],
    journal: &Journal,
) -> Span {
    tracing::info_span!(
        target: TARGET,
        "attempt",
        otel.name = %SpanName(prepared),
        otel.kind = "client",
        otel.status_code = Empty,
        http.request.method = prepared.operation.method().as_str(),
        http.request.resend_count = resent(journal),
        http.response.status_code = Empty,
        url.full = %ShownUrl::of(request, prepared, &client.shown, secrets),
        url.template = template(prepared),
        server.address = prepared.base.host_name(),
        server.port = prepared.base.port(),
        error.r#type = Empty,
    )
}

fn resent(journal: &Journal) -> Option<u32> {
    Some(journal.attempts.saturating_sub(1)).filter(|count| *count > 0)
}

/// Links and token endpoints have none.
fn template(prepared: &Prepared) -> Option<&'static str> {
    prepared
        .is_of_endpoint()
        .then(|| prepared.operation.template())
}

struct SpanName<'a>(&'a Prepared);

impl fmt::Display for SpanName<'_> {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(self.0.operation.method().as_str())?;
        match template(self.0) {
            Some(template) => write!(f, " {template}"),
            None => Ok(()),
        }
    }
}

/// Says in the span of a call what it came to.
pub(super) fn call_came_to(span: &Span, came: &Came) {
    if span.is_disabled() {
        return;
    }
    let attempts = match came {
        Ok(answer) => answer.origin.journal.attempts,
        Err(error) => error.attempts(),
    };
    span.record("attempts", attempts);
    record(span, came);
}

/// Says in the span of an attempt what it came to, and in its midst why there is no answer.
pub(super) fn attempt_came_to(span: &Span, came: &Came) {
    if !span.is_disabled() {
        record(span, came);
    }
    if let Err(error) = came {
        let error: &(dyn StdError + 'static) = error;
        tracing::debug!(target: TARGET, parent: span, error, "the attempt failed");
    }
}

fn record(span: &Span, came: &Came) {
    let status = match came {
        Ok(answer) => Some(answer.status()),
        Err(error) => error.answer().map(|answer| answer.status),
    };
    if let Some(status) = status {
        span.record("http.response.status_code", status.as_u16());
    }
    match (came, status) {
        (Err(error), _) => span.record("error.type", debug(error.kind())),
        (Ok(_), Some(status)) if status.as_u16() >= 400 => {
            span.record("error.type", status.as_str())
        }
        _ => return,
    };
    span.record("otel.status_code", "ERROR");
}

/// Shows the head of a request.
pub(super) fn request(client: &Inner, prepared: &Prepared, request: &Request, secrets: &[Secret]) {
    tracing::trace!(
        target: WIRE,
        {
            http.request.method = request.method.as_str(),
            url.full = %ShownUrl::of(request, prepared, &client.shown, secrets),
            headers = ?ShownHeaders::new(&request.headers, &client.shown, secrets),
        },
        "request"
    );
}

/// Shows the head of an answer.
pub(super) fn answer(client: &Inner, answer: &Raw, secrets: &[Secret]) {
    tracing::trace!(
        target: WIRE,
        {
            http.response.status_code = answer.status.as_u16(),
            headers = ?ShownHeaders::new(&answer.headers, &client.shown, secrets),
        },
        "answer"
    );
}

/// Says where a redirect leads.
pub(super) fn redirected(
    client: &Inner,
    prepared: &Prepared,
    request: &Request,
    secrets: &[Secret],
) {
    tracing::debug!(
        target: TARGET,
        { url.full = %ShownUrl::of(request, prepared, &client.shown, secrets) },
        "following a redirect"
    );
}

/// Says that a call is tried again.
pub(super) fn retrying(operation: &'static Operation, attempt: &Attempt, number: u32) {
    tracing::info!(
        target: TARGET,
        endpoint = operation.name(),
        attempt = number,
        outcome = ?attempt.outcome,
        wait = ?attempt.wait,
        "trying again"
    );
}

/// Says that a call waits for its credential.
pub(super) fn renewing(operation: &'static Operation) {
    tracing::debug!(target: TARGET, endpoint = operation.name(), "waiting for a new token");
}

/// Says that the API did not take a token that was good as far as was known.
pub(super) fn refused(operation: &'static Operation) {
    tracing::debug!(target: TARGET, endpoint = operation.name(), "the API refused the token");
}

/// Says that a call waited for leave to send, if it was for long.
pub(super) fn waited(wait: Duration) {
    if wait >= LONG {
        tracing::debug!(target: TARGET, ?wait, "waited for leave to send");
    }
}

/// Says that a job is in a state that is not known.
pub(super) fn odd_state(operation: &'static Operation, state: &str) {
    tracing::warn!(
        target: TARGET,
        endpoint = operation.name(),
        state,
        "the job's state is not known, and counts as pending"
    );
}

/// Says that a look at a job failed, and that the next one may do better.
pub(super) fn look_failed(
    operation: &'static Operation,
    status: Option<StatusCode>,
    kind: Option<ErrorKind>,
) {
    tracing::info!(
        target: TARGET,
        endpoint = operation.name(),
        status = status.map(|status| status.as_u16()),
        kind = kind.map(|kind| format!("{kind:?}")),
        "a look at the job failed; the wait goes on"
    );
}

/// Warns of the end of an endpoint.
pub(super) fn ending(operation: &'static Operation, lifecycle: Lifecycle) {
    tracing::warn!(
        target: TARGET,
        endpoint = operation.name(),
        deprecated = lifecycle.deprecation.is_some(),
        sunset = lifecycle.sunset.map(|at| HttpDate(at).to_string()),
        "the endpoint is deprecated or will be gone; look for a newer version"
    );
}
