//! A text that is shown nowhere.

use std::cell::RefCell;
use std::fmt;
use std::sync::Arc;

use serde::de::{Deserialize, Deserializer};
use serde::ser::{Error as _, Serialize, Serializer};
use zeroize::Zeroizing;

use crate::request::{form_encode, percent_encode};

/// A text that is shown nowhere: `Debug` prints `[redacted]`, there is no `Display`, and its memory
/// is zeroed when the last clone goes.
///
/// It serializes inside a request and nowhere else.
///
/// ```
/// use endpoint::Secret;
///
/// let password = Secret::new("hunter2");
/// assert_eq!(format!("{password:?}"), "[redacted]");
/// assert_eq!(password.expose(), "hunter2");
/// assert!(serde_json::to_string(&password).is_err());
/// ```
#[derive(Clone, PartialEq, Eq)]
pub struct Secret(Arc<Zeroizing<String>>);

impl Secret {
    /// Takes the text over. A copy that the caller keeps is the caller's to care for.
    pub fn new(text: impl Into<String>) -> Self {
        Self(Arc::new(Zeroizing::new(text.into())))
    }

    /// Reads an environment variable, without the white space around its value.
    ///
    /// # Errors
    /// Where it is absent, empty or not UTF-8; the error names the variable.
    pub fn from_env(name: &str) -> Result<Self, FromEnvError> {
        let fail = |reason| FromEnvError {
            name: name.to_owned(),
            reason,
        };
        let text = std::env::var(name).map(Zeroizing::new).map_err(|error| {
            fail(match error {
                std::env::VarError::NotPresent => "is not set",
                std::env::VarError::NotUnicode(_) => "is not UTF-8",
            })
        })?;
        match text.trim() {
            "" => Err(fail("is empty")),
            text => Ok(Self::new(text)),
        }
    }

    /// The text itself.
    pub fn expose(&self) -> &str {
        &self.0
    }
}

impl From<&str> for Secret {
    fn from(text: &str) -> Self {
        Self::new(text)
    }
}

impl From<String> for Secret {
    fn from(text: String) -> Self {
        Self::new(text)
    }
}

impl fmt::Debug for Secret {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str("[redacted]")
    }
}

impl<'de> Deserialize<'de> for Secret {
    fn deserialize<D: Deserializer<'de>>(deserializer: D) -> Result<Self, D::Error> {
        String::deserialize(deserializer).map(Self::new)
    }
}

impl Serialize for Secret {
    fn serialize<S: Serializer>(&self, serializer: S) -> Result<S::Ok, S::Error> {
        let is_allowed = WRITTEN
            .with_borrow_mut(|written| written.as_mut().map(|written| written.push(self.clone())));
        if is_allowed.is_none() {
            return Err(S::Error::custom(OUTSIDE));
        }
        serializer.serialize_str(self.expose())
    }
}

/// What serializing a secret elsewhere comes to.
pub(crate) const OUTSIDE: &str =
    "a secret is written inside a request only; `expose()` gives its text";

thread_local! {
    /// The secrets that the request on this thread holds so far; `None` while none is being written.
    /// Writing is synchronous, so no other task can come in between.
    static WRITTEN: RefCell<Option<Vec<Secret>>> = const { RefCell::new(None) };
}

/// Lets secrets serialize on this thread until the guard goes.
pub(crate) fn expose() -> Exposed {
    Exposed {
        before: WRITTEN.replace(Some(Vec::new())),
    }
}

pub(crate) struct Exposed {
    before: Option<Vec<Secret>>,
}

impl Drop for Exposed {
    fn drop(&mut self) {
        WRITTEN.set(self.before.take());
    }
}

/// The secrets that were written since `expose`.
pub(crate) fn take_written() -> Vec<Secret> {
    WRITTEN
        .with_borrow_mut(|written| written.as_mut().map(std::mem::take))
        .unwrap_or_default()
}

/// Whether a request is being written on this thread.
pub(crate) fn is_exposed() -> bool {
    WRITTEN.with_borrow(Option::is_some)
}

/// How many secrets the request on this thread holds so far.
pub(crate) fn count() -> usize {
    WRITTEN.with_borrow(|written| written.as_ref().map_or(0, Vec::len))
}

thread_local! {
    /// The secrets of the call whose answer is being read on this thread.
    static READ_FOR: RefCell<Arc<[Secret]>> = RefCell::default();
}

/// Says which secrets an answer that is read on this thread may repeat, until the guard goes. What
/// of an answer is read later takes them with it.
pub(crate) fn reading_for(secrets: &Arc<[Secret]>) -> ReadingFor {
    ReadingFor {
        before: READ_FOR.replace(Arc::clone(secrets)),
    }
}

pub(crate) struct ReadingFor {
    before: Arc<[Secret]>,
}

impl Drop for ReadingFor {
    fn drop(&mut self) {
        READ_FOR.set(std::mem::take(&mut self.before));
    }
}

/// The secrets that the answer which is being read may repeat.
pub(crate) fn of_reading() -> Arc<[Secret]> {
    READ_FOR.with_borrow(Arc::clone)
}

/// Takes out of a text what it repeats of the secrets: as they are, as a query, a form or JSON has
/// them, or as they are escaped to be shown.
pub(crate) fn redact(text: String, secrets: &[Secret]) -> String {
    let mut spellings: Vec<Zeroizing<String>> = found(&text, secrets).collect();
    if spellings.is_empty() {
        return text;
    }
    // One secret may begin another.
    spellings.sort_by_key(|spelling| std::cmp::Reverse(spelling.len()));
    let mut redacted = String::with_capacity(text.len());
    let mut rest = &*text;
    while let Some(next) = rest.chars().next() {
        let found = spellings
            .iter()
            .find(|spelling| rest.starts_with(&***spelling));
        let length = if let Some(spelling) = found {
            redacted.push_str("[redacted]");
            spelling.len()
        } else {
            redacted.push(next);
            next.len_utf8()
        };
        rest = rest.get(length..).unwrap_or_default();
    }
    redacted
}

/// Whether a text repeats one of the secrets.
pub(crate) fn holds(text: &str, secrets: &[Secret]) -> bool {
    found(text, secrets).next().is_some()
}

/// What a text repeats of the secrets.
fn found(text: &str, secrets: &[Secret]) -> impl Iterator<Item = Zeroizing<String>> {
    secrets
        .iter()
        .map(Secret::expose)
        .filter(|secret| !secret.is_empty())
        .flat_map(spellings)
        .filter(move |spelling| text.contains(&***spelling))
}

fn spellings(secret: &str) -> Vec<Zeroizing<String>> {
    let mut in_query = Zeroizing::new(String::new());
    percent_encode(secret, &mut in_query);
    let mut in_form = Zeroizing::new(String::new());
    form_encode(secret, &mut in_form);
    let in_json = Zeroizing::new(serde_json::to_string(secret).unwrap_or_default());
    let in_json = Zeroizing::new(in_json.trim_matches('"').to_owned());
    let shown = [secret, &in_json].map(|text| {
        [
            Zeroizing::new(text.escape_default().to_string()),
            Zeroizing::new(text.escape_debug().to_string()),
        ]
    });
    let mut all = vec![
        Zeroizing::new(secret.to_owned()),
        in_query,
        in_form,
        in_json,
    ];
    all.extend(shown.into_iter().flatten());
    all.retain(|spelling| !spelling.is_empty());
    all
}

/// Why an environment variable gave no secret.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct FromEnvError {
    name: String,
    reason: &'static str,
}

impl FromEnvError {
    /// The variable's name.
    pub fn name(&self) -> &str {
        &self.name
    }
}

impl fmt::Display for FromEnvError {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(
            f,
            "the environment variable `{}` {}; set it to the credential",
            self.name, self.reason
        )
    }
}

impl std::error::Error for FromEnvError {}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_variable_that_is_absent_is_named() {
        let error = Secret::from_env("ENDPOINT_TEST_NO_SUCH_VARIABLE").unwrap_err();
        assert_eq!(
            error.to_string(),
            "the environment variable `ENDPOINT_TEST_NO_SUCH_VARIABLE` is not set; set it to the credential"
        );
    }

    #[test]
    fn every_spelling_of_a_secret_is_taken_out_the_longest_first() {
        let secrets = ["key", "key-1234-tail", "p\"w\\z", "p\u{e9} w", "e"].map(Secret::new);
        for text in [
            "bad key-1234-tail and key",
            r#"{"p\"w\\z":1}"#,
            r"m.p\u{e9} w",
            "q=p%C3%A9%20w&f=p%C3%A9+w",
        ] {
            let shown = redact(text.to_owned(), &secrets[..4]);
            for part in ["key", "tail", "w", "u{", "%C3"] {
                assert!(!shown.contains(part), "{text}: {shown}");
            }
        }
        assert_eq!(redact("a key".into(), &secrets), "a [redacted]");
        assert_eq!(redact("née".into(), &secrets), "né[redacted]");
    }

    #[test]
    fn a_secret_serializes_only_while_it_is_exposed() {
        let secret = Secret::new("hunter2");
        assert!(serde_json::to_string(&secret).is_err());
        {
            let _exposed = expose();
            assert_eq!(serde_json::to_string(&secret).unwrap(), "\"hunter2\"");
            assert_eq!(take_written(), std::slice::from_ref(&secret));
        }
        assert!(serde_json::to_string(&secret).is_err());
    }
}
