//! What runs the network's side of a client that nobody polls.

use std::fmt;
use std::pin::pin;
use std::sync::Arc;
use std::task::{Context, Poll, Wake, Waker};
use std::thread::{self, Thread};

use tokio::runtime::{Builder, Handle, Runtime};

use crate::error::{BuildError, CallError, ErrorKind};

/// A small runtime: one thread, for connections and timers. Clones are the same one.
#[derive(Clone)]
pub(crate) struct Driver(Arc<Background>);

struct Background {
    handle: Handle,
    /// There until it is dropped.
    runtime: Option<Runtime>,
}

impl Driver {
    pub(crate) fn start() -> Result<Self, BuildError> {
        let runtime = Builder::new_multi_thread()
            .worker_threads(1)
            .thread_name("endpoint")
            .enable_all()
            .build()
            .map_err(|error| {
                BuildError::new("the client's own thread cannot be started; the system may have run out of threads or files")
                    .with_source(error)
            })?;
        Ok(Self(Arc::new(Background {
            handle: runtime.handle().clone(),
            runtime: Some(runtime),
        })))
    }

    /// Waits for a future on this thread.
    ///
    /// # Errors
    /// Where this thread is polling a future already, which is not touched then.
    pub(crate) fn wait<F: IntoFuture>(&self, future: F) -> Result<F::Output, CallError> {
        if is_polling() {
            return Err(CallError::new(
                ErrorKind::Blocking,
                "`.wait()` would hold up the async runtime that it is called in; use `endpoint::Client` and `.await` there, or `spawn_blocking`",
            ));
        }
        // So that sockets and timers are this runtime's.
        let _entered = self.0.handle.enter();
        Ok(park_until_ready(future.into_future()))
    }
}

/// Unlike Tokio's own `block_on` this cannot panic, wherever it is called.
fn park_until_ready<F: Future>(future: F) -> F::Output {
    let waker = Waker::from(Arc::new(Unpark(thread::current())));
    let mut context = Context::from_waker(&waker);
    let mut future = pin!(future);
    loop {
        match future.as_mut().poll(&mut context) {
            Poll::Ready(output) => return output,
            Poll::Pending => thread::park(),
        }
    }
}

struct Unpark(Thread);

impl Wake for Unpark {
    fn wake(self: Arc<Self>) {
        self.0.unpark();
    }

    fn wake_by_ref(self: &Arc<Self>) {
        self.0.unpark();
    }
}

/// Whether a runtime of Tokio's is polling a future on this thread. There alone Tokio limits what
/// may be done at once ([`tokio::task::coop`]); on threads that may block, as those of
/// `spawn_blocking`, it does not, though they know their runtime just as well.
fn is_polling() -> bool {
    /// More than Tokio grants to one poll: that is 128, and counted in a byte.
    const LIMIT: usize = 256;

    if Handle::try_current().is_err() {
        return false;
    }
    let mut context = Context::from_waker(Waker::noop());
    let is_spent = |_| {
        pin!(tokio::task::consume_budget())
            .poll(&mut context)
            .is_pending()
    };
    (0..LIMIT).any(is_spent)
}

/// A runtime that waits for its threads when it is dropped would panic in an async function.
impl Drop for Background {
    fn drop(&mut self) {
        if let Some(runtime) = self.runtime.take() {
            runtime.shutdown_background();
        }
    }
}

impl fmt::Debug for Driver {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str("Driver")
    }
}

/// Who moves a stream on when it is read without `.await`.
pub(crate) enum Drive {
    /// Nobody has to: all of it is there.
    There,
    By(Driver),
    /// It is for an async runtime to do.
    Async,
}

impl Drive {
    /// Waits for a future of the stream.
    pub(crate) fn wait<F: Future>(&self, future: F) -> Result<F::Output, CallError> {
        match self {
            Self::There => match pin!(future).poll(&mut Context::from_waker(Waker::noop())) {
                Poll::Ready(output) => Ok(output),
                Poll::Pending => Err(of_async_client()),
            },
            Self::By(driver) => driver.wait(future),
            Self::Async => Err(of_async_client()),
        }
    }
}

fn of_async_client() -> CallError {
    CallError::new(
        ErrorKind::Blocking,
        "the stream is one of an async client; take it as a `Stream`, or call the endpoint by `endpoint::blocking::Client`",
    )
}
