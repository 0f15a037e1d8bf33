//! Which credentials do, and what is wrong with one before it is sent.

use endpoint::auth::{Basic, Bearer, CookieKey, Dynamic, HeaderKey, QueryKey};
use endpoint::transport::{Memory, Reply};
use endpoint::{
    CallError, Credential, Endpoint, Error, ErrorKind, OutputOf, Response, Secret, api, endpoint,
};

use crate::support::{builder, failed, memory, shown};

#[derive(Credential)]
#[credential(header = "x-api-key")]
struct ApiKey(Secret);

#[derive(Credential)]
#[credential(cookie = "jwt")]
struct Jwt(Secret);

#[derive(Credential)]
#[credential(header = "Authorization", prefix = "token ")]
struct Token(Secret);

#[api(base_url = "https://api.test", auth = ApiKey | Jwt | ApiKey & Token)]
struct Studio;

#[endpoint(GET "/exports", api = Studio)]
struct List {}

#[endpoint(DELETE "/exports", api = Studio, auth = Jwt)]
struct Delete {}

#[endpoint(POST "/both", api = Studio, auth = ApiKey & Token)]
struct Both {}

#[endpoint(POST "/login", api = Studio, auth = none)]
struct Login {}

#[endpoint(GET "/me")]
struct GetMe {}

type Answer<E> = Result<Response<OutputOf<E>>, Error<<E as Endpoint>::Error>>;

/// Calls with a credential chosen at run time.
async fn call<E>(memory: &Memory, credential: Dynamic, endpoint: E) -> Answer<E>
where
    E: Endpoint<Api = Studio, Meta = endpoint::Headers> + endpoint::Accepts<Dynamic>,
{
    let client = Studio::client(credential)
        .transport(memory.clone())
        .build()
        .unwrap();
    client.send(endpoint).await
}

fn assert_not_sent(memory: &Memory, error: &CallError, operation: &str, names: &[&str]) {
    assert_eq!(error.kind(), ErrorKind::Auth);
    assert!(memory.sent().is_empty());
    let said = error.to_string();
    assert!(said.starts_with(operation), "{said}");
    for name in names {
        assert!(said.contains(&format!("`{name}`")), "{said}");
    }
}

#[tokio::test]
async fn a_credential_chosen_at_run_time_is_sent_where_it_will_do() {
    let memory = memory([Reply::new(204), Reply::new(204), Reply::new(204)]);
    call(&memory, Dynamic::new(ApiKey::new("k")), List {})
        .await
        .unwrap();
    call(&memory, Dynamic::new(Jwt::new("j")), Delete {})
        .await
        .unwrap();
    let both = Dynamic::new((ApiKey::new("k"), Token::new("t")));
    call(&memory, both, Both {}).await.unwrap();
    let sent = memory.sent();
    assert_eq!(sent[0].headers["x-api-key"], "k");
    assert_eq!(sent[1].headers["cookie"], "jwt=j");
    assert_eq!(sent[2].headers["x-api-key"], "k");
    assert_eq!(sent[2].headers["authorization"], "token t");
}

#[tokio::test]
async fn a_credential_chosen_at_run_time_is_refused_where_it_will_not_do() {
    let memory = memory([]);
    let error = failed(call(&memory, Dynamic::new(ApiKey::new("k")), Delete {}).await);
    assert_not_sent(
        &memory,
        &error,
        "Delete (DELETE /exports): ",
        &["ApiKey", "Jwt"],
    );
    let error = failed(call(&memory, Dynamic::new(Bearer::new("k")), List {}).await);
    assert_not_sent(
        &memory,
        &error,
        "List (GET /exports): ",
        &["Bearer", "ApiKey", "Jwt"],
    );
    let error = failed(call(&memory, Dynamic::new(ApiKey::new("k")), Both {}).await);
    assert_not_sent(
        &memory,
        &error,
        "Both (POST /both): ",
        &["ApiKey", "ApiKey & Token"],
    );
}

#[tokio::test]
async fn an_endpoint_that_takes_none_takes_every_client() {
    let memory = memory([Reply::new(204), Reply::new(204)]);
    call(&memory, Dynamic::new(Bearer::new("k")), Login {})
        .await
        .unwrap();
    let client = Studio::client(ApiKey::new("k"))
        .transport(memory.clone())
        .build()
        .unwrap();
    client.send(Login {}).await.unwrap();
    for sent in memory.sent() {
        assert!(!sent.headers.contains_key("authorization"));
        assert!(!sent.headers.contains_key("x-api-key"));
    }
}

#[tokio::test]
async fn a_dynamic_credential_around_another_is_the_inner_one() {
    let memory = memory([Reply::new(204)]);
    let credential = Dynamic::new(Dynamic::new(Jwt::new("j")));
    call(&memory, credential, Delete {}).await.unwrap();
}

/// What a call comes to whose credential cannot be sent.
async fn unsendable(credential: impl Credential) -> CallError {
    let memory = memory([]);
    let client = builder(&memory).credential(credential).build().unwrap();
    let error = failed(client.send(GetMe {}).await);
    assert_not_sent(&memory, &error, "GetMe (GET /me): ", &[]);
    assert!(!shown(&error).contains("planted"), "{error}");
    error
}

#[tokio::test]
async fn a_character_that_cannot_be_sent_is_told_without_the_credential() {
    for secret in ["planted\n", "planted\r\n", "planted\0", "\u{7f}planted"] {
        assert!(
            unsendable(Bearer::new(secret))
                .await
                .to_string()
                .contains("line break")
        );
        unsendable(HeaderKey::new("x-key", secret)).await;
        unsendable(Token::new(secret)).await;
    }
    for secret in ["planted ", "planted;a=b", "\"planted\"", "planted\n"] {
        assert!(
            unsendable(CookieKey::new("jwt", secret))
                .await
                .to_string()
                .contains("cookie")
        );
        unsendable((Bearer::new("t"), Jwt::new(secret))).await;
    }
}

#[tokio::test]
async fn names_that_cannot_be_sent_are_told() {
    unsendable(HeaderKey::new("x key", "planted")).await;
    assert!(
        unsendable(Basic::new("a:b", "planted"))
            .await
            .to_string()
            .contains("`:`")
    );
}

#[tokio::test]
async fn a_cookie_keys_name_that_is_none_is_told() {
    for name in ["", "a b", "a=b", "a;b", "a\r\nb"] {
        unsendable(CookieKey::new(name, "planted")).await;
    }
}

#[tokio::test]
async fn basic_takes_every_password() {
    let memory = memory([Reply::new(204)]);
    let client = builder(&memory)
        .credential(Basic::new("", "a:b\né"))
        .build()
        .unwrap();
    client.send(GetMe {}).await.unwrap();
    assert_eq!(
        memory.sent()[0].headers["authorization"],
        "Basic OmE6YgrDqQ=="
    );
}

#[test]
fn a_variable_that_is_not_set_is_named() {
    const ABSENT: &str = "ENDPOINT_TESTS_ABSENT";
    for error in [
        Secret::from_env(ABSENT).unwrap_err(),
        Bearer::from_env(ABSENT).unwrap_err(),
        ApiKey::from_env(ABSENT).map(drop).unwrap_err(),
    ] {
        assert_eq!(error.name(), ABSENT);
        assert!(
            error
                .to_string()
                .contains("`ENDPOINT_TESTS_ABSENT` is not set"),
            "{error}"
        );
    }
}

#[test]
fn a_variable_that_is_set_is_read() {
    let path = std::env::var("PATH").unwrap();
    assert_eq!(Secret::from_env("PATH").unwrap().expose(), path.trim());
    assert!(Bearer::from_env("PATH").is_ok());
    assert!(Jwt::from_env("PATH").is_ok());
}

#[test]
fn credentials_show_nothing() {
    let all = format!(
        "{:?} {:?} {:?} {:?} {:?} {:?}",
        Bearer::new("planted"),
        Basic::new("user", "planted"),
        HeaderKey::new("x-key", "planted"),
        CookieKey::new("jwt", "planted"),
        QueryKey::new("key", "planted"),
        Dynamic::new(Bearer::new("planted")),
    );
    assert!(!all.contains("planted"), "{all}");
}

#[test]
fn a_secret_is_written_inside_a_request_only() {
    assert!(serde_json::to_string(&Secret::new("planted")).is_err());
    assert_eq!(format!("{:?}", Secret::new("planted")), "[redacted]");
}
