//! What the tests share.

mod folder;
mod program;
mod servers;

pub(crate) use folder::Folder;
pub(crate) use program::{Ended, Program};
pub(crate) use servers::{ORG, files_are_whole, link, on, starts};
