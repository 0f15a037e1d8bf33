//! Whatever a token endpoint says again or gives away, and whatever the API makes of its tokens.

use std::sync::Arc;
use std::time::{Duration, SystemTime};

use endpoint::auth::OAuth2;
use endpoint::auth::oauth2::{AuthorizationCode, Token};
use endpoint::transport::{
    Answer, BoxFuture, Failure, Memory, Reply, Request, Transport, TransportError,
};

use super::find::{plain_secret_of, secret_of};
use super::watch::Watch;
use super::world::{World, client, tenacious};
use super::{ANSWERS, GetMe, json};
use crate::support::{HandClock, memory};

const TOKEN_URL: &str = "https://auth.test/token";

/// Tokens by every way there is.
fn grants(watch: &mut Watch) -> Vec<OAuth2> {
    let own = || {
        OAuth2::client_credentials(TOKEN_URL, "app", secret_of("client-secret"))
            .unwrap()
            .scope("all")
    };
    let password = OAuth2::password(TOKEN_URL, "ada", secret_of("password"));
    let refresh = OAuth2::refresh_token(TOKEN_URL, secret_of("first-refresh"));
    let mut token = Token::new(plain_secret_of("first-access"));
    token.refresh = Some(secret_of("first-refresh").into());
    token.expires_at = Some(SystemTime::UNIX_EPOCH);
    watch.look(&token);
    let by_token = OAuth2::token(TOKEN_URL, token).unwrap().client_id("app");
    let all = vec![
        own(),
        own().client_in_body(),
        password.unwrap(),
        refresh.unwrap(),
        by_token,
        by_code(watch),
    ];
    watch.look(&all);
    all
}

fn by_code(watch: &mut Watch) -> OAuth2 {
    let code = AuthorizationCode::new("https://auth.test/authorize", TOKEN_URL, "app")
        .unwrap()
        .client_secret(secret_of("client-secret"));
    let login = code.resume("c4n4ry-state", "c4n4ry-verifier");
    watch.look(&code);
    watch.look(&login);
    for callback in [
        "/callback?code=c4n4ry-code&state=forged",
        "/callback?code=c4n4ry-code&state=c4n4ry-state&state=c4n4ry-state",
        "/callback?state=c4n4ry-state",
        "/callback?error=c4n4ry-state&error_description=c4n4ry-verifier&state=c4n4ry-state",
    ] {
        watch.error(&login.redirected(callback).unwrap_err());
    }
    login
        .redirected("/callback?code=c4n4ry-code&state=c4n4ry-state")
        .unwrap()
}

/// What a token endpoint answers, good or bad.
fn answers() -> Vec<Reply> {
    let access = json(&plain_secret_of("access"));
    let refresh = json(&secret_of("refresh"));
    let good = format!(r#"{{"access_token": {access}, "refresh_token": {refresh}"#);
    let typed = |ty: &'static str, body: &str| {
        Reply::new(200)
            .header("content-type", ty)
            .header("set-cookie", "id=c4n4ry-set-cookie")
            .body(body.to_owned())
    };
    let form = "access_token=c4n4ry-access&refresh_token=c4n4ry-refresh&token_type=bearer";
    vec![
        Reply::json(200, format!(r#"{good}, "expires_in": 3600}}"#)),
        Reply::json(200, format!(r#"{good}, "expires_in": 1}}"#)),
        Reply::json(200, format!(r#"{good}, "token_type": "mac"}}"#)),
        Reply::json(400, format!(r#"{good}, "error": "invalid_client"}}"#)),
        Reply::json(200, good),
        Reply::json(200, format!(r#"{{"access_token": [{access}]}}"#)),
        Reply::json(200, format!(r#"{{"token": {access}}}"#)),
        Reply::json(200, format!(r#"["access_token", {access}]"#)),
        Reply::json(200, access),
        typed("application/x-www-form-urlencoded", form),
        typed("text/plain", form),
        typed("text/html", "<title>Signed in</title>c4n4ry-access"),
        Reply::new(302).header("location", "https://auth.test/?token=c4n4ry-location"),
        Reply::json(200, r#"{"access_token": "c4n4ry"#).then_interrupted(),
        Reply::fails(Failure::Connect),
    ]
}

/// The API, and the token endpoint beside it.
#[derive(Debug)]
struct Both {
    api: World,
    tokens: Memory,
}

impl Transport for Both {
    fn send(&self, request: Request) -> BoxFuture<'_, Result<Answer, TransportError>> {
        if request.origin().authority() == "auth.test" {
            self.tokens.send(request)
        } else {
            self.api.send(request)
        }
    }
}

#[tokio::test]
async fn nothing_of_a_token_comes_out() {
    let mut watch = Watch::start();
    let mut asked = String::new();
    for answer in answers() {
        for grant in grants(&mut watch) {
            let tokens = memory([(); 6].map(|()| answer.clone()));
            let api = World::new(|echo| (401, echo.to_owned()));
            call(&mut watch, grant, api, tokens.clone()).await;
            for sent in tokens.sent() {
                asked.push_str(&String::from_utf8_lossy(&sent.body));
            }
        }
    }
    for place in [
        "client-secret",
        "password",
        "first-refresh",
        "refresh",
        "code",
        "verifier",
    ] {
        assert!(
            asked.contains(&format!("c4n4ry-{place}")),
            "{place}: {asked}"
        );
    }
    watch.end();
}

#[tokio::test]
async fn nothing_of_a_token_comes_out_whatever_the_api_answers() {
    let mut watch = Watch::start();
    for answer in ANSWERS {
        let grant = grants(&mut watch).swap_remove(0);
        let tokens = memory([(); 6].map(|()| answers().swap_remove(0)));
        let api = World::new(answer);
        call(&mut watch, grant, api.clone(), tokens).await;
        api.assert_told(&["access"]);
    }
    watch.end();
}

/// Two calls, with time between them in which a token grows old.
async fn call(watch: &mut Watch, grant: OAuth2, api: World, tokens: Memory) {
    let clock = HandClock::at(SystemTime::UNIX_EPOCH + Duration::from_secs(1_000_000_000));
    let transport = Both { api, tokens };
    let client = client(watch, grant, transport, |builder| {
        tenacious(builder).clock(clock.clone())
    });
    let client = Arc::new(client);
    for _ in 0..2 {
        let (result, _) = clock.run(client.send(GetMe {})).await;
        watch.result(result);
        clock.advance(Duration::from_secs(60));
    }
}
