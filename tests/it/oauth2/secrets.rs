//! That no secret comes out of a credential: not by its own text, nor by an error, nor by a log.

use std::fmt::Write as _;

use endpoint::auth::OAuth2;
use endpoint::auth::oauth2::{AuthorizationCode, FileStore, Token};
use endpoint::transport::{Failure, Reply};

use super::servers::Servers;
use super::{TOKEN_URL, alone, builder, clock, seconds, start};
use crate::support::{TempFile, Trace, shown};

/// In the client's secret, the password, the code, the verifier, and all that the token endpoint
/// gives.
const PLANTED: &str = "c4n4ry&+/";

/// The same as it is in a form, in Basic's base64 and in JSON.
const SPELLINGS: [&str; 3] = ["c4n4ry", "YzRuNHJ5", "M0bjRyeS"];

/// One of each, and whether it proves itself by Basic.
fn credentials(store: FileStore) -> [(OAuth2, bool); 7] {
    let url = &format!("{TOKEN_URL}?key={PLANTED}");
    let sign_in = AuthorizationCode::new(url, url, "app")
        .unwrap()
        .client_secret(PLANTED);
    let login = sign_in.resume(PLANTED, PLANTED);
    let state = "c4n4ry%26%2B%2F";
    let mut token = Token::new(PLANTED);
    token.refresh = Some(PLANTED.into());
    token.expires_at = Some(start() + seconds(60));
    let own = OAuth2::client_credentials(url, "app", PLANTED).unwrap();
    let password = OAuth2::password(url, "ada", PLANTED).unwrap();
    let refresh = OAuth2::refresh_token(url, PLANTED).unwrap();
    let back = format!("/?code={state}&state={state}");
    [
        (own.clone(), true),
        (own.client_in_body(), false),
        (password.client("app", PLANTED), true),
        (refresh.clone().client("app", PLANTED), true),
        (refresh.store(store), false),
        (OAuth2::token(url, token).unwrap(), false),
        (login.redirected(&back).unwrap(), true),
    ]
}

/// What servers answer who repeat what they were sent.
fn answers(is_basic: bool) -> Vec<Reply> {
    let basic = if is_basic {
        "YXBwOmM0bjRyeSUyNiUyQiUyRg=="
    } else {
        ""
    };
    let all = format!(r"c4n4ry&+/ c4n4ry%26%2B%2F c4n4ry\u0026+\/ {basic}");
    let form = format!("grant_type=password&password=c4n4ry%26%2B%2F&x={all}");
    vec![
        Reply::json(
            400,
            format!(r#"{{"error":"{all}","error_description":"{all}"}}"#),
        ),
        Reply::json(
            400,
            format!(r#"{{"error":"invalid_grant","error_description":"{form}"}}"#),
        ),
        Reply::json(
            200,
            format!(r#"{{"access_token":"{PLANTED}","token_type":"{all}"}}"#),
        ),
        Reply::json(200, format!(r#"{{"access_token":"{PLANTED}\n"}}"#)),
        Reply::json(
            200,
            format!(r#"{{"access_token":7,"refresh_token":"{PLANTED}"}}"#),
        ),
        Reply::new(404)
            .header("content-type", "text/html")
            .body("<title>c4n4ry&amp;+/</title>"),
        Reply::new(307).header("location", &format!("/token?key={PLANTED}")),
        Reply::fails(Failure::Interrupted),
        Reply::json(
            200,
            format!(
                r#"{{"access_token":"{PLANTED}","expires_in":60,"refresh_token":"{PLANTED}"}}"#
            ),
        ),
    ]
}

#[test]
fn no_secret_comes_out() {
    let trace = Trace::start();
    let mut seen = String::new();
    let file = TempFile::with("other", b"");
    let store = FileStore::new(file.path().with_file_name("token"));
    let all = credentials(store).into_iter();
    let all = all.flat_map(|(by, is_basic)| {
        answers(is_basic)
            .into_iter()
            .map(move |to| (by.clone(), to))
    });
    for (credential, answer) in all {
        // The clones of before may have a token.
        let credential = credential.parameter("x", "y");
        let servers = Servers::answering([answer.clone(), answer.clone(), answer]);
        servers.refuse(PLANTED);
        let clock = clock();
        let client = builder(&servers, &clock, credential.clone())
            .build()
            .unwrap();
        let first = alone(clock.run(client.authenticate())).0;
        clock.advance(seconds(31));
        let second = alone(clock.run(client.send(super::Get {}))).0;
        writeln!(seen, "{credential:?} {credential:#?} {client:?}").unwrap();
        if let Err(error) = first {
            seen += &shown(&error);
        }
        if let Err(error) = second {
            seen += &shown(&error);
        }
    }
    // The example of what is looked for has come by, and the log was listening.
    assert!(
        seen.contains("invalid_grant") && seen.contains("[redacted]"),
        "{seen}"
    );
    let logged = trace.text();
    assert!(logged.contains("auth.test"), "{logged}");
    for spelling in SPELLINGS {
        for text in [&seen, &logged] {
            let line = text.lines().find(|line| line.contains(spelling));
            assert_eq!(line, None, "{spelling}");
        }
    }
}
