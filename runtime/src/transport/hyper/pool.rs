//! The connections of one transport, kept for the next request.
//!
//! hyper-util's own pool hashes scheme and host of each request, letter by letter, and copies its URL
//! and its head several times over: a fifth of all that a call of a small document takes.

mod origin;
#[cfg(test)]
mod tests;

use std::collections::{BTreeMap, VecDeque};
use std::convert::Infallible;
use std::future::poll_fn;
use std::pin::Pin;
use std::sync::{Arc, Mutex, MutexGuard, PoisonError, Weak};
use std::task::{Context, Poll};
use std::time::{Duration, Instant};

use http::{Request, Response};
use hyper::body::Incoming;
use tokio::runtime::Handle;
use tokio::sync::oneshot;
use tokio::time::timeout;

pub(super) use self::origin::Origin;
use super::super::{BoxFuture, RequestBody, TransportError};
use super::connect::Connector;
use super::error::ClientError;
use super::failed;
use super::sender::{Sender, Version};

/// How long an idle connection is kept.
const IDLE: Duration = Duration::from_secs(90);

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
    /// Held for the task that looks for connections that were idle for too long, to end it with the
    /// pool; closed where that task has ended, be it with its runtime.
    sweeper: Option<oneshot::Sender<Infallible>>,
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
    #[expect(
        clippy::manual_async_fn,
        reason = "the future of one holds what it is given twice"
    )]
    pub(super) fn send<T: 'static>(
        self,
        mut request: Request<RequestBody>,
        origin: Origin,
        into: fn(Response<Incoming>) -> T,
    ) -> impl Future<Output = Result<T, TransportError>> + Send + 'static {
        async move {
            loop {
                let (mut sender, is_new) = match self.0.take(&origin) {
                    Ok(sender) => (sender, false),
                    Err(next) => self.connect(&origin, next).await.map_err(failed)?,
                };
                sender.address(&mut request, &origin.0);
                // A future around both would move the request once more.
                let sent = match &mut sender.version {
                    Version::Http1(sender) => sender.try_send_request(request).await,
                    Version::Http2(sender) => sender.try_send_request(request).await,
                };
                let mut error = match sent {
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
    }

    /// A new connection, or the `next` that is free if that is sooner; and whether it is new.
    async fn connect(
        &self,
        origin: &Origin,
        next: oneshot::Receiver<Sender>,
    ) -> Result<(Sender, bool), ClientError> {
        let mut next = Next {
            of: self,
            origin,
            word: Some(next),
        };
        let mut new = self.clone().connected(origin.clone());
        let mut is_begun = false;
        let first = poll_fn(|context| {
            if let Some(free) = next.poll(context) {
                return Poll::Ready(Ok((free, false)));
            }
            is_begun = true;
            new.as_mut().poll(context).map_ok(|new| (new, true))
        })
        .await;
        if is_begun && matches!(&first, Ok((free, false)) if !free.is_shared()) {
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
        let pool = Arc::downgrade(&self.0);
        tokio::spawn(async move {
            if sender.ready().await
                && let Some(pool) = pool.upgrade()
            {
                Self(pool).keep(sender, origin);
            }
        });
    }

    /// Gives a connection to those who wait, or keeps it.
    fn keep(&self, sender: Sender, origin: Origin) {
        let mut shelves = self.0.lock();
        shelves.all.entry(origin).or_default().keep(sender);
        let is_swept = shelves.sweeper.as_ref().is_some_and(|it| !it.is_closed());
        // A call can be dropped where there is no runtime.
        if !is_swept && let Ok(runtime) = Handle::try_current() {
            let (sweeper, gone) = oneshot::channel();
            shelves.sweeper = Some(sweeper);
            runtime.spawn(sweep(Arc::downgrade(&self.0), gone));
        }
    }
}

/// Word of the next connection that is free.
struct Next<'a> {
    of: &'a Pool,
    origin: &'a Origin,
    /// None where it has come, for it comes once.
    word: Option<oneshot::Receiver<Sender>>,
}

impl Next<'_> {
    /// The connection, where it has come and is still there.
    fn poll(&mut self, context: &mut Context<'_>) -> Option<Sender> {
        match Pin::new(self.word.as_mut()?).poll(context) {
            Poll::Ready(free) => {
                self.word = None;
                free.ok().filter(Sender::is_ready)
            }
            Poll::Pending => None,
        }
    }
}

impl Drop for Next<'_> {
    /// What came too late is for another request.
    fn drop(&mut self) {
        let Some(mut word) = self.word.take() else {
            return;
        };
        word.close();
        if let Some(free) = word.try_recv().ok().filter(Sender::is_ready) {
            self.of.keep(free, self.origin.clone());
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

/// Looks after idle connections as long as there are any, and their pool.
async fn sweep(pool: Weak<Shared>, mut gone: oneshot::Receiver<Infallible>) {
    while timeout(IDLE, &mut gone).await.is_err() {
        let Some(pool) = pool.upgrade() else { return };
        let mut shelves = pool.lock();
        if !shelves.sweep(Instant::now()) {
            shelves.sweeper = None;
            return;
        }
    }
}
