//! The call did not come to an answer that can be read.

use std::borrow::Cow;
use std::fmt;
use std::time::Duration;

use bytes::Bytes;
use http::StatusCode;

use super::EncodeError;
use crate::auth::Secret;
use crate::auth::secret::redact;
use crate::operation::Operation;
use crate::response::Raw;
use crate::retry::{Attempt, Halt, Journal, Outcome};
use crate::transport::TransportError;

/// What a call failed of, for callers who act on it.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash)]
#[non_exhaustive]
pub enum ErrorKind {
    /// A value could not be written; nothing was sent.
    Encode,
    /// The credential is not one that the endpoint takes, could not be put on the request, or could
    /// not be renewed; nothing was sent, unless the API had refused the one before.
    Auth,
    /// No connection: DNS, TCP or TLS. Nothing was sent.
    Connect,
    /// No answer in the time for it, or not all of it in the time for one attempt.
    Timeout,
    /// The answer began, and then no byte came for a time.
    Stalled,
    /// The connection was lost before the answer was whole.
    Interrupted,
    /// The request's own body could not be read: a file that is not there, in which case nothing was
    /// sent, or one that shrank or a stream that failed, in which case a part of it was.
    Upload,
    /// A stream broke off, and the API refused to open it again.
    Refused,
    /// A file is not the one any more of which a part has come already, or its server gives no parts.
    Changed,
    /// What came could not be written where the caller wants it.
    Write,
    /// A file came whole, and its checksum is not the one that the caller knows.
    Checksum,
    /// A redirect that cannot be followed.
    Redirect,
    /// The body is larger than the limit.
    TooLarge,
    /// The answer came whole, and its body or headers are not what the type expects.
    Decode,
    /// What an answer says of the next page leads to one that came before, so that the list would
    /// never end.
    Page,
    /// A link in an answer that is not followed.
    Link,
    /// The time for the whole call is over.
    Deadline,
    /// A blocking client, or a stream that is not one's, was used inside an async function, where
    /// waiting would hold up other work.
    Blocking,
    /// The endpoint is gone, or will be sooner than the client puts up with.
    Sunset,
    /// The client's own limiter gave no leave to send the request in time; nothing was sent.
    Limited,
    /// The server has failed too often of late, so the client leaves it alone for a time; nothing was
    /// sent.
    Circuit,
    /// A hook of the client's refused the request; nothing was sent.
    Hook,
    /// The job that was waited for failed.
    Job,
    /// The job that was waited for is not done in the time for it; it goes on.
    Pending,
}

/// A failure other than a refusal by the API.
///
/// It keeps what came of an answer, and shows no secret and no query.
pub struct CallError(Box<Inner>);

struct Inner {
    kind: ErrorKind,
    operation: Option<&'static Operation>,
    message: Cow<'static, str>,
    path: Option<String>,
    source: Option<Box<dyn std::error::Error + Send + Sync>>,
    answer: Option<Raw>,
    /// How many bytes of a stream had been given out.
    taken: u64,
    journal: Journal,
    /// Which page of a list it is of, counted from 1.
    page: Option<u64>,
    /// What trying again could come to, where the kind does not say it.
    fate: Option<Fate>,
}

/// What is known of a failed attempt's effect.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) enum Fate {
    /// The server cannot have acted, and another attempt may do better.
    Unsent,
    /// The server may have acted, and another attempt may do better.
    Lost,
    /// Another attempt comes to the same.
    Final,
}

impl CallError {
    pub(crate) fn new(kind: ErrorKind, message: impl Into<Cow<'static, str>>) -> Self {
        Self(Box::new(Inner {
            kind,
            operation: None,
            message: message.into(),
            path: None,
            source: None,
            answer: None,
            taken: 0,
            journal: Journal::default(),
            page: None,
            fate: None,
        }))
    }

    /// No byte of a body came for this long.
    pub(crate) fn stalled(limit: Duration) -> Self {
        let message = format!(
            "no byte of the body came for {limit:?}; the server or the network has come to a halt, so try again"
        );
        Self::new(ErrorKind::Stalled, message)
    }

    /// More came than is accepted.
    pub(crate) fn too_large(limit: u64) -> Self {
        let message = format!(
            "the body is longer than the {limit} bytes that are accepted; raise `limit` on the endpoint or the client, or ask for less"
        );
        Self::new(ErrorKind::TooLarge, message)
    }

    /// A body broke off.
    pub(crate) fn interrupted(error: TransportError) -> Self {
        let message = "the connection was lost before the body was whole; try again";
        Self::new(ErrorKind::Interrupted, message).with_source(error.into_source())
    }

    pub(crate) fn with_source(
        mut self,
        source: impl Into<Box<dyn std::error::Error + Send + Sync>>,
    ) -> Self {
        self.0.source = Some(source.into());
        self
    }

    pub(crate) fn with_answer(mut self, answer: Raw) -> Self {
        self.0.answer = Some(answer);
        self
    }

    pub(crate) fn with_taken(mut self, bytes: u64) -> Self {
        self.0.taken = bytes;
        self
    }

    /// Keeps bytes of its answer that had been given out.
    pub(crate) fn keeping(mut self, bytes: Bytes) -> Self {
        self.0.taken = self.0.taken.saturating_sub(bytes.len() as u64);
        if let Some(answer) = &mut self.0.answer {
            answer.bytes = bytes;
        }
        self
    }

    pub(crate) fn with_path(mut self, path: String) -> Self {
        self.0.path = Some(path);
        self
    }

    pub(crate) fn of(mut self, operation: &'static Operation) -> Self {
        self.0.operation = Some(operation);
        self
    }

    pub(crate) fn after(mut self, journal: Journal) -> Self {
        self.0.journal = journal;
        self
    }

    pub(crate) fn on_page(mut self, number: u64) -> Self {
        self.0.page = Some(number);
        self
    }

    /// Without what its message repeats of these secrets.
    pub(crate) fn redacted(mut self, secrets: &[Secret]) -> Self {
        self.0.message = redact(self.0.message.into_owned(), secrets).into();
        self
    }

    /// The same behind what was done before.
    pub(crate) fn behind(mut self, earlier: &Journal) -> Self {
        self.0.journal.follow(earlier);
        self
    }

    pub(crate) fn with_fate(mut self, fate: Fate) -> Self {
        self.0.fate = Some(fate);
        self
    }

    pub(crate) fn fate(&self) -> Fate {
        self.0.fate.unwrap_or(match self.0.kind {
            ErrorKind::Connect | ErrorKind::Limited | ErrorKind::Circuit => Fate::Unsent,
            ErrorKind::Timeout
            | ErrorKind::Stalled
            | ErrorKind::Interrupted
            | ErrorKind::Changed => Fate::Lost,
            _ => Fate::Final,
        })
    }

    /// What it failed of.
    pub fn kind(&self) -> ErrorKind {
        self.0.kind
    }

    /// What came of the answer: status, headers, and the bytes up to the failure; of a stream, those
    /// that it had not given out.
    pub fn answer(&self) -> Option<&Raw> {
        self.0.answer.as_ref()
    }

    /// Where the fault is: for [`ErrorKind::Decode`] inside the document, as `data.results[2].url`;
    /// for [`ErrorKind::Encode`] the parameter.
    pub fn path(&self) -> Option<&str> {
        self.0.path.as_deref()
    }

    /// The id that the server gave the request.
    pub fn request_id(&self) -> Option<&str> {
        self.answer().and_then(|answer| answer.headers.request_id())
    }

    /// How many times the request was sent.
    pub fn attempts(&self) -> u32 {
        self.0.journal.attempts
    }

    /// The attempts before the last, in their order.
    pub fn retried(&self) -> &[Attempt] {
        &self.0.journal.retried
    }

    /// The status of the last answer: that of the last attempt, or of one before it where the last
    /// had none.
    pub fn last_status(&self) -> Option<StatusCode> {
        let earlier = || {
            let mut attempts = self.retried().iter().rev();
            attempts.find_map(|attempt| match attempt.outcome {
                Outcome::Status(status) => Some(status),
                Outcome::Failed(_) => None,
            })
        };
        self.answer().map(|answer| answer.status).or_else(earlier)
    }

    /// How long the call took until it failed.
    pub fn elapsed(&self) -> Duration {
        self.0.journal.elapsed
    }

    /// Whether the same call may come to something else another time.
    pub fn is_retryable(&self) -> bool {
        self.fate() != Fate::Final
    }
}

impl fmt::Display for CallError {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        if let Some(operation) = self.0.operation {
            write!(f, "{operation}{}: ", OnPage(self.0.page))?;
        }
        f.write_str(&self.0.message)?;
        if let Some(answer) = &self.0.answer {
            write!(
                f,
                " [status {}, {} bytes of body",
                answer.status.as_u16(),
                answer.bytes.len()
            )?;
            if self.0.taken > 0 {
                write!(f, " behind {} that were taken", self.0.taken)?;
            }
            if let Some(id) = self.request_id() {
                write!(f, ", request id {}", id.escape_default())?;
            }
            f.write_str("]")?;
        }
        write_retried(self.retried(), self.0.journal.halt, f)
    }
}

/// Which page of a list an error is of, behind the operation's name.
pub(super) struct OnPage(pub(super) Option<u64>);

impl fmt::Display for OnPage {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self.0 {
            Some(number) => write!(f, ", page {number}"),
            None => Ok(()),
        }
    }
}

/// Says that earlier attempts were made, what they came to, and why there were no more.
pub(super) fn write_retried(
    retried: &[Attempt],
    halt: Halt,
    f: &mut fmt::Formatter<'_>,
) -> fmt::Result {
    for (at, attempt) in retried.iter().enumerate() {
        f.write_str(if at == 0 { " [tried before: " } else { ", " })?;
        match attempt.outcome {
            Outcome::Status(status) => write!(f, "{}", status.as_u16())?,
            Outcome::Failed(kind) => write!(f, "{kind:?}")?,
        }
    }
    f.write_str(if retried.is_empty() { "" } else { "]" })?;
    match halt.words() {
        Some(words) => write!(f, " [not tried again: {words}]"),
        None => Ok(()),
    }
}

impl fmt::Debug for CallError {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_struct("CallError")
            .field("kind", &self.0.kind)
            .field("message", &format_args!("{self}"))
            .field("source", &Chain(self.0.source.as_deref()))
            .field("attempts", &self.0.journal.attempts)
            .field("elapsed", &self.0.journal.elapsed)
            .finish()
    }
}

/// An error and all that lie behind it, in one line.
struct Chain<'a>(Option<&'a (dyn std::error::Error + Send + Sync + 'static)>);

impl fmt::Debug for Chain<'_> {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        let mut next = self.0.map(|error| error as &dyn std::error::Error);
        let mut list = f.debug_list();
        while let Some(error) = next {
            list.entry(&format_args!("{error}"));
            next = error.source();
        }
        list.finish()
    }
}

impl std::error::Error for CallError {
    fn source(&self) -> Option<&(dyn std::error::Error + 'static)> {
        self.0.source.as_deref().map(|source| source as _)
    }
}

impl From<EncodeError> for CallError {
    fn from(error: EncodeError) -> Self {
        let kind = if error.is_of_link() {
            ErrorKind::Link
        } else {
            ErrorKind::Encode
        };
        let call = CallError::new(kind, error.to_string());
        match error.parameter_name() {
            Some(name) => call.with_path(name.to_owned()),
            None => call,
        }
    }
}
