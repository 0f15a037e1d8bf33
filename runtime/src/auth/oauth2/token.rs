//! What a token endpoint gives.

use std::time::{Duration, SystemTime};

use serde::{Deserialize, Serialize};

use super::StoreError;
use crate::auth::Secret;

/// The form of [`Token::to_json`].
const VERSION: u32 = 1;

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
    /// When it was given out: with its end that says how long such tokens live, and so how early to
    /// renew them.
    pub issued_at: Option<SystemTime>,
    /// What it is good for, where the token endpoint said so.
    pub scope: Option<String>,
}

/// As it is kept in a file: times in seconds since 1970.
#[derive(Serialize, Deserialize)]
struct Kept<T> {
    version: u32,
    access_token: T,
    refresh_token: Option<T>,
    expires_at: Option<u64>,
    issued_at: Option<u64>,
    scope: Option<String>,
}

impl Token {
    /// A token of which nothing else is known.
    pub fn new(access: impl Into<Secret>) -> Self {
        Self {
            access: access.into(),
            refresh: None,
            expires_at: None,
            issued_at: None,
            scope: None,
        }
    }

    /// The token as a [`TokenStore`](super::TokenStore) may keep it: a JSON object, times in
    /// seconds.
    ///
    /// ```
    /// use endpoint::auth::oauth2::Token;
    ///
    /// let json = Token::new("2YotnFZFEjr1zCsicMWpAA").to_json();
    /// assert_eq!(Token::from_json(json.expose())?.access.expose(), "2YotnFZFEjr1zCsicMWpAA");
    /// # Ok::<(), endpoint::auth::oauth2::StoreError>(())
    /// ```
    pub fn to_json(&self) -> Secret {
        let kept = Kept {
            version: VERSION,
            access_token: self.access.expose(),
            refresh_token: self.refresh.as_ref().map(Secret::expose),
            expires_at: self.expires_at.and_then(seconds),
            issued_at: self.issued_at.and_then(seconds),
            scope: self.scope.clone(),
        };
        // Texts and numbers alone cannot fail to be written.
        Secret::new(serde_json::to_string(&kept).unwrap_or_default())
    }

    /// Reads what [`to_json`](Self::to_json) wrote.
    ///
    /// # Errors
    /// Where it is something else, or was written by a later version of this library.
    pub fn from_json(text: &str) -> Result<Self, StoreError> {
        // What `serde_json` says of a fault may repeat a value.
        let kept: Kept<Secret> = serde_json::from_str(text)
            .map_err(|_| StoreError::new("what is kept is no token; sign in again"))?;
        if kept.version != VERSION {
            return Err(StoreError::new(format!(
                "what is kept is a token in the form {}, and this program knows the form {VERSION} only; sign in again",
                kept.version
            )));
        }
        Ok(Self {
            access: kept.access_token,
            refresh: kept.refresh_token,
            expires_at: kept.expires_at.and_then(time),
            issued_at: kept.issued_at.and_then(time),
            scope: kept.scope,
        })
    }

    /// How long it lives in all, where that is known.
    pub(super) fn lifetime(&self) -> Option<Duration> {
        self.expires_at?.duration_since(self.issued_at?).ok()
    }
}

fn seconds(time: SystemTime) -> Option<u64> {
    let since = time.duration_since(SystemTime::UNIX_EPOCH).ok()?;
    Some(since.as_secs())
}

fn time(seconds: u64) -> Option<SystemTime> {
    SystemTime::UNIX_EPOCH.checked_add(Duration::from_secs(seconds))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn what_was_written_is_read_again() {
        let mut token = Token::new("a\"cc\u{e9}ss");
        assert_eq!(Token::from_json(token.to_json().expose()).unwrap(), token);
        token.refresh = Some("refresh".into());
        token.issued_at = time(1_700_000_000);
        token.expires_at = time(1_700_003_600);
        token.scope = Some("a b".to_owned());
        let json = token.to_json();
        assert_eq!(
            json.expose(),
            "{\"version\":1,\"access_token\":\"a\\\"cc\u{e9}ss\",\"refresh_token\":\"refresh\",\
             \"expires_at\":1700003600,\"issued_at\":1700000000,\"scope\":\"a b\"}"
        );
        assert_eq!(Token::from_json(json.expose()).unwrap(), token);
        assert_eq!(token.lifetime(), Some(Duration::from_secs(3600)));
    }

    #[test]
    fn what_is_missing_may_be_missing_but_the_token() {
        let token = Token::from_json(r#"{"version":1,"access_token":"a","more":[]}"#).unwrap();
        assert_eq!(token, Token::new("a"));
        for text in [
            "",
            "{",
            "[]",
            r#"{"version":1}"#,
            r#"{"version":1,"access_token":"hunter2","expires_at":"hunter2"}"#,
            r#"{"version":2,"access_token":"hunter2"}"#,
        ] {
            let error = Token::from_json(text).unwrap_err();
            let said = format!("{error} {error:?}");
            assert!(said.contains("sign in again"), "{text}: {said}");
            assert!(!said.contains("hunter2"), "{text}: {said}");
        }
    }
}
