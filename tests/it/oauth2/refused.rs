//! What a 401 of the API does.

use std::sync::Arc;

use endpoint::auth::OAuth2;
use endpoint::auth::oauth2::Token;
use endpoint::transport::{Memory, Reply};
use endpoint::{Client, ErrorKind, NoContent, Upload, endpoint};
use tokio::task::JoinSet;

use super::servers::Servers;
use super::{Get, Post, TOKEN_URL, begin, by_old, call, client, clock, lives, no, own};
use crate::support::{BASE, memory, refused};

#[tokio::test]
async fn a_hundred_at_once_make_one_request_for_a_token_and_succeed() {
    a_hundred_succeed().await;
}

#[tokio::test(flavor = "multi_thread", worker_threads = 4)]
async fn so_they_do_on_many_threads() {
    a_hundred_succeed().await;
}

async fn a_hundred_succeed() {
    let servers = Servers::answering([lives("new", 3600)]);
    servers.refuse("old");
    servers.gather(100);
    let client = Arc::new(client(&servers, &clock(), by_old()));
    let mut calls = JoinSet::new();
    for _ in 0..100 {
        let client = Arc::clone(&client);
        calls.spawn(async move { client.send(Get {}).await.unwrap().meta.attempts });
    }
    assert_eq!(calls.join_all().await, [2; 100]);
    assert_eq!(servers.asked().len(), 1);
    let seen = servers.seen();
    assert_eq!(seen.iter().filter(|token| *token == "old").count(), 100);
    assert_eq!(seen.iter().filter(|token| *token == "new").count(), 100);
}

#[tokio::test]
async fn a_hundred_at_once_are_told_why_there_is_no_other_and_the_next_call_tries_again() {
    let servers = Servers::answering([no("invalid_client"), lives("new", 3600)]);
    servers.refuse("old");
    servers.gather(100);
    // Nobody is to come back for the answer before the last has got his 401.
    servers.open(false);
    let client = Arc::new(client(&servers, &clock(), by_old()));
    let mut calls = JoinSet::new();
    for _ in 0..100 {
        let client = Arc::clone(&client);
        calls.spawn(async move { super::fails(&client).await.to_string() });
    }
    while servers.seen().len() < 100 {
        tokio::task::yield_now().await;
    }
    servers.settle().await;
    servers.open(true);
    for said in calls.join_all().await {
        assert!(said.contains("`invalid_client`"), "{said}");
    }
    assert_eq!(servers.asked().len(), 1);
    servers.gather(1);
    call(&client).await;
    assert_eq!(servers.asked().len(), 2);
    assert_eq!(servers.seen().last().unwrap(), "new");
}

#[tokio::test]
async fn a_late_one_to_an_older_token_renews_nothing() {
    let servers = Servers::answering([lives("new", 3600), lives("newer", 3600)]);
    servers.refuse("old");
    let crowd = servers.gather(2);
    let client = client(&servers, &clock(), by_old());
    // Sent with the old token, and answered when there is a new one.
    let mut late = Box::pin(client.send(Get {}).into_future());
    begin(&servers, &mut late).await;
    servers.gather(1);
    call(&client).await;
    assert_eq!(servers.asked().len(), 1);
    let (late, _) = tokio::join!(late, crowd.wait());
    late.unwrap();
    assert_eq!(servers.asked().len(), 1);
    assert_eq!(servers.seen(), ["old", "old", "new", "new"]);
}

#[tokio::test]
async fn the_second_in_a_row_is_the_apis_answer() {
    let servers = Servers::answering([lives("new", 3600), lives("newer", 3600)]);
    servers.refuse("old");
    servers.refuse("new");
    let client = client(&servers, &clock(), by_old());
    let refusal = refused(client.send(Get {}).await);
    assert_eq!(refusal.status(), 401);
    assert_eq!(refusal.meta().attempts, 2);
    assert_eq!(servers.asked().len(), 1);
    // The next call finds out by itself.
    call(&client).await;
    assert_eq!(servers.seen(), ["old", "new", "new", "newer"]);
}

#[tokio::test]
async fn a_body_that_is_gone_is_not_sent_again_and_the_next_call_has_a_new_token() {
    let servers = Servers::answering([lives("new", 3600)]);
    servers.refuse("old");
    let client = client(&servers, &clock(), by_old());
    let body = Upload::from_reader(&b"once"[..]);
    let refusal = refused(client.send(Post { body }).await);
    assert_eq!(refusal.status(), 401);
    assert!(servers.asked().is_empty());
    call(&client).await;
    assert_eq!(servers.seen(), ["old", "new"]);
}

#[tokio::test]
async fn it_is_the_apis_answer_where_there_is_no_way_to_another_token() {
    let servers = Servers::answering([]);
    servers.refuse("alone");
    let by = OAuth2::token(TOKEN_URL, Token::new("alone")).unwrap();
    let client = client(&servers, &clock(), by);
    for _ in 0..2 {
        let refusal = refused(client.send(Get {}).await);
        assert_eq!(refusal.status(), 401);
    }
    assert_eq!(servers.seen(), ["alone", "alone"]);
    assert!(servers.asked().is_empty());
}

#[tokio::test]
async fn a_401_without_a_retry_policy_is_replayed_all_the_same() {
    let servers = Servers::answering([lives("new", 3600)]);
    servers.refuse("old");
    let client = client(&servers, &clock(), by_old());
    client
        .send(Get {})
        .retry(endpoint::Retry::never())
        .await
        .unwrap();
    assert_eq!(servers.seen(), ["old", "new"]);
}

#[endpoint(GET "/thing" -> NoContent, redirect = follow)]
struct Follow;

#[tokio::test]
async fn that_of_another_origin_says_nothing_of_the_token() {
    let memory: Memory = memory([
        lives("1", 3600),
        Reply::new(302).header("location", "https://elsewhere.test/thing"),
        Reply::new(401),
        Reply::new(204),
    ]);
    let client = Client::builder(BASE)
        .transport(memory.clone())
        .credential(own())
        .build()
        .unwrap();
    let refusal = refused(client.send(Follow {}).await);
    assert_eq!(refusal.status(), 401);
    client.send(Get {}).await.unwrap();
    let sent = memory.sent();
    assert_eq!(sent.len(), 4);
    assert!(!sent[2].headers.contains_key("authorization"));
    assert_eq!(sent[3].headers["authorization"], "Bearer 1");
}

#[tokio::test]
async fn a_token_endpoints_redirect_is_not_followed() {
    let moved = Reply::new(307).header("location", "https://elsewhere.test/token");
    let servers = Servers::answering([moved]);
    let client = client(&servers, &clock(), own());
    let error = super::fails(&client).await;
    assert_eq!(error.kind(), ErrorKind::Auth);
    assert!(
        error.to_string().contains("give the URL that it leads to"),
        "{error}"
    );
    assert_eq!(servers.asked().len(), 1);
}
