//! Bodies that break off or are not what they should be.

use endpoint::ErrorKind;

use super::{Answer, MIB, Place, Storage, content, fails};
use crate::support::{After, failed};

const CUT: usize = 64 << 10;

#[tokio::test]
async fn a_body_that_is_cut_at_every_64_kib_comes_whole() {
    let all = content(MIB + 5);
    let (place, body) = (Place::new(), all.clone());
    let storage = Storage::start(move |asked| asked.of(&body, "\"1\"").cut_at(CUT)).await;
    let saved = place.fetch(&storage).await.unwrap();
    assert_eq!(saved.cuts, 16);
    place.assert_whole(&all);
    // Nothing comes twice.
    let starts: Vec<_> = (0..17).map(|cut| cut * CUT).collect();
    assert_eq!(storage.starts(), starts);
}

#[tokio::test]
async fn a_file_that_changes_half_way_is_begun_anew() {
    let (old, new) = (content(2 * MIB), content(3 * MIB).split_off(MIB + 7));
    let (place, body) = (Place::new(), new.clone());
    let storage = Storage::start(move |asked| match asked.number {
        0 => asked.of(&old, "\"1\"").cut_at(MIB + 33),
        _ => asked.of(&body, "\"2\""),
    })
    .await;
    let saved = place.fetch(&storage).await.unwrap();
    assert_eq!(storage.starts(), [0, MIB + 33, 0]);
    assert_eq!(saved.bytes, new.len() as u64);
    place.assert_whole(&new);
}

#[tokio::test]
async fn a_file_that_never_stands_still_is_an_error() {
    let all = content(MIB);
    let storage = Storage::start(move |asked| {
        let etag = format!("\"{}\"", asked.number);
        asked.of(&all, &etag).cut_at(CUT)
    })
    .await;
    let place = Place::new();
    let error = failed(place.fetch(&storage).await);
    assert_eq!(error.kind(), ErrorKind::Changed);
    assert!(!super::exists(&place.target()));
}

#[tokio::test]
async fn where_ranges_are_ignored_it_is_begun_anew() {
    let all = content(2 * MIB);
    let (place, body) = (Place::new(), all.clone());
    let storage = Storage::start(move |asked| {
        let answer = Answer::new("200 OK", "ETag: \"1\"\r\n", &body);
        match asked.number {
            0 => answer.cut_at(MIB + 1),
            _ => answer,
        }
    })
    .await;
    place.fetch(&storage).await.unwrap();
    assert_eq!(storage.starts(), [0, MIB + 1]);
    place.assert_whole(&all);
}

#[tokio::test]
async fn too_little_is_no_file() {
    // Said to be all.
    let storage = Storage::start(|asked| match asked.number {
        0 => Answer::new("200 OK", "ETag: \"1\"\r\n", &[7; 1000]).cut_at(500),
        _ => Answer::new(
            "206 Partial Content",
            "ETag: \"1\"\r\nContent-Range: bytes 500-699/700\r\n",
            &[7; 200],
        ),
    })
    .await;
    let place = Place::new();
    let outcome = place.fetch(&storage).await;
    // Nothing is put together of 1000 bytes and of 700.
    failed(outcome);
    assert!(!super::exists(&place.target()));

    // Without a way to the rest.
    let storage = Storage::start(|asked| match asked.number {
        0 => Answer::new("200 OK", "", &[7; 1000]).cut_at(500),
        _ => Answer::new("404 Not Found", "", b""),
    })
    .await;
    assert_eq!(fails(&storage).await.kind(), ErrorKind::Refused);
}

#[tokio::test]
async fn too_much_is_no_file() {
    let all = content(1000);
    // Behind its length: the rest is another answer's, or none's.
    let (place, body) = (Place::new(), all.clone());
    let storage = Storage::start(move |asked| {
        let mut answer = asked.of(&body, "\"1\"").closed();
        answer.body.extend([0; 100]);
        answer
    })
    .await;
    place.fetch(&storage).await.unwrap();
    place.assert_whole(&all);

    // More than the range that was asked for.
    let place = Place::new();
    place.leave_part(&all, "\"1\"", 400).await;
    let body = all.clone();
    let storage = Storage::start(move |asked| {
        if asked.number > 0 {
            return Answer::new("404 Not Found", "", b"");
        }
        let more = [&body[400..], &[0; 100]].concat();
        let said = "ETag: \"1\"\r\nContent-Range: bytes 400-999/1000\r\n";
        Answer::new("206 Partial Content", said, &more)
    })
    .await;
    let error = failed(place.fetch(&storage).await);
    assert_eq!(error.kind(), ErrorKind::Decode);
    assert!(!super::exists(&place.target()));
}

#[tokio::test]
async fn a_body_without_a_length_that_breaks_off_is_no_file() {
    let storage = Storage::start(|_| {
        let said = "ETag: \"1\"\r\nTransfer-Encoding: chunked\r\n";
        Answer {
            head: format!("HTTP/1.1 200 OK\r\n{said}\r\n"),
            body: b"5\r\nhello\r\n5\r\nwo".to_vec(),
            after: After::Close,
        }
    })
    .await;
    assert_eq!(fails(&storage).await.kind(), ErrorKind::Interrupted);
}

#[tokio::test]
async fn what_is_compressed_is_saved_as_it_came() {
    // A gzip member that holds nothing.
    let gzip = b"\x1f\x8b\x08\x00\x00\x00\x00\x00\x00\x03\x03\x00\x00\x00\x00\x00\x00\x00\x00\x00";
    let storage = Storage::start(|asked| {
        let mut answer = asked.of(gzip, "\"1\"");
        answer.head = answer
            .head
            .replacen("ETag", "Content-Encoding: gzip\r\nETag", 1);
        answer
    })
    .await;
    let place = Place::new();
    place.fetch(&storage).await.unwrap();
    place.assert_whole(gzip);
}

#[tokio::test]
async fn a_refusal_of_the_rest_leaves_the_part() {
    let all = content(2 * MIB);
    let place = Place::new();
    place.leave_part(&all, "\"1\"", MIB + 5).await;
    let storage = Storage::start(|_| Answer::new("403 Forbidden", "", b"expired")).await;
    let refusal = crate::support::refused(place.fetch(&storage).await);
    assert_eq!(refusal.status().as_u16(), 403);
    place.assert_part(&all[..MIB + 5]);
}
