//! What a token endpoint gives.

use std::time::SystemTime;

use crate::auth::Secret;

/// An access token, and what comes with it ([RFC 6749 section 5.1]).
///
/// [RFC 6749 section 5.1]: https://www.rfc-editor.org/rfc/rfc6749#section-5.1
#[derive(Debug, Clone, PartialEq, Eq)]
#[non_exhaustive]
pub struct Token {
    /// What is put on requests.
    pub access: Secret,
    /// What the next one is asked with, where there is such a thing.
    pub refresh: Option<Secret>,
    /// When it comes to its end, where the token endpoint said so.
    pub expires_at: Option<SystemTime>,
    /// What it is good for, where that is not what was asked for.
    pub scope: Option<String>,
}

impl Token {
    /// A token of which nothing else is known.
    pub fn new(access: impl Into<Secret>) -> Self {
        Self {
            access: access.into(),
            refresh: None,
            expires_at: None,
            scope: None,
        }
    }
}
