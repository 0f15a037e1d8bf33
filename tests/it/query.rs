//! Which of several values of one query parameter is sent, and how it is written.

use endpoint::transport::Reply;
use endpoint::{api, endpoint};
use serde::Serialize;

use crate::support::{client, failed, memory};

#[api(
    base_url = "https://api.test/rest",
    query(version = "of-api", page = "1")
)]
struct Versioned;

#[endpoint(GET "/plain", api = Versioned)]
struct Inherits {}

#[endpoint(GET "/constant?version=of-constant", api = Versioned)]
struct Constant {}

#[endpoint(GET "/field", api = Versioned)]
struct Field {
    #[query]
    version: Option<&'static str>,
}

/// What was sent by a client that sets the parameter itself, or does not, for a call that sets it, or does not.
macro_rules! sent {
    ($endpoint:expr, $of_client:expr, $of_call:expr) => {{
        let memory = memory([Reply::new(204)]);
        let mut builder = Versioned::client().transport(memory.clone());
        if let Some(value) = $of_client {
            builder = builder.query("version", value);
        }
        let mut call = builder.build().unwrap().send($endpoint);
        if let Some(value) = $of_call {
            call = call.query("version", value);
        }
        call.await.unwrap();
        memory.sent()[0]
            .url
            .split_once("/rest")
            .unwrap()
            .1
            .to_owned()
    }};
}

const NOBODY: Option<&str> = None;

#[tokio::test]
async fn the_apis_value_is_sent_where_nobody_else_has_one() {
    assert_eq!(
        sent!(Inherits {}, NOBODY, NOBODY),
        "/plain?version=of-api&page=1"
    );
    assert_eq!(
        sent!(Field { version: None }, NOBODY, NOBODY),
        "/field?version=of-api&page=1"
    );
}

#[tokio::test]
async fn the_clients_value_goes_before_the_apis() {
    let sent = sent!(Inherits {}, Some("of-client"), NOBODY);
    assert_eq!(sent, "/plain?page=1&version=of-client");
}

#[tokio::test]
async fn the_endpoints_value_goes_before_the_clients() {
    let sent = sent!(Constant {}, Some("of-client"), NOBODY);
    assert_eq!(sent, "/constant?version=of-constant&page=1");
    let sent = sent!(
        Field {
            version: Some("of-field")
        },
        Some("of-client"),
        NOBODY
    );
    assert_eq!(sent, "/field?version=of-field&page=1");
}

#[tokio::test]
async fn the_calls_value_goes_before_all_others() {
    let last = Some("of call");
    assert_eq!(
        sent!(Constant {}, Some("x"), last),
        "/constant?page=1&version=of%20call"
    );
    let field = Field { version: Some("x") };
    assert_eq!(
        sent!(field, Some("y"), last),
        "/field?page=1&version=of%20call"
    );
}

#[tokio::test]
async fn a_name_that_begins_like_another_is_another() {
    let memory = memory([Reply::new(204)]);
    let client = Versioned::client()
        .transport(memory.clone())
        .build()
        .unwrap();
    client
        .send(Inherits {})
        .query("vers", "1")
        .query("version2", "2")
        .await
        .unwrap();
    assert!(
        memory.sent()[0]
            .url
            .ends_with("?version=of-api&page=1&vers=1&version2=2")
    );
}

#[derive(Serialize)]
#[serde(rename_all = "kebab-case")]
enum Sort {
    NewestFirst,
}

#[derive(Serialize)]
struct Cursor(&'static str);

#[endpoint(GET "/search")]
struct Search {
    #[query]
    text: &'static str,
    #[query]
    empty: &'static str,
    #[query]
    absent: Option<&'static str>,
    #[query(rename = "filter[is open]")]
    open: bool,
    #[query]
    sort: Sort,
    #[query]
    cursor: Option<Cursor>,
    #[query]
    ids: Vec<i64>,
    #[query]
    none: Vec<i64>,
    #[query]
    ratio: f64,
}

const SEARCH: Search = Search {
    text: "a+b c&d=é%",
    empty: "",
    absent: None,
    open: true,
    sort: Sort::NewestFirst,
    cursor: Some(Cursor("x/y")),
    ids: Vec::new(),
    none: Vec::new(),
    ratio: 0.5,
};

#[tokio::test]
async fn a_query_is_written_in_the_order_of_the_declaration_and_escaped() {
    let memory = memory([Reply::new(204)]);
    let search = Search {
        ids: vec![1, -2],
        ..SEARCH
    };
    client(&memory).send(search).await.unwrap();
    assert_eq!(
        memory.sent()[0].url,
        "https://api.test/search?text=a%2Bb%20c%26d%3D%C3%A9%25&empty=&filter%5Bis%20open%5D=true\
         &sort=newest-first&cursor=x%2Fy&ids=1&ids=-2&ratio=0.5"
    );
}

#[tokio::test]
async fn a_number_that_no_text_stands_for_is_refused_by_name() {
    let memory = memory([]);
    let search = Search {
        ratio: f64::NAN,
        ..SEARCH
    };
    let error = failed(client(&memory).send(search).await);
    assert_eq!(error.kind(), endpoint::ErrorKind::Encode);
    assert_eq!(error.path(), Some("ratio"));
    assert!(memory.sent().is_empty());
}
