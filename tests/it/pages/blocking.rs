//! Lists that are waited for.

use endpoint::{ErrorKind, blocking};

use super::world::World;
use super::{ListTokens, THINGS, TOKENS, kept, last, page, targets};
use crate::support::{BASE, builder, failed, memory};

#[test]
fn pages_and_items_are_iterators_with_the_same_methods() {
    let memory = memory([
        page(&[1, 2], "b"),
        page(&[3], "c"),
        page(&[3], "d"),
        page(&[4, 5], "e"),
    ]);
    let client = builder(&memory).build_blocking().unwrap();
    let call = || client.send(TOKENS).query("q", "1");
    let mut pages = call().pages().page_size(2).limit(2);
    let numbers: Vec<u64> = pages.by_ref().map(|page| page.unwrap().number()).collect();
    assert_eq!((numbers, pages.next().is_none()), (vec![1, 2], true));
    let cursor = kept(pages.cursor());

    let mut items = call().items().resume(cursor).limit(2);
    let all: Vec<u32> = items.by_ref().map(Result::unwrap).collect();
    assert_eq!((all, items.next().is_none()), (vec![3, 4], true));
    assert!(items.cursor().unwrap().to_string().contains(r#""skip":1"#));
    assert_eq!(
        targets(&memory),
        [
            "/orgs/7/tokens?page%5Bsize%5D=2&q=1",
            "/orgs/7/tokens?after=b&page%5Bsize%5D=2&q=1",
            "/orgs/7/tokens?after=c&page%5Bsize%5D=2&q=1",
            "/orgs/7/tokens?after=d&page%5Bsize%5D=2&q=1",
        ]
    );
}

#[test]
fn an_error_ends_the_iterator() {
    let memory = memory([page(&[1], "https://evil.test/"), last(&[2])]);
    let client = builder(&memory).build_blocking().unwrap();
    let mut items = client.items(THINGS);
    assert_eq!(items.next().unwrap().unwrap(), 1);
    assert_eq!(failed(items.next().unwrap()).kind(), ErrorKind::Link);
    assert!(items.next().is_none());
    let mut pages = client.pages(THINGS);
    assert!(pages.next().unwrap().is_ok() && pages.next().is_none());
}

#[test]
fn the_next_page_is_fetched_on_the_clients_own_thread() {
    let world = World::of(2, 1);
    world.let_give(2);
    let client = blocking::Client::builder(BASE)
        .transport(world.clone())
        .build_blocking()
        .unwrap();
    let mut items = client.items(TOKENS).prefetch();
    items.next().unwrap().unwrap();
    // Nobody polls it here.
    world.until_ended(2);
    assert_eq!(items.next().unwrap().unwrap(), 1);
    assert!(items.next().is_none());
}

#[tokio::test]
async fn inside_an_async_function_the_one_item_is_an_error() {
    let memory = memory([last(&[1])]);
    let client = builder(&memory).build_blocking().unwrap();
    let mut pages = client.pages(ListTokens { org: 1, ..TOKENS });
    let error = failed(pages.next().unwrap());
    assert_eq!(error.kind(), ErrorKind::Blocking);
    assert!(
        error
            .to_string()
            .starts_with("ListTokens (GET /orgs/<org>/tokens): "),
        "{error}"
    );
    assert!(pages.next().is_none());
    let mut items = client.items(TOKENS);
    assert_eq!(failed(items.next().unwrap()).kind(), ErrorKind::Blocking);
    assert!(items.next().is_none());
    assert_eq!(memory.sent().len(), 0);
}
