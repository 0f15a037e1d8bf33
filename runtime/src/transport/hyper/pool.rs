//! The connections of one transport, kept for the next request.
//!
//! hyper-util's own pool hashes scheme and host of each request, letter by letter, and copies its URL
//! and its head several times over: a fifth of all that a call of a small document takes.

use std::cmp::Ordering;
use std::collections::{BTreeMap, VecDeque};
use std::future::poll_fn;
use std::pin::Pin;
use std::sync::{Arc, Mutex, MutexGuard, PoisonError, Weak};
use std::task::Poll;
use std::time::{Duration, Instant};

use http::{Request, Response};
use hyper::body::Incoming;
use tokio::sync::oneshot;

use super::super::{BoxFuture, RequestBody, TransportError};
use super::connect::Connector;
use super::error::ClientError;
use super::failed;
use super::sender::Sender;
use crate::request::BaseUrl;

/// How long an idle connection is kept.
const IDLE: Duration = Duration::from_secs(90);

/// Scheme, host and port, to look for: as a rule they are those of the one client, and so in the same
/// place.
#[derive(Clone)]
pub(super) struct Origin(pub(super) BaseUrl);

impl Ord for Origin {
    fn cmp(&self, other: &Self) -> Ordering {
        let (ours, theirs) = (&self.0, &other.0);
        if ours.is(theirs) {
            return Ordering::Equal;
        }
        let authorities = ours.authority().cmp(theirs.authority());
        authorities.then_with(|| ours.scheme().cmp(theirs.scheme()))
    }
}

impl PartialOrd for Origin {
    fn partial_cmp(&self, other: &Self) -> Option<Ordering> {
        Some(self.cmp(other))
    }
}

impl PartialEq for Origin {
    fn eq(&self, other: &Self) -> bool {
        self.cmp(other).is_eq()
    }
}

impl Eq for Origin {}

/// The connections to all origins.
#[derive(Clone)]
pub(super) struct Pool(Arc<Shared>);

struct Shared {
    connector: Connector,
    shelves: Mutex<Shelves>,
}

#[derive(Default)]
struct Shelves {
    all: BTreeMap<Origin, Shelf>,
    /// Whether a task looks for connections that were idle for too long.
    is_swept: bool,
}

/// What there is for one origin.
#[derive(Default)]
struct Shelf {
    /// The one that was used last stands last. One of HTTP/2 stays here while it is in use.
    idle: Vec<Idle>,
    /// Those that wait for a connection, be it a new one or the next that is free.
    waiting: VecDeque<oneshot::Sender<Sender>>,
}

struct Idle {
    sender: Sender,
    since: Instant,
}

impl Pool {
    pub(super) fn new(connector: Connector) -> Self {
        Self(Arc::new(Shared {
            connector,
            shelves: Mutex::default(),
        }))
    }

    /// Sends a request, whose URI is its target alone. Where a kept connection turns out to be gone
    /// before it took the request's first byte, it goes over another.
    // What comes is made `into` something here, since a future around this one would double its size.
    pub(super) async fn send<T>(
        self,
        mut request: Request<RequestBody>,
        origin: Origin,
        into: fn(Response<Incoming>) -> T,
    ) -> Result<T, TransportError> {
        loop {
            let (mut sender, is_new) = match self.0.take(&origin) {
                Ok(sender) => (sender, false),
                Err(next) => self.connect(&origin, next).await.map_err(failed)?,
            };
            sender.address(&mut request, &origin.0);
            let mut error = match sender.send(request).await {
                Ok(response) => {
                    self.give_back(sender, origin);
                    return Ok(into(response));
                }
                Err(error) => error,
            };
            request = match error.take_message() {
                Some(request) if !is_new => request,
                Some(_) => return Err(failed(ClientError::Canceled(error.into_error()))),
                None => return Err(failed(ClientError::SendRequest(error.into_error()))),
            };
        }
    }

    /// A new connection, or the `next` that is free if that is sooner; and whether it is new.
    async fn connect(
        &self,
        origin: &Origin,
        next: oneshot::Receiver<Sender>,
    ) -> Result<(Sender, bool), ClientError> {
        let mut next = Some(next);
        let mut new = self.clone().connected(origin.clone());
        let mut is_begun = false;
        let first = poll_fn(|context| {
            if let Some(Poll::Ready(free)) = next.as_mut().map(|next| Pin::new(next).poll(context))
            {
                next = None;
                if let Some(free) = free.ok().filter(Sender::is_ready) {
                    return Poll::Ready(Ok((free, false)));
                }
            }
            is_begun = true;
            new.as_mut().poll(context).map_ok(|new| (new, true))
        })
        .await;
        if is_begun && matches!(first, Ok((_, false))) {
            // What has been begun is for another request.
            let (pool, origin) = (self.clone(), origin.clone());
            tokio::spawn(async move {
                if let Ok(sender) = new.await {
                    pool.give_back(sender, origin);
                }
            });
        }
        first
    }

    fn connected(self, origin: Origin) -> BoxFuture<'static, Result<Sender, ClientError>> {
        Box::pin(async move {
            let sender = Sender::connect(self.0.connector.clone(), &origin.0).await?;
            if let Some(shared) = sender.share() {
                self.keep(shared, origin);
            }
            Ok(sender)
        })
    }

    /// Takes a connection back, as soon as the body of its answer has been read. One that is shared
    /// has never been away.
    fn give_back(&self, mut sender: Sender, origin: Origin) {
        if sender.is_shared() {
            return;
        }
        if sender.is_ready() {
            return self.keep(sender, origin);
        }
        let pool = self.clone();
        tokio::spawn(async move {
            if sender.ready().await {
                pool.keep(sender, origin);
            }
        });
    }

    fn keep(&self, sender: Sender, origin: Origin) {
        if self.0.keep(sender, origin) {
            tokio::spawn(sweep(Arc::downgrade(&self.0)));
        }
    }
}

impl Shared {
    fn lock(&self) -> MutexGuard<'_, Shelves> {
        self.shelves.lock().unwrap_or_else(PoisonError::into_inner)
    }

    /// A kept connection, or else word of the next one that is free.
    fn take(&self, origin: &Origin) -> Result<Sender, oneshot::Receiver<Sender>> {
        let now = Instant::now();
        let mut shelves = self.lock();
        let kept = shelves.all.get_mut(origin);
        if let Some(sender) = kept.and_then(|shelf| shelf.take(now)) {
            return Ok(sender);
        }
        // A connection takes so long that there is time to look at all.
        shelves.sweep(now);
        let (waiting, next) = oneshot::channel();
        let all = &mut shelves.all;
        let empty = all.entry(origin.clone()).or_default();
        empty.waiting.push_back(waiting);
        Err(next)
    }

    /// Gives a connection to those who wait, or keeps it; whether someone has to look after what is
    /// kept from now on.
    fn keep(&self, sender: Sender, origin: Origin) -> bool {
        let mut shelves = self.lock();
        shelves.all.entry(origin).or_default().keep(sender);
        !std::mem::replace(&mut shelves.is_swept, true)
    }
}

impl Shelves {
    /// Lets go of what was idle for too long; whether anything is left.
    fn sweep(&mut self, now: Instant) -> bool {
        self.all.retain(|_, shelf| {
            shelf.idle.retain(|idle| idle.is_good(now));
            shelf.waiting.retain(|waiting| !waiting.is_closed());
            !shelf.idle.is_empty() || !shelf.waiting.is_empty()
        });
        !self.all.is_empty()
    }
}

impl Shelf {
    fn take(&mut self, now: Instant) -> Option<Sender> {
        let sender = loop {
            let idle = self.idle.pop()?;
            if idle.is_good(now) {
                break idle.sender;
            }
        };
        if let Some(shared) = sender.share() {
            self.idle.push(Idle::since(now, shared));
        }
        Some(sender)
    }

    /// Gives a connection to the first of those who wait, or a shared one to all of them; what is left
    /// is kept.
    fn keep(&mut self, mut sender: Sender) {
        while let Some(waiting) = self.waiting.pop_front() {
            if let Some(shared) = sender.share() {
                drop(waiting.send(shared));
            } else if let Err(back) = waiting.send(sender) {
                sender = back;
            } else {
                return;
            }
        }
        let is_shared = |idle: &Idle| idle.sender.is_shared() && idle.sender.is_ready();
        if !(sender.is_shared() && self.idle.iter().any(is_shared)) {
            self.idle.push(Idle::since(Instant::now(), sender));
        }
    }
}

impl Idle {
    fn since(since: Instant, sender: Sender) -> Self {
        Self { sender, since }
    }

    fn is_good(&self, now: Instant) -> bool {
        self.sender.is_ready() && now.saturating_duration_since(self.since) <= IDLE
    }
}

/// Looks after idle connections as long as there are any.
async fn sweep(pool: Weak<Shared>) {
    let swept = Swept(pool);
    loop {
        tokio::time::sleep(IDLE).await;
        match swept.0.upgrade() {
            Some(pool) if pool.lock().sweep(Instant::now()) => {}
            _ => return,
        }
    }
}

/// Says that nobody looks after them any more, be it that the task has ended or its runtime.
struct Swept(Weak<Shared>);

impl Drop for Swept {
    fn drop(&mut self) {
        if let Some(pool) = self.0.upgrade() {
            pool.lock().is_swept = false;
        }
    }
}

#[cfg(test)]
mod tests {
    use hyper_util::client::proxy::matcher::Matcher;
    use tokio::net::TcpListener;

    use super::*;

    /// A pool, and the origin of a server that takes connections and says nothing.
    async fn pool() -> (Pool, Origin, TcpListener) {
        let listener = TcpListener::bind("127.0.0.1:0").await.unwrap();
        let url = format!("http://{}", listener.local_addr().unwrap());
        let proxies = Arc::new(Matcher::builder().build());
        let pool = Pool::new(Connector::new(None, proxies, Duration::from_secs(5)));
        (pool, Origin(url.parse().unwrap()), listener)
    }

    #[tokio::test]
    async fn what_was_idle_for_too_long_is_let_go() {
        let (pool, origin, _listener) = pool().await;
        let sender = pool.clone().connected(origin.clone()).await.unwrap();
        pool.keep(sender, origin.clone());
        let now = Instant::now();
        assert!(pool.0.lock().sweep(now + IDLE / 2));
        assert!(!pool.0.lock().sweep(now + IDLE * 2));
        assert!(pool.0.take(&origin).is_err());
    }

    #[tokio::test]
    async fn who_waits_gets_the_next_connection_that_is_free() {
        let (pool, origin, _listener) = pool().await;
        let free = pool.clone().connected(origin.clone()).await.unwrap();
        let gone = pool.0.take(&origin).err().unwrap();
        let next = pool.0.take(&origin).err().unwrap();
        drop(gone);
        pool.keep(free, origin.clone());
        let (sender, is_new) = pool.connect(&origin, next).await.unwrap();
        assert!(sender.is_ready() && !is_new);
        pool.keep(sender, origin.clone());
        assert!(pool.0.take(&origin).is_ok());
    }

    #[tokio::test]
    async fn a_connection_that_the_server_closed_is_not_used() {
        let (pool, origin, listener) = pool().await;
        let mut sender = pool.clone().connected(origin.clone()).await.unwrap();
        let (accepted, _) = listener.accept().await.unwrap();
        drop(accepted);
        while sender.ready().await {
            tokio::task::yield_now().await;
        }
        pool.keep(sender, origin.clone());
        assert!(pool.0.take(&origin).is_err());
    }

    #[test]
    fn an_origin_is_scheme_host_and_port() {
        let of = |url: &str| Origin(url.parse().unwrap());
        assert!(of("https://api.test/a") == of("https://api.test:443/b"));
        for other in ["http://api.test", "https://api.test:444", "https://b.test"] {
            assert!(of("https://api.test") != of(other), "{other}");
        }
    }
}
