//! One renewal, from the look into the store to the new token in it.

use std::sync::Arc;
use std::time::Duration;

use super::failure::Failure;
use super::grant::{Ask, Grant, Settings};
use super::{Claim, StoreError, Token, TokenStore, answer, lifetime};
use crate::auth::Secret;
use crate::auth::renewal::{ASKING, TokenClient};

/// How long a store is claimed: for two questions, each of which may take its whole time, and what
/// lies between.
const CLAIM: Duration = ASKING
    .saturating_mul(2)
    .saturating_add(Duration::from_secs(10));

/// How long to wait before a store is looked into again that someone else has claimed: at first,
/// and at the most.
const WAIT: (Duration, Duration) = (Duration::from_millis(100), Duration::from_secs(1));

/// A renewal that is under way. It owns what it needs, so that it comes to its end without the call
/// that began it.
pub(super) struct Flight {
    pub(super) settings: Arc<Settings>,
    pub(super) by: Arc<dyn TokenClient>,
    /// The token that is to be replaced.
    pub(super) held: Option<Token>,
    /// The access token that the store was last seen with.
    pub(super) known: Option<Secret>,
    /// Whether the store has been looked into, or is not to be.
    pub(super) has_looked: bool,
    /// Whether the grant is still to be asked by: a code is good for once.
    pub(super) is_code_due: bool,
    /// What the store gave that does not live any more.
    pub(super) spent: Option<Token>,
}

/// What a renewal comes to.
pub(super) struct Landed {
    pub(super) token: Token,
    pub(super) known: Option<Secret>,
}

/// What asking came to.
enum Got {
    New(Token),
    /// One that the store has by now.
    Kept(Token),
}

/// How a claim went.
enum Claimed {
    Held(Claim),
    /// Someone else has renewed the token meanwhile.
    Renewed(Token),
    /// The store gives none, and one goes on without.
    Without,
}

impl Flight {
    pub(super) async fn run(mut self) -> Result<Landed, Failure> {
        let token = match self.settings.store.clone() {
            Some(store) => self.renew_with(&*store).await?,
            None => match self.ask(None).await? {
                Got::New(token) | Got::Kept(token) => token,
            },
        };
        Ok(Landed {
            token,
            known: self.known,
        })
    }

    async fn renew_with(&mut self, store: &dyn TokenStore) -> Result<Token, Failure> {
        if !self.has_looked {
            let found = self.look(store).await?;
            if let Some(token) = found.or_else(|| self.held_alive()) {
                return Ok(token);
            }
        }
        let claim = match self.claim(store).await? {
            Claimed::Held(claim) => claim,
            Claimed::Renewed(token) => return Ok(token),
            Claimed::Without => return self.ask_and_save(store).await,
        };
        let came = match self.look(store).await {
            Ok(Some(token)) => Ok(token),
            Ok(None) => self.ask_and_save(store).await,
            Err(failure) => Err(failure),
        };
        store.release(claim).await;
        came
    }

    /// A token in the store that lives and is news: one that someone else has put there since it
    /// was last seen. After a login there is nothing to look for, since that is newer than all that
    /// is kept.
    async fn look(&mut self, store: &dyn TokenStore) -> Result<Option<Token>, Failure> {
        if self.is_code_due {
            return Ok(None);
        }
        let token = match store.load().await {
            Ok(Some(token)) => token,
            Ok(None) => return Ok(None),
            Err(error) if self.can_do_without() => {
                self.warn("cannot be read, and is done without", &error);
                return Ok(None);
            }
            Err(error) => return Err(Failure::of_store(error)),
        };
        let is_held = self
            .held
            .as_ref()
            .is_some_and(|held| held.access == token.access);
        if is_held || self.known.as_ref() == Some(&token.access) {
            return Ok(None);
        }
        self.known = Some(token.access.clone());
        if lifetime::lives(&token, self.by.clock().date()) {
            return Ok(Some(token));
        }
        self.spent = Some(token);
        Ok(None)
    }

    /// The token that the program began with, where the store has none and it lives.
    fn held_alive(&self) -> Option<Token> {
        let lives = |token: &&Token| lifetime::lives(token, self.by.clock().date());
        self.held.as_ref().filter(lives).cloned()
    }

    /// Whether what is kept is not needed: where the grant gives a token at any time, or the newest
    /// one is in memory.
    fn can_do_without(&self) -> bool {
        self.settings.grant.is_lasting() || self.held.is_some()
    }

    /// Waits for leave to renew, or for the one who has it to have done so.
    async fn claim(&mut self, store: &dyn TokenStore) -> Result<Claimed, Failure> {
        let clock = Arc::clone(self.by.clock());
        let end = clock.now().saturating_add(CLAIM);
        let mut wait = WAIT.0;
        loop {
            match store.claim(CLAIM, &*clock).await {
                Ok(Some(claim)) => return Ok(Claimed::Held(claim)),
                Ok(None) if clock.now() < end => {}
                Ok(None) => {
                    let error = StoreError::new("a claim was not given back in its time");
                    self.warn(
                        "stays claimed, so the token is renewed without leave",
                        &error,
                    );
                    return Ok(Claimed::Without);
                }
                Err(error) => {
                    self.warn(
                        "cannot be claimed, so the token is renewed without leave",
                        &error,
                    );
                    return Ok(Claimed::Without);
                }
            }
            if wait == WAIT.0 {
                tracing::info!(
                    target: "endpoint",
                    token_url = %self.settings.token_url,
                    store = ?self.settings.store,
                    "someone else renews the token, which is waited for"
                );
            }
            clock.sleep(wait).await;
            wait = wait.saturating_mul(2).min(WAIT.1);
            if let Some(token) = self.look(store).await? {
                return Ok(Claimed::Renewed(token));
            }
        }
    }

    /// The token is saved before anyone uses it: the refresh token that it came by may be good no
    /// more.
    async fn ask_and_save(&mut self, store: &dyn TokenStore) -> Result<Token, Failure> {
        let token = match self.ask(Some(store)).await? {
            Got::New(token) => token,
            Got::Kept(token) => return Ok(token),
        };
        match store.save(&token).await {
            Ok(()) => self.known = Some(token.access.clone()),
            Err(error) => self.warn(
                "cannot keep the new token, which is used all the same; other processes, and this one after a restart, will not have it",
                &error,
            ),
        }
        Ok(token)
    }

    /// Asks the token endpoint: by the newest refresh token there is, and by the grant itself where
    /// that is refused or there is none.
    async fn ask(&mut self, store: Option<&dyn TokenStore>) -> Result<Got, Failure> {
        let Some(refresh) = self.refresh() else {
            return self.ask_anew().await.map(Got::New);
        };
        let refused = match self.ask_by(Ask::Refresh(refresh.clone())).await {
            Err(failure) if failure.is_invalid_grant() => failure,
            came => return came.map(Got::New),
        };
        // Another process may have used the refresh token, and have put its successor there.
        if let Some(store) = store
            && let Ok(Some(token)) = self.look(store).await
        {
            return Ok(Got::Kept(token));
        }
        let ask = match self.other_refresh(&refresh) {
            _ if self.settings.grant.is_lasting() => Ask::Own,
            Some(other) => Ask::Refresh(other),
            None => return Err(refused),
        };
        self.ask_by(ask).await.map(Got::New)
    }

    /// Asks by the grant itself.
    async fn ask_anew(&self) -> Result<Token, Failure> {
        match &self.settings.grant {
            Grant::ClientCredentials | Grant::Password { .. } => self.ask_by(Ask::Own).await,
            Grant::Code(_) if self.is_code_due => self.ask_by(Ask::Own).await,
            Grant::Refresh(token) => self.ask_by(Ask::Refresh(token.clone())).await,
            Grant::Code(_) | Grant::Token(_) => Err(Failure::new(format!(
                "the access token is over, and there is no refresh token to ask {} for another by; sign in again",
                self.settings.token_url
            ))),
        }
    }

    /// The newest refresh token. None is wanted where the client's own secret will do: servers
    /// should give none there ([RFC 6749 section 4.4.3]), and a rotated one can be lost.
    ///
    /// [RFC 6749 section 4.4.3]: https://www.rfc-editor.org/rfc/rfc6749#section-4.4.3
    fn refresh(&self) -> Option<Secret> {
        if self.is_code_due || matches!(self.settings.grant, Grant::ClientCredentials) {
            return None;
        }
        let newest = self.spent.as_ref().or(self.held.as_ref());
        newest.and_then(|token| token.refresh.clone())
    }

    /// Another refresh token, when this one is refused: one that the store has got meanwhile, or
    /// the one that the program began with, which may come from a newer login than what was kept.
    fn other_refresh(&self, refused: &Secret) -> Option<Secret> {
        let stored = self.refresh();
        let first = match &self.settings.grant {
            Grant::Refresh(token) => Some(token),
            Grant::Token(token) => token.refresh.as_ref(),
            _ => None,
        };
        let first = first.filter(|_| !self.has_looked).cloned();
        [stored, first]
            .into_iter()
            .flatten()
            .find(|token| token != refused)
    }

    async fn ask_by(&self, ask: Ask) -> Result<Token, Failure> {
        let settings = &*self.settings;
        match self.by.ask(settings.request(&ask)).await {
            Ok(answer) => answer::read(answer, settings, &ask, self.by.clock().date()),
            Err(error) => Err(Failure::unanswered(&settings.token_url, error)),
        }
        .map(|token| self.with_old_scope(token, &ask))
    }

    /// A refresh that says nothing of the scope leaves it as it was.
    fn with_old_scope(&self, mut token: Token, ask: &Ask) -> Token {
        if let (None, Ask::Refresh(_)) = (&token.scope, ask) {
            let old = self.spent.as_ref().or(self.held.as_ref());
            token.scope = old.and_then(|token| token.scope.clone());
        }
        token
    }

    fn warn(&self, what: &str, error: &StoreError) {
        let source = std::error::Error::source(error).map(ToString::to_string);
        tracing::warn!(
            target: "endpoint",
            token_url = %self.settings.token_url,
            store = ?self.settings.store,
            %error,
            source,
            "the token store {what}",
        );
    }
}
