//! How a call can fail.

mod api_error;
mod build;
mod call_error;
mod encode;
mod hint;

use std::fmt;
use std::time::Duration;

use serde::de::DeserializeOwned;

pub use self::api_error::ApiError;
pub use self::build::BuildError;
pub(crate) use self::call_error::Fate;
pub use self::call_error::{CallError, ErrorKind};
pub use self::encode::EncodeError;
pub(crate) use self::encode::{EncodeFault, Place};
#[cfg(feature = "oauth2")]
pub(crate) use self::hint::message as said;
use crate::response::{Json, Raw, RetryAfter, without_bom};
use crate::retry::Attempt;

/// Why a call gave no value: the API answered no, or there is no answer that can be read.
///
/// `B` is the typed body of a refusal, as the endpoint or its API declares it.
pub enum Error<B = Json> {
    /// The API answered no.
    Api(Box<ApiError<B>>),
    /// The call did not come to an answer that can be read.
    Call(CallError),
}

impl<B> Error<B> {
    /// The refusal, where there is one.
    pub fn api(&self) -> Option<&ApiError<B>> {
        match self {
            Error::Api(error) => Some(error),
            Error::Call(_) => None,
        }
    }

    /// The kind of failure, where the API did not answer no.
    pub fn kind(&self) -> Option<ErrorKind> {
        match self {
            Error::Api(_) => None,
            Error::Call(error) => Some(error.kind()),
        }
    }

    /// The answer's status, where there was an answer.
    pub fn status(&self) -> Option<http::StatusCode> {
        match self {
            Error::Api(error) => Some(error.status()),
            Error::Call(error) => error.answer().map(|answer| answer.status),
        }
    }

    /// The id that the server gave the request, for asking its operators.
    pub fn request_id(&self) -> Option<&str> {
        match self {
            Error::Api(error) => error.request_id(),
            Error::Call(error) => error.request_id(),
        }
    }

    /// Whether the same call may come to something else another time: 408, 429, 500, 502, 503 and
    /// 504, and lost or late answers.
    pub fn is_retryable(&self) -> bool {
        match self {
            Error::Api(error) => error.is_retryable(),
            Error::Call(error) => error.is_retryable(),
        }
    }

    /// How many times the request was sent.
    pub fn attempts(&self) -> u32 {
        match self {
            Error::Api(error) => error.meta().attempts,
            Error::Call(error) => error.attempts(),
        }
    }

    /// The attempts before the last, in their order.
    pub fn retried(&self) -> &[Attempt] {
        match self {
            Error::Api(error) => &error.meta().retried,
            Error::Call(error) => error.retried(),
        }
    }

    /// How long the call took until it failed.
    pub fn elapsed(&self) -> Duration {
        match self {
            Error::Api(error) => error.meta().elapsed,
            Error::Call(error) => error.elapsed(),
        }
    }

    /// Says which page of a list it is of.
    pub(crate) fn on_page(self, number: u64) -> Self {
        match self {
            Error::Api(mut error) => {
                error.page = Some(number);
                Error::Api(error)
            }
            Error::Call(error) => Error::Call(error.on_page(number)),
        }
    }

    /// How long the server says to wait.
    pub fn retry_after(&self) -> Option<RetryAfter> {
        match self {
            Error::Api(error) => error.retry_after(),
            Error::Call(error) => error
                .answer()
                .and_then(|answer| answer.headers.retry_after()),
        }
    }
}

impl<B> fmt::Debug for Error<B> {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            Error::Api(error) => f.debug_tuple("Api").field(error).finish(),
            Error::Call(error) => f.debug_tuple("Call").field(error).finish(),
        }
    }
}

impl<B> fmt::Display for Error<B> {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            Error::Api(error) => error.fmt(f),
            Error::Call(error) => error.fmt(f),
        }
    }
}

impl<B> std::error::Error for Error<B> {
    fn source(&self) -> Option<&(dyn std::error::Error + 'static)> {
        match self {
            Error::Api(_) => None,
            Error::Call(error) => error.source(),
        }
    }
}

impl<B> From<CallError> for Error<B> {
    fn from(error: CallError) -> Self {
        Error::Call(error)
    }
}

impl<B> From<EncodeError> for Error<B> {
    fn from(error: EncodeError) -> Self {
        Error::Call(error.into())
    }
}

/// The typed body of a refusal: any type that can be deserialized.
#[diagnostic::on_unimplemented(
    message = "`{Self}` cannot be the typed body of a refusal",
    label = "cannot be read from a response body",
    note = "put `#[derive(serde::Deserialize)]` on `{Self}`"
)]
pub trait ErrorBody: Sized + Send + Sync + 'static {
    /// Reads the body; `None` where it does not fit, in which case the error holds the bytes alone.
    fn read(answer: &Raw) -> Option<Self>;
}

impl<T: DeserializeOwned + Send + Sync + 'static> ErrorBody for T {
    fn read(answer: &Raw) -> Option<Self> {
        serde_json::from_slice(without_bom(&answer.bytes)).ok()
    }
}
