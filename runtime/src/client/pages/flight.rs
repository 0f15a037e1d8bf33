//! One page on its way.

use std::sync::Arc;
use std::task::{Context, Poll};

use super::super::Inner;
use super::super::execute::{Came, execute};
use super::super::prepare::Prepared;
use crate::transport::{BoxFuture, boxed};

/// One page on its way; nothing is sent before it is polled, or begun.
pub(super) enum Flight {
    /// Who wants it polls it.
    Polled(BoxFuture<'static, Came>),
    /// The runtime does.
    #[cfg(feature = "tokio")]
    Spawned(Spawned),
}

impl Flight {
    pub(super) fn new(client: Arc<Inner>, prepared: Prepared) -> Self {
        Self::Polled(boxed(|| execute(client, prepared)))
    }

    /// Begins, and goes on by itself where there is a runtime.
    pub(super) fn begin(&mut self, context: &mut Context<'_>) {
        match self {
            Self::Polled(flight) => {
                let idle: BoxFuture<'static, Came> = Box::pin(std::future::pending());
                *self = begun(std::mem::replace(flight, idle), context);
            }
            #[cfg(feature = "tokio")]
            Self::Spawned(_) => {}
        }
    }

    pub(super) fn poll(&mut self, context: &mut Context<'_>) -> Poll<Came> {
        match self {
            Self::Polled(flight) => flight.as_mut().poll(context),
            #[cfg(feature = "tokio")]
            Self::Spawned(flight) => flight.poll(context),
        }
    }
}

#[cfg(feature = "tokio")]
fn begun(flight: BoxFuture<'static, Came>, context: &mut Context<'_>) -> Flight {
    use tracing::Instrument as _;

    match tokio::runtime::Handle::try_current() {
        Ok(runtime) => Flight::Spawned(Spawned(runtime.spawn(flight.in_current_span()))),
        Err(_) => polled_once(flight, context),
    }
}

#[cfg(not(feature = "tokio"))]
fn begun(flight: BoxFuture<'static, Came>, context: &mut Context<'_>) -> Flight {
    polled_once(flight, context)
}

fn polled_once(mut flight: BoxFuture<'static, Came>, context: &mut Context<'_>) -> Flight {
    match flight.as_mut().poll(context) {
        Poll::Ready(came) => Flight::Polled(Box::pin(std::future::ready(came))),
        Poll::Pending => Flight::Polled(flight),
    }
}

/// A page that the runtime fetches as long as someone is there to take it.
#[cfg(feature = "tokio")]
pub(super) struct Spawned(tokio::task::JoinHandle<Came>);

#[cfg(feature = "tokio")]
impl Spawned {
    fn poll(&mut self, context: &mut Context<'_>) -> Poll<Came> {
        use crate::error::{CallError, ErrorKind};

        std::pin::Pin::new(&mut self.0)
            .poll(context)
            .map(|joined| match joined {
                Ok(came) => came,
                Err(error) if error.is_panic() => std::panic::resume_unwind(error.into_panic()),
                Err(error) => {
                    let message = "the runtime that fetched the page ahead was shut down; go on from the cursor in another";
                    Err(CallError::new(ErrorKind::Interrupted, message).with_source(error))
                }
            })
    }
}

#[cfg(feature = "tokio")]
impl Drop for Spawned {
    fn drop(&mut self) {
        self.0.abort();
    }
}
