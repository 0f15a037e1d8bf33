//! Downloads that nobody waits for any more, and those that come in each other's way.

use std::sync::Arc;

use endpoint::{DownloadProgress, Error, SaveStep, Saving};
use tokio::sync::Notify;

use super::{MIB, Place, Storage, client, content};
use crate::support::failed;

/// A server that sends so much of a file to the first who asks, and then says nothing more.
async fn halting(content: &[u8], length: usize) -> Storage {
    let all = content.to_vec();
    Storage::start(move |asked| match asked.number {
        0 => asked.of(&all, "\"1\"").halted_at(length),
        _ => asked.of(&all, "\"1\""),
    })
    .await
}

/// Waits until so many bytes are on their way to the disk.
async fn until(saving: &mut Saving, received: usize) -> DownloadProgress {
    loop {
        match saving.next().await.unwrap().unwrap() {
            SaveStep::Progress(now) if now.received >= received as u64 => return now,
            SaveStep::Progress(_) => {}
            other => panic!("{other:?}"),
        }
    }
}

#[tokio::test]
async fn what_came_of_one_that_was_dropped_is_gone_on_with() {
    let (place, all) = (Place::new(), content(4 * MIB));
    let storage = halting(&all, 3 * MIB + 5).await;
    let client = client(storage.url());
    let mut saving = client.download("/a").to_file(place.target()).progress();
    until(&mut saving, 2 * MIB).await;
    drop(saving);
    assert!(!super::exists(&place.target()));
    // It waits for what is still being written.
    let saved = client.download("/a").to_file(place.target()).await.unwrap();
    let [_, asked] = &storage.asked()[..] else {
        panic!()
    };
    assert!(saved.resumed_from >= 2 << 20, "{saved:?}");
    assert_eq!(
        asked.range,
        Some((saved.resumed_from.try_into().unwrap(), None))
    );
    place.assert_whole(&all);
}

#[tokio::test]
async fn of_one_that_was_dropped_before_its_answer_nothing_stays() {
    let (place, all) = (Place::new(), content(MIB));
    let seen = Arc::new(Notify::new());
    let (see, body) = (Arc::clone(&seen), all.clone());
    let storage = Storage::start(move |asked| {
        let answer = asked.of(&body, "\"1\"");
        if asked.number > 0 {
            return answer;
        }
        see.notify_one();
        super::Answer {
            head: String::new(),
            ..answer.halted_at(0)
        }
    })
    .await;
    let client = client(storage.url());
    let call = client.download("/a").to_file(place.target());
    tokio::select! {
        _ = call.into_future() => panic!("there was no answer"),
        () = seen.notified() => {}
    }
    assert!(place.names().is_empty());
    client.download("/a").to_file(place.target()).await.unwrap();
    place.assert_whole(&all);
}

#[tokio::test]
async fn a_path_that_is_being_downloaded_to_is_not_to_be_had_twice() {
    let (place, all) = (Place::new(), content(4 * MIB));
    let storage = halting(&all, 3 * MIB).await;
    let client = client(storage.url());
    let mut saving = client.download("/a").to_file(place.target()).progress();
    until(&mut saving, MIB).await;
    // By another way to the same folder, too.
    let around = place.folder.path().join(".").join("file");
    for path in [place.target(), around] {
        for call in [
            client.download("/a").to_file(&path),
            client.download("/a").to_file(&path).overwrite().restart(),
        ] {
            let error = failed(call.await);
            assert!(
                error.to_string().contains("is being downloaded to already"),
                "{error}"
            );
        }
    }
    let call = client.download("/file").to_folder(place.folder.path());
    let error = failed(call.await);
    assert!(error.to_string().contains("already"), "{error}");
    // Others are free.
    client
        .download("/a")
        .to_file(place.path("other"))
        .await
        .unwrap();
    drop(saving);
    client.download("/a").to_file(place.target()).await.unwrap();
    assert_eq!(place.names(), ["file", "other"]);
}

#[tokio::test]
async fn many_at_once_to_one_path_come_to_one_file() {
    let (place, all) = (Place::new(), content(2 * MIB));
    let storage = Storage::of(&all, "\"1\"").await;
    let client = client(storage.url());
    let mut calls = tokio::task::JoinSet::new();
    for _ in 0..8 {
        calls.spawn(client.download("/a").to_file(place.target()).into_future());
    }
    let outcomes: Vec<Result<_, Error>> = calls.join_all().await;
    assert_eq!(outcomes.iter().filter(|outcome| outcome.is_ok()).count(), 1);
    place.assert_whole(&all);
}

#[test]
fn one_that_goes_with_its_runtime_leaves_its_part() {
    let runtime = || {
        tokio::runtime::Builder::new_multi_thread()
            .worker_threads(1)
            .enable_all()
            .build()
            .unwrap()
    };
    let (place, all) = (Place::new(), content(4 * MIB));
    let server = runtime();
    let storage = server.block_on(halting(&all, 3 * MIB));
    let first = runtime();
    let url = storage.url().to_owned();
    let target = place.target();
    first.block_on(async move {
        let mut saving = client(&url).download("/a").to_file(target).progress();
        until(&mut saving, 2 * MIB).await;
        // The task ends with the runtime, wherever it is.
        tokio::spawn(async move { while saving.next().await.is_some() {} });
    });
    drop(first);
    assert!(!super::exists(&place.target()));
    let saved = runtime().block_on(place.fetch(&storage)).unwrap();
    assert!(saved.resumed_from >= 1 << 20, "{saved:?}");
    place.assert_whole(&all);
}

#[test]
fn one_thread_for_the_disk_is_enough() {
    let runtime = tokio::runtime::Builder::new_current_thread()
        .enable_all()
        .max_blocking_threads(1)
        .build()
        .unwrap();
    runtime.block_on(async {
        let (place, all) = (Place::new(), content(4 * MIB));
        let storage = halting(&all, 2 * MIB).await;
        let client = client(storage.url());
        let mut saving = client.download("/a").to_file(place.target()).progress();
        until(&mut saving, MIB).await;
        drop(saving);
        let mut calls = tokio::task::JoinSet::new();
        for name in ["file", "file", "file", "b", "c", "b"] {
            let call = client.download("/a").to_file(place.path(name));
            calls.spawn(call.parallel(3).into_future());
        }
        let outcomes = calls.join_all().await;
        assert_eq!(outcomes.iter().filter(|outcome| outcome.is_ok()).count(), 3);
        assert_eq!(place.names(), ["b", "c", "file"]);
    });
}
