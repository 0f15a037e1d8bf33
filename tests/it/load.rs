//! Ten thousand calls at once through one client, a third of which fail at first: each comes to one
//! outcome, and nothing of them stays.

#[cfg(target_os = "linux")]
mod memory;
mod server;

use std::time::{Duration, SystemTime};

use endpoint::limit::RateLimiter;
use endpoint::transport::BoxFuture;
use endpoint::{Client, ClientBuilder, Clock, Error, Response, Retry, endpoint};
use tokio::task::JoinSet;

use self::server::Server;
use crate::transports::Over;

const CALLS: usize = 10_000;

/// How many connections there are.
const IN_FLIGHT: u32 = 64;

#[endpoint(GET "/things/<id>" -> usize)]
struct Get {
    id: usize,
}

#[endpoint(POST "/things/<id>" -> usize)]
struct Post {
    id: usize,
}

/// Stands still: delays are over at once, and no time runs out.
#[derive(Debug, Clone)]
struct Standing;

impl Clock for Standing {
    fn now(&self) -> Duration {
        Duration::ZERO
    }

    fn date(&self) -> SystemTime {
        SystemTime::UNIX_EPOCH
    }

    fn sleep(&self, time: Duration) -> BoxFuture<'static, ()> {
        if time < Duration::from_secs(1) {
            Box::pin(tokio::task::yield_now())
        } else {
            Box::pin(std::future::pending())
        }
    }
}

/// Whether the request of this number fails that comes as the so many-th for it, from 0: the first of
/// every third call.
fn fails(id: usize, earlier: u32) -> bool {
    id.is_multiple_of(3) && earlier == 0
}

/// Every fifth call is one that must not come twice.
fn is_post(id: usize) -> bool {
    id.is_multiple_of(5)
}

async fn call(client: Client, id: usize) -> (usize, Result<Response<usize>, Error>) {
    let result = if is_post(id) {
        client.send(Post { id }).await
    } else {
        client.send(Get { id }).await
    };
    (id, result)
}

/// All calls at once, and what each came to, by its number.
async fn all_at_once(client: &Client) -> Vec<Result<Response<usize>, Error>> {
    let mut calls = JoinSet::new();
    for id in 0..CALLS {
        calls.spawn(call(client.clone(), id));
    }
    let mut outcomes: Vec<_> = (0..CALLS).map(|_| None).collect();
    while let Some(done) = calls.join_next().await {
        let (id, result) = done.unwrap();
        assert!(outcomes[id].replace(result).is_none());
    }
    outcomes.into_iter().map(Option::unwrap).collect()
}

fn assert_kept(
    server: &Server,
    limiter: &RateLimiter,
    outcomes: &[Result<Response<usize>, Error>],
) {
    for (id, outcome) in outcomes.iter().enumerate() {
        let (seen, answered) = server.seen(id);
        let (attempts, is_answered) = match outcome {
            Ok(answer) => {
                assert_eq!(**answer, id);
                (answer.meta.attempts, true)
            }
            Err(error) => (error.attempts(), false),
        };
        assert_eq!((seen, answered), (attempts, u32::from(is_answered)), "{id}");
        assert_eq!(is_answered, !fails(id, attempts - 1), "{id}");
        assert!(
            attempts == 1 || (attempts == 2 && fails(id, 0) && !is_post(id)),
            "{id}"
        );
    }
    assert_eq!((limiter.in_flight_now(), limiter.waiting()), (0, 0));
    assert!(server.most_at_once() <= IN_FLIGHT as usize);
}

fn loaded(over: Over, server: &Server, limiter: &RateLimiter) -> ClientBuilder {
    over.builder(server.url())
        .clock(Standing)
        .retry(Retry::standard())
        .rate_limiter(limiter.clone())
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn with_tokens_for_all_retries_only_those_fail_that_must_not_be_repeated() {
    let (server, limiter) = (
        Server::start().await,
        RateLimiter::in_flight_only(IN_FLIGHT),
    );
    let tokens = u32::try_from(CALLS).unwrap() * 14 / 3;
    let client = loaded(Over::Hyper, &server, &limiter)
        .retry_budget(tokens)
        .build()
        .unwrap();
    let outcomes = all_at_once(&client).await;
    assert_kept(&server, &limiter, &outcomes);
    for (id, outcome) in outcomes.iter().enumerate() {
        let is_hopeless = fails(id, 0) && is_post(id);
        assert_eq!(outcome.is_err(), is_hopeless, "{id}");
    }
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn with_the_tokens_that_there_are_the_others_fail_at_once_and_say_so() {
    let (server, limiter) = (
        Server::start().await,
        RateLimiter::in_flight_only(IN_FLIGHT),
    );
    let client = loaded(Over::Reqwest, &server, &limiter).build().unwrap();
    let outcomes = all_at_once(&client).await;
    assert_kept(&server, &limiter, &outcomes);
    let mut retried = 0;
    for (id, outcome) in outcomes.iter().enumerate() {
        match outcome {
            Ok(answer) => retried += answer.meta.attempts - 1,
            Err(error) if is_post(id) => assert!(!error.to_string().contains("retry_budget")),
            Err(error) => assert!(error.to_string().contains("`retry_budget`"), "{error}"),
        }
    }
    assert!(retried >= 35, "{retried}");
    assert_eq!(retries_left(&client).await, 35);
}

/// How many more retries the client makes, each of which takes 14 tokens.
async fn retries_left(client: &Client) -> u32 {
    let mut retries = 0;
    loop {
        let error = client.send(Get { id: server::NEVER }).await.unwrap_err();
        retries += error.attempts() - 1;
        if error.attempts() == 1 {
            return retries;
        }
    }
}
