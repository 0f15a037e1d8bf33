//! Files that are cut again and again, over real connections.

use bytes::Bytes;
use endpoint::transport::{Hyper, Reqwest};
use endpoint::{Client, ClientBuilder, ErrorKind};

use super::storage::Storage;
use crate::support::{After, HandClock, WireServer};

const EVERY: usize = 64 << 10;
const CUTS: usize = 20;

/// Bytes of which no two stretches are the same.
fn file() -> Bytes {
    let length = CUTS * EVERY + 123;
    let numbers = (0..length.div_ceil(4)).flat_map(|at| u32::try_from(at).unwrap().to_be_bytes());
    numbers.take(length).collect()
}

fn each(builder: fn() -> ClientBuilder) -> [Client; 2] {
    [
        builder()
            .transport(Reqwest::new().unwrap())
            .build()
            .unwrap(),
        builder().transport(Hyper::new().unwrap()).build().unwrap(),
    ]
}

fn builder() -> ClientBuilder {
    let clock = HandClock::default();
    clock.throw(0);
    Client::builder("http://127.0.0.1").clock(clock)
}

#[tokio::test]
async fn a_file_that_is_cut_at_every_64_kib_comes_whole_and_no_byte_twice() {
    for client in each(builder) {
        let storage = Storage::cutting(file(), EVERY).await;
        let mut stream = client.download(storage.url()).stream().await.unwrap();
        let mut all = Vec::new();
        stream.write_to(&mut all).await.unwrap();
        assert!(all == file(), "{} bytes came", all.len());
        let given = storage.given();
        let ends: Vec<_> = (0..=CUTS).map(|cut| cut * EVERY).collect();
        let starts: Vec<_> = given.iter().map(|range| range.start).collect();
        assert_eq!(starts, ends);
        assert_eq!(stream.cuts() as usize, CUTS);
    }
}

#[tokio::test]
async fn in_memory_it_is_the_same() {
    for client in each(builder) {
        let storage = Storage::cutting(file(), EVERY).await;
        let whole = client.download(storage.url()).bytes().await.unwrap();
        assert!(whole[..] == file());
        assert_eq!(whole.meta.attempts as usize, CUTS + 1);
        assert_eq!(storage.given().len(), CUTS + 1);
    }
}

#[tokio::test]
async fn a_file_that_is_dropped_half_way_closes_its_connection() {
    for client in each(builder) {
        let server = WireServer::start().await;
        let head = "HTTP/1.1 200 OK\r\nContent-Length: 1000000\r\nETag: \"1\"\r\n\r\n";
        server.reply(format!("{head}{}", "x".repeat(1_000)), After::KeepOpen);
        let url = server.url() + "/file";
        let mut file = client.download(&url).stream().await.unwrap();
        file.chunk().await.unwrap().unwrap();
        drop(file);
        server.ended(1).await;
        assert_eq!(server.requests().len(), 1);
    }
}

#[tokio::test]
async fn a_rest_that_is_dropped_before_it_comes_closes_its_connection() {
    for client in each(builder) {
        let server = WireServer::start().await;
        let head = "HTTP/1.1 200 OK\r\nContent-Length: 10\r\nETag: \"1\"\r\n\r\n";
        server.reply(format!("{head}0123"), After::Close);
        server.reply("HTTP/1.1 206 Partial", After::KeepOpen);
        let url = server.url() + "/file";
        let mut file = client.download(&url).stream().await.unwrap();
        file.chunk().await.unwrap().unwrap();
        {
            let rest = file.chunk();
            tokio::pin!(rest);
            while server.requests().len() < 2 {
                let step = tokio::task::yield_now();
                tokio::select! {
                    biased;
                    _ = &mut rest => panic!("no rest came"),
                    () = step => {}
                }
            }
        }
        drop(file);
        server.ended(2).await;
    }
}

#[tokio::test]
async fn a_body_without_a_length_is_taken_as_it_comes_and_not_gone_on_with() {
    for client in each(builder) {
        let server = WireServer::start().await;
        let chunked = "HTTP/1.1 200 OK\r\nETag: \"1\"\r\nTransfer-Encoding: chunked\r\n\r\n";
        server.reply(format!("{chunked}4\r\n0123\r\n0\r\n\r\n"), After::KeepOpen);
        server.reply(format!("{chunked}4\r\n0123\r\n"), After::Close);
        let url = server.url() + "/file";
        let whole = client.download(&url).bytes().await.unwrap();
        assert_eq!(&whole[..], b"0123");
        let mut file = client.download(&url).stream().await.unwrap();
        assert_eq!(file.length(), None);
        file.chunk().await.unwrap().unwrap();
        let error = file.chunk().await.unwrap_err();
        assert_eq!(error.kind(), ErrorKind::Interrupted);
        assert_eq!(server.requests().len(), 2);
    }
}

/// `01234567`, which is stored as it is, behind a head of 15 bytes.
const GZIP: &[u8] = &[
    31, 139, 8, 0, 0, 0, 0, 0, 0, 255, 1, 8, 0, 247, 255, 48, 49, 50, 51, 52, 53, 54, 55, 245, 58,
    128, 45, 8, 0, 0, 0,
];
const HALF: usize = 15 + 4;

/// Some servers send gzip though only `identity` is asked for.
fn zipped(status: &str, from: usize, end: usize) -> Vec<u8> {
    let left = GZIP.len() - from;
    let (last, length) = (GZIP.len() - 1, GZIP.len());
    let range = if from > 0 {
        format!("Content-Range: bytes {from}-{last}/{length}\r\n")
    } else {
        String::new()
    };
    let head = format!(
        "HTTP/1.1 {status}\r\nContent-Encoding: gzip\r\nContent-Length: {left}\r\nETag: \"1\"\r\n{range}"
    );
    [head.as_bytes(), b"\r\n", &GZIP[from..end]].concat()
}

#[cfg(not(feature = "gzip"))]
#[tokio::test]
async fn gzip_that_nobody_asked_for_is_kept_as_it_is_and_gone_on_with() {
    for client in each(builder) {
        let server = WireServer::start().await;
        server.reply(zipped("200 OK", 0, HALF), After::Close);
        let rest = zipped("206 Partial Content", HALF, GZIP.len());
        server.reply(rest, After::Close);
        let url = server.url() + "/file";
        let mut file = client.download(&url).stream().await.unwrap();
        assert_eq!(file.length(), Some(GZIP.len() as u64));
        assert_eq!(file.bytes(100).await.unwrap(), GZIP);
        let requests = server.requests();
        assert_eq!(requests[1].header("range").as_deref(), Some("bytes=19-"));
        for request in requests {
            let accepted = request.header("accept-encoding");
            assert_eq!(accepted.as_deref(), Some("identity"));
        }
    }
}

/// Where it is decoded, nobody knows at which byte to go on.
#[cfg(feature = "gzip")]
#[tokio::test]
async fn gzip_that_is_decoded_is_not_gone_on_with() {
    for client in each(builder) {
        let server = WireServer::start().await;
        for _ in 0..2 {
            server.reply(zipped("200 OK", 0, HALF), After::Close);
        }
        server.reply(zipped("200 OK", 0, GZIP.len()), After::Close);
        let url = server.url() + "/file";
        let mut file = client.download(&url).stream().await.unwrap();
        assert_eq!(file.length(), None);
        assert_eq!(file.chunk().await.unwrap().unwrap(), "0123");
        let error = file.chunk().await.unwrap_err();
        assert_eq!(error.kind(), ErrorKind::Interrupted);
        let whole = client.download(&url).bytes().await.unwrap();
        assert_eq!(&whole[..], b"01234567");
        let requests = server.requests();
        assert_eq!(requests.len(), 3);
        for request in requests {
            let accepted = request.header("accept-encoding");
            assert_eq!(accepted.as_deref(), Some("identity"));
            assert_eq!(request.header("range"), None);
        }
    }
}
