//! Values that cannot be written.

use std::borrow::Cow;
use std::fmt;

use crate::auth::secret;

/// A value that cannot stand in its place of the request. It never repeats the value.
#[derive(Debug)]
pub struct EncodeError {
    subject: Subject,
    fault: EncodeFault,
}

#[derive(Debug)]
enum Subject {
    Parameter(Place, &'static str),
    Target,
}

/// Where a parameter goes.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) enum Place {
    Path,
    Query,
    Header,
    Cookie,
    Body,
}

/// What is wrong with a value.
#[derive(Debug)]
pub(crate) enum EncodeFault {
    Absent,
    EmptySegment,
    DotSegment,
    NotFinite,
    Shape(&'static str),
    HeaderName,
    HeaderValue,
    CookieName,
    CookieValue,
    SecretOutside,
    /// The type's own `Serialize` gave up. What it said is not kept: it may repeat the value.
    Refused,
    Target {
        what: Cow<'static, str>,
        help: &'static str,
    },
}

impl EncodeError {
    pub(crate) fn parameter(place: Place, name: &'static str, fault: EncodeFault) -> Self {
        Self {
            subject: Subject::Parameter(place, name),
            fault,
        }
    }

    pub(crate) fn target(what: impl Into<Cow<'static, str>>, help: &'static str) -> Self {
        Self {
            subject: Subject::Target,
            fault: EncodeFault::Target {
                what: what.into(),
                help,
            },
        }
    }

    /// The parameter whose value cannot be written: a field's name in the path, the name on the
    /// wire elsewhere.
    pub fn parameter_name(&self) -> Option<&str> {
        match self.subject {
            Subject::Parameter(_, name) => Some(name),
            Subject::Target => None,
        }
    }
}

impl EncodeFault {
    /// Tells our own faults, which pass through a foreign error type as text, from those of the
    /// value's type.
    pub(crate) fn from_serialize(message: &dyn fmt::Display) -> Self {
        let message = message.to_string();
        if message == EncodeFault::NotFinite.to_string() {
            EncodeFault::NotFinite
        } else if message == secret::OUTSIDE {
            EncodeFault::SecretOutside
        } else {
            EncodeFault::Refused
        }
    }
}

impl fmt::Display for EncodeError {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        if let Subject::Parameter(place, name) = self.subject {
            write!(f, "the {place} parameter `{name}` ")?;
        }
        self.fault.fmt(f)
    }
}

impl fmt::Display for Place {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(match self {
            Place::Path => "path",
            Place::Query => "query",
            Place::Header => "header",
            Place::Cookie => "cookie",
            Place::Body => "body",
        })
    }
}

impl fmt::Display for EncodeFault {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(match self {
            Self::Absent => "is absent; a value has to be there to make the URL",
            Self::EmptySegment => "is empty, which would leave `//` in the URL and call another route; give it a value",
            Self::DotSegment => "makes its segment `.` or `..`, which would call another route; check where the value comes from",
            Self::NotFinite => "is not a finite number, and no text stands for that; check it before the call",
            Self::Shape(shape) => {
                return write!(f, "is {shape}, where one plain value is due; give a string, number, bool or unit variant");
            }
            Self::HeaderName => "has a name that HTTP does not allow; use letters, digits and `-`",
            Self::HeaderValue => "holds a line break or another control character; take it out",
            Self::CookieName => {
                "has a name that no cookie can have; use letters, digits, `-` and `_`"
            }
            Self::CookieValue => "holds white space or one of `\" , ; \\`, which no cookie can; encode it first",
            Self::SecretOutside => "holds a secret, which is written inside a request only; `expose()` gives its text",
            Self::Refused => "could not be serialized; look at the `Serialize` of its type",
            Self::Target { what, help } => return write!(f, "{what}; {help}"),
        })
    }
}

impl std::error::Error for EncodeError {}
impl std::error::Error for EncodeFault {}
