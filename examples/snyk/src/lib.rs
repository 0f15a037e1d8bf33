//! `snyk-export`: exports issues from Snyk, from start to file, with `endpoint`.
//!
//! [`api`] declares the operations. The rest is a program around them: what it is told
//! ([`Options`]), where the API is (`place`), what is done (`begin`, `export`, `fetch`), and what is
//! said of it (`report`).

#![forbid(unsafe_code)]

mod advice;
pub mod api;
mod begin;
mod connection;
mod export;
mod fetch;
mod issues;
mod names;
mod options;
mod order;
mod place;
mod report;
mod scope;
mod state;
mod wanted;

use std::ffi::OsStr;
use std::path::Path;

use clap::Parser as _;
use terminal::Exit;

use options::Command;
pub use options::Options;

/// Does what the options say.
pub async fn run(options: Options) -> Exit {
    match options.command {
        Some(Command::Issues(arguments)) => issues::run(&arguments).await,
        None => export::run(&options.export).await,
    }
}

/// An export from start to file against stand-in servers, into this folder, whatever is there.
pub async fn demo(folder: &Path) -> Exit {
    into_folder(&["--demo", "--overwrite"], folder).await
}

/// An export from start to file from Snyk itself, as `SNYK_TOKEN` and `SNYK_ORG_ID` or
/// `SNYK_GROUP_ID` say, into this folder.
pub async fn export(folder: &Path) -> Exit {
    into_folder(&[], folder).await
}

async fn into_folder(options: &[&str], folder: &Path) -> Exit {
    let mut arguments = vec![OsStr::new("snyk-export")];
    arguments.extend(options.iter().map(OsStr::new));
    arguments.extend([OsStr::new("--out"), folder.as_os_str()]);
    match Options::try_parse_from(arguments) {
        Ok(options) => run(options).await,
        Err(error) => {
            // Nobody is there to read what cannot be printed.
            let _ = error.print();
            Exit::Usage
        }
    }
}
