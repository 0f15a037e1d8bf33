//! What a token endpoint may answer, and what is made of it.

use endpoint::CallError;
use endpoint::transport::Reply;

use super::servers::Servers;
use super::{call, client, clock, fails, own, seconds};

/// How long a token is used whose life is written like this: in seconds, or for good.
async fn used_for(expires_in: &str) -> Option<u64> {
    let token = |access: &str| {
        let body = format!(r#"{{"access_token":"{access}"{expires_in}}}"#);
        Reply::json(200, body)
    };
    let servers = Servers::answering([token("1"), token("2")]);
    let clock = clock();
    let client = client(&servers, &clock, own());
    call(&client).await;
    for (left, wait) in [(3600, 3600 - 29), (u64::MAX, 2_000_000_000)] {
        clock.advance(seconds(wait));
        call(&client).await;
        if servers.asked().len() == 2 {
            return Some(left);
        }
    }
    None
}

#[tokio::test]
async fn a_life_is_read_in_every_form_that_servers_have() {
    for life in ["3600", "\"3600\"", "3600.0", "3.6e3", "\"3600.0\""] {
        let life = format!(r#","expires_in":{life}"#);
        assert_eq!(used_for(&life).await, Some(3600), "{life}");
    }
    for life in [
        "",
        "null",
        "0",
        "-1",
        "\"\"",
        "\"soon\"",
        "{}",
        "[3600]",
        "99999999999999999999",
    ] {
        let life = match life {
            "" => String::new(),
            life => format!(r#","expires_in":{life}"#),
        };
        assert_eq!(used_for(&life).await, None, "{life}");
    }
}

/// What a call fails of when the token endpoint answers so.
async fn told(reply: Reply) -> CallError {
    let servers = Servers::answering([reply]);
    let clock = clock();
    let client = client(&servers, &clock, own());
    let error = fails(&client).await;
    let said = error.to_string();
    assert!(
        said.starts_with("Get (GET /thing): the token endpoint https://auth.test/token "),
        "{said}"
    );
    assert!(servers.seen().is_empty());
    error
}

#[tokio::test]
async fn the_type_bearer_is_known_in_any_case_and_is_the_one_that_is_meant() {
    for ty in ["\"Bearer\"", "\"bearer\"", "\"BEARER\"", "null", "7"] {
        let body = format!(r#"{{"access_token":"1","token_type":{ty}}}"#);
        let servers = Servers::answering([Reply::json(200, body)]);
        call(&client(&servers, &clock(), own())).await;
    }
}

#[tokio::test]
async fn another_type_is_told_by_its_name() {
    let body = r#"{"access_token":"hunter2","token_type":"ma\nc"}"#;
    let error = told(Reply::json(200, body)).await;
    let said = error.to_string();
    assert!(said.contains(r"type `ma\nc`"), "{said}");
    assert!(!error.is_retryable());
    assert!(!crate::support::shown(&error).contains("hunter2"));
}

#[tokio::test]
async fn a_refusal_is_told_in_the_servers_words_and_with_what_to_do() {
    for (code, help) in [
        ("invalid_client", "check the client's id and secret"),
        ("invalid_scope", "check the scope"),
        ("unauthorized_client", "which grants"),
        ("unsupported_grant_type", "which grants"),
        ("invalid_request", "which parameters"),
        ("invalid_target", "`resource`"),
        ("new_word", "check the token URL"),
    ] {
        let body = format!(r#"{{"error":"{code}","error_description":"It is\nso"}}"#);
        let error = told(Reply::json(400, body)).await;
        let said = error.to_string();
        assert!(
            said.contains(&format!("said no: `{code}`: It is so; ")),
            "{said}"
        );
        assert!(said.contains(help), "{said}");
        assert!(said.contains("[status 400, "), "{said}");
        assert!(!error.is_retryable());
    }
}

#[tokio::test]
async fn a_refusal_is_one_whatever_its_status() {
    let body = r#"{"error":"bad_verification_code"}"#;
    let error = told(Reply::json(200, body)).await;
    assert!(
        error
            .to_string()
            .contains("said no: `bad_verification_code`; "),
        "{error}"
    );
    let body = r#"{"error":{"message":"no such app","code":1}}"#;
    let error = told(Reply::json(400, body)).await;
    assert!(
        error.to_string().contains("gave no token: no such app; "),
        "{error}"
    );
}

#[tokio::test]
async fn a_token_is_none_where_the_status_says_no() {
    let error = told(Reply::json(400, r#"{"access_token":"hunter2"}"#)).await;
    assert!(
        !crate::support::shown(&error).contains("hunter2"),
        "{error}"
    );
}

#[tokio::test]
async fn a_page_is_no_answer_of_a_token_endpoint() {
    let page = |status| {
        Reply::new(status)
            .header("content-type", "text/html")
            .body("<html><title>Sign in</title></html>")
    };
    for status in [200, 404] {
        let error = told(page(status)).await;
        let said = error.to_string();
        assert!(
            said.contains("Sign in") && said.contains("check the token URL"),
            "{said}"
        );
        assert!(!error.is_retryable());
        assert_eq!(error.answer().unwrap().status, status);
    }
}

#[tokio::test]
async fn an_answer_without_a_token_is_told_as_such() {
    for body in ["{}", r#"{"access_token":""}"#, r#"{"access_token":7}"#] {
        let error = told(Reply::json(200, body)).await;
        assert!(
            error.to_string().contains("there is no `access_token`"),
            "{error}"
        );
    }
    for body in ["", "[]", "null", "access_token=1&token_type=bearer", "{"] {
        let error = told(Reply::json(200, body)).await;
        assert!(error.to_string().contains("check the token URL"), "{error}");
    }
    let error = told(Reply::json(200, r#"{"access_token":"a\nb"}"#)).await;
    assert!(error.to_string().contains("no header can hold"), "{error}");
}

#[tokio::test]
async fn a_server_in_trouble_is_told_as_one_that_may_do_better() {
    let clock = clock();
    for status in [500, 502, 503, 429] {
        let reply = || Reply::new(status);
        let servers = Servers::answering([reply(), reply(), reply()]);
        let client = client(&servers, &clock, own());
        let (came, _) = clock.run(client.send(super::Get {})).await;
        let error = crate::support::failed(came);
        assert!(error.to_string().contains("try again"), "{error}");
        assert!(error.is_retryable(), "{error}");
        assert_eq!(servers.asked().len(), 3);
    }
}

#[tokio::test]
async fn an_answer_that_breaks_off_is_told_as_such() {
    let broken = || Reply::json(200, r#"{"access_"#).then_interrupted();
    let servers = Servers::answering([broken(), broken(), broken()]);
    let clock = clock();
    let client = client(&servers, &clock, own());
    let (came, _) = clock.run(client.send(super::Get {})).await;
    let error = crate::support::failed(came);
    assert!(
        error
            .to_string()
            .contains("lost before its answer was whole"),
        "{error}"
    );
    assert!(error.is_retryable());
}
