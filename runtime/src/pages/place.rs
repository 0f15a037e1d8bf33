//! Where in its list a page is.

use std::sync::Arc;

use percent_encoding::percent_decode_str;

use super::{Cursor, List, Way};
use crate::auth::Secret;
use crate::auth::secret::holds;
use crate::request::Link;
use crate::response::shown;

/// Where in its list a page is, as long as the list is at hand; a [`Cursor`] is what can be kept.
#[derive(Clone)]
pub(crate) struct Place {
    pub(crate) list: Arc<List>,
    pub(crate) reach: Reach,
    /// What a link may repeat of the call whose answer gave it.
    pub(crate) secrets: Arc<[Secret]>,
}

/// How a page is reached.
#[derive(Clone)]
pub(crate) enum Reach {
    /// As the endpoint writes it.
    First,
    /// By this path and query, which are the link's own: what the client and the call put on it is
    /// theirs to put on again.
    Target(String),
    /// By these encoded pairs, in place of others of their names.
    Query(Vec<(String, String)>),
    /// Not at all: the link, without its query, is refused.
    Refused(String),
}

impl Place {
    /// The place as a value to keep, behind this many items of the page; `None` where it cannot be
    /// told without a secret.
    pub(crate) fn cursor(&self, skip: u64) -> Option<Cursor> {
        let sieve = Sieve::new(&self.secrets);
        if sieve.catches_path(self.list.path()) {
            return None;
        }
        let mut cursor = Cursor::first(&self.list, skip);
        match &self.reach {
            Reach::First => {}
            Reach::Target(target) => {
                let (path, query) = target.split_once('?').unwrap_or((target, ""));
                if sieve.catches_path(path) {
                    return None;
                }
                let (query, omitted) = sieve.strain(query);
                let mark = if query.is_empty() { "" } else { "?" };
                let link = format!("{}{path}{mark}{query}", cursor.0.origin);
                cursor.0.link = Some(link);
                cursor.0.omitted = omitted;
            }
            Reach::Query(pairs) => {
                if pairs.iter().any(|(_, value)| sieve.catches(value)) {
                    return None;
                }
                let decoded = |text: &str| percent_decode_str(text).decode_utf8_lossy().into();
                cursor.0.query = pairs
                    .iter()
                    .map(|(name, value)| (decoded(name), decoded(value)))
                    .collect();
            }
            Reach::Refused(link) if sieve.catches_path(link) => return None,
            Reach::Refused(link) => cursor.0.link = Some(link.clone()),
        }
        Some(cursor.bound_to(&self.list))
    }

    /// The place of a link that is refused, without its query, if it is refused without it too.
    pub(crate) fn of_refused(&self, way: &Way) -> Option<Self> {
        let Way::Link(link) = way else { return None };
        let link = shown(link);
        let is_followed = |link: Link| link.is_same_origin();
        if self.list.base().resolve(&link).is_ok_and(is_followed) {
            return None;
        }
        Some(Self {
            reach: Reach::Refused(link),
            ..self.clone()
        })
    }
}

/// Finds secrets in parts of a URL.
pub(super) struct Sieve<'a> {
    secrets: &'a [Secret],
    /// A short one stands in many words, and is a secret only where it stands alone.
    long: Vec<Secret>,
}

impl<'a> Sieve<'a> {
    pub(super) fn new(secrets: &'a [Secret]) -> Self {
        let is_long = |secret: &&Secret| secret.expose().len() >= 6;
        Self {
            secrets,
            long: secrets.iter().filter(is_long).cloned().collect(),
        }
    }

    fn catches(&self, part: &str) -> bool {
        if self.secrets.is_empty() || part.is_empty() {
            return false;
        }
        let decoded = percent_decode_str(part).decode_utf8_lossy();
        self.secrets.iter().any(|secret| decoded == secret.expose())
            || holds(part, &self.long)
            || holds(&decoded, &self.long)
    }

    fn catches_path(&self, path: &str) -> bool {
        holds(path, &self.long) || path.split('/').any(|segment| self.catches(segment))
    }

    /// The query without the pairs that hold a secret, and the names of those.
    pub(super) fn strain(&self, query: &str) -> (String, Vec<String>) {
        let mut kept = Vec::new();
        let mut omitted = Vec::new();
        for pair in query.split('&').filter(|pair| !pair.is_empty()) {
            let (name, value) = pair.split_once('=').unwrap_or((pair, ""));
            if self.catches(name) {
                continue;
            }
            if self.catches(value) {
                omitted.push(name.to_owned());
            } else {
                kept.push(pair);
            }
        }
        (kept.join("&"), omitted)
    }
}
