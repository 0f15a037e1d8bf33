//! Where a file is to be, and where it is until it is whole.

use std::ffi::OsString;
use std::fs::{self, File, Metadata};
use std::io;
use std::path::{Path, PathBuf};

use crate::clock;
use crate::error::{CallError, ErrorKind};

/// How long a name may be for those beside it to fit into what common file systems take.
pub(super) const LONGEST: usize = 255 - ".part.0123456789abcdef".len();

/// A file that is to be, in a folder that is there.
#[derive(Debug)]
pub(super) struct Place {
    /// As the caller says it.
    target: PathBuf,
    /// The same from the root on, for the working folder may change.
    path: PathBuf,
    overwrites: bool,
}

impl Place {
    /// A path, which is looked at.
    ///
    /// # Errors
    /// Where a file could not be put there at the end.
    pub(super) fn new(target: PathBuf, overwrites: bool) -> Result<Self, CallError> {
        let path =
            std::path::absolute(&target).map_err(|error| unusable("the target", &target, error))?;
        let Some(name) = path.file_name().filter(|_| !ends_in_separator(&target)) else {
            return Err(refused(
                &target,
                "is not the path of a file; give it a file's name, or use `to_folder`",
            ));
        };
        if cfg!(unix) && name.len() > LONGEST {
            let advice = format!(
                "has a name of {} bytes; give it one of at most {LONGEST}, so that there is room for the name of its part",
                name.len()
            );
            return Err(refused(&target, &advice));
        }
        check_folder(path.parent().unwrap_or(&path))?;
        let place = Self {
            target,
            path,
            overwrites,
        };
        place.check_target()?;
        place.look_at_part()?;
        Ok(place)
    }

    /// The path by which it is known, whatever the way to its folder.
    pub(super) fn true_path(&self) -> Result<PathBuf, CallError> {
        let folder = fs::canonicalize(self.folder())
            .map_err(|error| unusable("the folder", self.folder(), error))?;
        Ok(folder.join(self.path.file_name().unwrap_or_default()))
    }

    pub(super) fn is_taken(&self) -> CallError {
        refused(
            &self.target,
            "is being downloaded to already, in this process; wait for that, or give each download a path of its own",
        )
    }

    pub(super) fn target(&self) -> &Path {
        &self.target
    }

    fn folder(&self) -> &Path {
        self.path.parent().unwrap_or(&self.path)
    }

    pub(super) fn part(&self) -> PathBuf {
        self.beside(".part")
    }

    pub(super) fn state(&self) -> PathBuf {
        self.beside(".part.json")
    }

    /// A file beside it that no other process will ever name.
    pub(super) fn own(&self) -> PathBuf {
        self.beside(&format!(".part.{:016x}", clock::random()))
    }

    fn beside(&self, suffix: &str) -> PathBuf {
        let mut name = OsString::from(self.path.file_name().unwrap_or_default());
        name.push(suffix);
        self.path.with_file_name(name)
    }

    /// Makes sure that a file could be put there.
    pub(super) fn check_target(&self) -> Result<(), CallError> {
        let there = match fs::symlink_metadata(&self.path) {
            Ok(there) => there,
            Err(error) if error.kind() == io::ErrorKind::NotFound => return Ok(()),
            Err(error) => return Err(unusable("the target", &self.target, error)),
        };
        if fs::metadata(&self.path).is_ok_and(|there| there.is_dir()) {
            return Err(refused(
                &self.target,
                "is a folder; use `to_folder`, or give the path of a file in it",
            ));
        }
        if !self.overwrites {
            return Err(self.exists());
        }
        if there.is_file() || there.is_symlink() {
            return Ok(());
        }
        Err(refused(
            &self.target,
            "is neither a file nor a link, and nothing else is replaced; give another path",
        ))
    }

    fn exists(&self) -> CallError {
        refused(
            &self.target,
            "is there already; use `overwrite` to replace it, or give another path",
        )
    }

    /// What is known of the part, if it is there. One that leads elsewhere is not followed.
    pub(super) fn look_at_part(&self) -> Result<Option<Metadata>, CallError> {
        let part = self.part();
        match fs::symlink_metadata(&part) {
            Ok(there) if there.is_file() => Ok(Some(there)),
            Ok(_) => Err(refused(
                &part,
                "is no regular file, so nothing is written to it; find out who put it there, and remove it",
            )),
            Err(error) if error.kind() == io::ErrorKind::NotFound => Ok(None),
            Err(error) => Err(unusable("the part", &part, error)),
        }
    }

    /// Gives a whole file, which is the one at `part`, its final name; in place of no other, unless
    /// that was said.
    pub(super) fn settle(&self, file: &File, length: u64) -> Result<(), CallError> {
        let (part, own) = (self.part(), self.own());
        // Under a name that nobody else knows, it stays the one that is looked at.
        fs::rename(&part, &own).map_err(|error| match error.kind() {
            io::ErrorKind::NotFound => self.has_lost_its_part(),
            _ => self.unsettled(error),
        })?;
        let settled = if is_whole(file, &own, length) {
            self.give_name(&own)
        } else {
            Err(self.has_lost_its_part())
        };
        if settled.is_err() {
            put_back(&own, &part);
        }
        settled
    }

    fn give_name(&self, own: &Path) -> Result<(), CallError> {
        let named = if self.overwrites {
            fs::rename(own, &self.path)
        } else {
            name_anew(own, &self.path)
        };
        match named {
            Ok(()) => {}
            Err(error) if error.kind() == io::ErrorKind::AlreadyExists => return Err(self.exists()),
            Err(error) => return Err(self.unsettled(error)),
        }
        // Where a folder cannot be synced, the new name is there all the same, but for a loss of
        // power.
        #[cfg(unix)]
        if let Ok(folder) = File::open(self.folder()) {
            let _ = folder.sync_all();
        }
        Ok(())
    }

    fn has_lost_its_part(&self) -> CallError {
        refused(
            &self.target,
            "has lost its part to someone else, who removed or replaced it; give each download a path of its own, and try again",
        )
    }

    fn unsettled(&self, error: io::Error) -> CallError {
        unusable("the final name", &self.target, error)
    }
}

fn ends_in_separator(path: &Path) -> bool {
    let last = path.as_os_str().as_encoded_bytes().last();
    last.is_some_and(|last| std::path::is_separator(char::from(*last)))
}

/// Makes sure of a folder.
pub(super) fn check_folder(folder: &Path) -> Result<(), CallError> {
    match fs::metadata(folder) {
        Ok(there) if there.is_dir() => Ok(()),
        Ok(_) => Err(refused(folder, "is no folder; give the path of one")),
        Err(error) if error.kind() == io::ErrorKind::NotFound => Err(refused(
            folder,
            "is a folder that is not there; make it first, or give another path",
        )),
        Err(error) => Err(unusable("the folder", folder, error)),
    }
}

/// Whether nobody has put anything else in the place of this file, or cut it.
fn is_whole(file: &File, path: &Path, length: u64) -> bool {
    let (Ok(ours), Ok(there)) = (file.metadata(), fs::symlink_metadata(path)) else {
        return false;
    };
    there.is_file() && there.len() == length && id(&ours) == id(&there)
}

/// What tells a file from others on its disk, where that is known.
#[cfg(unix)]
pub(super) fn id(file: &Metadata) -> u64 {
    std::os::unix::fs::MetadataExt::ino(file)
}

#[cfg(not(unix))]
pub(super) fn id(_: &Metadata) -> u64 {
    0
}

/// Names a file that has to have no other there. A link does so or fails; where the file system has
/// none, there is a moment between the look and the renaming.
fn name_anew(own: &Path, path: &Path) -> io::Result<()> {
    match fs::hard_link(own, path) {
        Ok(()) => {
            let _ = fs::remove_file(own);
            Ok(())
        }
        Err(error) if error.kind() == io::ErrorKind::AlreadyExists => Err(error),
        Err(_) if fs::symlink_metadata(path).is_ok() => Err(io::ErrorKind::AlreadyExists.into()),
        Err(_) => fs::rename(own, path),
    }
}

/// Undoes the renaming, but for a part that another process has begun meanwhile.
fn put_back(own: &Path, part: &Path) {
    if name_anew(own, part).is_err() {
        let _ = fs::remove_file(own);
    }
}

/// An error before anything was done.
pub(super) fn refused(path: &Path, advice: &str) -> CallError {
    CallError::new(ErrorKind::Write, format!("{} {advice}", path.display()))
}

/// An error of the disk.
pub(super) fn unusable(what: &str, path: &Path, error: io::Error) -> CallError {
    let message = format!(
        "{what} {} cannot be used: {error}; see to it that there is room on the disk and that this user may write there",
        path.display()
    );
    CallError::new(ErrorKind::Write, message).with_source(error)
}
