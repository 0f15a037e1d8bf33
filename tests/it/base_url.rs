//! Where a client may be pointed, and where it may take a credential.

use endpoint::auth::{Bearer, CookieKey, Dynamic, QueryKey};
use endpoint::transport::Reply;
use endpoint::{BuildError, Client, ErrorKind, Secret, endpoint};

use crate::support::{builder, failed, memory, shown};

#[endpoint(GET "/here")]
struct Here {}

#[endpoint(GET "/there", base_url = "https://upload.test/v2")]
struct There {}

#[endpoint(GET "/open", base_url = "http://upload.test")]
struct Open {}

#[endpoint(GET "/open", base_url = "http://upload.test", auth = none)]
struct Public {}

fn refusal(url: &str) -> BuildError {
    Client::builder(url).build().unwrap_err()
}

#[test]
fn what_is_no_base_url_is_refused_with_its_reason() {
    for (url, reason) in [
        ("https://user:planted@api.test", "user name or a password"),
        ("https://planted@api.test", "user name or a password"),
        ("https://api.test/?key=planted", "query"),
        ("https://api.test/#planted", "fragment"),
        ("api.test/planted", "cannot be read"),
        ("/planted", "cannot be read"),
        ("", "cannot be read"),
        ("ftp://api.test/planted", "`ftp:`"),
        ("file:///planted", "`file:`"),
    ] {
        let error = refusal(url);
        assert!(error.to_string().contains(reason), "{url}: {error}");
        assert!(!shown(&error).contains("planted"), "{url}: {error}");
    }
}

#[test]
fn a_credential_over_plain_http_is_refused_when_the_client_is_built() {
    let build = |url: &str| {
        Client::builder(url)
            .credential(Bearer::new("planted"))
            .build()
    };
    let error = build("http://api.test").unwrap_err();
    assert!(error.to_string().contains("allow_http"), "{error}");
    assert!(!shown(&error).contains("planted"));
    for url in [
        "http://127.0.0.1.api.test",
        "http://localhost.api.test",
        "http://10.0.0.1",
    ] {
        assert!(build(url).is_err(), "{url}");
    }
}

#[test]
fn a_credential_may_go_by_tls_to_this_machine_or_where_the_caller_allows_it() {
    let build = |url: &str| Client::builder(url).credential(Bearer::new("t")).build();
    for url in [
        "https://api.test",
        "http://localhost:8080",
        "http://api.localhost",
        "http://127.0.0.1:1",
        "http://127.1.2.3",
        "http://[::1]:8080",
    ] {
        assert!(build(url).is_ok(), "{url}");
    }
    let allowed = Client::builder("http://api.test")
        .credential(Bearer::new("t"))
        .allow_http();
    assert!(allowed.build().is_ok());
    assert!(Client::new("http://api.test").is_ok());
}

#[test]
fn a_credential_chosen_at_run_time_is_no_exception() {
    let dynamic = Dynamic::new(QueryKey::new("key", "k"));
    assert!(
        Client::builder("http://api.test")
            .credential(dynamic)
            .build()
            .is_err()
    );
}

#[tokio::test]
async fn an_endpoint_may_be_somewhere_else() {
    let memory = memory([Reply::new(200)]);
    let client = builder(&memory)
        .credential(Bearer::new("t"))
        .build()
        .unwrap();
    client.send(There {}).await.unwrap();
    assert_eq!(memory.sent()[0].url, "https://upload.test/v2/there");
    assert_eq!(memory.sent()[0].headers["authorization"], "Bearer t");
}

#[tokio::test]
async fn a_credential_is_not_sent_to_an_endpoint_over_plain_http() {
    let memory = memory([Reply::new(200), Reply::new(200)]);
    let client = builder(&memory)
        .credential(Bearer::new("planted"))
        .build()
        .unwrap();
    let error = failed(client.send(Open {}).await);
    assert_eq!(error.kind(), ErrorKind::Auth);
    assert!(error.to_string().contains("Open (GET /open)"), "{error}");
    assert!(!shown(&error).contains("planted"));
    assert!(memory.sent().is_empty());

    client.send(Public {}).await.unwrap();
    let allowed = builder(&memory)
        .credential(Bearer::new("t"))
        .allow_http()
        .build()
        .unwrap();
    allowed.send(Open {}).await.unwrap();
    assert_eq!(memory.sent().len(), 2);
}

#[endpoint(GET "/open", base_url = "http://upload.test")]
struct OpenHeader {
    #[header("x-key")]
    key: Secret,
}

#[endpoint(GET "/open", base_url = "http://upload.test")]
struct OpenCookie {
    #[cookie("session")]
    session: Secret,
}

#[tokio::test]
async fn a_secret_header_or_cookie_of_the_endpoint_is_not_sent_over_plain_http() {
    let memory = memory([Reply::new(200), Reply::new(200)]);
    let client = builder(&memory).build().unwrap();
    let header = client.send(OpenHeader { key: "k".into() }).await;
    assert_eq!(header.map(drop).unwrap_err().kind(), Some(ErrorKind::Auth));
    let cookie = client
        .send(OpenCookie {
            session: "s".into(),
        })
        .await;
    assert_eq!(cookie.map(drop).unwrap_err().kind(), Some(ErrorKind::Auth));
    assert!(memory.sent().is_empty());
}

#[tokio::test]
async fn a_declared_base_url_can_be_replaced() {
    let memory = memory([Reply::new(200), Reply::new(200)]);
    let client = builder(&memory)
        .replace_base_url("https://upload.test/v2/", "http://127.0.0.1:9/stand-in")
        .credential(CookieKey::new("jwt", "j"))
        .build()
        .unwrap();
    client.send(There {}).await.unwrap();
    client.send(Here {}).await.unwrap();
    let sent = memory.sent();
    assert_eq!(sent[0].url, "http://127.0.0.1:9/stand-in/there");
    assert_eq!(sent[1].url, "https://api.test/here");
}

#[tokio::test]
async fn what_takes_the_place_of_a_base_url_is_held_to_the_same_rules() {
    let memory = memory([]);
    let replaced = |to: &str| builder(&memory).replace_base_url("https://upload.test/v2", to);
    assert!(replaced("https://u:p@upload.test").build().is_err());
    assert!(replaced("upload.test").build().is_err());
    let client = replaced("http://upload.test")
        .credential(Bearer::new("t"))
        .build()
        .unwrap();
    assert_eq!(failed(client.send(There {}).await).kind(), ErrorKind::Auth);
    assert!(memory.sent().is_empty());
}
