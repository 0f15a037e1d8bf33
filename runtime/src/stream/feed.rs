//! The events of one stream, over as many connections as it takes.

use std::fmt;
use std::sync::Arc;
use std::task::{Context, Poll, ready};
use std::time::Duration;

use bytes::Bytes;
use http::{HeaderName, HeaderValue, StatusCode};

use super::events::check_type;
use super::{Inflow, Reopen};
use crate::auth::secret::ReadingFor;
#[cfg(feature = "blocking")]
use crate::blocking::Drive;
use crate::clock::Clock;
use crate::error::{CallError, ErrorKind};
use crate::exclusive::Exclusive;
use crate::response::split::TooLong;
use crate::response::sse::{Message, Parser};
use crate::response::{Incoming, OpenError, Subject, undecodable};
use crate::transport::BoxFuture;

/// How long to wait before a reconnection, unless the server says.
const RETRY: Duration = Duration::from_secs(3);

/// The longest that a server can make a reconnection wait.
const LONGEST: Duration = Duration::from_secs(120);

/// The shortest wait behind a connection that brought no event, whatever the server says.
const LEAST: Duration = Duration::from_secs(1);

/// How many reconnections in a row may come to nothing.
const FRUITLESS: u32 = 3;

/// The events, their data not read yet. Not generic, so that it is compiled once.
pub(super) struct Feed {
    parser: Parser,
    /// The body of this connection, or of the last one.
    inflow: Inflow,
    state: State,
    again: Option<Again>,
    follows: bool,
    /// Whether this connection has brought no event yet.
    is_idle: bool,
    /// How many reconnections in a row have come to nothing.
    fruitless: u32,
}

enum State {
    Reading,
    Waiting(Exclusive<BoxFuture<'static, ()>>),
    Opening(Exclusive<BoxFuture<'static, Result<Incoming, CallError>>>),
    Over,
}

/// What it takes to send the request once more.
struct Again {
    reopen: Arc<dyn Reopen>,
    clock: Arc<dyn Clock>,
}

impl Feed {
    pub(super) fn new(mut inflow: Inflow) -> Self {
        let again = inflow.reopen.take().zip(inflow.clock.clone());
        Self {
            parser: Parser::new(inflow.limit),
            again: again.map(|(reopen, clock)| Again { reopen, clock }),
            inflow,
            state: State::Reading,
            follows: false,
            is_idle: true,
            fruitless: 0,
        }
    }

    #[cfg(feature = "blocking")]
    pub(super) fn drive(&self) -> Drive {
        self.inflow.drive()
    }

    pub(super) fn follow(&mut self) {
        self.follows = true;
    }

    pub(super) fn last_event_id(&self) -> Option<&str> {
        self.parser.last_id()
    }

    /// What is made of an event's data meanwhile knows the secrets of this call.
    pub(super) fn reading(&self) -> ReadingFor {
        self.inflow.reading()
    }

    /// The error of an event whose data does not fit.
    pub(super) fn broken(&self, fault: &OpenError, data: String) -> CallError {
        self.inflow
            .unreadable(fault, Subject::Event, Bytes::from(data))
    }

    /// The next event; `None` at the end, and after an error.
    pub(super) fn poll_message(
        &mut self,
        context: &mut Context<'_>,
    ) -> Poll<Option<Result<Message, CallError>>> {
        loop {
            let step = match &mut self.state {
                State::Over => return Poll::Ready(None),
                State::Reading => match self.parser.next() {
                    Some(Ok(message)) => {
                        self.is_idle = false;
                        return Poll::Ready(Some(Ok(message)));
                    }
                    Some(Err(too_long)) => Err(self.too_long(too_long)),
                    None => match ready!(self.inflow.poll_piece(context)) {
                        Some(Ok(piece)) => {
                            self.take(piece);
                            continue;
                        }
                        Some(Err(error)) => self.lost(error),
                        None => self.ended(),
                    },
                },
                State::Waiting(timer) => {
                    ready!(timer.get_mut().as_mut().poll(context));
                    self.open();
                    continue;
                }
                State::Opening(answer) => match ready!(answer.get_mut().as_mut().poll(context)) {
                    Ok(answer) => self.opened(answer),
                    Err(error) => self.not_opened(error),
                },
            };
            if let Err(error) = step {
                self.state = State::Over;
                return Poll::Ready(Some(Err(error)));
            }
        }
    }

    fn take(&mut self, piece: Bytes) {
        self.fruitless = 0;
        self.parser.feed(piece);
    }

    fn too_long(&self, TooLong(kept): TooLong) -> CallError {
        let message = format!(
            "an event is longer than the {} bytes that are accepted; raise `limit` on the endpoint or the client",
            self.inflow.limit
        );
        self.inflow
            .blame_keeping(CallError::new(ErrorKind::TooLarge, message), kept)
    }

    /// The connection was lost, or nothing came on it for too long.
    fn lost(&mut self, error: CallError) -> Result<(), CallError> {
        if error.kind() != ErrorKind::Stalled {
            return self.wait(Some(error), RETRY);
        }
        // Whoever is silent and yet can be reached has nothing to say.
        self.fruitless = 0;
        self.wait(Some(error), Duration::ZERO)
    }

    fn ended(&mut self) -> Result<(), CallError> {
        if self.follows {
            return self.wait(None, RETRY);
        }
        self.state = State::Over;
        Ok(())
    }

    fn not_opened(&mut self, error: CallError) -> Result<(), CallError> {
        if error.is_retryable() || error.kind() == ErrorKind::Deadline {
            return self.wait(Some(error), RETRY);
        }
        Err(error)
    }

    /// Connects again after a time, if that may be done and is not in vain. If it is not done,
    /// `error` comes out, or the stream is at its end.
    fn wait(&mut self, error: Option<CallError>, time: Duration) -> Result<(), CallError> {
        let is_possible = self.fruitless < FRUITLESS && self.last_event_id_header().is_ok();
        let Some(again) = self.again.as_ref().filter(|_| is_possible) else {
            self.state = State::Over;
            return error.map_or(Ok(()), Err);
        };
        self.fruitless += 1;
        let least = if self.is_idle { LEAST } else { Duration::ZERO };
        let retry = self.parser.retry().map(|time| time.clamp(least, LONGEST));
        let time = retry.unwrap_or(time);
        if time.is_zero() {
            self.open();
        } else {
            self.state = State::Waiting(Exclusive::new(again.clock.sleep(time)));
        }
        Ok(())
    }

    fn open(&mut self) {
        let header = self.last_event_id_header().ok().flatten();
        if let Some(again) = &self.again {
            let extra = header.into_iter().collect();
            self.state = State::Opening(Exclusive::new(again.reopen.reopen(extra)));
        }
    }

    /// An error where no header can hold the id, without which events would come twice or not at
    /// all.
    fn last_event_id_header(
        &self,
    ) -> Result<Option<(HeaderName, HeaderValue)>, http::header::InvalidHeaderValue> {
        const NAME: HeaderName = HeaderName::from_static("last-event-id");
        let id = self.parser.last_id().map(str::as_bytes);
        id.map(|id| HeaderValue::from_bytes(id).map(|id| (NAME, id)))
            .transpose()
    }

    fn opened(&mut self, mut answer: Incoming) -> Result<(), CallError> {
        if answer.status() == StatusCode::NO_CONTENT {
            self.state = State::Over;
            return Ok(());
        }
        if !answer.status().is_success() {
            return Err(refused(answer));
        }
        if let Err(fault) = check_type(answer.headers()) {
            answer.keep_beginning();
            return Err(undecodable(&fault, answer));
        }
        self.parser.restart();
        self.is_idle = true;
        self.inflow = answer.take_inflow();
        self.state = State::Reading;
        Ok(())
    }
}

fn refused(answer: Incoming) -> CallError {
    let message = format!(
        "the stream broke off, and the API answered {} when it was to be opened again; see `answer()`",
        answer.status()
    );
    answer.blame(CallError::new(ErrorKind::Refused, message))
}

impl fmt::Debug for Feed {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_struct("Feed")
            .field("follows", &self.follows)
            .field("fruitless", &self.fruitless)
            .finish_non_exhaustive()
    }
}
