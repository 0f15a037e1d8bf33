//! `ei-export`: exports an organization's data from Edge Impulse, from start to file, with
//! `endpoint`.
//!
//! [`api`] declares the operations, and `exports` and
//! `download` call them. The rest is a program around them: what
//! it is told (`arguments`, `variables`), who asks and whose exports are meant (`credential`,
//! `owner`), the way from a start to a file (`course`, `unfinished`), and what is said of it
//! (`outcome`, `ending`).

#![forbid(unsafe_code)]

pub mod api;
mod arguments;
mod course;
mod credential;
mod download;
mod ending;
mod exports;
mod outcome;
mod owner;
mod program;
mod session;
mod unfinished;
mod variables;

use std::ffi::OsString;
use std::path::Path;

use terminal::Exit;

pub use session::run;

/// An export from start to file against stand-in servers, into this folder, whatever is there.
pub async fn demo(folder: &Path) -> Exit {
    into_folder(&["--demo", "--overwrite"], folder).await
}

/// An export from start to file from Edge Impulse itself, as the environment's credential,
/// `EI_ORGANIZATION_ID` and `EI_INNER_ORGANIZATION_ID` say, into this folder.
pub async fn export(folder: &Path) -> Exit {
    into_folder(&[], folder).await
}

async fn into_folder(options: &[&str], folder: &Path) -> Exit {
    let words = ["ei-export"].iter().chain(options).chain(&["--out"]);
    let arguments = words.map(OsString::from);
    run(arguments.chain([folder.into()])).await
}
