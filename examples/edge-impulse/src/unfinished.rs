//! An export that was started and not fetched yet: what is kept of it for another run.

use std::fs;
use std::path::{Path, PathBuf};

use serde::{Deserialize, Serialize};
use terminal::{Exit, Failure, kept};

use crate::arguments::Files;

const NAME: &str = ".ei-export.json";

/// An export on its way, and the file that another run finds it by. There is no secret in it, and
/// nothing of it says where a credential goes.
#[derive(Debug)]
pub(crate) struct Unfinished {
    path: PathBuf,
    pub(crate) export: Kept,
}

#[derive(Serialize, Deserialize, Debug, Clone, PartialEq, Eq)]
#[serde(deny_unknown_fields)]
pub(crate) struct Kept {
    /// Whose it is, and at which API.
    pub(crate) place: String,
    pub(crate) job_id: i64,
    /// Its own id, as soon as that is known.
    pub(crate) export_id: Option<i64>,
}

impl Unfinished {
    /// Whether there is one in this folder.
    pub(crate) fn is_in(folder: &Path) -> bool {
        folder.join(NAME).exists()
    }

    /// The one in this folder.
    ///
    /// # Errors
    /// There is none, or it is another organization's.
    pub(crate) fn find(files: &Files, place: &str) -> Result<Self, Failure> {
        let path = files.folder().join(NAME);
        let shown = path.display();
        let export: Option<Kept> = kept::read(&path).map_err(|error| {
            Failure::usage(format!("{shown} cannot be read: {error}"))
                .help("forget it by --overwrite, without --resume")
        })?;
        let export = export.ok_or_else(|| {
            Failure::usage(format!("there is nothing to go on with: no {shown}"))
                .help("leave --resume away, or name the folder by --out")
        })?;
        if export.place != place {
            return Err(Failure::usage(format!(
                "the unfinished export is one of {}, and this is {place}",
                export.place
            ))
            .help("give the same organizations and the same place as then"));
        }
        Ok(Self { path, export })
    }

    /// Makes sure of the folder, and that no other one is there.
    ///
    /// # Errors
    /// There is another one, which is not to be forgotten.
    pub(crate) fn make_room(files: &Files) -> Result<(), Failure> {
        let folder = files.folder();
        make(folder)?;
        let path = folder.join(NAME);
        if files.overwrite {
            return Ok(kept::remove(&path)?);
        }
        if Self::is_in(folder) {
            let path = path.display();
            return Err(Failure::usage(format!("an export was started here and not finished: {path}"))
                .help("go on with it by --resume, forget it by --overwrite, or take another folder by --out"));
        }
        Ok(())
    }

    /// Keeps a new one.
    ///
    /// # Errors
    /// It cannot be written.
    pub(crate) fn begin(files: &Files, export: Kept) -> Result<Self, Failure> {
        let path = files.folder().join(NAME);
        let unfinished = Self { path, export };
        unfinished.keep()?;
        Ok(unfinished)
    }

    /// Keeps that the export is this one.
    ///
    /// # Errors
    /// It cannot be written.
    pub(crate) fn is_export(&mut self, export_id: i64) -> Result<(), Failure> {
        self.export.export_id = Some(export_id);
        self.keep()
    }

    /// Forgets it.
    ///
    /// # Errors
    /// It cannot be removed.
    pub(crate) fn forget(self) -> Result<(), Failure> {
        Ok(kept::remove(&self.path)?)
    }

    fn keep(&self) -> Result<(), Failure> {
        kept::write(&self.path, &self.export).map_err(|error| {
            let path = self.path.display();
            let job_id = self.export.job_id;
            Failure::new(Exit::Failed, format!("{path} cannot be written: {error}"))
                .help(format!("the job {job_id} goes on: find its export by `ei-export list`, and fetch that by `ei-export download`"))
        })
    }
}

/// Makes a folder, if it is not there.
///
/// # Errors
/// It cannot be made.
pub(crate) fn make(folder: &Path) -> Result<(), Failure> {
    fs::create_dir_all(folder).map_err(|error| {
        Failure::usage(format!(
            "the folder {} cannot be made: {error}",
            folder.display()
        ))
        .help("give another one by --out")
    })
}
