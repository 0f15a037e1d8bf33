//! Why a login came to nothing.

use std::fmt;

/// Why a login came to nothing, for callers who act on it.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash)]
#[non_exhaustive]
pub enum LoginErrorKind {
    /// The operating system gives no random bytes.
    Random,
    /// The state is not that of this login.
    State,
    /// The answer is not from the server that was expected.
    Issuer,
    /// The server, or the user, said no: [`LoginError::code`] has its word for it.
    Refused,
    /// There is neither a code nor an error.
    NoCode,
    /// A parameter is there twice.
    Twice,
}

/// Why a login came to nothing. It shows neither the code nor the state.
#[derive(Debug)]
pub struct LoginError {
    kind: LoginErrorKind,
    message: String,
    code: Option<String>,
    source: Option<Box<dyn std::error::Error + Send + Sync>>,
}

impl LoginError {
    pub(super) fn new(kind: LoginErrorKind, message: impl Into<String>) -> Self {
        Self {
            kind,
            message: message.into(),
            code: None,
            source: None,
        }
    }

    pub(super) fn with_code(mut self, code: String) -> Self {
        self.code = Some(code);
        self
    }

    pub(super) fn with_source(
        mut self,
        source: impl Into<Box<dyn std::error::Error + Send + Sync>>,
    ) -> Self {
        self.source = Some(source.into());
        self
    }

    /// What it came to nothing of.
    pub fn kind(&self) -> LoginErrorKind {
        self.kind
    }

    /// The server's word for its no, as `access_denied` ([RFC 6749 section 4.1.2.1]).
    ///
    /// [RFC 6749 section 4.1.2.1]: https://www.rfc-editor.org/rfc/rfc6749#section-4.1.2.1
    pub fn code(&self) -> Option<&str> {
        self.code.as_deref()
    }
}

impl fmt::Display for LoginError {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(&self.message)
    }
}

impl std::error::Error for LoginError {
    fn source(&self) -> Option<&(dyn std::error::Error + 'static)> {
        self.source.as_deref().map(|source| source as _)
    }
}
