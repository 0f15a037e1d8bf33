//! Problem details, RFC 9457.

use endpoint::transport::Reply;
use endpoint::{ApiError, Json, Problem, endpoint};
use serde::Deserialize;

use crate::support::{answering, refused};

#[endpoint(GET "/account" -> Json, error = Problem)]
struct GetAccount {}

async fn refusal(status: u16, ty: &str, body: &str) -> ApiError<Problem> {
    let reply = Reply::new(status)
        .header("content-type", ty)
        .body(body.to_owned());
    refused(answering([reply]).send(GetAccount {}).await)
}

async fn problem(body: &str) -> Problem {
    let refusal = refusal(403, "application/problem+json", body).await;
    refusal.into_body().unwrap()
}

#[tokio::test]
async fn a_problem_is_typed_and_its_extensions_are_kept() {
    let body = r#"{"type": "https://example.com/probs/out-of-credit", "title": "You do not have enough credit.", "status": 403,
        "detail": "Your current balance is 30, but that costs 50.", "instance": "/account/12345/msgs/abc", "balance": 30,
        "accounts": ["/account/12345", "/account/67890"]}"#;
    let refusal = refusal(403, "application/problem+json; charset=utf-8", body).await;
    assert_eq!(
        refusal.message(),
        Some("You do not have enough credit.: Your current balance is 30, but that costs 50.")
    );
    let problem = refusal.body().unwrap();
    assert_eq!(problem.kind, "https://example.com/probs/out-of-credit");
    assert_eq!(problem.status_code().unwrap(), 403);
    assert_eq!(problem.instance.as_deref(), Some("/account/12345/msgs/abc"));
    assert_eq!(problem.extension::<u32>("balance"), Some(30));
    assert_eq!(
        problem.extension::<Vec<String>>("accounts").unwrap().len(),
        2
    );
    assert_eq!(problem.extension::<u32>("accounts"), None);
    let names: Vec<_> = problem.extensions.keys().collect();
    assert_eq!(names, ["accounts", "balance"]);
}

#[tokio::test]
async fn extensions_may_be_lists_of_objects() {
    #[derive(Deserialize)]
    struct Invalid {
        detail: String,
        pointer: String,
    }

    let problem = problem(
        r##"{"type": "https://example.net/validation-error", "title": "Your request is not valid.",
            "errors": [{"detail": "must be a positive integer", "pointer": "#/age"}]}"##,
    )
    .await;
    let errors: Vec<Invalid> = problem.extension("errors").unwrap();
    assert_eq!(
        (&*errors[0].detail, &*errors[0].pointer),
        ("must be a positive integer", "#/age")
    );
}

#[tokio::test]
async fn without_a_type_it_is_no_more_than_the_status_says() {
    let problem = problem(r#"{"title": "Forbidden"}"#).await;
    assert_eq!((&*problem.kind, problem.status), ("about:blank", None));
    assert_eq!(problem.to_string(), "Forbidden");
}

/// RFC 9457 section 3.1: a member of another type is to be ignored.
#[tokio::test]
async fn a_member_of_another_type_does_not_cost_the_problem() {
    let problem = problem(
        r#"{"type": 7, "title": null, "status": "403", "detail": ["x"], "instance": {}, "balance": null}"#,
    )
    .await;
    assert_eq!(problem.kind, "about:blank");
    assert!(problem.title.is_none() && problem.status.is_none() && problem.detail.is_none());
    assert!(problem.instance.is_none());
    assert_eq!(problem.extensions["balance"].text(), "null");
}

#[tokio::test]
async fn what_is_no_problem_keeps_its_bytes() {
    for body in ["", "[]", "\"Forbidden\"", "<html></html>", "{\"title\":"] {
        let refusal = refusal(403, "application/problem+json", body).await;
        assert!(refusal.body().is_none(), "{body}");
        assert_eq!(refusal.bytes(), body);
    }
}
