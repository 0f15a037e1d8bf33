//! Why Redis gave no answer that is of use.

use std::fmt;
use std::sync::Arc;

use ::redis::{ErrorKind, RedisError};

/// Why Redis gave no answer that is of use. What it said itself is not shown: it repeats what it was
/// asked, and that may be a token.
#[derive(Debug, Clone)]
pub(super) struct Trouble {
    /// Whether it may be over by itself: nobody answers, or not yet.
    pub(super) is_away: bool,
    message: Arc<str>,
}

impl Trouble {
    /// Redis cannot be asked now.
    pub(super) fn away(place: &str, what: impl fmt::Display) -> Self {
        Self {
            is_away: true,
            message: format!("Redis at {place} cannot be reached: {what}").into(),
        }
    }

    /// Redis, or this program, has to be set up in another way.
    pub(super) fn refused(place: &str, what: impl fmt::Display) -> Self {
        Self {
            is_away: false,
            message: format!("Redis at {place} cannot be used: {what}").into(),
        }
    }

    pub(super) fn of(error: &RedisError, place: &str) -> Self {
        if error.kind() == ErrorKind::Io {
            return Self::away(place, error);
        }
        // Before version 7 an error inside of a script has the code `ERR`, and its own in the text.
        let detail = error.detail().filter(|_| error.code() == Some("ERR"));
        let detail = detail.unwrap_or_default();
        let is = |code: &str| error.code() == Some(code) || detail.contains(code);
        if let Some((_, what)) = AWAY.iter().find(|(code, _)| is(code)) {
            return Self::away(place, what);
        }
        if let Some((_, what)) = REFUSED.iter().find(|(code, _)| is(code)) {
            return Self::refused(place, what);
        }
        match (error.kind(), error.code()) {
            (ErrorKind::AuthenticationFailed, _) => Self::refused(place, WRONG_PASSWORD),
            (ErrorKind::Parse, _) => Self::refused(place, "what answers there is not Redis"),
            (_, Some(code)) => Self::refused(
                place,
                format_args!(
                    "it answers `{code}`; see that it is version 6 or later, and has the database that the URL names"
                ),
            ),
            (_, None) => Self::refused(place, error.category()),
        }
    }
}

const WRONG_PASSWORD: &str = "it does not take the user or the password of the URL; see that both are right, and percent-encoded";

/// What Redis answers while it can do nothing.
const AWAY: [(&str, &str); 7] = [
    ("LOADING", "it has been started, and reads its data"),
    ("BUSY", "it is busy with a long script"),
    ("READONLY", "it is a replica now"),
    ("MASTERDOWN", "it is a replica without a master"),
    ("NOREPLICAS", "it has too few replicas to take a write"),
    ("TRYAGAIN", "its data are being moved"),
    ("max number of clients", "it has too many clients"),
];

/// What it answers to who asks for the wrong thing.
const REFUSED: [(&str, &str); 9] = [
    (
        "WRONGTYPE",
        "under the key is something else; use another name",
    ),
    (
        "NOPERM",
        "its user may not do what is needed; allow the keys `endpoint:*` and the commands that the documentation names",
    ),
    (
        "NOAUTH",
        "it wants a password; write it into the URL, as in `redis://:password@host`",
    ),
    ("WRONGPASS", WRONG_PASSWORD),
    (
        "OOM",
        "it has no memory left; give it more, or a policy of eviction",
    ),
    (
        "MISCONF",
        "it cannot write its data to the disk, and takes no more",
    ),
    ("MOVED", CLUSTER),
    ("CROSSSLOT", CLUSTER),
    ("CLUSTERDOWN", CLUSTER),
];

const CLUSTER: &str = "it is one of a cluster; use a server that stands by itself";

impl fmt::Display for Trouble {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(&self.message)
    }
}

impl std::error::Error for Trouble {}

#[cfg(test)]
mod tests {
    use super::*;

    /// What is made of an error that Redis answers with.
    fn of(answer: &str) -> Trouble {
        let value = ::redis::parse_redis_value(format!("-{answer}\r\n").as_bytes());
        Trouble::of(&value.unwrap().extract_error().unwrap_err(), "host:1")
    }

    #[test]
    fn what_may_be_over_by_itself_is_told_apart() {
        for (answer, is_away, part) in [
            (
                "LOADING Redis is loading the dataset in memory",
                true,
                "reads its data",
            ),
            ("BUSY Redis is busy running a script.", true, "busy with"),
            (
                "READONLY You can't write against a read only replica.",
                true,
                "replica now",
            ),
            (
                "ERR max number of clients reached",
                true,
                "too many clients",
            ),
            ("WRONGTYPE Operation against a key", false, "something else"),
            (
                "ERR Error running script (call to f_1): @user_script:5: WRONGTYPE Operation",
                false,
                "something else",
            ),
            ("NOAUTH Authentication required.", false, "wants a password"),
            ("MOVED 3999 127.0.0.1:6381", false, "one of a cluster"),
            ("OOM command not allowed", false, "no memory left"),
            (
                "ERR unknown command 'x', with args beginning with: 's3cret'",
                false,
                "`ERR`",
            ),
            ("ODD s3cret", false, "`ODD`"),
        ] {
            let trouble = of(answer);
            assert_eq!(trouble.is_away, is_away, "{answer}");
            let text = format!("{trouble} {trouble:?}");
            assert!(text.contains(part) && text.contains("host:1"), "{text}");
            assert!(!text.contains("s3cret"), "{text}");
        }
    }
}
