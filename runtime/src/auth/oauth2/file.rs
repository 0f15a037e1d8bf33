//! A token in a file.

use std::fmt::Display;
use std::fs::{self, DirBuilder, File, OpenOptions};
use std::io::{self, Read as _, Write as _};
use std::path::{Path, PathBuf};
use std::time::Duration;

use zeroize::Zeroizing;

use super::lock::Lock;
use super::{Claim, StoreError, Token, TokenStore};
use crate::clock::{self, Clock};
use crate::request::Blocking;
use crate::transport::BoxFuture;

/// Keeps the token in a file, which all processes of one machine may share.
///
/// The file is made with mode 0600, and so is its folder with 0700 where it is not there. It is
/// replaced as a whole, so that after a crash it holds the old token or the new one. A file that
/// others on the machine may read is not read: whoever could may have done so, and somebody should
/// know. The log says so where a new token can be had without it, which then takes its place; else
/// the call fails. The same holds for a file that is no token.
///
/// Next to it, `<file>.lock` says who is renewing the token. One whose holder is gone is taken over
/// when its time is up.
///
/// ```
/// use endpoint::auth::oauth2::FileStore;
///
/// let store = FileStore::new("/var/lib/my-app/token.json");
/// assert_eq!(format!("{store:?}"), "FileStore(\"/var/lib/my-app/token.json\")");
/// ```
#[derive(Clone)]
pub struct FileStore(PathBuf);

impl FileStore {
    /// The file to keep the token in; it need not be there. A store is for one login: two need two
    /// files.
    pub fn new(path: impl Into<PathBuf>) -> Self {
        Self(path.into())
    }

    /// Does something that may block with the path.
    fn run<T: Send + 'static>(
        &self,
        work: impl FnOnce(&Path) -> Result<T, StoreError> + Send + 'static,
    ) -> BoxFuture<'static, Result<T, StoreError>> {
        let path = self.0.clone();
        Box::pin(async move {
            let done = Blocking::run(move || work(&path)).await;
            done.map_err(|error| {
                StoreError::new("the work on the token file was given up").with_source(error)
            })?
        })
    }
}

impl TokenStore for FileStore {
    fn load(&self) -> BoxFuture<'_, Result<Option<Token>, StoreError>> {
        self.run(load)
    }

    fn save<'a>(&'a self, token: &'a Token) -> BoxFuture<'a, Result<(), StoreError>> {
        let token = token.clone();
        self.run(move |path| save(path, &token))
    }

    fn claim<'a>(
        &'a self,
        time: Duration,
        clock: &'a dyn Clock,
    ) -> BoxFuture<'a, Result<Option<Claim>, StoreError>> {
        let date = clock.date();
        self.run(move |path| {
            make_folder(path)?;
            let lock = Lock::take(beside(path, "lock"), date, time);
            let lock = lock.map_err(|error| failed("the lock next to", path, error))?;
            Ok(lock.map(Claim::new))
        })
    }

    fn release(&self, claim: Claim) -> BoxFuture<'_, ()> {
        let Some(lock) = claim.mark::<Lock>().cloned() else {
            return Box::pin(std::future::ready(()));
        };
        let released = self.run(move |_| {
            lock.give_back();
            Ok(())
        });
        Box::pin(async { drop(released.await) })
    }
}

impl std::fmt::Debug for FileStore {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        f.debug_tuple("FileStore").field(&self.0).finish()
    }
}

fn load(path: &Path) -> Result<Option<Token>, StoreError> {
    let mut file = match File::open(path) {
        Ok(file) => file,
        Err(error) if error.kind() == io::ErrorKind::NotFound => return Ok(None),
        Err(error) => return Err(failed("the token file", path, error)),
    };
    check_mode(&file, path)?;
    let mut text = Zeroizing::new(String::new());
    match file.read_to_string(&mut text) {
        Ok(_) => {}
        Err(error) if error.kind() == io::ErrorKind::InvalidData => text.clear(),
        Err(error) => return Err(failed("the token file", path, error)),
    }
    match Token::from_json(&text) {
        Ok(token) => Ok(Some(token)),
        Err(error) => Err(StoreError::new(format!(
            "the token file {} cannot be read as one; delete it, and sign in again where there is no other way to a token",
            path.display()
        ))
        .with_source(error)),
    }
}

/// Asked of the open file, so that it is the one that is read.
#[cfg(unix)]
fn check_mode(file: &File, path: &Path) -> Result<(), StoreError> {
    use std::os::unix::fs::PermissionsExt as _;

    let attributes = file.metadata();
    let mode = attributes.map_err(|error| failed("the token file", path, error))?;
    let mode = mode.permissions().mode() & 0o777;
    let of_others = mode & 0o077;
    if of_others == 0 {
        return Ok(());
    }
    Err(StoreError::new(format!(
        "the token file {} has mode {mode:03o}, so others on this machine may have read or changed it; sign in again if that can be, and then `chmod 600` it",
        path.display()
    )))
}

#[cfg(not(unix))]
fn check_mode(_: &File, _: &Path) -> Result<(), StoreError> {
    Ok(())
}

/// Writes a new file next to the old one, and puts it in its place once it is on the disk.
fn save(path: &Path, token: &Token) -> Result<(), StoreError> {
    make_folder(path)?;
    let new = beside(path, &format!("{:016x}.new", clock::random()));
    let saved = write(&new, token.to_json().expose()).and_then(|()| fs::rename(&new, path));
    saved.map_err(|error| {
        let _ = fs::remove_file(&new);
        failed("the token file", path, error)
    })?;
    // Where a folder cannot be synced, the new name is there all the same, but for a loss of power.
    #[cfg(unix)]
    if let Some(folder) = folder(path).and_then(|folder| File::open(folder).ok()) {
        let _ = folder.sync_all();
    }
    Ok(())
}

fn write(path: &Path, text: &str) -> io::Result<()> {
    let mut file = private().open(path)?;
    file.write_all(text.as_bytes())?;
    file.sync_all()
}

/// How a file is made that nobody else can read from its first moment on.
pub(super) fn private() -> OpenOptions {
    let mut options = OpenOptions::new();
    options.write(true).create_new(true);
    #[cfg(unix)]
    std::os::unix::fs::OpenOptionsExt::mode(&mut options, 0o600);
    options
}

fn make_folder(path: &Path) -> Result<(), StoreError> {
    let Some(folder) = folder(path).filter(|folder| !folder.exists()) else {
        return Ok(());
    };
    let mut builder = DirBuilder::new();
    builder.recursive(true);
    #[cfg(unix)]
    std::os::unix::fs::DirBuilderExt::mode(&mut builder, 0o700);
    let made = builder.create(folder);
    made.map_err(|error| failed("the folder of the token file", path, error))
}

/// The folder that the file is in; none where that is the current one.
fn folder(path: &Path) -> Option<&Path> {
    path.parent()
        .filter(|folder| !folder.as_os_str().is_empty())
}

/// The file's name with something behind it.
fn beside(path: &Path, what: &str) -> PathBuf {
    let mut name = path.as_os_str().to_owned();
    name.push(".");
    name.push(what);
    name.into()
}

fn failed(what: &str, path: &Path, error: impl Into<io::Error> + Display) -> StoreError {
    let message = format!(
        "{what} {} cannot be used: {error}; see to it that this user may read and write there",
        path.display()
    );
    StoreError::new(message).with_source(error.into())
}
