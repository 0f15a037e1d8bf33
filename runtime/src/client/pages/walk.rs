//! The way through a list, page by page. Not generic, so that it is compiled once.

use std::mem;
use std::sync::Arc;
use std::task::{Context, Poll};

use bytes::Bytes;

use super::flight::Flight;
use super::route::{Route, Written};
use crate::client::prepare::Options;
use crate::endpoint::Author;
use crate::error::{CallError, ErrorKind};
use crate::exclusive::Exclusive;
use crate::pages::{Cursor, Next, Place, Seen, Way};
use crate::response::{Incoming, Origin, Raw};

/// The way through a list.
pub(super) struct Walk {
    pub(super) route: Route,
    /// Where to begin, if not at the first page.
    start: Option<Cursor>,
    /// How many pages are asked for at the most.
    pub(super) limit: Option<u64>,
    pub(super) is_ahead: bool,
    seen: Seen,
    /// How many pages came, or failed to.
    came: u64,
    /// The last page of a list that is counted through.
    counted: Option<Bytes>,
    /// Path and query of the page that is asked for, or at hand.
    target: String,
    step: Step,
}

enum Step {
    Start,
    /// Nothing has been sent before the flight is polled.
    Fetching(Place, Exclusive<Flight>),
    /// There is no way on, which is still to be said.
    Refused(CallError, Option<Place>),
    /// With the place where one could go on, if there is any.
    Over(Option<Place>),
}

/// Why there is no way on, and the place where one could go on, if there is any.
type Fault = (CallError, Option<Place>);

/// The answer that holds a page, and where that is.
type Arrived = Result<(Incoming, Place), CallError>;

/// What is kept of a decoded answer, for the case that what it says of the next page is refused.
pub(super) struct Kept<'a> {
    pub(super) origin: &'a Origin,
    pub(super) raw: &'a dyn Fn() -> Raw,
}

impl Walk {
    pub(super) fn new(route: Route) -> Self {
        Self {
            route,
            start: None,
            limit: None,
            is_ahead: false,
            seen: Seen::default(),
            came: 0,
            counted: None,
            target: String::new(),
            step: Step::Start,
        }
    }

    /// Goes to the page of a cursor, as if nothing had been before.
    pub(super) fn start_at(&mut self, cursor: Cursor) {
        self.route.size_of_cursor = cursor.page_size();
        self.start = Some(cursor);
        self.seen = Seen::default();
        self.came = 0;
        self.step = Step::Start;
    }

    /// The next page, undecoded.
    pub(super) fn poll_answer(
        &mut self,
        author: &dyn Author,
        context: &mut Context<'_>,
    ) -> Poll<Option<Arrived>> {
        if self.limit.is_some_and(|limit| self.came >= limit) {
            return Poll::Ready(None);
        }
        if matches!(self.step, Step::Start) {
            self.step = self.begin(author);
        }
        match mem::replace(&mut self.step, Step::Over(None)) {
            Step::Fetching(place, mut flight) => match flight.get_mut().poll(context) {
                Poll::Ready(came) => {
                    self.step = Step::Over(Some(place.clone()));
                    self.came += 1;
                    let came = came.map_err(|error| error.on_page(self.came));
                    Poll::Ready(Some(came.map(|answer| (answer, place))))
                }
                Poll::Pending => {
                    self.step = Step::Fetching(place, flight);
                    Poll::Pending
                }
            },
            Step::Refused(error, place) => {
                self.step = Step::Over(place);
                Poll::Ready(Some(Err(error)))
            }
            over => {
                self.step = over;
                Poll::Ready(None)
            }
        }
    }

    /// Begins to fetch the next page, where that is wanted, and within the limit.
    pub(super) fn fetch_ahead(&mut self, context: &mut Context<'_>) {
        let is_wanted = self.is_ahead && self.limit.is_none_or(|limit| self.came < limit);
        if let (true, Step::Fetching(_, flight)) = (is_wanted, &mut self.step) {
            flight.get_mut().begin(context);
        }
    }

    /// How many pages came, or failed to.
    pub(super) fn number(&self) -> u64 {
        self.came
    }

    /// The query that the page at hand was asked for by.
    pub(super) fn query(&self) -> &str {
        self.target.split_once('?').map_or("", |(_, query)| query)
    }

    /// Where the next page is.
    pub(super) fn place(&self) -> Option<&Place> {
        match &self.step {
            Step::Fetching(place, _) => Some(place),
            Step::Refused(_, place) | Step::Over(place) => place.as_ref(),
            Step::Start => None,
        }
    }

    /// Where to go on.
    pub(super) fn cursor(&self, author: &dyn Author) -> Option<Cursor> {
        if let Some(place) = self.place() {
            return place.cursor(0);
        }
        match &self.start {
            _ if self.came > 0 => None,
            Some(start) => Some(start.clone()),
            None => self.route.first(author).ok()?.1.cursor(0),
        }
    }

    /// The page where one begins.
    fn begin(&mut self, author: &dyn Author) -> Step {
        let again = self.route.options.again();
        let mut options = mem::replace(&mut self.route.options, again);
        let first = match (options.fault.take(), &self.start) {
            (Some(fault), _) => Err(fault),
            (None, None) => self.route.first(author),
            (None, Some(cursor)) => self.route.resume(cursor, author),
        };
        let entered = first
            .map_err(|error| (error, None))
            .and_then(|first| self.enter(first, 1, options));
        entered.unwrap_or_else(|(error, place)| {
            Step::Refused(error.of(self.route.operation).on_page(1), place)
        })
    }

    /// Makes a page the next one, and one that cannot be sent is a fault of its own.
    ///
    /// # Errors
    /// It has been asked for before, which is a fault of the page that leads to it.
    fn enter(
        &mut self,
        (parts, place): Written,
        number: u64,
        options: Options,
    ) -> Result<Step, Fault> {
        if let Err(before) = self.seen.insert(&parts.target, number) {
            return Err((circle(before, self.came), None));
        }
        self.target.clone_from(&parts.target);
        Ok(
            match self.route.prepare(place.list.base(), parts, options) {
                Ok(prepared) => {
                    let flight = Flight::new(Arc::clone(&self.route.client), prepared);
                    Step::Fetching(place, Exclusive::new(flight))
                }
                Err(error) => {
                    let error = error.of(self.route.operation).on_page(number);
                    Step::Refused(error, Some(place))
                }
            },
        )
    }

    /// Goes on behind the page that came from this place. Says whether that is the last.
    pub(super) fn turn(
        &mut self,
        author: &dyn Author,
        here: &Place,
        next: Option<Next>,
        kept: &Kept<'_>,
    ) -> bool {
        let is_counted = next.as_ref().is_some_and(Next::is_counted);
        let Some(way) = next.and_then(Next::into_way) else {
            self.step = Step::Over(None);
            return true;
        };
        let number = self.came;
        let bytes = is_counted.then(|| (kept.raw)().bytes);
        let is_same = bytes.is_some() && self.counted == bytes;
        self.counted = bytes;
        let gone = if is_same {
            Err((same(), None))
        } else {
            self.go(author, here, &way, kept.origin)
        };
        self.step = gone.unwrap_or_else(|(error, place)| {
            let error = error.redacted(&kept.origin.secrets).on_page(number);
            let error = kept.origin.blame(error).with_answer((kept.raw)());
            Step::Refused(error, place)
        });
        false
    }

    fn go(
        &mut self,
        author: &dyn Author,
        here: &Place,
        way: &Way,
        origin: &Origin,
    ) -> Result<Step, Fault> {
        let from = Place {
            secrets: Arc::clone(&origin.secrets),
            ..here.clone()
        };
        match self.route.to(author, way, &from, &self.target) {
            Ok(next) => self.enter(next, self.came + 1, self.route.options.again()),
            Err(error) => Err((error, from.of_refused(way))),
        }
    }
}

fn same() -> CallError {
    let message = "the page is byte for byte the one before, though another was asked for, so the list would never end; look at the names in `paginate(..)`, and whether the API gives a total, or a last page, to stop at";
    CallError::new(ErrorKind::Page, message)
}

fn circle(before: u64, number: u64) -> CallError {
    let whose = if before == number {
        "to itself".to_owned()
    } else {
        format!("back to page {before}")
    };
    let message = format!(
        "what it says of the next page leads {whose}, so the list would never end; tell the API's operators, or take the pages up to here by `.limit({number})`"
    );
    CallError::new(ErrorKind::Page, message)
}
