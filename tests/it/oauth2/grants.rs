//! What the grants look like on the wire.

use endpoint::auth::OAuth2;
use endpoint::auth::oauth2::{AuthorizationCode, Token};
use endpoint::{BuildError, Client};

use super::Get;
use crate::support::{WireRequest, WireServer, response};

const TOKEN: &str = r#"{"access_token":"t","token_type":"Bearer"}"#;

/// What was asked for the first token, at `/token` of a server that then takes a call with it.
async fn asked(by: impl FnOnce(&str) -> Result<OAuth2, BuildError>) -> WireRequest {
    let answer = response("200 OK", "Content-Type: application/json\r\n", TOKEN);
    let server = WireServer::answering([answer, response("204 No Content", "", "")]).await;
    let credential = by(&format!("{}/token", server.url())).unwrap();
    let client = Client::builder(&server.url())
        .header("x-own", "of the client")
        .query("own", "of the client")
        .user_agent("app/1")
        .credential(credential)
        .build()
        .unwrap();
    client.send(Get {}).await.unwrap();
    let requests = server.requests();
    assert_eq!(requests.len(), 2);
    assert_eq!(
        requests[1].header("authorization").as_deref(),
        Some("Bearer t")
    );
    requests.into_iter().next().unwrap()
}

#[tokio::test]
async fn client_credentials_prove_themselves_by_basic() {
    let request = asked(|url| {
        Ok(OAuth2::client_credentials(url, "my app", "a:b+c&%é")?
            .scope("read write")
            .parameter("audience", "https://api.test/?a=b")
            .parameter("resource", "one")
            .parameter("resource", "two"))
    })
    .await;
    assert_eq!(request.line(), "POST /token HTTP/1.1");
    assert_eq!(
        request.text(),
        "grant_type=client_credentials&scope=read+write\
         &audience=https%3A%2F%2Fapi.test%2F%3Fa%3Db&resource=one&resource=two"
    );
    let value = |name| request.header(name).unwrap();
    // my+app:a%3Ab%2Bc%26%25%C3%A9
    assert_eq!(
        value("authorization"),
        "Basic bXkrYXBwOmElM0FiJTJCYyUyNiUyNSVDMyVBOQ=="
    );
    assert_eq!(value("content-type"), "application/x-www-form-urlencoded");
    assert_eq!(value("accept"), "application/json");
    assert!(value("user-agent").starts_with("app/1 endpoint/"));
    assert_eq!(request.header("x-own"), None);
}

#[tokio::test]
async fn the_client_goes_into_the_form_where_it_is_told_to() {
    let request =
        asked(|url| Ok(OAuth2::client_credentials(url, "my app", "s&cret")?.client_in_body()))
            .await;
    assert_eq!(
        request.text(),
        "grant_type=client_credentials&client_id=my+app&client_secret=s%26cret"
    );
    assert_eq!(request.header("authorization"), None);
}

#[tokio::test]
async fn a_password_is_sent_with_its_user() {
    let request = asked(|url| {
        Ok(OAuth2::password(url, "ada@api.test", "p ss&w=rd")?
            .client_in_body()
            .client("app", "s3cret")
            .scope("openid"))
    })
    .await;
    assert_eq!(
        request.text(),
        "grant_type=password&username=ada%40api.test&password=p+ss%26w%3Drd&scope=openid\
         &client_id=app&client_secret=s3cret"
    );
}

#[tokio::test]
async fn a_refresh_token_needs_no_client() {
    let request = asked(|url| OAuth2::refresh_token(url, "re/fresh")).await;
    assert_eq!(
        request.text(),
        "grant_type=refresh_token&refresh_token=re%2Ffresh"
    );
    assert_eq!(request.header("authorization"), None);
}

#[tokio::test]
async fn a_client_without_a_secret_says_its_id() {
    let request = asked(|url| {
        let mut token = Token::new("over");
        token.refresh = Some("refresh".into());
        token.expires_at = Some(std::time::SystemTime::UNIX_EPOCH);
        Ok(OAuth2::token(url, token)?.client_id("my app").scope("less"))
    })
    .await;
    assert_eq!(
        request.text(),
        "grant_type=refresh_token&refresh_token=refresh&scope=less&client_id=my+app"
    );
    assert_eq!(request.header("authorization"), None);
}

#[tokio::test]
async fn a_code_goes_with_its_verifier_and_its_redirect_uri() {
    let request = asked(|url| {
        let sign_in = AuthorizationCode::new("https://auth.test/authorize", url, "app")?
            .redirect_uri("http://127.0.0.1/back?a=b")
            .scope("read")
            .parameter("prompt", "login");
        let login = sign_in.resume("state", "verifier");
        let credential = login
            .redirected("/back?a=b&code=c%2Fd&state=state")
            .unwrap();
        Ok(credential.parameter("resource", "one"))
    })
    .await;
    assert_eq!(
        request.text(),
        "grant_type=authorization_code&code=c%2Fd&redirect_uri=http%3A%2F%2F127.0.0.1%2Fback%3Fa%3Db\
         &code_verifier=verifier&resource=one&client_id=app"
    );
}

#[tokio::test]
async fn a_token_urls_query_is_kept() {
    let request =
        asked(|url| OAuth2::client_credentials(&format!("{url}?tenant=1"), "a", "b")).await;
    assert_eq!(request.target(), "/token?tenant=1");
}

#[test]
fn a_token_url_that_is_none_is_told_with_what_to_do() {
    for (url, help) in [
        ("auth.test/token", "give the whole of it"),
        ("", "give the whole of it"),
        ("ftp://auth.test/token", "https"),
        ("mailto:a@auth.test", "https"),
        ("https://app:hunter2@auth.test/token", "client(id, secret)"),
        ("https://auth.test/token#a", "take the `#..` away"),
    ] {
        let error = OAuth2::client_credentials(url, "a", "b").unwrap_err();
        let said = format!("{error} {error:?}");
        assert!(said.starts_with("the token URL "), "{url}: {said}");
        assert!(said.contains(help), "{url}: {said}");
        assert!(!said.contains("hunter2"), "{url}: {said}");
        let error = AuthorizationCode::new(url, "https://auth.test", "a").unwrap_err();
        assert!(
            error.to_string().starts_with("the authorize URL "),
            "{error}"
        );
    }
}

#[tokio::test]
async fn nothing_goes_over_plain_http_to_another_machine() {
    let by = OAuth2::client_credentials("http://auth.test/token", "app", "hunter2").unwrap();
    let memory = crate::support::memory([]);
    let client = crate::support::builder(&memory)
        .credential(by)
        .build()
        .unwrap();
    let error = client.authenticate().await.unwrap_err().to_string();
    assert!(
        error.contains("plain http") && error.contains("http://auth.test"),
        "{error}"
    );
    assert!(memory.sent().is_empty());
}
