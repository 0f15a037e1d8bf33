//! What of requests and answers is shown: what is allowed by its name, and holds no secret.

use endpoint::auth::{Bearer, HeaderKey, QueryKey};
use http::HeaderValue;
use tracing::Level;

use super::{GetUser, USER, ok};
use crate::support::{Trace, builder, memory};

#[tokio::test]
async fn heads_are_shown_by_name_and_a_few_with_their_values() {
    let trace = Trace::start();
    let reply = ok()
        .header("x-request-id", "req-1")
        .header("x-ratelimit-remaining", "7")
        .header("set-cookie", "sid=1")
        .header("location", "/x")
        .header("x-other", "unknown");
    let client = builder(&memory([reply]))
        .credential(Bearer::new("very-secret"))
        .build()
        .unwrap();
    let user = GetUser {
        page: Some(2),
        region: Some("eu"),
        ..USER
    };
    client.send(user).await.unwrap();
    let request = &trace.events("request")[0];
    assert_eq!(request.level, Level::TRACE);
    assert_eq!(request.target, "endpoint::wire");
    assert_eq!(request.parent, Some(trace.spans("attempt")[0].id));
    assert_eq!(
        request.field("url.full"),
        "https://api.test/users/octo?page=[redacted]"
    );
    let version = env!("CARGO_PKG_VERSION");
    assert_headers(
        request.field("headers"),
        &[
            r#""accept": "application/json""#,
            &format!(r#""user-agent": "endpoint/{version}""#),
            r#""authorization": [redacted]"#,
            r#""x-region": [redacted]"#,
        ],
    );
    let answer = &trace.events("answer")[0];
    assert_eq!(answer.field("http.response.status_code"), "200");
    assert_headers(
        answer.field("headers"),
        &[
            r#""content-type": "application/json""#,
            r#""x-request-id": "req-1""#,
            r#""x-ratelimit-remaining": "7""#,
            r#""set-cookie": [redacted]"#,
            r#""location": [redacted]"#,
            r#""x-other": [redacted]"#,
        ],
    );
}

#[track_caller]
fn assert_headers(shown: &str, expected: &[&str]) {
    for header in expected {
        assert!(shown.contains(header), "{header} is not in {shown}");
    }
    assert_eq!(shown.matches(": ").count(), expected.len(), "{shown}");
}

#[tokio::test]
async fn a_client_may_show_more_headers_and_parameters() {
    let trace = Trace::start();
    let client = builder(&memory([ok()]))
        .query("sort by", "name & age")
        .query("other", "unknown")
        .log_headers(["X-Region"])
        .log_query(["page", "sort by"])
        .build()
        .unwrap();
    let user = GetUser {
        page: Some(2),
        region: Some("eu"),
        ..USER
    };
    client.send(user).await.unwrap();
    let url = "https://api.test/users/octo?page=2&sort%20by=name%20%26%20age&other=[redacted]";
    let request = &trace.events("request")[0];
    assert_eq!(request.field("url.full"), url);
    assert_eq!(trace.spans("attempt")[0].field("url.full"), url);
    let headers = request.field("headers");
    assert!(headers.contains(r#""x-region": "eu""#), "{headers}");
}

#[tokio::test]
async fn a_secret_is_not_shown_where_its_place_may_be() {
    let user = GetUser {
        login: "of very-secret",
        token: Some("t0ken-1".into()),
        region: Some("very-secret-eu"),
        ..USER
    };
    let trace = Trace::start();
    let mut sensitive = HeaderValue::from_static("hidden");
    sensitive.set_sensitive(true);
    let client = builder(&memory([ok()]))
        .header("x-mine", sensitive)
        .query("page", "t0ken-1 and more")
        .log_headers(["x-region", "x-key", "x-mine"])
        .log_query(["token", "page", "key"])
        .credential((
            HeaderKey::new("x-key", "very-secret"),
            QueryKey::new("key", "k3y-2"),
        ))
        .build()
        .unwrap();
    client.send(user).await.unwrap();
    let request = &trace.events("request")[0];
    assert_eq!(
        request.field("url.full"),
        "https://api.test/users/of%20[redacted]?token=[redacted]&page=[redacted]&key=[redacted]"
    );
    for header in ["x-region", "x-key", "x-mine"] {
        let hidden = format!(r#""{header}": [redacted]"#);
        assert!(request.field("headers").contains(&hidden), "{request:?}");
    }
}

#[test]
fn headers_that_are_made_for_secrets_cannot_be_shown() {
    for name in [
        "Authorization",
        "proxy-authorization",
        "cookie",
        "set-cookie",
    ] {
        let built = builder(&memory([])).log_headers([name]).build();
        let error = built.unwrap_err().to_string();
        let name = name.to_lowercase();
        assert_eq!(
            error,
            format!(
                "the header `{name}` holds a secret, and so is never logged; take it out of `log_headers`"
            )
        );
    }
    let built = builder(&memory([])).log_headers(["not a name"]).build();
    let error = built.unwrap_err().to_string();
    assert!(
        error.contains("`log_headers` is not one that HTTP allows"),
        "{error}"
    );
}
