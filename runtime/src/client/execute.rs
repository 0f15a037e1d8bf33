//! A call across the network: attempts, until one does. Not generic, so that it is compiled once.

use std::future::poll_fn;
use std::pin::{Pin, pin};
use std::sync::Arc;
use std::time::Duration;

use http::StatusCode;
use tracing::Span;

use super::again::again;
use super::exchange::Exchange;
use super::prepare::{Prepared, Signed};
use super::watch::Watch;
use super::{Inner, trace};
use crate::auth::renewal::Renewal;
use crate::error::{CallError, ErrorKind, Fate};
use crate::hooks::{Outgoing, Retrying};
use crate::limit::Permit;
use crate::response::Incoming;
use crate::retry::{Attempt, Chance, Failed, Halt, Journal, Outcome};
use crate::transport::Request;

/// Sends a prepared request, again if need be, and reads of its answer what the output wants to be
/// there.
#[expect(
    clippy::manual_async_fn,
    reason = "the future of one holds what it is given twice, and is moved into a box"
)]
pub(super) fn execute(
    client: Arc<Inner>,
    prepared: Prepared,
) -> impl Future<Output = Came> + Send + 'static {
    async move {
        let span = trace::call(&client, &prepared);
        let mut course = Course::new(&client, &prepared);
        let came = {
            let run = pin!(course.run());
            within(&span, run).await
        };
        let came = course.finish(came);
        trace::call_came_to(&span, &came);
        came
    }
}

/// Does the work in a span, and where it is: `Instrument` would move it, which costs more than the span.
async fn within<T>(span: &Span, mut work: Pin<&mut impl Future<Output = T>>) -> T {
    poll_fn(|context| {
        let _entered = span.enter();
        work.as_mut().poll(context)
    })
    .await
}

/// What an attempt, or the whole call, came to.
pub(super) type Came = Result<Incoming, CallError>;

/// One call on its way.
struct Course<'a> {
    client: &'a Arc<Inner>,
    prepared: &'a Prepared,
    watch: Watch,
    is_repeatable: bool,
    journal: Journal,
    /// What its retries have drawn from the client's budget.
    drawn: u32,
    /// What of it was for the last one.
    paid: u32,
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

impl<'a> Course<'a> {
    fn new(client: &'a Arc<Inner>, prepared: &'a Prepared) -> Self {
        Self {
            watch: Watch::start(Arc::clone(&client.clock), prepared.times.deadline),
            is_repeatable: prepared.payload.is_repeatable(),
            client,
            prepared,
            journal: Journal::default(),
            drawn: 0,
            paid: 0,
            credential: Standing::Untried,
        }
    }

    /// What the call comes to.
    fn finish(mut self, came: Came) -> Came {
        match came {
            Ok(mut answer) => {
                answer.reopen_by(|| again(self.client, self.prepared));
                if self.prepared.is_of_endpoint() {
                    self.client.look_at_lifecycle(answer)
                } else {
                    Ok(answer)
                }
            }
            Err(error) => {
                self.journal.elapsed = self.watch.elapsed();
                Err(error.of(self.prepared.operation).after(self.journal))
            }
        }
    }

    async fn run(&mut self) -> Came {
        // Boxed, as most calls have none.
        let mut last: Option<Box<Came>> = None;
        let mut since = Duration::ZERO;
        loop {
            let sent = self.journal.attempts;
            let mut came = self.attempt().await;
            if self.journal.attempts == sent {
                return self.unsent(came, last);
            }
            let wait = match self.wait_after(&came) {
                Ok(wait) => wait,
                Err(halt) => {
                    self.halt(&mut came, halt);
                    return came;
                }
            };
            self.note(&came, since, wait);
            if let Ok(answer) = &mut came {
                answer.give_leave_back();
            }
            if !wait.is_zero() {
                self.client.clock.sleep(wait).await;
            }
            last = Some(Box::new(came));
            since = self.watch.elapsed();
        }
    }

    /// A credential that will do, leave to send, the hooks, and the exchange.
    async fn attempt(&mut self) -> Came {
        self.renew().await?;
        let permit = self.leave().await?;
        // Leave may have taken longer than the token lasts.
        self.renew().await?;
        let (span, mut exchange) = self.begin()?;
        let came = {
            let run = pin!(exchange.run(permit));
            within(&span, run).await
        };
        let Exchange {
            generations,
            is_sent,
            ..
        } = exchange;
        trace::attempt_came_to(&span, &came);
        self.watch.limit_attempt(None);
        if !is_sent {
            self.journal.attempts -= 1;
        }
        if let Ok(answer) = &came {
            self.look_at_credential(answer.status(), &generations);
        }
        came
    }

    /// Counts another attempt, and signs its request.
    fn begin(&mut self) -> Result<(Span, Exchange<'_>), CallError> {
        let mut request = self.prepared.draft(self.client);
        self.ask_hooks(&mut request)?;
        let Signed {
            secrets,
            generations,
        } = self.client.sign(self.prepared, &mut request)?;
        self.journal.attempts += 1;
        let span = trace::attempt(
            self.client,
            self.prepared,
            &request,
            &secrets,
            &self.journal,
        );
        #[cfg(feature = "opentelemetry")]
        trace::pass_on(&span, self.prepared, &mut request.headers);
        self.watch.limit_attempt(self.prepared.times.attempt);
        let exchange = Exchange {
            client: self.client,
            prepared: self.prepared,
            watch: &self.watch,
            journal: &self.journal,
            request,
            secrets,
            generations,
            is_sent: false,
        };
        Ok((span, exchange))
    }

    async fn renew(&self) -> Result<(), CallError> {
        if self.client.tokens.is_some() && self.prepared.has_credential() {
            let operation = self.prepared.operation;
            self.client.renew(operation, &self.watch).await?;
        }
        Ok(())
    }

    /// What the call comes to when an attempt came to nothing before anything was sent.
    fn unsent(&mut self, came: Came, last: Option<Box<Came>>) -> Came {
        let halt = match came.as_ref().map_err(CallError::kind) {
            Err(ErrorKind::Limited | ErrorKind::Circuit) => Halt::Leave,
            Err(ErrorKind::Deadline) => Halt::Deadline,
            _ => return came,
        };
        let Some(mut last) = last else { return came };
        // It says more than why there was no other attempt, for which nothing is to be paid.
        self.journal.retried.pop();
        if self.paid > 0 {
            self.client.budget.refund(self.paid);
        }
        self.halt(&mut last, halt);
        *last
    }

    /// Notes why there are no more attempts.
    fn halt(&mut self, came: &mut Came, halt: Halt) {
        self.journal.halt = halt;
        if let Ok(answer) = came
            && halt != Halt::Settled
        {
            answer.origin.journal.halt = halt;
            answer.origin.journal.elapsed = self.watch.elapsed();
        }
    }

    /// Lets the hooks have their way with the request of this attempt.
    fn ask_hooks(&self, request: &mut Request) -> Result<(), CallError> {
        let Some(hooks) = self.client.hooks_of(self.prepared) else {
            return Ok(());
        };
        let mut fault = None;
        request.target.edit(|target| {
            hooks.on_request(&mut Outgoing {
                operation: self.prepared.operation,
                attempt: self.journal.attempts + 1,
                origin: &request.origin,
                target,
                headers: &mut request.headers,
                body: self.prepared.payload.bytes(),
                fault: &mut fault,
            });
        });
        fault.map_or(Ok(()), Err)
    }

    async fn leave(&self) -> Result<Option<Permit>, CallError> {
        if self.prepared.is_of_endpoint() {
            let origin = &self.prepared.base;
            self.client.leave(&self.watch, origin).await
        } else {
            Ok(None)
        }
    }

    /// Tells the credential's renewed parts that the API refused them. The second time that is what
    /// it says to new ones, and others would fare no better.
    fn look_at_credential(&mut self, status: StatusCode, generations: &[u64]) {
        if status != StatusCode::UNAUTHORIZED || self.credential != Standing::Untried {
            return;
        }
        for (at, generation) in generations.iter().enumerate() {
            let refused = |renewal: &dyn Renewal| renewal.refused(*generation);
            if self.client.renewal(at, refused) == Some(true) {
                self.credential = Standing::Refused;
            }
        }
        if self.credential == Standing::Refused {
            trace::refused(self.prepared.operation);
        }
    }

    /// How long to wait before the next attempt, if there is one.
    fn wait_after(&mut self, came: &Came) -> Result<Duration, Halt> {
        if self.credential == Standing::Refused {
            self.credential = Standing::Renewed;
            return self.repeatable().map(|()| Duration::ZERO);
        }
        let failed = failed(came);
        let policy = self.prepared.retry;
        if !failed.may_be_repeated(self.prepared.is_idempotent) {
            if failed.is_answered() {
                self.client.budget.refund(self.drawn);
            }
            return Err(if failed.may_be_repeated(true) && policy.is_ever() {
                Halt::Twice
            } else {
                Halt::Settled
            });
        }
        if policy.is_spent(self.journal.attempts) {
            return Err(Halt::Settled);
        }
        self.repeatable()?;
        let at = Chance {
            date: self.client.clock.date(),
            random: self.client.clock.random(),
        };
        let wait = policy
            .delay(failed, self.journal.attempts, &at)
            .ok_or(Halt::RetryAfter)?;
        if self.watch.left().is_some_and(|left| left <= wait) {
            return Err(Halt::Deadline);
        }
        let cost = self.client.budget.draw(failed).ok_or(Halt::Budget)?;
        self.drawn = self.drawn.saturating_add(cost);
        self.paid = cost;
        Ok(wait)
    }

    fn repeatable(&self) -> Result<(), Halt> {
        self.is_repeatable.then_some(()).ok_or(Halt::Body)
    }

    fn note(&mut self, came: &Came, since: Duration, wait: Duration) {
        let attempt = Attempt {
            outcome: failed(came).outcome,
            elapsed: self.watch.elapsed().saturating_sub(since),
            wait,
        };
        trace::retrying(self.prepared.operation, &attempt, self.journal.attempts);
        if let Some(hooks) = self.client.hooks_of(self.prepared) {
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
            // Nobody waits behind a success, so it is not looked for there.
            retry_after: (!answer.status().is_success())
                .then(|| answer.headers().retry_after())
                .flatten(),
            is_unsent: false,
        },
        Err(error) => Failed {
            outcome: Outcome::Failed(error.kind()),
            retry_after: None,
            is_unsent: error.fate() == Fate::Unsent,
        },
    }
}
