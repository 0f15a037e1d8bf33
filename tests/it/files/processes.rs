//! Downloads of other processes: that one begins and another goes on with, and that come in each other's
//! way.

use std::io::{BufRead as _, BufReader};
use std::process::Child;

use endpoint::ErrorKind;

use super::parallel::kept;
use super::{MIB, Place, Storage, client, content};
use crate::support::{failed, start, told};

/// A server that sends so much to the first who asks, and then says nothing more; as each range but
/// the first half of it.
async fn halting(content: &[u8], length: usize) -> Storage {
    let all = content.to_vec();
    Storage::start(move |asked| match asked.number {
        0 => asked.of(&all, "\"1\"").halted_at(length),
        _ => asked.of(&all, "\"1\""),
    })
    .await
}

/// Downloads over so many connections, as the other process does that is told so by
/// `url|path|connections`, and prints how far it is.
async fn download(told: &str) {
    let mut told = told.split('|');
    let mut next = || told.next().unwrap();
    let (url, path, connections) = (next(), next(), next());
    let call = client(url).download("/a").to_file(path);
    let call = call.parallel(connections.parse().unwrap());
    let call = call.on_progress(|now| println!("received {}", now.received));
    call.await.unwrap();
}

/// Waits until the other process has handed so many bytes to the disk, and kills it.
async fn kill_at(mut child: Child, received: u64) {
    let killed = tokio::task::spawn_blocking(move || {
        let lines = BufReader::new(child.stdout.take().unwrap()).lines();
        let is_enough = |line: &str| {
            let said = line.split("received ").nth(1);
            said.is_some_and(|said| said.parse::<u64>().unwrap() >= received)
        };
        let came_so_far = lines.map_while(Result::ok).any(|line| is_enough(&line));
        child.kill().unwrap();
        child.wait().unwrap();
        came_so_far
    });
    assert!(killed.await.unwrap());
}

#[tokio::test]
async fn what_came_of_one_that_was_killed_is_gone_on_with() {
    if let Some(told) = told() {
        return download(&told).await;
    }
    let (place, all) = (Place::new(), content(8 * MIB));
    let storage = halting(&all, 7 * MIB).await;
    let child = start(
        "files::processes::what_came_of_one_that_was_killed_is_gone_on_with",
        &format!("{}|{}|1", storage.url(), place.target().display()),
    );
    kill_at(child, 6 << 20).await;
    assert!(!super::exists(&place.target()));
    let part = std::fs::read(place.part()).unwrap();
    // All but the batch that was being written, the one that waited behind it, and what was not handed over.
    assert!(part.len() >= 3 * MIB && part == all[..part.len()]);
    let saved = place.fetch(&storage).await.unwrap();
    assert_eq!(saved.resumed_from, part.len() as u64);
    assert_eq!(storage.starts(), [0, part.len()]);
    place.assert_whole(&all);
}

#[tokio::test]
async fn so_is_what_came_over_many_connections() {
    if let Some(told) = told() {
        return download(&told).await;
    }
    let (place, all) = (Place::new(), content(32 * MIB));
    let body = all.clone();
    // The last quarter does not come, so the process does not come to its end.
    let storage = Storage::start(move |asked| {
        let answer = asked.of(&body, "\"1\"");
        match asked.range {
            Some((from, _)) if from >= 24 * MIB && asked.number < 16 => answer.halted_at(0),
            _ => answer,
        }
    })
    .await;
    let child = start(
        "files::processes::so_is_what_came_over_many_connections",
        &format!("{}|{}|4", storage.url(), place.target().display()),
    );
    kill_at(child, 24 << 20).await;
    assert!(!super::exists(&place.target()));
    let there = kept(&place);
    let before = storage.asked().len();
    let call = client(storage.url()).download("/a").to_file(place.target());
    let saved = call.parallel(4).await.unwrap();
    // 8 MiB may not have been written down, and a batch of each connection not been written.
    let count: u64 = there.iter().map(|range| range.end - range.start).sum();
    assert!(
        saved.resumed_from == count && count >= 12 << 20,
        "{saved:?}"
    );
    let starts = &storage.starts()[before..];
    let is_there = |start: &usize| there.iter().any(|range| range.contains(&(*start as u64)));
    assert!(!starts.iter().any(is_there), "{starts:?} in {there:?}");
    place.assert_whole(&all);
}

#[cfg(unix)]
#[tokio::test]
async fn a_part_that_another_has_replaced_never_gets_the_name() {
    let (place, all) = (Place::new(), content(4 * MIB));
    let (part, new, body) = (place.part(), place.path("new"), all.clone());
    let storage = Storage::start(move |asked| {
        if asked.number == 0 {
            return asked.of(&body, "\"1\"").cut_at(2 * MIB);
        }
        // As one that begins anew.
        std::fs::write(&new, "half of another").unwrap();
        std::fs::rename(&new, &part).unwrap();
        asked.of(&body, "\"1\"")
    })
    .await;
    let error = failed(place.fetch(&storage).await);
    assert_eq!(error.kind(), ErrorKind::Write);
    assert!(error.to_string().contains("has lost its part"), "{error}");
    assert!(!super::exists(&place.target()));
    assert_eq!(std::fs::read(place.part()).unwrap(), b"half of another");

    // One that is simply gone.
    let place = Place::new();
    let (part, body) = (place.part(), all.clone());
    let storage = Storage::start(move |asked| {
        if asked.number == 0 {
            return asked.of(&body, "\"1\"").cut_at(2 * MIB);
        }
        std::fs::remove_file(&part).unwrap();
        asked.of(&body, "\"1\"")
    })
    .await;
    let error = failed(place.fetch(&storage).await);
    assert!(error.to_string().contains("has lost its part"), "{error}");
    assert!(!super::exists(&place.target()));
}
