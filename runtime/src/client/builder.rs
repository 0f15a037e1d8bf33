//! How a client comes about.

use std::collections::HashSet;
use std::fmt;
use std::marker::PhantomData;
use std::sync::{Arc, Mutex};
use std::time::Duration;

use http::{HeaderMap, HeaderName, HeaderValue};
#[cfg(feature = "tower")]
use tower_layer::Layer;
#[cfg(feature = "tower")]
use tower_service::Service;

use super::carrier::Carrier;
use super::trace::Allowed;
use super::{Client, Inner, Limits, Timing};
use crate::api::{Api, Undescribed};
use crate::auth::{Anonymous, Applied, Credential};
use crate::clock::Clock;
use crate::error::BuildError;
use crate::hooks::{Chain, Hooks};
use crate::limit::{CircuitBreaker, Limiter};
use crate::request::{BaseUrl, encoded_pair, header};
use crate::retry::{Budget, Retry};
use crate::transport::Transport;
#[cfg(feature = "tower")]
use crate::transport::{BoxError, RequestBody, TransportService, layered};

/// Builds a [`Client`]. `#[api]` gives its struct a function `client` that starts one.
///
/// What is wrong with a value is said by [`build`](Self::build).
pub struct ClientBuilder<A = Undescribed, C = Anonymous> {
    credential: C,
    settings: Settings,
    marker: PhantomData<fn() -> A>,
}

#[derive(Default)]
struct Settings {
    base_url: Option<String>,
    replaced: Vec<(String, String)>,
    carrier: Carrier,
    clock: Option<Arc<dyn Clock>>,
    allow_http: bool,
    user_agent: Option<String>,
    headers: HeaderMap,
    query: Vec<(String, String)>,
    timing: Timing,
    limits: Limits,
    retry: Option<Retry>,
    retry_budget: Option<u32>,
    limiter: Option<Arc<dyn Limiter>>,
    circuit: Option<CircuitBreaker>,
    hooks: Option<Arc<dyn Hooks>>,
    shown: Allowed,
    deny_sunset_within: Option<Duration>,
    #[cfg(feature = "blocking")]
    driver: Option<crate::blocking::Driver>,
    fault: Option<BuildError>,
}

impl<A: Api, C: Credential> ClientBuilder<A, C> {
    /// A builder for a client of the API `A` with this credential.
    pub fn new(credential: C) -> Self {
        Self {
            credential,
            settings: Settings::default(),
            marker: PhantomData,
        }
    }

    /// Proves itself with this credential instead.
    #[must_use]
    pub fn credential<D: Credential>(self, credential: D) -> ClientBuilder<A, D> {
        ClientBuilder {
            credential,
            settings: self.settings,
            marker: PhantomData,
        }
    }

    /// Where the API is, in place of the URL that it is declared with.
    #[must_use]
    pub fn base_url(mut self, base_url: &str) -> Self {
        self.settings.base_url = Some(base_url.to_owned());
        self
    }

    /// Where endpoints with a base URL of their own are: calls to `declared` go to `actual`.
    #[must_use]
    pub fn replace_base_url(mut self, declared: &str, actual: &str) -> Self {
        self.settings
            .replaced
            .push((declared.to_owned(), actual.to_owned()));
        self
    }

    /// Sends this query parameter with every call, in place of the API's own of the same name; an
    /// endpoint's own goes before it.
    #[must_use]
    pub fn query(mut self, name: &str, value: &str) -> Self {
        let pair = encoded_pair(name, value);
        self.settings.query.retain(|(known, _)| *known != pair.0);
        self.settings.query.push(pair);
        self
    }

    /// Sends this header with every call; an endpoint's own goes before it. One whose value is
    /// marked as sensitive is treated as a secret: it goes to the API's own origin only.
    #[must_use]
    pub fn header<N, V>(mut self, name: N, value: V) -> Self
    where
        N: TryInto<HeaderName>,
        V: TryInto<HeaderValue>,
    {
        match header(name, value) {
            Ok((name, value)) => drop(self.settings.headers.insert(name, value)),
            Err(what) => self.fail(BuildError::new(what)),
        }
        self
    }

    /// What the program calls itself, as `my-app/1.0`; ` endpoint/<version>` is put behind it.
    #[must_use]
    pub fn user_agent(mut self, user_agent: &str) -> Self {
        self.settings.user_agent = Some(user_agent.to_owned());
        self
    }

    /// How long a connection may take to come about, by DNS, TCP and TLS; 10 seconds unless said. A
    /// [`transport`](Self::transport) that is given has a time of its own.
    #[must_use]
    pub fn connect_timeout(mut self, timeout: Duration) -> Self {
        self.settings.carrier.connect_within(timeout);
        self
    }

    /// How long an answer may take to begin; 30 seconds unless said.
    #[must_use]
    pub fn timeout(mut self, timeout: Duration) -> Self {
        self.settings.timing.answer = timeout;
        self
    }

    /// How long a body may come to a halt; 20 seconds unless said.
    #[must_use]
    pub fn stall_timeout(mut self, timeout: Duration) -> Self {
        self.settings.timing.stall = timeout;
        self
    }

    /// How long one attempt may take, up to the last byte that the call waits for; as long as the call
    /// unless said. What is streamed comes after that.
    #[must_use]
    pub fn attempt_timeout(mut self, timeout: Duration) -> Self {
        self.settings.timing.attempt = Some(timeout);
        self
    }

    /// How long a whole call may take; 120 seconds unless said.
    #[must_use]
    pub fn deadline(mut self, deadline: Duration) -> Self {
        self.settings.timing.deadline = Some(deadline);
        self
    }

    /// Tries calls again by this policy, unless the endpoint or the call says otherwise, in place of
    /// the API's.
    #[must_use]
    pub fn retry(mut self, policy: Retry) -> Self {
        self.settings.retry = Some(policy);
        self
    }

    /// How many tokens all calls together have for retries; 500 unless said. A retry takes 14, or 5
    /// where the server is throttling. What a call took comes back when it comes to an answer other than
    /// 408, 429 and 5xx; one that does so at once brings one token more, up to that number. While
    /// there are too few, calls fail at once instead of being tried again.
    #[must_use]
    pub fn retry_budget(mut self, tokens: u32) -> Self {
        self.settings.retry_budget = Some(tokens);
        self
    }

    /// Asks this limiter for leave before each request to the API, as
    /// [`limit::RateLimiter`](crate::limit::RateLimiter).
    #[must_use]
    pub fn rate_limiter(mut self, limiter: impl Limiter) -> Self {
        self.settings.limiter = Some(Arc::new(limiter));
        self
    }

    /// Leaves a server alone for a time when it has failed several times in a row.
    #[must_use]
    pub fn circuit_breaker(mut self, breaker: CircuitBreaker) -> Self {
        self.settings.circuit = Some(breaker);
        self
    }

    /// Lets these hooks see requests and answers, behind any given before.
    #[must_use]
    pub fn hooks(mut self, hooks: impl Hooks) -> Self {
        self.settings.hooks = Some(match self.settings.hooks.take() {
            Some(first) => Arc::new(Chain(first, hooks)),
            None => Arc::new(hooks),
        });
        self
    }

    /// Shows the values of these headers in logs too, of requests and of answers. Logs show the names
    /// of all headers, and the values of a few that hold no secret; see
    /// [`observability`](crate::observability).
    ///
    /// Never shown are headers made for secrets, whose names are refused here, values that are marked
    /// as sensitive, and values that repeat a secret of the call.
    #[must_use]
    pub fn log_headers<N: AsRef<str>>(mut self, names: impl IntoIterator<Item = N>) -> Self {
        for name in names {
            if let Err(what) = self.settings.shown.allow_header(name.as_ref()) {
                self.fail(BuildError::new(what));
            }
        }
        self
    }

    /// Shows the values of these query parameters in logs. Otherwise logs show their names alone; a
    /// value that holds a secret of the call is not shown in any case.
    #[must_use]
    pub fn log_query<N: AsRef<str>>(mut self, names: impl IntoIterator<Item = N>) -> Self {
        for name in names {
            self.settings.shown.allow_query(name.as_ref());
        }
        self
    }

    /// How many bytes a body may have, decoded; 32 MiB unless said.
    #[must_use]
    pub fn limit(mut self, bytes: u64) -> Self {
        self.settings.limits.success = bytes;
        self
    }

    /// How many bytes of a refusal's body are kept; 64 KiB unless said.
    #[must_use]
    pub fn refusal_limit(mut self, bytes: u64) -> Self {
        self.settings.limits.refusal = bytes;
        self
    }

    /// Lets the credential travel over plain `http` to other machines, where anyone on the way can
    /// read it.
    #[must_use]
    pub fn allow_http(mut self) -> Self {
        self.settings.allow_http = true;
        self
    }

    /// Makes an answer an error whose `Sunset` header says that the endpoint will be gone within
    /// this time.
    #[must_use]
    pub fn deny_sunset_within(mut self, time: Duration) -> Self {
        self.settings.deny_sunset_within = Some(time);
        self
    }

    /// Sends by this transport instead of a new one over reqwest, or over hyper where the feature
    /// `reqwest` is off.
    #[must_use]
    pub fn transport(mut self, transport: impl Transport) -> Self {
        self.settings.carrier.give(transport);
        self
    }

    /// Puts a tower layer around the transport, be that the default one or a given one: those of
    /// tower-http that write headers or trace, tower's limit of concurrent requests, or one's own. The service has to be `Clone`.
    ///
    /// It sees each request that is sent, retries and redirects among them, as the transport gets it:
    /// with its credential, and without `Host`. A URI that it changes is where the request goes. Each
    /// further layer goes around those before it, so that the last sees a request first and its answer
    /// last. An error of a layer's own counts as a lost connection, after which only idempotent calls
    /// are tried again.
    ///
    /// ```
    /// use endpoint::Client;
    /// use http::{HeaderName, HeaderValue};
    /// use tower_http::set_header::SetRequestHeaderLayer;
    ///
    /// # fn main() -> Result<(), endpoint::BuildError> {
    /// let tenant = HeaderName::from_static("x-tenant");
    /// let client = Client::builder("https://api.example.com")
    ///     .layer(SetRequestHeaderLayer::overriding(tenant, HeaderValue::from_static("7")))
    ///     .build()?;
    /// # Ok(()) }
    /// ```
    #[cfg(feature = "tower")]
    #[must_use]
    pub fn layer<L, B>(mut self, layer: L) -> Self
    where
        L: Layer<TransportService> + Send + Sync + 'static,
        L::Service: Service<http::Request<RequestBody>, Response = http::Response<B>>,
        L::Service: Clone + Send + 'static,
        <L::Service as Service<http::Request<RequestBody>>>::Future: Send,
        <L::Service as Service<http::Request<RequestBody>>>::Error: Into<BoxError>,
        B: http_body::Body + Send + 'static,
        B::Error: Into<BoxError>,
    {
        self.settings
            .carrier
            .wrap(move |transport| layered(&layer, transport));
        self
    }

    /// Takes the time from this clock instead of the machine's.
    #[must_use]
    pub fn clock(mut self, clock: impl Clock) -> Self {
        self.settings.clock = Some(Arc::new(clock));
        self
    }

    /// The client.
    ///
    /// # Errors
    /// Where the base URL is none, a header is none, the credential would be sent over plain `http`
    /// to another machine, or TLS cannot be set up.
    pub fn build(self) -> Result<Client<A, C>, BuildError> {
        let Self {
            credential,
            settings,
            ..
        } = self;
        if let Some(fault) = settings.fault {
            return Err(fault);
        }
        let base = base(settings.base_url.as_deref().unwrap_or(A::BASE_URL))?;
        let scheme = credential.scheme();
        if scheme != Anonymous::SCHEME && !settings.allow_http && !base.is_confidential() {
            return Err(BuildError::new(plain_http(&base)));
        }
        let inner = Inner {
            replaced: replaced(&settings.replaced)?,
            transport: settings.carrier.build()?,
            clock: settings.clock.map_or_else(default_clock, Ok)?,
            ready: Applied::ready(&credential),
            credential: Box::new(credential),
            scheme,
            accepted: A::AUTH,
            allow_http: settings.allow_http,
            api: A::NAME,
            shown: settings.shown,
            user_agent: user_agent(settings.user_agent.as_deref())?,
            headers: settings.headers,
            query: with_declared(settings.query, A::QUERY),
            timing: settings.timing,
            limits: settings.limits,
            retry: settings.retry.unwrap_or(A::RETRY),
            budget: Budget::new(settings.retry_budget.unwrap_or(Budget::DEFAULT)),
            limiter: settings.limiter,
            circuit: settings.circuit,
            hooks: settings.hooks,
            tokens: None,
            deny_sunset_within: settings.deny_sunset_within,
            warned: Mutex::new(HashSet::new()),
            #[cfg(feature = "blocking")]
            driver: settings.driver,
            base,
        };
        #[cfg(feature = "oauth2")]
        let inner = Inner {
            tokens: inner.token_client(),
            ..inner
        };
        Ok(Client {
            inner: Arc::new(inner),
            marker: PhantomData,
        })
    }

    /// The same client without `async`, with a thread of its own.
    ///
    /// # Errors
    /// As [`build`](Self::build), and where that thread cannot be started.
    #[cfg(feature = "blocking")]
    pub fn build_blocking(mut self) -> Result<crate::blocking::Client<A, C>, BuildError> {
        let driver = crate::blocking::Driver::start()?;
        self.settings.driver = Some(driver.clone());
        let client = self.build()?;
        Ok(crate::blocking::Client::over(client, driver))
    }

    fn fail(&mut self, fault: BuildError) {
        self.settings.fault.get_or_insert(fault);
    }
}

impl<A: Api, C: Credential> fmt::Debug for ClientBuilder<A, C> {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_struct("ClientBuilder")
            .field("api", &A::NAME)
            .field("credential", &self.credential.scheme())
            .finish_non_exhaustive()
    }
}

fn base(url: &str) -> Result<BaseUrl, BuildError> {
    BaseUrl::parse(url).map_err(|error| BuildError::new(error.to_string()).with_source(error))
}

fn replaced(pairs: &[(String, String)]) -> Result<Vec<(BaseUrl, BaseUrl)>, BuildError> {
    pairs
        .iter()
        .map(|(declared, actual)| Ok((base(declared)?, base(actual)?)))
        .collect()
}

/// What to say of a secret that would travel where anyone can read it.
pub(super) fn plain_http(base: &BaseUrl) -> String {
    format!(
        "a secret would be sent to {base} over plain http, where anyone on the way can read it; \
         use https, or call `allow_http()`"
    )
}

fn user_agent(app: Option<&str>) -> Result<HeaderValue, BuildError> {
    const OURS: &str = concat!("endpoint/", env!("CARGO_PKG_VERSION"));
    let text = app.map_or_else(|| OURS.to_owned(), |app| format!("{app} {OURS}"));
    HeaderValue::try_from(text).map_err(|_| {
        BuildError::new(
            "the user agent holds a line break or another control character; take it out",
        )
    })
}

/// The client's own pairs, and those of the API that they do not replace.
fn with_declared(own: Vec<(String, String)>, declared: &[(&str, &str)]) -> Vec<(String, String)> {
    let is_new = |name: &str| own.iter().all(|(known, _)| known != name);
    let kept = declared
        .iter()
        .filter(|(name, _)| is_new(name))
        .map(|(name, value)| ((*name).to_owned(), (*value).to_owned()));
    let mut all: Vec<_> = kept.collect();
    all.extend(own);
    all
}

#[cfg(feature = "tokio")]
#[allow(clippy::unnecessary_wraps, reason = "without Tokio there is no clock")]
fn default_clock() -> Result<Arc<dyn Clock>, BuildError> {
    Ok(Arc::new(crate::clock::TokioClock))
}

#[cfg(not(feature = "tokio"))]
fn default_clock() -> Result<Arc<dyn Clock>, BuildError> {
    Err(BuildError::new(
        "the feature `tokio` is off, so the client needs a `clock(..)`",
    ))
}
