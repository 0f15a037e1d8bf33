//! Passes the trace on to the API, as [W3C Trace Context] says.
//!
//! It is written here and not by OpenTelemetry's global propagator, which does nothing until a
//! program sets one, and may write more than ids: baggage is not for other people's APIs.
//!
//! [W3C Trace Context]: https://www.w3.org/TR/trace-context/

use http::{HeaderMap, HeaderName, HeaderValue};
use opentelemetry::trace::{SpanContext, TraceContextExt as _, TraceFlags};
use tracing::Span;
use tracing_opentelemetry::OpenTelemetrySpanExt as _;

use crate::client::prepare::Prepared;

const TRACEPARENT: HeaderName = HeaderName::from_static("traceparent");
const TRACESTATE: HeaderName = HeaderName::from_static("tracestate");

/// Makes the span the parent of what the API does, unless the caller has named another.
pub(in crate::client) fn pass_on(span: &Span, prepared: &Prepared, headers: &mut HeaderMap) {
    let is_named = headers.contains_key(TRACEPARENT);
    if span.is_disabled() || is_named || !prepared.is_of_endpoint() {
        return;
    }
    let context = span.context();
    let span = context.span();
    let context = span.span_context();
    if !context.is_valid() {
        return;
    }
    put(headers, TRACEPARENT, parent(context));
    // That of another parent would be a lie.
    headers.remove(TRACESTATE);
    put(headers, TRACESTATE, context.trace_state().header());
}

fn parent(context: &SpanContext) -> String {
    format!(
        "00-{}-{}-{:02x}",
        context.trace_id(),
        context.span_id(),
        context.trace_flags() & TraceFlags::SAMPLED
    )
}

fn put(headers: &mut HeaderMap, name: HeaderName, text: String) {
    let Ok(mut value) = HeaderValue::try_from(text) else {
        return;
    };
    if value.is_empty() {
        return;
    }
    // Then a redirect to another origin does not take it along.
    value.set_sensitive(true);
    headers.insert(name, value);
}
