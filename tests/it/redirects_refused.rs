//! Redirects that are not followed.

use endpoint::transport::{Memory, Reply};
use endpoint::{CallError, Client, ErrorKind, Json, endpoint};

use crate::support::{builder, failed, memory, shown};

#[endpoint(GET "/start" -> Json, redirect = follow)]
struct Follow {}

/// What a call comes to, and how many requests it took.
async fn ended(memory: &Memory) -> (CallError, usize) {
    let client = builder(memory).build().unwrap();
    let error = failed(client.send(Follow {}).await);
    assert_eq!(error.kind(), ErrorKind::Redirect, "{error}");
    assert!(!error.is_retryable());
    assert!(
        error.to_string().starts_with("Follow (GET /start): "),
        "{error}"
    );
    (error, memory.sent().len())
}

fn to(location: &str) -> Reply {
    Reply::new(302)
        .header("location", location)
        .header("x-request-id", "req-3")
        .body("moved")
}

async fn refusal(reply: Reply) -> CallError {
    let (error, requests) = ended(&memory([reply])).await;
    assert_eq!(requests, 1);
    let answer = error.answer().unwrap();
    assert_eq!(
        (answer.status.as_u16(), &answer.bytes[..]),
        (302, &b"moved"[..])
    );
    assert_eq!(error.request_id(), Some("req-3"));
    error
}

#[tokio::test]
async fn https_never_becomes_http() {
    for location in [
        "http://api.test/a",
        "http://other.test",
        "HTTP://api.test/a",
    ] {
        let error = refusal(to(location)).await;
        assert!(
            error.to_string().contains("from `https` to `http`"),
            "{error}"
        );
    }
}

#[tokio::test]
async fn not_even_after_a_detour_over_another_origin() {
    let memory = memory([to("https://other.test/a"), to("http://other.test/b")]);
    assert_eq!(ended(&memory).await.1, 2);
}

#[tokio::test]
async fn http_may_become_https_and_then_stays_so() {
    let memory = memory([to("https://api.test/start"), to("http://api.test/b")]);
    let client = Client::builder("http://api.test")
        .transport(memory.clone())
        .build()
        .unwrap();
    assert_eq!(
        failed(client.send(Follow {}).await).kind(),
        ErrorKind::Redirect
    );
    assert_eq!(memory.sent().len(), 2);
}

#[tokio::test]
async fn a_redirect_without_a_location_goes_nowhere() {
    let reply = Reply::new(302)
        .header("x-request-id", "req-3")
        .body("moved");
    assert!(refusal(reply).await.to_string().contains("`Location`"));
}

#[tokio::test]
async fn a_location_with_user_info_is_not_followed() {
    for location in [
        "https://user:planted@api.test/a",
        "https://planted@other.test/a",
        "//u:planted@api.test/",
    ] {
        let error = refusal(to(location)).await;
        assert!(
            error.to_string().contains("user name or a password"),
            "{error}"
        );
        assert!(!shown(&error).contains("planted"), "{error}");
    }
}

#[tokio::test]
async fn a_location_that_is_no_http_url_is_not_followed() {
    for location in [
        "ftp://api.test/",
        "javascript:alert(1)",
        "file:///etc/passwd",
        "https://",
        "https://[::1",
    ] {
        refusal(to(location)).await;
    }
}

#[tokio::test]
async fn a_circle_is_noticed() {
    let (error, requests) = ended(&memory([to("/start")])).await;
    assert_eq!(requests, 1);
    assert!(error.to_string().contains("circle"), "{error}");
    let (_, requests) = ended(&memory([to("/a"), to("/b?x=planted"), to("/a")])).await;
    assert_eq!(requests, 3);
}

#[tokio::test]
async fn more_than_ten_redirects_are_too_many() {
    let memory = memory([]);
    for hop in 1..=20 {
        memory.reply(to(&format!("/{hop}?key=planted")));
    }
    let (error, requests) = ended(&memory).await;
    assert_eq!(requests, 11);
    assert!(error.to_string().contains("more than 10"), "{error}");
    assert!(!shown(&error).contains("planted"), "{error}");
}
