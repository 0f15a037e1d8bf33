//! Downloads to files on disk. Whatever goes wrong, what is under the final name is whole.

mod broken;
mod checksums;
#[cfg(unix)]
mod disk;
mod dropped;
mod folders;
mod parallel;
mod processes;
mod progress;
mod resumed;
mod saved;
mod storage;
mod targets;

use std::path::{Path, PathBuf};

use endpoint::{CallError, Client, Error, Saved};

use self::storage::{Answer, Asked, Storage};
use crate::support::{HandClock, TempFolder, failed};

const MIB: usize = 1 << 20;

/// Bytes of which no two stretches are the same.
fn content(length: usize) -> Vec<u8> {
    let mut state = 0x9E37_79B9_7F4A_7C15_u64;
    let mut next = || {
        state ^= state << 13;
        state ^= state >> 7;
        state ^= state << 17;
        state.to_le_bytes()
    };
    let mut bytes = Vec::with_capacity(length + 8);
    while bytes.len() < length {
        bytes.extend_from_slice(&next());
    }
    bytes.truncate(length);
    bytes
}

/// A client that waits for nothing between its attempts.
fn client(url: &str) -> Client {
    let clock = HandClock::default();
    clock.throw(0);
    Client::builder(url).clock(clock).build().unwrap()
}

/// A folder for a file, and what is in it.
struct Place {
    folder: TempFolder,
}

impl Place {
    fn new() -> Self {
        Self {
            folder: TempFolder::new(),
        }
    }

    fn target(&self) -> PathBuf {
        self.path("file")
    }

    fn path(&self, name: &str) -> PathBuf {
        self.folder.path().join(name)
    }

    fn part(&self) -> PathBuf {
        self.path("file.part")
    }

    fn state(&self) -> PathBuf {
        self.path("file.part.json")
    }

    fn names(&self) -> Vec<String> {
        self.folder.names()
    }

    /// Downloads over one connection, to `file`.
    async fn fetch(&self, storage: &Storage) -> Result<Saved, Error> {
        client(storage.url())
            .download("/a")
            .to_file(self.target())
            .await
    }

    /// There is this file, and nothing beside it.
    fn assert_whole(&self, content: &[u8]) {
        assert_eq!(self.names(), ["file"]);
        assert!(std::fs::read(self.target()).unwrap() == content);
    }

    /// There is so much of a part that can be gone on with, and nothing under the final name.
    fn assert_part(&self, content: &[u8]) {
        assert_eq!(self.names(), ["file.part", "file.part.json"]);
        assert!(std::fs::read(self.part()).unwrap() == content);
    }

    /// Leaves a part of so many bytes, as a run does that breaks off.
    async fn leave_part(&self, content: &[u8], etag: &'static str, length: usize) {
        let all = content.to_vec();
        let storage = Storage::start(move |asked| match asked.number {
            0 => asked.of(&all, etag).cut_at(length),
            _ => Answer::new("404 Not Found", "", b""),
        })
        .await;
        failed(self.fetch(&storage).await);
        self.assert_part(&content[..length]);
    }
}

/// The error of a download that comes to nothing, of which nothing stays.
async fn fails(storage: &Storage) -> CallError {
    let place = Place::new();
    let error = failed(place.fetch(storage).await);
    assert!(place.names().is_empty(), "{:?}", place.names());
    error
}

fn exists(path: &Path) -> bool {
    path.symlink_metadata().is_ok()
}
