//! Whose issues are exported.

use std::fmt;

use serde::{Deserialize, Serialize};
use uuid::Uuid;

/// Whose issues are exported.
#[derive(Serialize, Deserialize, Debug, Clone, Copy, PartialEq, Eq)]
#[serde(tag = "kind", content = "id", rename_all = "lowercase")]
pub(crate) enum Scope {
    /// An organization's.
    Org(Uuid),
    /// A group's.
    Group(Uuid),
}

impl fmt::Display for Scope {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            Self::Org(id) => write!(f, "organization {id}"),
            Self::Group(id) => write!(f, "group {id}"),
        }
    }
}
