//! What is kept in the folder until the export is done, so that it can be gone on with.

use std::path::{Path, PathBuf};

use serde::{Deserialize, Serialize};
use terminal::{Exit, Failure, kept};
use uuid::Uuid;

use crate::names::is_plain;
use crate::scope::Scope;

const NAME: &str = ".snyk-export.json";
const VERSION: u32 = 1;

/// An export that is not done: which one it is, and how far it is. No token and no link is in it.
#[derive(Serialize, Deserialize, Debug, Clone)]
#[serde(deny_unknown_fields)]
pub(crate) struct State {
    version: u32,
    /// The base URL that it was started at.
    pub(crate) api: String,
    pub(crate) scope: Scope,
    pub(crate) export_id: Uuid,
    /// When, as Snyk says it.
    pub(crate) created: String,
    /// Whether files that are there are replaced.
    pub(crate) overwrites: bool,
    /// As many as the export has, once it has them.
    pub(crate) files: Vec<Target>,
}

/// A file that is to be.
#[derive(Serialize, Deserialize, Debug, Clone)]
#[serde(deny_unknown_fields)]
pub(crate) struct Target {
    pub(crate) name: String,
    pub(crate) is_done: bool,
}

impl State {
    pub(crate) fn new(api: String, scope: Scope, export_id: Uuid, created: String) -> Self {
        Self {
            version: VERSION,
            api,
            scope,
            export_id,
            created,
            overwrites: false,
            files: Vec::new(),
        }
    }

    /// What an earlier run has left in the folder.
    pub(crate) fn read(folder: &Path) -> Result<Option<Self>, Failure> {
        let path = path(folder);
        let unreadable = |why: &str| {
            Failure::usage(format!("{} cannot be read: {why}", path.display()))
                .help("--overwrite forgets it and starts another export")
        };
        match kept::read::<Self>(&path) {
            Ok(Some(state)) if state.version != VERSION => {
                Err(unreadable("it is of another version of this program"))
            }
            Ok(Some(state)) if !state.files.iter().all(|file| is_plain(&file.name)) => {
                Err(unreadable("it names a file that is none of this folder"))
            }
            Ok(state) => Ok(state),
            Err(error) => Err(unreadable(&error.to_string())),
        }
    }

    pub(crate) fn write(&self, folder: &Path) -> Result<(), Failure> {
        let path = path(folder);
        kept::write(&path, self).map_err(|error| trouble(&path, &error))
    }

    /// Takes down that a file is there.
    pub(crate) fn is_done(&mut self, index: usize, folder: &Path) -> Result<(), Failure> {
        if let Some(target) = self.files.get_mut(index) {
            target.is_done = true;
        }
        self.write(folder)
    }

    pub(crate) fn remove(folder: &Path) -> Result<(), Failure> {
        let path = path(folder);
        kept::remove(&path).map_err(|error| trouble(&path, &error))
    }
}

fn path(folder: &Path) -> PathBuf {
    folder.join(NAME)
}

fn trouble(path: &Path, error: &std::io::Error) -> Failure {
    Failure::new(Exit::Failed, format!("{}: {error}", path.display()))
        .help("see to it that there is room on the disk and that this user may write there")
}
