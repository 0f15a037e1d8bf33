//! A token that many processes share.

use std::time::Duration;

use ::redis::Cmd;
use zeroize::Zeroizing;

use super::scripts::{CLAIM, RELEASE};
use super::server::{ANSWER, Question, Redis};
use super::trouble::Trouble;
use crate::auth::oauth2::{Claim, StoreError, Token, TokenStore as Store};
use crate::clock::Clock;
use crate::transport::BoxFuture;

/// Keeps the token of one credential on a Redis server: all that use the same name there have one
/// token, and one of them renews it while the others wait.
///
/// ```no_run
/// use endpoint::auth::OAuth2;
/// use endpoint::redis::{Redis, TokenStore};
/// use endpoint::{Client, Secret};
///
/// # fn main() -> Result<(), Box<dyn std::error::Error>> {
/// let redis = Redis::new(Secret::from_env("REDIS_URL")?)?;
/// let secret = Secret::from_env("CLIENT_SECRET")?;
/// let credential = OAuth2::client_credentials("https://auth.example.com/token", "my-app", secret)?
///     .store(TokenStore::new(&redis, "my-app"));
/// let client = Client::builder("https://api.example.com").credential(credential).build()?;
/// # Ok(()) }
/// ```
///
/// The token is kept in the clear, its refresh token too, and until another one is saved. So the
/// server has to be one that only those reach who may use the token: with a password or a user of
/// its own, in a network of its own, or over TLS ([`Redis::new`]). So do its backups. A server that
/// forgets, or evicts, costs a renewal; where the token can only be had by signing in, that is what
/// it costs, so let such a server write to its disk (`appendonly yes`).
///
/// Without Redis in reach a process goes on with the token that it has, and then does what it can
/// [without a store](crate::auth::oauth2#where-tokens-are-kept).
#[derive(Debug, Clone)]
pub struct TokenStore {
    redis: Redis,
    token: String,
    claim: String,
}

/// Who claims.
struct Mark(String);

impl TokenStore {
    /// The token of this name.
    pub fn new(redis: &Redis, name: &str) -> Self {
        Self {
            redis: redis.clone(),
            token: super::key(name, "token"),
            claim: super::key(name, "claim"),
        }
    }

    async fn read(&self) -> Result<Option<Token>, StoreError> {
        let command = Cmd::get(&self.token);
        let bytes: Option<Vec<u8>> = self.ask(Question::Command(&command)).await?;
        let Some(bytes) = bytes.map(Zeroizing::new) else {
            return Ok(None);
        };
        // What is not even text is no token either.
        let text = std::str::from_utf8(&bytes).unwrap_or_default();
        Token::from_json(text).map(Some).map_err(|error| {
            let message = format!(
                "the key `{}` on Redis cannot be read; delete it, or give the store another name",
                self.token
            );
            StoreError::new(message).with_source(error)
        })
    }

    async fn write(&self, token: &Token) -> Result<(), StoreError> {
        let command = Cmd::set(&self.token, token.to_json().expose());
        self.ask(Question::Command(&command)).await
    }

    async fn take(&self, mark: String, time: Duration) -> Result<Option<Claim>, StoreError> {
        let time = u64::try_from(time.as_millis()).unwrap_or(u64::MAX);
        let mut script = CLAIM.prepare_invoke();
        script.key(&self.claim).arg(&mark);
        script.arg(time.clamp(1, u64::from(u32::MAX)));
        let is_taken: bool = self.ask(Question::Script(&script)).await?;
        Ok(is_taken.then(|| Claim::new(Mark(mark))))
    }

    async fn ask<T: ::redis::FromRedisValue>(
        &self,
        question: Question<'_>,
    ) -> Result<T, StoreError> {
        let failed = |trouble: Trouble| StoreError::new(trouble.to_string());
        self.redis.ask(question, ANSWER).await.map_err(failed)
    }
}

impl Store for TokenStore {
    fn load(&self) -> BoxFuture<'_, Result<Option<Token>, StoreError>> {
        Box::pin(self.read())
    }

    fn save<'a>(&'a self, token: &'a Token) -> BoxFuture<'a, Result<(), StoreError>> {
        Box::pin(self.write(token))
    }

    fn claim<'a>(
        &'a self,
        time: Duration,
        clock: &'a dyn Clock,
    ) -> BoxFuture<'a, Result<Option<Claim>, StoreError>> {
        let mark = format!("{:016x}{:016x}", clock.random(), clock.random());
        Box::pin(self.take(mark, time))
    }

    fn release(&self, claim: Claim) -> BoxFuture<'_, ()> {
        Box::pin(async move {
            let Some(Mark(mark)) = claim.mark() else {
                return;
            };
            let mut script = RELEASE.prepare_invoke();
            script.key(&self.claim).arg(mark);
            // A claim that cannot be given back is over at its time.
            let _: Result<(), _> = self.ask(Question::Script(&script)).await;
        })
    }
}
