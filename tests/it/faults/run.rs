//! Makes each call in each mode, and sees what comes of it.

use std::collections::HashMap;
use std::convert::Infallible;
use std::sync::{Arc, Mutex};
use std::time::Duration;

use endpoint::transport::{
    Answer, BoxFuture, Hyper, Request, RequestBody, Reqwest, Transport, TransportError,
};
use endpoint::{Client, ClientBuilder};
use hyper_util::client::legacy;
use hyper_util::rt::TokioExecutor;

use super::calls::{CALLS, Call, CameTo, Get};
use super::modes::{Fault, HALF_BODY, MODES, Mode};
use super::server::Server;
use crate::support::{ClosedPort, HandClock};

/// What a call came to in a mode.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(super) struct Outcome {
    /// The keys of the requests that the server saw.
    pub(super) keys: Vec<Option<String>>,
    pub(super) came: CameTo,
}

/// A transport that goes over a network.
#[derive(Debug, Clone, Copy)]
pub(super) enum Over {
    Reqwest,
    Hyper,
}

/// How often a server fails.
#[derive(Debug, Clone, Copy)]
pub(super) enum Times {
    Once,
    Always,
}

/// What all calls come to, by mode and call.
pub(super) type Outcomes = HashMap<(&'static str, &'static str), Outcome>;

/// Makes all calls in all modes.
pub(super) fn outcomes(over: Over, times: Times) -> Outcomes {
    outcomes_in(over, times, &MODES)
}

pub(super) fn outcomes_in(over: Over, times: Times, modes: &'static [Mode]) -> Outcomes {
    let mut runtime = tokio::runtime::Builder::new_current_thread();
    let runtime = runtime.enable_all().build().unwrap();
    runtime.block_on(all(over, times, modes))
}

async fn all(over: Over, times: Times, modes: &'static [Mode]) -> Outcomes {
    let transports = [false, true].map(|is_http2| over.transport(is_http2));
    let mut outcomes = Outcomes::new();
    for mode in modes {
        let transport = &transports[usize::from(mode.is_http2())];
        for call in CALLS {
            let outcome = outcome(mode, call, times, transport).await;
            outcomes.insert((mode.name, call.name), outcome);
        }
    }
    outcomes
}

async fn outcome(
    mode: &'static Mode,
    call: &Call,
    times: Times,
    transport: &Arc<dyn Transport>,
) -> Outcome {
    let clock = HandClock::default();
    let watched = Watched {
        within: Arc::clone(transport),
        keys: Arc::default(),
    };
    let builder = |url: &str| builder(url, &watched, &clock);
    if matches!(mode.fault, Fault::Refuses) {
        let port = ClosedPort::hold();
        let client = builder(port.url()).build().unwrap();
        let came = driven(call, &client, turn(&clock, Duration::ZERO, || false)).await;
        let keys = Vec::new();
        return Outcome { keys, came };
    }
    let times = match times {
        Times::Once if !mode.is_handshake() => 1,
        _ if mode.is_kept => 1,
        _ => usize::MAX,
    };
    let server = Server::start(mode, times, clock.clone()).await;
    let client = builder(&server.url()).build().unwrap();
    if mode.is_kept {
        keep(mode, &client, &server).await;
        watched.keys.lock().unwrap().clear();
    }
    let is_silent = || server.silences() == watched.begun();
    let came = driven(call, &client, turn(&clock, patience(mode), is_silent)).await;
    let keys = watched.as_seen(mode, &server.keys());
    Outcome { keys, came }
}

fn builder(url: &str, watched: &Watched, clock: &HandClock) -> ClientBuilder {
    let builder = Client::builder(url).transport(watched.clone());
    builder.clock(clock.clone())
}

/// Makes a call that comes to be kept by its connection.
async fn keep(mode: &Mode, client: &Client, server: &Server) {
    client.send(Get).await.unwrap();
    if mode.is_idle() {
        server.ended().await;
    }
    // Lets the client's connections hear of it.
    for _ in 0..8 {
        tokio::task::yield_now().await;
    }
}

/// How long the client waits for a server that has fallen silent: for an answer to begin, or to go
/// on.
fn patience(mode: &Mode) -> Duration {
    match mode.fault {
        Fault::Http1(fault) if fault.answer == HALF_BODY => Duration::from_secs(20),
        _ => Duration::from_secs(30),
    }
}

/// Makes the call while the clock is turned.
async fn driven(call: &Call, client: &Client, turn: impl Future<Output = Infallible>) -> CameTo {
    tokio::select! {
        came = (call.make)(client) => CameTo::of(came),
        never = turn => match never {},
    }
}

/// Turns the clock whenever someone waits for it: for the next attempt or piece, or, once the
/// server is silent, for an answer.
async fn turn(clock: &HandClock, patience: Duration, is_silent: impl Fn() -> bool) -> Infallible {
    const SHORT: Duration = Duration::from_secs(5);
    loop {
        // What is on its way comes before the time is up.
        for _ in 0..8 {
            tokio::task::yield_now().await;
        }
        if let Some(left) = clock.left()
            && (left <= SHORT || left <= patience && is_silent())
        {
            clock.advance(left);
        }
    }
}

/// A transport, and the keys of what it was given to send.
#[derive(Debug, Clone)]
struct Watched {
    within: Arc<dyn Transport>,
    keys: Arc<Mutex<Vec<Option<String>>>>,
}

impl Watched {
    fn begun(&self) -> usize {
        self.keys.lock().unwrap().len()
    }

    /// The keys of the requests that came, which of HTTP/2 the server does not read. They are those
    /// that the transport was given last, since nothing below the client sends a request again.
    fn as_seen(&self, mode: &Mode, came: &[Option<String>]) -> Vec<Option<String>> {
        let given = self.keys.lock().unwrap();
        let unseen = given.len().checked_sub(came.len());
        let seen = &given[unseen.unwrap_or_else(|| panic!("{}: {came:?}", mode.name))..];
        assert!(mode.is_http2() || seen == came, "{}: {came:?}", mode.name);
        seen.to_vec()
    }
}

impl Transport for Watched {
    fn send(&self, request: Request) -> BoxFuture<'_, Result<Answer, TransportError>> {
        let key = request.headers().get("idempotency-key");
        let key = key.map(|key| key.to_str().unwrap().to_owned());
        self.keys.lock().unwrap().push(key);
        self.within.send(request)
    }
}

impl Over {
    fn transport(self, is_http2: bool) -> Arc<dyn Transport> {
        match (self, is_http2) {
            (Self::Reqwest, false) => Arc::new(Reqwest::new().unwrap()),
            (Self::Hyper, false) => Arc::new(Hyper::new().unwrap()),
            (Self::Reqwest, true) => {
                let builder = reqwest::Client::builder().http2_prior_knowledge();
                Arc::new(Reqwest::from_builder(builder).unwrap())
            }
            (Self::Hyper, true) => {
                let mut connector = legacy::connect::HttpConnector::new();
                connector.set_nodelay(true);
                let mut builder = legacy::Client::builder(TokioExecutor::new());
                let client = builder.http2_only(true).build::<_, RequestBody>(connector);
                Arc::new(Hyper::from_client(client))
            }
        }
    }
}
