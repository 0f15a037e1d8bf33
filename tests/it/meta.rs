//! Everything about an answer but its body.

use std::time::{Duration, SystemTime};

use endpoint::transport::Reply;
use endpoint::{ErrorKind, FromHeaders, HttpDate, Json, api, endpoint};

use crate::support::{HandClock, answering, failed, memory};

#[derive(FromHeaders, Debug, Clone)]
struct Served {
    #[header("x-version")]
    version: String,
    #[header("X-Remaining")]
    remaining: Option<u32>,
    #[header("last-modified")]
    modified: Option<HttpDate>,
}

#[api(base_url = "https://api.test", meta = Served)]
struct Versioned;

#[endpoint(GET "/user" -> Json, api = Versioned)]
struct GetUser {}

#[endpoint(GET "/user" -> Json, meta = Served)]
struct GetOther {}

#[endpoint(GET "/user" -> Json)]
struct GetAny {}

fn served() -> Reply {
    Reply::json(200, "1")
        .header("x-version", "2024")
        .header("x-request-id", "req-1")
}

async fn typed(reply: Reply) -> Result<endpoint::Response<Json, Served>, endpoint::Error> {
    let client = Versioned::client()
        .transport(memory([reply]))
        .build()
        .unwrap();
    client.send(GetUser {}).await
}

#[tokio::test]
async fn headers_are_typed_as_the_api_declares() {
    let reply = served()
        .header("x-remaining", " 7 ")
        .header("last-modified", "Thu, 01 Jan 1970 00:01:00 GMT");
    let meta = typed(reply).await.unwrap().meta;
    assert_eq!(
        (&*meta.headers.version, meta.headers.remaining),
        ("2024", Some(7))
    );
    let modified = SystemTime::UNIX_EPOCH + Duration::from_secs(60);
    assert_eq!(meta.headers.modified, Some(HttpDate(modified)));
    assert_eq!(meta.raw_headers["x-remaining"], " 7 ");
}

#[tokio::test]
async fn a_header_that_may_be_absent_is_none() {
    let meta = typed(served()).await.unwrap().meta;
    assert_eq!(
        (meta.headers.remaining, meta.headers.modified),
        (None, None)
    );
}

#[tokio::test]
async fn an_endpoint_may_declare_headers_of_its_own() {
    let user = answering([served()]).send(GetOther {}).await.unwrap();
    assert_eq!(user.meta.headers.version, "2024");
}

#[tokio::test]
async fn a_header_that_does_not_fit_is_named_and_everything_kept() {
    for (reply, name) in [
        (
            Reply::json(200, "1").header("x-request-id", "req-1"),
            "x-version",
        ),
        (served().header("x-remaining", "planted"), "x-remaining"),
        (served().header("x-remaining", "-1"), "x-remaining"),
        (
            served().header("last-modified", "yesterday"),
            "last-modified",
        ),
    ] {
        let error = failed(typed(reply).await);
        assert_eq!(error.kind(), ErrorKind::Decode);
        let said = error.to_string();
        assert!(
            said.contains(&format!("`{name}`")) && said.contains("GetUser"),
            "{said}"
        );
        assert!(!said.contains("planted"), "{said}");
        assert_eq!(error.answer().unwrap().bytes, "1");
        assert_eq!(error.request_id(), Some("req-1"));
    }
}

#[tokio::test]
async fn a_refusal_is_one_though_its_headers_do_not_fit() {
    let refusal = crate::support::refused(typed(Reply::new(404)).await);
    assert_eq!(refusal.status(), 404);
}

#[tokio::test]
async fn the_request_id_is_found_under_the_names_that_servers_use() {
    for (name, id) in [
        ("x-request-id", Some("r")),
        ("snyk-request-id", Some("r")),
        ("x-amz-request-id", Some("r")),
        ("request-id", Some("r")),
        ("x-correlation-id", Some("r")),
        ("x-request", None),
    ] {
        let user = answering([Reply::json(200, "1").header(name, "r")])
            .send(GetAny {})
            .await
            .unwrap();
        assert_eq!(user.meta.request_id(), id, "{name}");
    }
}

#[tokio::test]
async fn the_plain_map_is_given_where_nothing_is_declared() {
    let user = answering([served()]).send(GetAny {}).await.unwrap();
    assert_eq!(user.meta.headers.text("x-version"), Some("2024"));
    assert_eq!(
        user.meta.headers.required::<u32>("x-version").unwrap(),
        2024
    );
    assert_eq!(user.meta.headers.optional::<u32>("x-absent").unwrap(), None);
    let error = user.meta.headers.required::<u32>("x-absent").unwrap_err();
    assert_eq!(error.name(), "x-absent");
}

#[tokio::test]
async fn the_time_that_a_call_took_is_told() {
    #[endpoint(GET "/a" -> Json, redirect = follow)]
    struct Follow {}

    let clock = HandClock::default();
    let memory = memory([
        Reply::new(302).header("location", "/b").then_silent(),
        Reply::json(200, "1"),
    ]);
    let client = crate::support::builder(&memory)
        .clock(clock.clone())
        .build()
        .unwrap();

    let (user, waited) = clock.expire(client.send(Follow {})).await;
    assert_eq!(user.unwrap().meta.elapsed, waited);
}

#[tokio::test]
async fn values_that_may_be_confidential_are_not_shown() {
    let reply = served()
        .header("set-cookie", "jwt=planted")
        .header("x-key", "planted")
        .header("etag", "\"e\"");
    let user = answering([reply]).send(GetAny {}).await.unwrap();
    let shown = format!("{user:?} {user:#?}");
    assert!(!shown.contains("planted"), "{shown}");
    assert!(
        shown.contains("set-cookie") && shown.contains("\\\"e\\\""),
        "{shown}"
    );
}
