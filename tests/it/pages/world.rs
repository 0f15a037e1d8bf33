//! A server that has as many pages as one asks for, and gives each when it is let.

use std::collections::VecDeque;
use std::fmt;
use std::pin::Pin;
use std::sync::atomic::{AtomicUsize, Ordering};
use std::sync::{Arc, Condvar, Mutex};
use std::task::{Context, Poll};
use std::time::Duration;

use bytes::Bytes;
use endpoint::transport::{Answer, Body, BoxFuture, Pieces, Request, Transport, TransportError};
use endpoint::{Client, HeaderMap, Retry, StatusCode};
use tokio::sync::Semaphore;

use crate::support::BASE;

/// Clones are the same world.
#[derive(Clone)]
pub(super) struct World(Arc<Inner>);

struct Inner {
    pages: usize,
    /// How many items a page has.
    size: usize,
    /// How many pages may still be given.
    leave: Semaphore,
    begun: AtomicUsize,
    ended: Mutex<usize>,
    /// One more is over.
    over: Condvar,
}

impl World {
    pub(super) fn of(pages: usize, size: usize) -> Self {
        Self(Arc::new(Inner {
            pages,
            size,
            leave: Semaphore::new(0),
            begun: AtomicUsize::new(0),
            ended: Mutex::new(0),
            over: Condvar::new(),
        }))
    }

    pub(super) fn client(&self) -> Client {
        let builder = Client::builder(BASE).transport(self.clone());
        builder.retry(Retry::never()).build().unwrap()
    }

    /// Lets so many more pages be given.
    pub(super) fn let_give(&self, pages: usize) {
        self.0.leave.add_permits(pages);
    }

    /// How many requests came.
    pub(super) fn begun(&self) -> usize {
        self.0.begun.load(Ordering::SeqCst)
    }

    /// How many of them are over, answered or given up.
    pub(super) fn ended(&self) -> usize {
        *self.0.ended.lock().unwrap()
    }

    /// Waits on this thread until so many are over.
    pub(super) fn until_ended(&self, requests: usize) {
        let ended = self.0.ended.lock().unwrap();
        let bound = Duration::from_secs(30);
        let is_open = |ended: &mut usize| *ended < requests;
        let (ended, waited) = self
            .0
            .over
            .wait_timeout_while(ended, bound, is_open)
            .unwrap();
        assert!(!waited.timed_out(), "{} of {requests} are over", *ended);
    }

    fn page(&self, target: &str) -> String {
        let at: usize = target
            .split_once("after=")
            .map_or(0, |(_, at)| at.parse().unwrap());
        let things: Vec<usize> = (at * self.0.size..(at + 1) * self.0.size).collect();
        let next = (at + 1 < self.0.pages).then(|| (at + 1).to_string());
        serde_json::json!({"things": things, "next": next}).to_string()
    }
}

impl Transport for World {
    fn send(&self, request: Request) -> BoxFuture<'_, Result<Answer, TransportError>> {
        Box::pin(async move {
            self.0.begun.fetch_add(1, Ordering::SeqCst);
            let _ends = Ends(&self.0);
            self.0.leave.acquire().await.unwrap().forget();
            Ok(Answer {
                status: StatusCode::OK,
                headers: HeaderMap::new(),
                body: Body::new(Once([self.page(request.target()).into()].into())),
            })
        })
    }
}

struct Ends<'a>(&'a Inner);

impl Drop for Ends<'_> {
    fn drop(&mut self) {
        *self.0.ended.lock().unwrap() += 1;
        self.0.over.notify_all();
    }
}

struct Once(VecDeque<Bytes>);

impl Pieces for Once {
    fn poll_piece(
        mut self: Pin<&mut Self>,
        _: &mut Context<'_>,
    ) -> Poll<Option<Result<Bytes, TransportError>>> {
        Poll::Ready(self.0.pop_front().map(Ok))
    }
}

impl fmt::Debug for World {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str("World")
    }
}
