//! Where a credential stands in the request.

use endpoint::auth::{Basic, Bearer, CookieKey, HeaderKey, QueryKey};
use endpoint::transport::{Memory, Reply};
use endpoint::{Client, Credential, Secret, api, auth, endpoint};

use crate::support::{WireRequest, WireServer, builder, memory, response};

#[endpoint(GET "/me")]
struct GetMe {
    #[cookie("theme")]
    theme: Option<&'static str>,
    #[query]
    q: Option<&'static str>,
}

const ME: GetMe = GetMe {
    theme: None,
    q: None,
};
const FULL: GetMe = GetMe {
    theme: Some("dark"),
    q: Some("1"),
};

/// What a client with this credential sends.
async fn sent<C: Credential>(credential: C, endpoint: GetMe) -> WireRequest {
    let server = WireServer::answering([response("200 OK", "", "")]).await;
    let client = Client::builder(&server.url())
        .credential(credential)
        .build()
        .unwrap();
    client.send(endpoint).await.unwrap();
    server.request()
}

#[tokio::test]
async fn bearer_and_basic_go_into_authorization() {
    let sent_bearer = sent(Bearer::new("t0ken"), ME).await;
    assert_eq!(sent_bearer.header("authorization").unwrap(), "Bearer t0ken");
    let sent_basic = sent(Basic::new("Aladdin", "open sesame"), ME).await;
    assert_eq!(
        sent_basic.header("authorization").unwrap(),
        "Basic QWxhZGRpbjpvcGVuIHNlc2FtZQ=="
    );
}

#[tokio::test]
async fn a_key_goes_into_its_header() {
    let sent = sent(HeaderKey::new("X-Api-Key", "k"), ME).await;
    assert_eq!(sent.header("x-api-key").unwrap(), "k");
    assert_eq!(sent.target(), "/me");
}

#[tokio::test]
async fn a_key_in_a_cookie_shares_the_line_with_the_endpoints_cookies() {
    assert_eq!(
        sent(CookieKey::new("jwt", "a.b.c"), ME)
            .await
            .header("cookie")
            .unwrap(),
        "jwt=a.b.c"
    );
    let both = sent(CookieKey::new("jwt", "a.b.c"), FULL).await;
    assert_eq!(both.header("cookie").unwrap(), "theme=dark; jwt=a.b.c");
}

#[tokio::test]
async fn a_key_in_the_query_is_escaped_and_comes_last() {
    assert_eq!(
        sent(QueryKey::new("api key", "a&b"), ME).await.target(),
        "/me?api%20key=a%26b"
    );
    assert_eq!(
        sent(QueryKey::new("key", "k"), FULL).await.target(),
        "/me?q=1&key=k"
    );
}

#[tokio::test]
async fn a_key_in_the_query_goes_before_all_others_of_its_name() {
    let memory = memory([Reply::new(204)]);
    let client = builder(&memory)
        .credential(QueryKey::new("q", "key"))
        .query("q", "client")
        .build()
        .unwrap();
    client
        .send(FULL)
        .query("q", "call")
        .query("page", "2")
        .await
        .unwrap();
    assert_eq!(memory.sent()[0].url, "https://api.test/me?page=2&q=key");
}

#[tokio::test]
async fn two_credentials_go_together() {
    let sent = sent(
        (HeaderKey::new("x-app", "a"), CookieKey::new("jwt", "j")),
        ME,
    )
    .await;
    assert_eq!(sent.header("x-app").unwrap(), "a");
    assert_eq!(sent.header("cookie").unwrap(), "jwt=j");
}

#[derive(Credential)]
#[credential(header = "Authorization", prefix = "token ")]
struct Token(Secret);

#[derive(Credential)]
#[credential(cookie = "jwt")]
struct JwtCookie(Secret);

#[derive(Credential)]
#[credential(query = "key")]
struct Key(Secret);

#[tokio::test]
async fn derived_credentials_go_where_they_say() {
    let sent_token = sent(Token::new("t"), ME).await;
    assert_eq!(sent_token.header("authorization").unwrap(), "token t");
    assert_eq!(
        sent(JwtCookie::new("j"), ME)
            .await
            .header("cookie")
            .unwrap(),
        "jwt=j"
    );
    assert_eq!(sent(Key::new("k"), ME).await.target(), "/me?key=k");
}

#[api(base_url = "https://api.test", auth = Token | JwtCookie)]
struct Described;

#[endpoint(GET "/public", api = Described, auth = none)]
struct Public {}

#[endpoint(GET "/private", api = Described)]
struct Private {}

async fn send_both<C: Credential>(credential: C) -> Memory
where
    Public: endpoint::Accepts<C>,
    Private: endpoint::Accepts<C>,
{
    let memory = memory([Reply::new(204), Reply::new(204)]);
    let client = Described::client(credential)
        .transport(memory.clone())
        .build()
        .unwrap();
    client.send(Public {}).await.unwrap();
    client.send(Private {}).await.unwrap();
    memory
}

#[tokio::test]
async fn an_endpoint_that_takes_no_credential_gets_none() {
    let sent = send_both(Token::new("t")).await.sent();
    assert!(!sent[0].headers.contains_key("authorization"));
    assert_eq!(sent[1].headers["authorization"], "token t");
    let sent = send_both(auth::Dynamic::new(JwtCookie::new("j")))
        .await
        .sent();
    assert!(!sent[0].headers.contains_key("cookie"));
    assert_eq!(sent[1].headers["cookie"], "jwt=j");
}

#[tokio::test]
async fn a_credential_is_marked_as_sensitive_wherever_it_stands_in_a_header() {
    let sent = send_both(Token::new("t")).await.sent();
    assert!(sent[1].headers["authorization"].is_sensitive());
    let sent = send_both(JwtCookie::new("j")).await.sent();
    assert!(sent[1].headers["cookie"].is_sensitive());
}

#[tokio::test]
async fn a_cookie_header_of_the_client_or_the_call_shares_the_line_too() {
    let memory = memory([Reply::new(204), Reply::new(204)]);
    let credential = || CookieKey::new("jwt", "j");
    let client = builder(&memory)
        .header("cookie", "tenant=7")
        .credential(credential());
    client.build().unwrap().send(ME).await.unwrap();
    let client = builder(&memory).credential(credential()).build().unwrap();
    client.send(ME).header("cookie", "tenant=7").await.unwrap();
    for sent in memory.sent() {
        assert_eq!(sent.headers["cookie"], "tenant=7; jwt=j");
    }
}

#[tokio::test]
async fn the_credentials_header_goes_before_all_others_of_its_name() {
    let memory = memory([Reply::new(204)]);
    let client = builder(&memory)
        .header("x-key", "of-client")
        .credential(HeaderKey::new("x-key", "k"));
    client
        .build()
        .unwrap()
        .send(ME)
        .header("x-key", "of-call")
        .await
        .unwrap();
    let sent = &memory.sent()[0];
    let keys: Vec<_> = sent.headers.get_all("x-key").iter().collect();
    assert_eq!(keys, ["k"]);
}
