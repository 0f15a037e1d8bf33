//! Streams without `.await`.

use std::fmt;
use std::future::poll_fn;
use std::pin::Pin;

use futures_core::Stream;

use super::Drive;
use crate::error::CallError;

/// The items of a stream as an iterator, which waits for each.
///
/// On a stream of an async client, and inside an async function, the one item is an error of
/// [`ErrorKind::Blocking`](crate::ErrorKind::Blocking).
pub struct Iter<S> {
    stream: S,
    drive: Drive,
    is_over: bool,
}

impl<S> Iter<S> {
    pub(crate) fn new(stream: S, drive: Drive) -> Self {
        Self {
            stream,
            drive,
            is_over: false,
        }
    }

    /// The stream itself, for what it knows: events have a last id, by which another call can go on.
    pub fn stream(&self) -> &S {
        &self.stream
    }
}

impl<T, X: From<CallError>, S: Stream<Item = Result<T, X>> + Unpin> Iterator for Iter<S> {
    type Item = Result<T, X>;

    fn next(&mut self) -> Option<Self::Item> {
        if self.is_over {
            return None;
        }
        let stream = &mut self.stream;
        let next = poll_fn(|context| Pin::new(&mut *stream).poll_next(context));
        self.drive.wait(next).unwrap_or_else(|error| {
            self.is_over = true;
            Some(Err(error.into()))
        })
    }
}

impl<S: fmt::Debug> fmt::Debug for Iter<S> {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_tuple("Iter").field(&self.stream).finish()
    }
}
