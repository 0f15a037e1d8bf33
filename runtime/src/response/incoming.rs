//! An answer on its way to its output.

use std::fmt;
use std::sync::Arc;

use http::StatusCode;

use super::{Headers, Meta, Raw};
use crate::auth::Secret;
use crate::error::CallError;
use crate::operation::Operation;
use crate::retry::Journal;
use crate::stream::{Inflow, Reopen};

/// How much of an answer's body an output wants to be there when it is opened.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
#[non_exhaustive]
pub enum Reading {
    /// All of it, up to the limit.
    Whole,
    /// None of it: the output takes it as it comes.
    Streamed,
    /// All of it if it is no longer than a refusal's may be; else the output takes it as it comes.
    Peeked,
}

/// An answer on its way to its output: status, headers, and a body that is there or still coming.
pub struct Incoming {
    pub(crate) raw: Raw,
    pub(crate) origin: Origin,
    /// The body, where it is still coming; `raw.bytes` is empty then. Boxed, since most answers have
    /// none, and all are moved about.
    pub(crate) inflow: Option<Box<Inflow>>,
}

/// What is known of the call that an answer came from.
#[derive(Debug, Clone)]
pub(crate) struct Origin {
    pub(crate) operation: &'static Operation,
    pub(crate) journal: Journal,
    /// What must not come out of an error.
    pub(crate) secrets: Arc<[Secret]>,
}

impl Origin {
    /// The origin of an answer that did not come through a client.
    pub(crate) fn elsewhere(operation: &'static Operation) -> Self {
        Self {
            operation,
            journal: Journal::default(),
            secrets: Arc::default(),
        }
    }

    /// An error that happened on the way from there.
    pub(crate) fn blame(&self, error: CallError) -> CallError {
        error.of(self.operation).after(self.journal.clone())
    }
}

impl Incoming {
    /// An answer that is there whole.
    pub(crate) fn whole(raw: Raw, origin: Origin) -> Self {
        Self {
            raw,
            origin,
            inflow: None,
        }
    }

    /// The status.
    pub fn status(&self) -> StatusCode {
        self.raw.status
    }

    /// The headers.
    pub fn headers(&self) -> &Headers {
        &self.raw.headers
    }

    /// Status, headers, and the body as far as it is there: all of it, unless the output asked for
    /// less.
    pub fn raw(&self) -> &Raw {
        &self.raw
    }

    /// The body as it comes; where it is there already, in one piece.
    pub(crate) fn take_inflow(&mut self) -> Inflow {
        match self.inflow.take() {
            Some(inflow) => *inflow,
            None => Inflow::whole(self.raw.clone(), self.origin.clone()),
        }
    }

    /// Says how the same request is sent again when its body breaks off, where it may be.
    pub(crate) fn reopen_by(&mut self, reopen: impl FnOnce() -> Option<Arc<dyn Reopen>>) {
        if let Some(inflow) = &mut self.inflow {
            inflow.reopen = reopen();
        }
    }

    /// Gives leave to have the body back, before another is asked for.
    pub(crate) fn give_leave_back(&mut self) {
        if let Some(inflow) = &mut self.inflow {
            inflow.give_leave_back();
        }
    }

    /// Takes what was read of a body that is still coming as the whole of what is kept of it.
    pub(crate) fn keep_beginning(&mut self) {
        if let Some(inflow) = &self.inflow {
            self.raw.bytes = inflow.beginning();
        }
    }

    pub(crate) fn meta<M>(self, headers: M) -> Meta<M> {
        let journal = self.origin.journal;
        Meta {
            status: self.raw.status,
            headers,
            lifecycle: self.raw.headers.lifecycle(),
            raw_headers: self.raw.headers,
            attempts: journal.attempts,
            retried: journal.retried,
            elapsed: journal.elapsed,
        }
    }

    /// An error that this answer is the cause of.
    pub(crate) fn blame(self, error: CallError) -> CallError {
        self.origin.blame(error).with_answer(self.raw)
    }
}

/// Status and length: headers and body may be confidential.
impl fmt::Debug for Incoming {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_struct("Incoming")
            .field("raw", &self.raw)
            .field("is_streamed", &self.inflow.is_some())
            .finish_non_exhaustive()
    }
}
