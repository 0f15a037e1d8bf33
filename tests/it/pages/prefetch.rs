//! The next page is fetched while one is used.

use std::pin::pin;
use std::task::{Context, Poll, Waker};

use endpoint::Client;

use super::TOKENS;
use super::world::World;
use crate::support::{BASE, HandClock};

/// Lets all that can go on do so.
async fn settle() {
    for _ in 0..20 {
        tokio::task::yield_now().await;
    }
}

#[tokio::test]
async fn without_it_a_page_is_asked_for_when_it_is_wanted() {
    let world = World::of(3, 2);
    world.let_give(9);
    let mut pages = world.client().pages(TOKENS);
    pages.next().await.unwrap().unwrap();
    settle().await;
    assert_eq!(world.begun(), 1);
}

#[tokio::test]
async fn the_next_page_comes_while_one_is_used_and_no_page_more() {
    let world = World::of(5, 2);
    world.let_give(9);
    let mut pages = world.client().pages(TOKENS).prefetch();
    assert_eq!(world.begun(), 0);
    for page in 1..=5 {
        pages.next().await.unwrap().unwrap();
        settle().await;
        assert_eq!(
            (world.begun(), world.ended()),
            (5.min(page + 1), 5.min(page + 1))
        );
    }
    assert!(pages.next().await.is_none());
}

#[tokio::test]
async fn items_are_fetched_ahead_too_and_come_in_their_order() {
    let world = World::of(3, 2);
    world.let_give(9);
    let mut items = world.client().items(TOKENS).prefetch();
    for (item, begun) in [(0, 2), (1, 2), (2, 3), (3, 3), (4, 3), (5, 3)] {
        assert_eq!(items.next().await.unwrap().unwrap(), item);
        settle().await;
        assert_eq!(world.begun(), begun, "behind {item}");
    }
    assert!(items.next().await.is_none());
}

#[tokio::test]
async fn a_page_on_its_way_is_given_up_with_the_stream() {
    let world = World::of(3, 1);
    world.let_give(1);
    let mut pages = world.client().pages(TOKENS).prefetch();
    pages.next().await.unwrap().unwrap();
    settle().await;
    assert_eq!((world.begun(), world.ended()), (2, 1));
    drop(pages);
    settle().await;
    world.let_give(9);
    settle().await;
    assert_eq!((world.begun(), world.ended()), (2, 2));
}

/// Where there is no runtime, whoever polls the stream moves it on.
#[test]
fn without_a_runtime_it_is_begun_and_goes_on_when_it_is_polled() {
    let world = World::of(2, 1);
    world.let_give(1);
    let mut context = Context::from_waker(Waker::noop());
    let client = Client::builder(BASE)
        .transport(world.clone())
        .clock(HandClock::default())
        .build()
        .unwrap();
    let mut pages = client.pages(TOKENS).prefetch();
    assert!(pin!(pages.next()).poll(&mut context).is_ready());
    assert_eq!((world.begun(), world.ended()), (2, 1));
    world.let_give(1);
    assert_eq!(world.ended(), 1);
    assert!(matches!(
        pin!(pages.next()).poll(&mut context),
        Poll::Ready(Some(Ok(_)))
    ));
    assert_eq!((world.begun(), world.ended()), (2, 2));
}
