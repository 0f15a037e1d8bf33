//! What is known when a page is turned.

use std::borrow::Cow;
use std::fmt;

use percent_encoding::percent_decode_str;

/// What is known when a page is turned beside the page itself: the query that it was asked for by.
pub struct Turn<'a> {
    query: &'a str,
}

impl<'a> Turn<'a> {
    /// Of the query, as it was sent: for tests of a [`Paginate`](crate::Paginate) by hand. The client
    /// makes its own.
    pub fn new(query: &'a str) -> Self {
        Self { query }
    }

    /// The value, decoded, of the first query parameter of this name that was sent.
    pub fn query(&self, name: &str) -> Option<Cow<'a, str>> {
        let pairs = self
            .query
            .split('&')
            .filter_map(|pair| pair.split_once('='));
        pairs
            .map(|(given, value)| (percent_decode_str(given), value))
            .find(|(given, _)| given.clone().eq(name.bytes()))
            .map(|(_, value)| percent_decode_str(value).decode_utf8_lossy())
    }

    /// The same as a number; `None` where it is none.
    pub fn number(&self, name: &str) -> Option<u64> {
        self.query(name)?.trim().parse().ok()
    }
}

/// The names alone: the values may be confidential.
impl fmt::Debug for Turn<'_> {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        let names = self
            .query
            .split('&')
            .filter_map(|pair| pair.split('=').next());
        f.debug_set().entries(names).finish()
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_parameter_is_found_however_it_is_escaped() {
        let turn = Turn::new("limit=100&filter%5Bx%5D=a%20b&offset=&page=x&limit=7");
        assert_eq!(turn.query("limit").as_deref(), Some("100"));
        assert_eq!(turn.query("filter[x]").as_deref(), Some("a b"));
        assert_eq!(turn.query("offset").as_deref(), Some(""));
        assert_eq!(turn.query("lim"), None);
        assert_eq!(turn.number("limit"), Some(100));
        assert_eq!((turn.number("page"), turn.number("offset")), (None, None));
    }
}
