//! Where tokens are kept: what a store is asked, and what is done when it fails.

use std::sync::{Arc, Mutex};
use std::time::{Duration, SystemTime};

use endpoint::Clock;
use endpoint::auth::OAuth2;
use endpoint::auth::oauth2::{AuthorizationCode, Claim, StoreError, Token, TokenStore};
use endpoint::transport::{BoxFuture, Reply};

use super::servers::Servers;
use super::{
    TOKEN_URL, by_old, by_refresh, call, client, clock, fails, lives, no, old, own, rotates,
    seconds, start,
};
use crate::support::Trace;

/// Keeps a token in memory, and fails where it is told to. Clones are the same store.
#[derive(Debug, Clone, Default)]
struct Shelf(Arc<Mutex<State>>);

#[derive(Debug, Default)]
struct State {
    token: Option<Token>,
    claimed_until: Option<SystemTime>,
    broken: Vec<&'static str>,
    panics: bool,
    /// What it was asked, in its order.
    asked: Vec<&'static str>,
}

impl Shelf {
    fn with(token: Token) -> Self {
        let shelf = Self::default();
        shelf.put(token);
        shelf
    }

    fn put(&self, token: Token) {
        self.0.lock().unwrap().token = Some(token);
    }

    fn token(&self) -> Option<Token> {
        self.0.lock().unwrap().token.clone()
    }

    /// Lets it fail at these from now on.
    fn breaks(&self, at: &[&'static str]) {
        self.0.lock().unwrap().broken = at.to_vec();
    }

    fn claim_until(&self, end: Option<SystemTime>) {
        self.0.lock().unwrap().claimed_until = end;
    }

    fn asked(&self) -> Vec<&'static str> {
        std::mem::take(&mut self.0.lock().unwrap().asked)
    }

    fn ask<T: Send + 'static>(
        &self,
        what: &'static str,
        answer: impl FnOnce(&mut State) -> T,
    ) -> BoxFuture<'static, Result<T, StoreError>> {
        let mut state = self.0.lock().unwrap();
        state.asked.push(what);
        let answer = if state.broken.contains(&what) {
            Err(StoreError::new(format!("the shelf does not {what}")))
        } else {
            Ok(answer(&mut state))
        };
        let panics = std::mem::take(&mut state.panics);
        Box::pin(async move {
            assert!(!panics, "the shelf fell down");
            answer
        })
    }
}

impl TokenStore for Shelf {
    fn load(&self) -> BoxFuture<'_, Result<Option<Token>, StoreError>> {
        self.ask("load", |state| state.token.clone())
    }

    fn save<'a>(&'a self, token: &'a Token) -> BoxFuture<'a, Result<(), StoreError>> {
        self.ask("save", |state| state.token = Some(token.clone()))
    }

    fn claim<'a>(
        &'a self,
        time: Duration,
        clock: &'a dyn Clock,
    ) -> BoxFuture<'a, Result<Option<Claim>, StoreError>> {
        let date = clock.date();
        self.ask("claim", |state| {
            let is_free = state.claimed_until.is_none_or(|end| end <= date);
            is_free.then(|| {
                state.claimed_until = Some(date + time);
                Claim::new(())
            })
        })
    }

    fn release(&self, _: Claim) -> BoxFuture<'_, ()> {
        let released = self.ask("release", |state| state.claimed_until = None);
        Box::pin(async { drop(released.await) })
    }
}

fn kept(access: &str, refresh: &str, life: u64) -> Token {
    let mut token = Token::new(access);
    token.refresh = Some(refresh.into());
    token.issued_at = Some(start());
    token.expires_at = Some(start() + seconds(life));
    token
}

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
    shelf.0.lock().unwrap().panics = true;
    let client = client(&servers, &clock(), by_refresh().store(shelf));
    let error = fails(&client).await;
    assert!(error.to_string().contains("the token store"), "{error}");
    call(&client).await;
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
