//! Members of which there is mostly one.

use super::members::{Name, each, named};

/// Members by their names, in the document's order. Most objects of links hold one, which takes no
/// list of its own.
#[derive(Debug, Clone)]
pub(super) enum Few<T> {
    One((Name, T)),
    Other(Vec<(Name, T)>),
}

impl<T> Few<T> {
    fn all(&self) -> &[(Name, T)] {
        match self {
            Self::One(member) => std::slice::from_ref(member),
            Self::Other(members) => members,
        }
    }

    pub(super) fn get(&self, name: &str) -> Option<&T> {
        named(self.all(), name)
    }

    pub(super) fn iter(&self) -> impl Iterator<Item = (&str, &T)> {
        each(self.all())
    }

    pub(super) fn is_empty(&self) -> bool {
        self.all().is_empty()
    }

    /// Adds one that is not looked for among those that are there.
    pub(super) fn push(&mut self, name: Name, member: T) {
        let added = (name, member);
        *self = match std::mem::take(self) {
            Self::Other(none) if none.is_empty() => Self::One(added),
            Self::One(first) => Self::Other(vec![first, added]),
            Self::Other(mut members) => {
                members.push(added);
                Self::Other(members)
            }
        };
    }
}

impl<T> Default for Few<T> {
    fn default() -> Self {
        Self::Other(Vec::new())
    }
}
