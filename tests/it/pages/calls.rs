//! Each page is a call like any other.

use std::time::Duration;

use endpoint::transport::{Failure, Reply};
use endpoint::{Error, ErrorKind, Retry};

use super::{THINGS, TOKENS, Things, items, last, page, whole};
use crate::support::{HandClock, answering, builder, client, failed, memory};

#[tokio::test]
async fn what_the_call_says_holds_for_each_page_but_its_key() {
    let memory = memory([page(&[1], "b"), page(&[2], "c"), last(&[3])]);
    let call = client(&memory)
        .send(TOKENS)
        .header("x-trace", "t")
        .query("q", "1")
        .idempotency_key("k");
    whole(call.items()).await;
    let sent = memory.sent();
    assert_eq!(sent.len(), 3);
    for (at, sent) in sent.iter().enumerate() {
        assert_eq!(sent.headers["x-trace"], "t");
        assert!(sent.url.contains("q=1"), "{}", sent.url);
        assert_eq!(sent.headers.contains_key("idempotency-key"), at == 0);
    }
}

#[tokio::test]
async fn a_fault_of_the_call_comes_in_place_of_the_first_page() {
    let memory = memory([last(&[1])]);
    let call = client(&memory).send(TOKENS).header("x-a", "\n");
    let (all, error) = items(call.items()).await;
    assert!(all.is_empty());
    let error = failed(Err::<(), _>(error.unwrap()));
    assert_eq!((error.kind(), memory.sent().len()), (ErrorKind::Encode, 0));
    assert!(
        error
            .to_string()
            .starts_with("ListTokens (GET /orgs/<org>/tokens), page 1: "),
        "{error}"
    );
}

#[tokio::test]
async fn the_time_for_a_page_is_that_of_the_call() {
    let clock = HandClock::default();
    let memory = memory([page(&[1], "b"), Reply::silent()]);
    let client = builder(&memory).clock(clock.clone()).build().unwrap();
    let mut pages = client.send(TOKENS).timeout(Duration::from_secs(7)).pages();
    pages.next().await.unwrap().unwrap();
    let (second, waited) = clock.expire(pages.next()).await;
    let error = failed(second.unwrap());
    assert_eq!((error.kind(), waited.as_secs()), (ErrorKind::Timeout, 7));
    assert!(error.to_string().contains(", page 2: "), "{error}");
}

#[tokio::test]
async fn a_page_in_the_middle_is_tried_again_by_the_policy() {
    let clock = HandClock::default();
    let memory = memory([
        page(&[1], "b"),
        Reply::new(503),
        Reply::fails(Failure::Interrupted),
        page(&[2], "c"),
        last(&[3]),
    ]);
    let client = builder(&memory).clock(clock.clone()).build().unwrap();
    let list = client
        .send(TOKENS)
        .retry(Retry::standard().attempts(3))
        .pages();
    let (attempts, waits) = clock.run(attempts(list)).await;
    assert_eq!((attempts, waits.len()), (vec![1, 3, 1], 2));
    let again: Vec<_> = memory.sent().into_iter().map(|sent| sent.url).collect();
    assert_eq!((&again[1], &again[1]), (&again[2], &again[3]));
}

async fn attempts(mut pages: endpoint::Pages<super::ListTokens>) -> Vec<u32> {
    let mut attempts = Vec::new();
    while let Some(page) = pages.next().await {
        attempts.push(page.unwrap().meta.attempts);
    }
    attempts
}

#[tokio::test]
async fn an_endpoint_can_be_borrowed_or_be_where_a_link_leads() {
    use endpoint::Endpoint as _;

    let client = answering([page(&[1], "b"), last(&[2]), last(&[3])]);
    let list = TOKENS;
    assert_eq!(whole(client.items(&list)).await, [1, 2]);
    let there = super::ListThings::at("/elsewhere?p=7");
    assert_eq!(whole(client.items(there)).await, [3]);
}

#[tokio::test]
async fn a_page_shows_what_it_is_and_a_stream_its_endpoint() {
    let client = answering([page(&[1], "planted")]);
    let mut pages = client.pages(TOKENS);
    let page: endpoint::Page<Things> = pages.next().await.unwrap().unwrap();
    let text = format!("{pages:?} {:?}", client.items(THINGS));
    assert_eq!(
        text,
        "Pages(ListTokens (GET /orgs/<org>/tokens), 1 came) Items { pages: Pages(ListThings (GET /things), 0 came), at_hand: 0, .. }"
    );
    assert!(format!("{page:?}").starts_with("Page { number: 1, response: "));
}

#[tokio::test]
async fn a_refusal_of_the_first_page_is_typed_as_ever() {
    let client = answering([Reply::json(403, r#"{"message": "no"}"#)]);
    let (_, error) = items(client.items(TOKENS)).await;
    let Some(Error::Api(error)) = error else {
        panic!("{error:?}")
    };
    assert_eq!(
        (error.status().as_u16(), error.message()),
        (403, Some("no"))
    );
}
