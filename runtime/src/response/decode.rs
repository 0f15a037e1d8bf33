//! The last stage of a call: an answer becomes a value, a refusal, or an error that says where it
//! does not fit.

use std::borrow::Cow;

use http::StatusCode;
use serde::de::DeserializeOwned;

use super::locate::{self, Location};
use super::output::{Output, without_bom};
use super::{FromHeaders, HeaderError, Incoming, Meta, Raw, Response};
use crate::auth::Secret;
use crate::auth::secret::{self, ReadingFor, redact};
use crate::endpoint::{Endpoint, ResultOf};
use crate::error::{ApiError, CallError, Error, ErrorBody, ErrorKind};

/// Decodes what a call of `E` came to.
///
/// It is compiled for each endpoint, so what does not need the type of its value is in functions
/// that do not have it.
#[expect(
    clippy::question_mark,
    reason = "`?` would be two more functions for each endpoint"
)]
pub(crate) fn decode<E: Endpoint>(came: Result<Incoming, CallError>) -> ResultOf<E> {
    let mut taken = match Taken::of(came, E::Output::takes) {
        Ok(taken) => taken,
        Err(error) => return Err(error),
    };
    let key = E::OPERATION.payload_key;
    // One of the arms is known to be dead, and not compiled.
    let opened = if const { E::OPERATION.payload_key.is_none() } {
        E::Output::open_whole(&mut taken.answer)
    } else {
        E::Output::open_member(&mut taken.answer, key.unwrap_or_default())
    };
    match opened {
        Ok(value) => match taken.meta() {
            Ok(meta) => Ok(Response { value, meta }),
            Err(error) => Err(error),
        },
        Err(error) => Err(taken.unopened(error)),
    }
}

/// An answer that the output takes, while it is read.
struct Taken {
    answer: Incoming,
    _secrets: ReadingFor,
}

impl Taken {
    fn of<B: ErrorBody>(
        came: Result<Incoming, CallError>,
        takes: fn(StatusCode) -> bool,
    ) -> Result<Self, Error<B>> {
        let answer = came.map_err(Error::Call)?;
        let secrets = secret::reading_for(&answer.origin.secrets);
        if takes(answer.status()) {
            Ok(Self {
                answer,
                _secrets: secrets,
            })
        } else {
            Err(not_taken(answer))
        }
    }

    /// What goes with the value.
    fn meta<M: FromHeaders, B>(self) -> Result<Meta<M>, Error<B>> {
        match M::from_headers(self.answer.headers()) {
            Ok(headers) => Ok(self.answer.meta(headers)),
            Err(fault) => Err(Error::Call(bad_headers(fault, self.answer))),
        }
    }

    /// What a call comes to whose answer could not be opened.
    #[expect(
        clippy::needless_pass_by_value,
        reason = "the error is let go of here, and not once for each endpoint"
    )]
    fn unopened<B: ErrorBody>(self, error: OpenError) -> Error<B> {
        if error.is_refused() {
            refusal(self.answer)
        } else {
            Error::Call(undecodable(&error, self.answer))
        }
    }
}

fn refusal<B: ErrorBody>(answer: Incoming) -> Error<B> {
    Error::Api(Box::new(ApiError::from_answer(answer)))
}

/// A success that the output has no place for is not a refusal.
fn not_taken<B: ErrorBody>(answer: Incoming) -> Error<B> {
    let status = answer.status();
    if !status.is_success() {
        return refusal(answer);
    }
    let message = format!(
        "the output takes no answer with status {status}; add a variant for it: `#[status({})]`",
        status.as_u16()
    );
    Error::Call(answer.blame(CallError::new(ErrorKind::Decode, message)))
}

fn bad_headers(fault: HeaderError, answer: Incoming) -> CallError {
    answer.blame(CallError::new(ErrorKind::Decode, fault.to_string()).with_source(fault))
}

pub(crate) fn undecodable(error: &OpenError, answer: Incoming) -> CallError {
    let Incoming { raw, origin, .. } = answer;
    origin.blame(unreadable(error, Subject::Body, raw, &origin.secrets))
}

/// What was to be read.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) enum Subject {
    Body,
    /// One line of the body, counted from 1.
    Line(u64),
    /// The data of one event.
    Event,
}

/// Says where the bytes of `raw`, which are those of `subject`, do not fit.
pub(crate) fn unreadable(
    error: &OpenError,
    subject: Subject,
    raw: Raw,
    secrets: &[Secret],
) -> CallError {
    let (message, path) = error.0.describe(subject, &raw);
    let message = match subject {
        Subject::Body => message,
        Subject::Line(number) => format!("line {number}: {message}"),
        Subject::Event => format!("an event: {message}"),
    };
    // A document's keys are shown, and a server may use what it was sent as one.
    let error = CallError::new(ErrorKind::Decode, redact(message, secrets)).with_answer(raw);
    match path {
        Some(path) => error.with_path(redact(path, secrets)),
        None => error,
    }
}

/// Why an envelope could not be opened: the API said no, or the body does not fit.
#[derive(Debug)]
pub struct OpenError(Fault);

#[derive(Debug)]
enum Fault {
    Refused,
    Json(serde_json::Error),
    NotUtf8(usize),
    NoBody(StatusCode),
    /// The payload.
    Missing(Cow<'static, str>),
    /// A member that the envelope itself wants.
    Lacks(&'static str),
    Unreadable(Cow<'static, str>),
}

impl OpenError {
    /// The envelope says no: the call comes to [`Error::Api`], with the typed body read from the
    /// same bytes.
    pub const fn refused() -> Self {
        Self(Fault::Refused)
    }

    /// The envelope says yes, and this member of it, the payload, is not there. `-> ()` and `-> Option`
    /// do without.
    pub fn missing(member: impl Into<Cow<'static, str>>) -> Self {
        Self(Fault::Missing(member.into()))
    }

    /// The body is not what the type expects: `message` says why and what to do about it, without a
    /// value of the body in it.
    pub fn unreadable(message: impl Into<Cow<'static, str>>) -> Self {
        Self(Fault::Unreadable(message.into()))
    }

    pub(crate) fn not_utf8(valid_up_to: usize) -> Self {
        Self(Fault::NotUtf8(valid_up_to))
    }

    /// The envelope itself is not whole.
    pub(super) fn lacks(member: &'static str) -> Self {
        Self(Fault::Lacks(member))
    }

    /// Whether all is well but that there is no payload, or nothing that could hold one.
    pub(super) fn is_missing(&self) -> bool {
        matches!(self.0, Fault::Missing(_) | Fault::NoBody(_))
    }

    pub(super) fn no_body(status: StatusCode) -> Self {
        Self(Fault::NoBody(status))
    }

    pub(super) fn is_refused(&self) -> bool {
        matches!(self.0, Fault::Refused)
    }
}

/// Reads a JSON document, for an [`Envelope`](crate::Envelope) of one's own.
///
/// # Errors
/// Where the text is no JSON, or does not fit the type.
pub fn from_json<T: DeserializeOwned>(text: &str) -> Result<T, OpenError> {
    Ok(serde_json::from_str(text)?)
}

impl From<serde_json::Error> for OpenError {
    fn from(error: serde_json::Error) -> Self {
        Self(Fault::Json(error))
    }
}

impl Fault {
    /// What to say, and the path inside the document.
    fn describe(&self, subject: Subject, raw: &Raw) -> (String, Option<String>) {
        match self {
            Fault::Refused => ("the API said no".to_owned(), None),
            Fault::Unreadable(message) => (message.clone().into_owned(), None),
            Fault::NotUtf8(at) if subject != Subject::Body => (
                format!("it is not UTF-8 from byte {at} on; take the answer as a `Download`"),
                None,
            ),
            Fault::NotUtf8(at) => (
                format!(
                    "the body is not UTF-8 from byte {at} on, so it is not JSON{}; ask for another `accept`, or take it as `Bytes`",
                    of_type(raw)
                ),
                None,
            ),
            Fault::NoBody(status) => (
                format!(
                    "a value is wanted, and the answer {status} has no body; declare `-> ()`, or `-> Option<..>` where both occur; in an enum by status, let its variant hold an `Option`"
                ),
                None,
            ),
            Fault::Missing(member) => no_member(member),
            Fault::Lacks(member) => no_member(member),
            Fault::Json(error) => describe_json(error, subject, raw),
        }
    }
}

fn no_member(member: &str) -> (String, Option<String>) {
    let message =
        format!("the answer has no member `{member}`; check the output's key and the envelope");
    (message, Some(member.to_owned()))
}

fn describe_json(
    error: &serde_json::Error,
    subject: Subject,
    raw: &Raw,
) -> (String, Option<String>) {
    let text = &*String::from_utf8_lossy(without_bom(&raw.bytes));
    if !looks_like_json(text) {
        return (no_json(subject, raw, text), None);
    }
    let location = Location::of(error, text);
    let what = locate::explain(error, &location);
    let Location { path, excerpt, .. } = location;
    if error.is_eof() {
        return (
            format!("the JSON ends in the middle, at `{path}`; the server cut it short: {excerpt}"),
            Some(path),
        );
    }
    (
        format!("at `{path}`: {what}; check the output type against the answer: {excerpt}"),
        Some(path),
    )
}

fn no_json(subject: Subject, raw: &Raw, text: &str) -> String {
    let beginning = locate::beginning(text);
    match subject {
        Subject::Body => format!(
            "the body is not JSON{}: it begins with {beginning}; it may come from a gateway or a login page, so check the base URL",
            of_type(raw)
        ),
        Subject::Line(_) | Subject::Event => format!(
            "it is not JSON: it begins with {beginning}; take the items as `Text`, or as a type with its own `FromText`"
        ),
    }
}

fn looks_like_json(text: &str) -> bool {
    text.trim_start().starts_with([
        '{', '[', '"', '-', '0', '1', '2', '3', '4', '5', '6', '7', '8', '9', 't', 'f', 'n',
    ])
}

fn of_type(raw: &Raw) -> String {
    raw.headers
        .text("content-type")
        .map(|ty| format!(" (its type is `{}`)", ty.escape_default()))
        .unwrap_or_default()
}
