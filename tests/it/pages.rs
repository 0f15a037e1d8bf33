//! Lists that come in pages: one request each, in their order, up to the end, and no further.

mod blocking;
mod bound;
mod calls;
mod compact;
mod cursors;
mod elsewhere;
mod ends;
mod limits;
mod links;
mod many;
mod prefetch;
mod refused;
mod secrets;
mod world;

use std::pin::Pin;

use endpoint::transport::{Memory, Reply};
use endpoint::{Cursor, Error, Items, Next, Pages, Paginate, Response, Turn, endpoint};
use futures_core::Stream;
use serde::{Deserialize, Serialize};

use crate::support::{BASE, answering};

#[derive(Debug, Deserialize)]
pub(crate) struct Things {
    things: Vec<u32>,
    next: Option<String>,
}

/// The next page is behind a link.
#[endpoint(GET "/things" -> Things)]
struct ListThings {
    #[query]
    filter: Option<&'static str>,
}

const THINGS: ListThings = ListThings { filter: None };

impl Paginate for ListThings {
    type Item = u32;

    fn items(page: Things) -> Vec<u32> {
        page.things
    }

    fn next(page: &Response<Things>, _: &Turn<'_>) -> Option<Next> {
        page.next.as_deref().map(Next::link)
    }
}

/// The next page is behind a token.
#[endpoint(GET "/orgs/<org>/tokens" -> Things)]
pub(crate) struct ListTokens {
    org: u8,
    #[query]
    after: Option<&'static str>,
    #[query(rename = "page[size]")]
    size: Option<u8>,
}

pub(crate) const TOKENS: ListTokens = ListTokens {
    org: 7,
    after: None,
    size: None,
};

impl Paginate for ListTokens {
    type Item = u32;
    const PAGE_SIZE: Option<&'static str> = Some("page%5Bsize%5D");

    fn items(page: Things) -> Vec<u32> {
        page.things
    }

    fn next(page: &Response<Things>, _: &Turn<'_>) -> Option<Next> {
        let token = page.next.as_deref()?;
        Some(Next::query("after", token))
    }
}

/// A page of these things, with what is to lead to the next one.
pub(crate) fn page(things: &[u32], next: impl Serialize) -> Reply {
    Reply::json(
        200,
        serde_json::json!({"things": things, "next": next}).to_string(),
    )
}

pub(crate) fn last(things: &[u32]) -> Reply {
    page(things, None::<&str>)
}

/// A transport that hands out these replies.
fn memory_of(replies: impl Iterator<Item = Reply>) -> Memory {
    let memory = Memory::new();
    replies.for_each(|reply| memory.reply(reply));
    memory
}

/// Path and query of each request.
fn targets(memory: &Memory) -> Vec<String> {
    let target = |url: String| url.strip_prefix(BASE).unwrap().to_owned();
    memory
        .sent()
        .into_iter()
        .map(|sent| target(sent.url))
        .collect()
}

/// All that comes of a list, item by item.
async fn items<E: Paginate>(mut items: Items<E>) -> (Vec<E::Item>, Option<Error<E::Error>>) {
    let mut all = Vec::new();
    while let Some(item) = items.next().await {
        match item {
            Ok(item) => all.push(item),
            Err(error) => {
                assert!(items.next().await.is_none());
                return (all, Some(error));
            }
        }
    }
    assert!(items.next().await.is_none());
    (all, None)
}

/// All items of a list whose pages come.
async fn whole<E: Paginate>(list: Items<E>) -> Vec<E::Item> {
    let (items, error) = items(list).await;
    assert!(error.is_none(), "{error:?}");
    items
}

/// The next of a stream, as those see it who know it by the trait alone.
async fn polled<S: Stream + Unpin>(stream: &mut S) -> Option<S::Item> {
    std::future::poll_fn(|context| Pin::new(&mut *stream).poll_next(context)).await
}

/// What is kept of a cursor in another process.
fn kept(cursor: Option<Cursor>) -> Cursor {
    cursor.unwrap().to_string().parse().unwrap()
}

fn assert_stream<T: Send + Sync + Unpin>(_: &T) {}

#[tokio::test]
async fn pages_come_by_next_and_as_a_stream_and_both_are_over_at_the_end() {
    let client = answering([page(&[1, 2], "/things?p=2"), last(&[3])]);
    let mut pages: Pages<_> = client.pages(THINGS);
    assert_stream(&pages);
    let first = pages.next().await.unwrap().unwrap();
    assert_eq!((first.number(), &first.things), (1, &vec![1, 2]));
    assert_eq!((first.meta.status.as_u16(), first.meta.attempts), (200, 1));
    let second = polled(&mut pages).await.unwrap().unwrap();
    assert_eq!((second.number(), &second.things), (2, &vec![3]));
    assert_eq!(second.into_inner().value.things, [3]);
    assert!(polled(&mut pages).await.is_none());
    assert!(pages.next().await.is_none());
}

#[tokio::test]
async fn items_come_in_their_order_by_next_and_as_a_stream() {
    let client = answering([page(&[1, 2], "b"), last(&[3])]);
    let mut items = client.items(TOKENS);
    assert_stream(&items);
    assert_eq!(items.next().await.unwrap().unwrap(), 1);
    assert_eq!(polled(&mut items).await.unwrap().unwrap(), 2);
    assert_eq!(items.next().await.unwrap().unwrap(), 3);
    assert!(polled(&mut items).await.is_none());
    assert!(items.next().await.is_none());
}
