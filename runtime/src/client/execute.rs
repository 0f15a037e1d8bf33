//! The exchange: requests go out, an answer comes back. Not generic, so that it is compiled once.

use std::sync::Arc;

use bytes::Bytes;
use http::header::CONTENT_TYPE;
use http::{HeaderName, HeaderValue};

use super::Inner;
use super::body::Read;
use super::prepare::{Prepared, copy};
use super::redirect::{Hops, is_redirect};
use super::wants::Wants;
use super::watch::Watch;
use crate::error::{CallError, ErrorKind};
use crate::request::{BaseUrl, Sending};
use crate::response::{Headers, Incoming, Origin, Raw, Reading};
use crate::stream::{Inflow, Pace, Reopen};
use crate::transport::{self, BoxFuture, Failure, Request, TransportError};

/// Sends a prepared request and reads of its answer what the output wants to be there.
pub(super) async fn execute(client: Arc<Inner>, prepared: Prepared) -> Result<Incoming, CallError> {
    let watch = Watch::start(Arc::clone(&client.clock), prepared.deadline);
    let operation = prepared.operation;
    let mut attempts = 0;
    match exchange(&client, prepared, &watch, &mut attempts).await {
        Ok(answer) => client.look_at_lifecycle(answer),
        Err(error) => Err(error.of(operation).after(attempts, watch.elapsed())),
    }
}

async fn exchange(
    client: &Arc<Inner>,
    prepared: Prepared,
    watch: &Watch,
    attempts: &mut u32,
) -> Result<Incoming, CallError> {
    let again = again(client, &prepared);
    let Prepared {
        operation,
        mut request,
        payload,
        wants,
        base,
        mut secrets,
        timeout,
        limit,
        ..
    } = prepared;
    let timeout = timeout.unwrap_or(client.timing.answer);
    let mut hops = Hops::new(base);
    let opened = watch.until_deadline(payload.open()).await??;
    request.body = opened.body;
    let sending = opened.sending.as_ref();
    *attempts = 1;
    loop {
        let origin = request.origin.clone();
        let followed = operation.follows_redirects().then(|| copy(&request));
        let head = watch
            .answer(
                timeout,
                || sending.map_or(0, Sending::progress),
                client.transport.send(request),
            )
            .await
            .map_err(|late| blame(sending, late))?
            .map_err(|error| blame(sending, not_sent(error, &origin)))?;
        let reception = Reception {
            client,
            watch,
            wants,
            limit,
        };
        match followed {
            Some(followed) if is_redirect(head.status) => {
                let raw = reception.refusal(head).await;
                request = hops
                    .next(without_body(followed), &raw.headers, &mut secrets)
                    .map_err(|error| error.with_answer(raw))?;
            }
            _ => {
                let mut origin = Origin {
                    operation,
                    attempts: *attempts,
                    elapsed: watch.elapsed(),
                    secrets: secrets.into(),
                };
                let (raw, inflow) = reception.receive(head, &origin).await?;
                origin.elapsed = watch.elapsed();
                return Ok(Incoming {
                    raw,
                    origin,
                    inflow: inflow.map(|inflow| inflow.reopened_by(again)),
                });
            }
        }
    }
}

/// How an answer is taken in.
struct Reception<'a> {
    client: &'a Inner,
    watch: &'a Watch,
    wants: &'static Wants,
    limit: Option<u64>,
}

impl Reception<'_> {
    async fn receive(
        &self,
        head: transport::Answer,
        origin: &Origin,
    ) -> Result<(Raw, Option<Inflow>), CallError> {
        if !(self.wants.takes)(head.status) {
            return Ok((self.refusal(head).await, None));
        }
        let limit = self.limit.unwrap_or(self.client.limits.success);
        let stall = self.client.timing.stall;
        let mut body = head.body;
        let mut raw = Raw {
            status: head.status,
            headers: head.headers.into(),
            bytes: Bytes::new(),
            cut: false,
        };
        let (read, is_all) = match (self.wants.reading)(raw.status, &raw.headers) {
            Reading::Whole => (Read::all(&mut body, limit, stall, self.watch).await, true),
            Reading::Streamed => (Read::default(), false),
            Reading::Peeked => {
                let short = self.client.limits.refusal;
                Read::peek(&mut body, short, stall, self.watch).await
            }
        };
        let (bytes, fault) = read.into_parts();
        if !is_all {
            raw.cut = true;
            let pace = Pace::new(Arc::clone(&self.client.clock), stall);
            let inflow = Inflow::coming(raw.clone(), bytes, body, pace, limit, origin.clone());
            #[cfg(feature = "blocking")]
            let inflow = inflow.driven_by(self.client.driver.clone());
            return Ok((raw, Some(inflow)));
        }
        raw.bytes = bytes;
        raw.cut = fault.is_some();
        match fault {
            Some(fault) => Err(fault.with_answer(raw)),
            None => Ok((raw, None)),
        }
    }

    /// A refusal is a refusal however much of its body comes.
    async fn refusal(&self, head: transport::Answer) -> Raw {
        let limit = self.client.limits.refusal;
        let mut body = head.body;
        let read = Read::all(&mut body, limit, self.client.timing.stall, self.watch).await;
        let (bytes, fault) = read.into_parts();
        Raw {
            status: head.status,
            headers: Headers::from(head.headers),
            bytes,
            cut: fault.is_some(),
        }
    }
}

/// How a stream of this call is opened again, if it may be.
fn again(client: &Arc<Inner>, prepared: &Prepared) -> Option<Arc<dyn Reopen>> {
    if !prepared.wants.reconnects {
        return None;
    }
    let prepared = prepared.again()?;
    Some(Arc::new(Again {
        client: Arc::clone(client),
        prepared,
    }))
}

/// Sends the same request once more.
struct Again {
    client: Arc<Inner>,
    prepared: Prepared,
}

impl Reopen for Again {
    fn reopen(
        &self,
        header: Option<(HeaderName, HeaderValue)>,
    ) -> BoxFuture<'static, Result<Incoming, CallError>> {
        let prepared = self.prepared.again().map(|mut prepared| {
            if let Some((name, value)) = header {
                prepared.request.headers.insert(name, value);
            }
            prepared
        });
        match prepared {
            Some(prepared) => Box::pin(execute(Arc::clone(&self.client), prepared)),
            None => Box::pin(std::future::pending()),
        }
    }
}

/// Only `GET` and `HEAD` are ever sent on.
fn without_body(mut request: Request) -> Request {
    request.headers.remove(CONTENT_TYPE);
    request
}

/// Where reading the request's body failed, that is why nothing came back.
fn blame(sending: Option<&Sending>, error: CallError) -> CallError {
    sending.and_then(Sending::take_fault).unwrap_or(error)
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
        Failure::Upload => (
            ErrorKind::Upload,
            "the request's body could not be read while it was sent".to_owned(),
        ),
    };
    CallError::new(kind, message).with_source(error.into_source())
}
