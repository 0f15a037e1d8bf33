//! Where a list ends, and where it would not.

use endpoint::json_api::Resource;
use endpoint::transport::Reply;
use endpoint::{Error, ErrorKind, Json, JsonApi, endpoint};
use serde::Deserialize;
use serde_json::{Value, json};

use super::{THINGS, TOKENS, items, kept, last, page, targets, whole};
use crate::support::{BASE, answering, client, failed, memory, shown};

#[tokio::test]
async fn a_next_that_is_missing_null_or_empty_is_the_end() {
    for end in [
        Reply::json(200, r#"{"things": [2]}"#),
        last(&[2]),
        page(&[2], ""),
    ] {
        for by_link in [true, false] {
            let memory = memory([page(&[1], "/things?p=2"), end.clone()]);
            let client = client(&memory);
            let all = if by_link {
                whole(client.items(THINGS)).await
            } else {
                whole(client.items(TOKENS)).await
            };
            assert_eq!(all, [1, 2]);
            assert_eq!(memory.sent().len(), 2);
        }
    }
}

#[tokio::test]
async fn a_page_without_items_is_not_the_end() {
    let memory = memory([page(&[], "b"), page(&[1], "c"), page(&[], "d"), last(&[2])]);
    let all = whole(client(&memory).items(TOKENS)).await;
    assert_eq!((all, memory.sent().len()), (vec![1, 2], 4));
}

#[tokio::test]
async fn a_token_that_repeats_is_an_error_behind_the_page_that_gave_it() {
    let answers = [page(&[1], "A"), page(&[2], "A"), last(&[3])];
    let mut pages = answering(answers).pages(TOKENS);
    assert_eq!(pages.next().await.unwrap().unwrap().things, [1]);
    let second = pages.next().await.unwrap().unwrap();
    assert_eq!((&second.things, second.next_cursor()), (&vec![2], None));
    assert!(!second.is_last());
    let error = failed(pages.next().await.unwrap());
    assert!(pages.next().await.is_none());
    assert_eq!(pages.cursor(), None);
    assert_eq!(error.kind(), ErrorKind::Page);
    assert!(!error.is_retryable());
    let answer = error.answer().unwrap();
    assert_eq!(answer.bytes, r#"{"next":"A","things":[2]}"#);
    assert_eq!(error.attempts(), 1);
    assert_eq!(
        error.to_string(),
        "ListTokens (GET /orgs/<org>/tokens), page 2: what it says of the next page leads to itself, so the list would never end; tell the API's operators, or take the pages up to here by `.limit(2)` [status 200, 25 bytes of body]"
    );
}

#[tokio::test]
async fn tokens_that_go_round_in_a_circle_are_an_error() {
    let memory = memory([
        page(&[0], "/things?after=A&n=1"),
        page(&[1], "/things?n=1&after=B"),
        // The same as before, in other words.
        page(&[2], format!("{BASE}/things?n=1&after=%41")),
    ]);
    let (all, error) = items(client(&memory).items(THINGS)).await;
    assert_eq!((all, memory.sent().len()), (vec![0, 1, 2], 3));
    let error = failed(Err::<(), _>(error.unwrap()));
    assert_eq!(error.kind(), ErrorKind::Page);
    let text = error.to_string();
    assert!(
        text.contains("page 3: ") && text.contains("leads back to page 2,"),
        "{text}"
    );
}

#[tokio::test]
async fn the_first_page_is_one_that_came_before_too() {
    let (all, error) = items(answering([page(&[1], "/things")]).items(THINGS)).await;
    assert_eq!(
        (all, error.unwrap().kind()),
        (vec![1], Some(ErrorKind::Page))
    );
    let first = super::ListTokens {
        after: Some("A"),
        ..TOKENS
    };
    let answers = [page(&[1], "B"), page(&[2], "A")];
    let (all, error) = items(answering(answers).items(first)).await;
    assert_eq!(
        (all, error.unwrap().kind()),
        (vec![1, 2], Some(ErrorKind::Page))
    );
}

#[tokio::test]
async fn a_circle_is_seen_where_the_list_was_gone_on_with() {
    let answers = || [page(&[1], "A"), page(&[2], "B"), page(&[3], "A")];
    let mut pages = answering(answers()).pages(TOKENS).limit(1);
    pages.next().await.unwrap().unwrap();
    let cursor = kept(pages.cursor());
    let on = answering([page(&[2], "B"), page(&[3], "A"), last(&[4])]);
    let (all, error) = items(on.items(TOKENS).resume(cursor)).await;
    assert_eq!(all, [2, 3]);
    let error = shown(&error.unwrap());
    assert!(error.contains("leads back to page 1,"), "{error}");
}

#[tokio::test]
async fn a_page_that_is_no_list_is_one_that_cannot_be_decoded() {
    let answers = [page(&[1], "b"), Reply::json(200, r#"{"things": {"a": 1}}"#)];
    let (all, error) = items(answering(answers).items(TOKENS)).await;
    assert_eq!(all, [1]);
    let error = failed(Err::<(), _>(error.unwrap()));
    assert_eq!(
        (error.kind(), error.path()),
        (ErrorKind::Decode, Some("things"))
    );
    let text = error.to_string();
    assert!(
        text.starts_with("ListTokens (GET /orgs/<org>/tokens), page 2: at `things`: "),
        "{text}"
    );
}

#[tokio::test]
async fn a_refusal_in_the_middle_ends_the_list_and_says_which_page_it_is() {
    let answers = [page(&[1], "b"), Reply::new(404), last(&[2])];
    let (all, error) = items(answering(answers).items(TOKENS)).await;
    assert_eq!(all, [1]);
    let Some(Error::Api(error)) = error else {
        panic!("{error:?}")
    };
    let text = error.to_string();
    assert!(
        text.starts_with("ListTokens (GET /orgs/<org>/tokens), page 2: the API answered 404"),
        "{text}"
    );
}

#[derive(Debug, Deserialize)]
struct Odd {
    things: Vec<u32>,
    next: Vec<u32>,
}

#[endpoint(GET "/odd" -> Odd, paginate(cursor = after, next = next, items = u32 in things))]
struct ListOdd {
    #[query]
    after: Option<String>,
}

#[tokio::test]
async fn a_token_that_is_none_is_an_error_behind_its_page() {
    let mut pages = answering([page(&[1], [7])]).pages(ListOdd { after: None });
    let first = pages.next().await.unwrap().unwrap();
    assert_eq!((first.is_last(), first.next_cursor()), (false, None));
    let (all, error) = items(answering([page(&[1], [7])]).items(ListOdd { after: None })).await;
    assert_eq!(all, [1]);
    let error = failed(Err::<(), _>(error.unwrap()));
    assert_eq!(error.kind(), ErrorKind::Decode);
    assert_eq!(
        error.answer().unwrap().bytes,
        r#"{"next":[7],"things":[1]}"#
    );
    let text = error.to_string();
    let what = "ListOdd (GET /odd), page 1: what the answer gives as the token of the next page ";
    assert!(text.starts_with(what), "{text}");
}

#[endpoint(GET "/articles" -> Vec<Resource<Json>>, envelope = JsonApi, paginate)]
struct ListArticles {}

fn articles(links: &Value) -> Reply {
    let article = json!({"type": "articles", "id": "1", "attributes": {}});
    Reply::json(200, json!({"data": [article], "links": links}).to_string())
}

#[tokio::test]
async fn a_json_api_link_is_a_text_an_object_null_or_absent() {
    for end in [
        json!({}),
        json!({"next": null}),
        json!({"self": "/articles"}),
    ] {
        let memory = memory([
            articles(&json!({"next": "/articles?p=2"})),
            articles(&json!({"next": {"href": "/articles?p=3", "meta": {"n": 1}}})),
            articles(&end),
        ]);
        let all = whole(client(&memory).items(ListArticles {})).await;
        assert_eq!(all.len(), 3);
        let sent = targets(&memory);
        assert_eq!(sent, ["/articles", "/articles?p=2", "/articles?p=3"]);
    }
}

#[tokio::test]
async fn a_server_that_heeds_no_number_is_seen_by_its_second_page() {
    #[endpoint(GET "/rows" -> Vec<u32>, paginate(page = page))]
    struct ListRows {
        #[query]
        page: Option<u32>,
    }
    let memory = memory(["[1,2]"; 3].map(|body| Reply::json(200, body)));
    let mut rows = client(&memory).items(ListRows { page: None });
    let mut taken = Vec::new();
    let error = loop {
        match rows.next().await.unwrap() {
            Ok(row) => taken.push(row),
            Err(error) => break failed::<(), _>(Err(error)),
        }
    };
    assert_eq!(taken, [1, 2, 1, 2]);
    assert_eq!(error.kind(), ErrorKind::Page);
    assert!(
        error.to_string().contains("byte for byte the one before"),
        "{error}"
    );
    assert_eq!(memory.sent().len(), 2);
    assert!(rows.next().await.is_none());
}

#[tokio::test]
async fn empty_pages_in_the_middle_may_be_alike() {
    #[derive(serde::Deserialize)]
    struct Rows {
        rows: Vec<u32>,
        total: u32,
    }
    #[endpoint(
        GET "/rows" -> Rows,
        paginate(offset = offset, limit = limit, total = total, items = u32 in rows),
    )]
    struct ListRows {
        #[query]
        offset: Option<u32>,
        #[query]
        limit: u32,
    }
    let empty = r#"{"rows":[],"total":5}"#;
    let last = r#"{"rows":[5],"total":5}"#;
    let memory = memory([empty, empty, last].map(|body| Reply::json(200, body)));
    let mut items = client(&memory).items(ListRows {
        offset: None,
        limit: 2,
    });
    assert_eq!(items.next().await.unwrap().unwrap(), 5);
    assert!(items.next().await.is_none());
    assert!(memory.sent()[2].url.ends_with("offset=4"));
}
