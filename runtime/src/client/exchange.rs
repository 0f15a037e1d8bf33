//! One exchange: a request goes out, redirects are followed, an answer comes back.

use std::sync::Arc;
use std::time::Duration;

use bytes::Bytes;
use http::StatusCode;
use http::header::CONTENT_TYPE;

use super::body::Read;
use super::prepare::{Prepared, copy};
use super::redirect::{Hops, is_redirect};
use super::watch::Watch;
use super::{Inner, trace};
use crate::auth::Secret;
use crate::error::{CallError, ErrorKind, Fate};
use crate::hooks::Answered;
use crate::limit::{Passage, Permit};
use crate::request::{BaseUrl, Sending};
use crate::response::{Incoming, Origin, Raw, Reading};
use crate::retry::Journal;
use crate::stream::{Inflow, Pace};
use crate::transport::{Answer, Body, BoxFuture, Failure, Request, TransportError};

/// What an exchange knows of its call. Futures hold what they are given twice, so the larger things
/// stand here.
pub(super) struct Exchange<'a> {
    pub(super) client: &'a Arc<Inner>,
    pub(super) prepared: &'a Prepared,
    pub(super) watch: &'a Watch,
    pub(super) journal: &'a Journal,
    /// What is to be sent next.
    pub(super) request: Request,
    /// The texts that must not come out.
    pub(super) secrets: Arc<[Secret]>,
    /// Which tokens were put on, of those that are renewed.
    pub(super) generations: Vec<u64>,
    /// Whether a request has been given to the transport.
    pub(super) is_sent: bool,
}

/// A request that has been given to the transport.
struct Sent<'a> {
    origin: BaseUrl,
    passage: Option<Passage>,
    /// When, where a hook wants to know.
    since: Option<Duration>,
    answer: BoxFuture<'a, Result<Answer, TransportError>>,
}

/// The head of an answer, and its body still to come.
struct Head {
    raw: Raw,
    body: Body,
}

impl From<Answer> for Head {
    fn from(answer: Answer) -> Self {
        Self {
            raw: Raw {
                status: answer.status,
                headers: answer.headers.into(),
                bytes: Bytes::new(),
                cut: false,
            },
            body: answer.body,
        }
    }
}

impl<'a> Exchange<'a> {
    /// Sends the request, and takes in what comes of it. Where the answer is not of the API's own
    /// origin, it is no answer to the credential, whose `generations` are gone then.
    pub(super) async fn run(&mut self, mut permit: Option<Permit>) -> Result<Incoming, CallError> {
        let prepared = self.prepared;
        let opened = if let Some(opened) = prepared.payload.opened() {
            opened
        } else {
            // Boxed, as most bodies are there at once.
            let opening = Box::pin(prepared.payload.open());
            self.watch.until_deadline(opening).await??
        };
        self.request.body = opened.body;
        let sending = opened.sending.as_ref();
        let mut hops = None;
        loop {
            let is_followed = prepared.operation.follows_redirects();
            let followed = is_followed.then(|| Box::new(copy(&self.request)));
            let head = {
                let mut sent = self.send()?;
                self.head(&mut sent, sending).await?
            };
            let followed = match followed {
                Some(followed) if is_redirect(head.raw.status) => followed,
                _ => return self.receive(head, permit).await,
            };
            let raw = Box::pin(self.refusal(head)).await;
            let hops = hops.get_or_insert_with(|| Hops::new(prepared.base.clone()));
            self.follow(hops, *followed, raw)?;
            // Each request has leave of its own, and the old is given back before that is asked for.
            drop(permit.take());
            if !self.request.origin.is_same_origin(&prepared.base) {
                self.generations.clear();
            } else if prepared.is_of_endpoint() {
                permit = self.client.leave(self.watch, &prepared.base).await?;
            }
        }
    }

    /// Makes the request that a redirect leads to the next.
    fn follow(&mut self, hops: &mut Hops, request: Request, raw: Raw) -> Result<(), CallError> {
        let mut secrets = self.secrets.to_vec();
        self.request = hops
            .next(without_body(request), &raw.headers, &mut secrets)
            .map_err(|error| error.with_answer(raw))?;
        self.secrets = secrets.into();
        trace::redirected(self.client, self.prepared, &self.request, &self.secrets);
        Ok(())
    }

    /// Gives the request to the transport.
    fn send(&mut self) -> Result<Sent<'a>, CallError> {
        let client = self.client;
        trace::request(client, self.prepared, &self.request, &self.secrets);
        let origin = self.request.origin.clone();
        let passage = match &client.circuit {
            Some(circuit) => Some(circuit.admit(&origin, client.clock.now())?),
            None => None,
        };
        self.is_sent = true;
        let hooks = client.hooks_of(self.prepared);
        Ok(Sent {
            since: hooks.map(|_| self.watch.elapsed()),
            answer: client.transport.send(self.request.take()),
            origin,
            passage,
        })
    }

    /// Waits for the head of the answer.
    async fn head(
        &self,
        sent: &mut Sent<'_>,
        sending: Option<&Sending>,
    ) -> Result<Head, CallError> {
        let client = self.client;
        let came = self
            .watch
            .answer(
                self.prepared.times.answer,
                || sending.map_or(0, Sending::progress),
                sent.answer.as_mut(),
            )
            .await;
        let head = match came {
            Ok(Ok(answer)) => Ok(Head::from(answer)),
            Ok(Err(error)) => Err(blame(sending, not_sent(error, &sent.origin))),
            Err(late) => Err(blame(sending, late)),
        };
        if let Some(passage) = sent.passage.take() {
            match &head {
                Ok(head) if !head.raw.status.is_server_error() => passage.succeeded(),
                Err(error) if error.fate() == Fate::Final => drop(passage),
                _ => passage.failed(client.clock.now()),
            }
        }
        if let Ok(head) = &head {
            trace::answer(client, &head.raw, &self.secrets);
            self.tell_hooks(&head.raw, sent.since);
            if self.is_limited(&sent.origin) {
                // Boxed, as most clients have no limiter.
                Box::pin(client.heed(self.watch, head.raw.status, &head.raw.headers)).await;
            }
        }
        head
    }

    /// Whether the limiter is to know what comes from there.
    fn is_limited(&self, origin: &BaseUrl) -> bool {
        let has_limiter = self.prepared.is_of_endpoint() && self.client.limiter.is_some();
        has_limiter && origin.is_same_origin(&self.prepared.base)
    }

    /// Lets the hooks know what the head of an answer says.
    fn tell_hooks(&self, raw: &Raw, since: Option<Duration>) {
        let hooks = self.client.hooks_of(self.prepared);
        if let Some((hooks, since)) = hooks.zip(since) {
            hooks.on_response(&Answered {
                operation: self.prepared.operation,
                attempt: self.journal.attempts,
                status: raw.status,
                headers: &raw.headers,
                elapsed: self.watch.elapsed().saturating_sub(since),
            });
        }
    }

    async fn receive(&self, mut head: Head, permit: Option<Permit>) -> Result<Incoming, CallError> {
        // The rest of a body is what its beginning was.
        let is_rest = self.prepared.is_rest && head.raw.status == StatusCode::PARTIAL_CONTENT;
        if !is_rest && !(self.prepared.wants.takes)(head.raw.status) {
            // Boxed, as most answers are none.
            let raw = Box::pin(self.refusal(head)).await;
            return Ok(self.incoming(raw, None));
        }
        let limit = self.prepared.limit.unwrap_or(self.client.limits.success);
        let stall = self.client.timing.stall;
        let reading = if is_rest {
            Reading::Streamed
        } else {
            (self.prepared.wants.reading)(head.raw.status, &head.raw.headers)
        };
        let (read, is_all) = match reading {
            Reading::Whole => {
                let read = Read::all(&mut head.body, limit, stall, self.watch).await;
                (read, true)
            }
            Reading::Streamed => (Read::default(), false),
            Reading::Peeked => {
                let short = self.client.limits.refusal;
                Read::peek(&mut head.body, short, stall, self.watch).await
            }
        };
        let (bytes, fault) = read.into_parts();
        if !is_all {
            return Ok(self.coming(head, bytes, limit, permit));
        }
        head.raw.bytes = bytes;
        head.raw.cut = fault.is_some();
        match fault {
            Some(fault) => Err(fault.with_answer(head.raw)),
            None => Ok(self.incoming(head.raw, None)),
        }
    }

    /// An answer whose body the output takes as it comes.
    fn coming(&self, head: Head, bytes: Bytes, limit: u64, permit: Option<Permit>) -> Incoming {
        let Head { mut raw, body } = head;
        raw.cut = true;
        let origin = self.origin();
        let pace = Pace::new(Arc::clone(&self.client.clock), self.client.timing.stall);
        let inflow = Inflow::coming(raw.clone(), bytes, body, pace, limit, origin);
        #[cfg(feature = "blocking")]
        let inflow = inflow.driven_by(self.client.driver.clone());
        // Leave to send ends with the body.
        self.incoming(raw, Some(Box::new(inflow.under(permit))))
    }

    fn incoming(&self, raw: Raw, inflow: Option<Box<Inflow>>) -> Incoming {
        Incoming {
            raw,
            origin: self.origin(),
            inflow,
        }
    }

    fn origin(&self) -> Origin {
        Origin {
            operation: self.prepared.operation,
            journal: Journal {
                elapsed: self.watch.elapsed(),
                ..self.journal.clone()
            },
            secrets: Arc::clone(&self.secrets),
        }
    }

    /// A refusal is a refusal however much of its body comes.
    async fn refusal(&self, mut head: Head) -> Raw {
        let limit = self.client.limits.refusal;
        let stall = self.client.timing.stall;
        let read = Read::all(&mut head.body, limit, stall, self.watch).await;
        let (bytes, fault) = read.into_parts();
        Raw {
            bytes,
            cut: fault.is_some(),
            ..head.raw
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
