//! A client with a different secret in every place that takes one, and with all else that a client
//! can have.

use std::fmt::{Debug, Write as _};
use std::sync::atomic::{AtomicU32, Ordering};
use std::sync::{Arc, Mutex};
use std::time::Duration;

use endpoint::auth::{Basic, Bearer, CookieKey, HeaderKey, QueryKey};
use endpoint::limit::{Ask, CircuitBreaker, Limited, Limiter, Permit, Quota};
use endpoint::transport::{Answer, Body, BoxFuture, Request, Transport, TransportError};
use endpoint::{
    Answered, Client, ClientBuilder, Clock, Credential, Deprecated, Hooks, Outgoing, Retry,
    Retrying,
};
use http::{HeaderMap, HeaderValue, StatusCode};

use super::find::{plain_secret_of, secret_of};
use super::watch::{Once, Told, Watch};
use crate::support::{BASE, shown};

/// Tries again at once.
pub(super) const AT_ONCE: Retry = Retry::standard()
    .base(Duration::ZERO)
    .throttled_base(Duration::ZERO);

/// All places for a credential; two of them are the same header, so `Basic` is for another client.
pub(super) fn credential() -> impl Credential {
    let headers = (
        Bearer::new(plain_secret_of("bearer")),
        HeaderKey::new("x-key", plain_secret_of("header-key")),
    );
    let others = (
        CookieKey::new("jwt", plain_secret_of("cookie-key")),
        QueryKey::new("key", secret_of("query-key")),
    );
    (headers, others)
}

pub(super) fn basic() -> impl Credential {
    Basic::new("user", secret_of("basic"))
}

/// A client that has everything, and shows as much as it may.
pub(super) fn client<C: Credential>(
    watch: &mut Watch,
    credential: C,
    transport: impl Transport,
    build: impl FnOnce(ClientBuilder) -> ClientBuilder,
) -> Client<endpoint::Undescribed, C> {
    let builder = build(Client::builder(BASE))
        .credential(credential)
        .transport(transport)
        .header("x-client", sensitive("client-header"))
        .hooks(Spy(watch.spied.clone()))
        .log_headers([
            "x-key", "x-client", "x-call", "x-hook", "x-secret", "x-echo",
        ])
        .log_query(["key", "token", "echo", "hook"]);
    watch.look(&builder);
    let client = builder.build().unwrap();
    watch.look(&client);
    client
}

/// What makes a call go on for long.
pub(super) fn tenacious(builder: ClientBuilder) -> ClientBuilder {
    let breaker = CircuitBreaker::new(1000, Duration::from_secs(1));
    builder
        .retry(AT_ONCE)
        .rate_limiter(Free)
        .circuit_breaker(breaker)
}

pub(super) fn sensitive(place: &str) -> HeaderValue {
    let mut value = HeaderValue::try_from(plain_secret_of(place)).unwrap();
    value.set_sensitive(true);
    value
}

/// Gives leave at once.
#[derive(Debug)]
struct Free;

impl Limiter for Free {
    fn acquire<'a>(&'a self, _: Ask<'a>) -> BoxFuture<'a, Result<Permit, Limited>> {
        Box::pin(async { Ok(Permit::free()) })
    }

    fn heed<'a>(&'a self, _: Quota, _: &'a dyn Clock) -> BoxFuture<'a, ()> {
        Box::pin(async {})
    }
}

/// Writes down what hooks are shown, and adds a secret of its own.
struct Spy(Arc<Mutex<String>>);

impl Spy {
    fn look(&self, value: &dyn Debug) {
        let mut seen = self.0.lock().unwrap();
        writeln!(seen, "{value:?}\n{value:#?}").unwrap();
    }
}

impl Hooks for Spy {
    fn on_request(&self, request: &mut Outgoing<'_>) {
        request.header("x-hook", sensitive("hook"));
        self.look(request);
    }

    fn on_response(&self, answer: &Answered<'_>) {
        self.look(answer);
        self.look(&answer.headers.location());
        self.look(&answer.headers.links());
    }

    fn on_retry(&self, retry: &Retrying<'_>) {
        self.look(retry);
        if let Some(error) = retry.error {
            self.0.lock().unwrap().push_str(&shown(error));
        }
    }

    fn on_deprecation(&self, deprecated: &Deprecated<'_>) {
        self.look(deprecated);
    }
}

/// A server that says again all that it is told: half of the time in a 503, and else as a test
/// asks.
#[derive(Debug, Clone)]
pub(super) struct World {
    told: Told,
    content_type: &'static str,
    asked: Arc<AtomicU32>,
    wire: Arc<Mutex<String>>,
}

impl World {
    pub(super) fn new(told: Told) -> Self {
        Self {
            told,
            content_type: "application/json",
            asked: Arc::default(),
            wire: Arc::default(),
        }
    }

    pub(super) fn of_type(self, content_type: &'static str) -> Self {
        Self {
            content_type,
            ..self
        }
    }

    /// Sees to it that what was planted in these places went over the wire.
    #[track_caller]
    pub(super) fn assert_told(&self, places: &[&str]) {
        let wire = self.wire.lock().unwrap();
        for place in places {
            assert!(wire.contains(&format!("c4n4ry-{place}")), "{place}: {wire}");
        }
    }

    fn answer(&self, echo: &str) -> Answer {
        let is_first = self.asked.fetch_add(1, Ordering::Relaxed).is_multiple_of(2);
        let (status, body) = if is_first {
            (503, echo.to_owned())
        } else {
            (self.told)(echo)
        };
        let link = |place| format!("https://files.test/{place}?sig={}", plain_secret_of(place));
        let mut headers = HeaderMap::new();
        for (name, value) in [
            ("content-type", self.content_type.to_owned()),
            ("x-echo", echo.to_owned()),
            ("deprecation", "true".to_owned()),
            (
                "set-cookie",
                format!("id={}", plain_secret_of("set-cookie")),
            ),
            ("location", format!("{}&echo={echo}", link("location"))),
            ("link", format!("<{}>; rel=next", link("link"))),
        ] {
            headers.insert(name, HeaderValue::try_from(value).unwrap());
        }
        Answer {
            status: StatusCode::from_u16(status).unwrap(),
            headers,
            body: Body::new(Once(Some(body.into()))),
        }
    }
}

impl Transport for World {
    fn send(&self, request: Request) -> BoxFuture<'_, Result<Answer, TransportError>> {
        let mut echo = request.target().to_owned();
        for value in request.headers().values() {
            let value = String::from_utf8_lossy(value.as_bytes());
            write!(echo, " {value}").unwrap();
        }
        if let Some(body) = request.body().bytes() {
            let body = String::from_utf8_lossy(body);
            write!(echo, " {}", body.replace(['\r', '\n'], " ")).unwrap();
        }
        writeln!(self.wire.lock().unwrap(), "{echo}").unwrap();
        let answer = self.answer(&echo);
        Box::pin(async { Ok(answer) })
    }
}

/// The API in one world, and all other hosts in another.
#[derive(Debug)]
pub(super) struct Elsewhere(pub(super) World, pub(super) World);

impl Transport for Elsewhere {
    fn send(&self, request: Request) -> BoxFuture<'_, Result<Answer, TransportError>> {
        let is_api = BASE.ends_with(request.origin().authority());
        let world = if is_api { &self.0 } else { &self.1 };
        world.send(request)
    }
}
