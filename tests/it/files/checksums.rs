//! Files that are held against a sum.

use std::fmt::Write as _;

use endpoint::transport::Reply;
use endpoint::{Download, ErrorKind, endpoint};
use sha2::{Digest as _, Sha256};

use super::{MIB, Place, Storage, client, content};
use crate::support::{answering, failed};

/// What RFC 3720 and others check their sums with.
const DIGITS: &[u8] = b"123456789";
const SHA256: &str = "15e2b0d3c33891ebb0f1ef609ec419420c20e320ce94c65fbc8c3312448eb225";
const CRC32: u32 = 0xcbf4_3926;

fn sha256(bytes: &[u8]) -> String {
    let sum = Sha256::digest(bytes);
    sum.iter().fold(String::new(), |mut hex, byte| {
        let _ = write!(hex, "{byte:02x}");
        hex
    })
}

#[tokio::test]
async fn a_file_with_the_right_sums_is_saved() {
    let (place, storage) = (Place::new(), Storage::of(DIGITS, "\"1\"").await);
    let call = client(storage.url()).download("/a").sha256(SHA256);
    call.crc32(CRC32).to_file(place.target()).await.unwrap();
    place.assert_whole(DIGITS);
    let call = client(storage.url()).download("/a").to_file(place.target());
    let call = call.overwrite().crc32(CRC32);
    call.sha256(&SHA256.to_uppercase()).await.unwrap();
}

#[tokio::test]
async fn one_with_another_sum_is_removed_and_both_sums_are_said() {
    let (place, storage) = (Place::new(), Storage::of(DIGITS, "\"1\"").await);
    let other = SHA256.replace("15e2", "25e2");
    let call = client(storage.url()).download("/a").sha256(&other);
    let error = failed(call.to_file(place.target()).await);
    assert_eq!(error.kind(), ErrorKind::Checksum);
    let text = error.to_string();
    assert!(text.contains(SHA256) && text.contains(&other), "{text}");
    assert!(place.names().is_empty());

    let call = client(storage.url()).download("/a").to_file(place.target());
    let error = failed(call.crc32(1).await);
    let text = error.to_string();
    assert!(
        text.contains("cbf43926") && text.contains("00000001"),
        "{text}"
    );
    assert!(place.names().is_empty());
}

#[tokio::test]
async fn what_is_no_sum_is_said_before_anything_is_sent() {
    let (place, storage) = (Place::new(), Storage::of(DIGITS, "\"1\"").await);
    for sum in [
        "",
        "15e2",
        &SHA256[1..],
        &SHA256.replace('d', "g"),
        &"é".repeat(32),
    ] {
        let call = client(storage.url()).download("/a").sha256(sum);
        let error = failed(call.to_file(place.target()).await);
        assert_eq!(error.kind(), ErrorKind::Encode);
        assert!(
            error.to_string().contains("64 hexadecimal digits"),
            "{error}"
        );
    }
    assert!(storage.asked().is_empty());
}

#[tokio::test]
async fn with_twenty_cuts_the_sum_is_right_and_nothing_comes_twice() {
    let all = content(21 * 100_000);
    let (place, body) = (Place::new(), all.clone());
    let storage = Storage::start(move |asked| asked.of(&body, "\"1\"").cut_at(100_000)).await;
    let call = client(storage.url()).download("/a").sha256(&sha256(&all));
    let saved = call.to_file(place.target()).await.unwrap();
    assert_eq!(saved.cuts, 20);
    let starts: Vec<_> = (0..21).map(|cut| cut * 100_000).collect();
    assert_eq!(storage.starts(), starts);
    place.assert_whole(&all);
}

#[tokio::test]
async fn the_sum_is_of_the_whole_file_whatever_came_when() {
    let all = content(4 * MIB);
    let sum = sha256(&all);
    // From an earlier run.
    let (place, storage) = (Place::new(), Storage::of(&all, "\"1\"").await);
    place.leave_part(&all, "\"1\"", MIB + 3).await;
    let call = client(storage.url()).download("/a").sha256(&sum);
    let saved = call.to_file(place.target()).await.unwrap();
    assert_eq!(saved.resumed_from, (1 << 20) + 3);

    // Over many connections.
    let place = Place::new();
    let call = client(storage.url()).download("/a").sha256(&sum);
    call.to_file(place.target()).parallel(3).await.unwrap();
    place.assert_whole(&all);

    // Of what came last, where the file has changed.
    let (place, body) = (Place::new(), all.clone());
    let storage = Storage::start(move |asked| match asked.number {
        0 => asked.of(&vec![1; 3 << 20], "\"0\"").cut_at(2 * MIB),
        _ => asked.of(&body, "\"1\""),
    })
    .await;
    let call = client(storage.url()).download("/a").sha256(&sum);
    call.to_file(place.target()).await.unwrap();
    place.assert_whole(&all);
}

#[tokio::test]
async fn a_wrong_sum_of_a_part_is_seen_at_the_end_and_does_not_come_again() {
    let all = content(2 * MIB);
    let (place, storage) = (Place::new(), Storage::of(&all, "\"1\"").await);
    place.leave_part(&all, "\"1\"", MIB).await;
    // Someone has written to it.
    let mut damaged = std::fs::File::options()
        .write(true)
        .open(place.part())
        .unwrap();
    std::io::Write::write_all(&mut damaged, b"damaged").unwrap();
    let call = || client(storage.url()).download("/a").sha256(&sha256(&all));
    let error = failed(call().to_file(place.target()).await);
    assert_eq!(error.kind(), ErrorKind::Checksum);
    assert!(place.names().is_empty());
    call().to_file(place.target()).await.unwrap();
    place.assert_whole(&all);
}

#[endpoint(GET "/exports/<id>/download" -> Download)]
struct GetExport {
    id: u32,
}

#[tokio::test]
async fn what_an_endpoint_gives_can_be_held_against_a_sum() {
    let place = Place::new();
    let client = answering([Reply::new(200).body(DIGITS)]);
    let call = client.send(GetExport { id: 7 }).to_file(place.target());
    let error = failed(call.crc32(7).await);
    assert!(error.to_string().starts_with("GetExport (GET "), "{error}");
    assert!(place.names().is_empty());
}
