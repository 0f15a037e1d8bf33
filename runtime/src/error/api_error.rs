//! The API answered no.

use std::fmt;

use bytes::Bytes;
use http::StatusCode;

use super::call_error::{OnPage, write_retried};
use super::{ErrorBody, hint};
use crate::operation::Operation;
use crate::request::Link;
use crate::response::{HttpDate, Incoming, Meta, Raw, RetryAfter};
use crate::retry::Halt;

/// The API's refusal: its status and headers, its body as a value if it fits, and always its bytes.
///
/// `Display` and `Debug` show no secret: what the server repeats of the credential is taken out,
/// and the body's bytes are not shown.
pub struct ApiError<B> {
    operation: &'static Operation,
    meta: Box<Meta>,
    raw: Raw,
    body: Option<B>,
    message: Option<String>,
    /// Which page of a list it stands in place of, counted from 1.
    pub(super) page: Option<u64>,
    /// Why there was no other attempt.
    halt: Halt,
}

impl<B: ErrorBody> ApiError<B> {
    pub(crate) fn from_answer(answer: Incoming) -> Self {
        let body = if answer.raw.cut {
            None
        } else {
            B::read(&answer.raw)
        };
        let message = hint::message(&answer.raw, &answer.origin.secrets);
        let (operation, halt) = (answer.origin.operation, answer.origin.journal.halt);
        let raw = answer.raw.clone();
        Self {
            operation,
            meta: Box::new(answer.meta(raw.headers.clone())),
            page: None,
            halt,
            raw,
            body,
            message,
        }
    }
}

impl<B> ApiError<B> {
    /// The status: not always one of refusal, as an envelope may say no on a 200.
    pub fn status(&self) -> StatusCode {
        self.raw.status
    }

    /// Everything about the answer but its body.
    pub fn meta(&self) -> &Meta {
        &self.meta
    }

    /// The typed body, if what came fits the type.
    pub fn body(&self) -> Option<&B> {
        self.body.as_ref()
    }

    /// The typed body by value, if what came fits the type.
    pub fn into_body(self) -> Option<B> {
        self.body
    }

    /// The body's bytes, whatever they are.
    pub fn bytes(&self) -> &Bytes {
        &self.raw.bytes
    }

    /// Whether `bytes` is the beginning of the body only: the rest was beyond the limit for
    /// refusals, or was lost.
    pub fn is_cut(&self) -> bool {
        self.raw.cut
    }

    /// What the body says went wrong, from the members that APIs use for it.
    pub fn message(&self) -> Option<&str> {
        self.message.as_deref()
    }

    /// The `Location` of a redirect that was not followed.
    pub fn location(&self) -> Option<&str> {
        self.raw.headers.text("location")
    }

    /// The id that the server gave the request.
    pub fn request_id(&self) -> Option<&str> {
        self.raw.headers.request_id()
    }

    /// Whether the same call may come to something else another time.
    pub fn is_retryable(&self) -> bool {
        matches!(self.raw.status.as_u16(), 408 | 429 | 500 | 502 | 503 | 504)
    }

    /// How long the server says to wait.
    pub fn retry_after(&self) -> Option<RetryAfter> {
        self.raw.headers.retry_after()
    }

    /// What to do next, by status.
    fn advice(&self) -> Option<&'static str> {
        Some(match self.raw.status.as_u16() {
            300..=399 => {
                "it is a redirect: declare `redirect = follow` on the endpoint, or look at `location()`"
            }
            _ if self.operation.is_by_link() && Link::may_have_expired(self.raw.status) => {
                "the link may have expired, or not be whole: get a new one, by hand or by `.renew(..)`"
            }
            401 => "check the credential",
            403 => "check what the credential may do",
            404 => "check the path parameters and the base URL",
            200..=299 => "the status is one of success, and the envelope says no: see `body()`",
            400 | 409 | 422 => "see `body()` and `bytes()` for what it objects to",
            429 => "wait before the next call",
            500..=599 => "try again later",
            _ => return None,
        })
    }
}

impl<B> fmt::Display for ApiError<B> {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(
            f,
            "{}{}: the API answered {}",
            self.operation,
            OnPage(self.page),
            self.raw.status
        )?;
        if let Some(message) = &self.message {
            write!(f, ": {message}")?;
        }
        if let Some(id) = self.request_id() {
            write!(f, " [request id {}]", id.escape_default())?;
        }
        write_retried(&self.meta.retried, self.halt, f)?;
        let throttled = matches!(self.raw.status.as_u16(), 429 | 503);
        match (self.retry_after().filter(|_| throttled), self.advice()) {
            (Some(RetryAfter::Delay(delay)), _) => {
                write!(f, "; wait {delay:?} before the next call")
            }
            (Some(RetryAfter::At(date)), _) => {
                write!(f, "; wait until {} with the next call", HttpDate(date))
            }
            (None, Some(advice)) => write!(f, "; {advice}"),
            (None, None) => Ok(()),
        }
    }
}

impl<B> fmt::Debug for ApiError<B> {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_struct("ApiError")
            .field("operation", &self.operation.name)
            .field("page", &self.page)
            .field("status", &self.raw.status)
            .field("message", &self.message)
            .field("request_id", &self.request_id())
            .field("body_fits", &self.body.is_some())
            .field("bytes", &format_args!("{} bytes", self.raw.bytes.len()))
            .field("cut", &self.raw.cut)
            .field("attempts", &self.meta.attempts)
            .field("halt", &self.halt)
            .finish()
    }
}

impl<B> std::error::Error for ApiError<B> {}
