//! The pieces of one answer's body, with an eye on the clock.

use std::fmt;
use std::sync::Arc;
use std::task::{Context, Poll};
use std::time::Duration;

use bytes::Bytes;

use super::Reopen;
use crate::auth::secret::{self, ReadingFor};
#[cfg(feature = "blocking")]
use crate::blocking::{Drive, Driver};
use crate::clock::Clock;
use crate::error::{CallError, ErrorKind};
use crate::exclusive::Exclusive;
use crate::limit::Permit;
use crate::operation::Operation;
use crate::response::{OpenError, Origin, Raw, Subject, unreadable};
use crate::retry::Journal;
use crate::transport::{Body, BoxFuture};

/// A body as it comes. Where it halts or breaks off, the error says of which call it was.
pub(crate) struct Inflow {
    pieces: Pieces,
    /// How many bytes have been given out while the body came.
    taken: u64,
    /// Status and headers; the bytes are empty.
    pub(crate) head: Raw,
    /// `None` for the body of a refusal, which says itself where it comes from.
    origin: Option<Origin>,
    /// How many bytes what is taken at once may have: an event, a line.
    pub(crate) limit: u64,
    /// How the same request is sent again, where it may be.
    pub(crate) reopen: Option<Arc<dyn Reopen>>,
    /// The client's clock, where the body came through one.
    pub(crate) clock: Option<Arc<dyn Clock>>,
    /// Leave to have it, for as long as it comes.
    permit: Option<Permit>,
    /// What moves it on for those who do not `.await`.
    #[cfg(feature = "blocking")]
    driver: Option<Driver>,
}

enum Pieces {
    There(Bytes),
    Coming {
        /// What was read before the rest.
        first: Bytes,
        body: Body,
        pace: Pace,
    },
    Over,
}

/// How long no byte may come.
pub(crate) struct Pace {
    clock: Arc<dyn Clock>,
    stall: Duration,
    timer: Exclusive<Option<BoxFuture<'static, ()>>>,
}

impl Pace {
    pub(crate) fn new(clock: Arc<dyn Clock>, stall: Duration) -> Self {
        Self {
            clock,
            stall,
            timer: Exclusive::default(),
        }
    }

    /// Comes to an end when nothing has been heard for too long since the last `rest`.
    fn poll_stalled(&mut self, context: &mut Context<'_>) -> Poll<CallError> {
        let sleep = self
            .timer
            .get_mut()
            .get_or_insert_with(|| self.clock.sleep(self.stall));
        sleep
            .as_mut()
            .poll(context)
            .map(|()| CallError::stalled(self.stall))
    }

    fn rest(&mut self) {
        *self.timer.get_mut() = None;
    }
}

impl Inflow {
    /// A body that is there already.
    pub(crate) fn whole(head: Raw, origin: Origin) -> Self {
        let limit = origin.operation.limit.unwrap_or(u64::MAX);
        Self::there(head, Some(origin), limit)
    }

    /// The body of a refusal.
    pub(crate) fn refused(head: Raw) -> Self {
        Self::there(head, None, u64::MAX)
    }

    fn there(mut head: Raw, origin: Option<Origin>, limit: u64) -> Self {
        Self {
            taken: 0,
            pieces: Pieces::There(std::mem::take(&mut head.bytes)),
            head,
            origin,
            limit,
            reopen: None,
            clock: None,
            permit: None,
            #[cfg(feature = "blocking")]
            driver: None,
        }
    }

    /// A body that begins with `first`, and whose rest is still coming.
    pub(crate) fn coming(
        head: Raw,
        first: Bytes,
        body: Body,
        pace: Pace,
        limit: u64,
        origin: Origin,
    ) -> Self {
        Self {
            clock: Some(Arc::clone(&pace.clock)),
            taken: 0,
            pieces: Pieces::Coming { first, body, pace },
            head,
            origin: Some(origin),
            limit,
            reopen: None,
            permit: None,
            #[cfg(feature = "blocking")]
            driver: None,
        }
    }

    /// Gives leave back before the body is over.
    pub(crate) fn give_leave_back(&mut self) {
        self.permit = None;
    }

    /// Gives leave back when the body is over.
    pub(crate) fn under(mut self, permit: Option<Permit>) -> Self {
        self.permit = permit;
        self
    }

    #[cfg(feature = "blocking")]
    pub(crate) fn driven_by(mut self, driver: Option<Driver>) -> Self {
        self.driver = driver;
        self
    }

    /// Who moves it on for those who do not `.await`.
    #[cfg(feature = "blocking")]
    pub(crate) fn drive(&self) -> Drive {
        match (&self.pieces, &self.driver) {
            (Pieces::Coming { .. }, None) => Drive::Async,
            (_, None) => Drive::There,
            (_, Some(driver)) => Drive::By(driver.clone()),
        }
    }

    /// The next piece, which is not empty; `None` at the end, and after an error.
    pub(crate) fn poll_piece(
        &mut self,
        context: &mut Context<'_>,
    ) -> Poll<Option<Result<Bytes, CallError>>> {
        let next = match &mut self.pieces {
            Pieces::There(bytes) => {
                let bytes = std::mem::take(bytes);
                self.pieces = Pieces::Over;
                return Poll::Ready((!bytes.is_empty()).then_some(Ok(bytes)));
            }
            Pieces::Over => return Poll::Ready(None),
            Pieces::Coming { first, .. } if !first.is_empty() => {
                self.taken += first.len() as u64;
                return Poll::Ready(Some(Ok(std::mem::take(first))));
            }
            Pieces::Coming { body, pace, .. } => loop {
                match body.poll_piece(context) {
                    Poll::Ready(Some(Ok(piece))) if piece.is_empty() => {}
                    Poll::Ready(piece) => {
                        pace.rest();
                        break piece.map(|piece| piece.map_err(CallError::interrupted));
                    }
                    Poll::Pending => match pace.poll_stalled(context) {
                        Poll::Ready(stalled) => break Some(Err(stalled)),
                        Poll::Pending => return Poll::Pending,
                    },
                }
            },
        };
        if let Some(Ok(piece)) = &next {
            self.taken += piece.len() as u64;
        } else {
            self.close();
        }
        Poll::Ready(next.map(|piece| piece.map_err(|error| self.blame(error))))
    }

    /// Gives the rest of the body up, with the connection and the leave to have it.
    pub(crate) fn close(&mut self) {
        self.pieces = Pieces::Over;
        self.permit = None;
    }

    /// What was read of the body before the rest.
    pub(crate) fn beginning(&self) -> Bytes {
        match &self.pieces {
            Pieces::There(bytes) | Pieces::Coming { first: bytes, .. } => bytes.clone(),
            Pieces::Over => Bytes::new(),
        }
    }

    /// How the call went that the body is the answer to.
    pub(crate) fn journal(&self) -> Journal {
        let origin = self.origin.as_ref();
        origin.map_or_else(Journal::default, |origin| origin.journal.clone())
    }

    /// The declaration of the call, where it is known.
    pub(crate) fn operation(&self) -> Option<&'static Operation> {
        self.origin.as_ref().map(|origin| origin.operation)
    }

    /// What is read of this body meanwhile knows the secrets of its call.
    pub(crate) fn reading(&self) -> ReadingFor {
        let nobodys = Arc::default();
        secret::reading_for(
            self.origin
                .as_ref()
                .map_or(&nobodys, |origin| &origin.secrets),
        )
    }

    /// An error that happened to this body.
    pub(crate) fn blame(&self, error: CallError) -> CallError {
        self.blame_keeping(error, Bytes::new())
    }

    /// An error that happened to this body, with bytes of it to keep.
    pub(crate) fn blame_keeping(&self, error: CallError, bytes: Bytes) -> CallError {
        self.of_call(error)
            .with_answer(self.with(bytes))
            .with_taken(self.taken)
    }

    /// The error of one item, which did not come to what its type expects.
    pub(crate) fn unreadable(&self, fault: &OpenError, item: Subject, bytes: Bytes) -> CallError {
        let Some(origin) = &self.origin else {
            // What must not come out is not known here, so nothing of the item is shown.
            let message = "an item does not fit its type; see the answer's bytes";
            return CallError::new(ErrorKind::Decode, message).with_answer(self.with(bytes));
        };
        origin.blame(unreadable(fault, item, self.with(bytes), &origin.secrets))
    }

    fn of_call(&self, error: CallError) -> CallError {
        match &self.origin {
            Some(origin) => origin.blame(error),
            None => error,
        }
    }

    fn with(&self, bytes: Bytes) -> Raw {
        Raw {
            bytes,
            ..self.head.clone()
        }
    }
}

impl fmt::Debug for Inflow {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_tuple("Inflow").field(&self.head).finish()
    }
}
