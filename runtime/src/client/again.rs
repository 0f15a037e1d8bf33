//! Bodies that go on over another connection.

use std::sync::{Arc, Mutex, PoisonError};

use http::header::RANGE;

use super::Inner;
use super::execute::{Came, execute};
use super::prepare::Prepared;
use crate::error::{CallError, ErrorKind};
use crate::retry::{Failed, Retry};
use crate::stream::{Extra, Reopen, Terms};
use crate::transport::{BoxFuture, boxed};

/// How the body of this call is asked for again, if it may be.
pub(super) fn again(client: &Arc<Inner>, prepared: &Prepared) -> Option<Arc<dyn Reopen>> {
    if !prepared.wants.reconnects && !prepared.wants.resumes {
        return None;
    }
    let prepared = prepared.again()?;
    Some(Arc::new(Again {
        client: Arc::clone(client),
        prepared: Arc::new(prepared),
    }))
}

/// How a call is sent: any number of times, if it may be.
pub(super) fn opener(client: Arc<Inner>, prepared: Prepared) -> Arc<dyn Reopen> {
    if prepared.is_idempotent && prepared.payload.is_repeatable() {
        let prepared = Arc::new(prepared);
        return Arc::new(Again { client, prepared });
    }
    let terms = Terms {
        retry: Retry::never(),
        has_ranges: false,
        ..prepared.terms(&client)
    };
    let call = Arc::new(Mutex::new(Some(prepared)));
    Arc::new(Once {
        client,
        call,
        terms,
    })
}

impl Prepared {
    /// With the headers of one sending.
    pub(super) fn with(mut self, extra: Extra) -> Self {
        self.is_rest |= extra.iter().any(|(name, _)| name == RANGE);
        self.heading.extra.extend(extra);
        self
    }

    pub(super) fn terms(&self, client: &Inner) -> Terms {
        Terms {
            retry: self.retry,
            has_ranges: self.operation.method() == http::Method::GET,
            clock: Arc::clone(&client.clock),
        }
    }
}

/// Sends the same request once more.
#[derive(Clone)]
struct Again {
    client: Arc<Inner>,
    prepared: Arc<Prepared>,
}

impl Reopen for Again {
    fn reopen(&self, extra: Extra) -> BoxFuture<'static, Came> {
        match self.prepared.again() {
            Some(prepared) => boxed(|| execute(Arc::clone(&self.client), prepared.with(extra))),
            None => Box::pin(std::future::pending()),
        }
    }

    fn terms(&self) -> Terms {
        self.prepared.terms(&self.client)
    }

    fn draw(&self, failed: Failed) -> Option<u32> {
        self.client.budget.draw(failed)
    }

    fn brought(&self, drawn: u32) {
        if drawn > 0 {
            self.client.budget.refund(drawn);
        }
    }

    fn fork(&self) -> Arc<dyn Reopen> {
        Arc::new(self.clone())
    }
}

/// Sends a request that must not, or cannot, be sent again.
#[derive(Clone)]
struct Once {
    client: Arc<Inner>,
    call: Arc<Mutex<Option<Prepared>>>,
    terms: Terms,
}

impl Reopen for Once {
    fn reopen(&self, extra: Extra) -> BoxFuture<'static, Came> {
        let call = self
            .call
            .lock()
            .unwrap_or_else(PoisonError::into_inner)
            .take();
        if let Some(prepared) = call {
            return boxed(|| execute(Arc::clone(&self.client), prepared.with(extra)));
        }
        let message = "the request can be sent only once; make another call";
        let error = CallError::new(ErrorKind::Upload, message);
        Box::pin(std::future::ready(Err(error)))
    }

    fn terms(&self) -> Terms {
        self.terms.clone()
    }

    fn draw(&self, failed: Failed) -> Option<u32> {
        self.client.budget.draw(failed)
    }

    fn brought(&self, drawn: u32) {
        if drawn > 0 {
            self.client.budget.refund(drawn);
        }
    }

    fn fork(&self) -> Arc<dyn Reopen> {
        Arc::new(self.clone())
    }
}
