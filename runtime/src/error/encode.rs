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
    /// A member of a JSON body.
    Body,
    /// The body itself.
    Whole,
    Form,
    Part,
}

/// What is wrong with a value.
#[derive(Debug)]
pub(crate) enum EncodeFault {
    Absent,
    EmptySegment,
    DotSegment,
    NotFinite,
    Shape(&'static str),
    /// It holds this inside a list or map; and what to do.
    Nested(&'static str, &'static str),
    NotDeep,
    Key,
    Attached,
    MediaType,
    Framing,
    Mixed,
    /// A file or stream that cannot be read.
    Upload(Cow<'static, str>),
    HeaderName,
    HeaderValue,
    CookieName,
    CookieValue,
    SecretOutside,
    /// A link that is not followed; what it says has no query in it.
    Link(String),
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

    /// The body as a whole.
    pub(crate) fn body(fault: EncodeFault) -> Self {
        Self::parameter(Place::Whole, "body", fault)
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

    pub(crate) fn link(what: String) -> Self {
        Self {
            subject: Subject::Target,
            fault: EncodeFault::Link(what),
        }
    }

    pub(crate) fn is_of_link(&self) -> bool {
        matches!(self.fault, EncodeFault::Link(_))
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
        let ours = [EncodeFault::NotFinite, EncodeFault::Attached];
        for fault in ours {
            if message == fault.to_string() {
                return fault;
            }
        }
        if message == secret::OUTSIDE {
            EncodeFault::SecretOutside
        } else {
            EncodeFault::Refused
        }
    }
}

impl fmt::Display for EncodeError {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self.subject {
            Subject::Parameter(Place::Whole, _) => f.write_str("the body ")?,
            Subject::Parameter(Place::Part, name) => write!(f, "the part `{name}` ")?,
            Subject::Parameter(place, name) => write!(f, "the {place} parameter `{name}` ")?,
            Subject::Target => {}
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
            Place::Body | Place::Whole => "body",
            Place::Form => "form",
            Place::Part => "part",
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
            Self::Nested(shape, help) => {
                return write!(f, "holds {shape} inside a list or map, which its style cannot write; {help}");
            }
            Self::NotDeep => "is no map or struct, which alone `style = deep` can write; take the style away, or use another",
            Self::Key => "is a map with a key that is no plain value; use strings, numbers or unit variants as keys",
            Self::Attached => "is a file or bytes, which cannot stand there; send it with `#[part]` or as the `#[body]`",
            Self::MediaType => "has a content type that no header can hold; write it as `type/subtype`",
            Self::Mixed => "is of another kind than the body has so far; write JSON members, form pairs, parts or one whole body",
            Self::Upload(what) => what,
            Self::Link(what) => what,
            Self::HeaderName => "has a name that HTTP does not allow; use letters, digits and `-`",
            Self::Framing => "follows from the URL, the body and the connection; leave it out",
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
