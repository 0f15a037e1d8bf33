//! A large file over real connections: its length goes before it, and little of it is in memory.

use std::fs::OpenOptions;
use std::net::Ipv4Addr;
use std::pin::Pin;
use std::sync::Arc;
use std::sync::atomic::{AtomicUsize, Ordering};
use std::task::{Context, Poll};

use bytes::Bytes;
use endpoint::transport::{RequestBody, Tower, TransportError};
use endpoint::{Client, Upload};
use http_body::{Frame, SizeHint};
use hyper_util::client::legacy;
use hyper_util::rt::TokioExecutor;
use tokio::io::{AsyncReadExt as _, AsyncWriteExt as _};
use tokio::net::{TcpListener, TcpStream};
use tokio::task::JoinHandle;
use tower::ServiceExt as _;

use super::PutModel;
use super::progress::Told;
use crate::support::{TempFile, response};
use crate::transports::Over;

const LENGTH: u64 = 64 << 20;

/// A file of zeros that takes no place on the disk.
fn sparse(length: u64) -> TempFile {
    let file = TempFile::with("sparse.bin", b"");
    let opened = OpenOptions::new().write(true).open(file.path()).unwrap();
    opened.set_len(length).unwrap();
    file
}

/// What came of a request: its head, and how many bytes behind that.
type Came = (String, u64);

/// A server that takes one request, keeps nothing of its body, and says yes once it has as much as
/// is expected.
async fn draining(expected: u64) -> (String, JoinHandle<Came>) {
    let listener = TcpListener::bind((Ipv4Addr::LOCALHOST, 0)).await.unwrap();
    let url = format!("http://{}", listener.local_addr().unwrap());
    let came = tokio::spawn(async move {
        let (mut stream, _) = listener.accept().await.unwrap();
        let came = drain(&mut stream, expected).await;
        let yes = response("204 No Content", "", "");
        stream.write_all(yes.as_bytes()).await.unwrap();
        came
    });
    (url, came)
}

async fn drain(stream: &mut TcpStream, expected: u64) -> Came {
    let mut head = Vec::new();
    while !head.ends_with(b"\r\n\r\n") {
        head.push(stream.read_u8().await.unwrap());
    }
    let (mut buffer, mut length) = (vec![0; 1 << 16], 0);
    while length < expected {
        let read = stream.read(&mut buffer).await.unwrap();
        assert!(read > 0, "the body ended after {length} bytes");
        length += read as u64;
    }
    (String::from_utf8(head).unwrap().to_lowercase(), length)
}

#[tokio::test]
async fn its_length_goes_before_it_and_its_progress_ends_with_that() {
    let file = sparse(LENGTH);
    for over in Over::ALL {
        let (url, came) = draining(LENGTH).await;
        let told = Told::default();
        let model = Upload::from_path(file.path()).on_progress(told.of("model"));
        let client = over.builder(&url).build().unwrap();
        client.send(PutModel { model }).await.unwrap();
        let (head, length) = came.await.unwrap();
        assert!(head.contains("content-length: 67108864\r\n"), "{head}");
        assert!(!head.contains("transfer-encoding"), "{head}");
        assert_eq!(length, LENGTH);
        assert_told(&told);
    }
}

/// Nothing at first, then more with each piece, and all of it at last, with few enough pieces.
fn assert_told(told: &Told) {
    let told = told.all();
    assert!(told.iter().all(|progress| progress.total == Some(LENGTH)));
    assert_eq!(told.first().unwrap().sent, 0);
    assert!(told.is_sorted_by(|one, next| one.sent < next.sent));
    assert!(told.last().unwrap().is_complete());
    assert_eq!(told.len(), 513);
}

/// How many pieces there are, and how many there ever were at once.
#[derive(Debug, Clone, Default)]
struct Pieces {
    now: Arc<AtomicUsize>,
    most: Arc<AtomicUsize>,
}

/// A piece that is counted until it is gone.
struct Piece(Bytes, Pieces);

impl Pieces {
    fn count(&self, piece: Bytes) -> Bytes {
        let now = self.now.fetch_add(1, Ordering::Relaxed) + 1;
        self.most.fetch_max(now, Ordering::Relaxed);
        Bytes::from_owner(Piece(piece, self.clone()))
    }
}

impl AsRef<[u8]> for Piece {
    fn as_ref(&self) -> &[u8] {
        &self.0
    }
}

impl Drop for Piece {
    fn drop(&mut self) {
        self.1.now.fetch_sub(1, Ordering::Relaxed);
    }
}

/// A body whose pieces are counted.
struct Counted(RequestBody, Pieces);

impl http_body::Body for Counted {
    type Data = Bytes;
    type Error = TransportError;

    fn poll_frame(
        mut self: Pin<&mut Self>,
        context: &mut Context<'_>,
    ) -> Poll<Option<Result<Frame<Bytes>, TransportError>>> {
        let pieces = self.1.clone();
        let frame = Pin::new(&mut self.0).poll_frame(context);
        frame.map_ok(|frame| frame.map_data(|piece| pieces.count(piece)))
    }

    fn is_end_stream(&self) -> bool {
        self.0.is_end_stream()
    }

    fn size_hint(&self) -> SizeHint {
        self.0.size_hint()
    }
}

#[tokio::test]
async fn few_of_its_pieces_are_there_at_once() {
    let (file, pieces) = (sparse(LENGTH), Pieces::default());
    let (url, came) = draining(LENGTH).await;
    let counting = {
        let pieces = pieces.clone();
        let plain = legacy::Client::builder(TokioExecutor::new()).build_http();
        plain.map_request(move |request: http::Request<RequestBody>| {
            request.map(|body| Counted(body, pieces.clone()))
        })
    };
    let client = Client::builder(&url).transport(Tower::new(counting));
    let model = Upload::from_path(file.path());
    client
        .build()
        .unwrap()
        .send(PutModel { model })
        .await
        .unwrap();
    assert_eq!(came.await.unwrap().1, LENGTH);
    let most = pieces.most.load(Ordering::Relaxed);
    assert!((1..=16).contains(&most), "{most} of 512 pieces");
    assert_eq!(pieces.now.load(Ordering::Relaxed), 0);
}

#[cfg(target_os = "linux")]
mod memory {
    use std::path::Path;

    use endpoint::Upload;

    use super::{LENGTH, draining, sparse};
    use crate::support::{run, told};
    use crate::transports::Over;
    use crate::uploads::PutModel;

    /// What is more than buffers hold.
    const SMALL: u64 = 1 << 20;

    /// In a process of its own, where nothing else takes any.
    #[tokio::test]
    async fn the_process_stays_small() {
        if told().is_none() {
            let test = "uploads::large::memory::the_process_stays_small";
            run(test, "alone", &[]).await;
            return;
        }
        // What the first calls take is that of programs, settings and threads.
        let (small, large) = (sparse(SMALL), sparse(LENGTH));
        put(small.path(), SMALL).await;
        let before = peak();
        put(large.path(), LENGTH).await;
        let grown = peak() - before;
        println!("{grown} bytes more than {before}");
        assert!(grown < LENGTH / 8, "{grown} bytes more than {before}");
    }

    /// Sends a file over each transport.
    async fn put(path: &Path, length: u64) {
        for over in Over::ALL {
            let (url, came) = draining(length).await;
            let client = over.builder(&url).build().unwrap();
            let model = Upload::from_path(path);
            client.send(PutModel { model }).await.unwrap();
            assert_eq!(came.await.unwrap().1, length);
        }
    }

    /// The most memory that this process has ever had, in bytes.
    fn peak() -> u64 {
        let status = std::fs::read_to_string("/proc/self/status").unwrap();
        let mut lines = status.lines();
        let line = lines.find_map(|line| line.strip_prefix("VmHWM:")).unwrap();
        let kilobytes = line.trim().strip_suffix(" kB").unwrap();
        kilobytes.parse::<u64>().unwrap() << 10
    }
}
