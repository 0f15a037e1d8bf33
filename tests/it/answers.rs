//! What a 2xx comes to: a value, or an error that says where the body does not fit and keeps its bytes.

use endpoint::transport::Reply;
use endpoint::{Bytes, CallError, ErrorKind, Json, Location, Raw, SuccessFlag, endpoint};
use serde::Deserialize;

use crate::support::{answering, failed};

#[derive(Debug, PartialEq, Deserialize)]
struct User {
    login: String,
    id: u64,
}

#[derive(Debug, Deserialize)]
#[allow(dead_code, reason = "it never fits")]
struct Team {
    members: Vec<User>,
}

#[endpoint(GET "/user" -> User)]
struct GetUser {}

#[endpoint(GET "/team" -> Team)]
struct GetTeam {}

#[endpoint(GET "/user" -> Option<User>)]
struct FindUser {}

#[endpoint(POST "/touch")]
struct Touch {}

#[endpoint(GET "/any" -> Json)]
struct GetAny {}

#[endpoint(GET "/bytes" -> Bytes)]
struct GetBytes {}

const OCTOCAT: &str = r#"{"login": "octocat", "id": 583231, "unknown": {"a": [1]}}"#;

fn ok(body: impl Into<bytes::Bytes>) -> Reply {
    Reply::json(200, body).header("x-request-id", "req-1")
}

/// The error that a user's answer came to, once it is seen to keep everything.
async fn undecodable(body: impl Into<bytes::Bytes>) -> CallError {
    let body = body.into();
    let error = failed(answering([ok(body.clone())]).send(GetUser {}).await);
    assert_kept(&error, 200, &body);
    assert!(
        error.to_string().starts_with("GetUser (GET /user): "),
        "{error}"
    );
    error
}

fn assert_kept(error: &CallError, status: u16, body: &[u8]) {
    assert_eq!(error.kind(), ErrorKind::Decode, "{error}");
    assert!(!error.is_retryable());
    let answer = error.answer().unwrap();
    assert_eq!(answer.status, status);
    assert_eq!(answer.bytes, body);
    assert_eq!(error.request_id(), Some("req-1"));
    assert!(error.to_string().contains("req-1"), "{error}");
}

#[tokio::test]
async fn a_value_that_fits_is_given_with_everything_about_its_answer() {
    let user = answering([ok(OCTOCAT)]).send(GetUser {}).await.unwrap();
    assert_eq!(user.login, "octocat");
    assert_eq!(user.meta.status, 200);
    assert_eq!(user.meta.request_id(), Some("req-1"));
    assert_eq!(user.meta.raw_headers["content-type"], "application/json");
    assert_eq!(user.meta.attempts, 1);
    let user = user.into_inner();
    assert_eq!(
        user,
        User {
            login: "octocat".into(),
            id: 583_231
        }
    );
}

#[tokio::test]
async fn every_status_of_success_gives_a_value() {
    for status in [200, 201, 202, 203, 206, 299] {
        let client = answering([Reply::json(status, OCTOCAT)]);
        assert_eq!(client.send(GetUser {}).await.unwrap().meta.status, status);
    }
}

#[tokio::test]
async fn an_empty_body_is_no_value_and_the_error_says_so() {
    let error = undecodable("").await;
    assert!(error.to_string().contains("has no body"), "{error}");
    assert!(error.to_string().contains("`-> ()`"), "{error}");
}

#[tokio::test]
async fn a_status_without_a_body_is_no_value() {
    for status in [204, 205] {
        let reply = Reply::new(status).header("x-request-id", "req-1");
        let error = failed(answering([reply]).send(GetUser {}).await);
        assert_kept(&error, status, b"");
    }
}

#[tokio::test]
async fn unit_and_option_do_without_a_body() {
    for reply in [
        Reply::new(200),
        Reply::new(204),
        Reply::new(205),
        Reply::json(201, ""),
    ] {
        let client = answering([reply.clone(), reply]);
        client.send(Touch {}).await.unwrap();
        assert_eq!(client.send(FindUser {}).await.unwrap().value, None);
    }
}

#[tokio::test]
async fn an_option_takes_a_value_and_null() {
    let client = answering([ok(OCTOCAT), ok("null")]);
    assert_eq!(
        client.send(FindUser {}).await.unwrap().value.unwrap().id,
        583_231
    );
    assert_eq!(client.send(FindUser {}).await.unwrap().value, None);
}

#[tokio::test]
async fn unit_takes_any_body() {
    for body in ["OK", "<html>", "{}", "\u{0}"] {
        answering([ok(body)]).send(Touch {}).await.unwrap();
    }
}

#[tokio::test]
async fn html_is_said_to_be_no_json() {
    let html = "<!DOCTYPE html><html><body>Please log in, hunter2</body></html>";
    let reply = Reply::new(200)
        .header("content-type", "text/html")
        .header("x-request-id", "req-1");
    let error = failed(answering([reply.body(html)]).send(GetUser {}).await);
    assert_kept(&error, 200, html.as_bytes());
    let said = error.to_string();
    assert!(
        said.contains("not JSON") && said.contains("`text/html`"),
        "{said}"
    );
    assert!(!said.contains("hunter2"), "{said}");
}

#[tokio::test]
async fn json_that_ends_in_the_middle_is_said_to_be_cut() {
    for cut in [
        "{",
        r#"{"login": "octo"#,
        r#"{"login": "octocat", "id""#,
        r#"{"login":"a","id":1"#,
    ] {
        let error = undecodable(cut).await;
        assert!(error.to_string().contains("ends in the middle"), "{error}");
        assert!(!error.to_string().contains("octo"), "{error}");
    }
}

#[tokio::test]
async fn what_comes_behind_the_document_is_an_error() {
    for rest in ["x", "{}", "\n<br>", ","] {
        let error = undecodable(format!("{OCTOCAT}{rest}")).await;
        assert!(error.to_string().contains("trailing characters"), "{error}");
    }
    let client = answering([ok(format!("{OCTOCAT} \r\n\t"))]);
    client.send(GetUser {}).await.unwrap();
}

#[tokio::test]
async fn a_byte_order_mark_is_passed_over() {
    let client = answering([ok(format!("\u{feff}{OCTOCAT}"))]);
    assert_eq!(client.send(GetUser {}).await.unwrap().login, "octocat");
    let error = undecodable("\u{feff}{\"login\": 1}").await;
    assert_eq!(error.path(), Some("login"));
}

#[tokio::test]
async fn utf_16_and_invalid_utf_8_are_said_to_be_none() {
    let utf_16: Vec<u8> = "\u{feff}{}"
        .encode_utf16()
        .flat_map(u16::to_le_bytes)
        .collect();
    let latin_1 = b"{\"login\": \"caf\xe9\", \"id\": 1}".to_vec();
    let surrogate = b"{\"login\": \"\xed\xa0\x80\", \"id\": 1}".to_vec();
    for body in [utf_16, latin_1, surrogate] {
        let error = undecodable(body).await;
        assert!(error.to_string().contains("not UTF-8"), "{error}");
    }
}

#[tokio::test]
async fn ten_thousand_levels_are_an_error_and_no_overflow() {
    for (open, close) in [("[", "]"), ("{\"a\":", "}")] {
        let deep = open.repeat(10_000) + "1" + &close.repeat(10_000);
        let unknown = format!("{{\"login\":\"a\",\"id\":1,\"deep\":{deep}}}");
        for body in [deep, unknown.clone()] {
            let client = answering([ok(body)]);
            match client.send(GetUser {}).await {
                Ok(user) => assert_eq!(user.login, "a"),
                Err(error) => assert!(error.to_string().len() < 2_000, "{error}"),
            }
        }
        let error = failed(answering([ok(unknown)]).send(GetTeam {}).await);
        assert_eq!(error.kind(), ErrorKind::Decode);
    }
}

#[tokio::test]
async fn a_value_of_another_type_is_named_by_its_path_and_not_repeated() {
    let body = r#"{"members": [{"login": "a", "id": 1}, {"login": 31337, "id": 2}]}"#;
    let error = failed(answering([ok(body)]).send(GetTeam {}).await);
    assert_eq!(error.path(), Some("members[1].login"));
    let said = error.to_string();
    assert!(said.contains("`members[1].login`"), "{said}");
    assert!(
        said.contains("invalid type: integer, expected a string"),
        "{said}"
    );
    assert!(!said.contains("31337"), "{said}");
}

#[tokio::test]
async fn a_member_that_is_not_there_is_named() {
    let error = undecodable(r#"{"login": "octocat"}"#).await;
    assert!(error.to_string().contains("missing field `id`"), "{error}");
}

#[tokio::test]
async fn a_number_out_of_range_is_an_error() {
    for id in ["-313", "18446744073709551616", "1.25", "1e400"] {
        let error = undecodable(format!(r#"{{"login": "a", "id": {id}}}"#)).await;
        assert!(!error.to_string().contains(id), "{error}");
    }
}

#[tokio::test]
async fn bytes_and_unread_json_are_given_as_they_came() {
    let client = answering([ok("\u{0}\u{1}"), ok(" [1,  2]\n"), Reply::new(204)]);
    assert_eq!(**client.send(GetBytes {}).await.unwrap(), [0, 1]);
    assert_eq!(client.send(GetAny {}).await.unwrap().text(), "[1,  2]");
    assert!(client.send(GetBytes {}).await.unwrap().is_empty());
}

#[endpoint(GET "/raw" -> Raw, envelope = SuccessFlag)]
struct GetRaw {}

#[endpoint(POST "/orders" -> Location, envelope = SuccessFlag)]
struct PostOrder {}

#[tokio::test]
async fn a_raw_output_is_all_of_a_success_that_is_not_refused() {
    let client = answering([
        ok(r#"{"success":true,"a":1}"#),
        ok(r#"{"success":false,"error":"no"}"#),
        Reply::new(404),
    ]);
    let raw = client.send(GetRaw {}).await.unwrap().into_inner();
    assert_eq!(
        (raw.status.as_u16(), &*raw.bytes),
        (200, &br#"{"success":true,"a":1}"#[..])
    );
    assert_eq!(raw.headers["x-request-id"], "req-1");
    for status in [200, 404] {
        let error = client.send(GetRaw {}).await.unwrap_err();
        assert_eq!(error.api().unwrap().status().as_u16(), status);
    }
}

#[tokio::test]
async fn a_location_is_taken_of_successes_and_redirects_that_have_one() {
    let to = |status: u16| Reply::new(status).header("location", "/orders/7?sig=hunter2");
    let client = answering([to(201), to(202), to(302), to(303), to(304), to(409)]);
    for _ in 0..4 {
        let order = client.send(PostOrder {}).await.unwrap();
        assert_eq!(&**order, "/orders/7?sig=hunter2");
        assert_eq!(order.to_string(), "/orders/7?[redacted]");
    }
    for status in [304, 409] {
        let error = client.send(PostOrder {}).await.unwrap_err();
        assert_eq!(error.api().unwrap().status().as_u16(), status);
    }
    let refused = ok(r#"{"success":false,"error":"no"}"#).header("location", "/x");
    let client = answering([Reply::new(201), refused]);
    let error = failed(client.send(PostOrder {}).await);
    assert_eq!(error.kind(), ErrorKind::Decode);
    assert!(error.to_string().contains("no `Location`"), "{error}");
    assert!(client.send(PostOrder {}).await.unwrap_err().api().is_some());
}
