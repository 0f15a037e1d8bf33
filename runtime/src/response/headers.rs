//! Response headers, as they came and typed.

use std::fmt;
use std::ops::Deref;
use std::str::FromStr;
use std::sync::Arc;
use std::time::{Duration, SystemTime};

use http::HeaderMap;

use super::Lifecycle;

/// The headers of an answer; cheap to clone, derefs to the map.
#[derive(Clone, Default)]
pub struct Headers(Arc<HeaderMap>);

impl Headers {
    /// A header's text; `None` where it is absent or not visible ASCII.
    pub fn text(&self, name: &str) -> Option<&str> {
        self.0.get(name)?.to_str().ok()
    }

    /// A header that may be absent, as a value.
    ///
    /// # Errors
    /// Where it is there and cannot be read as a `T`; the error names it.
    pub fn optional<T: FromStr>(&self, name: &'static str) -> Result<Option<T>, HeaderError> {
        let Some(value) = self.0.get(name) else {
            return Ok(None);
        };
        let text = value.to_str().map_err(|_| HeaderError {
            name,
            fault: Fault::NotText,
        })?;
        text.trim().parse().map(Some).map_err(|_| HeaderError {
            name,
            fault: Fault::Unreadable(std::any::type_name::<T>()),
        })
    }

    /// A header that has to be there, as a value.
    ///
    /// # Errors
    /// Where it is absent or cannot be read as a `T`; the error names it.
    pub fn required<T: FromStr>(&self, name: &'static str) -> Result<T, HeaderError> {
        self.optional(name)?.ok_or(HeaderError {
            name,
            fault: Fault::Absent,
        })
    }

    /// The id that the server gave the request: `x-request-id`, or the first header whose name ends
    /// in `request-id`.
    pub fn request_id(&self) -> Option<&str> {
        self.text("x-request-id").or_else(|| {
            let named = |name: &str| name.ends_with("request-id") || name == "x-correlation-id";
            self.0
                .iter()
                .find(|(name, _)| named(name.as_str()))
                .and_then(|(_, value)| value.to_str().ok())
        })
    }

    /// `Retry-After` in seconds ([RFC 9110 section 10.2.3]).
    ///
    /// [RFC 9110 section 10.2.3]: https://www.rfc-editor.org/rfc/rfc9110#section-10.2.3
    pub fn retry_after(&self) -> Option<Duration> {
        self.text("retry-after")?
            .trim()
            .parse()
            .ok()
            .map(Duration::from_secs)
    }

    pub(crate) fn lifecycle(&self) -> Lifecycle {
        Lifecycle::of(self)
    }
}

impl From<HeaderMap> for Headers {
    fn from(map: HeaderMap) -> Self {
        Self(Arc::new(map))
    }
}

impl Deref for Headers {
    type Target = HeaderMap;

    fn deref(&self) -> &HeaderMap {
        &self.0
    }
}

/// Headers whose values are shown; every other may be a cookie or a key.
const SHOWN: &[&str] = &[
    "allow",
    "cache-control",
    "content-encoding",
    "content-language",
    "content-length",
    "content-type",
    "date",
    "deprecation",
    "etag",
    "expires",
    "last-modified",
    "retry-after",
    "server",
    "sunset",
    "vary",
];

impl fmt::Debug for Headers {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        let shown = |name: &str| SHOWN.contains(&name) || name.ends_with("request-id");
        let entry = |(name, value)| {
            (
                name,
                Shown(if shown(http::HeaderName::as_str(name)) {
                    Some(value)
                } else {
                    None
                }),
            )
        };
        f.debug_map().entries(self.0.iter().map(entry)).finish()
    }
}

struct Shown<'a>(Option<&'a http::HeaderValue>);

impl fmt::Debug for Shown<'_> {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self.0 {
            Some(value) => value.fmt(f),
            None => f.write_str("[redacted]"),
        }
    }
}

/// Typed response headers. `#[derive(FromHeaders)]` implements it; see
/// [`FromHeaders`](macro@crate::FromHeaders).
#[diagnostic::on_unimplemented(
    message = "`{Self}` cannot be read from response headers",
    label = "not typed response headers",
    note = "put `#[derive(FromHeaders)]` on `{Self}` and `#[header(\"name\")]` on each of its fields"
)]
pub trait FromHeaders: Sized + Send + Sync + 'static {
    /// Reads them.
    ///
    /// # Errors
    /// Names the header that is absent or cannot be read.
    fn from_headers(headers: &Headers) -> Result<Self, HeaderError>;
}

impl FromHeaders for Headers {
    fn from_headers(headers: &Headers) -> Result<Self, HeaderError> {
        Ok(headers.clone())
    }
}

/// A response header that is absent or cannot be read. It does not repeat the value.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct HeaderError {
    name: &'static str,
    fault: Fault,
}

#[derive(Debug, Clone, PartialEq, Eq)]
enum Fault {
    Absent,
    NotText,
    Unreadable(&'static str),
}

impl HeaderError {
    /// The header's name.
    pub fn name(&self) -> &str {
        self.name
    }
}

impl fmt::Display for HeaderError {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        let name = self.name;
        match self.fault {
            Fault::Absent => write!(
                f,
                "the response header `{name}` is absent; make its field an `Option` if that is allowed"
            ),
            Fault::NotText => write!(
                f,
                "the response header `{name}` is not ASCII text; read its bytes from `raw_headers`"
            ),
            Fault::Unreadable(ty) => write!(
                f,
                "the response header `{name}` cannot be read as `{ty}`; its text is in `raw_headers`"
            ),
        }
    }
}

impl std::error::Error for HeaderError {}

/// A time as HTTP writes it, in any of the three forms of [RFC 9110 section 5.6.7]; for typed
/// response headers.
///
/// [RFC 9110 section 5.6.7]: https://www.rfc-editor.org/rfc/rfc9110#section-5.6.7
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub struct HttpDate(pub SystemTime);

impl FromStr for HttpDate {
    type Err = httpdate::Error;

    fn from_str(text: &str) -> Result<Self, Self::Err> {
        httpdate::parse_http_date(text).map(Self)
    }
}

impl fmt::Display for HttpDate {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        httpdate::HttpDate::from(self.0).fmt(f)
    }
}
