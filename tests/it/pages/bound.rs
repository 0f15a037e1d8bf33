//! By what of the query a list is known, and what is put on its pages anew.

use endpoint::transport::Reply;
use endpoint::{CallError, Cursor, ErrorKind, Paginate, endpoint};

use super::{ListThings, THINGS, TOKENS, kept, last, memory_of, page, targets, whole};
use crate::support::{builder, client, failed, memory};

#[endpoint(GET "/rows" -> Vec<u32>, paginate(offset = offset, limit = limit))]
struct ListRows {
    #[query]
    offset: Option<u64>,
    #[query]
    limit: Option<u64>,
    #[query]
    filter: Option<&'static str>,
}

const ROWS: ListRows = ListRows {
    offset: None,
    limit: None,
    filter: None,
};

fn rows(text: &'static str) -> Reply {
    Reply::json(200, text)
}

/// Why a list is not gone on with, which is said before anything is sent.
async fn refused<E: Paginate>(mut list: endpoint::Items<E>) -> CallError {
    let Some(Err(error)) = list.next().await else {
        panic!("an item, or none")
    };
    let error = failed(Err::<(), _>(error));
    assert_eq!((error.kind(), error.attempts()), (ErrorKind::Encode, 0));
    error
}

#[tokio::test]
async fn a_links_cursor_holds_nothing_of_what_the_client_and_the_call_add() {
    for link in ["/things?p=2", "/things?%61pi_key=planted%2B&p=2&version=1"] {
        let memory = memory([page(&[1], link), last(&[2])]);
        let of_version = |version| {
            let builder = builder(&memory).query("api_key", "planted+");
            builder.query("version", version).build().unwrap()
        };
        let call = of_version("1").send(THINGS).query("q", "old");
        let first = call.pages().next().await.unwrap().unwrap();
        let cursor = kept(first.next_cursor());
        assert_eq!(
            cursor.to_string(),
            r#"{"v":1,"endpoint":"GET /things","origin":"https://api.test","path":"/things","link":"https://api.test/things?p=2"}"#
        );
        let call = of_version("2").send(THINGS).query("q", "new");
        assert_eq!(whole(call.items().resume(cursor)).await, [2]);
        let again = &targets(&memory)[1];
        assert_eq!(again, "/things?p=2&api_key=planted%2B&version=2&q=new");
    }
}

/// Behind the first item of a page.
async fn behind_one<E: Paginate>(mut items: endpoint::Items<E>) -> Cursor {
    assert!(items.next().await.unwrap().is_ok());
    kept(items.cursor())
}

#[tokio::test]
async fn a_cursor_is_refused_where_the_list_is_asked_for_by_another_query() {
    let answers = [rows("[1, 2]"), rows("[1, 2]")];
    let memory = memory(answers);
    let client = client(&memory);
    let call = || client.send(ROWS).query("offset", "70").query("q", "&");
    let cursor = behind_one(call().items()).await;
    let filtered = ListRows {
        filter: Some("planted"),
        ..ROWS
    };
    let what = "ListRows (GET /rows), page 1: the cursor is one of `GET /rows` at https://api.test/rows, asked for by other parameters of the query; give the values that it came from, or begin this list without it";
    for other in [
        client.items(ROWS),
        client.items(filtered),
        client.send(ROWS).query("offset", "70").items(),
        call().query("q", "x").items(),
    ] {
        let error = refused(other.resume(cursor.clone())).await;
        assert_eq!(error.to_string(), what);
    }
    assert_eq!(memory.sent().len(), 1);
    let mut on = call().items().resume(cursor);
    assert_eq!(on.next().await.unwrap().unwrap(), 2);
    assert_eq!(targets(&memory)[1], "/rows?offset=70&q=%26");
}

#[tokio::test]
async fn cursors_of_tokens_and_links_are_bound_to_the_endpoints_query_too() {
    let memory = memory([
        rows("[1]"),
        rows("[2, 3]"),
        page(&[1], "/things?p=2"),
        page(&[2, 3], ""),
    ]);
    let client = client(&memory);
    let filtered = |filter| ListRows { filter, ..ROWS };
    let mut items = client.items(filtered(Some("a")));
    for _ in 0..2 {
        items.next().await.unwrap().unwrap();
    }
    let cursor = kept(items.cursor());
    refused(client.items(filtered(Some("b"))).resume(cursor.clone())).await;
    refused(client.items(filtered(None)).resume(cursor)).await;

    let mut items = client.items(ListThings { filter: Some("a") });
    for _ in 0..2 {
        items.next().await.unwrap().unwrap();
    }
    let cursor = kept(items.cursor());
    assert!(!cursor.to_string().contains("filter"), "{cursor}");
    refused(client.items(THINGS).resume(cursor)).await;
    assert_eq!(memory.sent().len(), 4);
}

#[tokio::test]
async fn another_page_size_than_the_cursors_is_refused() {
    let memory = memory([rows("[1, 2]"), rows("[1, 2]"), rows("[1, 2]")]);
    let client = client(&memory);
    let cursor = behind_one(client.items(ROWS).page_size(2)).await;
    let other = client.items(ROWS).resume(cursor.clone()).page_size(3);
    assert_eq!(
        refused(other).await.to_string(),
        "ListRows (GET /rows), page 1: `.page_size(3)` is given, and the cursor is of pages with 2 items, so that some items would come twice or not at all; leave `.page_size(..)` out, or begin the list anew without the cursor"
    );
    let same = client.items(ROWS).page_size(2).resume(cursor.clone());
    let without = client.items(ROWS).resume(cursor);
    for mut list in [same, without] {
        assert_eq!(list.next().await.unwrap().unwrap(), 2);
    }
    assert_eq!(targets(&memory), ["/rows?limit=2"; 3]);
}

#[tokio::test]
async fn a_page_size_for_a_cursor_that_has_none_is_refused() {
    let memory = memory([rows("[1, 2]"), rows("[1, 2]")]);
    let client = client(&memory);
    let cursor = behind_one(client.items(ROWS)).await;
    let other = client.items(ROWS).page_size(3).resume(cursor.clone());
    assert_eq!(
        refused(other).await.to_string(),
        "ListRows (GET /rows), page 1: `.page_size(3)` is given, and the cursor is of pages of the size that the API chose, so that some items would come twice or not at all; leave `.page_size(..)` out, or begin the list anew without the cursor"
    );
    let mut same = client.items(ROWS).resume(cursor);
    assert_eq!(same.next().await.unwrap().unwrap(), 2);
    assert_eq!(targets(&memory), ["/rows"; 2]);
}

#[tokio::test]
async fn the_page_size_of_the_endpoints_own_field_is_kept_too() {
    let sized = |limit| ListRows {
        limit: Some(limit),
        ..ROWS
    };
    let memory = memory([rows("[1, 2]"), rows("[1, 2]"), rows("[1, 2, 3]")]);
    let client = client(&memory);
    let cursor = behind_one(client.items(sized(2))).await;
    refused(client.items(ROWS).resume(cursor.clone()).page_size(3)).await;
    let mut list = client.items(sized(3)).resume(cursor.clone());
    assert_eq!(list.next().await.unwrap().unwrap(), 2);
    // The cursor of before has no say in what another one goes on with.
    let three = cursor.to_string().replace(r#""size":2"#, r#""size":3"#);
    let mut list = list.resume(three.parse().unwrap());
    assert_eq!(list.next().await.unwrap().unwrap(), 2);
    assert_eq!(
        targets(&memory),
        ["/rows?limit=2", "/rows?limit=2", "/rows?limit=3"]
    );
}

#[tokio::test]
async fn limits_count_from_where_a_list_is_resumed() {
    let answers = || [page(&[1, 2], "b"), page(&[1, 2], "b"), last(&[3])];
    let memory = memory_of(answers().into_iter());
    let mut pages = client(&memory).pages(TOKENS).limit(1);
    let cursor = kept(pages.cursor());
    for _ in 0..2 {
        assert!(pages.next().await.unwrap().is_ok());
        assert!(pages.next().await.is_none());
        pages = pages.resume(cursor.clone());
    }
    let memory = memory_of(answers().into_iter());
    let mut items = client(&memory).items(TOKENS).limit(2);
    items.next().await.unwrap().unwrap();
    let cursor = kept(items.cursor());
    assert_eq!(whole(items.resume(cursor)).await, [2, 3]);
}
