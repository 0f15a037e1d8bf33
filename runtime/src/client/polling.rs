//! Waiting for a job.

mod pace;
mod seen;

use std::fmt;
use std::future::poll_fn;
use std::pin::Pin;
use std::task::{Context, Poll, ready};
use std::time::Duration;

use futures_core::Stream;

use self::pace::Pace;
use self::seen::Seen;
use super::call::Call;
use super::trace;
use crate::endpoint::{Endpoint, OutputOf, ResultOf};
use crate::error::{CallError, Error, ErrorKind};
use crate::exclusive::Exclusive;
use crate::job::{Job, JobState};
use crate::response::{self, Incoming};
use crate::transport::BoxFuture;

/// A job that is not waited for yet; [`until_done`](Self::until_done) and [`states`](Self::states)
/// do.
///
/// It is looked at at once, then after one second, and then after half as long again each time, up to
/// 30 seconds, each time a little sooner by chance; where an answer says by `Retry-After` when to come
/// back, that goes before. When the time is over it is looked at one last time. A state that is not
/// known counts as pending.
///
/// Once an answer has come, a look that fails in a way that may pass, as by a lost connection, is not
/// the end of the wait: the next look may do better, and the last one counts. A refusal, as a 404 where
/// the job is gone, is the end of it.
///
/// A look that is under way when the time is over has as long to come to an end as an answer may take
/// to begin, 30 seconds unless the client says otherwise, and all of its attempts share that.
///
/// Dropping the wait stops the wait, and not the job.
#[must_use = "nothing is sent before the job is waited for"]
pub struct Polling<E> {
    call: Call<E>,
    every: Option<Duration>,
}

impl<E: Endpoint> Polling<E>
where
    OutputOf<E>: Job,
{
    pub(crate) fn new(call: Call<E>) -> Self {
        Self { call, every: None }
    }

    /// Looks each time after this long, in place of the times that grow; not sooner than after 100
    /// milliseconds. `Retry-After` still goes before it.
    pub fn every(mut self, interval: Duration) -> Self {
        self.every = Some(interval);
        self
    }

    /// Waits until the job is done, at the most for `max_wait`, and gives the answer that says so.
    ///
    /// ```no_run
    /// # use std::time::Duration;
    /// # use endpoint::{Client, Job, JobState, endpoint};
    /// # #[endpoint(GET "/exports/<id>" -> Export)]
    /// # struct GetExport { id: u64 }
    /// # #[derive(serde::Deserialize)]
    /// # struct Export { url: Option<String> }
    /// # impl Job for Export {
    /// #     fn state(&self) -> JobState { if self.url.is_some() { JobState::Done } else { JobState::PENDING } }
    /// # }
    /// # async fn call(client: Client) -> Result<(), Box<dyn std::error::Error>> {
    /// let export = client.poll(GetExport { id: 7 }).until_done(Duration::from_secs(600)).await?;
    /// println!("{:?}", export.url);
    /// # Ok(()) }
    /// ```
    ///
    /// # Errors
    /// As [`Client::send`](crate::Client::send); of [`ErrorKind::Job`] where the job failed, and of
    /// [`ErrorKind::Pending`] where it is not done in time. Both keep the last answer.
    pub async fn until_done(self, max_wait: Duration) -> ResultOf<E> {
        let mut states = self.states(max_wait);
        poll_fn(|context| states.poll_done(context)).await
    }

    /// The answers of all looks as they come, the one that says that the job is done being the last.
    /// Where the job fails, or is not done after `max_wait`, the last item is an error as of
    /// [`until_done`](Self::until_done).
    pub fn states(self, max_wait: Duration) -> States<E> {
        States {
            pace: Pace::start(self.call.clock(), self.every, max_wait),
            call: self.call,
            step: Exclusive::new(Step::Due),
            looks: 0,
            is_known: false,
            is_odd: false,
        }
    }
}

impl<E: Endpoint> fmt::Debug for Polling<E> {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "Polling({})", E::OPERATION)
    }
}

/// How a job is getting on, look by look: a [`Stream`] of answers.
#[must_use = "nothing is sent before the first answer is asked for"]
pub struct States<E> {
    call: Call<E>,
    pace: Pace,
    step: Exclusive<Step>,
    looks: u32,
    /// Whether an answer has said how the job is getting on.
    is_known: bool,
    /// Whether a state was not known, which is said once.
    is_odd: bool,
}

enum Step {
    Due,
    Looking(BoxFuture<'static, Result<Incoming, CallError>>),
    Waiting(BoxFuture<'static, ()>),
    /// The time was over with the answer that was given last.
    Late(CallError),
    Over,
}

/// An answer, and whether the job goes on.
struct Look<T> {
    answer: T,
    is_pending: bool,
}

impl<E: Endpoint> States<E>
where
    OutputOf<E>: Job,
{
    /// Waits for the next answer; `None` once the job is done, and behind an error.
    ///
    /// # Errors
    /// As [`Polling::until_done`].
    pub async fn next(&mut self) -> Option<ResultOf<E>> {
        poll_fn(|context| self.poll_state(context)).await
    }

    fn poll_done(&mut self, context: &mut Context<'_>) -> Poll<ResultOf<E>> {
        loop {
            match ready!(self.poll_look(context)) {
                Some(look) if look.is_pending => {}
                Some(look) => return Poll::Ready(look.answer),
                // It was polled after its end.
                None => return Poll::Pending,
            }
        }
    }

    fn poll_state(&mut self, context: &mut Context<'_>) -> Poll<Option<ResultOf<E>>> {
        self.poll_look(context)
            .map(|look| look.map(|look| look.answer))
    }

    fn poll_look(&mut self, context: &mut Context<'_>) -> Poll<Option<Look<ResultOf<E>>>> {
        loop {
            match self.step.get_mut() {
                Step::Due => {
                    if self.looks == 0 {
                        self.pace.begin();
                    }
                    self.looks = self.looks.saturating_add(1);
                    let look = self.call.again(self.pace.left());
                    self.go_on(Step::Looking(look));
                }
                Step::Waiting(wait) => {
                    ready!(wait.as_mut().poll(context));
                    self.go_on(Step::Due);
                }
                Step::Looking(look) => {
                    let came = ready!(look.as_mut().poll(context));
                    if let Some(look) = self.take_in(came) {
                        return Poll::Ready(Some(look));
                    }
                }
                Step::Late(_) | Step::Over => return Poll::Ready(self.end()),
            }
        }
    }

    fn go_on(&mut self, step: Step) {
        *self.step.get_mut() = step;
    }

    fn end(&mut self) -> Option<Look<ResultOf<E>>> {
        match std::mem::replace(self.step.get_mut(), Step::Over) {
            Step::Late(error) => Some(Look {
                answer: Err(Error::Call(error)),
                is_pending: false,
            }),
            _ => None,
        }
    }

    /// What a look came to; `None` where it failed and the next one may do better.
    fn take_in(&mut self, came: Result<Incoming, CallError>) -> Option<Look<ResultOf<E>>> {
        let seen = came.map(|answer| (Seen::of(&answer), response::decode::<E>(Ok(answer))));
        let (seen, answer) = match seen {
            Ok((seen, Ok(answer))) => (seen, answer),
            Ok((_, Err(error))) => return self.fail(error),
            Err(error) => return self.fail(Error::Call(error)),
        };
        self.is_known = true;
        let state = answer.value.state();
        if let JobState::Failed { reason } = state {
            return self.fail(Error::Call(seen.failed(&reason)));
        }
        if let JobState::Unknown { state } = &state
            && !std::mem::replace(&mut self.is_odd, true)
        {
            trace::odd_state(E::OPERATION, &seen.shown(state));
        }
        let is_pending = state.is_pending();
        let next = is_pending.then(|| self.pace.next(seen.retry_after()));
        self.go_on(match next {
            None => Step::Over,
            Some(Some(wait)) => Step::Waiting(wait),
            Some(None) => Step::Late(seen.late(self.looks, self.pace.max_wait())),
        });
        Some(Look {
            answer: Ok(answer),
            is_pending,
        })
    }

    fn fail(&mut self, error: Error<E::Error>) -> Option<Look<ResultOf<E>>> {
        let may_pass = error.is_retryable() || error.kind() == Some(ErrorKind::Deadline);
        if self.is_known
            && may_pass
            && let Some(wait) = self.pace.next(error.retry_after())
        {
            trace::look_failed(E::OPERATION, error.status(), error.kind());
            self.go_on(Step::Waiting(wait));
            return None;
        }
        self.go_on(Step::Over);
        Some(Look {
            answer: Err(error),
            is_pending: false,
        })
    }
}

impl<E: Endpoint> Stream for States<E>
where
    OutputOf<E>: Job,
{
    type Item = ResultOf<E>;

    fn poll_next(self: Pin<&mut Self>, context: &mut Context<'_>) -> Poll<Option<Self::Item>> {
        self.get_mut().poll_state(context)
    }
}

/// The endpoint is read, and never pinned.
impl<E> Unpin for States<E> {}

impl<E: Endpoint> fmt::Debug for States<E> {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "States({})", E::OPERATION)
    }
}
