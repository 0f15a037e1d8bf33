//! Where tokens are kept.

use std::any::Any;
use std::error::Error as StdError;
use std::fmt;
use std::time::Duration;

use super::Token;
use crate::clock::Clock;
use crate::transport::BoxFuture;

/// Keeps the token of one credential, so that it outlives the process or is common to many.
///
/// All of a fleet that shares a store has one token: who finds that it must be renewed claims the
/// store, asks the token endpoint, and saves; the others wait and load.
///
/// [`Token::to_json`] is a form to keep a token in. What `Debug` says of a store is logged when it
/// fails, so it must not show the token.
pub trait TokenStore: Send + Sync + fmt::Debug + 'static {
    /// The token that is kept, if there is one.
    ///
    /// # Errors
    /// Where the store cannot be reached or read.
    fn load(&self) -> BoxFuture<'_, Result<Option<Token>, StoreError>>;

    /// Keeps this token in place of any other.
    ///
    /// # Errors
    /// Where the store cannot be reached or written.
    fn save<'a>(&'a self, token: &'a Token) -> BoxFuture<'a, Result<(), StoreError>>;

    /// Leave to renew the token, for `time` at the most, should the holder never come back; `None`
    /// while someone else has it.
    ///
    /// # Errors
    /// Where the store cannot be reached.
    fn claim<'a>(
        &'a self,
        time: Duration,
        clock: &'a dyn Clock,
    ) -> BoxFuture<'a, Result<Option<Claim>, StoreError>>;

    /// Gives a claim back, so that nobody waits for its time to be over. It has been saved by then,
    /// or failed.
    fn release(&self, claim: Claim) -> BoxFuture<'_, ()>;
}

/// Leave to renew a token.
pub struct Claim(Box<dyn Any + Send + Sync>);

impl Claim {
    /// A claim with what the store knows it by.
    pub fn new(mark: impl Any + Send + Sync) -> Self {
        Self(Box::new(mark))
    }

    /// What the store knows it by, if it is of this type.
    pub fn mark<T: Any>(&self) -> Option<&T> {
        self.0.downcast_ref()
    }
}

impl fmt::Debug for Claim {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str("Claim")
    }
}

/// Why a store gave or took no token. Its text must not hold a secret.
#[derive(Debug)]
pub struct StoreError {
    message: String,
    source: Option<Box<dyn StdError + Send + Sync>>,
}

impl StoreError {
    /// An error that says what to do.
    pub fn new(message: impl Into<String>) -> Self {
        Self {
            message: message.into(),
            source: None,
        }
    }

    /// The same with its cause.
    #[must_use]
    pub fn with_source(mut self, source: impl Into<Box<dyn StdError + Send + Sync>>) -> Self {
        self.source = Some(source.into());
        self
    }

    pub(super) fn into_source(self) -> Option<Box<dyn StdError + Send + Sync>> {
        self.source
    }
}

impl fmt::Display for StoreError {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(&self.message)
    }
}

impl StdError for StoreError {
    fn source(&self) -> Option<&(dyn StdError + 'static)> {
        self.source.as_deref().map(|source| source as _)
    }
}
