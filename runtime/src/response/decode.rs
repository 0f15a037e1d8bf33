//! The last stage of a call: an answer becomes a value, a refusal, or an error that says where it
//! does not fit.

use std::borrow::Cow;

use bytes::Bytes;
use http::StatusCode;
use serde::de::DeserializeOwned;
use serde_json::de::StrRead;

use super::locate::{self, Location};
use super::output::{Output, without_bom};
use super::{FromHeaders, HeaderError, Incoming, Meta, Raw, Response};
use crate::auth::Secret;
use crate::auth::secret::{self, redact};
use crate::endpoint::{Endpoint, OutputOf, ResultOf};
use crate::error::{ApiError, CallError, Error, ErrorBody, ErrorKind};

/// Decodes what a call of `E` came to.
///
/// It is compiled for each endpoint, so what does not need the type of its value is in functions
/// that do not have it.
pub(crate) fn decode<E: Endpoint>(came: Result<Incoming, CallError>) -> ResultOf<E> {
    let mut output = OutputSlot::<E>(None);
    match take(came, E::Output::takes, &mut output) {
        Ok(meta) => match output.0 {
            Some(value) => Ok(Response { value, meta }),
            None => Err(unfilled(meta)),
        },
        Err(error) => Err(error),
    }
}

/// Where the value of an endpoint's output goes.
struct OutputSlot<E: Endpoint>(Option<OutputOf<E>>);

/// Where a value goes that is opened from an answer, whatever its type.
trait OpenInto {
    fn open(&mut self, answer: &mut Incoming) -> Result<(), OpenError>;
}

impl<E: Endpoint> OpenInto for OutputSlot<E> {
    fn open(&mut self, answer: &mut Incoming) -> Result<(), OpenError> {
        // One of the arms is known to be dead, and not compiled.
        if const { E::OPERATION.payload_key.is_none() } {
            E::Output::fill_whole(answer, &mut self.0)
        } else {
            let key = E::OPERATION.payload_key.unwrap_or_default();
            E::Output::fill_member(answer, key, &mut self.0)
        }
    }
}

/// Has the value read of an answer that the output takes, and gives what goes with it.
fn take<M: FromHeaders, B: ErrorBody>(
    came: Result<Incoming, CallError>,
    takes: fn(StatusCode) -> bool,
    output: &mut dyn OpenInto,
) -> Result<Meta<M>, Error<B>> {
    let mut answer = came.map_err(Error::Call)?;
    let _secrets = secret::reading_for(&answer.origin.secrets);
    if !takes(answer.status()) {
        return Err(not_taken(answer));
    }
    match output.open(&mut answer) {
        Ok(()) => match M::from_headers(answer.headers()) {
            Ok(headers) => Ok(answer.meta(headers)),
            Err(fault) => Err(Error::Call(bad_headers(fault, answer))),
        },
        Err(error) if error.is_refused() => Err(refusal(answer)),
        Err(error) => Err(Error::Call(undecodable(&error, answer))),
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

/// For an output of one's own that says that it was read, and gives no value.
fn unfilled<M, B>(meta: Meta<M>) -> Error<B> {
    let answer = Raw {
        status: meta.status,
        headers: meta.raw_headers,
        bytes: Bytes::new(),
        cut: true,
    };
    let error = CallError::new(ErrorKind::Decode, UNFILLED).with_answer(answer);
    Error::Call(error)
}

const UNFILLED: &str = "the output was read and gave no value";

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

    /// For a value that was read and is not there.
    pub(super) const fn unfilled() -> Self {
        Self(Fault::Unreadable(Cow::Borrowed(UNFILLED)))
    }

    pub(super) fn is_refused(&self) -> bool {
        matches!(self.0, Fault::Refused)
    }
}

/// Reads a JSON document to where its value stays: compiled once for all types.
pub(crate) fn read_json(text: &str, into: &mut dyn FromJson) -> Result<(), OpenError> {
    let mut json = serde_json::Deserializer::from_str(text);
    into.read(&mut json)?;
    Ok(json.end()?)
}

/// Where a value of JSON goes, whatever its type. No closure, which would be more functions for each.
pub(crate) trait FromJson {
    /// Reads one value, and nothing behind it.
    fn read(&mut self, json: &mut JsonText<'_>) -> Result<(), serde_json::Error>;
}

pub(crate) type JsonText<'de> = serde_json::Deserializer<StrRead<'de>>;

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
