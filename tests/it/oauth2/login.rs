//! Logins by a browser, up to the code.

use std::collections::HashSet;

use endpoint::auth::oauth2::{AuthorizationCode, Login, LoginErrorKind};

use super::TOKEN_URL;
use super::servers::Servers;
use super::{client, clock, lives};

fn sign_in() -> AuthorizationCode {
    AuthorizationCode::new("https://auth.test/authorize?tenant=1", TOKEN_URL, "my app").unwrap()
}

fn login() -> Login {
    sign_in().resume("st&te", "dBjftJeZ4CVP-mB92K27uhbUJU1p1r_wW1gFWFOEjXk")
}

#[test]
fn the_url_has_all_that_the_server_wants() {
    let login = sign_in()
        .client_secret("s3cret")
        .redirect_uri("http://127.0.0.1:8765/back?a=b")
        .scope("read write")
        .parameter("prompt", "login")
        .parameter("resource", "one")
        .resume("st&te", "dBjftJeZ4CVP-mB92K27uhbUJU1p1r_wW1gFWFOEjXk");
    // The challenge is the one of RFC 7636 appendix B.
    assert_eq!(
        login.url(),
        "https://auth.test/authorize?tenant=1&response_type=code&client_id=my%20app\
         &redirect_uri=http%3A%2F%2F127.0.0.1%3A8765%2Fback%3Fa%3Db&scope=read%20write&state=st%26te\
         &code_challenge=E9Melhoa2OwvFrEMTJguCHaoeK1t8URWbuGJSstw-cM&code_challenge_method=S256\
         &prompt=login&resource=one"
    );
}

#[test]
fn no_two_logins_have_the_same_state_or_verifier() {
    let mut texts = HashSet::new();
    for _ in 0..50 {
        let login = sign_in().begin().unwrap();
        for secret in [login.state(), login.verifier()] {
            assert!((43..=128).contains(&secret.expose().len()));
            assert!(texts.insert(secret.expose().to_owned()));
        }
        assert!(
            login
                .url()
                .contains(&format!("state={}&", login.state().expose()))
        );
        assert!(!login.url().contains(login.verifier().expose()));
    }
}

#[tokio::test]
async fn a_login_is_put_together_again_by_its_state_and_its_verifier() {
    let begun = sign_in().begin().unwrap();
    let again = sign_in().resume(begun.state().clone(), begun.verifier().clone());
    assert_eq!(begun.url(), again.url());
    let back = format!(
        "https://app.test/back?state={}&code=c0de#_",
        begun.state().expose()
    );
    let servers = Servers::answering([lives("1", 60)]);
    let client = client(&servers, &clock(), again.redirected(&back).unwrap());
    client.authenticate().await.unwrap();
    assert!(servers.asked()[0].contains(&format!("code_verifier={}", begun.verifier().expose())));
}

#[test]
fn another_state_is_refused_before_all_else() {
    for back in [
        "/back?code=c0de",
        "/back?code=c0de&state=",
        "/back?code=c0de&state=st",
        "/back?code=c0de&state=st%26te2",
        "/back?code=c0de&state=other",
        "/back?error=access_denied&state=other",
        "/back?code=c0de#state=st%26te",
        "/back",
        "",
    ] {
        let error = login().redirected(back).unwrap_err();
        assert_eq!(error.kind(), LoginErrorKind::State, "{back}");
        assert_eq!(error.code(), None);
        let said = format!("{error} {error:?}");
        assert!(!said.contains("c0de") && !said.contains("st&te"), "{said}");
    }
    let without_session = sign_in().resume("", "verifier");
    let error = without_session.redirected("/back?code=c0de&state=");
    assert_eq!(error.unwrap_err().kind(), LoginErrorKind::State);
}

#[test]
fn a_no_is_told_in_the_servers_words() {
    let back = "/back?error=access_denied&error_description=Ada+said%0Ano%21&state=st%26te";
    let error = login().redirected(back).unwrap_err();
    assert_eq!(error.kind(), LoginErrorKind::Refused);
    assert_eq!(error.code(), Some("access_denied"));
    let said = error.to_string();
    assert!(
        said.starts_with(r"https://auth.test/authorize said no: `access_denied`: Ada said\nno!; "),
        "{said}"
    );
    let back = "/back?error=server_error&error_description=st%26te&state=st%26te";
    let error = login().redirected(back).unwrap_err();
    assert!(
        error
            .to_string()
            .contains("`server_error`: [redacted]; try again later"),
        "{error}"
    );
}

#[test]
fn neither_a_code_nor_a_no_is_told_as_such() {
    for back in ["/back?state=st%26te", "/back?state=st%26te&code="] {
        let error = login().redirected(back).unwrap_err();
        assert_eq!(error.kind(), LoginErrorKind::NoCode);
    }
}

#[test]
fn nothing_may_be_there_twice() {
    for back in [
        "/back?state=st%26te&state=st%26te&code=c0de",
        "/back?state=st%26te&code=c0de&code=other",
        "/back?state=st%26te&error=a&error=b",
    ] {
        let error = login().redirected(back).unwrap_err();
        assert_eq!(error.kind(), LoginErrorKind::Twice, "{back}");
    }
}

#[test]
fn an_issuer_that_is_expected_has_to_be_there() {
    let login = || sign_in().issuer("https://auth.test").resume("s", "v");
    let back = "/back?state=s&code=c&iss=https%3A%2F%2Fauth.test";
    assert!(login().redirected(back).is_ok());
    for back in [
        "/back?state=s&code=c",
        "/back?state=s&code=c&iss=https%3A%2F%2Fevil.test",
    ] {
        let error = login().redirected(back).unwrap_err();
        assert_eq!(error.kind(), LoginErrorKind::Issuer);
        assert!(error.to_string().contains("`https://auth.test`"), "{error}");
    }
    assert!(
        sign_in()
            .resume("s", "v")
            .redirected("/back?state=s&code=c&iss=any")
            .is_ok()
    );
}

#[test]
fn what_is_shown_of_a_login_is_where_it_leads() {
    let sign_in = sign_in().client_secret("hunter2");
    let login = sign_in.resume("hunter2", "hunter2");
    let shown = format!(
        "{sign_in:?} {login:?} {:?} {:?}",
        login.state(),
        login.verifier()
    );
    assert!(
        !shown.contains("hunter2") && !shown.contains("tenant"),
        "{shown}"
    );
    assert!(shown.contains("https://auth.test/authorize"), "{shown}");
}
