//! Links to the next page, in all their forms, and what goes on them again.

use endpoint::auth::Anonymous;
use endpoint::transport::{Memory, Reply};
use endpoint::{Client, Json, Next, Paginate, Response, Turn, api, endpoint};

use super::{ListThings, THINGS, Things, kept, last, page, targets, whole};
use crate::support::{BASE, builder, client, memory};

/// What is asked for behind this link, under a base URL with a path.
async fn behind(link: &str) -> String {
    let memory = memory([page(&[1], link), last(&[2])]);
    let client = Client::builder("https://api.test/rest")
        .transport(memory.clone())
        .build()
        .unwrap();
    assert_eq!(whole(client.items(THINGS)).await, [1, 2]);
    targets(&memory).remove(1)
}

#[tokio::test]
async fn links_mean_the_same_in_all_forms() {
    for link in [
        "/things?after=a%2Fb&n=2",
        "/rest/things?after=a%2Fb&n=2",
        "things?after=a%2Fb&n=2",
        "?after=a%2Fb&n=2",
        "https://api.test/rest/things?after=a%2Fb&n=2",
        "https://api.test:443/rest/things?after=a%2Fb&n=2#top",
    ] {
        assert_eq!(behind(link).await, "/rest/things?after=a%2Fb&n=2", "{link}");
    }
    assert_eq!(
        behind("https://api.test/elsewhere?n=2").await,
        "/elsewhere?n=2"
    );
}

#[tokio::test]
async fn a_query_alone_is_one_of_the_page_that_it_stands_on() {
    let memory = memory([page(&[1], "/other?n=2"), page(&[2], "?n=3"), last(&[3])]);
    whole(client(&memory).items(THINGS)).await;
    assert_eq!(targets(&memory), ["/things", "/other?n=2", "/other?n=3"]);
}

#[api(base_url = "https://api.test", query(version = "2024-10-15"))]
struct Versioned;

#[endpoint(GET "/dated" -> Things, api = Versioned)]
struct ListDated {}

#[endpoint(GET "/constant?version=beta" -> Things, api = Versioned)]
struct ListConstant {}

macro_rules! by_link {
    ($($list:ident)*) => { $(
        impl Paginate for $list {
            type Item = u32;
            fn items(page: Things) -> Vec<u32> { page.things }
            fn next(page: &Response<Things>, _: &Turn<'_>) -> Option<Next> {
                page.next.as_deref().map(Next::link)
            }
        }
    )* };
}
by_link! { ListDated ListConstant }

fn dated(memory: &Memory) -> Client<Versioned, Anonymous> {
    Versioned::client()
        .transport(memory.clone())
        .build()
        .unwrap()
}

#[tokio::test]
async fn the_version_is_put_on_again_and_only_where_it_is_missing() {
    let answers = |path: &str| {
        memory([
            page(&[1], format!("{path}?p=2")),
            page(&[2], format!("{path}?p=3&version=of-link")),
            last(&[3]),
        ])
    };
    let of_api = answers("/dated");
    whole(dated(&of_api).items(ListDated {})).await;
    assert_eq!(
        targets(&of_api),
        [
            "/dated?version=2024-10-15",
            "/dated?p=2&version=2024-10-15",
            "/dated?p=3&version=of-link"
        ]
    );
    let of_endpoint = answers("/constant");
    whole(dated(&of_endpoint).items(ListConstant {})).await;
    assert_eq!(
        targets(&of_endpoint)[1..],
        [
            "/constant?p=2&version=beta",
            "/constant?p=3&version=of-link"
        ]
    );
    let of_client = answers("/things");
    let client = builder(&of_client)
        .query("version", "of-client")
        .build()
        .unwrap();
    whole(client.items(THINGS)).await;
    assert_eq!(
        targets(&of_client)[1..],
        [
            "/things?p=2&version=of-client",
            "/things?p=3&version=of-link"
        ]
    );
}

#[tokio::test]
async fn what_the_call_adds_to_the_query_goes_on_each_page_unless_the_link_says_otherwise() {
    let memory = memory([
        page(&[1], "/things?p=2"),
        page(&[2], "/things?p=3&%73tart=later"),
        last(&[3]),
    ]);
    let call = client(&memory).send(ListThings { filter: Some("f") });
    whole(call.query("start", "here").query("x", "&").items()).await;
    assert_eq!(
        targets(&memory),
        [
            "/things?filter=f&start=here&x=%26",
            "/things?p=2&start=here&x=%26",
            "/things?p=3&%73tart=later&x=%26",
        ]
    );
}

#[endpoint(GET "/repos" -> Vec<Json>, paginate(link_header))]
struct ListRepos {}

#[tokio::test]
async fn a_link_header_leads_on_and_its_pages_can_be_resumed() {
    let links = format!(r#"<{BASE}/repos?page=1>; rel="prev", <{BASE}/repos?page=3>; rel="next""#);
    let memory = memory([
        Reply::json(200, "[1]").header("link", r#"</repos?page=2>; rel="next""#),
        Reply::json(200, "[2]").header("link", &links),
        Reply::json(200, "[3]").header("link", r#"</repos?page=1>; rel="first""#),
    ]);
    let client = client(&memory);
    let mut pages = client.pages(ListRepos {}).limit(2);
    while let Some(page) = pages.next().await {
        page.unwrap();
    }
    let cursor = kept(pages.cursor());
    assert_eq!(
        whole(client.items(ListRepos {}).resume(cursor)).await.len(),
        1
    );
    assert_eq!(
        targets(&memory),
        ["/repos", "/repos?page=2", "/repos?page=3"]
    );
}
