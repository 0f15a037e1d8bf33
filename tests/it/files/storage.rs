//! A server for one file, which does as it is told.

use std::net::Ipv4Addr;
use std::sync::{Arc, Mutex};

use tokio::io::AsyncWriteExt as _;
use tokio::net::{TcpListener, TcpStream};
use tokio::task::JoinHandle;

use crate::support::{After, WireRequest, read};

/// The server; it ends when it is dropped.
pub(super) struct Storage {
    url: String,
    asked: Arc<Mutex<Vec<Asked>>>,
    accepting: JoinHandle<()>,
}

/// What a request asks for.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(super) struct Asked {
    /// How many requests there were before.
    pub(super) number: usize,
    /// The first byte, and the last if it is said.
    pub(super) range: Option<(usize, Option<usize>)>,
    pub(super) if_match: Option<String>,
    pub(super) target: String,
}

/// What it is answered.
pub(super) struct Answer {
    pub(super) head: String,
    pub(super) body: Vec<u8>,
    pub(super) after: After,
}

impl Storage {
    pub(super) async fn start(answer: impl Fn(&Asked) -> Answer + Send + Sync + 'static) -> Self {
        let listener = TcpListener::bind((Ipv4Addr::LOCALHOST, 0)).await.unwrap();
        let url = format!("http://{}", listener.local_addr().unwrap());
        let asked = Arc::<Mutex<Vec<Asked>>>::default();
        let accepting = tokio::spawn(accept(listener, Arc::clone(&asked), Arc::new(answer)));
        Self {
            url,
            asked,
            accepting,
        }
    }

    /// A server that does all as it should, for a file with this `ETag`.
    pub(super) async fn of(content: &[u8], etag: &'static str) -> Self {
        let content = content.to_vec();
        Self::start(move |asked| asked.of(&content, etag)).await
    }

    pub(super) fn url(&self) -> &str {
        &self.url
    }

    pub(super) fn asked(&self) -> Vec<Asked> {
        self.asked.lock().unwrap().clone()
    }

    /// The first bytes that were asked for, request by request; 0 where all was.
    pub(super) fn starts(&self) -> Vec<usize> {
        let asked = self.asked();
        let start = |asked: &Asked| asked.range.map_or(0, |(from, _)| from);
        asked.iter().map(start).collect()
    }
}

impl Drop for Storage {
    fn drop(&mut self) {
        self.accepting.abort();
    }
}

impl Asked {
    fn read(request: &WireRequest, number: usize) -> Self {
        let range = request.header("range").map(|range| {
            let (first, last) = range
                .strip_prefix("bytes=")
                .unwrap()
                .split_once('-')
                .unwrap();
            let last = (!last.is_empty()).then(|| last.parse().unwrap());
            (first.parse().unwrap(), last)
        });
        Self {
            number,
            range,
            if_match: request.header("if-match"),
            target: request.target().to_owned(),
        }
    }

    /// What a good server answers (RFC 9110 sections 13 to 15).
    pub(super) fn of(&self, content: &[u8], etag: &str) -> Answer {
        let total = content.len();
        if self
            .if_match
            .as_deref()
            .is_some_and(|wanted| wanted != etag)
        {
            return Answer::new("412 Precondition Failed", String::new(), b"");
        }
        let said = format!("ETag: {etag}\r\nAccept-Ranges: bytes\r\n");
        match self.range {
            None => Answer::new("200 OK", said, content),
            Some((from, _)) if from >= total => {
                let said = format!("{said}Content-Range: bytes */{total}\r\n");
                Answer::new("416 Range Not Satisfiable", said, b"")
            }
            Some((from, last)) => {
                let end = last.map_or(total, |last| total.min(last + 1));
                let said = format!("{said}Content-Range: bytes {from}-{}/{total}\r\n", end - 1);
                Answer::new("206 Partial Content", said, &content[from..end])
            }
        }
    }
}

impl Answer {
    pub(super) fn new(status: &str, headers: impl Into<String>, body: &[u8]) -> Self {
        let (headers, length) = (headers.into(), body.len());
        Self {
            head: format!("HTTP/1.1 {status}\r\n{headers}Content-Length: {length}\r\n\r\n"),
            body: body.to_vec(),
            after: After::KeepOpen,
        }
    }

    /// The connection is closed behind so many bytes of it.
    pub(super) fn cut_at(mut self, length: usize) -> Self {
        if self.body.len() > length {
            self.body.truncate(length);
            self.after = After::Close;
        }
        self
    }

    /// The connection is closed behind it.
    pub(super) fn closed(mut self) -> Self {
        self.after = After::Close;
        self
    }

    /// Nothing comes behind so many bytes of it, but the connection stays.
    pub(super) fn halted_at(mut self, length: usize) -> Self {
        self.body.truncate(length);
        self
    }

    /// One of its headers is another, or with nothing in its place gone.
    pub(super) fn with(mut self, header: &str, other: &str) -> Self {
        let start = self.head.find(header).unwrap();
        let end = start + self.head[start..].find("\r\n").unwrap() + 2;
        self.head.replace_range(start..end, other);
        self
    }
}

type Answering = dyn Fn(&Asked) -> Answer + Send + Sync;

async fn accept(listener: TcpListener, asked: Arc<Mutex<Vec<Asked>>>, answer: Arc<Answering>) {
    while let Ok((stream, _)) = listener.accept().await {
        tokio::spawn(serve(stream, Arc::clone(&asked), Arc::clone(&answer)));
    }
}

async fn serve(mut stream: TcpStream, asked: Arc<Mutex<Vec<Asked>>>, answer: Arc<Answering>) {
    while let Some(request) = read(&mut stream).await {
        let asked = {
            let mut all = asked.lock().unwrap();
            let asked = Asked::read(&request, all.len());
            all.push(asked.clone());
            asked
        };
        let answer = answer(&asked);
        let head = stream.write_all(answer.head.as_bytes()).await;
        if head.is_err() || stream.write_all(&answer.body).await.is_err() {
            return;
        }
        match answer.after {
            After::KeepOpen => {}
            After::Close => return,
            After::Reset => {
                let _ = stream.set_zero_linger();
                return;
            }
        }
    }
}
