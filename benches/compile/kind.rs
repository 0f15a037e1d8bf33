//! Ways to write an API's calls down.

use std::fmt;

#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord)]
pub(crate) enum Kind {
    Ours,
    /// Each call in a function of its own, as those by hand are.
    OursInFunctions,
    /// By hand, with a struct for the query, which is what most would write for fields that may be
    /// absent.
    Reqwest,
    /// By hand, with a pair for each field of the query: the leanest that there is.
    ReqwestPairs,
    ProgenitorMacro,
    ProgenitorSource,
    Rustify,
    /// The response types alone.
    Structs,
}

impl Kind {
    pub(crate) const ALL: [Self; 8] = [
        Self::Ours,
        Self::OursInFunctions,
        Self::Reqwest,
        Self::ReqwestPairs,
        Self::ProgenitorMacro,
        Self::ProgenitorSource,
        Self::Rustify,
        Self::Structs,
    ];

    /// The name as an argument, and as part of a crate's.
    pub(crate) fn name(self) -> &'static str {
        match self {
            Self::Ours => "ours",
            Self::OursInFunctions => "ours-in-functions",
            Self::Reqwest => "reqwest",
            Self::ReqwestPairs => "reqwest-pairs",
            Self::ProgenitorMacro => "progenitor-macro",
            Self::ProgenitorSource => "progenitor-source",
            Self::Rustify => "rustify",
            Self::Structs => "structs",
        }
    }

    pub(crate) fn named(name: &str) -> Option<Self> {
        Self::ALL.into_iter().find(|kind| kind.name() == name)
    }

    pub(crate) fn is_progenitor(self) -> bool {
        matches!(self, Self::ProgenitorMacro | Self::ProgenitorSource)
    }

    /// What the crate depends on, beside serde, uuid and tokio.
    pub(crate) fn dependencies(self, repository: &str) -> String {
        const REQWEST: &str = "reqwest = { version = \"0.13\", default-features = false, features = [\"http2\", \"json\", \"query\", \"stream\"] }";
        match self {
            Self::Ours | Self::OursInFunctions => format!(
                "endpoint = {{ path = \"{repository}/runtime\", default-features = false, features = [\"reqwest\"] }}"
            ),
            Self::Reqwest | Self::ReqwestPairs => REQWEST.to_owned(),
            Self::ProgenitorMacro => format!("{REQWEST}\nprogenitor = \"=0.15.1\""),
            Self::ProgenitorSource => format!("{REQWEST}\nprogenitor-client = \"=0.15.1\""),
            Self::Rustify => "rustify = { version = \"=0.7.0\", default-features = false }\n\
                 rustify_derive = \"=0.5.5\"\nderive_builder = \"0.20\""
                .to_owned(),
            Self::Structs => String::new(),
        }
    }
}

impl fmt::Display for Kind {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(self.name())
    }
}
