//! Work that may block.

use std::io;
use std::pin::Pin;
use std::task::{Context, Poll};

/// Work that may block: on a thread for such work if there is a Tokio runtime, else on this one.
pub(crate) struct Blocking<T>(State<T>);

enum State<T> {
    #[cfg(feature = "tokio")]
    Elsewhere(tokio::task::JoinHandle<T>),
    Done(Option<T>),
}

impl<T: Send + 'static> Blocking<T> {
    pub(crate) fn run(work: impl FnOnce() -> T + Send + 'static) -> Self {
        #[cfg(feature = "tokio")]
        if let Ok(runtime) = tokio::runtime::Handle::try_current() {
            return Self(State::Elsewhere(runtime.spawn_blocking(work)));
        }
        Self(State::Done(Some(work())))
    }

    /// Lets it come to its end without anybody who waits for that.
    pub(crate) fn detach(self) {
        let Self(_) = self;
    }
}

/// Nothing in it is pinned.
impl<T> Unpin for Blocking<T> {}

impl<T> Future for Blocking<T> {
    type Output = io::Result<T>;

    fn poll(mut self: Pin<&mut Self>, context: &mut Context<'_>) -> Poll<io::Result<T>> {
        match &mut self.0 {
            #[cfg(feature = "tokio")]
            State::Elsewhere(handle) => Pin::new(handle).poll(context).map_err(io::Error::other),
            State::Done(value) => {
                let _ = context;
                Poll::Ready(
                    value
                        .take()
                        .ok_or_else(|| io::Error::other("polled after its end")),
                )
            }
        }
    }
}
