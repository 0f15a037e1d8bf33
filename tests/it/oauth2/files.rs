//! Tokens in a file.

use std::fs;
use std::path::{Path, PathBuf};

use endpoint::auth::oauth2::{FileStore, Token, TokenStore};

use super::servers::Servers;
use super::{alone, by_refresh, call, client, clock, fails, own, rotates, seconds, start};
use crate::support::{HandClock, TempFile, Trace};

/// A path in a folder of its own, with nothing there yet; the folder goes with it.
struct Place {
    path: PathBuf,
    _file: TempFile,
}

fn place() -> Place {
    let file = TempFile::with("other", b"");
    let path = file.path().with_file_name("token.json");
    Place { path, _file: file }
}

/// What is in the folder of a file, but what has been there from the first.
fn names(path: &Path) -> Vec<String> {
    let entries = fs::read_dir(path.parent().unwrap()).unwrap();
    let names = entries.map(|entry| entry.unwrap().file_name().into_string().unwrap());
    let mut names: Vec<_> = names.filter(|name| name != "other").collect();
    names.sort();
    names
}

/// Makes a call with a new client, as a new process would.
async fn restarted(servers: &Servers, clock: &HandClock, path: &Path) {
    let store = FileStore::new(path);
    call(&client(servers, clock, by_refresh().store(store))).await;
}

#[tokio::test]
async fn a_token_outlives_its_process_and_so_does_a_rotated_refresh_token() {
    let place = place();
    let servers =
        Servers::answering([rotates("1", 60, "refresh-1"), rotates("2", 60, "refresh-2")]);
    let clock = clock();
    restarted(&servers, &clock, &place.path).await;
    assert_eq!(
        fs::read_to_string(&place.path).unwrap(),
        r#"{"version":1,"access_token":"1","refresh_token":"refresh-1","expires_at":1000000060,"issued_at":1000000000,"scope":null}"#
    );
    restarted(&servers, &clock, &place.path).await;
    assert_eq!(servers.asked().len(), 1);
    clock.advance(seconds(60));
    restarted(&servers, &clock, &place.path).await;
    assert_eq!(
        servers.asked(),
        [0, 1].map(|n| format!("grant_type=refresh_token&refresh_token=refresh-{n}"))
    );
    assert_eq!(servers.seen(), ["1", "1", "2"]);
    // Neither a lock nor a half of a file is left.
    assert_eq!(names(&place.path), ["token.json"]);
}

#[test]
fn two_processes_with_one_file_ask_once() {
    let place = place();
    let servers = Servers::answering([rotates("1", 3600, "refresh-1")]);
    let clock = clock();
    let by = || by_refresh().store(FileStore::new(&place.path));
    let (one, other) = (
        client(&servers, &clock, by()),
        client(&servers, &clock, by()),
    );
    let both = async { tokio::join!(one.send(super::Get {}), other.send(super::Get {})) };
    let ((one, other), _) = alone(clock.run(both));
    one.unwrap();
    other.unwrap();
    assert_eq!(servers.asked().len(), 1);
    assert_eq!(servers.seen(), ["1", "1"]);
    assert_eq!(names(&place.path), ["token.json"]);
}

#[test]
fn a_process_that_died_with_the_claim_is_waited_for_as_long_as_it_had() {
    let place = place();
    let clock = clock();
    let store = FileStore::new(&place.path);
    let claim = || alone(store.claim(seconds(50), &clock)).unwrap();
    assert!(claim().is_some());
    assert!(claim().is_none());
    // It died while it wrote, too.
    fs::write(place.path.with_file_name("token.json.0.new"), "{\"ver").unwrap();
    let servers = Servers::answering([rotates("1", 3600, "refresh-1")]);
    let call = async { restarted(&servers, &clock, &place.path).await };
    let ((), waits) = alone(clock.run(call));
    let waited = waits.iter().sum::<std::time::Duration>();
    assert!(waited >= seconds(50) && waited < seconds(52), "{waited:?}");
    assert_eq!(servers.seen(), ["1"]);
    assert_eq!(names(&place.path), ["token.json", "token.json.0.new"]);
}

#[tokio::test]
async fn a_file_that_is_no_token_is_told_and_left_as_it_is() {
    for content in [
        &b""[..],
        b"{\"version\":1,\"acc",
        b"{\"access_token\":\"hunter2\"}",
        b"\xff",
    ] {
        let place = place();
        fs::write(&place.path, content).unwrap();
        private(&place.path);
        let servers = Servers::answering([]);
        let store = FileStore::new(&place.path);
        let error = fails(&client(&servers, &clock(), by_refresh().store(store))).await;
        let said = error.to_string();
        assert!(said.contains("delete it, and sign in again"), "{said}");
        assert!(said.contains(place.path.to_str().unwrap()), "{said}");
        assert!(!crate::support::shown(&error).contains("hunter2"), "{said}");
        assert!(servers.asked().is_empty());
        assert_eq!(fs::read(&place.path).unwrap(), content);
    }
}

#[tokio::test]
async fn the_programs_own_secret_writes_a_new_file_over_one_that_is_no_token() {
    let trace = Trace::start();
    let place = place();
    fs::write(&place.path, "{").unwrap();
    private(&place.path);
    let servers = Servers::answering([rotates("1", 3600, "refresh-1")]);
    let store = FileStore::new(&place.path);
    call(&client(&servers, &clock(), own().store(store.clone()))).await;
    assert!(
        trace.warnings()[0].contains("delete it"),
        "{:?}",
        trace.warnings()
    );
    assert_eq!(store.load().await.unwrap().unwrap().access.expose(), "1");
}

#[tokio::test]
async fn what_is_saved_is_loaded_and_folders_are_made() {
    let place = place();
    let path = place.path.with_file_name("a").join("b").join("token");
    let store = FileStore::new(&path);
    assert!(store.load().await.unwrap().is_none());
    let mut token = Token::new("a\"\u{e9}");
    token.expires_at = Some(start());
    token.scope = Some("read".to_owned());
    for _ in 0..2 {
        store.save(&token).await.unwrap();
        assert_eq!(store.load().await.unwrap().unwrap(), token);
    }
    assert_eq!(names(&path), ["token"]);
}

#[tokio::test]
async fn a_file_that_cannot_be_written_is_told_with_its_path() {
    let place = place();
    fs::create_dir(&place.path).unwrap();
    let store = FileStore::new(&place.path);
    let error = store.save(&Token::new("hunter2")).await.unwrap_err();
    let said = format!("{error} {error:?}");
    assert!(said.contains(place.path.to_str().unwrap()), "{said}");
    assert!(!said.contains("hunter2"), "{said}");
    assert_eq!(names(&place.path), ["token.json"]);
}

#[test]
fn it_works_without_a_runtime() {
    let place = place();
    let store = FileStore::new(&place.path);
    alone(store.save(&Token::new("a"))).unwrap();
    let loaded = alone(store.load()).unwrap().unwrap();
    assert_eq!(loaded.access.expose(), "a");
}

#[cfg(not(unix))]
fn private(_: &Path) {}

#[cfg(unix)]
use unix::private;

#[cfg(unix)]
mod unix {
    use std::os::unix::fs::PermissionsExt as _;

    use super::*;

    pub(super) fn private(path: &Path) {
        set_mode(path, 0o600);
    }

    fn set_mode(path: &Path, mode: u32) {
        fs::set_permissions(path, fs::Permissions::from_mode(mode)).unwrap();
    }

    fn mode(path: &Path) -> u32 {
        fs::metadata(path).unwrap().permissions().mode() & 0o777
    }

    #[tokio::test]
    async fn nobody_else_can_read_what_is_made() {
        let place = place();
        let path = place.path.with_file_name("folder").join("token");
        let store = FileStore::new(&path);
        let claim = store.claim(seconds(9), &clock()).await.unwrap().unwrap();
        store.save(&Token::new("a")).await.unwrap();
        assert_eq!(mode(path.parent().unwrap()), 0o700);
        assert_eq!(mode(&path), 0o600);
        assert_eq!(mode(&path.with_file_name("token.lock")), 0o600);
        store.release(claim).await;
        assert_eq!(names(&path), ["token"]);
    }

    #[tokio::test]
    async fn a_file_that_others_may_read_is_refused() {
        let place = place();
        let store = FileStore::new(&place.path);
        store.save(&Token::new("hunter2")).await.unwrap();
        for wide in [0o640, 0o604, 0o660] {
            set_mode(&place.path, wide);
            let error = store.load().await.unwrap_err();
            let said = format!("{error} {error:?}");
            assert!(said.contains(&format!("has mode {wide:03o}")), "{said}");
            assert!(said.contains("`chmod 600` it"), "{said}");
            assert!(!said.contains("hunter2"), "{said}");
            assert_eq!(mode(&place.path), wide);
        }
        set_mode(&place.path, 0o400);
        assert!(store.load().await.unwrap().is_some());
    }
}
