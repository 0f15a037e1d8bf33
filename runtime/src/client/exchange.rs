//! One exchange: a request goes out, redirects are followed, an answer comes back.

use std::sync::Arc;
use std::time::Duration;

use bytes::Bytes;
use http::StatusCode;
use http::header::CONTENT_TYPE;

use super::body::Read;
use super::prepare::{Prepared, Signed, copy};
use super::redirect::{Hops, is_redirect};
use super::wants::Wants;
use super::watch::Watch;
use super::{Inner, trace};
use crate::auth::Secret;
use crate::error::{CallError, ErrorKind, Fate};
use crate::hooks::Answered;
use crate::limit::Permit;
use crate::request::{BaseUrl, Sending};
use crate::response::{Headers, Incoming, Origin, Raw, Reading};
use crate::retry::Journal;
use crate::stream::{Inflow, Pace};
use crate::transport::{self, Failure, Request, TransportError};

/// What an exchange knows of its call.
pub(super) struct Exchange<'a> {
    pub(super) client: &'a Arc<Inner>,
    pub(super) prepared: &'a Prepared,
    pub(super) watch: &'a Watch,
    pub(super) journal: &'a Journal,
    /// Whether a request has been given to the transport.
    pub(super) is_sent: bool,
}

impl Exchange<'_> {
    /// Sends the request, and takes in what comes of it. Where the answer is not of the API's own
    /// origin, it is no answer to the credential, whose `generations` are gone then.
    pub(super) async fn run(
        &mut self,
        signed: &mut Signed,
        mut permit: Option<Permit>,
    ) -> Result<Incoming, CallError> {
        let prepared = self.prepared;
        let mut request = signed.request.take();
        let mut hops = Hops::new(prepared.base.clone());
        let opened = self.watch.until_deadline(prepared.payload.open()).await??;
        request.body = opened.body;
        let sending = opened.sending.as_ref();
        loop {
            let followed = prepared
                .operation
                .follows_redirects()
                .then(|| copy(&request));
            let head = self.send(request, sending, &signed.secrets).await?;
            let reception = Reception {
                client: self.client,
                watch: self.watch,
                wants: prepared.wants,
                is_rest: prepared.is_rest,
                limit: prepared.limit,
            };
            let followed = match followed {
                Some(followed) if is_redirect(head.status) => followed,
                _ => return self.receive(&reception, head, signed, permit).await,
            };
            let raw = reception.refusal(head).await;
            request = hops
                .next(without_body(followed), &raw.headers, &mut signed.secrets)
                .map_err(|error| error.with_answer(raw))?;
            trace::redirected(self.client, prepared, &request, &signed.secrets);
            // Each request has leave of its own, and the old is given back before that is asked for.
            drop(permit.take());
            if !request.origin.is_same_origin(&prepared.base) {
                signed.generations.clear();
            } else if prepared.is_of_endpoint() {
                permit = self.client.leave(self.watch, &prepared.base).await?;
            }
        }
    }

    /// One request, up to the head of its answer.
    async fn send(
        &mut self,
        request: Request,
        sending: Option<&Sending>,
        secrets: &[Secret],
    ) -> Result<transport::Answer, CallError> {
        let client = self.client;
        trace::request(client, self.prepared, &request, secrets);
        let origin = request.origin.clone();
        let passage = match &client.circuit {
            Some(circuit) => Some(circuit.admit(&origin, client.clock.now())?),
            None => None,
        };
        self.is_sent = true;
        let hooks = client.hooks_of(self.prepared);
        let since = hooks.map(|_| self.watch.elapsed());
        let sent = self
            .watch
            .answer(
                self.prepared.times.answer,
                || sending.map_or(0, Sending::progress),
                client.transport.send(request),
            )
            .await;
        let mut head = match sent {
            Ok(Ok(head)) => Ok(head),
            Ok(Err(error)) => Err(blame(sending, not_sent(error, &origin))),
            Err(late) => Err(blame(sending, late)),
        };
        if let Some(passage) = passage {
            match &head {
                Ok(head) if !head.status.is_server_error() => passage.succeeded(),
                Err(error) if error.fate() == Fate::Final => drop(passage),
                _ => passage.failed(client.clock.now()),
            }
        }
        if let Ok(head) = &mut head {
            trace::answer(client, head, secrets);
            self.look_at(head, &origin, since).await;
        }
        head
    }

    /// Lets the hooks and the limiter know what the head of an answer says.
    async fn look_at(
        &self,
        head: &mut transport::Answer,
        origin: &BaseUrl,
        since: Option<Duration>,
    ) {
        let (client, prepared) = (self.client, self.prepared);
        let hooks = client.hooks_of(prepared);
        let has_limiter = prepared.is_of_endpoint() && client.limiter.is_some();
        if hooks.is_none() && !has_limiter {
            return;
        }
        let headers = Headers::from(std::mem::take(&mut head.headers));
        if let Some((hooks, since)) = hooks.zip(since) {
            hooks.on_response(&Answered {
                operation: prepared.operation,
                attempt: self.journal.attempts,
                status: head.status,
                headers: &headers,
                elapsed: self.watch.elapsed().saturating_sub(since),
            });
        }
        if has_limiter && origin.is_same_origin(&prepared.base) {
            client.heed(self.watch, head.status, &headers).await;
        }
        head.headers = headers.into_map();
    }

    async fn receive(
        &self,
        reception: &Reception<'_>,
        head: transport::Answer,
        signed: &mut Signed,
        permit: Option<Permit>,
    ) -> Result<Incoming, CallError> {
        let mut origin = Origin {
            operation: self.prepared.operation,
            journal: self.journal.clone(),
            secrets: std::mem::take(&mut signed.secrets).into(),
        };
        origin.journal.elapsed = self.watch.elapsed();
        let (raw, inflow) = reception.receive(head, &origin).await?;
        origin.journal.elapsed = self.watch.elapsed();
        Ok(Incoming {
            raw,
            origin,
            // Leave to send ends with the body.
            inflow: inflow.map(|inflow| Box::new(inflow.under(permit))),
        })
    }
}

/// How an answer is taken in.
struct Reception<'a> {
    client: &'a Inner,
    watch: &'a Watch,
    wants: &'static Wants,
    is_rest: bool,
    limit: Option<u64>,
}

impl Reception<'_> {
    async fn receive(
        &self,
        head: transport::Answer,
        origin: &Origin,
    ) -> Result<(Raw, Option<Inflow>), CallError> {
        // The rest of a body is what its beginning was.
        let is_rest = self.is_rest && head.status == StatusCode::PARTIAL_CONTENT;
        if !is_rest && !(self.wants.takes)(head.status) {
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
        let reading = if is_rest {
            Reading::Streamed
        } else {
            (self.wants.reading)(raw.status, &raw.headers)
        };
        let (read, is_all) = match reading {
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
    let failure = error.failure();
    let (kind, message) = match failure {
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
        Failure::Unprocessed => (
            ErrorKind::Interrupted,
            format!(
                "nothing was done with the request: {origin} gave it back, or closed the connection before it came; send it again"
            ),
        ),
        Failure::Unable => (
            ErrorKind::Connect,
            format!("the request cannot be sent to {origin}, now or later: {error}"),
        ),
        Failure::Upload => (
            ErrorKind::Upload,
            "the request's body could not be read while it was sent".to_owned(),
        ),
    };
    let error = CallError::new(kind, message).with_source(error.into_source());
    match failure {
        Failure::Unprocessed => error.with_fate(Fate::Unsent),
        Failure::Unable => error.with_fate(Fate::Final),
        _ => error,
    }
}
