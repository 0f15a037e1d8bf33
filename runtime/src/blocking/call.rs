//! Calls that are waited for.

use std::fmt;
use std::time::Duration;

use http::{HeaderName, HeaderValue};

use super::Driver;
use crate::client;
use crate::endpoint::{Endpoint, ResultOf};
use crate::error::{CallError, Error};
use crate::response::{Bytes, Raw, Response};
use crate::retry::Retry;
use crate::transport::BoxFuture;

/// A call that has not been sent; [`wait`](Self::wait) sends it.
#[must_use = "a call is sent by `.wait()`"]
pub struct Call<E> {
    call: client::Call<E>,
    driver: Driver,
}

impl<E: Endpoint> Call<E> {
    pub(super) fn new(call: client::Call<E>, driver: Driver) -> Self {
        Self { call, driver }
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

    /// Gives status, headers and bytes as they come, whatever the status, without decoding.
    pub fn raw(self) -> Waiting<Raw, CallError> {
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

impl<E: Endpoint> fmt::Debug for Call<E> {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        self.call.fmt(f)
    }
}

/// A file behind a link, not fetched yet.
#[must_use = "a download begins by `.wait()`"]
pub struct DownloadCall {
    call: client::DownloadCall,
    driver: Driver,
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

    /// Fetches the whole file into memory. There is no deadline; a server that sends nothing for a
    /// time is given up.
    pub fn bytes(self) -> Waiting<Response<Bytes>, Error> {
        Waiting::new(self.driver, self.call.bytes())
    }
}

impl fmt::Debug for DownloadCall {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        self.call.fmt(f)
    }
}

/// What the async client has a future for; [`wait`](Self::wait) does it.
#[must_use = "nothing is sent before `.wait()`"]
pub struct Waiting<T, E> {
    driver: Driver,
    future: BoxFuture<'static, Result<T, E>>,
}

impl<T, E: From<CallError>> Waiting<T, E> {
    pub(super) fn new<F>(driver: Driver, future: F) -> Self
    where
        F: Future<Output = Result<T, E>> + Send + 'static,
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

impl<T, E> fmt::Debug for Waiting<T, E> {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str("Waiting")
    }
}
