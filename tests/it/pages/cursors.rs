//! Where a list can be gone on with, by what is kept of it.

use endpoint::transport::{Failure, Reply};
use endpoint::{Client, Cursor, CursorError};

use super::{THINGS, TOKENS, kept, last, memory_of, page, targets, whole};
use crate::support::{answering, client, memory};

fn three() -> [Reply; 3] {
    [page(&[1, 2], "b"), page(&[3, 4], "c"), last(&[5])]
}

#[tokio::test]
async fn each_page_says_where_it_is_and_where_the_next_one_is() {
    let client = answering(three());
    let mut pages = client.pages(TOKENS);
    let mut before = pages.cursor();
    while let Some(page) = pages.next().await {
        let page = page.unwrap();
        assert_eq!(page.cursor(), before);
        assert_eq!(page.next_cursor(), pages.cursor());
        before = page.next_cursor();
        assert_eq!(before.is_none(), page.number() == 3);
        assert_eq!(before.is_none(), page.is_last());
    }
    assert_eq!(pages.cursor(), None);
}

#[tokio::test]
async fn every_page_can_be_asked_for_again() {
    for by_link in [true, false] {
        let next = |n: u8| {
            if by_link {
                format!("/things?p={n}")
            } else {
                n.to_string()
            }
        };
        let memory = memory([page(&[1], next(2)), page(&[2], next(3)), last(&[3])]);
        let client = client(&memory);
        let mut cursors = Vec::new();
        if by_link {
            let mut pages = client.pages(THINGS);
            while let Some(page) = pages.next().await {
                cursors.push(kept(page.unwrap().cursor()));
            }
        } else {
            let mut pages = client.pages(TOKENS);
            while let Some(page) = pages.next().await {
                cursors.push(kept(page.unwrap().cursor()));
            }
        }
        let first = targets(&memory);
        for cursor in cursors {
            memory.reply(last(&[9]));
            let all = if by_link {
                whole(client.items(THINGS).resume(cursor)).await
            } else {
                whole(client.items(TOKENS).resume(cursor)).await
            };
            assert_eq!(all, [9]);
        }
        assert_eq!(targets(&memory)[3..], first);
    }
}

#[tokio::test]
async fn items_go_on_exactly_behind_the_last_one_that_was_given() {
    for taken in 0..=5 {
        let mut items = answering(three()).items(TOKENS);
        for expected in 1..=taken {
            assert_eq!(items.next().await.unwrap().unwrap(), expected);
        }
        let Some(cursor) = items.cursor() else {
            assert_eq!(taken, 5);
            continue;
        };
        let page = usize::try_from(taken / 2).unwrap();
        let again = memory_of(three().into_iter().skip(page));
        let cursor: Cursor = cursor.to_string().parse().unwrap();
        let rest = client(&again).items(TOKENS).resume(cursor);
        assert_eq!(whole(rest).await, (taken + 1..=5).collect::<Vec<u32>>());
        let all = [
            "/orgs/7/tokens",
            "/orgs/7/tokens?after=b",
            "/orgs/7/tokens?after=c",
        ];
        assert_eq!(targets(&again), all[page..]);
    }
}

#[tokio::test]
async fn after_an_error_the_cursor_is_that_of_the_page_that_failed() {
    let memory = memory([
        page(&[1, 2], "b"),
        Reply::fails(Failure::Unable),
        page(&[3], "c"),
        Reply::json(200, "{}"),
        last(&[4]),
    ]);
    let client = client(&memory);
    let mut list = client.items(TOKENS);
    let mut all = Vec::new();
    loop {
        match list.next().await {
            Some(Ok(item)) => all.push(item),
            Some(Err(_)) => list = client.items(TOKENS).resume(kept(list.cursor())),
            None => break,
        }
    }
    assert_eq!(all, [1, 2, 3, 4]);
    let behind_b = "/orgs/7/tokens?after=b";
    assert_eq!(targets(&memory)[1..3], [behind_b, behind_b]);
}

#[tokio::test]
async fn an_error_of_the_page_where_items_are_resumed_loses_none_that_were_given() {
    let client = answering([
        page(&[1, 2], "b"),
        Reply::new(500),
        page(&[1, 2], "b"),
        last(&[3]),
    ]);
    let mut first = client.items(TOKENS);
    first.next().await.unwrap().unwrap();
    let mut second = client.items(TOKENS).resume(kept(first.cursor()));
    assert_eq!(second.cursor(), first.cursor());
    assert!(second.next().await.unwrap().is_err());
    assert_eq!(second.cursor(), first.cursor());
    assert_eq!(
        whole(client.items(TOKENS).resume(kept(second.cursor()))).await,
        [2, 3]
    );
}

#[tokio::test]
async fn pages_give_the_page_of_an_items_cursor_whole() {
    let client = answering([page(&[1, 2], "b"), page(&[1, 2], "")]);
    let mut items = client.items(TOKENS);
    items.next().await.unwrap().unwrap();
    let mut pages = client.pages(TOKENS).resume(kept(items.cursor()));
    assert_eq!(pages.next().await.unwrap().unwrap().things, [1, 2]);
}

#[tokio::test]
async fn a_page_that_has_become_shorter_is_not_made_up_for_by_the_next() {
    let client = answering([page(&[1, 2, 3], "b"), page(&[1], "b"), last(&[4])]);
    let mut items = client.items(TOKENS);
    for _ in 0..2 {
        items.next().await.unwrap().unwrap();
    }
    assert_eq!(
        whole(client.items(TOKENS).resume(kept(items.cursor()))).await,
        [4]
    );
}

/// Behind the first page of each kind of list.
pub(super) async fn behind_first(client: &Client) -> [Cursor; 2] {
    let mut links = client.pages(THINGS);
    let mut tokens = client.pages(TOKENS);
    links.next().await.unwrap().unwrap();
    tokens.next().await.unwrap().unwrap();
    [kept(links.cursor()), kept(tokens.cursor())]
}

#[tokio::test]
async fn a_cursor_is_a_plain_value_with_a_version() {
    let answers = [
        page(&[1], "/things?after=planted&x=%26"),
        page(&[1], "pl/anted"),
    ];
    let cursors = behind_first(&answering(answers)).await;
    let texts = cursors.clone().map(|cursor| cursor.to_string());
    assert_eq!(
        texts,
        [
            r#"{"v":1,"endpoint":"GET /things","origin":"https://api.test","path":"/things","link":"https://api.test/things?after=planted&x=%26"}"#,
            r#"{"v":1,"endpoint":"GET /orgs/<org>/tokens","origin":"https://api.test","path":"/orgs/7/tokens","query":[["after","pl/anted"]]}"#,
        ]
    );
    assert_eq!(
        cursors.clone().map(|cursor| format!("{cursor:?}")),
        [
            "Cursor(`GET /things` at https://api.test/things, page at https://api.test/things?[redacted])",
            "Cursor(`GET /orgs/<org>/tokens` at https://api.test/orgs/7/tokens, page by `after`)",
        ]
    );
    for (cursor, text) in cursors.iter().zip(texts) {
        assert_eq!(serde_json::to_string(cursor).unwrap(), text);
        assert_eq!(&serde_json::from_str::<Cursor>(&text).unwrap(), cursor);
        let newer = text.replace(r#""v":1"#, r#""v":2"#);
        assert_eq!(newer.parse::<Cursor>(), Err(CursorError::Version));
        let error = serde_json::from_str::<Cursor>(&newer)
            .unwrap_err()
            .to_string();
        assert!(error.contains("another version of this library"), "{error}");
    }
}

#[test]
fn what_is_no_cursor_is_not_taken_for_one() {
    for text in [
        "",
        "7",
        "{}",
        r#"{"v":1}"#,
        r#"{"v":"1"}"#,
        r#"{"v":1,"endpoint":7}"#,
    ] {
        assert_eq!(text.parse::<Cursor>(), Err(CursorError::Invalid), "{text}");
        assert!(serde_json::from_str::<Cursor>(text).is_err());
    }
    for text in [r#"{"v":2}"#, r#"{"v":300,"endpoint":7}"#] {
        assert_eq!(text.parse::<Cursor>(), Err(CursorError::Version), "{text}");
        assert!(serde_json::from_str::<Cursor>(text).is_err());
    }
}

#[tokio::test]
async fn a_stream_that_has_begun_can_be_sent_elsewhere() {
    let memory = memory([page(&[1, 2], "b"), page(&[3, 4], "c"), page(&[1, 2], "b")]);
    let mut items = client(&memory).items(TOKENS);
    items.next().await.unwrap().unwrap();
    let cursor = kept(items.cursor());
    for expected in [2, 3] {
        assert_eq!(items.next().await.unwrap().unwrap(), expected);
    }
    let mut again = items.resume(cursor.clone());
    assert_eq!(again.cursor(), Some(cursor));
    assert_eq!(again.next().await.unwrap().unwrap(), 2);
    assert_eq!(targets(&memory)[2], "/orgs/7/tokens");
}
