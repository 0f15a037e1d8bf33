//! How a file is asked for, and asked for again.

use std::sync::Arc;
use std::time::Duration;

use http::StatusCode;

use super::Fetch;
use super::ask::{Ask, Body, Verdict};
use super::range::is_strong;
use crate::clock::Clock;
use crate::error::{ApiError, CallError, Error, ErrorBody, ErrorKind};
use crate::operation::Operation;
use crate::response::{Incoming, OpenError, Raw};
use crate::retry::Journal;
use crate::stream::{Inflow, Reopen, Terms};

/// Looks whether a success is the envelope's way to say no.
pub(crate) type Check = fn(&Raw) -> Result<(), OpenError>;

/// What a file is asked for by, any number of times.
#[derive(Clone)]
pub(crate) struct Source {
    pub(crate) operation: &'static Operation,
    pub(crate) opener: Arc<dyn Reopen>,
    pub(crate) check: Check,
    /// The last segment of the path where the file is, percent-encoded.
    pub(crate) path_name: Option<String>,
}

/// Which part of a file is wanted.
#[derive(Debug, Clone, Default)]
pub(crate) struct Span {
    /// How many of its bytes are there already. They are of use with the file's `ETag` alone.
    pub(crate) from: u64,
    /// Before which of its bytes to stop, if not at the end.
    pub(crate) until: Option<u64>,
    /// The strong `ETag` of the file that the bytes are of.
    pub(crate) etag: Option<String>,
    /// How long that file is, where that is known.
    pub(crate) total: Option<u64>,
    /// Whether what is there already can be thrown away.
    pub(crate) begins_anew: bool,
}

/// Why a file did not begin to come.
pub(crate) enum Unopened {
    Refused(Incoming),
    Failed(CallError),
}

impl Unopened {
    pub(crate) fn into_error<B: ErrorBody>(self) -> Error<B> {
        match self {
            Self::Refused(answer) => Error::Api(Box::new(ApiError::from_answer(answer))),
            Self::Failed(error) => Error::Call(error),
        }
    }

    /// The same of a file that had begun to come.
    pub(super) fn in_the_middle(self) -> CallError {
        match self {
            Self::Failed(error) => error,
            Self::Refused(answer) => {
                let message = format!(
                    "the file broke off, and the server answered {} when its rest was asked for; see `answer()`",
                    answer.status()
                );
                answer.blame(CallError::new(ErrorKind::Refused, message))
            }
        }
    }
}

impl Source {
    /// Asks for the file, or for a part of it. Where the part is not to be had, the file begins
    /// anew if it may, and the first step says so.
    pub(crate) async fn open(&self, span: Span) -> Result<Fetch, Unopened> {
        let way = Way {
            opener: self.opener.fork(),
            check: self.check,
            status: None,
        };
        let terms = way.opener.terms();
        let since = terms.clock.now();
        let ask = first_ask(&span, &terms);
        if ask == Ask::Plain && span.is_part() && !span.begins_anew {
            return Err(Unopened::Failed(self.blame(only_whole())));
        }
        let opened = connect(&way, ask, span.begins_anew, Before::default()).await?;
        Ok(Fetch::opened(way, opened, &span, since))
    }

    pub(crate) fn clock(&self) -> Arc<dyn Clock> {
        self.opener.terms().clock
    }

    pub(crate) fn path_name(&self) -> Option<&str> {
        self.path_name.as_deref()
    }

    /// An error that is no answer's fault.
    pub(crate) fn blame(&self, error: CallError) -> CallError {
        error.of(self.operation)
    }
}

impl Span {
    fn is_part(&self) -> bool {
        self.from > 0 || self.until.is_some()
    }
}

fn first_ask(span: &Span, terms: &Terms) -> Ask {
    let etag = span.etag.as_ref().filter(|etag| is_strong(etag));
    match etag {
        Some(etag) if terms.has_ranges && span.is_part() => Ask::Part {
            from: span.from,
            until: span.until,
            etag: etag.clone(),
            total: span.total,
        },
        _ => Ask::Plain,
    }
}

/// The way to a file's bytes.
#[derive(Clone)]
pub(super) struct Way {
    pub(super) opener: Arc<dyn Reopen>,
    pub(super) check: Check,
    /// The status of the answer with which the file began, where others may mean something else.
    pub(super) status: Option<StatusCode>,
}

/// A body that came of asking.
pub(super) struct Opened {
    pub(super) inflow: Inflow,
    pub(super) body: Body,
    /// Whether it begins the file, and does not go on in it.
    pub(super) is_begin: bool,
    /// Whether that is so though a part was asked for.
    pub(super) is_unasked: bool,
    /// How it came about, with what was done before.
    pub(super) journal: Journal,
}

impl Way {
    /// Whether the file begins with this answer, and not something else.
    fn leads_to(&self, answer: &Raw) -> bool {
        let is_file = match self.status {
            Some(status) => status == answer.status,
            // A part that nobody asked for is no file, and neither is the promise of one.
            None => matches!(answer.status.as_u16(), 200 | 201 | 203),
        };
        is_file && (self.check)(answer).is_ok()
    }
}

/// What there was before something is asked for.
#[derive(Default)]
pub(super) struct Before {
    pub(super) journal: Journal,
    /// Why it is asked for, if a connection was lost.
    pub(super) lost: Option<CallError>,
}

/// Asks for something, and for the whole file where that is not to be had and `may_begin` allows
/// it.
pub(super) async fn connect(
    way: &Way,
    ask: Ask,
    may_begin: bool,
    mut before: Before,
) -> Result<Opened, Unopened> {
    let mut ask = ask;
    loop {
        let answer = way.opener.reopen(ask.headers()).await;
        let mut answer = answer.map_err(|error| Unopened::Failed(error.behind(&before.journal)))?;
        let attempts = answer.origin.journal.attempts;
        answer.origin.journal.follow(&before.journal);
        let (body, is_begin) = match ask.judge(answer.raw()) {
            Verdict::GoesOn(body) => (body, false),
            Verdict::Complete { total } => {
                answer.raw.bytes.clear();
                (Body::nothing_behind(total), false)
            }
            Verdict::Begins(body) if may_begin || ask == Ask::Plain => (body, true),
            Verdict::Changed if may_begin => {
                ask = Ask::Plain;
                before.journal.attempts += attempts;
                continue;
            }
            Verdict::Begins(body) if ask.is_of(&body) => return Err(whole(answer, before.lost)),
            Verdict::Begins(_) | Verdict::Changed => return Err(changed(answer)),
            Verdict::Refused => return Err(Unopened::Refused(answer)),
        };
        if is_begin && !way.leads_to(answer.raw()) {
            return Err(Unopened::Refused(answer));
        }
        return Ok(Opened {
            journal: answer.origin.journal.clone(),
            inflow: answer.take_inflow(),
            body,
            is_begin,
            is_unasked: is_begin && ask != Ask::Plain,
        });
    }
}

fn changed(answer: Incoming) -> Unopened {
    let message =
        "the file changed while it was fetched, so what came of it is of no use; fetch it again";
    Unopened::Failed(answer.blame(CallError::new(ErrorKind::Changed, message)))
}

/// A connection that was lost says more than that the server gives no parts.
fn whole(answer: Incoming, lost: Option<CallError>) -> Unopened {
    let journal = answer.origin.journal.clone();
    Unopened::Failed(match lost {
        Some(lost) => lost.after(journal),
        None => answer.blame(only_whole()),
    })
}

fn only_whole() -> CallError {
    CallError::new(
        ErrorKind::Changed,
        "the server gives the file only whole, so a part of it cannot be fetched; fetch all of it",
    )
}

/// Waits, if there is something to wait for.
pub(super) async fn pause(clock: &dyn Clock, time: Duration) {
    if !time.is_zero() {
        clock.sleep(time).await;
    }
}
