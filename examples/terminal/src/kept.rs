//! A small file of JSON that outlives the program.

use std::ffi::OsString;
use std::fs::{self, File};
use std::io::{self, Write as _};
use std::path::Path;

use serde::Serialize;
use serde::de::DeserializeOwned;

/// What the file holds; `None` where there is none.
///
/// # Errors
/// Where it cannot be read, or holds something else.
pub fn read<T: DeserializeOwned>(path: &Path) -> io::Result<Option<T>> {
    let text = match fs::read_to_string(path) {
        Err(error) if error.kind() == io::ErrorKind::NotFound => return Ok(None),
        text => text?,
    };
    Ok(Some(serde_json::from_str(&text)?))
}

/// Puts the file there in one go: after a crash it is as it was before, or as it is meant to be.
///
/// # Errors
/// Where it cannot be written.
pub fn write<T: Serialize>(path: &Path, value: &T) -> io::Result<()> {
    let mut name = OsString::from(path);
    name.push(".new");
    let mut file = File::create(&name)?;
    file.write_all(&serde_json::to_vec_pretty(value)?)?;
    file.sync_all()?;
    fs::rename(&name, path)
}

/// Takes the file away, if it is there.
///
/// # Errors
/// Where it cannot be taken away.
pub fn remove(path: &Path) -> io::Result<()> {
    match fs::remove_file(path) {
        Err(error) if error.kind() == io::ErrorKind::NotFound => Ok(()),
        outcome => outcome,
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn what_was_written_is_read_until_it_is_removed() {
        let name = format!("terminal-kept-{}", std::process::id());
        let path = std::env::temp_dir().join(name);
        assert_eq!(read::<u32>(&path).unwrap(), None);
        for number in [7, 8] {
            write(&path, &number).unwrap();
            assert_eq!(read(&path).unwrap(), Some(number));
        }
        assert!(read::<String>(&path).is_err());
        remove(&path).unwrap();
        remove(&path).unwrap();
        assert_eq!(read::<u32>(&path).unwrap(), None);
    }
}
