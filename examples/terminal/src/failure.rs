//! Why a program did not come to its end.

use std::fmt;
use std::io;

use endpoint::{BuildError, CallError, Error};
use serde_json::{Value, json};

use crate::Exit;

/// Why a program did not come to its end: what is wrong, what lies behind it, and what to do next.
#[derive(Debug)]
pub struct Failure {
    exit: Exit,
    message: String,
    causes: Vec<String>,
    help: Option<String>,
}

impl Failure {
    /// With a message of the program's own.
    pub fn new(exit: Exit, message: impl Into<String>) -> Self {
        Self {
            exit,
            message: message.into(),
            causes: Vec::new(),
            help: None,
        }
    }

    /// Something is missing or wrong before anything was done.
    pub fn usage(message: impl Into<String>) -> Self {
        Self::new(Exit::Usage, message)
    }

    /// With an error's message and those of its causes.
    pub fn of(exit: Exit, error: &dyn std::error::Error) -> Self {
        let mut failure = Self::new(exit, error.to_string());
        let mut next = error.source();
        while let Some(cause) = next {
            failure.causes.push(cause.to_string());
            next = cause.source();
        }
        failure
    }

    /// What to do next.
    #[must_use]
    pub fn help(mut self, text: impl Into<String>) -> Self {
        self.help = Some(text.into());
        self
    }

    /// What to do next, where that is not said yet.
    #[must_use]
    pub fn or_help(self, text: impl Into<String>) -> Self {
        match self.help {
            Some(_) => self,
            None => self.help(text),
        }
    }

    /// Says of what it is the failure.
    #[must_use]
    pub fn about(mut self, what: &str) -> Self {
        self.message = format!("{what}: {}", self.message);
        self
    }

    /// Whether it says what to do next.
    pub const fn has_help(&self) -> bool {
        self.help.is_some()
    }

    /// What the program ends with.
    pub const fn exit(&self) -> Exit {
        self.exit
    }

    /// As a member of a document.
    pub fn to_json(&self) -> Value {
        json!({ "message": self.message, "causes": self.causes, "help": self.help })
    }
}

impl fmt::Display for Failure {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "error: {}", self.message)?;
        for cause in &self.causes {
            write!(f, "\n  caused by: {cause}")?;
        }
        match &self.help {
            Some(help) => write!(f, "\nnext: {help}"),
            None => Ok(()),
        }
    }
}

impl<B> From<Error<B>> for Failure {
    fn from(error: Error<B>) -> Self {
        Self::of(Exit::of(&error), &error)
    }
}

impl From<CallError> for Failure {
    fn from(error: CallError) -> Self {
        Error::<()>::Call(error).into()
    }
}

impl From<BuildError> for Failure {
    fn from(error: BuildError) -> Self {
        Self::of(Exit::Usage, &error)
    }
}

impl From<io::Error> for Failure {
    fn from(error: io::Error) -> Self {
        Self::of(Exit::Failed, &error)
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_failure_is_told_with_its_causes_and_what_to_do() {
        let inner = io::Error::other("the cable is out");
        let outer = io::Error::other(inner);
        let failure = Failure::of(Exit::Failed, &outer).help("put it in");
        assert_eq!(failure.exit(), Exit::Failed);
        let text = failure.to_string();
        assert!(text.starts_with("error: the cable is out"), "{text}");
        assert!(text.ends_with("\nnext: put it in"), "{text}");
        assert_eq!(failure.to_json()["help"], "put it in");
    }
}
