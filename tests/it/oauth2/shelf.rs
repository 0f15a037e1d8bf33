//! A token store in memory that can be told to fail.

use std::sync::{Arc, Mutex};
use std::time::{Duration, SystemTime};

use endpoint::Clock;
use endpoint::auth::oauth2::{Claim, StoreError, Token, TokenStore};
use endpoint::transport::BoxFuture;

use super::{seconds, start};

/// Keeps a token in memory, and fails where it is told to. Clones are the same store.
#[derive(Debug, Clone, Default)]
pub(super) struct Shelf(Arc<Mutex<State>>);

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
    pub(super) fn with(token: Token) -> Self {
        let shelf = Self::default();
        shelf.put(token);
        shelf
    }

    pub(super) fn put(&self, token: Token) {
        self.0.lock().unwrap().token = Some(token);
    }

    pub(super) fn token(&self) -> Option<Token> {
        self.0.lock().unwrap().token.clone()
    }

    /// Lets it fail at these from now on.
    pub(super) fn breaks(&self, at: &[&'static str]) {
        self.0.lock().unwrap().broken = at.to_vec();
    }

    pub(super) fn panic_once(&self) {
        self.0.lock().unwrap().panics = true;
    }

    pub(super) fn claim_until(&self, end: Option<SystemTime>) {
        self.0.lock().unwrap().claimed_until = end;
    }

    pub(super) fn asked(&self) -> Vec<&'static str> {
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

pub(super) fn kept(access: &str, refresh: &str, life: u64) -> Token {
    let mut token = Token::new(access);
    token.refresh = Some(refresh.into());
    token.issued_at = Some(start());
    token.expires_at = Some(start() + seconds(life));
    token
}
