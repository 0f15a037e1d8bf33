//! The files of an export, and the names that they are to have.

use std::fs;
use std::path::Path;

use endpoint::Secret;
use terminal::{Exit, Failure};

use crate::api::{ExportFile, ExportResults};
use crate::names::names;
use crate::state::{State, Target};

/// A file, as the export lists it, and the name that it is to have.
#[derive(Debug, Clone)]
pub(crate) struct Wanted {
    pub(crate) index: usize,
    pub(crate) file: ExportFile,
    pub(crate) target: Target,
}

/// The files, with the names that they are to have; these are settled once for all runs.
pub(crate) fn wanted(
    results: ExportResults,
    state: &mut State,
    folder: &Path,
) -> Result<Vec<Wanted>, Failure> {
    if results.results.iter().any(|file| file.url.is_none()) {
        return Err(Failure::new(
            Exit::Failed,
            "Snyk lists a file without a link to it",
        ));
    }
    if state.files.len() != results.results.len() {
        state.files = targets(&results.results, state.overwrites, folder)?;
        state.write(folder)?;
    }
    let files = results.results.into_iter().zip(&state.files).enumerate();
    let wanted = files.map(|(index, (file, target))| Wanted {
        index,
        file,
        target: target.clone(),
    });
    Ok(wanted.collect())
}

fn targets(files: &[ExportFile], overwrites: bool, folder: &Path) -> Result<Vec<Target>, Failure> {
    let links = files.iter().filter_map(|file| file.url.as_ref());
    let names = names(links.map(Secret::expose));
    let is_there = |name: &&String| fs::symlink_metadata(folder.join(name)).is_ok();
    if let Some(name) = names.iter().find(is_there)
        && !overwrites
    {
        let path = folder.join(name);
        return Err(
            Failure::usage(format!("{} is there already", path.display()))
                .help("--resume --overwrite replaces it; or move it away, and give --resume"),
        );
    }
    let target = |name| Target {
        name,
        is_done: false,
    };
    Ok(names.into_iter().map(target).collect())
}
