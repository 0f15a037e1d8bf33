//! Files that are gone when the test is over.

use std::path::{Path, PathBuf};
use std::sync::atomic::{AtomicUsize, Ordering};

/// A file in a folder of its own; both go when this is dropped.
pub(crate) struct TempFile(PathBuf);

static COUNT: AtomicUsize = AtomicUsize::new(0);

impl TempFile {
    pub(crate) fn with(name: &str, content: &[u8]) -> Self {
        let count = COUNT.fetch_add(1, Ordering::Relaxed);
        let folder = format!("endpoint-file-{}-{count}", std::process::id());
        let folder = std::env::temp_dir().join(folder);
        std::fs::create_dir_all(&folder).unwrap();
        let path = folder.join(name);
        std::fs::write(&path, content).unwrap();
        Self(path)
    }

    pub(crate) fn path(&self) -> &Path {
        &self.0
    }
}

impl Drop for TempFile {
    fn drop(&mut self) {
        let _ = std::fs::remove_dir_all(self.0.parent().unwrap());
    }
}
