//! One call, and its future.

use std::fmt;
use std::future::IntoFuture;
use std::pin::Pin;
use std::sync::Arc;
use std::task::{Context, Poll};
use std::time::Duration;

use http::{HeaderName, HeaderValue};

use super::Inner;
use super::execute::{Came, execute};
use super::polling::Polling;
use super::prepare::{Options, Prepared};
use super::wants::Wants;
use crate::clock::Clock;
use crate::endpoint::{Author, Endpoint, OutputOf, ResultOf};
use crate::error::{CallError, Error, ErrorKind};
use crate::job::Job;
use crate::request::{RequestWriter, encoded_pair, header};
use crate::response::{self, Raw, Response};
use crate::retry::Retry;
use crate::transport::{BoxFuture, boxed};

/// A call that has not been sent; `.await` sends it.
#[must_use = "a call is sent when it is awaited"]
pub struct Call<E> {
    pub(super) endpoint: E,
    pub(super) plan: Plan,
}

/// What a call is besides its endpoint. What is done with it here is compiled once, and not for each
/// endpoint.
pub(super) struct Plan {
    client: Arc<Inner>,
    /// Boxed, as most calls say nothing.
    options: Option<Box<Options>>,
}

impl Plan {
    pub(super) fn new(client: &Arc<Inner>) -> Self {
        Self {
            client: Arc::clone(client),
            options: None,
        }
    }

    fn options(&mut self) -> &mut Options {
        self.options.get_or_insert_default()
    }

    /// Writes the request, which needs the endpoint, and starts what does not.
    fn start(self, author: &dyn Author, wants: &'static Wants) -> BoxFuture<'static, Came> {
        start(self.client, author, wants, self.options)
    }
}

impl<E: Endpoint> Call<E> {
    /// How long the answer may take to begin, in place of the endpoint's or the client's time.
    pub fn timeout(mut self, timeout: Duration) -> Self {
        self.plan.options().timeout = Some(timeout);
        self
    }

    /// How long one attempt may take, up to the last byte that the call waits for, in place of the
    /// client's time; there is no such time unless one of them says so.
    pub fn attempt_timeout(mut self, timeout: Duration) -> Self {
        self.plan.options().attempt_timeout = Some(timeout);
        self
    }

    /// How long the whole call may take, in place of the client's time.
    pub fn deadline(mut self, deadline: Duration) -> Self {
        self.plan.options().deadline = Some(deadline);
        self
    }

    /// Tries again by this policy, in place of the endpoint's, the client's or the API's.
    pub fn retry(mut self, policy: Retry) -> Self {
        self.plan.options().retry = Some(policy);
        self
    }

    /// Sends this key, by which the server knows the call again, in place of the one that would be
    /// made: in the header that the endpoint declares, or else in `Idempotency-Key`. So the call may be
    /// sent twice, also where the endpoint is not idempotent otherwise.
    pub fn idempotency_key(mut self, key: impl Into<String>) -> Self {
        self.plan.options().idempotency_key = Some(key.into());
        self
    }

    /// Sends this header, in place of any other of its name but the credential's.
    pub fn header<N, V>(mut self, name: N, value: V) -> Self
    where
        N: TryInto<HeaderName>,
        V: TryInto<HeaderValue>,
    {
        match header(name, value) {
            Ok(pair) => self.plan.options().headers.push(pair),
            Err(what) => drop(
                self.plan
                    .options()
                    .fault
                    .get_or_insert(CallError::new(ErrorKind::Encode, what)),
            ),
        }
        self
    }

    /// Sends this query parameter, in place of all others of its name.
    pub fn query(mut self, name: &str, value: &str) -> Self {
        self.plan.options().query.push(encoded_pair(name, value));
        self
    }

    /// Asks again and again, until the job that the endpoint tells of is done.
    pub fn poll(self) -> Polling<E>
    where
        OutputOf<E>: Job,
    {
        Polling::new(self)
    }

    /// Gives status, headers and bytes as they come, whatever the status, without decoding.
    pub fn raw(self) -> RawCall {
        RawCall {
            answer: self.plan.start(&self.endpoint, &Wants::ALL),
        }
    }

    /// Sends this call, and keeps it for another time. It ends when no more is left than an answer
    /// may take to begin.
    pub(super) fn again(&mut self, left: Duration) -> BoxFuture<'static, Came> {
        let again = self.plan.options.as_ref();
        let again = again.map(|options| Box::new(options.again()));
        let mut options = std::mem::replace(&mut self.plan.options, again).unwrap_or_default();
        let timing = &self.plan.client.timing;
        let timeout = options.timeout.or(E::OPERATION.timeout);
        let most = left.saturating_add(timeout.unwrap_or(timing.answer));
        let deadline = options.deadline.or(timing.deadline);
        options.deadline = Some(deadline.map_or(most, |deadline| deadline.min(most)));
        let client = Arc::clone(&self.plan.client);
        start(client, &self.endpoint, Wants::of::<E>(), Some(options))
    }

    /// Writes the request, and leaves nothing to do for the endpoint.
    pub(super) fn prepare(&mut self, wants: &'static Wants) -> Result<Prepared, CallError> {
        let options = self.plan.options.take();
        prepare(&self.plan.client, &self.endpoint, wants, options)
    }

    pub(super) fn into_parts(self) -> (Arc<Inner>, E, Options) {
        let options = self.plan.options.unwrap_or_default();
        (self.plan.client, self.endpoint, *options)
    }

    pub(super) fn clock(&self) -> Arc<dyn Clock> {
        Arc::clone(&self.plan.client.clock)
    }
}

/// Writes the request, which needs the endpoint, and starts what does not.
fn start(
    client: Arc<Inner>,
    author: &dyn Author,
    wants: &'static Wants,
    options: Option<Box<Options>>,
) -> BoxFuture<'static, Came> {
    match prepare(&client, author, wants, options) {
        Ok(prepared) => boxed(|| execute(client, prepared)),
        Err(error) => {
            let error = error.of(author.facts().operation);
            Box::pin(std::future::ready(Err(error)))
        }
    }
}

fn prepare(
    client: &Inner,
    author: &dyn Author,
    wants: &'static Wants,
    mut options: Option<Box<Options>>,
) -> Result<Prepared, CallError> {
    // Not in a box, which is what most calls do without.
    let mut none = Options::default();
    let options = options.as_deref_mut().unwrap_or(&mut none);
    if let Some(fault) = options.fault.take() {
        return Err(fault);
    }
    let operation = author.facts().operation;
    let base = client.base_of(operation)?;
    let query = std::mem::take(&mut options.query);
    let parts = RequestWriter::of(author, &base, &query)?
        .finish(&client.query, &|| client.clock.random())?;
    client.prepare(operation, base, parts, wants, options)
}

impl<E: Endpoint> IntoFuture for Call<E> {
    type Output = ResultOf<E>;
    type IntoFuture = CallFuture<OutputOf<E>, E::Meta, E::Error>;

    fn into_future(self) -> Self::IntoFuture {
        CallFuture {
            answer: self.plan.start(&self.endpoint, Wants::of::<E>()),
            decode: response::decode::<E>,
        }
    }
}

impl<E: Endpoint> fmt::Debug for Call<E> {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "Call({})", E::OPERATION)
    }
}

/// The future of a [`Call`]: the exchange, which is the same for all endpoints, and then the
/// decoding of this one. What the endpoint borrows has been written, so the future borrows nothing.
#[must_use = "futures do nothing unless they are awaited"]
pub struct CallFuture<T, M, B> {
    answer: BoxFuture<'static, Came>,
    decode: Decode<T, M, B>,
}

type Decode<T, M, B> = fn(Came) -> Result<Response<T, M>, Error<B>>;

impl<T, M, B> Future for CallFuture<T, M, B> {
    type Output = Result<Response<T, M>, Error<B>>;

    fn poll(self: Pin<&mut Self>, context: &mut Context<'_>) -> Poll<Self::Output> {
        let this = self.get_mut();
        // Not `map`, which would be a function for each endpoint.
        match Pin::new(&mut this.answer).poll(context) {
            Poll::Ready(came) => Poll::Ready((this.decode)(came)),
            Poll::Pending => Poll::Pending,
        }
    }
}

impl<T, M, B> fmt::Debug for CallFuture<T, M, B> {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str("CallFuture")
    }
}

/// A call whose answer is not decoded; `.await` sends it.
#[must_use = "futures do nothing unless they are awaited"]
pub struct RawCall {
    answer: BoxFuture<'static, Came>,
}

impl Future for RawCall {
    type Output = Result<Raw, CallError>;

    fn poll(mut self: Pin<&mut Self>, context: &mut Context<'_>) -> Poll<Self::Output> {
        self.answer
            .as_mut()
            .poll(context)
            .map_ok(|answer| answer.raw)
    }
}

impl fmt::Debug for RawCall {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str("RawCall")
    }
}
