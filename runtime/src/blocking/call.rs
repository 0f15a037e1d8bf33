//! Calls that are waited for.

use std::fmt;
use std::io::Write;
use std::time::Duration;

use http::{HeaderName, HeaderValue};

use super::{Driver, Polling};
use crate::client;
use crate::endpoint::{Endpoint, OutputOf, ResultOf};
use crate::error::{CallError, Error};
use crate::job::Job;
use crate::response::{Bytes, Raw, Response};
use crate::retry::Retry;
use crate::stream::Download;
use crate::transport::BoxFuture;

/// A call that has not been sent; [`wait`](Self::wait) sends it.
#[must_use = "a call is sent by `.wait()`"]
pub struct Call<E> {
    pub(super) call: client::Call<E>,
    pub(super) driver: Driver,
}

impl<E: Endpoint> Call<E> {
    pub(super) fn new(call: client::Call<E>, driver: Driver) -> Self {
        Self { call, driver }
    }

    pub(super) fn into_parts(self) -> (client::Call<E>, Driver) {
        (self.call, self.driver)
    }

    /// How long the answer may take to begin, in place of the endpoint's or the client's time.
    pub fn timeout(mut self, timeout: Duration) -> Self {
        self.call = self.call.timeout(timeout);
        self
    }

    /// How long one attempt may take, up to the last byte that the call waits for, in place of the
    /// client's time; there is no such time unless one of them says so.
    pub fn attempt_timeout(mut self, timeout: Duration) -> Self {
        self.call = self.call.attempt_timeout(timeout);
        self
    }

    /// How long the whole call may take, in place of the client's time.
    pub fn deadline(mut self, deadline: Duration) -> Self {
        self.call = self.call.deadline(deadline);
        self
    }

    /// Tries again by this policy, in place of the endpoint's, the client's or the API's.
    pub fn retry(mut self, policy: Retry) -> Self {
        self.call = self.call.retry(policy);
        self
    }

    /// Sends this key, by which the server knows the call again; see
    /// [`Call::idempotency_key`](crate::Call::idempotency_key).
    pub fn idempotency_key(mut self, key: impl Into<String>) -> Self {
        self.call = self.call.idempotency_key(key);
        self
    }

    /// Sends this header, in place of any other of its name but the credential's.
    pub fn header<N, V>(mut self, name: N, value: V) -> Self
    where
        N: TryInto<HeaderName>,
        V: TryInto<HeaderValue>,
    {
        self.call = self.call.header(name, value);
        self
    }

    /// Sends this query parameter, in place of all others of its name.
    pub fn query(mut self, name: &str, value: &str) -> Self {
        self.call = self.call.query(name, value);
        self
    }

    /// Asks again and again, until the job that the endpoint tells of is done; see
    /// [`Call::poll`](crate::Call::poll).
    pub fn poll(self) -> Polling<E>
    where
        OutputOf<E>: Job,
    {
        Polling::new(self.call.poll(), self.driver)
    }

    /// Gives status, headers and bytes as they come, whatever the status, without decoding.
    pub fn raw(self) -> Waiting<'static, Raw, CallError> {
        Waiting::new(self.driver, self.call.raw())
    }

    /// Sends the call and waits for what it comes to.
    ///
    /// # Errors
    /// [`Error::Api`] where the API answers no, [`Error::Call`] where the call does not come to an
    /// answer that can be read; of [`ErrorKind::Blocking`](crate::ErrorKind::Blocking) inside an
    /// async function.
    pub fn wait(self) -> ResultOf<E> {
        self.driver
            .wait(self.call)
            .map_err(|error| error.of(E::OPERATION))?
    }
}

impl<E: Endpoint<Output = Download>> Call<E> {
    /// Sends the call, and its answer into a writer, which is flushed; says how many bytes it was.
    pub fn to_writer<'a, W>(self, writer: W) -> Waiting<'a, Response<u64, E::Meta>, Error<E::Error>>
    where
        E: 'a,
        W: Write + Send + 'a,
    {
        Waiting::new(self.driver, self.call.written_to(writer))
    }
}

impl<E: Endpoint> fmt::Debug for Call<E> {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        self.call.fmt(f)
    }
}

/// A file behind a link, not fetched yet.
#[must_use = "a download begins by `.wait()`"]
pub struct DownloadCall {
    pub(super) call: client::DownloadCall,
    pub(super) driver: Driver,
}

impl DownloadCall {
    pub(super) fn new(call: client::DownloadCall, driver: Driver) -> Self {
        Self { call, driver }
    }

    /// How many bytes are accepted, in place of the client's limit.
    pub fn limit(mut self, bytes: u64) -> Self {
        self.call = self.call.limit(bytes);
        self
    }

    /// How long the answer may take to begin, in place of the client's time.
    pub fn timeout(mut self, timeout: Duration) -> Self {
        self.call = self.call.timeout(timeout);
        self
    }

    /// Tries again by this policy, in place of the client's.
    pub fn retry(mut self, policy: Retry) -> Self {
        self.call = self.call.retry(policy);
        self
    }

    /// Asks for a fresh link where this one is refused, be it before the first byte or half-way,
    /// and goes on by that where the file was; see
    /// [`DownloadCall::renew`](crate::DownloadCall::renew). The function is called on the thread
    /// that waits, and may wait itself.
    pub fn renew<F, L, X>(mut self, renew: F) -> Self
    where
        F: Fn() -> Result<L, X> + Send + Sync + 'static,
        L: Into<String>,
        X: Into<Box<dyn std::error::Error + Send + Sync>>,
    {
        self.call = self.call.renew(move || {
            let link = renew().map(Into::into).map_err(Into::into);
            std::future::ready::<Result<String, Box<dyn std::error::Error + Send + Sync>>>(link)
        });
        self
    }

    /// Fetches the whole file into memory. There is no deadline; a server that sends nothing for a
    /// time is given up.
    pub fn bytes(self) -> Waiting<'static, Response<Bytes>, Error> {
        Waiting::new(self.driver, self.call.bytes())
    }

    /// Begins to fetch the file, whose bytes come as they are read.
    pub fn stream(self) -> Waiting<'static, Response<Download>, Error> {
        Waiting::new(self.driver, self.call.stream())
    }

    /// Fetches the file into a writer, which is flushed; says how many bytes it was.
    pub fn to_writer<'a, W>(self, writer: W) -> Waiting<'a, Response<u64>, Error>
    where
        W: Write + Send + 'a,
    {
        Waiting::new(self.driver, self.call.written_to(writer))
    }
}

impl fmt::Debug for DownloadCall {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        self.call.fmt(f)
    }
}

/// What the async client has a future for; [`wait`](Self::wait) does it.
#[must_use = "nothing is sent before `.wait()`"]
pub struct Waiting<'a, T, E> {
    driver: Driver,
    future: BoxFuture<'a, Result<T, E>>,
}

impl<'a, T, E: From<CallError>> Waiting<'a, T, E> {
    pub(super) fn new<F>(driver: Driver, future: F) -> Self
    where
        F: Future<Output = Result<T, E>> + Send + 'a,
    {
        Self {
            driver,
            future: Box::pin(future),
        }
    }

    /// Sends the call and waits for what it comes to.
    ///
    /// # Errors
    /// As the async client; and of [`ErrorKind::Blocking`](crate::ErrorKind::Blocking) inside an
    /// async function.
    pub fn wait(self) -> Result<T, E> {
        self.driver.wait(self.future)?
    }
}

impl<T, E> fmt::Debug for Waiting<'_, T, E> {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str("Waiting")
    }
}
