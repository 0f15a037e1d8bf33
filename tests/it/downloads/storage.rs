//! A server that has one file, gives parts of it, and loses connections.

use std::net::Ipv4Addr;
use std::ops::Range;
use std::sync::{Arc, Mutex};

use bytes::Bytes;
use tokio::io::AsyncWriteExt as _;
use tokio::net::{TcpListener, TcpStream};
use tokio::task::JoinHandle;

use crate::support::{WireRequest, read};

pub(super) struct Storage {
    url: String,
    /// What was given of the file, in the order of the requests.
    given: Arc<Mutex<Vec<Range<usize>>>>,
    accepting: JoinHandle<()>,
}

impl Storage {
    /// Each connection is lost behind so many bytes of a body.
    pub(super) async fn cutting(file: Bytes, every: usize) -> Self {
        let listener = TcpListener::bind((Ipv4Addr::LOCALHOST, 0)).await.unwrap();
        let url = format!("http://{}/file", listener.local_addr().unwrap());
        let given = Arc::<Mutex<Vec<_>>>::default();
        let accepting = tokio::spawn({
            let given = Arc::clone(&given);
            async move {
                while let Ok((stream, _)) = listener.accept().await {
                    let (file, given) = (file.clone(), Arc::clone(&given));
                    tokio::spawn(serve(stream, file, every, given));
                }
            }
        });
        Self {
            url,
            given,
            accepting,
        }
    }

    pub(super) fn url(&self) -> &str {
        &self.url
    }

    pub(super) fn given(&self) -> Vec<Range<usize>> {
        self.given.lock().unwrap().clone()
    }
}

impl Drop for Storage {
    fn drop(&mut self) {
        self.accepting.abort();
    }
}

async fn serve(
    mut stream: TcpStream,
    file: Bytes,
    every: usize,
    given: Arc<Mutex<Vec<Range<usize>>>>,
) {
    while let Some(request) = read(&mut stream).await {
        let from = start(&request);
        let end = file.len().min(from + every);
        given.lock().unwrap().push(from..end);
        let head = head(from, file.len());
        let whole = [head.as_bytes(), &file[from..end]].concat();
        if stream.write_all(&whole).await.is_err() || end < file.len() {
            return;
        }
    }
}

/// Where the bytes begin that are asked for.
fn start(request: &WireRequest) -> usize {
    let Some(range) = request.header("range") else {
        return 0;
    };
    assert_eq!(request.header("if-match").as_deref(), Some("\"1\""));
    let from = range.strip_prefix("bytes=").unwrap();
    from.strip_suffix('-').unwrap().parse().unwrap()
}

fn head(from: usize, length: usize) -> String {
    let (status, range) = if from == 0 {
        ("200 OK", String::new())
    } else {
        let last = length - 1;
        let range = format!("Content-Range: bytes {from}-{last}/{length}\r\n");
        ("206 Partial Content", range)
    };
    let left = length - from;
    format!("HTTP/1.1 {status}\r\nETag: \"1\"\r\n{range}Content-Length: {left}\r\n\r\n")
}
