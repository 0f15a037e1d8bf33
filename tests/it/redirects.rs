//! Redirects that are followed, and what goes along.

use endpoint::auth::{Bearer, CookieKey};
use endpoint::transport::Reply;
use endpoint::{Client, ClientBuilder, Json, Secret, endpoint};
use http::HeaderValue;

use crate::support::{WireRequest, WireServer, builder, memory, redirect_to, refused, response};

#[endpoint(GET "/start" -> Json, redirect = follow)]
struct Follow {
    #[header("x-secret")]
    secret: Option<Secret>,
    #[cookie("theme")]
    theme: Option<&'static str>,
    #[header("x-note")]
    note: Option<&'static str>,
}

#[endpoint(HEAD "/start", redirect = follow)]
struct FollowHead {}

#[endpoint(GET "/start" -> Json)]
struct Stay {}

const PLAIN: Follow = Follow {
    secret: None,
    theme: None,
    note: None,
};

/// Sends one of everything.
fn full() -> Follow {
    Follow {
        secret: Some("s".into()),
        theme: Some("dark"),
        note: Some("n"),
    }
}

fn done() -> String {
    response("200 OK", "", "[1]")
}

/// A client with a credential and a secret header of its own.
fn sensitive(url: &str) -> ClientBuilder<endpoint::Undescribed, Bearer> {
    let mut key = HeaderValue::from_static("k");
    key.set_sensitive(true);
    Client::builder(url)
        .credential(Bearer::new("t"))
        .header("x-client-key", key)
}

const SECRETS: [&str; 4] = ["authorization", "cookie", "x-secret", "x-client-key"];

fn assert_secrets(request: &WireRequest, are_there: bool) {
    for name in SECRETS {
        assert_eq!(
            request.header(name).is_some(),
            are_there,
            "{name} at {}",
            request.line()
        );
    }
    assert_eq!(request.header("x-note").as_deref(), Some("n"));
    assert_eq!(
        request.header("accept").as_deref(),
        Some("application/json")
    );
    assert!(
        request
            .header("user-agent")
            .unwrap()
            .starts_with("endpoint/")
    );
    assert_eq!(request.header("referer"), None);
}

#[tokio::test]
async fn on_the_same_origin_everything_goes_along() {
    let server = WireServer::answering([redirect_to("/next?a=1"), done()]).await;
    let client = sensitive(&server.url()).build().unwrap();
    assert_eq!(client.send(full()).await.unwrap().text(), "[1]");
    let requests = server.requests();
    assert_eq!(requests[1].line(), "GET /next?a=1 HTTP/1.1");
    for request in &requests {
        assert_secrets(request, true);
    }
}

#[tokio::test]
async fn another_origin_gets_no_secret() {
    let there = WireServer::answering([done()]).await;
    let here = WireServer::answering([redirect_to(&format!("{}/a", there.url()))]).await;
    sensitive(&here.url())
        .build()
        .unwrap()
        .send(full())
        .await
        .unwrap();
    assert_secrets(&here.request(), true);
    assert_secrets(&there.request(), false);
    assert_eq!(there.request().header("host").unwrap(), there.authority());
}

#[tokio::test]
async fn what_was_dropped_stays_dropped_on_the_way_back() {
    let here = WireServer::start().await;
    let there = WireServer::answering([redirect_to(&format!("{}/back", here.url()))]).await;
    here.reply(
        redirect_to(&format!("{}/a", there.url())),
        crate::support::After::KeepOpen,
    );
    here.reply(redirect_to("/further"), crate::support::After::KeepOpen);
    here.reply(done(), crate::support::After::KeepOpen);
    sensitive(&here.url())
        .build()
        .unwrap()
        .send(full())
        .await
        .unwrap();
    let requests = here.requests();
    assert_eq!(requests.len(), 3);
    assert_secrets(&requests[0], true);
    assert_secrets(&requests[1], false);
    assert_secrets(&requests[2], false);
}

#[tokio::test]
async fn a_key_in_the_query_does_not_go_along() {
    let there = WireServer::answering([done()]).await;
    let here = WireServer::answering([redirect_to(&format!("{}/a", there.url()))]).await;
    let key = endpoint::auth::QueryKey::new("key", "k");
    let client = Client::builder(&here.url())
        .credential(key)
        .build()
        .unwrap();
    client.send(PLAIN).await.unwrap();
    assert_eq!(here.request().target(), "/start?key=k");
    assert_eq!(there.request().target(), "/a");
}

#[tokio::test]
async fn another_name_of_the_same_machine_is_another_origin() {
    let server = WireServer::start().await;
    let port = server.authority().rsplit(':').next().unwrap().to_owned();
    server.reply(
        redirect_to(&format!("http://localhost:{port}/a")),
        crate::support::After::KeepOpen,
    );
    server.reply(done(), crate::support::After::KeepOpen);
    sensitive(&server.url())
        .build()
        .unwrap()
        .send(full())
        .await
        .unwrap();
    let requests = server.requests();
    assert_secrets(&requests[0], true);
    assert_secrets(&requests[1], false);
}

/// The location of the second request, for a `Location` in the answer to the first.
async fn followed(base: &str, location: &str) -> String {
    let memory = memory([
        Reply::new(302).header("location", location),
        Reply::json(200, "1"),
    ]);
    let client = Client::builder(base)
        .transport(memory.clone())
        .build()
        .unwrap();
    client.send(PLAIN).await.unwrap();
    memory.sent().remove(1).url
}

#[tokio::test]
async fn a_relative_location_is_read_against_the_url_that_was_called() {
    for (location, url) in [
        ("/a", "https://api.test/a"),
        ("a/b", "https://api.test/v1/a/b"),
        ("../a", "https://api.test/a"),
        ("?page=2", "https://api.test/v1/start?page=2"),
        ("//api.test/a", "https://api.test/a"),
        ("https://other.test", "https://other.test/"),
        ("/a#fragment", "https://api.test/a"),
    ] {
        assert_eq!(
            followed("https://api.test/v1", location).await,
            url,
            "{location}"
        );
    }
}

#[tokio::test]
async fn every_status_of_a_redirect_is_followed() {
    for status in [301, 302, 303, 307, 308] {
        let replies = [
            Reply::new(status).header("location", "/a"),
            Reply::json(200, "1"),
        ];
        let client = builder(&memory(replies)).build().unwrap();
        assert_eq!(client.send(PLAIN).await.unwrap().text(), "1", "{status}");
    }
}

#[tokio::test]
async fn a_status_that_leads_nowhere_is_a_refusal() {
    for status in [300, 304, 305, 306] {
        let client = builder(&memory([Reply::new(status).header("location", "/a")]))
            .build()
            .unwrap();
        assert_eq!(refused(client.send(PLAIN).await).status(), status);
    }
}

#[tokio::test]
async fn a_head_stays_a_head() {
    let server = WireServer::answering([redirect_to("/a"), done()]).await;
    Client::new(&server.url())
        .unwrap()
        .send(FollowHead {})
        .await
        .unwrap();
    assert_eq!(server.requests()[1].line(), "HEAD /a HTTP/1.1");
}

#[tokio::test]
async fn an_endpoint_that_does_not_say_so_follows_nothing() {
    let memory = memory([Reply::new(302).header("location", "/a")]);
    let client = builder(&memory).build().unwrap();
    assert_eq!(refused(client.send(Stay {}).await).location(), Some("/a"));
    assert_eq!(memory.sent().len(), 1);
}

#[tokio::test]
async fn ten_redirects_are_followed() {
    let memory = memory([]);
    for hop in 1..=10 {
        memory.reply(Reply::new(307).header("location", &format!("/{hop}")));
    }
    memory.reply(Reply::json(200, "1"));
    builder(&memory).build().unwrap().send(PLAIN).await.unwrap();
    assert_eq!(memory.sent().len(), 11);
}

#[tokio::test]
async fn a_cookie_credential_does_not_go_along_though_the_endpoint_has_cookies() {
    let memory = memory([
        Reply::new(302).header("location", "https://other.test/"),
        Reply::json(200, "1"),
    ]);
    let client = builder(&memory)
        .credential(CookieKey::new("jwt", "j"))
        .build()
        .unwrap();
    client.send(full()).await.unwrap();
    let sent = memory.sent();
    assert_eq!(sent[0].headers["cookie"], "theme=dark; jwt=j");
    assert!(!sent[1].headers.contains_key("cookie"));
}

#[endpoint(GET "/start" -> Json, redirect = follow)]
struct OwnAuthorization {
    #[header("authorization")]
    token: String,
}

#[tokio::test]
async fn an_authorization_that_the_endpoint_writes_itself_does_not_go_along() {
    let there = WireServer::answering([done()]).await;
    let here = WireServer::answering([redirect_to(&format!("{}/a", there.url()))]).await;
    let client = Client::new(&here.url()).unwrap();
    client
        .send(OwnAuthorization {
            token: "Bearer t".into(),
        })
        .await
        .unwrap();
    assert_eq!(here.request().header("authorization").unwrap(), "Bearer t");
    assert_eq!(there.request().header("authorization"), None);
}
