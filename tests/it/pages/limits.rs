//! No more is asked for than is wanted.

use endpoint::{ErrorKind, Next, OutputOf, Paginate, Response, Turn, endpoint};

use super::{ListTokens, THINGS, TOKENS, Things, kept, last, page, targets, whole};
use crate::support::{answering, client, failed, memory};

#[tokio::test]
async fn nothing_is_sent_before_the_first_poll_nor_beyond_what_is_used() {
    let memory = memory([page(&[1, 2], "b"), page(&[3], "c"), last(&[4])]);
    let client = client(&memory);
    drop(client.pages(TOKENS).prefetch());
    drop(client.items(TOKENS).prefetch());
    assert_eq!(memory.sent().len(), 0);
    let mut items = client.items(TOKENS);
    items.next().await.unwrap().unwrap();
    items.next().await.unwrap().unwrap();
    assert_eq!(memory.sent().len(), 1);
    items.next().await.unwrap().unwrap();
    drop(items);
    tokio::task::yield_now().await;
    assert_eq!(memory.sent().len(), 2);
}

#[tokio::test]
async fn a_limit_of_pages_is_how_many_are_asked_for() {
    for (limit, ahead) in [(0, false), (0, true), (1, false), (2, true), (9, true)] {
        let memory = memory([page(&[1], "b"), page(&[2], "c"), last(&[3])]);
        let pages = client(&memory).pages(TOKENS).limit(limit);
        let mut pages = if ahead { pages.prefetch() } else { pages };
        let mut came = 0;
        while let Some(page) = pages.next().await {
            page.unwrap();
            came += 1;
            tokio::task::yield_now().await;
        }
        assert!(pages.next().await.is_none());
        assert_eq!(came, limit.min(3));
        assert_eq!(memory.sent().len() as u64, came, "{limit} {ahead}");
    }
}

#[tokio::test]
async fn a_limit_of_items_asks_for_no_page_beyond_them() {
    for (limit, requests) in [(0, 0), (1, 1), (2, 1), (3, 2), (4, 2), (5, 3), (9, 3)] {
        for ahead in [false, true] {
            let memory = memory([page(&[1, 2], "b"), page(&[3, 4], "c"), last(&[5])]);
            let items = client(&memory).items(TOKENS).limit(limit);
            let items = if ahead { items.prefetch() } else { items };
            let all = whole(items).await;
            tokio::task::yield_now().await;
            assert_eq!(
                all,
                (1..=5)
                    .take(usize::try_from(limit).unwrap())
                    .collect::<Vec<u32>>()
            );
            assert_eq!(memory.sent().len(), requests, "{limit} {ahead}");
        }
    }
}

#[tokio::test]
async fn behind_a_limit_the_list_can_be_gone_on_with() {
    let client = answering([page(&[1], "b"), last(&[2])]);
    let mut pages = client.pages(TOKENS).limit(1);
    pages.next().await.unwrap().unwrap();
    assert!(pages.next().await.is_none());
    let cursor = kept(pages.cursor());
    assert_eq!(whole(client.items(TOKENS).resume(cursor)).await, [2]);
}

#[tokio::test]
async fn a_page_size_goes_on_each_page_in_place_of_the_endpoints_own() {
    let memory = memory([page(&[1], "b"), last(&[2])]);
    let list = ListTokens {
        size: Some(10),
        ..TOKENS
    };
    whole(client(&memory).items(list).page_size(100)).await;
    assert_eq!(
        targets(&memory),
        [
            "/orgs/7/tokens?page%5Bsize%5D=100",
            "/orgs/7/tokens?after=b&page%5Bsize%5D=100"
        ]
    );
}

#[endpoint(GET "/linked" -> Things)]
struct ListLinked {
    #[query]
    limit: Option<u8>,
}

impl Paginate for ListLinked {
    type Item = u32;
    const PAGE_SIZE: Option<&'static str> = Some("limit");

    fn items(page: OutputOf<Self>) -> Vec<u32> {
        page.things
    }

    fn next(page: &Response<OutputOf<Self>>, _: &Turn<'_>) -> Option<Next> {
        page.next.as_deref().map(Next::link)
    }
}

#[tokio::test]
async fn a_page_size_goes_on_links_too_and_is_kept_in_the_cursor() {
    let memory = memory([
        page(&[1], "/linked?p=2&limit=7"),
        page(&[2], "/linked?p=3"),
        last(&[3]),
    ]);
    let client = client(&memory);
    let list = || ListLinked { limit: Some(5) };
    let mut pages = client.pages(list()).page_size(50).limit(2);
    while let Some(page) = pages.next().await {
        page.unwrap();
    }
    whole(client.items(list()).resume(kept(pages.cursor()))).await;
    assert_eq!(
        targets(&memory),
        [
            "/linked?limit=50",
            "/linked?p=2&limit=50",
            "/linked?p=3&limit=50"
        ]
    );
}

#[tokio::test]
async fn a_page_size_that_the_endpoint_cannot_send_is_an_error_before_anything_is_sent() {
    let memory = memory([last(&[1])]);
    let mut pages = client(&memory).pages(THINGS).page_size(10);
    let error = failed(pages.next().await.unwrap());
    assert_eq!(error.kind(), ErrorKind::Encode);
    assert_eq!(
        error.to_string(),
        "ListThings (GET /things), page 1: `.page_size(..)` is given, and the endpoint does not say which parameter takes it; add `size = field` to its `paginate(..)`, or `PAGE_SIZE` to its `impl Paginate`"
    );
    assert!(pages.next().await.is_none());
    assert_eq!(memory.sent().len(), 0);
}

/// By offset, which is reckoned from what was asked.
#[endpoint(GET "/offsets" -> Vec<u32>)]
struct ListOffsets {
    #[query]
    offset: Option<u64>,
}

impl Paginate for ListOffsets {
    type Item = u32;

    fn items(page: Vec<u32>) -> Vec<u32> {
        page
    }

    fn next(page: &Response<Vec<u32>>, turn: &Turn<'_>) -> Option<Next> {
        let behind = turn.number("offset").unwrap_or(0) + page.len() as u64;
        (!page.is_empty()).then(|| Next::query("offset", behind))
    }
}

#[tokio::test]
async fn a_turn_knows_by_what_the_page_was_asked_for() {
    use endpoint::transport::Reply;

    let memory = memory([
        Reply::json(200, "[1, 2]"),
        Reply::json(200, "[3]"),
        Reply::json(200, "[]"),
        Reply::json(200, "[4]"),
    ]);
    let client = client(&memory);
    let list = || ListOffsets { offset: Some(5) };
    let mut pages = client.pages(list()).prefetch().limit(2);
    while let Some(page) = pages.next().await {
        page.unwrap();
    }
    whole(client.items(list()).resume(kept(pages.cursor()))).await;
    // What the call says itself is where it begins, and no more than that.
    let call = client
        .send(ListOffsets { offset: None })
        .query("offset", "70");
    let (all, _) = super::items(call.items()).await;
    assert_eq!(all, [4]);
    assert_eq!(
        targets(&memory),
        [
            "/offsets?offset=5",
            "/offsets?offset=7",
            "/offsets?offset=8",
            "/offsets?offset=70",
            "/offsets?offset=71"
        ]
    );
}
