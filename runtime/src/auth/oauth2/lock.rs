//! A file that says who may renew what is in the file next to it, and until when.

use std::fs;
use std::io::{self, Write as _};
use std::path::{Path, PathBuf};
use std::time::{Duration, SystemTime};

use super::file::private;
use crate::clock;

/// A lock that is held. It is not given back by a drop, which must not block.
#[derive(Debug, Clone)]
pub(super) struct Lock {
    path: PathBuf,
    text: String,
}

impl Lock {
    /// Takes the lock, if nobody has it or the time of who had it is up.
    pub(super) fn take(
        path: PathBuf,
        date: SystemTime,
        time: Duration,
    ) -> io::Result<Option<Self>> {
        let end = milliseconds(date).saturating_add(time.as_millis());
        let text = format!("{end} {:016x}", clock::random());
        let lock = Self { path, text };
        if lock.make(&lock.path)? {
            return Ok(Some(lock));
        }
        let is_over = |path: &Path, text: &str| {
            let end = said_end(text).map_or_else(|| end_by_date(path, time), Ok)?;
            io::Result::Ok(end <= milliseconds(date))
        };
        let Some(seen) = read(&lock.path)? else {
            return Ok(lock.make(&lock.path)?.then_some(lock));
        };
        if !is_over(&lock.path, &seen)? {
            return Ok(None);
        }
        let next = lock.successor(&seen);
        if lock.make(&next)? {
            return Ok(lock.take_over(&seen, &next)?.then_some(lock));
        }
        // Someone is at it, or was when the process ended.
        if let Some(text) = read(&next)?
            && is_over(&next, &text)?
        {
            let _ = fs::remove_file(&next);
        }
        Ok(None)
    }

    /// Makes the file; not if it is there.
    fn make(&self, path: &Path) -> io::Result<bool> {
        match private().open(path) {
            Ok(mut file) => file.write_all(self.text.as_bytes()).map(|()| true),
            Err(error) if error.kind() == io::ErrorKind::AlreadyExists => Ok(false),
            Err(error) => Err(error),
        }
    }

    /// The file by which one of many takes this very lock over: its name is that of no other.
    fn successor(&self, seen: &str) -> PathBuf {
        let id: String = seen.chars().filter(char::is_ascii_hexdigit).collect();
        let mut name = self.path.clone().into_os_string();
        name.push(".");
        name.push(id);
        name.into()
    }

    /// Puts the successor in the lock's place; not if that has been done already, and the successor
    /// was made behind it.
    fn take_over(&self, seen: &str, next: &Path) -> io::Result<bool> {
        if read(&self.path)?.as_deref() != Some(seen) {
            let _ = fs::remove_file(next);
            return Ok(false);
        }
        match fs::rename(next, &self.path) {
            Ok(()) => Ok(true),
            Err(error) if error.kind() == io::ErrorKind::NotFound => Ok(false),
            Err(error) => Err(error),
        }
    }

    /// Deletes the file, if it is still this lock's.
    pub(super) fn give_back(&self) {
        if read(&self.path).is_ok_and(|text| text.as_ref() == Some(&self.text)) {
            let _ = fs::remove_file(&self.path);
        }
    }
}

fn read(path: &Path) -> io::Result<Option<String>> {
    match fs::read(path) {
        Ok(bytes) => Ok(Some(String::from_utf8_lossy(&bytes).into_owned())),
        Err(error) if error.kind() == io::ErrorKind::NotFound => Ok(None),
        Err(error) => Err(error),
    }
}

/// The end that a lock says, in milliseconds since 1970.
fn said_end(text: &str) -> Option<u128> {
    text.split_once(' ')?.0.parse().ok()
}

/// The end of a lock that does not say it: its maker has not come to that, or never will.
fn end_by_date(path: &Path, time: Duration) -> io::Result<u128> {
    match fs::metadata(path).and_then(|attributes| attributes.modified()) {
        Ok(date) => Ok(milliseconds(date).saturating_add(time.as_millis())),
        Err(error) if error.kind() == io::ErrorKind::NotFound => Ok(0),
        Err(error) => Err(error),
    }
}

fn milliseconds(date: SystemTime) -> u128 {
    date.duration_since(SystemTime::UNIX_EPOCH)
        .unwrap_or_default()
        .as_millis()
}

#[cfg(test)]
mod tests {
    use super::*;

    const TIME: Duration = Duration::from_secs(60);

    fn folder(name: &str) -> PathBuf {
        let folder =
            std::env::temp_dir().join(format!("endpoint-lock-{name}-{}", std::process::id()));
        fs::create_dir_all(&folder).unwrap();
        folder
    }

    #[test]
    fn a_lock_is_one_holders_until_it_is_given_back() {
        let folder = folder("one");
        let path = folder.join("lock");
        let take = || Lock::take(path.clone(), SystemTime::now(), TIME).unwrap();
        let first = take().unwrap();
        assert!(take().is_none());
        first.give_back();
        let second = take().unwrap();
        first.give_back();
        assert!(take().is_none());
        second.give_back();
        assert!(!path.exists());
        fs::remove_dir_all(folder).unwrap();
    }

    #[test]
    fn a_lock_whose_time_is_up_is_taken_over() {
        let folder = folder("stale");
        let path = folder.join("lock");
        let date = SystemTime::now();
        let take =
            |later: u64| Lock::take(path.clone(), date + Duration::from_secs(later), TIME).unwrap();
        let first = take(0).unwrap();
        assert!(take(59).is_none());
        let second = take(60).unwrap();
        first.give_back();
        assert_eq!(read(&path).unwrap().as_ref(), Some(&second.text));
        assert!(take(61).is_none());
        assert_eq!(fs::read_dir(&folder).unwrap().count(), 1);
        fs::remove_dir_all(folder).unwrap();
    }

    #[test]
    fn a_lock_that_says_nothing_is_held_for_as_long_as_one_would_be() {
        let folder = folder("empty");
        let path = folder.join("lock");
        fs::write(&path, "").unwrap();
        let date = SystemTime::now() + Duration::from_secs(1);
        assert!(Lock::take(path.clone(), date, TIME).unwrap().is_none());
        assert!(
            Lock::take(path.clone(), date + TIME, TIME)
                .unwrap()
                .is_some()
        );
        fs::remove_dir_all(folder).unwrap();
    }

    #[test]
    fn a_lock_is_taken_over_though_who_did_it_last_has_died() {
        let folder = folder("died");
        let path = folder.join("lock");
        let date = SystemTime::now();
        let take =
            |later: u64| Lock::take(path.clone(), date + Duration::from_secs(later), TIME).unwrap();
        let first = take(0).unwrap();
        let end = milliseconds(date) + 90_000;
        fs::write(first.successor(&first.text), format!("{end} 0")).unwrap();
        assert!(take(60).is_none());
        assert!(take(89).is_none());
        assert!(take(90).is_none());
        assert!(take(90).is_some());
        assert_eq!(fs::read_dir(&folder).unwrap().count(), 1);
        fs::remove_dir_all(folder).unwrap();
    }

    #[test]
    fn of_many_who_take_over_one_does() {
        let folder = folder("race");
        let path = folder.join("lock");
        let date = SystemTime::now();
        drop(Lock::take(path.clone(), date - TIME * 2, TIME).unwrap());
        let threads = (0..8).map(|_| {
            let path = path.clone();
            std::thread::spawn(move || Lock::take(path, date, TIME).unwrap().is_some())
        });
        let threads: Vec<_> = threads.collect();
        let taken = threads.into_iter().filter_map(|thread| thread.join().ok());
        assert_eq!(taken.filter(|is_taken| *is_taken).count(), 1);
        fs::remove_dir_all(folder).unwrap();
    }
}
