//! Downloads to files on disk.

mod check;
mod claim;
mod crew;
mod disk;
mod ends;
mod kept;
mod part;
mod place;
mod progress;
mod ranges;
mod save;
mod saved;
mod saving;
mod sink;
mod state;
mod to_file;
mod wishes;
mod writer;

pub use self::progress::DownloadProgress;
pub use self::saved::Saved;
pub use self::saving::{SaveStep, Saving};
pub use self::to_file::ToFile;
pub(crate) use self::wishes::{Watcher, Wishes};
