//! A secret that is planted wherever one can be comes out nowhere.

mod answers;
mod failures;
mod find;
mod tokens;
mod watch;
mod world;

use endpoint::auth::{Basic, Bearer, CookieKey, Dynamic, HeaderKey, QueryKey};
use endpoint::json_api::{Identifier, Resource};
use endpoint::transport::{Failure, Reply, Transport};
use endpoint::{Client, ClientBuilder, Credential, Json, JsonApi, Secret, endpoint};
use http::HeaderValue;
use serde::Deserialize;

use self::find::MARK;
use self::watch::{CANARY, Echo, Told, Watch};
use self::world::AT_ONCE;
use crate::support::{After, BASE, ClosedPort, WireServer, builder, memory, redirect_to, shown};

#[derive(Debug, Deserialize)]
#[allow(dead_code, reason = "it never fits, or is shown alone")]
struct User {
    id: u64,
    kind: Option<Kind>,
    uuid: Option<uuid::Uuid>,
}

#[derive(Debug, Deserialize)]
enum Kind {
    Human,
}

#[endpoint(GET "/me" -> User)]
struct GetMe {}

#[endpoint(GET "/me" -> Json, redirect = follow)]
struct Follow {}

#[endpoint(POST "/login" -> User)]
struct Login {
    #[header("x-secret")]
    header: Option<Secret>,
    #[cookie("session")]
    cookie: Option<Secret>,
    #[query]
    token: Option<Secret>,
    #[json]
    password: Option<Secret>,
}

const NOTHING: Login = Login {
    header: None,
    cookie: None,
    token: None,
    password: None,
};

fn json(text: &str) -> String {
    serde_json::to_string(text).unwrap()
}

/// Answers of every kind, each with the echo where it may be said again.
const ANSWERS: [Told; 14] = [
    |_| (200, r#"{"id": 1}"#.into()),
    |echo| (200, format!(r#"{{"id": {}}}"#, json(echo))),
    |echo| (200, format!(r#"{{"kind": {}, "id": 1}}"#, json(echo))),
    |echo| (200, format!(r#"{{"uuid": {}, "id": 1}}"#, json(echo))),
    |echo| (200, format!(r#"{{"id": 1, "other": {}"#, json(echo))),
    |echo| (200, format!("<html>{echo}</html>")),
    |echo| (302, echo.to_owned()),
    |echo| (401, echo.to_owned()),
    |echo| (401, echo.replace('&', "&amp;")),
    |echo| (403, format!("<html><title>No: {echo}</title>")),
    |echo| {
        (
            403,
            format!("<title>No: {}</title>", echo.replace('&', "&#38;")),
        )
    },
    |echo| {
        (
            401,
            format!(r#"{{"message": {}}}"#, json(&format!("no: {echo}"))),
        )
    },
    |echo| {
        (
            403,
            format!(
                r#"{{"errors": [{{"title": "no", "detail": {}}}]}}"#,
                json(echo)
            ),
        )
    },
    |echo| {
        (
            500,
            format!(r#"{{"error": {{"message": {}}}}}"#, json(echo)),
        )
    },
];

/// All places for a credential, with the canary in each.
macro_rules! for_each_credential {
    ($credential:ident => $what:expr) => {{
        let $credential = Bearer::new(CANARY);
        $what;
        let $credential = Basic::new("", CANARY);
        $what;
        let $credential = HeaderKey::new("x-key", CANARY);
        $what;
        let $credential = CookieKey::new("jwt", CANARY);
        $what;
        let $credential = QueryKey::new("key", CANARY);
        $what;
        let $credential = (Bearer::new(CANARY), QueryKey::new("key", CANARY));
        $what;
        let $credential = Dynamic::new(QueryKey::new("key", CANARY));
        $what;
    }};
}

/// A builder of a client that tries again without a wait.
fn at_once(base_url: &str) -> ClientBuilder {
    Client::builder(base_url).retry(AT_ONCE)
}

async fn call_with(watch: &mut Watch, credential: impl Credential, transport: impl Transport) {
    let builder = at_once(BASE).credential(credential).transport(transport);
    watch.look(&builder);
    let client = builder.build().unwrap();
    watch.look(&client);
    watch.look(&client.send(GetMe {}));
    watch.look(&client.send(GetMe {}).into_future());
    watch.look(&client.send(GetMe {}).raw());
    watch.result(client.send(GetMe {}).await);
    watch.result(client.send(Follow {}).await);
    watch.look(&client.send(GetMe {}).raw().await);
}

#[tokio::test]
async fn a_credential_does_not_come_out_whatever_is_answered() {
    let mut watch = Watch::start();
    for answer in ANSWERS {
        for_each_credential!(credential => call_with(&mut watch, credential, Echo(answer)).await);
    }
    watch.end();
}

#[tokio::test]
async fn a_credential_that_is_a_key_of_the_answer_does_not_come_out() {
    let mut watch = Watch::start();
    let answers: [Told; 3] = [
        |echo| (200, format!(r#"{{"id": 1, {}: {{"a": "#, json(echo))),
        |echo| (200, format!(r#"{{{}: 1, "id": "x"}}"#, json(echo))),
        |echo| (400, format!("{{{}: 1}}", json(echo))),
    ];
    for answer in answers {
        call_with(&mut watch, Bearer::new(CANARY), Echo(answer)).await;
    }
    watch.end();
}

#[endpoint(GET "/me" -> Option<Json>, envelope = JsonApi)]
struct GetDocument {}

#[tokio::test]
async fn a_credential_in_what_is_read_later_does_not_come_out() {
    let mut watch = Watch::start();
    let answer: Told = |echo| {
        let echo = json(echo);
        let user =
            format!(r#"{{"type": "user", "id": "1", "attributes": {{{echo}: 1, "id": ""}}}}"#);
        (200, format!(r#"{{"data": null, "included": [{user}]}}"#))
    };
    let client = at_once(BASE)
        .credential(Bearer::new(CANARY))
        .transport(Echo(answer))
        .build()
        .unwrap();
    let document = client.send(GetDocument {}).await.unwrap();
    let user = Identifier::new("user", "1");
    let error = document.included.get::<Resource<User>>(&user).unwrap_err();
    assert!(error.to_string().contains("[redacted]"), "{error}");
    watch.look(&document.included);
    watch.failure(&error);
    watch.end();
}

#[tokio::test]
async fn a_credential_does_not_come_out_of_what_fails_on_the_way() {
    let mut watch = Watch::start();
    for failure in [
        Failure::Connect,
        Failure::ConnectTimeout,
        Failure::Interrupted,
    ] {
        let replies = || memory([(); 9].map(|()| Reply::fails(failure)));
        for_each_credential!(credential => call_with(&mut watch, credential, replies()).await);
    }
    let replies = || memory([(); 9].map(|()| Reply::new(200).body(CANARY).then_interrupted()));
    for_each_credential!(credential => call_with(&mut watch, credential, replies()).await);
    watch.end();
}

#[tokio::test]
async fn a_credential_does_not_come_out_of_real_connections() {
    let mut watch = Watch::start();
    let gone = ClosedPort::hold();
    for_each_credential!(credential => {
        let there = WireServer::start().await;
        let here = WireServer::answering([redirect_to(&format!("{}/a", there.url()))]).await;
        there.reply("HTTP/1.1 200 OK\r\nContent-Length: 9\r\n\r\n{", After::Close);
        let client = at_once(&here.url()).credential(credential).build().unwrap();
        watch.look(&client);
        watch.result(client.send(Follow {}).await);
        watch.result(client.send(GetMe {}).await);
    });
    for_each_credential!(credential => {
        let client = at_once(gone.url()).credential(credential).build().unwrap();
        watch.result(client.send(GetMe {}).await);
    });
    watch.end();
}

#[tokio::test]
async fn a_credential_that_cannot_be_sent_does_not_come_out() {
    let mut watch = Watch::start();
    let broken = || format!("{CANARY}\n");
    let replies = || memory([]);
    call_with(&mut watch, Bearer::new(broken()), replies()).await;
    call_with(&mut watch, HeaderKey::new("x-key", broken()), replies()).await;
    call_with(&mut watch, CookieKey::new("jwt", broken()), replies()).await;
    call_with(&mut watch, Basic::new("a:b", CANARY), replies()).await;
    let plain = Client::builder("http://api.test").credential(Bearer::new(CANARY));
    watch.seen.push_str(&shown(&plain.build().unwrap_err()));
    let user_info = Client::builder(&format!("https://{MARK}:{MARK}@api.test"));
    watch.seen.push_str(&shown(&user_info.build().unwrap_err()));
    watch.end();
}

async fn log_in(watch: &mut Watch, login: impl Fn() -> Login) {
    for answer in ANSWERS {
        let client = at_once(BASE).transport(Echo(answer)).build().unwrap();
        watch.look(&client.send(login()));
        watch.result(client.send(login()).await);
    }
}

fn secret() -> Secret {
    CANARY.into()
}

#[tokio::test]
async fn a_secret_header_of_the_endpoint_does_not_come_out() {
    let mut watch = Watch::start();
    log_in(&mut watch, || Login {
        header: Some(secret()),
        ..NOTHING
    })
    .await;
    watch.end();
}

#[tokio::test]
async fn a_secret_cookie_of_the_endpoint_does_not_come_out() {
    let mut watch = Watch::start();
    log_in(&mut watch, || Login {
        cookie: Some(secret()),
        ..NOTHING
    })
    .await;
    watch.end();
}

#[tokio::test]
async fn a_secret_in_the_endpoints_query_does_not_come_out() {
    let mut watch = Watch::start();
    log_in(&mut watch, || Login {
        token: Some(secret()),
        ..NOTHING
    })
    .await;
    watch.end();
}

#[tokio::test]
async fn a_secret_in_the_endpoints_body_does_not_come_out() {
    let mut watch = Watch::start();
    log_in(&mut watch, || Login {
        password: Some(secret()),
        ..NOTHING
    })
    .await;
    watch.end();
}

#[tokio::test]
async fn a_secret_that_cannot_be_sent_does_not_come_out() {
    let mut watch = Watch::start();
    let broken = || Some(Secret::new(format!("{CANARY}\n")));
    let client = at_once(BASE).transport(memory([])).build().unwrap();
    watch.result(
        client
            .send(Login {
                header: broken(),
                ..NOTHING
            })
            .await,
    );
    watch.result(
        client
            .send(Login {
                cookie: broken(),
                ..NOTHING
            })
            .await,
    );
    let broken = HeaderValue::from_bytes(format!("{CANARY}\n").as_bytes());
    watch.look(&broken);
    watch.result(
        client
            .send(NOTHING)
            .header("x-key", format!("{CANARY}\n"))
            .await,
    );
    watch.end();
}

fn sensitive() -> HeaderValue {
    let mut value = HeaderValue::from_static(CANARY);
    value.set_sensitive(true);
    value
}

#[tokio::test]
async fn a_secret_header_of_the_client_or_the_call_does_not_come_out() {
    let mut watch = Watch::start();
    for answer in ANSWERS {
        let builder = at_once(BASE).transport(Echo(answer));
        let client = builder.header("x-key", sensitive());
        watch.look(&client);
        watch.result(client.build().unwrap().send(GetMe {}).await);
        let client = at_once(BASE).transport(Echo(answer)).build().unwrap();
        watch.result(client.send(GetMe {}).header("x-key", sensitive()).await);
        watch.result(client.send(GetMe {}).header("authorization", CANARY).await);
    }
    watch.end();
}

#[tokio::test]
async fn a_signed_link_does_not_come_out() {
    let mut watch = Watch::start();
    for answer in ANSWERS {
        let client = at_once(BASE).transport(Echo(answer)).build().unwrap();
        for link in [
            "https://files.test/a.csv?sig=c4n4ry",
            "/a.csv?sig=c4n4ry&x=%2B",
        ] {
            watch.look(&client.resolve(link));
            watch
                .seen
                .push_str(&client.resolve(link).unwrap().to_string());
            watch.look(&client.download(link));
            watch.result(client.download(link).bytes().await);
        }
    }
    let client = builder(&memory([])).build().unwrap();
    for link in [
        "http://files.test/a?sig=c4n4ry",
        "https://u:c4n4ry@files.test/",
        "ftp://c4n4ry",
    ] {
        watch.look(&client.resolve(link));
        watch.look(&client.download(link));
        watch.result(client.download(link).bytes().await);
    }
    watch.end();
}
