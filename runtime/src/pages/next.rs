//! Where the next page is.

use std::fmt;

use crate::request::encoded_pair;

/// Where the next page is: behind a link, or at the same endpoint with other query parameters.
#[derive(Clone)]
pub struct Next {
    way: Way,
    /// Whether the same answer once more means that the list goes round in a circle: it is counted
    /// through by numbers, which a server may not heed, and has items.
    is_counted: bool,
}

#[derive(Clone, PartialEq, Eq)]
pub(crate) enum Way {
    /// As it came.
    Link(String),
    /// Encoded pairs, in place of others of their names.
    Query(Vec<(String, String)>),
    /// What was to be a token is none, and why.
    Unreadable(String),
}

impl Next {
    fn of(way: Way) -> Self {
        Self {
            way,
            is_counted: false,
        }
    }

    /// Of a list that is counted through, behind a page of so many items.
    pub(super) fn of_items(mut self, count: usize) -> Self {
        self.is_counted = count > 0;
        self
    }

    /// Whether the next page has to be another than this one.
    pub(crate) fn is_counted(&self) -> bool {
        self.is_counted
    }

    /// Behind this link: absolute, or relative in either form. An empty one means that there is no
    /// next page.
    pub fn link(link: impl Into<String>) -> Self {
        Self::of(Way::Link(link.into()))
    }

    /// At the same endpoint, with this query parameter in place of its own. An empty value means
    /// that there is no next page.
    #[allow(clippy::needless_pass_by_value, reason = "a number is given as it is")]
    pub fn query(name: &str, value: impl ToString) -> Self {
        Self::of(Way::Query(vec![encoded_pair(name, &value.to_string())]))
    }

    /// With this query parameter too.
    #[allow(clippy::needless_pass_by_value, reason = "a number is given as it is")]
    #[must_use]
    pub fn and(mut self, name: &str, value: impl ToString) -> Self {
        if let Way::Query(pairs) = &mut self.way {
            pairs.push(encoded_pair(name, &value.to_string()));
        }
        self
    }

    pub(crate) fn unreadable(why: String) -> Self {
        Self::of(Way::Unreadable(why))
    }

    /// The way there; `None` where it is empty, which means that there is no page.
    pub(crate) fn into_way(self) -> Option<Way> {
        let is_empty = match &self.way {
            Way::Link(link) => link.is_empty(),
            Way::Query(pairs) => pairs.first().is_none_or(|(_, value)| value.is_empty()),
            Way::Unreadable(_) => false,
        };
        (!is_empty).then_some(self.way)
    }
}

/// Whether both lead to the same place.
impl PartialEq for Next {
    fn eq(&self, other: &Self) -> bool {
        self.way == other.way
    }
}

impl Eq for Next {}

impl fmt::Debug for Next {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "Next({:?})", self.way)
    }
}

/// Its kind alone: a link's query may be a signature.
impl fmt::Debug for Way {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(match self {
            Way::Link(_) => "link",
            Way::Query(_) => "query",
            Way::Unreadable(_) => "unreadable",
        })
    }
}
