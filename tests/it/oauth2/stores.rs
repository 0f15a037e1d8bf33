//! Where tokens are kept: what a store is asked, and what goes before what.

use std::time::Duration;

use endpoint::Clock;
use endpoint::auth::OAuth2;
use endpoint::auth::oauth2::AuthorizationCode;
use endpoint::transport::Reply;

use super::servers::Servers;
use super::shelf::{Shelf, kept};
use super::{
    TOKEN_URL, by_old, by_refresh, call, client, clock, fails, lives, no, old, own, rotates,
    seconds, start,
};

#[tokio::test]
async fn a_token_that_is_kept_is_used_without_asking() {
    let servers = Servers::answering([]);
    let shelf = Shelf::with(kept("kept", "r", 3600));
    let client = client(&servers, &clock(), by_refresh().store(shelf.clone()));
    call(&client).await;
    call(&client).await;
    assert_eq!(servers.seen(), ["kept", "kept"]);
    assert_eq!(shelf.asked(), ["load"]);
}

#[tokio::test]
async fn a_new_token_is_kept_before_it_is_used() {
    let servers = Servers::answering([rotates("1", 3600, "refresh-1")]);
    let shelf = Shelf::default();
    let client = client(&servers, &clock(), by_refresh().store(shelf.clone()));
    client.authenticate().await.unwrap();
    assert_eq!(shelf.asked(), ["load", "claim", "load", "save", "release"]);
    assert_eq!(shelf.token(), Some(kept("1", "refresh-1", 3600)));
    assert!(servers.seen().is_empty());
}

#[tokio::test]
async fn a_refresh_token_that_is_kept_goes_before_the_one_that_the_program_has() {
    let servers = Servers::answering([lives("1", 3600)]);
    let shelf = Shelf::with(kept("over", "refresh-7", 0));
    call(&client(&servers, &clock(), by_refresh().store(shelf))).await;
    assert_eq!(
        servers.asked(),
        ["grant_type=refresh_token&refresh_token=refresh-7"]
    );
}

#[tokio::test]
async fn the_programs_own_refresh_token_is_tried_where_the_kept_one_is_good_no_more() {
    let mut begins_with = old();
    begins_with.expires_at = Some(start());
    let by_token = OAuth2::token(TOKEN_URL, begins_with).unwrap();
    for by in [by_refresh(), by_token] {
        let servers = Servers::answering([no("invalid_grant"), lives("1", 3600)]);
        let shelf = Shelf::with(kept("over", "refresh-7", 0));
        call(&client(&servers, &clock(), by.store(shelf))).await;
        assert_eq!(
            servers.asked(),
            [7, 0].map(|n| format!("grant_type=refresh_token&refresh_token=refresh-{n}"))
        );
    }
}

#[tokio::test]
async fn one_that_has_been_used_is_not_tried_again() {
    let servers = Servers::answering([rotates("1", 60, "refresh-1"), no("invalid_grant")]);
    let clock = clock();
    let client = client(&servers, &clock, by_refresh().store(Shelf::default()));
    call(&client).await;
    clock.advance(seconds(60));
    let error = fails(&client).await;
    assert!(error.to_string().contains("sign in again"), "{error}");
    assert_eq!(servers.asked().len(), 2);
}

#[tokio::test]
async fn the_same_token_with_a_new_life_is_kept_too() {
    let servers = Servers::answering([lives("same", 60), lives("same", 600)]);
    let shelf = Shelf::default();
    let clock = clock();
    let client = client(&servers, &clock, own().store(shelf.clone()));
    call(&client).await;
    clock.advance(seconds(60));
    call(&client).await;
    assert_eq!(
        shelf.token().unwrap().expires_at,
        Some(start() + seconds(660))
    );
}

#[tokio::test]
async fn a_token_that_the_program_begins_with_is_used_where_none_is_kept() {
    let servers = Servers::answering([]);
    let shelf = Shelf::default();
    call(&client(&servers, &clock(), by_old().store(shelf))).await;
    assert_eq!(servers.seen(), ["old"]);
    let shelf = Shelf::with(kept("kept", "r", 3600));
    call(&client(&servers, &clock(), by_old().store(shelf))).await;
    assert_eq!(servers.seen(), ["old", "kept"]);
}

#[tokio::test]
async fn a_login_that_has_just_been_done_goes_before_what_is_kept() {
    let servers = Servers::answering([lives("1", 3600)]);
    let shelf = Shelf::with(kept("of another login", "r", 3600));
    let sign_in = AuthorizationCode::new("https://auth.test/a", TOKEN_URL, "app").unwrap();
    let login = sign_in
        .resume("s", "v")
        .redirected("/?code=c&state=s")
        .unwrap();
    call(&client(&servers, &clock(), login.store(shelf.clone()))).await;
    assert_eq!(servers.seen(), ["1"]);
    assert_eq!(shelf.token().unwrap().access.expose(), "1");
}

#[tokio::test]
async fn what_another_process_has_renewed_is_used_without_asking() {
    let servers = Servers::answering([rotates("1", 60, "refresh-1")]);
    let shelf = Shelf::default();
    let clock = clock();
    let client = client(&servers, &clock, by_refresh().store(shelf.clone()));
    call(&client).await;
    clock.advance(seconds(60));
    shelf.put(kept("of another", "refresh-2", 3600));
    call(&client).await;
    // It is refused, and another process has a new one by then.
    servers.refuse("of another");
    shelf.put(kept("of a third", "refresh-3", 3600));
    call(&client).await;
    assert_eq!(
        servers.seen(),
        ["1", "of another", "of another", "of a third"]
    );
    assert_eq!(servers.asked().len(), 1);
}

#[tokio::test]
async fn a_refresh_token_that_another_process_used_up_is_replaced_by_its_successor() {
    let servers = Servers::answering([no("invalid_grant"), lives("2", 3600)]);
    let shelf = Shelf::with(kept("1", "refresh-1", 60));
    let clock = clock();
    let client = client(&servers, &clock, by_refresh().store(shelf.clone()));
    call(&client).await;
    clock.advance(seconds(60));
    // The other saves its token while this one is asking; it is over already when it is seen.
    servers.open(false);
    let mut second = Box::pin(client.send(super::Get {}).into_future());
    super::begin(&servers, &mut second).await;
    shelf.put(kept("of another", "refresh-2", 60));
    servers.open(true);
    second.await.unwrap();
    assert_eq!(
        servers.asked(),
        [1, 2].map(|n| format!("grant_type=refresh_token&refresh_token=refresh-{n}"))
    );
    assert_eq!(servers.seen(), ["1", "2"]);
}

#[tokio::test]
async fn one_who_finds_the_store_claimed_waits_for_the_new_token() {
    let servers = Servers::answering([]);
    let shelf = Shelf::default();
    let clock = clock();
    shelf.claim_until(Some(start() + seconds(60)));
    let client = client(&servers, &clock, by_refresh().store(shelf.clone()));
    let mut call = Box::pin(client.send(super::Get {}).into_future());
    super::begin(&servers, &mut call).await;
    for wait in [100, 200, 400, 800, 1000, 1000] {
        assert_eq!(clock.left(), Some(Duration::from_millis(wait)));
        clock.advance(Duration::from_millis(wait));
        super::begin(&servers, &mut call).await;
    }
    shelf.put(kept("of another", "r", 3600));
    clock.advance(seconds(1));
    call.await.unwrap();
    assert_eq!(servers.seen(), ["of another"]);
    assert!(servers.asked().is_empty());
}

#[tokio::test]
async fn a_claim_whose_holder_is_gone_is_over_in_its_time() {
    let servers = Servers::answering([lives("1", 3600), lives("2", 3600)]);
    let clock = clock();
    // One that is held for as long as it may be, and one that is held for good.
    for (until, least) in [(30, 30), (3600, 90)] {
        let shelf = Shelf::default();
        let begun = clock.now();
        shelf.claim_until(Some(clock.date() + seconds(until)));
        let client = client(&servers, &clock, by_refresh().store(shelf));
        let (came, _) = clock.run(client.send(super::Get {})).await;
        came.unwrap();
        let took = clock.now().saturating_sub(begun);
        assert!(
            took >= seconds(least) && took <= seconds(least + 2),
            "{took:?}"
        );
    }
    assert_eq!(servers.asked().len(), 2);
}

#[tokio::test]
async fn two_who_share_a_store_ask_once() {
    let servers = Servers::answering([rotates("1", 3600, "refresh-1")]);
    let shelf = Shelf::default();
    let clock = clock();
    let one = client(&servers, &clock, by_refresh().store(shelf.clone()));
    let other = client(&servers, &clock, by_refresh().store(shelf));
    let both = async { tokio::join!(one.send(super::Get {}), other.send(super::Get {})) };
    let ((one, other), _) = clock.run(both).await;
    one.unwrap();
    other.unwrap();
    assert_eq!(servers.asked().len(), 1);
    assert_eq!(servers.seen(), ["1", "1"]);
}

#[tokio::test]
async fn a_scope_that_is_not_said_again_stays() {
    let granted = r#"{"access_token":"1","expires_in":60,"refresh_token":"r","scope":"read"}"#;
    let servers = Servers::answering([Reply::json(200, granted), lives("2", 60)]);
    let shelf = Shelf::default();
    let clock = clock();
    let client = client(&servers, &clock, by_refresh().store(shelf.clone()));
    call(&client).await;
    clock.advance(seconds(60));
    call(&client).await;
    let token = shelf.token().unwrap();
    assert_eq!(token.access.expose(), "2");
    assert_eq!(token.scope.as_deref(), Some("read"));
    assert_eq!(token.refresh.unwrap().expose(), "r");
}
