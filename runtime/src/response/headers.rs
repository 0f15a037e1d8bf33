//! Response headers, as they came and typed.

use std::fmt;
use std::ops::Deref;
use std::str::FromStr;
use std::sync::Arc;
use std::time::{Duration, SystemTime};

use http::{HeaderMap, HeaderName, HeaderValue};

use super::elements::Elements;
use super::{Lifecycle, Location, RateLimit, RetryAfter, WebLinks};

/// The headers of an answer; cheap to clone, derefs to the map.
#[derive(Clone, Default)]
pub struct Headers(Arc<Kept>);

#[derive(Default)]
struct Kept {
    map: HeaderMap,
    /// Every answer is asked for it, and more than once.
    lifecycle: Lifecycle,
}

impl Headers {
    /// A header's text; `None` where it is absent or not UTF-8.
    pub fn text(&self, name: &str) -> Option<&str> {
        text(self.value(name)?)
    }

    /// A header's first value. The map would read the name and hash it, which takes longer than to look
    /// at the few that most answers have.
    fn value(&self, name: &str) -> Option<&HeaderValue> {
        const FEW: usize = 16;
        if self.len() > FEW {
            return self.get(name);
        }
        let is_named = |given: &HeaderName| given.as_str().eq_ignore_ascii_case(name);
        let mut all = self.iter();
        all.find_map(|(given, value)| is_named(given).then_some(value))
    }

    /// All texts of a header that may come more than once.
    pub(crate) fn texts(&self, name: &str) -> impl Iterator<Item = &str> {
        self.get_all(name).into_iter().filter_map(text)
    }

    /// A header that may be absent, as a value.
    ///
    /// # Errors
    /// Where it is there and cannot be read as a `T`; the error names it.
    pub fn optional<T: FromStr>(&self, name: &'static str) -> Result<Option<T>, HeaderError> {
        let value = self.value(name);
        value.map(|value| read(name, value)).transpose()
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

    /// A header that is a list, as values: separated by commas, on one line or on several. None
    /// where it is absent.
    ///
    /// A comma between quotes is part of its element, and the quotes stay, as an entity tag wants
    /// them.
    ///
    /// ```
    /// use endpoint::{HeaderMap, Headers};
    ///
    /// let mut map = HeaderMap::new();
    /// map.append("x-ids", "1, 2".parse()?);
    /// map.append("x-ids", "3".parse()?);
    /// assert_eq!(Headers::from(map).list::<u8>("x-ids")?, [1, 2, 3]);
    /// # Ok::<(), Box<dyn std::error::Error>>(())
    /// ```
    ///
    /// # Errors
    /// Where an element cannot be read as a `T`; the error names the header.
    pub fn list<T: FromStr>(&self, name: &'static str) -> Result<Vec<T>, HeaderError> {
        let mut list = Vec::new();
        for value in self.get_all(name) {
            for element in Elements::of(text(value).ok_or(HeaderError::not_text(name))?) {
                list.push(parse(name, element)?);
            }
        }
        Ok(list)
    }

    /// A header that is a [`list`](Self::list), `None` where it is absent.
    ///
    /// # Errors
    /// Where an element cannot be read as a `T`; the error names the header.
    pub fn optional_list<T: FromStr>(
        &self,
        name: &'static str,
    ) -> Result<Option<Vec<T>>, HeaderError> {
        if self.contains_key(name) {
            self.list(name).map(Some)
        } else {
            Ok(None)
        }
    }

    /// The id that the server gave the request: `x-request-id`, or the first header whose name ends
    /// in `request-id`.
    pub fn request_id(&self) -> Option<&str> {
        self.text("x-request-id").or_else(|| {
            let named = |name: &str| name.ends_with("request-id") || name == "x-correlation-id";
            self.iter()
                .find(|(name, _)| named(name.as_str()))
                .and_then(|(_, value)| text(value))
        })
    }

    /// The links of all `Link` headers ([RFC 8288](https://www.rfc-editor.org/rfc/rfc8288)).
    pub fn links(&self) -> WebLinks {
        WebLinks::of(self)
    }

    /// Where `Location` leads.
    pub fn location(&self) -> Option<Location> {
        Location::of(self, "location")
    }

    /// Where the body is to be found by itself.
    pub fn content_location(&self) -> Option<Location> {
        Location::of(self, "content-location")
    }

    /// How long the server says to wait: `retry-after-ms`, which some send, else `Retry-After`.
    pub fn retry_after(&self) -> Option<RetryAfter> {
        RetryAfter::of(self)
    }

    /// How much may be asked of the server; see [`RateLimit`] for the headers.
    pub fn rate_limit(&self) -> Option<RateLimit> {
        RateLimit::of(self)
    }

    pub(crate) fn lifecycle(&self) -> Lifecycle {
        self.0.lifecycle
    }
}

pub(super) fn text(value: &HeaderValue) -> Option<&str> {
    std::str::from_utf8(value.as_bytes()).ok()
}

fn read<T: FromStr>(name: &'static str, value: &HeaderValue) -> Result<T, HeaderError> {
    let text = text(value).ok_or(HeaderError::not_text(name))?;
    parse(name, text.trim())
}

fn parse<T: FromStr>(name: &'static str, text: &str) -> Result<T, HeaderError> {
    text.parse().map_err(|_| HeaderError {
        name,
        fault: Fault::Unreadable(short_name(std::any::type_name::<T>())),
    })
}

impl From<HeaderMap> for Headers {
    fn from(map: HeaderMap) -> Self {
        let lifecycle = Lifecycle::of(&map);
        Self(Arc::new(Kept { map, lifecycle }))
    }
}

impl Deref for Headers {
    type Target = HeaderMap;

    fn deref(&self) -> &HeaderMap {
        &self.0.map
    }
}

/// Headers whose values are shown; every other may be a cookie or a key.
const SHOWN: &[&str] = &[
    "accept",
    "accept-encoding",
    "accept-language",
    "accept-ranges",
    "age",
    "allow",
    "cache-control",
    "content-encoding",
    "content-language",
    "content-length",
    "content-range",
    "content-type",
    "date",
    "deprecation",
    "etag",
    "expires",
    "last-modified",
    "range",
    "ratelimit",
    "retry-after",
    "retry-after-ms",
    "server",
    "sunset",
    "user-agent",
    "vary",
    "x-correlation-id",
];

/// Whether the value of this header is shown, unless it repeats a secret.
pub(crate) fn is_shown(name: &str) -> bool {
    SHOWN.contains(&name)
        || name.ends_with("request-id")
        || name.starts_with("ratelimit-")
        || name.starts_with("x-ratelimit-")
}

impl fmt::Debug for Headers {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        let entry = |(name, value)| {
            (
                name,
                Shown(if is_shown(HeaderName::as_str(name)) {
                    Some(value)
                } else {
                    None
                }),
            )
        };
        f.debug_map().entries(self.iter().map(entry)).finish()
    }
}

struct Shown<'a>(Option<&'a HeaderValue>);

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
    const fn not_text(name: &'static str) -> Self {
        Self {
            name,
            fault: Fault::NotText,
        }
    }

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
                "the response header `{name}` is not UTF-8; read its bytes from the answer's headers"
            ),
            Fault::Unreadable(ty) => write!(
                f,
                "the response header `{name}` cannot be read as `{ty}`; its text is in the answer's headers"
            ),
        }
    }
}

impl std::error::Error for HeaderError {}

/// A type's name without the path to it, which may be one that nobody can write.
fn short_name(name: &'static str) -> &'static str {
    if name.contains('<') {
        return name;
    }
    name.rsplit("::").next().unwrap_or(name)
}

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

/// Of a time that HTTP cannot write, only that it is one is said.
impl fmt::Display for HttpDate {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        const YEAR_10000: Duration = Duration::from_secs(253_402_300_800);
        match self.0.duration_since(SystemTime::UNIX_EPOCH) {
            Ok(since) if since < YEAR_10000 => httpdate::HttpDate::from(self.0).fmt(f),
            Ok(_) => f.write_str("a time after the year 9999"),
            Err(_) => f.write_str("a time before the year 1970"),
        }
    }
}

/// A text that is not what a header's value has to be. It does not repeat the text.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct ValueError {
    expected: &'static str,
}

impl ValueError {
    pub(super) const fn new(expected: &'static str) -> Self {
        Self { expected }
    }
}

impl fmt::Display for ValueError {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "the value is not {}", self.expected)
    }
}

impl std::error::Error for ValueError {}
