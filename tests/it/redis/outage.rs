//! The server goes and comes back; no call is lost, and it is said once.

use std::time::Duration;

use endpoint::limit;
use endpoint::redis::{Fallback, RateLimiter};
use endpoint::transport::{Memory, Reply};
use endpoint::{Client, ErrorKind, NoContent, endpoint};
use tokio::task::JoinSet;

use super::server::RedisServer;
use super::{SECOND, redis};
use crate::support::{Trace, builder, failed};

#[endpoint(GET "/call" -> NoContent)]
struct Call {}

const CALLS: usize = 20;

fn limiter(server: &RedisServer) -> RateLimiter {
    RateLimiter::new(&redis(server), "api", 1_000, SECOND)
}

fn client(limiter: RateLimiter) -> Client {
    let memory = Memory::new();
    for _ in 0..20 * CALLS {
        memory.reply(Reply::new(204));
    }
    builder(&memory).rate_limiter(limiter).build().unwrap()
}

/// Calls at once, all of which have to succeed.
fn calls(client: &Client) -> JoinSet<()> {
    let mut calls = JoinSet::new();
    for _ in 0..CALLS {
        let call = client.send(Call {}).into_future();
        calls.spawn(async { drop(call.await.unwrap()) });
    }
    calls
}

async fn call(client: &Client) {
    calls(client).join_all().await;
}

/// How often it was said that the budget is shared again.
fn returns(trace: &Trace) -> usize {
    trace.text().matches("Redis is back").count()
}

#[tokio::test]
async fn calls_wait_until_redis_is_back() {
    let trace = Trace::start();
    let mut server = RedisServer::start().await;
    let client = client(limiter(&server));
    call(&client).await;
    for outages in 1..=2 {
        server.kill();
        let waiting = calls(&client);
        tokio::time::sleep(Duration::from_millis(300)).await;
        server.restart().await;
        waiting.join_all().await;
        call(&client).await;
        let warnings = trace.warnings();
        assert_eq!(warnings.len(), outages, "{warnings:#?}");
        let last = &warnings[outages - 1];
        assert!(last.contains("until it can be, calls wait for it"));
        assert!(last.contains(&server.place()) && last.contains("api"));
        assert_eq!(returns(&trace), outages);
    }
}

#[tokio::test]
async fn calls_go_on_by_a_local_budget() {
    let trace = Trace::start();
    let mut server = RedisServer::start().await;
    let local = limit::RateLimiter::per(1_000, SECOND);
    let limiter = limiter(&server).without_redis(Fallback::local(local));
    let client = client(limiter);
    call(&client).await;
    server.kill();
    for _ in 0..3 {
        call(&client).await;
    }
    assert_eq!(returns(&trace), 0);
    server.restart().await;
    // It is asked again in a moment, and not by every call.
    while returns(&trace) == 0 {
        drop(client.send(Call {}).await.unwrap());
        tokio::time::sleep(Duration::from_millis(20)).await;
    }
    call(&client).await;
    let warnings = trace.warnings();
    assert_eq!(warnings.len(), 1, "{warnings:#?}");
    assert!(warnings[0].contains("calls go by a budget of this process alone"));
    assert_eq!(returns(&trace), 1);
}

#[tokio::test]
async fn the_local_budget_is_one() {
    let mut server = RedisServer::start().await;
    let local = limit::RateLimiter::per(2, SECOND * 60);
    let limiter = limiter(&server).without_redis(Fallback::local(local));
    let client = client(limiter);
    server.kill();
    for _ in 0..2 {
        drop(client.send(Call {}).await.unwrap());
    }
    let error = failed(client.send(Call {}).deadline(SECOND).await);
    assert_eq!(error.kind(), ErrorKind::Limited);
    assert!(error.to_string().contains("2 requests in 60s"), "{error}");
}

#[tokio::test]
async fn a_call_that_waits_in_vain_says_for_what() {
    let mut server = RedisServer::start().await;
    let client = client(limiter(&server));
    server.kill();
    let deadline = Duration::from_millis(400);
    let error = failed(client.send(Call {}).deadline(deadline).await);
    assert_eq!(error.kind(), ErrorKind::Limited);
    let said = format!("Redis at {} cannot be reached", server.place());
    assert!(error.to_string().contains(&said), "{error}");
    assert!(error.elapsed() > deadline / 2, "{:?}", error.elapsed());
}

#[tokio::test]
async fn a_time_that_was_given_holds_while_redis_is_away() {
    let mut server = RedisServer::start().await;
    let limiter = RateLimiter::new(&redis(&server), "api", 1, SECOND / 2);
    let client = client(limiter);
    drop(client.send(Call {}).await.unwrap());
    let second = tokio::spawn(client.send(Call {}).into_future());
    let waiting = ["ZCARD", "endpoint:{api}:times"];
    while server.say::<u32>(&waiting).await < 2 {}
    // The answer is on its way.
    tokio::time::sleep(SECOND / 10).await;
    server.kill();
    drop(second.await.unwrap().unwrap());
}

#[tokio::test]
async fn a_connection_that_was_lost_meanwhile_is_no_outage() {
    let trace = Trace::start();
    let mut server = RedisServer::start().await;
    let client = client(limiter(&server));
    call(&client).await;
    server.kill();
    server.restart().await;
    call(&client).await;
    let kicked: u64 = server.say(&["CLIENT", "KILL", "TYPE", "normal"]).await;
    assert!(kicked > 0);
    call(&client).await;
    assert_eq!(trace.warnings(), [""; 0]);
}

#[tokio::test]
async fn a_runtime_that_is_gone_took_its_connection_along() {
    let server = RedisServer::start().await;
    let limiter = limiter(&server);
    let other = limiter.clone();
    let thread = std::thread::spawn(move || {
        let runtime = tokio::runtime::Builder::new_current_thread()
            .enable_all()
            .build();
        runtime.unwrap().block_on(call(&client(other)));
    });
    tokio::task::spawn_blocking(|| thread.join().unwrap())
        .await
        .unwrap();
    call(&client(limiter)).await;
}
