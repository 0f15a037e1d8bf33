//! What hooks change of a request, and in what order with the credential.

use std::sync::{Arc, Mutex};
use std::time::SystemTime;

use endpoint::auth::{Bearer, CookieKey, HeaderKey, QueryKey};
use endpoint::transport::Reply;
use endpoint::{Clock as _, ErrorKind, Hooks, Json, Outgoing, Secret, endpoint};
use http::HeaderValue;

use super::{AT_ONCE, Does, GetMoved, USER, ok};
use crate::support::{HandClock, builder, failed, memory, refused};

#[endpoint(PUT "/users/<login>" -> Json)]
struct PutUser<'a> {
    login: &'a str,
    #[json]
    name: &'a str,
    #[header("x-trace")]
    trace: Option<&'a str>,
    #[cookie("theme")]
    theme: Option<Secret>,
}

/// Signs a request by its target, its body and the time, which is why each attempt needs it anew.
struct Signs(HandClock);

impl Hooks for Signs {
    fn on_request(&self, request: &mut Outgoing<'_>) {
        let seconds = self.0.date().duration_since(SystemTime::UNIX_EPOCH);
        let seconds = seconds.unwrap().as_secs();
        request.query("at", &seconds.to_string());
        let body = request.body().cloned().unwrap_or_default();
        let sum: u64 = [request.target().as_bytes(), &*body]
            .concat()
            .into_iter()
            .map(u64::from)
            .sum();
        request.header("x-signature", format!("{} {sum}", request.method()));
    }
}

#[tokio::test]
async fn each_attempt_is_signed_anew_over_target_and_body() {
    let replies = memory([Reply::new(503).header("retry-after", "30"), ok()]);
    let clock = HandClock::default();
    let client = builder(&replies)
        .retry(AT_ONCE)
        .clock(clock.clone())
        .hooks(Signs(clock.clone()))
        .build()
        .unwrap();
    let put = PutUser {
        login: "octo",
        name: "Octo",
        trace: None,
        theme: None,
    };
    clock.expire(client.send(put)).await.0.unwrap();
    let sent = replies.sent();
    assert_eq!(sent.len(), 2);
    for (sent, at) in sent.iter().zip(["0", "30"]) {
        assert_eq!(sent.url, format!("https://api.test/users/octo?at={at}"));
        assert_eq!(&sent.body[..], br#"{"name":"Octo"}"#);
        let target = format!("/users/octo?at={at}");
        let signed = [target.as_bytes(), &sent.body].concat();
        let sum: u64 = signed.into_iter().map(u64::from).sum();
        assert_eq!(sent.headers["x-signature"], format!("PUT {sum}"));
    }
}

/// Sets what the credential sets, and keeps what it saw.
#[derive(Clone, Default)]
struct Nosy(Arc<Mutex<String>>);

impl Hooks for Nosy {
    fn on_request(&self, request: &mut Outgoing<'_>) {
        let seen = format!(
            "{:?} {} {:?}",
            request.headers(),
            request.target(),
            request.body()
        );
        self.0.lock().unwrap().push_str(&seen);
        request.header("authorization", "Bearer of-the-hook");
        request.header("x-key", "of-the-hook");
        request.header("cookie", "mine=1");
        request.header("x-trace", "of-the-hook");
        request.query("key", "of-the-hook");
        request.query("page", "2");
    }
}

#[tokio::test]
async fn the_credential_is_put_on_behind_the_hooks_and_goes_before_theirs() {
    let replies = memory([ok()]);
    let nosy = Nosy::default();
    let header = (Bearer::new("very-secret"), HeaderKey::new("x-key", "k3y"));
    let both = (
        CookieKey::new("jwt", "t0ken"),
        QueryKey::new("key", "qu3ry"),
    );
    let client = builder(&replies)
        .credential((header, both))
        .hooks(nosy.clone())
        .build()
        .unwrap();
    let put = PutUser {
        login: "octo",
        name: "Octo",
        trace: Some("of-the-call"),
        theme: Some("d4rk".into()),
    };
    client.send(put).await.unwrap();
    let seen = nosy.0.lock().unwrap().clone();
    for secret in ["very-secret", "k3y", "t0ken", "qu3ry", "d4rk"] {
        assert!(!seen.contains(secret), "{seen}");
    }
    assert!(seen.contains("of-the-call"), "{seen}");
    let sent = &replies.sent()[0];
    assert_eq!(sent.url, "https://api.test/users/octo?page=2&key=qu3ry");
    for (name, value) in [
        ("authorization", "Bearer very-secret"),
        ("x-key", "k3y"),
        ("cookie", "mine=1; theme=d4rk; jwt=t0ken"),
        ("x-trace", "of-the-hook"),
    ] {
        let values: Vec<_> = sent.headers.get_all(name).iter().collect();
        assert_eq!(values, [value], "{name}");
    }
}

async fn fails_of(hook: fn(&mut Outgoing<'_>)) -> endpoint::CallError {
    let replies = memory([ok(), ok(), ok()]);
    let client = builder(&replies)
        .retry(AT_ONCE)
        .hooks(Does(hook))
        .build()
        .unwrap();
    let error = failed(client.send(USER).await);
    assert!(replies.sent().is_empty());
    assert_eq!(error.attempts(), 0);
    assert!(!error.is_retryable());
    error
}

#[tokio::test]
async fn a_request_that_a_hook_refuses_is_not_sent() {
    let error = fails_of(|request| {
        request.refuse("not on a Sunday");
        request.refuse("nor on a Monday");
    })
    .await;
    assert_eq!(error.kind(), ErrorKind::Hook);
    assert_eq!(
        error.to_string(),
        "GetUser (GET /users/<login>): a hook refused the request: not on a Sunday"
    );
}

#[tokio::test]
async fn a_header_that_cannot_be_sent_is_no_panic() {
    let error = fails_of(|request| request.header("x-a", "a\nb")).await;
    assert_eq!(error.kind(), ErrorKind::Encode);
    assert!(error.to_string().contains("`x-a` holds a line break"));
    let error = fails_of(|request| request.header("x a", "b")).await;
    assert_eq!(error.kind(), ErrorKind::Encode);
    let error = fails_of(|request| request.header("host", "elsewhere.test")).await;
    assert_eq!(error.kind(), ErrorKind::Encode);
    assert!(error.to_string().contains("`host` follows from the URL"));
}

#[tokio::test]
async fn a_query_of_a_hook_stays_in_the_query() {
    let replies = memory([ok()]);
    let hook = |request: &mut Outgoing<'_>| request.query("a b&c", "d=#&e");
    let client = builder(&replies).hooks(Does(hook)).build().unwrap();
    client.send(USER).await.unwrap();
    assert_eq!(
        replies.sent()[0].url,
        "https://api.test/users/octo?a%20b%26c=d%3D%23%26e"
    );
}

#[tokio::test]
async fn a_secret_of_a_hook_is_kept_as_others_are() {
    let echo = Reply::json(401, r#"{"message": "bad key h00k-secret"}"#);
    let replies = memory([
        Reply::new(302).header("location", "https://files.test/a"),
        ok(),
        echo,
    ]);
    let hook = |request: &mut Outgoing<'_>| {
        let mut value = HeaderValue::from_static("h00k-secret");
        value.set_sensitive(true);
        request.header("x-key", value);
    };
    let client = builder(&replies).hooks(Does(hook)).build().unwrap();
    client.send(GetMoved {}).await.unwrap();
    let sent = replies.sent();
    assert!(sent[0].headers.contains_key("x-key"));
    assert!(!sent[1].headers.contains_key("x-key"));
    let refusal = refused(client.send(USER).await).to_string();
    assert!(refusal.contains("bad key [redacted]"), "{refusal}");
}
