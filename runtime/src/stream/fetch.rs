//! The bytes of one file, over as many connections as it takes.

mod ask;
mod known;
mod open;
mod patience;
mod place;
mod range;

use std::fmt;
use std::future::poll_fn;
use std::task::{Context, Poll, ready};
use std::time::Duration;

use bytes::Bytes;
use http::Method;

use self::ask::{Ask, Body};
use self::open::{Before, Opened, Way, connect, pause};
pub(crate) use self::open::{Check, Source, Span, Unopened};
use self::patience::Patience;
use self::place::Place;
use super::Inflow;
#[cfg(feature = "blocking")]
use crate::blocking::Drive;
use crate::error::CallError;
use crate::exclusive::Exclusive;
use crate::response::Raw;
use crate::transport::BoxFuture;

/// A file as it comes. Where a connection is lost, the rest is asked for over another, if it is
/// sure to be of the same file.
pub(crate) struct Fetch {
    /// `None` where it cannot be asked for again.
    way: Option<Way>,
    /// The body of this connection, or of the last one.
    inflow: Inflow,
    state: State,
    /// The head of the answer with which the file began.
    head: Raw,
    place: Place,
    patience: Patience,
    /// Whether what came can be thrown away.
    begins_anew: bool,
}

/// What comes next of a file.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(crate) enum Step {
    Bytes(Bytes),
    /// What came before is void: the file begins anew.
    Restart,
}

enum State {
    /// What came before is void, which is still to be said.
    Anew,
    Reading,
    Opening(Exclusive<BoxFuture<'static, Result<Opened, Unopened>>>),
    Over,
}

impl Fetch {
    /// The file that an answer holds.
    pub(crate) fn of(mut inflow: Inflow, check: Check) -> Self {
        let operation = inflow.operation();
        let is_head = operation.is_some_and(|operation| *operation.method() == Method::HEAD);
        let opener = inflow.reopen.take();
        let opener = opener.filter(|_| inflow.head.status.is_success() && !is_head);
        let place = Place::begin(Body::of(&inflow.head));
        let place = if is_head { place.without_body() } else { place };
        let way = opener.map(|opener| Way {
            opener,
            check,
            status: Some(inflow.head.status),
        });
        let since = inflow.clock.as_ref().map(|clock| clock.now());
        let journal = inflow.journal();
        Self::new(
            way,
            inflow,
            place,
            Patience::new(journal, since.unwrap_or_default()),
        )
    }

    /// The file that a [`Source`] opened.
    fn opened(way: Way, opened: Opened, span: &Span, since: Duration) -> Self {
        let mut place = Place::begin(opened.body);
        if !opened.is_begin {
            place = place.behind(span);
        }
        if opened.is_unasked {
            place.only_whole();
        }
        if let Some(end) = span.until {
            place.stop_at(end);
        }
        let patience = Patience::new(opened.journal, since);
        let mut fetch = Self::new(Some(way), opened.inflow, place, patience);
        if opened.is_begin && span.from > 0 {
            fetch.state = State::Anew;
        }
        fetch.begins_anew = span.begins_anew;
        fetch
    }

    fn new(way: Option<Way>, inflow: Inflow, place: Place, patience: Patience) -> Self {
        Self {
            way,
            state: State::Reading,
            head: inflow.head.clone(),
            patience,
            inflow,
            place,
            begins_anew: false,
        }
    }

    /// Says whether what came can be thrown away, so that the file may begin anew.
    pub(crate) fn may_begin_anew(&mut self, may: bool) {
        self.begins_anew = may;
    }

    #[cfg(feature = "blocking")]
    pub(crate) fn drive(&self) -> Drive {
        self.inflow.drive()
    }

    /// Waits for the next step; `None` at the end.
    pub(crate) async fn step(&mut self) -> Result<Option<Step>, CallError> {
        poll_fn(|context| self.poll_step(context)).await.transpose()
    }

    /// The next step; `None` at the end, and after an error.
    pub(crate) fn poll_step(
        &mut self,
        context: &mut Context<'_>,
    ) -> Poll<Option<Result<Step, CallError>>> {
        loop {
            let came = match &mut self.state {
                State::Over => return Poll::Ready(None),
                State::Anew => {
                    self.state = State::Reading;
                    return Poll::Ready(Some(Ok(Step::Restart)));
                }
                State::Opening(opening) => {
                    let opened = ready!(opening.get_mut().as_mut().poll(context));
                    self.reopened(opened).map(|()| None)
                }
                State::Reading if self.place.is_at_stop() => {
                    self.end();
                    Ok(None)
                }
                State::Reading => match ready!(self.inflow.poll_piece(context)) {
                    Some(Ok(piece)) => self.take(piece).map(Some),
                    Some(Err(error)) => self.lost(error).map(|()| None),
                    None => self.ended().map(|()| None),
                },
            };
            match came {
                Ok(None) => {}
                Ok(Some(bytes)) => return Poll::Ready(Some(Ok(Step::Bytes(bytes)))),
                Err(error) => {
                    self.end();
                    return Poll::Ready(Some(Err(error)));
                }
            }
        }
    }

    /// Gives up what may still come, with its connection.
    pub(crate) fn end(&mut self) {
        self.inflow.close();
        self.state = State::Over;
    }

    fn take(&mut self, mut piece: Bytes) -> Result<Bytes, CallError> {
        if let Some(drawn) = self.patience.first()
            && let Some(way) = &self.way
        {
            way.opener.brought(drawn);
        }
        let Some(length) = self.place.take(piece.len() as u64) else {
            return Err(self.blame(self.place.too_long()));
        };
        piece.truncate(usize::try_from(length).unwrap_or(usize::MAX));
        self.patience.brought(length, self.place.at());
        Ok(piece)
    }

    /// The body is over, be it the file's end or not.
    fn ended(&mut self) -> Result<(), CallError> {
        if let Some(cut) = self.place.cut() {
            return self.lost(cut);
        }
        self.end();
        Ok(())
    }

    /// The connection was lost, or nothing came on it for too long: goes on over another, if that
    /// may be done and is not in vain.
    fn lost(&mut self, error: CallError) -> Result<(), CallError> {
        self.inflow.close();
        if self.place.is_whole() {
            self.end();
            return Ok(());
        }
        let Some(way) = self.way.clone() else {
            return Err(self.blame(error));
        };
        let terms = way.opener.terms();
        let ask = self.place.ask(&terms);
        let is_restart = ask == Ask::Plain && self.place.has_given();
        let may_begin = self.begins_anew && self.patience.may_begin(&terms);
        if is_restart && !may_begin {
            return Err(self.blame(error));
        }
        let Some(wait) = self.patience.lost(error.kind(), is_restart, &way) else {
            return Err(self.blame(error));
        };
        let before = Before {
            journal: self.patience.journal().clone(),
            lost: Some(self.blame(error)),
        };
        self.state = State::Opening(Exclusive::new(Box::pin(async move {
            pause(&*terms.clock, wait).await;
            connect(&way, ask, may_begin, before).await
        })));
        Ok(())
    }

    fn reopened(&mut self, opened: Result<Opened, Unopened>) -> Result<(), CallError> {
        let opened = opened.map_err(Unopened::in_the_middle)?;
        // Nobody has a byte of it, and somebody may have its length, or bytes behind it.
        let is_other = self.place.etag() != opened.body.etag.as_deref()
            || self.place.total() != opened.body.total;
        let is_second = opened.is_begin && self.place.has_given();
        let is_restart = is_second || opened.is_begin && is_other;
        self.inflow = opened.inflow;
        let now = self.inflow.clock.as_ref().map(|clock| clock.now());
        self.patience
            .opened(opened.journal.attempts, is_second, now.unwrap_or_default());
        if opened.is_begin {
            self.head = self.inflow.head.clone();
            self.place.begin_anew(opened.body);
            if opened.is_unasked {
                self.place.only_whole();
            }
        } else {
            self.place.go_on(&opened.body);
        }
        self.state = if is_restart {
            State::Anew
        } else {
            State::Reading
        };
        Ok(())
    }
}

impl fmt::Debug for Fetch {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_tuple("Fetch").field(&self.place).finish()
    }
}
