//! Endpoints that come to their end.

use std::time::{Duration, SystemTime};

use endpoint::transport::Reply;
use endpoint::{Client, Deprecation, ErrorKind, HttpDate, Json, Lifecycle, endpoint};

use crate::support::{HandClock, Trace, answering, builder, failed, memory};

#[endpoint(GET "/user" -> Json)]
struct GetUser {}

#[endpoint(GET "/team" -> Json)]
struct GetTeam {}

const DAY: Duration = Duration::from_secs(24 * 60 * 60);

fn at(seconds: u64) -> SystemTime {
    SystemTime::UNIX_EPOCH + Duration::from_secs(seconds)
}

async fn lifecycle(reply: Reply) -> Lifecycle {
    answering([reply])
        .send(GetUser {})
        .await
        .unwrap()
        .meta
        .lifecycle
}

fn ok() -> Reply {
    Reply::json(200, "1")
}

#[tokio::test]
async fn deprecation_is_read_in_its_three_forms() {
    for (text, expected) in [
        ("@1688169599", Some(Deprecation::At(at(1_688_169_599)))),
        (
            "Fri, 29 Sep 2023 16:26:37 GMT",
            Some(Deprecation::At(at(1_696_004_797))),
        ),
        ("true", Some(Deprecation::Said)),
        ("soon", Some(Deprecation::Said)),
        ("false", None),
    ] {
        let lifecycle = lifecycle(ok().header("deprecation", text)).await;
        assert_eq!(lifecycle.deprecation, expected, "{text}");
        assert_eq!(lifecycle.sunset, None);
    }
}

#[tokio::test]
async fn sunset_is_read_and_nonsense_passed_over() {
    let sunset = ok().header("sunset", "Sun, 06 Nov 1994 08:49:37 GMT");
    assert_eq!(lifecycle(sunset).await.sunset, Some(at(784_111_777)));
    for nonsense in ["", "tomorrow", "@1688169599"] {
        assert_eq!(
            lifecycle(ok().header("sunset", nonsense)).await,
            Lifecycle::default()
        );
    }
    assert_eq!(lifecycle(ok()).await, Lifecycle::default());
}

#[tokio::test]
async fn a_refusal_has_a_lifecycle_too() {
    let reply = Reply::new(404).header("deprecation", "true");
    let refusal = crate::support::refused(answering([reply]).send(GetUser {}).await);
    assert_eq!(
        refusal.meta().lifecycle.deprecation,
        Some(Deprecation::Said)
    );
}

/// A client that puts up with no end within ten days, and whose only answer names that end.
fn denying(now: SystemTime, sunset: SystemTime) -> Client {
    let reply = ok()
        .header("sunset", &HttpDate(sunset).to_string())
        .header("x-request-id", "req-1");
    builder(&memory([reply]))
        .clock(HandClock::at(now))
        .deny_sunset_within(10 * DAY)
        .build()
        .unwrap()
}

#[tokio::test]
async fn an_end_that_is_too_near_is_an_error_that_keeps_the_answer() {
    for left in [10 * DAY, DAY, Duration::ZERO] {
        let error = failed(denying(at(1_000), at(1_000) + left).send(GetUser {}).await);
        assert_eq!(error.kind(), ErrorKind::Sunset);
        assert!(!error.is_retryable());
        assert_eq!(error.answer().unwrap().bytes, "1");
        assert_eq!(error.request_id(), Some("req-1"));
        assert!(
            error.to_string().starts_with("GetUser (GET /user): "),
            "{error}"
        );
    }
    let over = denying(at(5_000_000), at(1_000)).send(GetUser {}).await;
    assert_eq!(failed(over).kind(), ErrorKind::Sunset);
}

#[tokio::test]
async fn an_end_that_is_far_enough_away_is_none() {
    let client = denying(at(1_000), at(1_001) + 10 * DAY);
    client.send(GetUser {}).await.unwrap();
}

#[tokio::test]
async fn deprecation_alone_is_no_end() {
    let memory = memory([ok().header("deprecation", "@1")]);
    let client = builder(&memory)
        .deny_sunset_within(10 * DAY)
        .build()
        .unwrap();
    client.send(GetUser {}).await.unwrap();
}

fn deprecated() -> Reply {
    ok().header("deprecation", "true")
}

#[tokio::test]
async fn each_endpoint_is_warned_of_once() {
    let trace = Trace::start();
    let client = answering([(); 5].map(|()| deprecated()));
    for _ in 0..3 {
        client.send(GetUser {}).await.unwrap();
    }
    assert_eq!(trace.warnings().len(), 1);
    client.clone().send(GetUser {}).await.unwrap();
    client.send(GetTeam {}).await.unwrap();
    let warnings = trace.warnings();
    assert_eq!(warnings.len(), 2, "{warnings:?}");
    assert!(
        warnings[0].contains("GetUser") && warnings[1].contains("GetTeam"),
        "{warnings:?}"
    );
}

#[tokio::test]
async fn an_endpoint_without_an_end_is_not_warned_of() {
    let trace = Trace::start();
    answering([ok()]).send(GetUser {}).await.unwrap();
    assert!(trace.warnings().is_empty());
}

#[tokio::test]
async fn two_endpoints_of_one_name_are_two() {
    mod v2 {
        use endpoint::{Json, endpoint};

        #[endpoint(GET "/v2/user" -> Json)]
        pub(super) struct GetUser {}
    }

    let trace = Trace::start();
    let client = answering([deprecated(), deprecated()]);
    client.send(GetUser {}).await.unwrap();
    client.send(v2::GetUser {}).await.unwrap();
    assert_eq!(trace.warnings().len(), 2);
}
