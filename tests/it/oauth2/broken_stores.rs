//! What is done when a store fails.

use super::servers::Servers;
use super::shelf::{Shelf, kept};
use super::{by_refresh, call, client, clock, fails, lives, own, rotates, seconds};
use crate::support::Trace;

#[tokio::test]
async fn the_programs_own_secret_can_do_without_a_store() {
    let trace = Trace::start();
    let servers = Servers::answering([lives("1", 60), lives("2", 60)]);
    let shelf = Shelf::default();
    shelf.breaks(&["load", "claim", "save"]);
    let clock = clock();
    let client = client(&servers, &clock, own().store(shelf.clone()));
    call(&client).await;
    clock.advance(seconds(60));
    call(&client).await;
    assert_eq!(servers.seen(), ["1", "2"]);
    let warnings = trace.warnings().join("\n");
    for what in ["load", "claim", "save"] {
        assert!(
            warnings.contains(&format!("the shelf does not {what}")),
            "{warnings}"
        );
    }
}

#[tokio::test]
async fn a_refresh_token_that_nobody_can_read_is_an_error_and_not_an_older_one() {
    let servers = Servers::answering([lives("1", 3600)]);
    let shelf = Shelf::with(kept("over", "refresh-7", 0));
    shelf.breaks(&["load"]);
    let client = client(&servers, &clock(), by_refresh().store(shelf.clone()));
    let error = fails(&client).await;
    assert!(
        error
            .to_string()
            .contains("the token store failed: the shelf does not load"),
        "{error}"
    );
    assert!(servers.asked().is_empty());
    shelf.breaks(&[]);
    call(&client).await;
}

#[tokio::test]
async fn a_token_that_cannot_be_kept_is_used_and_renewed_by_its_own_refresh_token() {
    let trace = Trace::start();
    let servers =
        Servers::answering([rotates("1", 60, "refresh-1"), rotates("2", 60, "refresh-2")]);
    let shelf = Shelf::default();
    shelf.breaks(&["save"]);
    let clock = clock();
    let client = client(&servers, &clock, by_refresh().store(shelf.clone()));
    call(&client).await;
    assert!(
        trace.warnings()[0].contains("cannot keep the new token"),
        "{:?}",
        trace.warnings()
    );
    clock.advance(seconds(60));
    shelf.breaks(&[]);
    call(&client).await;
    assert_eq!(
        servers.asked(),
        [0, 1].map(|n| format!("grant_type=refresh_token&refresh_token=refresh-{n}"))
    );
    assert_eq!(shelf.token().unwrap().access.expose(), "2");
}

#[tokio::test]
async fn what_a_store_was_last_seen_with_is_no_news_when_the_newer_could_not_be_kept() {
    let servers = Servers::answering([
        rotates("2", 3600, "refresh-2"),
        rotates("3", 3600, "refresh-3"),
    ]);
    let shelf = Shelf::with(kept("1", "refresh-1", 3600));
    shelf.breaks(&["save"]);
    let client = client(&servers, &clock(), by_refresh().store(shelf));
    for refused in ["1", "2"] {
        servers.refuse(refused);
        call(&client).await;
    }
    assert_eq!(servers.seen(), ["1", "2", "2", "3"]);
    assert_eq!(
        servers.asked(),
        [1, 2].map(|n| format!("grant_type=refresh_token&refresh_token=refresh-{n}"))
    );
}

#[tokio::test]
async fn a_store_that_panics_does_so_once() {
    let servers = Servers::answering([lives("1", 3600)]);
    let shelf = Shelf::default();
    shelf.panic_once();
    let client = client(&servers, &clock(), by_refresh().store(shelf));
    let error = fails(&client).await;
    assert!(error.to_string().contains("the token store"), "{error}");
    call(&client).await;
}
