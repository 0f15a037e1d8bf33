//! The client: what all calls to one API share.

mod again;
mod body;
mod builder;
mod call;
mod carrier;
mod download;
mod exchange;
mod execute;
mod file;
mod heading;
mod leave;
mod lifecycle;
mod link;
mod pages;
mod polling;
mod prepare;
mod redirect;
mod renew;
#[cfg(feature = "oauth2")]
mod tokens;
mod trace;
mod wants;
mod watch;

use std::collections::HashSet;
use std::fmt;
use std::marker::PhantomData;
use std::sync::{Arc, Mutex};
use std::time::Duration;

use http::{HeaderMap, HeaderValue};

pub use self::builder::ClientBuilder;
use self::call::Plan;
pub use self::call::{Call, CallFuture, RawCall};
pub use self::download::DownloadCall;
pub use self::pages::{Items, Pages};
pub use self::polling::{Polling, States};
use self::trace::Allowed;
use crate::api::{Accepts, Api, Is, Undescribed};
use crate::auth::renewal::TokenClient;
use crate::auth::{Anonymous, Applied, Authorize, Credential, Scheme};
use crate::clock::Clock;
use crate::endpoint::{Endpoint, OutputOf};
#[cfg(any(feature = "reqwest", feature = "hyper"))]
use crate::error::BuildError;
use crate::error::CallError;
use crate::hooks::Hooks;
use crate::job::Job;
use crate::limit::{CircuitBreaker, Limiter};
use crate::request::{BaseUrl, Link, LinkError};
use crate::retry::{Budget, Retry};
use crate::transport::Transport;

/// Calls the endpoints of one API, with one credential. Cheap to clone: clones share connections.
///
/// ```no_run
/// use endpoint::{Client, endpoint};
/// use serde::Deserialize;
///
/// #[endpoint(GET "/users/<login>" -> User)]
/// struct GetUser<'a> { login: &'a str }
///
/// #[derive(Deserialize)]
/// struct User { login: String, id: u64 }
///
/// # async fn call() -> Result<(), Box<dyn std::error::Error>> {
/// let github = Client::new("https://api.github.com")?;
/// let user = github.send(GetUser { login: "octocat" }).await?;
/// println!("{} {} {}", user.login, user.id, user.meta.status);
/// # Ok(()) }
/// ```
pub struct Client<A = Undescribed, C = Anonymous> {
    inner: Arc<Inner>,
    marker: PhantomData<fn() -> (A, C)>,
}

/// What a client is made of. Not generic, so that a call is compiled once.
pub(crate) struct Inner {
    base: BaseUrl,
    /// Base URLs that endpoints declare, and what takes their place.
    replaced: Vec<(BaseUrl, BaseUrl)>,
    transport: Arc<dyn Transport>,
    clock: Arc<dyn Clock>,
    credential: Box<dyn Authorize>,
    /// What it puts on each request, where that is always the same.
    ready: Option<Applied>,
    scheme: Scheme,
    accepted: &'static [Scheme],
    allow_http: bool,
    user_agent: HeaderValue,
    /// The name of the API.
    api: &'static str,
    /// What logs show beyond what is always shown.
    shown: Allowed,
    headers: HeaderMap,
    /// The pairs that go with every call, encoded.
    query: Vec<(String, String)>,
    timing: Timing,
    limits: Limits,
    retry: Retry,
    budget: Budget,
    limiter: Option<Arc<dyn Limiter>>,
    circuit: Option<CircuitBreaker>,
    hooks: Option<Arc<dyn Hooks>>,
    /// How a credential that is renewed reaches its token endpoint; `None` where it is not.
    tokens: Option<Arc<dyn TokenClient>>,
    deny_sunset_within: Option<Duration>,
    /// Names and templates of the operations whose end has been logged.
    warned: Mutex<HashSet<(&'static str, &'static str)>>,
    /// What moves the streams of a blocking client on.
    #[cfg(feature = "blocking")]
    driver: Option<crate::blocking::Driver>,
}

/// How long things may take.
#[derive(Debug, Clone, Copy)]
pub(crate) struct Timing {
    /// From sending a request to the head of its answer.
    answer: Duration,
    /// Between two pieces of a body.
    stall: Duration,
    /// For one attempt.
    attempt: Option<Duration>,
    /// For the whole call.
    deadline: Option<Duration>,
}

/// How large bodies may be, decoded, in bytes.
#[derive(Debug, Clone, Copy)]
pub(crate) struct Limits {
    success: u64,
    refusal: u64,
}

impl Default for Timing {
    fn default() -> Self {
        Self {
            answer: Duration::from_secs(30),
            stall: Duration::from_secs(20),
            attempt: None,
            deadline: Some(Duration::from_secs(120)),
        }
    }
}

impl Default for Limits {
    fn default() -> Self {
        Self {
            success: 32 << 20,
            refusal: 64 << 10,
        }
    }
}

impl Client {
    /// A client for an API that is not described and takes no credential.
    ///
    /// # Errors
    /// Where `base_url` is no base URL, or TLS cannot be set up.
    #[cfg(any(feature = "reqwest", feature = "hyper"))]
    pub fn new(base_url: &str) -> Result<Self, BuildError> {
        Self::builder(base_url).build()
    }

    /// A builder for a client of an API that is not described.
    pub fn builder(base_url: &str) -> ClientBuilder<Undescribed, Anonymous> {
        ClientBuilder::new(Anonymous).base_url(base_url)
    }
}

impl<A: Api, C: Credential> Client<A, C> {
    /// Makes a call of an endpoint, or of a reference to one; `.await` sends it.
    ///
    /// The future comes to [`Error::Api`](crate::Error::Api) where the API answers no, and to
    /// [`Error::Call`](crate::Error::Call) where the call does not come to an answer that can be
    /// read.
    #[must_use = "a call is sent when it is awaited"]
    pub fn send<E>(&self, endpoint: E) -> Call<E>
    where
        E: Endpoint<Api: Is<A>> + Accepts<C>,
    {
        Call {
            endpoint,
            plan: Plan::new(&self.inner),
        }
    }

    /// Waits for a job: calls an endpoint that tells how it is getting on, again and again, until it
    /// is done. What one keeps to go on after a restart is what the endpoint is made of: the job's id.
    ///
    /// Where an answer leads to the job by a link, as a 202 with `Content-Location`,
    /// [`Endpoint::at`] makes an endpoint of it; and where the job's end is a 303 with `Location`, a
    /// [`ByStatus`](derive@crate::ByStatus) enum says so.
    ///
    /// ```no_run
    /// use std::time::Duration;
    /// use endpoint::{ByStatus, Client, Endpoint, Job, JobState, Json, Location, endpoint};
    ///
    /// #[endpoint(POST "/exports" -> Json)]
    /// struct StartExport {}
    ///
    /// #[derive(ByStatus)]
    /// enum Export {
    ///     #[status(200)]
    ///     Running(Json),
    ///     #[status(303)]
    ///     Done(Location),
    /// }
    ///
    /// impl Job for Export {
    ///     fn state(&self) -> JobState {
    ///         match self {
    ///             Export::Running(_) => JobState::PENDING,
    ///             Export::Done(_) => JobState::Done,
    ///         }
    ///     }
    /// }
    ///
    /// #[endpoint(GET "/jobs/<id>" -> Export)]
    /// struct GetJob { id: u64 }
    ///
    /// # async fn call(client: Client) -> Result<(), Box<dyn std::error::Error>> {
    /// let started = client.send(StartExport {}).await?;
    /// let job = started.meta.content_location().ok_or("the answer names no job")?;
    /// let done = client.poll(GetJob::at(job)).until_done(Duration::from_secs(600)).await?;
    /// # Ok(()) }
    /// ```
    pub fn poll<E>(&self, endpoint: E) -> Polling<E>
    where
        E: Endpoint<Api: Is<A>> + Accepts<C>,
        OutputOf<E>: Job,
    {
        self.send(endpoint).poll()
    }

    /// Fetches a link that an answer gave, as a signed link to a file: without the credential, the
    /// client's headers or its query, wherever the link leads.
    #[must_use = "a download begins when it is awaited"]
    pub fn download(&self, link: &str) -> DownloadCall {
        DownloadCall::new(Arc::clone(&self.inner), link)
    }

    /// Fetches the token of a credential that has one and renews it, as
    /// [`auth::OAuth2`](crate::auth), unless one is there that will do. Each call does so by itself;
    /// this is for programs that want to know at once whether they can, or that complete a login. Of
    /// other credentials nothing is known before they are used.
    ///
    /// # Errors
    /// Of [`ErrorKind::Auth`](crate::ErrorKind::Auth) where there is no token to be had, and of
    /// [`ErrorKind::Deadline`](crate::ErrorKind::Deadline) where that takes longer than a call may.
    pub async fn authenticate(&self) -> Result<(), CallError> {
        self.authentication().await
    }

    pub(crate) fn authentication(
        &self,
    ) -> impl Future<Output = Result<(), CallError>> + Send + use<A, C> {
        Arc::clone(&self.inner).authenticate()
    }

    /// What a link in an answer means: absolute, or relative with or without the base URL's path.
    ///
    /// # Errors
    /// As [`BaseUrl::resolve`].
    pub fn resolve(&self, link: &str) -> Result<Link, LinkError> {
        self.inner.base.resolve(link)
    }

    /// Where the API is.
    pub fn base_url(&self) -> &BaseUrl {
        &self.inner.base
    }
}

impl<A, C> Clone for Client<A, C> {
    fn clone(&self) -> Self {
        Self {
            inner: Arc::clone(&self.inner),
            marker: PhantomData,
        }
    }
}

impl<A: Api, C> fmt::Debug for Client<A, C> {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_struct("Client")
            .field("api", &A::NAME)
            .field("base_url", &self.inner.base)
            .field("credential", &self.inner.scheme)
            .field("transport", &self.inner.transport)
            .finish_non_exhaustive()
    }
}
