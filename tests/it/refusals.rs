//! What the API says no with.

use std::time::Duration;

use endpoint::transport::Reply;
use endpoint::{ApiError, Error, Json, RetryAfter, endpoint, json_api};
use serde::Deserialize;

use crate::support::{answering, refused};

#[derive(Debug, PartialEq, Deserialize)]
struct Problem {
    code: u32,
    hint: Option<String>,
}

#[endpoint(GET "/user/<id>" -> Json, error = Problem)]
struct GetUser {
    id: u32,
}

#[endpoint(GET "/user" -> Json)]
struct GetMe {}

#[endpoint(GET "/user" -> Json, envelope = endpoint::JsonApi)]
struct GetResource {}

async fn refusal(reply: Reply) -> ApiError<Problem> {
    let reply = reply.header("x-request-id", "req-7");
    let refusal = refused(answering([reply]).send(GetUser { id: 1 }).await);
    assert_eq!(refusal.request_id(), Some("req-7"));
    let said = refusal.to_string();
    assert!(
        said.starts_with("GetUser (GET /user/<id>): the API answered"),
        "{said}"
    );
    assert!(said.contains("req-7"), "{said}");
    refusal
}

#[tokio::test]
async fn a_body_that_fits_is_typed() {
    let refusal = refusal(Reply::json(422, r#"{"code": 7, "hint": "too long"}"#)).await;
    assert_eq!(refusal.status(), 422);
    assert_eq!(
        refusal.body(),
        Some(&Problem {
            code: 7,
            hint: Some("too long".into())
        })
    );
    assert_eq!(&refusal.bytes()[..], br#"{"code": 7, "hint": "too long"}"#);
    assert_eq!(refusal.into_body().unwrap().code, 7);
}

#[tokio::test]
async fn a_body_that_does_not_fit_is_kept_as_bytes() {
    for body in [
        "",
        "<html>Bad Gateway</html>",
        "Not Found",
        "{\"code\": \"x\"}",
        "[]",
        "{\"code\":",
        "\0",
    ] {
        for status in [400, 401, 403, 404, 409, 418, 500, 502, 599] {
            let refusal = refusal(Reply::json(status, body)).await;
            assert_eq!(refusal.status(), status);
            assert!(refusal.body().is_none() && !refusal.is_cut());
            assert_eq!(refusal.bytes(), body);
        }
    }
}

#[tokio::test]
async fn the_bytes_survive_though_they_are_no_text() {
    let bytes = b"\xff\xfe\x00{".to_vec();
    assert_eq!(
        refusal(Reply::json(500, bytes.clone())).await.bytes(),
        &bytes
    );
}

#[tokio::test]
async fn a_byte_order_mark_does_not_keep_a_refusal_from_being_typed() {
    let refusal = refusal(Reply::json(
        400,
        "\u{feff}{\"code\": 7, \"message\": \"no\"}",
    ))
    .await;
    assert_eq!(refusal.body().map(|body| body.code), Some(7));
    assert_eq!(refusal.message(), Some("no"));
}

#[tokio::test]
async fn a_redirect_that_is_not_followed_is_a_refusal_that_keeps_its_location() {
    for status in [300, 301, 302, 303, 304, 307, 308] {
        let reply = Reply::new(status).header("location", "https://files.test/a?sig=planted");
        let refusal = refusal(reply).await;
        assert_eq!(refusal.status(), status);
        assert_eq!(refusal.location(), Some("https://files.test/a?sig=planted"));
        assert!(
            refusal.to_string().contains("redirect = follow"),
            "{refusal}"
        );
        assert!(!format!("{refusal} {refusal:?} {:?}", refusal.meta()).contains("planted"));
    }
}

#[tokio::test]
async fn what_the_body_says_is_said() {
    for (body, said) in [
        (r#"{"message": "Bad credentials"}"#, "Bad credentials"),
        (
            r#"{"error": {"message": "no such export"}}"#,
            "no such export",
        ),
        (
            r#"{"title": "Forbidden", "detail": "no access"}"#,
            "Forbidden: no access",
        ),
        (
            r#"{"errors": [{"title": "Bad", "detail": "no version"}]}"#,
            "Bad: no version",
        ),
    ] {
        let refusal = refusal(Reply::json(403, body)).await;
        assert_eq!(refusal.message(), Some(said));
        assert!(refusal.to_string().contains(said), "{refusal}");
    }
}

#[tokio::test]
async fn what_is_no_json_says_what_is_written_for_people() {
    for (ty, body, said) in [
        (
            "text/plain",
            "404 page not found\n",
            Some("404 page not found"),
        ),
        ("text/plain; charset=iso-8859-1", "No\nmore", Some("No")),
        ("", "Forbidden", Some("Forbidden")),
        (
            "text/html",
            "<html><title>502 Bad Gateway</title>..",
            Some("502 Bad Gateway"),
        ),
        ("text/html", "<h1>planted</h1>", None),
        ("application/json", "planted", None),
        ("application/octet-stream", "planted", None),
    ] {
        let mut reply = Reply::new(404).body(body);
        if !ty.is_empty() {
            reply = reply.header("content-type", ty);
        }
        let refusal = refusal(reply).await;
        assert_eq!(refusal.message(), said, "{ty}: {body}");
        assert!(refusal.body().is_none() && !refusal.to_string().contains("planted"));
    }
}

#[tokio::test]
async fn a_long_or_strange_message_is_tamed() {
    let body = format!(r#"{{"message": "a\nb\u001b[31m{}"}}"#, "é".repeat(10_000));
    let refusal = refusal(Reply::json(400, body)).await;
    let message = refusal.message().unwrap();
    assert!(message.chars().count() < 400);
    assert!(!message.contains(char::is_control), "{message:?}");
}

#[tokio::test]
async fn which_refusals_may_pass_is_known() {
    for (status, may_pass) in [
        (400, false),
        (401, false),
        (404, false),
        (408, true),
        (429, true),
        (500, true),
        (501, false),
        (502, true),
        (503, true),
        (504, true),
    ] {
        let reply = Reply::new(status).header("retry-after", "7");
        let error = answering([reply]).send(GetMe {}).await.unwrap_err();
        assert_eq!(error.is_retryable(), may_pass, "{status}");
        let after = error.retry_after();
        assert_eq!(after, Some(RetryAfter::Delay(Duration::from_secs(7))));
        assert_eq!(error.status().unwrap(), status);
        assert_eq!(error.kind(), None);
    }
}

#[tokio::test]
async fn json_apis_errors_are_typed_where_nothing_else_is_declared() {
    let body = r#"{"jsonapi": {"version": "1.0"}, "errors": [
        {"id": "1", "status": "404", "code": "x", "title": "Not Found", "source": {"pointer": "/data"}, "links": {"about": "/e"}}]}"#;
    let refusal: ApiError<json_api::Errors> = refused(
        answering([Reply::json(404, body)])
            .send(GetResource {})
            .await,
    );
    let error = &refusal.body().unwrap().errors[0];
    assert_eq!(error.title.as_deref(), Some("Not Found"));
    assert_eq!(
        error.source.as_ref().unwrap().pointer.as_deref(),
        Some("/data")
    );
    assert_eq!(error.links.href("about"), Some("/e"));
}

#[test]
fn errors_can_be_passed_between_threads_and_up_a_chain() {
    fn is_error<T: std::error::Error + Send + Sync + 'static>() {}
    is_error::<Error<Problem>>();
    is_error::<Error>();
    is_error::<ApiError<Problem>>();
    is_error::<endpoint::CallError>();
    is_error::<endpoint::BuildError>();
}
