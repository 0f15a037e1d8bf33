//! The client without `async`: the same methods, with `.wait()` where the other has `.await`.
//!
//! ```no_run
//! use endpoint::{blocking, endpoint};
//! use serde::Deserialize;
//!
//! #[endpoint(GET "/users/<login>" -> User)]
//! struct GetUser<'a> { login: &'a str }
//!
//! #[derive(Deserialize)]
//! struct User { login: String, id: u64 }
//!
//! fn main() -> Result<(), Box<dyn std::error::Error>> {
//!     let github = blocking::Client::new("https://api.github.com")?;
//!     let user = github.send(GetUser { login: "octocat" }).wait()?;
//!     println!("{} {} {}", user.login, user.id, user.meta.status);
//!     Ok(())
//! }
//! ```
//!
//! A described API's client comes from the same builder: `Snyk::client(token).build_blocking()?`.
//! Calls, credentials, transports and errors are those of [`endpoint::Client`](crate::Client), and
//! what goes over the wire is the same.
//!
//! # Where it may wait
//!
//! On any thread that is not polling a future: outside of a runtime, in Tokio's `spawn_blocking` and
//! in its `block_in_place`. Inside an async function `.wait()` would hold up all else that runs on
//! its thread, so it gives an error of [`ErrorKind::Blocking`](crate::ErrorKind::Blocking) instead,
//! before anything is sent; there, use [`endpoint::Client`](crate::Client). (That is seen of Tokio's
//! runtimes; in one of another kind the thread is held up.)
//!
//! A client has one thread of its own, which looks after connections and times. It ends when the
//! client, its clones and all their calls and streams are gone.

mod call;
mod driver;
mod files;
mod iter;
mod pages;
mod polling;

use std::fmt;

pub use self::call::{Call, DownloadCall, Waiting};
pub(crate) use self::driver::{Drive, Driver};
pub use self::files::ToFile;
pub use self::iter::Iter;
pub use self::pages::{Items, Pages};
pub use self::polling::{Polling, UntilDone};
use crate::api::{Accepts, Api, Is, Undescribed};
use crate::auth::{Anonymous, Credential};
use crate::client::ClientBuilder;
use crate::endpoint::{Endpoint, OutputOf};
#[cfg(any(feature = "reqwest", feature = "hyper"))]
use crate::error::BuildError;
use crate::error::CallError;
use crate::job::Job;
use crate::request::{BaseUrl, Link, LinkError};

/// Calls the endpoints of one API, with one credential, and waits for the answers. Cheap to clone,
/// and to be used from many threads: clones share connections.
pub struct Client<A = Undescribed, C = Anonymous> {
    client: crate::Client<A, C>,
    driver: Driver,
}

impl Client {
    /// A client for an API that is not described and takes no credential.
    ///
    /// # Errors
    /// Where `base_url` is no base URL, or TLS or the client's thread cannot be set up.
    #[cfg(any(feature = "reqwest", feature = "hyper"))]
    pub fn new(base_url: &str) -> Result<Self, BuildError> {
        Self::builder(base_url).build_blocking()
    }

    /// A builder for a client of an API that is not described, to be ended by
    /// [`build_blocking`](ClientBuilder::build_blocking).
    pub fn builder(base_url: &str) -> ClientBuilder<Undescribed, Anonymous> {
        crate::Client::builder(base_url)
    }
}

impl<A: Api, C: Credential> Client<A, C> {
    pub(crate) fn over(client: crate::Client<A, C>, driver: Driver) -> Self {
        Self { client, driver }
    }

    /// Makes a call of an endpoint, or of a reference to one; [`wait`](Call::wait) sends it.
    #[must_use = "a call is sent by `.wait()`"]
    pub fn send<E>(&self, endpoint: E) -> Call<E>
    where
        E: Endpoint<Api: Is<A>> + Accepts<C>,
    {
        Call::new(self.client.send(endpoint), self.driver.clone())
    }

    /// Waits for a job: calls an endpoint that tells how it is getting on, again and again, until it
    /// is done; see [`Client::poll`](crate::Client::poll).
    pub fn poll<E>(&self, endpoint: E) -> Polling<E>
    where
        E: Endpoint<Api: Is<A>> + Accepts<C>,
        OutputOf<E>: Job,
    {
        Polling::new(self.client.poll(endpoint), self.driver.clone())
    }

    /// Fetches a link that an answer gave, as a signed link to a file: without the credential, the
    /// client's headers or its query, wherever the link leads.
    #[must_use = "a download begins by `.wait()`"]
    pub fn download(&self, link: &str) -> DownloadCall {
        DownloadCall::new(self.client.download(link), self.driver.clone())
    }

    /// Fetches the token of a credential that has one and renews it, unless one is there that will do;
    /// see [`Client::authenticate`](crate::Client::authenticate).
    pub fn authenticate(&self) -> Waiting<'static, (), CallError> {
        Waiting::new(self.driver.clone(), self.client.authentication())
    }

    /// What a link in an answer means: absolute, or relative with or without the base URL's path.
    ///
    /// # Errors
    /// As [`BaseUrl::resolve`].
    pub fn resolve(&self, link: &str) -> Result<Link, LinkError> {
        self.client.resolve(link)
    }

    /// Where the API is.
    pub fn base_url(&self) -> &BaseUrl {
        self.client.base_url()
    }
}

impl<A, C> Clone for Client<A, C> {
    fn clone(&self) -> Self {
        Self {
            client: self.client.clone(),
            driver: self.driver.clone(),
        }
    }
}

impl<A: Api, C> fmt::Debug for Client<A, C> {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "blocking::{:?}", self.client)
    }
}
