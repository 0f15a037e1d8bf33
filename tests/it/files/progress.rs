//! How far a download is, as it is told.

use std::sync::{Arc, Mutex};

use endpoint::{DownloadProgress, Error, SaveStep};

use super::{MIB, Place, Storage, client, content};

/// Keeps what a download tells.
fn keeper() -> (
    Arc<Mutex<Vec<DownloadProgress>>>,
    impl Fn(DownloadProgress) + Send + Sync + 'static,
) {
    let kept = Arc::<Mutex<Vec<_>>>::default();
    let keep = Arc::clone(&kept);
    (kept, move |now| keep.lock().unwrap().push(now))
}

#[tokio::test]
async fn it_is_told_from_the_beginning_to_the_end() {
    let (place, all) = (Place::new(), content(5 * MIB + 3));
    let storage = Storage::of(&all, "\"1\"").await;
    let (told, tell) = keeper();
    let call = client(storage.url()).download("/a").on_progress(tell);
    call.to_file(place.target()).await.unwrap();
    let told = told.lock().unwrap();
    assert_eq!(told.first().unwrap().received, 0);
    assert!(told.iter().all(|now| now.total == Some(all.len() as u64)));
    assert!(told.is_sorted_by(|before, after| before.received < after.received));
    assert!(told.last().unwrap().is_complete());
    // A batch each, and not a piece.
    assert!((5..=7).contains(&told.len()), "{told:?}");
}

#[tokio::test]
async fn what_was_there_and_what_broke_off_is_told() {
    let (place, all) = (Place::new(), content(3 * MIB));
    place.leave_part(&all, "\"1\"", MIB).await;
    let body = all.clone();
    let storage = Storage::start(move |asked| asked.of(&body, "\"1\"").cut_at(MIB / 2)).await;
    let (told, tell) = keeper();
    let call = client(storage.url()).download("/a").to_file(place.target());
    let saved = call.on_progress(tell).await.unwrap();
    let told = told.lock().unwrap();
    let (first, last) = (told.first().unwrap(), told.last().unwrap());
    assert_eq!((first.received, first.resumed_from), (1 << 20, 1 << 20));
    assert_eq!((last.received, last.resumed_from), (3 << 20, 1 << 20));
    assert_eq!((first.cuts, last.cuts, saved.cuts), (0, 3, 3));
}

#[tokio::test]
async fn where_nobody_knows_the_length_it_is_known_at_the_end() {
    let (place, all) = (Place::new(), content(MIB));
    let storage =
        Storage::start(move |asked| asked.of(&all, "\"1\"").with("Content-Length", "").closed())
            .await;
    let (told, tell) = keeper();
    let call = client(storage.url()).download("/a").on_progress(tell);
    call.to_file(place.target()).await.unwrap();
    let told = told.lock().unwrap();
    let (last, before) = told.split_last().unwrap();
    assert!(before.iter().all(|now| now.total.is_none()));
    assert_eq!((last.received, last.total), (1 << 20, Some(1 << 20)));
}

#[tokio::test]
async fn the_stream_ends_with_what_was_saved() {
    let (place, all) = (Place::new(), content(3 * MIB));
    let storage = Storage::of(&all, "\"1\"").await;
    let call = client(storage.url()).download("/a").to_file(place.target());
    let mut saving = call.progress();
    let mut received = Vec::new();
    let saved = loop {
        match saving.next().await.unwrap().unwrap() {
            SaveStep::Progress(now) => received.push(now.received),
            SaveStep::Saved(saved) => break saved,
            other => panic!("{other:?}"),
        }
    };
    assert!(received.is_sorted() && received.last() == Some(&(3 << 20)));
    assert_eq!(saved.path, place.target());
    assert!(saving.next().await.is_none());
    place.assert_whole(&all);
}

#[tokio::test]
async fn the_stream_ends_with_an_error_once() {
    let place = Place::new();
    let storage = Storage::start(|_| super::Answer::new("404 Not Found", "", b"")).await;
    let call = client(storage.url()).download("/a").to_file(place.target());
    let mut saving = call.progress();
    let error = saving.next().await.unwrap().unwrap_err();
    assert!(matches!(error, Error::Api(_)));
    assert!(saving.next().await.is_none() && saving.next().await.is_none());
}
