//! What a store keeps, and who may renew it.

use std::time::{Duration, SystemTime};

use endpoint::auth::oauth2::{Claim, Token, TokenStore as _};
use endpoint::redis::TokenStore;

use super::server::RedisServer;
use super::{SECOND, redis};
use crate::support::{HandClock, shown};

fn store(server: &RedisServer) -> TokenStore {
    TokenStore::new(&redis(server), "app")
}

async fn claim(store: &TokenStore, time: Duration) -> Option<Claim> {
    store.claim(time, &HandClock::default()).await.unwrap()
}

#[tokio::test]
async fn what_one_process_saves_the_others_load() {
    let server = RedisServer::start().await;
    let (one, other) = (store(&server), store(&server));
    assert_eq!(one.load().await.unwrap(), None);
    let mut token = Token::new("acc\"ess \u{1F511}");
    one.save(&token).await.unwrap();
    assert_eq!(other.load().await.unwrap(), Some(token.clone()));
    token.refresh = Some("refresh".into());
    token.expires_at = SystemTime::UNIX_EPOCH.checked_add(SECOND * 2_000_000_000);
    token.scope = Some("read write".to_owned());
    other.save(&token).await.unwrap();
    assert_eq!(one.load().await.unwrap(), Some(token));
    let another = TokenStore::new(&redis(&server), "another");
    assert_eq!(another.load().await.unwrap(), None);
    let kept: i64 = server.say(&["TTL", "endpoint:{app}:token"]).await;
    assert_eq!(kept, -1);
}

#[tokio::test]
async fn one_holds_the_claim_until_it_gives_it_back() {
    let server = RedisServer::start().await;
    let (one, other) = (store(&server), store(&server));
    let claimed = claim(&one, SECOND * 60).await.unwrap();
    assert!(claim(&other, SECOND).await.is_none());
    assert!(claim(&one, SECOND).await.is_none());
    one.release(claimed).await;
    let claimed = claim(&other, SECOND * 60).await.unwrap();
    let left: u64 = server.say(&["PTTL", "endpoint:{app}:claim"]).await;
    assert!((58_000..=60_000).contains(&left), "{left}");
    other.release(claimed).await;
}

#[tokio::test]
async fn a_claim_whose_time_is_over_takes_nothing_from_the_next_one() {
    let server = RedisServer::start().await;
    let (one, other) = (store(&server), store(&server));
    let late = claim(&one, Duration::from_millis(1)).await.unwrap();
    let next = loop {
        match claim(&other, SECOND * 60).await {
            Some(claim) => break claim,
            None => tokio::time::sleep(Duration::from_millis(1)).await,
        }
    };
    one.release(late).await;
    assert!(claim(&one, SECOND).await.is_none());
    // A mark of another store says nothing here.
    other.release(Claim::new("mark")).await;
    assert!(claim(&one, SECOND).await.is_none());
    other.release(next).await;
    assert!(claim(&one, SECOND).await.is_some());
}

#[tokio::test]
async fn what_is_no_token_is_an_error_that_does_not_show_it() {
    let server = RedisServer::start().await;
    let store = store(&server);
    for text in ["", "s3cret", r#"{"version":9,"access_token":"s3cret"}"#] {
        let () = server.say(&["SET", "endpoint:{app}:token", text]).await;
        let text = shown(&store.load().await.unwrap_err());
        assert!(text.contains("`endpoint:{app}:token`"), "{text}");
        assert!(!text.contains("s3cret"), "{text}");
    }
}

#[tokio::test]
async fn a_server_that_is_away_is_said_to_be() {
    let mut server = RedisServer::start().await;
    let store = store(&server);
    store.save(&Token::new("token")).await.unwrap();
    server.kill();
    let error = store.load().await.unwrap_err().to_string();
    assert!(error.contains("cannot be reached"), "{error}");
    assert!(error.contains(&server.place()), "{error}");
}
