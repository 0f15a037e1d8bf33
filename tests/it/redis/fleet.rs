//! Four processes that share one budget and one token.

use std::sync::atomic::{AtomicBool, AtomicUsize, Ordering};
use std::sync::{Arc, Mutex};
use std::time::{Duration, Instant};

use axum::extract::State;
use axum::http::{HeaderMap, StatusCode};
use axum::routing::{get, post};
use endpoint::auth::OAuth2;
use endpoint::redis::{RateLimiter, Redis, TokenStore};
use endpoint::transport::Reqwest;
use endpoint::{Client, Credential, NoContent, endpoint};
use tokio::net::TcpListener;
use tokio::sync::Barrier;
use tokio::task::JoinSet;

use super::server::RedisServer;
use super::{SECOND, ask};
use crate::support::{run, told};

const PROCESSES: usize = 4;

/// What all of them share, in a second.
const BUDGET: usize = 50;

/// What each of them wants, in a second.
const DEMAND: u32 = 15;

#[endpoint(GET "/ready" -> NoContent, timeout = "60s")]
struct Ready {}

#[endpoint(GET "/call" -> NoContent)]
struct Call {}

/// The API that they call, as it sees them.
#[derive(Debug)]
struct Api {
    ready: Barrier,
    rounds: AtomicUsize,
    arrivals: Mutex<Vec<Instant>>,
    /// How many tokens it has given out.
    tokens: AtomicUsize,
    is_first_revoked: AtomicBool,
}

impl Api {
    async fn start() -> (Arc<Self>, String) {
        let api = Arc::new(Self {
            ready: Barrier::new(PROCESSES),
            rounds: AtomicUsize::new(0),
            arrivals: Mutex::default(),
            tokens: AtomicUsize::new(0),
            is_first_revoked: AtomicBool::new(false),
        });
        let router = axum::Router::new()
            .route("/ready", get(ready))
            .route("/call", get(arrive))
            .route("/token", post(give_token))
            .with_state(Arc::clone(&api));
        let listener = TcpListener::bind("127.0.0.1:0").await.unwrap();
        let url = format!("http://{}", listener.local_addr().unwrap());
        tokio::spawn(axum::serve(listener, router).into_future());
        (api, url)
    }

    fn arrivals(&self) -> Vec<Instant> {
        self.arrivals.lock().unwrap().clone()
    }
}

/// Answers when all are there. When they are for the second time, the first token is void.
async fn ready(State(api): State<Arc<Api>>) -> StatusCode {
    if api.rounds.fetch_add(1, Ordering::SeqCst) + 1 == 2 * PROCESSES {
        api.is_first_revoked.store(true, Ordering::SeqCst);
    }
    api.ready.wait().await;
    StatusCode::NO_CONTENT
}

async fn arrive(State(api): State<Arc<Api>>, headers: HeaderMap) -> StatusCode {
    let now = Instant::now();
    let is_void = headers.get("authorization").is_some_and(|token| {
        token == "Bearer token-1" && api.is_first_revoked.load(Ordering::SeqCst)
    });
    if is_void {
        return StatusCode::UNAUTHORIZED;
    }
    api.arrivals.lock().unwrap().push(now);
    StatusCode::NO_CONTENT
}

/// Takes its time, so that the others come meanwhile.
async fn give_token(State(api): State<Arc<Api>>) -> String {
    let count = api.tokens.fetch_add(1, Ordering::SeqCst) + 1;
    tokio::time::sleep(SECOND / 5).await;
    format!(r#"{{"access_token": "token-{count}", "token_type": "bearer", "expires_in": 3600}}"#)
}

/// Runs the test of this name in four processes, and tells each where Redis and the API are, its
/// number, and how many calls it makes.
fn fleet(test: &'static str, redis: &RedisServer, api: &str, calls: u32) -> JoinSet<()> {
    let mut processes = JoinSet::new();
    for number in 0..PROCESSES {
        let told = format!("{} {api} {number} {calls}", redis.url());
        let test = format!("redis::fleet::{test}");
        processes.spawn(async move { run(&test, &told, &[]).await });
    }
    processes
}

/// What a process was told.
struct Told {
    redis: Redis,
    api: String,
    number: u32,
    calls: u32,
}

fn child() -> Option<Told> {
    let told = told()?;
    let mut words = told.split(' ').map(str::to_owned);
    let mut word = || words.next().unwrap();
    Some(Told {
        redis: Redis::new(word()).unwrap(),
        api: word(),
        number: word().parse().unwrap(),
        calls: word().parse().unwrap(),
    })
}

impl Told {
    /// Waits until all of the fleet are as far.
    async fn ready(&self, transport: &Reqwest) {
        let client = Client::builder(&self.api).transport(transport.clone());
        client.build().unwrap().send(Ready {}).await.unwrap();
    }

    /// Calls at an even pace, all of which have to succeed.
    async fn call(self) {
        let limiter = |name| RateLimiter::new(&self.redis, name, 50, SECOND);
        // The connections are there before it counts.
        let transport = Reqwest::new().unwrap();
        ask(&limiter("another"), None).await.unwrap();
        self.ready(&transport).await;
        let client = Client::builder(&self.api).transport(transport);
        let client = client.rate_limiter(limiter("fleet")).build().unwrap();
        let pace = SECOND / DEMAND;
        let mut calls = JoinSet::new();
        tokio::time::sleep(pace / 4 * self.number).await;
        let mut ticks = tokio::time::interval(pace);
        for _ in 0..self.calls {
            ticks.tick().await;
            calls.spawn(send(client.clone()));
        }
        calls.join_all().await;
    }
}

async fn send<C: Credential>(client: Client<endpoint::Undescribed, C>) {
    drop(client.send(Call {}).await.unwrap());
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn four_processes_share_a_budget() {
    if let Some(told) = child() {
        return told.call().await;
    }
    let redis = RedisServer::start().await;
    let (api, url) = Api::start().await;
    let calls = 5 * DEMAND;
    fleet("four_processes_share_a_budget", &redis, &url, calls)
        .join_all()
        .await;
    let arrivals = api.arrivals();
    assert_eq!(arrivals.len(), PROCESSES * calls as usize);
    let within = |start: Instant, time: Duration| {
        let is_within = |arrival: &&Instant| **arrival >= start && **arrival - start < time;
        arrivals.iter().filter(is_within).count()
    };
    // Over two seconds, as a machine with much to do moves some requests closer together. That not
    // one too many is given leave, the tests of the scripts show.
    let most = arrivals
        .iter()
        .map(|start| within(*start, 2 * SECOND))
        .max();
    assert!(most <= Some(105), "{most:?} requests in two seconds");
    let mean = within(arrivals[0], 5 * SECOND);
    assert!(
        (5 * BUDGET).abs_diff(mean) * 20 <= 5 * BUDGET,
        "{mean} in 5 seconds"
    );
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn four_processes_lose_no_call_while_redis_is_away() {
    if let Some(told) = child() {
        return told.call().await;
    }
    let mut redis = RedisServer::start().await;
    let (api, url) = Api::start().await;
    let calls = 2 * DEMAND;
    let processes = fleet(
        "four_processes_lose_no_call_while_redis_is_away",
        &redis,
        &url,
        calls,
    );
    while api.arrivals().len() < BUDGET / 2 {
        tokio::time::sleep(SECOND / 50).await;
    }
    redis.kill();
    tokio::time::sleep(SECOND / 2).await;
    redis.restart().await;
    processes.join_all().await;
    assert_eq!(api.arrivals().len(), PROCESSES * calls as usize);
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn one_of_four_processes_renews_the_token_for_all() {
    if let Some(told) = child() {
        let url = format!("{}/token", told.api);
        let store = TokenStore::new(&told.redis, "fleet");
        let credential = OAuth2::client_credentials(&url, "app", "s3cret").unwrap();
        let transport = Reqwest::new().unwrap();
        let client = Client::builder(&told.api).credential(credential.store(store));
        let client = client.build().unwrap();
        for _ in 0..2 {
            told.ready(&transport).await;
            let mut calls = JoinSet::new();
            for _ in 0..told.calls {
                calls.spawn(send(client.clone()));
            }
            calls.join_all().await;
        }
        return;
    }
    let redis = RedisServer::start().await;
    let (api, url) = Api::start().await;
    fleet(
        "one_of_four_processes_renews_the_token_for_all",
        &redis,
        &url,
        10,
    )
    .join_all()
    .await;
    assert_eq!(api.arrivals().len(), 2 * 10 * PROCESSES);
    assert_eq!(api.tokens.load(Ordering::SeqCst), 2);
}
