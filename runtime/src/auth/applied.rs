//! What a credential puts on a request.

use std::sync::Arc;

use http::{HeaderMap, HeaderName, HeaderValue};

use super::credential::{AuthError, Authorization, Credential};
use super::dynamic::Authorize;
use super::secret::Secret;

/// What a credential wrote.
#[derive(Clone, Default)]
pub(crate) struct Applied {
    /// In their order; the later goes before the earlier.
    pub(crate) headers: Vec<(HeaderName, HeaderValue)>,
    pub(crate) cookies: String,
    /// Encoded pairs, joined by `&`.
    pub(crate) query: String,
    /// The texts themselves, so that an answer that repeats one can be cleaned of it.
    pub(crate) secrets: Vec<Secret>,
    /// The numbers of those that are renewed, in the order of `Renewals`.
    pub(crate) generations: Vec<u64>,
    /// All that is secret about a request that has nothing secret on it but these headers.
    alone: Option<Arc<[Secret]>>,
}

impl Applied {
    pub(crate) fn by(credential: &dyn Authorize) -> Result<Self, AuthError> {
        let mut applied = Self::default();
        credential.authorize(&mut Authorization {
            applied: &mut applied,
        })?;
        Ok(applied)
    }

    /// What a credential that is always the same will write. One that cannot be put on a request is
    /// asked again for each, to say so.
    pub(crate) fn ready<C: Credential>(credential: &C) -> Option<Self> {
        let is_fixed = credential.is_fixed();
        let mut applied = is_fixed.then(|| Self::by(credential).ok()).flatten()?;
        let headers: HeaderMap = applied.headers.iter().cloned().collect();
        // Where one is written twice, it could not be told which is there.
        if headers.keys_len() == applied.headers.len() {
            applied.alone = Some(applied.with_headers(&[], &headers));
        }
        Some(applied)
    }

    /// The texts that must not come out: these, those of the values, and all headers that are marked.
    pub(crate) fn secrets_beside(&self, values: &[Secret], headers: &HeaderMap) -> Arc<[Secret]> {
        let marked = headers.values().filter(|value| value.is_sensitive());
        match &self.alone {
            Some(alone) if values.is_empty() && marked.count() == self.headers.len() => {
                Arc::clone(alone)
            }
            _ => self.with_headers(values, headers),
        }
    }

    fn with_headers(&self, values: &[Secret], headers: &HeaderMap) -> Arc<[Secret]> {
        let marked = headers.values().filter(|value| value.is_sensitive());
        let marked = marked
            .filter_map(|value| std::str::from_utf8(value.as_bytes()).ok())
            .map(Secret::from);
        let all: Vec<Secret> = [values, &self.secrets]
            .concat()
            .into_iter()
            .chain(marked)
            .collect();
        if all.is_empty() {
            // That one allocates nothing.
            return Arc::default();
        }
        all.into()
    }
}
