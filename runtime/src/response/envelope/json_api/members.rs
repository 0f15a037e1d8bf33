//! Members of names that are not known beforehand.

use std::borrow::Cow;
use std::fmt;

use serde::Deserialize;
use serde::de::{Deserializer, Visitor};
use serde::ser::{Serialize, Serializer};

/// Members by their names, in the document's order. There are few of them, so a list takes less
/// room and time than a map.
#[derive(Debug, Clone)]
pub(super) struct Members<T>(Vec<(Name, T)>);

/// A member's name; those that most links have take no room of their own.
#[derive(Debug, Clone)]
pub(super) struct Name(Cow<'static, str>);

const COMMON: [&str; 9] = [
    "self",
    "related",
    "next",
    "prev",
    "first",
    "last",
    "about",
    "type",
    "describedby",
];

impl<T> Members<T> {
    pub(super) fn get(&self, name: &str) -> Option<&T> {
        named(&self.0, name)
    }

    pub(super) fn iter(&self) -> impl Iterator<Item = (&str, &T)> {
        each(&self.0)
    }

    pub(super) fn is_empty(&self) -> bool {
        self.0.is_empty()
    }

    /// Adds one that is not looked for among those that are there, which would take a document of
    /// many members too long.
    pub(super) fn push(&mut self, name: Name, member: T) {
        if self.0.is_empty() {
            // Most objects hold one.
            self.0.reserve_exact(1);
        }
        self.0.push((name, member));
    }

    /// Adds one, in place of any other of its name.
    pub(super) fn insert(&mut self, name: String, member: T) {
        self.0.retain(|(known, _)| known.as_str() != name);
        self.0.push((Name(name.into()), member));
    }
}

/// Of two with the same name the last counts, as in most readers of JSON.
pub(super) fn named<'a, T>(members: &'a [(Name, T)], name: &str) -> Option<&'a T> {
    let (_, member) = members.iter().rfind(|(known, _)| known.as_str() == name)?;
    Some(member)
}

pub(super) fn each<T>(members: &[(Name, T)]) -> impl Iterator<Item = (&str, &T)> {
    members.iter().map(|(name, member)| (name.as_str(), member))
}

impl Name {
    pub(super) fn as_str(&self) -> &str {
        &self.0
    }
}

impl<T> Default for Members<T> {
    fn default() -> Self {
        Self(Vec::new())
    }
}

impl<T: Serialize> Serialize for Members<T> {
    fn serialize<S: Serializer>(&self, serializer: S) -> Result<S::Ok, S::Error> {
        serializer.collect_map(self.iter())
    }
}

impl<'de> Deserialize<'de> for Name {
    fn deserialize<D: Deserializer<'de>>(deserializer: D) -> Result<Self, D::Error> {
        deserializer.deserialize_identifier(NameVisitor).map(Self)
    }
}

struct NameVisitor;

impl Visitor<'_> for NameVisitor {
    type Value = Cow<'static, str>;

    fn expecting(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str("a member's name")
    }

    fn visit_str<E>(self, name: &str) -> Result<Cow<'static, str>, E> {
        let common = COMMON.iter().find(|common| **common == name);
        Ok(common.map_or_else(
            || Cow::Owned(name.to_owned()),
            |common| Cow::Borrowed(*common),
        ))
    }
}
