//! What is wrong with the server, or with how it is used, is said in clear words and without the
//! password.

use std::error::Error;
use std::net::Ipv4Addr;
use std::time::{Duration, Instant};

use endpoint::auth::oauth2::{Token, TokenStore as _};
use endpoint::limit::{self, Limiter as _, Quota};
use endpoint::redis::{Fallback, RateLimiter, Redis, TokenStore};
use tokio::io::AsyncWriteExt as _;
use tokio::net::TcpListener;

use super::server::RedisServer;
use super::{Hasty, SECOND, ask, redis};
use crate::support::shown;

const PASSWORD: &str = "correct-horse";

/// Everything that a limiter and a store say of the server of this URL.
async fn said(url: &str) -> String {
    let redis = Redis::new(url).unwrap();
    let limiter = RateLimiter::new(&redis, "api", 1, SECOND);
    let store = TokenStore::new(&redis, "api");
    let refused = ask(&limiter, Some(SECOND / 10)).await.unwrap_err();
    let failed = store.load().await.unwrap_err();
    let not_saved = store.save(&Token::new("s3cret-token")).await.unwrap_err();
    let not_claimed = store.claim(SECOND, &Hasty::default()).await.unwrap_err();
    let errors: [&(dyn Error + 'static); 4] = [&refused, &failed, &not_saved, &not_claimed];
    let shown: Vec<String> = errors.into_iter().map(shown).collect();
    format!("{redis:?} {limiter:?} {store:?} {}", shown.concat())
}

#[tokio::test]
async fn a_key_of_another_type_is_an_error_that_says_so() {
    let server = RedisServer::start().await;
    for key in ["times", "token", "claim"] {
        let key = format!("endpoint:{{api}}:{key}");
        let () = server.say(&["HSET", &key, "a", "b"]).await;
    }
    let redis = redis(&server);
    let limited = ask(&RateLimiter::new(&redis, "api", 1, SECOND), None).await;
    let store = TokenStore::new(&redis, "api");
    let loaded = store.load().await;
    let claimed = store.claim(SECOND, &Hasty::default()).await;
    for error in [
        limited.unwrap_err().to_string(),
        loaded.unwrap_err().to_string(),
        claimed.unwrap_err().to_string(),
    ] {
        assert!(error.contains("under the key is something else"), "{error}");
        assert!(error.contains(&server.place()), "{error}");
    }
}

#[tokio::test]
async fn a_wrong_password_is_an_error_that_does_not_show_it() {
    let server = RedisServer::start_locked(PASSWORD).await;
    let place = server.place();
    let wrong = said(&format!("redis://:wrong-horse@{place}")).await;
    assert!(wrong.contains("does not take the user or the password"));
    let none = said(&format!("redis://{place}")).await;
    assert!(none.contains("it wants a password"), "{none}");
    for text in [&wrong, &none] {
        assert_eq!(text.matches("cannot be used").count() % 4, 0);
        assert!(text.contains(&place));
        assert!(
            !text.contains("horse") && !text.contains("s3cret"),
            "{text}"
        );
    }
    let limiter = RateLimiter::new(&redis(&server), "api", 1, SECOND);
    ask(&limiter, None).await.unwrap();
    assert!(!format!("{limiter:?}").contains(PASSWORD));
}

#[tokio::test]
async fn what_a_user_may_not_do_is_said() {
    let server = RedisServer::start().await;
    let rules = "ACL SETUSER app on >pass ~endpoint:* +@all -get -set -evalsha";
    let () = server.say(&rules.split(' ').collect::<Vec<_>>()).await;
    let text = said(&format!("redis://app:pass@{}", server.place())).await;
    assert!(
        text.contains("its user may not do what is needed"),
        "{text}"
    );
    assert!(!text.contains("s3cret"), "{text}");
}

#[tokio::test]
async fn the_commands_that_are_documented_are_enough() {
    let server = RedisServer::start().await;
    let rules = "ACL SETUSER app on >pass ~endpoint:* +evalsha +script|load +time +zadd +zcount \
                 +zrange +zrem +zremrangebyscore +zscore +hgetall +hset +hdel +pexpire +get +set \
                 +del +select";
    let () = server
        .say(&rules.split_whitespace().collect::<Vec<_>>())
        .await;
    let redis = Redis::new(format!("redis://app:pass@{}/0", server.place())).unwrap();
    let limiter = RateLimiter::new(&redis, "api", 1, SECOND / 100);
    let clock = Hasty::default();
    for remaining in [5, 4, 0] {
        limiter.heed(Quota::new(remaining, SECOND), &clock).await;
        ask(&limiter, None).await.unwrap();
        tokio::time::sleep(SECOND / 50).await;
    }
    let store = TokenStore::new(&redis, "api");
    let claim = store.claim(SECOND, &clock).await.unwrap().unwrap();
    store.save(&Token::new("token")).await.unwrap();
    store.release(claim).await;
    assert!(store.load().await.unwrap().is_some());
    assert!(store.claim(SECOND, &clock).await.unwrap().is_some());
    let log: Vec<redis::Value> = server.say(&["ACL", "LOG"]).await;
    assert_eq!(log, []);
}

#[tokio::test]
async fn a_server_that_repeats_what_it_was_asked_is_not_quoted() {
    let without_set = ["--rename-command", "SET", ""];
    let server = RedisServer::start_with("", &without_set).await;
    let store = TokenStore::new(&redis(&server), "api");
    let error = store.save(&Token::new("s3cret-token")).await.unwrap_err();
    let text = shown(&error);
    assert!(text.contains("answers `ERR`"), "{text}");
    assert!(!text.contains("s3cret"), "{text}");
}

#[tokio::test]
async fn what_is_no_redis_is_not_waited_for() {
    let listener = TcpListener::bind((Ipv4Addr::LOCALHOST, 0)).await.unwrap();
    let url = format!("redis://{}", listener.local_addr().unwrap());
    tokio::spawn(async move {
        while let Ok((mut stream, _)) = listener.accept().await {
            let _ = stream.write_all(b"HTTP/1.1 400 Bad Request\r\n\r\n").await;
        }
    });
    let limiter = RateLimiter::new(&Redis::new(url).unwrap(), "api", 1, SECOND);
    let error = ask(&limiter, None).await.unwrap_err().to_string();
    assert!(error.contains("what answers there is not Redis"), "{error}");
}

#[tokio::test]
async fn a_server_that_says_nothing_is_given_up_in_time_and_not_by_every_call() {
    let listener = TcpListener::bind((Ipv4Addr::LOCALHOST, 0)).await.unwrap();
    let url = format!("redis://{}", listener.local_addr().unwrap());
    let local = Fallback::local(limit::RateLimiter::per(50, SECOND));
    let limiter =
        RateLimiter::new(&Redis::new(url).unwrap(), "api", 1, SECOND).without_redis(local);
    for longest in [900, 300, 300] {
        let start = Instant::now();
        ask(&limiter, Some(SECOND)).await.unwrap();
        assert!(start.elapsed() < Duration::from_millis(longest));
    }
    drop(listener);
}

#[test]
fn a_url_that_is_none_is_an_error_that_does_not_show_it() {
    for (url, part) in [
        ("", "redis://[user:password@]host"),
        ("10.0.0.7", "redis://[user:password@]host"),
        ("http://:horse@10.0.0.7", "redis://[user:password@]host"),
        (
            "redis://:horse@10.0.0.7/horse",
            "redis://[user:password@]host",
        ),
        ("redis://:ho/rse@10.0.0.7", "percent-encode"),
        ("rediss://:horse@10.0.0.7", "tokio-rustls-comp"),
    ] {
        let text = shown(&Redis::new(url).unwrap_err());
        assert!(text.contains(part), "{text}");
        assert!(!text.contains("horse"), "{text}");
    }
}

#[test]
fn without_a_runtime_it_is_an_error() {
    let limiter = RateLimiter::new(&Redis::new("redis://127.0.0.1").unwrap(), "api", 1, SECOND);
    let mut asking = std::pin::pin!(ask(&limiter, None));
    let mut context = std::task::Context::from_waker(std::task::Waker::noop());
    let std::task::Poll::Ready(Err(error)) = asking.as_mut().poll(&mut context) else {
        panic!("it waits");
    };
    assert!(error.to_string().contains("no Tokio runtime"), "{error}");
}
