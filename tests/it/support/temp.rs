//! Files and folders that are gone when the test is over.

use std::path::{Path, PathBuf};
use std::sync::atomic::{AtomicUsize, Ordering};

/// A folder; it goes with all that is in it when this is dropped.
pub(crate) struct TempFolder(PathBuf);

/// A file in a folder of its own; both go when this is dropped.
pub(crate) struct TempFile {
    path: PathBuf,
    _folder: TempFolder,
}

static COUNT: AtomicUsize = AtomicUsize::new(0);

impl TempFolder {
    pub(crate) fn new() -> Self {
        let count = COUNT.fetch_add(1, Ordering::Relaxed);
        let folder = format!("endpoint-file-{}-{count}", std::process::id());
        let folder = std::env::temp_dir().join(folder);
        std::fs::create_dir_all(&folder).unwrap();
        Self(folder)
    }

    pub(crate) fn path(&self) -> &Path {
        &self.0
    }

    /// The names of what is in it.
    pub(crate) fn names(&self) -> Vec<String> {
        let entries = std::fs::read_dir(&self.0).unwrap();
        let name = |entry: std::io::Result<std::fs::DirEntry>| entry.unwrap().file_name();
        let mut names: Vec<_> = entries
            .map(|entry| name(entry).into_string().unwrap())
            .collect();
        names.sort();
        names
    }
}

impl Drop for TempFolder {
    fn drop(&mut self) {
        let _ = std::fs::remove_dir_all(&self.0);
    }
}

impl TempFile {
    pub(crate) fn with(name: &str, content: &[u8]) -> Self {
        let folder = TempFolder::new();
        let path = folder.path().join(name);
        std::fs::write(&path, content).unwrap();
        Self {
            path,
            _folder: folder,
        }
    }

    pub(crate) fn path(&self) -> &Path {
        &self.path
    }
}
