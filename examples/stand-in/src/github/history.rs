//! The commits of the repository, oldest first, and the branches and tags that lead to them.

use serde_json::{Value, json};

use super::{BRANCH, MAIN, RELEASE};
use crate::ids::mix;

/// A commit.
#[derive(Debug, PartialEq, Eq)]
pub(super) struct Commit {
    message: &'static str,
    author: &'static str,
    /// The file that it changes, and how many lines it adds there.
    pub(super) change: (&'static str, u32),
}

const fn commit(
    message: &'static str,
    author: &'static str,
    change: (&'static str, u32),
) -> Commit {
    Commit {
        message,
        author,
        change,
    }
}

const PLANT: Commit = commit("Plant the first row", "ada", ("rows/first.txt", 12));
const LABEL: Commit = commit("Label the trees", "bo", ("labels.csv", 9));
const PRUNE: Commit = commit("Prune the old branches", "ada", ("rows/first.txt", 2));
const FENCE: Commit = commit("Mend the fence", "cy", ("fence.md", 4));
const GRAFT: Commit = commit("Graft the quince", "bo", ("rows/quince.txt", 20));
const TIE: Commit = commit("Tie the grafts", "bo", ("rows/quince.txt", 3));

/// All commits behind a branch or a tag, oldest first.
pub(super) fn behind(name: &str) -> Option<&'static [&'static Commit]> {
    match name {
        RELEASE => Some(&[&PLANT, &LABEL]),
        MAIN => Some(&[&PLANT, &LABEL, &PRUNE, &FENCE]),
        BRANCH => Some(&[&PLANT, &LABEL, &PRUNE, &GRAFT, &TIE]),
        _ => None,
    }
}

impl Commit {
    pub(super) fn value(&self) -> Value {
        let by = json!({ "name": self.author, "date": crate::dates::CREATED });
        json!({
            "sha": self.sha(),
            "commit": { "message": self.message, "author": by, "committer": by },
            "author": { "login": self.author },
        })
    }

    /// 40 hexadecimal digits, different ones for different messages.
    fn sha(&self) -> String {
        let hash = self
            .message
            .bytes()
            .fold(0, |hash, byte| mix(hash ^ u64::from(byte)));
        format!("{hash:016x}{:016x}{:08x}", mix(hash), mix(!hash) >> 32)
    }
}
