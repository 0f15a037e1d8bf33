//! Refresh tokens: that they take each other's place, and what comes when one is good no more.

use endpoint::auth::OAuth2;
use endpoint::auth::oauth2::AuthorizationCode;

use super::servers::Servers;
use super::{TOKEN_URL, by_refresh, call, client, clock, fails, lives, no, own, rotates, seconds};

fn by_password() -> OAuth2 {
    OAuth2::password(TOKEN_URL, "ada", "pa55word").unwrap()
}

fn by_code() -> OAuth2 {
    let sign_in = AuthorizationCode::new("https://auth.test/authorize", TOKEN_URL, "app").unwrap();
    let login = sign_in.resume("state", "verifier");
    login.redirected("/back?code=c0de&state=state").unwrap()
}

/// What was asked by, over three calls of which each needs a new token.
async fn asked_by(servers: &Servers, by: OAuth2) -> Vec<String> {
    let clock = clock();
    let client = client(servers, &clock, by);
    for _ in 0..3 {
        call(&client).await;
        clock.advance(seconds(3600));
    }
    servers.asked()
}

#[tokio::test]
async fn each_refresh_token_is_used_once_where_there_is_a_new_one() {
    let servers = Servers::answering([
        rotates("1", 60, "refresh-1"),
        rotates("2", 60, "refresh-2"),
        lives("3", 60),
    ]);
    assert_eq!(
        asked_by(&servers, by_refresh()).await,
        [0, 1, 2].map(|n| format!("grant_type=refresh_token&refresh_token=refresh-{n}"))
    );
}

#[tokio::test]
async fn the_old_refresh_token_stays_where_there_is_no_new_one() {
    let servers = Servers::answering([
        rotates("1", 60, "refresh-1"),
        lives("2", 60),
        lives("3", 60),
    ]);
    assert_eq!(
        asked_by(&servers, by_refresh()).await,
        [0, 1, 1].map(|n| format!("grant_type=refresh_token&refresh_token=refresh-{n}"))
    );
}

#[tokio::test]
async fn a_code_is_exchanged_once() {
    let servers = Servers::answering([
        rotates("1", 60, "refresh-1"),
        lives("2", 60),
        lives("3", 60),
    ]);
    let asked = asked_by(&servers, by_code()).await;
    assert!(
        asked[0].starts_with("grant_type=authorization_code&code=c0de&"),
        "{asked:?}"
    );
    for asked in &asked[1..] {
        assert_eq!(
            asked,
            "grant_type=refresh_token&refresh_token=refresh-1&client_id=app"
        );
    }
}

#[tokio::test]
async fn a_code_that_brings_no_refresh_token_is_good_for_one_token() {
    let servers = Servers::answering([lives("1", 60)]);
    let clock = clock();
    let client = client(&servers, &clock, by_code());
    call(&client).await;
    // As long as it lives, there is nothing better.
    clock.advance(seconds(59));
    call(&client).await;
    clock.advance(seconds(1));
    let error = fails(&client).await;
    assert!(error.to_string().contains("sign in again"), "{error}");
    assert!(!error.is_retryable());
    assert_eq!(servers.asked().len(), 1);
}

#[tokio::test]
async fn a_refresh_token_that_is_good_no_more_is_told_with_what_to_do() {
    let servers = Servers::answering([no("invalid_grant"), no("invalid_grant")]);
    let client = client(&servers, &clock(), by_refresh());
    let error = fails(&client).await;
    let said = error.to_string();
    assert!(
        said.contains("`invalid_grant`") && said.contains("sign in again"),
        "{said}"
    );
    assert!(said.contains("https://auth.test/token"), "{said}");
    assert!(!error.is_retryable());
    assert_eq!(error.answer().unwrap().status, 400);
    assert_eq!(
        error.answer().unwrap().bytes,
        r#"{"error":"invalid_grant"}"#
    );
    assert_eq!(servers.asked().len(), 1);
}

#[tokio::test]
async fn a_password_is_used_when_its_refresh_token_is_good_no_more() {
    let servers = Servers::answering([
        rotates("1", 60, "refresh-1"),
        no("invalid_grant"),
        lives("2", 60),
        lives("3", 60),
    ]);
    let asked = asked_by(&servers, by_password()).await;
    let refresh = "grant_type=refresh_token&refresh_token=refresh-1";
    let password = "grant_type=password&username=ada&password=pa55word";
    assert_eq!(asked, [password, refresh, password, password]);
}

#[tokio::test]
async fn another_refusal_is_no_reason_to_send_the_password() {
    let servers = Servers::answering([rotates("1", 60, "refresh-1"), no("invalid_client")]);
    let clock = clock();
    let client = client(&servers, &clock, by_password());
    call(&client).await;
    clock.advance(seconds(60));
    let error = fails(&client).await;
    assert!(error.to_string().contains("`invalid_client`"), "{error}");
    assert_eq!(servers.asked().len(), 2);
}

#[tokio::test]
async fn the_programs_own_secret_needs_no_refresh_token() {
    let servers =
        Servers::answering([rotates("1", 60, "r"), rotates("2", 60, "r"), lives("3", 60)]);
    assert_eq!(
        asked_by(&servers, own()).await,
        ["grant_type=client_credentials"; 3]
    );
}
