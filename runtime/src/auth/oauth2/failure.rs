//! Why there is no new token: one failure, told to all that waited for it.

use std::error::Error as StdError;
use std::sync::Arc;

use http::StatusCode;

use super::StoreError;
use crate::error::{CallError, ErrorKind, Fate};
use crate::request::Link;
use crate::response::Raw;

/// Why a token could not be renewed.
pub(super) struct Failure {
    pub(super) message: String,
    answer: Option<Raw>,
    source: Option<Arc<dyn StdError + Send + Sync>>,
    is_retryable: bool,
    /// What the token endpoint calls it.
    code: Option<String>,
}

impl Failure {
    pub(super) fn new(message: impl Into<String>) -> Self {
        Self {
            message: message.into(),
            answer: None,
            source: None,
            is_retryable: false,
            code: None,
        }
    }

    /// The token endpoint gave an answer, and that is no token.
    pub(super) fn answered(message: String, answer: Raw, code: Option<String>) -> Self {
        let is_passing = matches!(
            answer.status,
            StatusCode::REQUEST_TIMEOUT | StatusCode::TOO_MANY_REQUESTS
        ) || answer.status.is_server_error()
            || matches!(
                code.as_deref(),
                Some("temporarily_unavailable" | "server_error" | "slow_down")
            );
        Self {
            answer: Some(answer),
            is_retryable: is_passing,
            code,
            ..Self::new(message)
        }
    }

    /// Whether what was asked by is good no more.
    pub(super) fn is_invalid_grant(&self) -> bool {
        self.code.as_deref() == Some("invalid_grant")
    }

    /// The token endpoint gave no answer.
    pub(super) fn unanswered(url: &Link, error: CallError) -> Self {
        let message = match error.kind() {
            ErrorKind::Connect => format!(
                "there is no connection to the token endpoint {url}; check the token URL and the network, and try again"
            ),
            ErrorKind::Timeout | ErrorKind::Stalled | ErrorKind::Deadline => {
                format!("the token endpoint {url} gave no answer in time; try again")
            }
            ErrorKind::Interrupted => format!(
                "the connection to the token endpoint {url} was lost before its answer was whole; try again"
            ),
            _ if error.answer().is_some() => {
                format!("the token endpoint {url} gave an answer that cannot be read: {error}")
            }
            _ => format!("the token endpoint {url} could not be asked: {error}"),
        };
        Self {
            answer: error.answer().cloned(),
            is_retryable: error.is_retryable() || error.kind() == ErrorKind::Deadline,
            source: Some(Arc::new(error)),
            ..Self::new(message)
        }
    }

    /// The store holds what is needed, and does not give it.
    pub(super) fn of_store(error: StoreError) -> Self {
        Self {
            message: format!("the token store failed: {error}"),
            source: error.into_source().map(Arc::from),
            ..Self::new("")
        }
    }

    /// What a call failed of that waited for the token. It is not tried again by the call's own
    /// policy, since asking the token endpoint has one of its own.
    pub(super) fn to_call_error(&self) -> CallError {
        let fate = if self.is_retryable {
            Fate::Lost
        } else {
            Fate::Final
        };
        let mut error = CallError::new(ErrorKind::Auth, self.message.clone()).with_fate(fate);
        if let Some(source) = &self.source {
            error = error.with_source(Arc::clone(source));
        }
        match &self.answer {
            Some(answer) => error.with_answer(answer.clone()),
            None => error,
        }
    }
}
