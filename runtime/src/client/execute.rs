//! The exchange: requests go out, an answer comes back. Not generic, so that it is compiled once.

use std::sync::Arc;

use http::HeaderMap;
use http::header::CONTENT_TYPE;

use super::Inner;
use super::body::Read;
use super::prepare::Prepared;
use super::redirect::{Hops, is_redirect};
use super::watch::Watch;
use crate::error::{CallError, ErrorKind};
use crate::request::BaseUrl;
use crate::response::{Answer, Raw};
use crate::transport::{self, Failure, Request, TransportError};

/// Sends a prepared request and reads its answer whole.
pub(super) async fn execute(client: Arc<Inner>, prepared: Prepared) -> Result<Answer, CallError> {
    let watch = Watch::start(Arc::clone(&client.clock), prepared.deadline);
    let operation = prepared.operation;
    match exchange(&client, prepared, &watch).await {
        Ok(mut answer) => {
            answer.elapsed = watch.elapsed();
            client.look_at_lifecycle(operation, answer)
        }
        Err(error) => Err(error.of(operation).after(1, watch.elapsed())),
    }
}

async fn exchange(client: &Inner, prepared: Prepared, watch: &Watch) -> Result<Answer, CallError> {
    let Prepared {
        operation,
        mut request,
        base,
        mut secrets,
        timeout,
        limit,
        ..
    } = prepared;
    let timeout = timeout.unwrap_or(client.timing.answer);
    let mut hops = Hops::new(base);
    loop {
        let origin = request.origin.clone();
        let again = operation.follows_redirects().then(|| copy(&request));
        let head = watch
            .within(timeout, ErrorKind::Timeout, client.transport.send(request))
            .await?
            .map_err(|error| not_sent(error, &origin))?;
        let raw = read(client, head, limit, watch).await?;
        match again {
            Some(followed) if is_redirect(raw.status) => {
                request = hops
                    .next(followed, &raw.headers, &mut secrets)
                    .map_err(|error| error.with_answer(raw))?;
            }
            _ => {
                return Ok(Answer {
                    raw,
                    attempts: 1,
                    elapsed: std::time::Duration::ZERO,
                    secrets,
                });
            }
        }
    }
}

/// Reads the body. A refusal is a refusal however much of its body comes; for a value all of it has
/// to.
async fn read(
    client: &Inner,
    head: transport::Answer,
    limit: Option<u64>,
    watch: &Watch,
) -> Result<Raw, CallError> {
    let is_success = head.status.is_success();
    let limit = if is_success {
        limit.unwrap_or(client.limits.success)
    } else {
        client.limits.refusal
    };
    let (bytes, fault) = Read::all(head.body, limit, client.timing.stall, watch)
        .await
        .into_parts();
    let raw = Raw {
        status: head.status,
        headers: head.headers.into(),
        bytes,
        cut: fault.is_some(),
    };
    match fault {
        Some(fault) if is_success => Err(fault.with_answer(raw)),
        _ => Ok(raw),
    }
}

/// The request without its body: only `GET` and `HEAD` are ever sent on.
fn copy(request: &Request) -> Request {
    let mut headers: HeaderMap = request.headers.clone();
    headers.remove(CONTENT_TYPE);
    Request {
        method: request.method.clone(),
        origin: request.origin.clone(),
        target: request.target.clone(),
        headers,
        body: None,
    }
}

fn not_sent(error: TransportError, origin: &BaseUrl) -> CallError {
    let (kind, message) = match error.failure() {
        Failure::Connect => (
            ErrorKind::Connect,
            format!("no connection to {origin}; check the base URL, DNS, proxy and certificates"),
        ),
        Failure::ConnectTimeout => (
            ErrorKind::Connect,
            format!("no connection to {origin} in time; check the base URL and the network"),
        ),
        Failure::Interrupted => (
            ErrorKind::Interrupted,
            format!(
                "the connection to {origin} was lost before the answer began; the server may have acted or not"
            ),
        ),
    };
    CallError::new(kind, message).with_source(error.into_source())
}
