//! A server that counts, and fails the first request of every third call: in turn by a 503, and by
//! closing the connection.

use std::net::Ipv4Addr;
use std::sync::Arc;
use std::sync::atomic::{AtomicU32, AtomicUsize, Ordering};

use tokio::io::{AsyncReadExt as _, AsyncWriteExt as _};
use tokio::net::{TcpListener, TcpStream};
use tokio::task::JoinHandle;

use super::{CALLS, fails};

/// The number of a call that always fails.
pub(super) const NEVER: usize = CALLS;

pub(super) struct Server {
    url: String,
    seen: Arc<Seen>,
    accepting: JoinHandle<()>,
}

struct Seen {
    /// The requests of each call, and those among them that were answered well.
    calls: Vec<(AtomicU32, AtomicU32)>,
    at_once: AtomicUsize,
    most_at_once: AtomicUsize,
}

impl Server {
    pub(super) async fn start() -> Self {
        let listener = TcpListener::bind((Ipv4Addr::LOCALHOST, 0)).await.unwrap();
        let url = format!("http://{}", listener.local_addr().unwrap());
        let seen = Arc::new(Seen {
            calls: (0..=NEVER).map(|_| Default::default()).collect(),
            at_once: AtomicUsize::new(0),
            most_at_once: AtomicUsize::new(0),
        });
        let accepting = tokio::spawn(accept(listener, Arc::clone(&seen)));
        Self {
            url,
            seen,
            accepting,
        }
    }

    pub(super) fn url(&self) -> &str {
        &self.url
    }

    /// How many requests of this call there were, and how many were answered well.
    pub(super) fn seen(&self, id: usize) -> (u32, u32) {
        let (requests, answers) = &self.seen.calls[id];
        (
            requests.load(Ordering::SeqCst),
            answers.load(Ordering::SeqCst),
        )
    }

    /// How many requests waited for their answers at the same time.
    pub(super) fn most_at_once(&self) -> usize {
        self.seen.most_at_once.load(Ordering::SeqCst)
    }
}

impl Drop for Server {
    fn drop(&mut self) {
        self.accepting.abort();
    }
}

async fn accept(listener: TcpListener, seen: Arc<Seen>) {
    while let Ok((stream, _)) = listener.accept().await {
        tokio::spawn(serve(stream, Arc::clone(&seen)));
    }
}

/// What a request is answered with.
enum Reply {
    Fine(usize),
    Unavailable,
    Closed,
}

async fn serve(mut stream: TcpStream, seen: Arc<Seen>) {
    let mut head = Vec::with_capacity(1 << 10);
    while stream
        .read_buf(&mut head)
        .await
        .is_ok_and(|count| count > 0)
    {
        if !head.ends_with(b"\r\n\r\n") {
            continue;
        }
        let at_once = seen.at_once.fetch_add(1, Ordering::SeqCst) + 1;
        seen.most_at_once.fetch_max(at_once, Ordering::SeqCst);
        let reply = seen.reply(id(&head));
        head.clear();
        // Others have their turn before the answer.
        tokio::task::yield_now().await;
        seen.at_once.fetch_sub(1, Ordering::SeqCst);
        let (status, body) = match reply {
            Reply::Fine(id) => ("200 OK", id.to_string()),
            Reply::Unavailable => ("503 Service Unavailable", "no".to_owned()),
            Reply::Closed => return,
        };
        let reply = crate::support::response(status, "Content-Type: application/json\r\n", &body);
        if stream.write_all(reply.as_bytes()).await.is_err() {
            return;
        }
    }
}

/// The number at the end of the path.
fn id(head: &[u8]) -> usize {
    let line = std::str::from_utf8(head).unwrap().lines().next().unwrap();
    let path = line.split(' ').nth(1).unwrap();
    path.strip_prefix("/things/").unwrap().parse().unwrap()
}

impl Seen {
    fn reply(&self, id: usize) -> Reply {
        let (requests, answers) = &self.calls[id];
        let earlier = requests.fetch_add(1, Ordering::SeqCst);
        if id == NEVER || fails(id, earlier) {
            return if id.is_multiple_of(2) {
                Reply::Unavailable
            } else {
                Reply::Closed
            };
        }
        answers.fetch_add(1, Ordering::SeqCst);
        Reply::Fine(id)
    }
}
