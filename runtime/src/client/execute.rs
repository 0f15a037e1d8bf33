//! A call across the network: attempts, until one does. Not generic, so that it is compiled once.

use std::sync::Arc;
use std::time::Duration;

use http::{HeaderName, HeaderValue, StatusCode};
use tracing::Instrument as _;

use super::exchange::Exchange;
use super::prepare::{Prepared, Signed, copy};
use super::watch::Watch;
use super::{Inner, trace};
use crate::auth::renewal::Readiness;
use crate::error::{CallError, ErrorKind, Fate};
use crate::hooks::{Outgoing, Retrying};
use crate::limit::Permit;
use crate::response::Incoming;
use crate::retry::{Attempt, Chance, Failed, Journal, Outcome};
use crate::stream::Reopen;
use crate::transport::{BoxFuture, Request};

/// Sends a prepared request, again if need be, and reads of its answer what the output wants to be
/// there.
pub(super) async fn execute(client: Arc<Inner>, prepared: Prepared) -> Came {
    let span = trace::call(&client, &prepared);
    let operation = prepared.operation;
    let reopen = again(&client, &prepared);
    let mut course = Course {
        watch: Watch::start(Arc::clone(&client.clock), prepared.times.deadline),
        is_repeatable: prepared.payload.is_repeatable(),
        client: &client,
        prepared,
        journal: Journal::default(),
        drawn: 0,
        credential: Standing::Untried,
    };
    let came = course.run().instrument(span.clone()).await;
    let came = match came {
        Ok(answer) => client.look_at_lifecycle(answer.reopened_by(reopen)),
        Err(error) => {
            course.journal.elapsed = course.watch.elapsed();
            Err(error.of(operation).after(course.journal))
        }
    };
    trace::came_to(&span, &came);
    came
}

/// What an attempt, or the whole call, came to.
pub(super) type Came = Result<Incoming, CallError>;

/// One call on its way.
struct Course<'a> {
    client: &'a Arc<Inner>,
    prepared: Prepared,
    watch: Watch,
    is_repeatable: bool,
    journal: Journal,
    /// What its retries have drawn from the client's budget.
    drawn: u32,
    credential: Standing,
}

/// How a credential that is renewed fares with the API.
#[derive(Clone, Copy, PartialEq, Eq)]
enum Standing {
    Untried,
    /// It was refused just now.
    Refused,
    /// It has been renewed on that account, which is done once.
    Renewed,
}

impl Course<'_> {
    async fn run(&mut self) -> Came {
        let mut last: Option<Came> = None;
        loop {
            let since = self.watch.elapsed();
            let came = self.attempt().await;
            if let (Err(error), Some(last)) = (&came, last)
                && matches!(error.kind(), ErrorKind::Limited | ErrorKind::Circuit)
            {
                // That says more than why there was no other attempt.
                return last;
            }
            let Some(wait) = self.wait_after(&came) else {
                return came;
            };
            self.note(&came, since, wait);
            if !wait.is_zero() {
                self.client.clock.sleep(wait).await;
            }
            last = Some(came);
        }
    }

    /// A credential that will do, the hooks, leave to send, and the exchange.
    async fn attempt(&mut self) -> Came {
        self.renew().await?;
        let draft = self.draft()?;
        let mut signed = self.client.sign(&self.prepared, draft)?;
        let permit = self.leave().await?;
        self.journal.attempts += 1;
        let span = trace::attempt(&self.prepared, &signed, &self.journal);
        let came = self
            .exchange(&mut signed, permit)
            .instrument(span.clone())
            .await;
        trace::came_to(&span, &came);
        if let Ok(answer) = &came {
            self.look_at_credential(answer.status(), &signed.generations);
        }
        came
    }

    /// Waits until the credential will do for a while.
    async fn renew(&self) -> Result<(), CallError> {
        let Some(tokens) = &self.client.tokens else {
            return Ok(());
        };
        if !self.prepared.has_credential() {
            return Ok(());
        }
        // Listed anew each time, since nothing that is borrowed may be held over an `.await`.
        for at in 0.. {
            let Some(readiness) = self.client.renewal(at, |renewal| renewal.ready(tokens)) else {
                break;
            };
            if let Readiness::Wait(renewed) = readiness {
                self.watch.until_deadline(renewed).await??;
            }
        }
        Ok(())
    }

    /// The request of this attempt, as the hooks want it.
    fn draft(&mut self) -> Result<Request, CallError> {
        let mut request = if self.may_go_on() {
            copy(&self.prepared.request)
        } else {
            self.prepared.request.take()
        };
        let Some(hooks) = &self.client.hooks else {
            return Ok(request);
        };
        if !self.prepared.is_of_endpoint() {
            return Ok(request);
        }
        let mut fault = None;
        hooks.on_request(&mut Outgoing {
            operation: self.prepared.operation,
            attempt: self.journal.attempts + 1,
            origin: &request.origin,
            target: &mut request.target,
            headers: &mut request.headers,
            body: self.prepared.payload.bytes(),
            fault: &mut fault,
        });
        fault.map_or(Ok(request), Err)
    }

    /// Whether there may be another attempt, be it for a new token.
    fn may_go_on(&self) -> bool {
        self.is_repeatable && (self.prepared.retry.is_ever() || self.client.tokens.is_some())
    }

    async fn leave(&self) -> Result<Option<Permit>, CallError> {
        if self.prepared.is_of_endpoint() {
            self.client.leave(&self.watch).await
        } else {
            Ok(None)
        }
    }

    async fn exchange(&self, signed: &mut Signed, permit: Option<Permit>) -> Came {
        let exchange = Exchange {
            client: self.client,
            prepared: &self.prepared,
            watch: &self.watch,
            journal: &self.journal,
        };
        let work = exchange.run(signed, permit);
        match self.prepared.times.attempt {
            Some(limit) => self.watch.within(limit, ErrorKind::Timeout, work).await?,
            None => work.await,
        }
    }

    /// Tells the credential's renewed parts that the API refused them.
    fn look_at_credential(&mut self, status: StatusCode, generations: &[u64]) {
        if status != StatusCode::UNAUTHORIZED || generations.is_empty() {
            return;
        }
        for (at, generation) in generations.iter().enumerate() {
            self.client
                .renewal(at, |renewal| renewal.refused(*generation));
        }
        if self.credential == Standing::Untried {
            self.credential = Standing::Refused;
        }
    }

    /// How long to wait before the next attempt; `None` where there is none.
    fn wait_after(&mut self, came: &Came) -> Option<Duration> {
        if !self.is_repeatable {
            return None;
        }
        if self.credential == Standing::Refused {
            self.credential = Standing::Renewed;
            return Some(Duration::ZERO);
        }
        let failed = failed(came);
        if !failed.may_be_repeated(self.prepared.is_idempotent) {
            if came.is_ok() {
                self.client.budget.refund(self.drawn);
            }
            return None;
        }
        let at = Chance {
            date: self.client.clock.date(),
            random: self.client.clock.random(),
        };
        let wait = self
            .prepared
            .retry
            .delay(failed, self.journal.attempts, &at)?;
        if self.watch.left().is_some_and(|left| left <= wait) {
            return None;
        }
        self.drawn = self.drawn.saturating_add(self.client.budget.draw(failed)?);
        Some(wait)
    }

    fn note(&mut self, came: &Came, since: Duration, wait: Duration) {
        let attempt = Attempt {
            outcome: failed(came).outcome,
            elapsed: self.watch.elapsed().saturating_sub(since),
            wait,
        };
        trace::retrying(self.prepared.operation, &attempt, self.journal.attempts);
        if let Some(hooks) = &self.client.hooks
            && self.prepared.is_of_endpoint()
        {
            hooks.on_retry(&Retrying {
                operation: self.prepared.operation,
                attempt: self.journal.attempts,
                outcome: attempt.outcome,
                wait,
                error: came.as_ref().err(),
            });
        }
        self.journal.retried.push(attempt);
    }
}

/// What an attempt came to, in the words of the retry policy.
fn failed(came: &Came) -> Failed {
    match came {
        Ok(answer) => Failed {
            outcome: Outcome::Status(answer.status()),
            retry_after: answer.headers().retry_after(),
            is_unsent: false,
        },
        Err(error) => Failed {
            outcome: Outcome::Failed(error.kind()),
            retry_after: None,
            is_unsent: error.fate() == Fate::Unsent,
        },
    }
}

/// How a stream of this call is opened again, if it may be.
fn again(client: &Arc<Inner>, prepared: &Prepared) -> Option<Arc<dyn Reopen>> {
    if !prepared.wants.reconnects {
        return None;
    }
    let prepared = prepared.again()?;
    Some(Arc::new(Again {
        client: Arc::clone(client),
        prepared,
    }))
}

/// Sends the same request once more.
struct Again {
    client: Arc<Inner>,
    prepared: Prepared,
}

impl Reopen for Again {
    fn reopen(
        &self,
        header: Option<(HeaderName, HeaderValue)>,
    ) -> BoxFuture<'static, Result<Incoming, CallError>> {
        let prepared = self.prepared.again().map(|mut prepared| {
            if let Some((name, value)) = header {
                prepared.request.headers.insert(name, value);
            }
            prepared
        });
        match prepared {
            Some(prepared) => Box::pin(execute(Arc::clone(&self.client), prepared)),
            None => Box::pin(std::future::pending()),
        }
    }
}
