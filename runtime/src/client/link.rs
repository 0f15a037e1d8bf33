//! Links to files, which are asked for anew when they have expired.

use std::sync::atomic::{AtomicBool, Ordering};
use std::sync::{Arc, Mutex, MutexGuard, PoisonError};
use std::time::Duration;

use http::HeaderValue;
use http::header::{ACCEPT, ACCEPT_ENCODING};

use super::Inner;
use super::execute::{Came, execute};
use super::prepare::{IDENTITY, Prepared};
use super::wants::Wants;
use crate::error::{CallError, ErrorKind};
use crate::operation::Operation;
use crate::request::Link;
use crate::response::Incoming;
use crate::retry::{Attempt, Failed, Journal, Outcome};
use crate::stream::{Extra, Reopen, Terms};
use crate::transport::BoxFuture;

type BoxError = Box<dyn std::error::Error + Send + Sync>;

/// Gives a fresh link to the same file.
pub(super) type Renew = Arc<dyn Fn() -> BoxFuture<'static, Result<String, BoxError>> + Send + Sync>;

/// A request to where a link leads.
pub(super) fn request_to(client: &Inner, operation: &'static Operation, link: &Link) -> Prepared {
    let mut prepared = Prepared::to(client, operation, link);
    let headers = &mut prepared.heading.written;
    headers.insert(ACCEPT, HeaderValue::from_static("*/*"));
    headers.insert(ACCEPT_ENCODING, IDENTITY);
    prepared.secrets = link.secrets();
    prepared.wants = &Wants::FILE;
    prepared
}

/// What a link means to this client.
pub(super) fn resolve(client: &Inner, link: &str) -> Result<Link, CallError> {
    let link = client.base.resolve(link);
    link.map_err(|error| CallError::new(ErrorKind::Link, error.to_string()))
}

/// The file behind a link.
pub(super) struct Behind {
    pub(super) client: Arc<Inner>,
    pub(super) renew: Option<Renew>,
    /// The newest request there.
    pub(super) newest: Mutex<Arc<Prepared>>,
}

impl Behind {
    fn newest(&self) -> MutexGuard<'_, Arc<Prepared>> {
        self.newest.lock().unwrap_or_else(PoisonError::into_inner)
    }
}

/// Asks for the file behind a link, or a part of it. Each has its own, as a link may be good for so
/// many requests.
#[derive(Clone)]
pub(super) struct LinkOpener {
    file: Arc<Behind>,
    request: Arc<Mutex<Arc<Prepared>>>,
    /// Whether the link is a fresh one that has brought nothing yet.
    is_fresh: Arc<AtomicBool>,
}

impl LinkOpener {
    pub(super) fn new(file: Arc<Behind>) -> Self {
        let request = Arc::clone(&file.newest());
        Self {
            file,
            request: Arc::new(Mutex::new(request)),
            is_fresh: Arc::default(),
        }
    }

    fn request(&self) -> MutexGuard<'_, Arc<Prepared>> {
        self.request.lock().unwrap_or_else(PoisonError::into_inner)
    }

    async fn open(self, extra: Extra) -> Came {
        let request = Arc::clone(&self.request());
        let came = self.send(&request, extra.clone()).await;
        let (refusal, renew) = match (came, &self.file.renew) {
            (Ok(answer), Some(renew)) if Link::may_have_expired(answer.status()) => (answer, renew),
            (came, _) => return came,
        };
        if self.is_fresh.swap(true, Ordering::Relaxed) {
            return Ok(refusal);
        }
        let link = renew().await;
        let fresh = self
            .take(&request, link)
            .map_err(|error| refusal.origin.blame(error).with_answer(refusal.raw.clone()))?;
        let journal = refused(&refusal);
        match self.send(&fresh, extra).await {
            Ok(mut answer) => {
                answer.origin.journal.follow(&journal);
                Ok(answer)
            }
            Err(error) => Err(error.behind(&journal)),
        }
    }

    async fn send(&self, request: &Prepared, extra: Extra) -> Came {
        match request.again() {
            Some(prepared) => execute(Arc::clone(&self.file.client), prepared.with(extra)).await,
            None => std::future::pending().await,
        }
    }

    /// Goes on by a fresh link, as do the parts that begin from now on.
    fn take(
        &self,
        old: &Prepared,
        link: Result<String, BoxError>,
    ) -> Result<Arc<Prepared>, CallError> {
        let client = &self.file.client;
        let link = link.map_err(|error| {
            let message =
                "the link was refused, and no fresh one could be had; see the error's source";
            CallError::new(ErrorKind::Link, message).with_source(error)
        });
        let link = link.and_then(|link| resolve(client, &link))?;
        let fresh = request_to(client, old.operation, &link);
        let fresh = Arc::new(Prepared {
            times: old.times,
            retry: old.retry,
            ..fresh
        });
        *self.request() = Arc::clone(&fresh);
        *self.file.newest() = Arc::clone(&fresh);
        Ok(fresh)
    }
}

/// How it went up to a refusal that is not the end.
fn refused(refusal: &Incoming) -> Journal {
    let mut journal = refusal.origin.journal.clone();
    journal.retried.push(Attempt {
        outcome: Outcome::Status(refusal.status()),
        elapsed: journal.elapsed,
        wait: Duration::ZERO,
    });
    journal
}

impl Reopen for LinkOpener {
    fn reopen(&self, extra: Extra) -> BoxFuture<'static, Came> {
        Box::pin(self.clone().open(extra))
    }

    fn terms(&self) -> Terms {
        self.request().terms(&self.file.client)
    }

    fn draw(&self, failed: Failed) -> Option<u32> {
        self.file.client.budget.draw(failed)
    }

    fn brought(&self, drawn: u32) {
        self.is_fresh.store(false, Ordering::Relaxed);
        if drawn > 0 {
            self.file.client.budget.refund(drawn);
        }
    }

    fn fork(&self) -> Arc<dyn Reopen> {
        Arc::new(Self::new(Arc::clone(&self.file)))
    }
}
