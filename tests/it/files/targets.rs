//! Targets that will not do, which is said before anything is sent.

use std::fs;
use std::path::Path;

use endpoint::{CallError, ErrorKind};

use super::{MIB, Place, Storage, client, content, exists};
use crate::support::failed;

/// The error of a target, of which the server hears nothing.
async fn refused(path: &Path) -> CallError {
    let storage = Storage::of(b"new", "\"1\"").await;
    let error = failed(client(storage.url()).download("/a").to_file(path).await);
    assert_eq!(error.kind(), ErrorKind::Write);
    assert!(storage.asked().is_empty());
    error
}

#[tokio::test]
async fn a_file_that_is_there_is_not_replaced() {
    let place = Place::new();
    fs::write(place.target(), "old").unwrap();
    let error = refused(&place.target()).await;
    assert!(
        error
            .to_string()
            .contains("is there already; use `overwrite`"),
        "{error}"
    );
    place.assert_whole(b"old");
}

#[tokio::test]
async fn a_file_that_is_there_is_replaced_if_that_is_said() {
    let all = content(MIB);
    let (place, storage) = (Place::new(), Storage::of(&all, "\"1\"").await);
    fs::write(place.target(), "old").unwrap();
    let call = client(storage.url()).download("/a").to_file(place.target());
    call.overwrite().await.unwrap();
    place.assert_whole(&all);
}

#[tokio::test]
async fn what_replaces_a_file_does_so_only_when_it_is_whole() {
    let (place, all) = (Place::new(), content(MIB));
    fs::write(place.target(), "old").unwrap();
    let body = all.clone();
    let storage = Storage::start(move |asked| match asked.number {
        0 => asked.of(&body, "\"1\"").cut_at(70_000),
        _ => super::Answer::new("404 Not Found", "", b""),
    })
    .await;
    let call = client(storage.url()).download("/a").to_file(place.target());
    failed(call.overwrite().await);
    assert_eq!(fs::read(place.target()).unwrap(), b"old");
    assert_eq!(fs::read(place.part()).unwrap(), &all[..70_000]);
}

#[tokio::test]
async fn a_file_that_comes_into_being_meanwhile_is_not_replaced() {
    let (place, all) = (Place::new(), content(MIB));
    let (target, body) = (place.target(), all.clone());
    let storage = Storage::start(move |asked| {
        fs::write(&target, "other").unwrap();
        asked.of(&body, "\"1\"")
    })
    .await;
    let error = failed(place.fetch(&storage).await);
    assert!(error.to_string().contains("is there already"), "{error}");
    assert_eq!(fs::read(place.target()).unwrap(), b"other");
    assert_eq!(fs::read(place.part()).unwrap(), all);

    // What came is not lost.
    fs::remove_file(place.target()).unwrap();
    let storage = Storage::of(&all, "\"1\"").await;
    let saved = place.fetch(&storage).await.unwrap();
    assert_eq!(saved.resumed_from, MIB as u64);
    place.assert_whole(&all);
}

#[tokio::test]
async fn a_folder_is_no_target() {
    let place = Place::new();
    let error = refused(place.folder.path()).await;
    assert!(
        error.to_string().contains("is a folder; use `to_folder`"),
        "{error}"
    );
    let storage = Storage::of(b"new", "\"1\"").await;
    let call = client(storage.url())
        .download("/a")
        .to_file(place.folder.path());
    let error = failed(call.overwrite().await);
    assert!(error.to_string().contains("is a folder"), "{error}");
    assert!(storage.asked().is_empty() && place.names().is_empty());
}

#[tokio::test]
async fn a_folder_that_is_not_there_is_named() {
    let place = Place::new();
    let error = refused(&place.path("none/file")).await;
    assert!(
        error
            .to_string()
            .contains("none is a folder that is not there; make it first"),
        "{error}"
    );
    fs::write(place.path("plain"), "").unwrap();
    let error = refused(&place.path("plain/file")).await;
    assert!(error.to_string().contains("plain is no folder"), "{error}");
    for path in ["", "..", "/", "/tmp/none/"] {
        let error = refused(Path::new(path)).await.to_string();
        assert!(error.contains("; "), "{error}");
    }
}

#[tokio::test]
async fn a_path_that_no_file_can_have_is_an_error() {
    let place = Place::new();
    let error = refused(&place.path("a\0b")).await;
    assert!(error.to_string().contains("cannot be used"), "{error}");
    if cfg!(unix) {
        let error = refused(&place.path(&"x".repeat(240))).await;
        assert!(
            error
                .to_string()
                .contains("a name of 240 bytes; give it one of at most 233"),
            "{error}"
        );
    }
    assert!(place.names().is_empty());
}

#[cfg(unix)]
#[tokio::test]
async fn a_part_that_leads_elsewhere_is_not_followed() {
    let place = Place::new();
    fs::write(place.path("victim"), "precious").unwrap();
    std::os::unix::fs::symlink(place.path("victim"), place.part()).unwrap();
    let error = refused(&place.target()).await;
    assert!(error.to_string().contains("is no regular file"), "{error}");
    assert_eq!(fs::read(place.path("victim")).unwrap(), b"precious");
    assert!(!exists(&place.target()));

    fs::remove_file(place.part()).unwrap();
    fs::create_dir(place.part()).unwrap();
    refused(&place.target()).await;
}

#[cfg(unix)]
#[tokio::test]
async fn of_a_link_the_link_is_replaced() {
    let place = Place::new();
    fs::write(place.path("elsewhere"), "precious").unwrap();
    std::os::unix::fs::symlink(place.path("elsewhere"), place.target()).unwrap();
    let error = refused(&place.target()).await;
    assert!(error.to_string().contains("is there already"), "{error}");

    let storage = Storage::of(b"new", "\"1\"").await;
    let call = client(storage.url()).download("/a").to_file(place.target());
    call.overwrite().await.unwrap();
    assert!(place.target().symlink_metadata().unwrap().is_file());
    assert_eq!(fs::read(place.target()).unwrap(), b"new");
    assert_eq!(fs::read(place.path("elsewhere")).unwrap(), b"precious");
}

#[cfg(unix)]
#[tokio::test]
async fn what_is_no_file_is_not_replaced() {
    let storage = Storage::of(b"new", "\"1\"").await;
    let call = client(storage.url()).download("/a").to_file("/dev/null");
    let error = failed(call.overwrite().await);
    assert!(
        error.to_string().contains("neither a file nor a link"),
        "{error}"
    );
    assert!(storage.asked().is_empty());
}
