//! What lies between two branches or tags.

use std::collections::BTreeMap;

use serde_json::{Value, json};

use super::answer::Refusal;
use super::history::{Commit, behind};

pub(super) const DOCUMENTATION: &str = "/commits/commits#compare-two-commits";

type Commits = &'static [&'static Commit];

/// Two branches or tags, and how many commits they have in common.
#[derive(Debug)]
pub(super) struct Comparison {
    base: Commits,
    head: Commits,
    common: usize,
}

impl Comparison {
    /// Reads `<base>...<head>`; three dots cannot be part of a name.
    pub(super) fn of(refs: &str) -> Result<Self, Refusal> {
        let not_found = || Refusal::not_found(DOCUMENTATION);
        let (base, head) = refs.split_once("...").ok_or_else(not_found)?;
        let base = behind(base).ok_or_else(not_found)?;
        let head = behind(head).ok_or_else(not_found)?;
        let pairs = base.iter().zip(head);
        let common = pairs.take_while(|(one, other)| one == other).count();
        Ok(Self { base, head, common })
    }

    pub(super) fn total(&self) -> usize {
        self.head.len() - self.common
    }

    /// What the head has and the base has not, oldest first.
    pub(super) fn commits(&self) -> Vec<Value> {
        self.added().map(Commit::value).collect()
    }

    /// The whole document, with a page of the commits.
    pub(super) fn value(&self, url: &str, commits: &Value) -> Value {
        let (ahead, behind) = (self.total(), self.base.len() - self.common);
        json!({
            "url": url,
            "status": status(ahead, behind),
            "ahead_by": ahead,
            "behind_by": behind,
            "total_commits": ahead,
            "base_commit": self.base.last().map(|commit| commit.value()),
            "merge_base_commit": self.base.get(self.common - 1).map(|commit| commit.value()),
            "commits": commits,
            "files": self.files(),
        })
    }

    fn added(&self) -> impl Iterator<Item = &'static Commit> {
        self.head.iter().skip(self.common).copied()
    }

    fn files(&self) -> Value {
        let mut added = BTreeMap::<_, u32>::new();
        for (name, lines) in self.added().map(|commit| commit.change) {
            *added.entry(name).or_default() += lines;
        }
        let file = |(name, lines)| json!({ "filename": name, "additions": lines, "deletions": 0 });
        added.into_iter().map(file).collect()
    }
}

fn status(ahead: usize, behind: usize) -> &'static str {
    match (ahead, behind) {
        (0, 0) => "identical",
        (_, 0) => "ahead",
        (0, _) => "behind",
        _ => "diverged",
    }
}
