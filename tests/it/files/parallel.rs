//! Files that come over several connections at once.

use std::fs;
use std::ops::Range;
use std::sync::{Arc, Mutex};

use endpoint::limit::{Ask, Limited, Limiter, Permit, Quota};
use endpoint::transport::BoxFuture;
use endpoint::{Client, Clock, Download, DownloadProgress, Error, ErrorKind, Saved, endpoint};
use tokio::sync::Semaphore;

use super::{Answer, Asked, MIB, Place, Storage, client, content};
use crate::support::{failed, refused};

impl Place {
    async fn fetch_parallel(&self, storage: &Storage, connections: u16) -> Result<Saved, Error> {
        let call = client(storage.url()).download("/a").to_file(self.target());
        call.parallel(connections).await
    }
}

/// The ranges that were asked for, in their order; of the first request, which asks for all, none.
fn ranges(asked: &[Asked], total: usize) -> Vec<Range<usize>> {
    let range = |asked: &Asked| {
        let (from, last) = asked.range?;
        Some(from..last.map_or(total, |last| last + 1))
    };
    let mut ranges: Vec<_> = asked.iter().filter_map(range).collect();
    ranges.sort_by_key(|range| range.start);
    ranges
}

#[tokio::test]
async fn each_connection_brings_other_parts() {
    let all = content(12 * MIB + 7);
    let (place, storage) = (Place::new(), Storage::of(&all, "\"1\"").await);
    let saved = place.fetch_parallel(&storage, 3).await.unwrap();
    assert_eq!(saved.bytes, all.len() as u64);
    place.assert_whole(&all);
    let asked = storage.asked();
    assert!(
        asked
            .iter()
            .skip(1)
            .all(|asked| asked.if_match.as_deref() == Some("\"1\""))
    );
    let ranges = ranges(&asked, all.len());
    assert_eq!(ranges.len(), 11);
    // One behind the other, without a gap, up to the end.
    assert!(ranges.is_sorted_by(|before, after| before.end == after.start));
    assert_eq!(ranges.last().unwrap().end, all.len());
}

#[tokio::test]
async fn a_small_file_comes_over_one() {
    let all = content(MIB);
    let (place, storage) = (Place::new(), Storage::of(&all, "\"1\"").await);
    place.fetch_parallel(&storage, 4).await.unwrap();
    assert_eq!(storage.starts(), [0]);
    place.assert_whole(&all);
    let place = Place::new();
    assert_eq!(
        place.fetch_parallel(&storage, 0).await.unwrap().bytes,
        1 << 20
    );
}

#[tokio::test]
async fn where_it_cannot_be_split_it_comes_over_one() {
    let all = content(4 * MIB);
    for (header, other) in [
        ("ETag", ""),
        ("ETag", "ETag: W/\"1\"\r\n"),
        ("Accept-Ranges", "Accept-Ranges: none\r\n"),
        ("Accept-Ranges", ""),
        ("Content-Length", ""),
    ] {
        let body = all.clone();
        let storage = Storage::start(move |asked| {
            let answer = asked.of(&body, "\"1\"").with(header, other);
            match header {
                "Content-Length" => answer.closed(),
                _ => answer,
            }
        })
        .await;
        let place = Place::new();
        place.fetch_parallel(&storage, 4).await.unwrap();
        assert_eq!(storage.starts(), [0], "{other:?}");
        place.assert_whole(&all);
    }
}

#[tokio::test]
async fn a_range_that_is_cut_is_gone_on_with() {
    let all = content(8 * MIB);
    let (place, body) = (Place::new(), all.clone());
    let storage = Storage::start(move |asked| asked.of(&body, "\"1\"").cut_at(300_000)).await;
    let saved = place.fetch_parallel(&storage, 4).await.unwrap();
    place.assert_whole(&all);
    let asked = storage.asked();
    // Each is cut three times, and nothing comes twice.
    assert_eq!(saved.cuts, 24);
    let sent = |range: Range<usize>| range.start..range.end.min(range.start + 300_000);
    let sent: Vec<_> = ranges(&asked, all.len()).into_iter().map(sent).collect();
    assert!(
        sent.is_sorted_by(|before, after| before.end == after.start),
        "{sent:?}"
    );
}

#[tokio::test]
async fn a_file_that_changes_is_begun_anew_as_a_whole() {
    let (old, new) = (content(8 * MIB), content(9 * MIB).split_off(MIB + 1));
    let (place, body) = (Place::new(), new.clone());
    let storage = Storage::start(move |asked| match asked.number {
        0..=2 => asked.of(&old, "\"1\""),
        _ => asked.of(&body, "\"2\""),
    })
    .await;
    let saved = place.fetch_parallel(&storage, 4).await.unwrap();
    assert_eq!(saved.bytes, new.len() as u64);
    place.assert_whole(&new);
}

#[tokio::test]
async fn a_server_that_gives_no_ranges_after_all_gives_it_over_one() {
    let all = content(4 * MIB);
    let (place, body) = (Place::new(), all.clone());
    let storage = Storage::start(move |_| {
        Answer::new("200 OK", "ETag: \"1\"\r\nAccept-Ranges: bytes\r\n", &body)
    })
    .await;
    place.fetch_parallel(&storage, 4).await.unwrap();
    place.assert_whole(&all);
}

#[tokio::test]
async fn a_refusal_of_one_range_ends_it_and_leaves_what_came() {
    let all = content(8 * MIB);
    let (place, body) = (Place::new(), all.clone());
    let storage = Storage::start(move |asked| match asked.number {
        5 => Answer::new("403 Forbidden", "", b"expired"),
        _ => asked.of(&body, "\"1\""),
    })
    .await;
    let refusal = refused(place.fetch_parallel(&storage, 3).await);
    assert_eq!(refusal.status().as_u16(), 403);
    assert_eq!(place.names(), ["file.part", "file.part.json"]);
}

/// Leaves a part with gaps in it, of 8 MiB in eight ranges, and says what is there.
async fn leave_gaps(place: &Place, all: &[u8]) -> Vec<Range<u64>> {
    let body = all.to_vec();
    let storage = Storage::start(move |asked| match asked.range {
        Some((from, _)) if from == 3 * MIB || from == 6 * MIB => {
            Answer::new("404 Not Found", "", b"")
        }
        _ => asked.of(&body, "\"1\""),
    })
    .await;
    // The others may still go on, or be done.
    let _ = place.fetch_parallel(&storage, 2).await.unwrap_err();
    assert_eq!(place.names(), ["file.part", "file.part.json"]);
    let there = kept(place);
    assert!(!there.is_empty());
    there
}

/// What the state says is there of a part with gaps.
pub(super) fn kept(place: &Place) -> Vec<Range<u64>> {
    let state = fs::read(place.state()).unwrap();
    let state: serde_json::Value = serde_json::from_slice(&state).unwrap();
    let ranges: Vec<(u64, u64)> = serde_json::from_value(state["ranges"].clone()).unwrap();
    ranges.into_iter().map(|(start, end)| start..end).collect()
}

#[tokio::test]
async fn only_the_gaps_of_an_earlier_run_are_fetched() {
    let all = content(8 * MIB);
    for connections in [1, 4] {
        let place = Place::new();
        let there = leave_gaps(&place, &all).await;
        let kept: u64 = there.iter().map(|range| range.end - range.start).sum();
        let storage = Storage::of(&all, "\"1\"").await;
        let told = Arc::<Mutex<Vec<DownloadProgress>>>::default();
        let tell = Arc::clone(&told);
        let call = client(storage.url()).download("/a").to_file(place.target());
        let call = call.on_progress(move |now| tell.lock().unwrap().push(now));
        let saved = call.parallel(connections).await.unwrap();
        assert_eq!(saved.resumed_from, kept);
        place.assert_whole(&all);
        let last = *told.lock().unwrap().last().unwrap();
        assert_eq!((last.received, last.resumed_from), (8 << 20, kept));
        let asked = storage.asked();
        let start = |asked: &Asked| asked.range.unwrap().0 as u64;
        let is_there = |at: u64| there.iter().any(|range| range.contains(&at));
        assert!(
            asked.iter().all(|asked| !is_there(start(asked))),
            "{asked:?}"
        );
    }
}

#[tokio::test]
async fn gaps_in_a_file_that_has_changed_are_of_no_use() {
    let (old, new) = (content(8 * MIB), content(9 * MIB).split_off(MIB));
    for connections in [1, 4] {
        let place = Place::new();
        leave_gaps(&place, &old).await;
        let storage = Storage::of(&new, "\"2\"").await;
        let saved = place.fetch_parallel(&storage, connections).await.unwrap();
        assert_eq!(saved.resumed_from, 0);
        place.assert_whole(&new);
    }
}

#[tokio::test]
async fn what_one_connection_left_many_may_go_on_with() {
    let (place, all) = (Place::new(), content(8 * MIB));
    place.leave_part(&all, "\"1\"", MIB + 11).await;
    let storage = Storage::of(&all, "\"1\"").await;
    let saved = place.fetch_parallel(&storage, 2).await.unwrap();
    assert_eq!(saved.resumed_from, (1 << 20) + 11);
    assert!(storage.asked().len() > 2);
    assert!(storage.starts().iter().all(|start| *start > MIB));
    place.assert_whole(&all);
}

#[tokio::test]
async fn a_file_that_never_stands_still_is_an_error() {
    let all = content(4 * MIB);
    let storage = Storage::start(move |asked| {
        let etag = format!("\"{}\"", asked.number);
        asked.of(&all, &etag).cut_at(MIB / 2)
    })
    .await;
    let place = Place::new();
    let error = failed(place.fetch_parallel(&storage, 4).await);
    assert_eq!(error.kind(), ErrorKind::Changed);
    assert!(!super::exists(&place.target()));
}

#[endpoint(GET "/a" -> Download)]
struct File;

/// Gives leave for so many connections at once, and refuses all others.
#[derive(Debug)]
struct AtOnce(Arc<Semaphore>);

impl Limiter for AtOnce {
    fn acquire<'a>(&'a self, _: Ask<'a>) -> BoxFuture<'a, Result<Permit, Limited>> {
        let leave = Arc::clone(&self.0).try_acquire_owned();
        let refusal = |_| Limited::new("too many at once", None);
        Box::pin(std::future::ready(leave.map(Permit::new).map_err(refusal)))
    }

    fn heed<'a>(&'a self, _: Quota, _: &'a dyn Clock) -> BoxFuture<'a, ()> {
        Box::pin(std::future::ready(()))
    }
}

#[tokio::test]
async fn connections_without_leave_leave_their_ranges_to_the_others() {
    let all = content(8 * MIB);
    for leaves in 1..=3 {
        let (place, storage) = (Place::new(), Storage::of(&all, "\"1\"").await);
        let limiter = AtOnce(Arc::new(Semaphore::new(leaves)));
        let client = Client::builder(storage.url()).rate_limiter(limiter);
        let client = client.build().unwrap();
        let call = client.send(File).to_file(place.target()).parallel(4);
        assert_eq!(call.await.unwrap().bytes, all.len() as u64);
        place.assert_whole(&all);
        let ranges = ranges(&storage.asked(), all.len());
        assert!(ranges.is_sorted_by(|before, after| before.end == after.start));
    }
}
