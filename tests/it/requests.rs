//! What exactly is sent, byte by byte.

use endpoint::{Accepts, Client, Endpoint, Json, JsonApi, Undescribed, auth, endpoint};
use serde::Serialize;

use crate::support::{WireRequest, WireServer, response};

const USER_AGENT: &str = concat!(
    "user-agent: my-app/1.0 endpoint/",
    env!("CARGO_PKG_VERSION")
);

#[endpoint(GET "/users/<login>" -> Json)]
struct GetUser<'a> {
    login: &'a str,
    #[query]
    page: Option<u32>,
    #[query(rename = "pageSize")]
    page_size: u32,
    #[query]
    label: Vec<&'a str>,
}

#[allow(clippy::option_option, reason = "null and absent are told apart")]
#[endpoint(POST "/users" -> Json)]
struct CreateUser {
    #[json]
    login: String,
    #[json(rename = "siteAdmin")]
    site_admin: bool,
    #[json]
    note: Option<String>,
    #[json]
    company: Option<Option<String>>,
}

#[endpoint(PUT "/users/<login>")]
struct PutUser<'a> {
    login: &'a str,
    #[body]
    user: Profile,
}

#[derive(Serialize)]
struct Profile {
    id: u64,
}

#[endpoint(DELETE "/users/<login>")]
struct DeleteUser<'a> {
    login: &'a str,
    #[json]
    reason: &'a str,
}

#[endpoint(HEAD "/users")]
struct HeadUsers {}

#[endpoint(POST "/users/purge")]
struct Purge {}

#[endpoint(PATCH "/users/1")]
struct PatchUser {
    #[body]
    user: Option<Profile>,
}

#[endpoint(POST "/articles" -> Json, envelope = JsonApi)]
struct CreateArticle {
    #[json]
    data: u8,
}

#[endpoint(GET "/files" -> Json)]
struct WithHeaders<'a> {
    #[header("If-Match")]
    if_match: &'a str,
    #[header("x-absent")]
    absent: Option<&'a str>,
    #[cookie("theme")]
    theme: &'a str,
    #[cookie("session")]
    session: u32,
}

#[endpoint(POST "/raw" -> Json, accept = "text/csv", content_type = "application/merge-patch+json")]
struct OtherTypes {
    #[json]
    a: u8,
}

/// Sends it to a server that says yes; gives what the server got, and the authority that it was called by.
async fn sent<E>(endpoint: E) -> (WireRequest, String)
where
    E: Endpoint<Api = Undescribed> + Accepts<auth::Anonymous>,
{
    let server = WireServer::answering([response("200 OK", "", "")]).await;
    let client = Client::builder(&server.url())
        .user_agent("my-app/1.0")
        .build()
        .unwrap();
    client.send(endpoint).raw().await.unwrap();
    (server.request(), server.authority().to_owned())
}

/// Asserts that these headers were sent, besides `Host` and `User-Agent`, and no other.
fn assert_headers((request, authority): &(WireRequest, String), expected: &[&str]) {
    let host = format!("host: {authority}");
    let mut expected: Vec<_> = expected
        .iter()
        .chain([&&*host, &USER_AGENT])
        .copied()
        .collect();
    expected.sort_unstable();
    let headers = request.headers();
    let headers: Vec<_> = headers
        .iter()
        .map(|(name, value)| format!("{name}: {value}"))
        .collect();
    assert_eq!(headers, expected);
}

#[tokio::test]
async fn a_get_sends_its_path_its_query_and_nothing_else() {
    let sent = sent(GetUser {
        login: "octo cat",
        page: None,
        page_size: 50,
        label: vec!["a b", "c+d"],
    })
    .await;
    assert_eq!(
        sent.0.line(),
        "GET /users/octo%20cat?pageSize=50&label=a%20b&label=c%2Bd HTTP/1.1"
    );
    assert_headers(&sent, &["accept: application/json"]);
    assert!(sent.0.body.is_empty());
}

#[tokio::test]
async fn a_client_that_names_no_app_names_the_library() {
    let server = WireServer::answering([response("200 OK", "", "")]).await;
    let client = Client::new(&server.url()).unwrap();
    client.send(HeadUsers {}).await.unwrap();
    assert_eq!(
        server.request().header("user-agent").unwrap(),
        concat!("endpoint/", env!("CARGO_PKG_VERSION"))
    );
}

#[tokio::test]
async fn a_post_sends_its_members_as_one_object() {
    let sent = sent(CreateUser {
        login: "é\"".into(),
        site_admin: true,
        note: None,
        company: Some(None),
    })
    .await;
    assert_eq!(sent.0.line(), "POST /users HTTP/1.1");
    let body = r#"{"login":"é\"","siteAdmin":true,"company":null}"#;
    assert_eq!(sent.0.text(), body);
    let length = format!("content-length: {}", body.len());
    assert_headers(
        &sent,
        &[
            "accept: application/json",
            "content-type: application/json",
            &length,
        ],
    );
}

#[tokio::test]
async fn a_put_sends_the_whole_body() {
    let sent = sent(PutUser {
        login: "a",
        user: Profile { id: 7 },
    })
    .await;
    assert_eq!(sent.0.line(), "PUT /users/a HTTP/1.1");
    assert_eq!(sent.0.text(), r#"{"id":7}"#);
}

#[tokio::test]
async fn a_delete_may_have_a_body() {
    let sent = sent(DeleteUser {
        login: "a",
        reason: "spam",
    })
    .await;
    assert_eq!(sent.0.line(), "DELETE /users/a HTTP/1.1");
    assert_eq!(sent.0.text(), r#"{"reason":"spam"}"#);
}

#[tokio::test]
async fn a_head_has_neither_body_nor_type() {
    let sent = sent(HeadUsers {}).await;
    assert_eq!(sent.0.line(), "HEAD /users HTTP/1.1");
    assert_headers(&sent, &["accept: application/json"]);
}

#[tokio::test]
async fn a_call_without_a_body_has_no_content_type() {
    for sent in [sent(Purge {}).await, sent(PatchUser { user: None }).await] {
        assert!(sent.0.body.is_empty());
        assert_eq!(sent.0.header("content-type"), None);
    }
}

#[tokio::test]
async fn headers_go_by_their_names_and_cookies_in_one_line() {
    let sent = sent(WithHeaders {
        if_match: "\"v1\"",
        absent: None,
        theme: "dark",
        session: 7,
    })
    .await;
    assert_headers(
        &sent,
        &[
            "accept: application/json",
            "cookie: theme=dark; session=7",
            "if-match: \"v1\"",
        ],
    );
}

#[tokio::test]
async fn json_api_goes_by_its_media_type_without_parameters() {
    let sent = sent(CreateArticle { data: 1 }).await;
    assert_headers(
        &sent,
        &[
            "accept: application/vnd.api+json",
            "content-type: application/vnd.api+json",
            "content-length: 10",
        ],
    );
}

#[tokio::test]
async fn an_endpoint_may_name_other_media_types() {
    let sent = sent(OtherTypes { a: 1 }).await;
    assert_eq!(sent.0.header("accept").unwrap(), "text/csv");
    assert_eq!(
        sent.0.header("content-type").unwrap(),
        "application/merge-patch+json"
    );
}

#[tokio::test]
async fn bytes_are_asked_for_as_anything() {
    #[endpoint(GET "/photo" -> endpoint::Bytes)]
    struct GetPhoto {}

    assert_eq!(sent(GetPhoto {}).await.0.header("accept").unwrap(), "*/*");
}

#[tokio::test]
async fn a_base_with_or_without_a_last_slash_or_a_prefix_is_kept() {
    for (base, target) in [
        ("", "/users"),
        ("/", "/users"),
        ("/rest", "/rest/users"),
        ("/rest/", "/rest/users"),
        ("/a/b%20c", "/a/b%20c/users"),
    ] {
        let server = WireServer::answering([response("200 OK", "", "")]).await;
        let client = Client::new(&(server.url() + base)).unwrap();
        client.send(HeadUsers {}).await.unwrap();
        assert_eq!(server.request().target(), target, "{base}");
    }
}

#[endpoint(POST "/search", idempotent)]
struct Search {}

#[endpoint(POST "/orders")]
struct Order {}

#[endpoint(PUT "/orders/1")]
struct ReplaceOrder {}

#[endpoint(PATCH "/orders/1")]
struct ChangeOrder {}

#[test]
fn what_may_be_sent_twice_follows_from_the_method_or_is_declared() {
    for (operation, expected) in [
        (Search::OPERATION, true),
        (Order::OPERATION, false),
        (ReplaceOrder::OPERATION, true),
        (ChangeOrder::OPERATION, false),
    ] {
        assert_eq!(operation.is_idempotent(), expected, "{operation}");
    }
}
