//! What stays of calls in memory. In a process of its own, where nothing else takes any.

use std::pin::Pin;
use std::sync::Mutex;
use std::task::{Context, Poll};

use bytes::Bytes;
use endpoint::limit::RateLimiter;
use endpoint::transport::{
    Answer, Body, BoxFuture, Failure, Pieces, Request, Transport, TransportError,
};
use endpoint::{Client, HeaderMap, StatusCode};

use super::{CALLS, IN_FLIGHT, Standing, all_at_once, fails};
use crate::support::{BASE, run, told};

/// What a leak of 64 bytes for each call would come to.
const MOST: usize = ROUNDS * CALLS * 64;

/// How many times all calls are made between the two looks.
const ROUNDS: usize = 4;

#[tokio::test]
async fn nothing_is_kept_of_calls_that_are_over() {
    if told().is_none() {
        run(
            "load::memory::nothing_is_kept_of_calls_that_are_over",
            "alone",
            &[],
        )
        .await;
        return;
    }
    let limiter = RateLimiter::in_flight_only(IN_FLIGHT);
    let client = Client::builder(BASE)
        .transport(Echo::default())
        .clock(Standing)
        .rate_limiter(limiter.clone())
        .retry_budget(u32::MAX)
        .build()
        .unwrap();
    // What the process once takes it keeps, but for what the allocator gives back now and then, to take
    // it again.
    let mut before = 0;
    for _ in 0..4 {
        round(&client).await;
        before = resident().max(before);
    }
    for _ in 0..ROUNDS {
        round(&client).await;
    }
    let grown = resident().saturating_sub(before);
    println!("{before} bytes, and {grown} more");
    assert!(grown < MOST, "{grown} bytes more than {before}");
    assert_eq!((limiter.in_flight_now(), limiter.waiting()), (0, 0));
}

async fn round(client: &Client) {
    let outcomes = all_at_once(client).await;
    assert!(outcomes.iter().filter(|outcome| outcome.is_ok()).count() > CALLS / 2);
}

/// The memory of this process that is really there, in bytes.
fn resident() -> usize {
    let status = std::fs::read_to_string("/proc/self/status").unwrap();
    let line = status
        .lines()
        .find_map(|line| line.strip_prefix("VmRSS:"))
        .unwrap();
    let kilobytes = line.trim().strip_suffix(" kB").unwrap();
    kilobytes.parse::<usize>().unwrap() << 10
}

/// Answers with the number at the end of the path, and fails as the server does.
#[derive(Debug)]
struct Echo {
    earlier: Mutex<Vec<u32>>,
}

impl Default for Echo {
    fn default() -> Self {
        Self {
            earlier: Mutex::new(vec![0; CALLS]),
        }
    }
}

impl Echo {
    fn answer(&self, request: &Request) -> Result<Answer, TransportError> {
        let id: usize = request
            .target()
            .rsplit('/')
            .next()
            .unwrap()
            .parse()
            .unwrap();
        let earlier = {
            let mut all = self.earlier.lock().unwrap();
            let earlier = all[id];
            all[id] = u32::from(fails(id, earlier));
            earlier
        };
        let status = match (fails(id, earlier), id % 2) {
            (true, 1) => return Err(TransportError::new(Failure::Interrupted, "closed")),
            (true, _) => StatusCode::SERVICE_UNAVAILABLE,
            (false, _) => StatusCode::OK,
        };
        Ok(Answer {
            status,
            headers: HeaderMap::new(),
            body: Body::new(Once(Some(id.to_string().into()))),
        })
    }
}

impl Transport for Echo {
    fn send(&self, request: Request) -> BoxFuture<'_, Result<Answer, TransportError>> {
        Box::pin(async move {
            tokio::task::yield_now().await;
            self.answer(&request)
        })
    }
}

struct Once(Option<Bytes>);

impl Pieces for Once {
    fn poll_piece(
        mut self: Pin<&mut Self>,
        _: &mut Context<'_>,
    ) -> Poll<Option<Result<Bytes, TransportError>>> {
        Poll::Ready(self.0.take().map(Ok))
    }
}
