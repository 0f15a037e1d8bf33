//! Which pages have been asked for.

use std::borrow::Cow;
use std::collections::HashMap;
use std::collections::hash_map::RandomState;
use std::hash::{BuildHasher, Hash as _, Hasher as _};

use percent_encoding::percent_decode_str;

/// Which pages have been asked for, so that a list that goes round in a circle is seen: 16 bytes of
/// each, however long its token.
#[derive(Default)]
pub(crate) struct Seen {
    hasher: RandomState,
    pages: HashMap<u64, u64>,
}

fn decoded(text: &str) -> Cow<'_, [u8]> {
    percent_decode_str(text).into()
}

impl Seen {
    /// Takes down the page with this number, which is asked for by this path and query.
    ///
    /// # Errors
    /// The number of the page that was asked for by the same.
    pub(crate) fn insert(&mut self, target: &str, number: u64) -> Result<(), u64> {
        let key = self.key(target);
        if let Some(before) = self.pages.get(&key) {
            return Err(*before);
        }
        self.pages.insert(key, number);
        Ok(())
    }

    /// The same for the same pairs in another order, or escaped in another way.
    fn key(&self, target: &str) -> u64 {
        let (path, query) = target.split_once('?').unwrap_or((target, ""));
        let mut pairs: Vec<Cow<'_, [u8]>> = query.split('&').map(decoded).collect();
        pairs.sort_unstable();
        let mut hasher = self.hasher.build_hasher();
        decoded(path).hash(&mut hasher);
        pairs.hash(&mut hasher);
        hasher.finish()
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_page_is_known_again_however_its_pairs_are_written() {
        let mut seen = Seen::default();
        assert_eq!(seen.insert("/a?x=1&y=b%2fc", 1), Ok(()));
        assert_eq!(seen.insert("/a?y=b%2Fc&x=1", 2), Err(1));
        assert_eq!(seen.insert("/a?y=b/c&x=%31", 2), Err(1));
        for target in [
            "/a",
            "/b?x=1&y=b%2fc",
            "/a?x=1&y=b",
            "/a?x=1",
            "/a?x=1%26y=b/c",
        ] {
            assert_eq!(seen.insert(target, 2), Ok(()), "{target}");
        }
    }
}
