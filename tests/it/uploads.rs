//! Bodies that need not be in memory: files, readers, streams.

mod failing;
mod large;
mod progress;

use std::collections::VecDeque;
use std::io::{self, Read, Write as _};
use std::pin::Pin;
use std::sync::atomic::{AtomicUsize, Ordering};
use std::sync::{Arc, Mutex};
use std::task::{Context, Poll, Waker};

use bytes::Bytes;
use endpoint::transport::{
    Answer, Body, BoxFuture, Failure, Pieces, Reply, Request, Transport, TransportError,
};
use endpoint::{Client, Endpoint, ErrorKind, File, Upload, endpoint};
use serde::Serialize;

use crate::support::{After, TempFile, WireServer, client, failed, memory, response};

#[endpoint(PUT "/models/1")]
struct PutModel<T: Serialize> {
    #[body]
    model: T,
}

#[endpoint(POST "/samples")]
struct PostFiles {
    #[part]
    first: Option<File>,
    #[part]
    second: File,
}

/// A stream of these pieces.
struct Stream(VecDeque<io::Result<Bytes>>);

impl Stream {
    fn of<const N: usize>(pieces: [&'static str; N]) -> Self {
        Self(pieces.into_iter().map(|piece| Ok(piece.into())).collect())
    }

    fn then_failing(mut self) -> Self {
        self.0.push_back(Err(io::Error::other("the disk is gone")));
        self
    }
}

impl futures_core::Stream for Stream {
    type Item = io::Result<Bytes>;

    fn poll_next(mut self: Pin<&mut Self>, _: &mut Context<'_>) -> Poll<Option<Self::Item>> {
        Poll::Ready(self.0.pop_front())
    }
}

/// A reader that calls a function before each read.
struct Calling<F, R>(F, R);

impl<F: FnMut(), R: Read> Read for Calling<F, R> {
    fn read(&mut self, buffer: &mut [u8]) -> io::Result<usize> {
        (self.0)();
        self.1.read(buffer)
    }
}

/// A reader that fails once it has given some.
fn failing() -> impl Read {
    b"some".chain(Failing)
}

struct Failing;

impl Read for Failing {
    fn read(&mut self, _: &mut [u8]) -> io::Result<usize> {
        Err(io::Error::other("the disk is gone"))
    }
}

/// A server that says yes, and a client of it.
async fn server() -> (WireServer, Client) {
    let server = WireServer::answering([(); 2].map(|()| response("204 No Content", "", ""))).await;
    let client = Client::new(&server.url()).unwrap();
    (server, client)
}

#[tokio::test]
async fn a_file_goes_with_its_length() {
    let (server, client) = server().await;
    let file = TempFile::with("model.bin", b"content");
    let model = Upload::from_path(file.path());
    client.send(PutModel { model }).await.unwrap();
    let request = server.request();
    assert_eq!(request.text(), "content");
    assert_eq!(request.header("content-length").unwrap(), "7");
    assert_eq!(request.header("transfer-encoding"), None);
    assert_eq!(
        request.header("content-type").unwrap(),
        "application/octet-stream"
    );
}

#[tokio::test]
async fn an_empty_file_is_an_empty_body() {
    let (server, client) = server().await;
    let file = TempFile::with("empty", b"");
    let model = Upload::from_path(file.path());
    client.send(PutModel { model }).await.unwrap();
    assert_eq!(server.request().text(), "");
}

#[tokio::test]
async fn a_reader_or_stream_goes_in_chunks_unless_its_length_is_declared() {
    let sources: [fn() -> Upload; 3] = [
        || Upload::from_reader(&b"content"[..]),
        || Upload::from_stream(Stream::of(["con", "", "tent"])),
        || Upload::from_async_read(&b"content"[..]),
    ];
    for source in sources {
        let (server, client) = server().await;
        client.send(PutModel { model: source() }).await.unwrap();
        let model = source().length(7);
        client.send(PutModel { model }).await.unwrap();
        let requests = server.requests();
        assert_eq!(requests[0].text(), "content");
        assert_eq!(requests[0].header("transfer-encoding").unwrap(), "chunked");
        assert_eq!(requests[0].header("content-length"), None);
        assert_eq!(requests[1].text(), "content");
        assert_eq!(requests[1].header("transfer-encoding"), None);
        assert_eq!(requests[1].header("content-length").unwrap(), "7");
    }
}

#[tokio::test]
async fn the_length_of_parts_is_known_when_that_of_each_is() {
    let file = TempFile::with("2", b"two");
    let files = |first: File| PostFiles {
        first: Some(first),
        second: File::from_path(file.path()),
    };
    let (server, client) = server().await;
    let known = File::from_reader(&b"one"[..]).length(3).name("1");
    client.send(files(known)).await.unwrap();
    let unknown = File::from_stream(Stream::of(["o", "ne"])).name("1");
    client.send(files(unknown)).await.unwrap();
    let requests = server.requests();
    let length = requests[0].body.len().to_string();
    assert_eq!(requests[0].header("content-length"), Some(length));
    assert_eq!(requests[1].header("transfer-encoding").unwrap(), "chunked");
    for request in &requests {
        let text = request.text();
        assert!(
            text.contains(
                "filename=\"1\"\r\nContent-Type: application/octet-stream\r\n\r\none\r\n--"
            )
        );
        assert!(
            text.contains(
                "filename=\"2\"\r\nContent-Type: application/octet-stream\r\n\r\ntwo\r\n--"
            )
        );
        assert!(text.ends_with("--\r\n"));
    }
}

#[tokio::test]
async fn of_a_file_that_grows_while_it_is_sent_goes_what_was_there_before() {
    let file = TempFile::with("grows", b"second");
    let path = file.path().to_owned();
    let grow = move || {
        let file = std::fs::OpenOptions::new().append(true).open(&path);
        file.unwrap().write_all(b" and more").unwrap();
    };
    let files = PostFiles {
        first: Some(File::from_reader(Calling(grow, &b"first"[..])).length(5)),
        second: File::from_path(file.path()),
    };
    let (server, client) = server().await;
    client.send(files).await.unwrap();
    assert!(server.request().text().contains("\r\n\r\nsecond\r\n--"));
}

#[tokio::test]
async fn what_can_be_sent_again_is_known_before() {
    let file = TempFile::with("again", b"content");
    let memory = memory([(); 4].map(|()| Reply::new(204)));
    let client = client(&memory);
    for model in [
        Upload::from_path(file.path()),
        Upload::from_bytes("content"),
    ] {
        assert!(model.is_repeatable());
        assert!(File::from(model.clone()).is_repeatable());
        client.send(PutModel { model: &model }).await.unwrap();
        client.send(PutModel { model }).await.unwrap();
    }
    assert!(memory.sent().iter().all(|sent| sent.body == "content"));
}

#[test]
fn without_a_client_files_and_readers_are_read_and_streams_refused() {
    let base = "https://api.test".parse().unwrap();
    let file = TempFile::with("whole", b"content");
    for model in [
        Upload::from_path(file.path()),
        Upload::from_reader(&b"content"[..]),
        Upload::from_bytes("content"),
    ] {
        let request = PutModel { model }.request(&base).unwrap();
        assert_eq!(request.body(), "content");
    }
    for (model, what) in [
        (
            Upload::from_stream(Stream::of(["content"])),
            "is a stream, which only a client can send",
        ),
        (
            Upload::from_path("no/such/file"),
            "cannot be sent: the file no/such/file is not there",
        ),
        (
            Upload::from_reader(failing()),
            "could not be read to its end",
        ),
        (
            Upload::from_reader(&b"content"[..]).length(8),
            "is 7 bytes long, where 8 were declared",
        ),
    ] {
        let error = PutModel { model }.request(&base).unwrap_err();
        assert!(
            error.to_string().starts_with(&format!("the body {what}")),
            "{error}"
        );
    }
    let files = PostFiles {
        first: Some(File::from_reader(&b"first"[..])),
        second: File::from_path(file.path()),
    };
    let body = files.request(&base).unwrap().into_body();
    let text = String::from_utf8_lossy(&body);
    assert!(text.contains("\r\n\r\nfirst\r\n--") && text.contains("\r\n\r\ncontent\r\n--"));
}

#[test]
fn without_a_runtime_what_may_block_is_read_on_this_thread() {
    let file = TempFile::with("inline", b"content");
    let memory = memory([Reply::new(204), Reply::new(204)]);
    let client = client(&memory);
    for model in [
        Upload::from_path(file.path()),
        Upload::from_reader(&b"content"[..]),
    ] {
        let mut call = client.send(PutModel { model }).into_future();
        let mut context = Context::from_waker(Waker::noop());
        let answer = Pin::new(&mut call).poll(&mut context);
        assert!(matches!(answer, Poll::Ready(Ok(_))));
    }
    assert!(memory.sent().iter().all(|sent| sent.body == "content"));
}

/// Takes this many pieces of a body, and says yes.
#[derive(Debug, Clone)]
struct Taking {
    pieces: usize,
    lengths: Arc<Mutex<Vec<usize>>>,
}

struct Nothing;

impl Pieces for Nothing {
    fn poll_piece(
        self: Pin<&mut Self>,
        _: &mut Context<'_>,
    ) -> Poll<Option<Result<Bytes, TransportError>>> {
        Poll::Ready(None)
    }
}

impl Transport for Taking {
    fn send(&self, request: Request) -> BoxFuture<'_, Result<Answer, TransportError>> {
        Box::pin(async move {
            let mut body = request.into_body();
            for _ in 0..self.pieces {
                let next = std::future::poll_fn(|context| body.poll_piece(context)).await;
                let piece =
                    next.ok_or_else(|| TransportError::new(Failure::Upload, "too short"))?;
                self.lengths.lock().unwrap().push(piece?.len());
            }
            Ok(Answer {
                status: endpoint::StatusCode::NO_CONTENT,
                headers: endpoint::HeaderMap::new(),
                body: Body::new(Nothing),
            })
        })
    }
}

#[tokio::test]
async fn no_more_is_read_than_is_sent() {
    let read = Arc::new(AtomicUsize::new(0));
    let count = {
        let read = Arc::clone(&read);
        move || {
            read.fetch_add(1, Ordering::Relaxed);
        }
    };
    let counted = Calling(count, io::repeat(7));
    let transport = Taking {
        pieces: 5,
        lengths: Arc::default(),
    };
    let client = Client::builder("https://api.test").transport(transport.clone());
    let model = Upload::from_reader(counted).length(1 << 40);
    client
        .build()
        .unwrap()
        .send(PutModel { model })
        .await
        .unwrap();
    assert_eq!(read.load(Ordering::Relaxed), 5);
    let lengths = transport.lengths.lock().unwrap().clone();
    assert!(
        lengths
            .iter()
            .all(|length| (65_536..=262_144).contains(length)),
        "{lengths:?}"
    );
}

#[test]
fn what_is_shown_of_an_upload_is_where_it_comes_from() {
    let secret = "hunter2";
    assert_eq!(
        format!("{:?}", Upload::from_bytes(secret)),
        "Upload(7 bytes)"
    );
    assert_eq!(
        format!("{:?}", Upload::from_path("a/b.csv")),
        "Upload(file a/b.csv)"
    );
    assert_eq!(
        format!("{:?}", Upload::from_reader(secret.as_bytes())),
        "Upload(reader)"
    );
    assert_eq!(
        format!("{:?}", Upload::from_stream(Stream::of([secret]))),
        "Upload(stream)"
    );
    assert_eq!(
        format!("{:?}", File::from_bytes(secret).name("a")),
        "File { name: Some(\"a\"), upload: Upload(7 bytes) }"
    );
}

#[tokio::test]
async fn a_reader_that_was_declared_empty_and_is_not_fails() {
    let (server, client) = server().await;
    server.reply(response("200 OK", "", ""), After::KeepOpen);
    let model = Upload::from_reader(&b"hello"[..]).length(0);
    let error = failed(client.send(PutModel { model }).await);
    assert_eq!(error.kind(), ErrorKind::Upload, "{error}");
}

#[tokio::test]
async fn a_file_that_cannot_be_opened_was_never_sent() {
    let memory = memory([]);
    let model = Upload::from_path("/no/such/file");
    let error = failed(client(&memory).send(PutModel { model }).await);
    assert_eq!((error.kind(), error.attempts()), (ErrorKind::Upload, 0));
    assert!(memory.sent().is_empty());
}
