//! Where an answer leads.

use std::convert::Infallible;
use std::fmt;
use std::ops::Deref;
use std::str::FromStr;

use http::StatusCode;

use super::output::check_refusal;
use super::{Envelope, Headers, Incoming, OpenError, Output, Raw, Variant};
use crate::error::ErrorBody;

/// Where an answer leads: a `Location` ([RFC 9110 section 10.2.2]) or `Content-Location` ([section
/// 8.7]), relative or absolute. Derefs to its text; `Debug` shows no query, which may be a
/// signature.
///
/// [`Client::resolve`](crate::Client::resolve) says what it means. As an output (`-> Location`) it
/// takes redirects too, and a body only as the envelope's way to say no. It may stand in a variant
/// of a [`ByStatus`](derive@crate::ByStatus) enum, and in a field of typed response headers.
///
/// ```
/// use endpoint::{ByStatus, Endpoint, Json, Location, endpoint};
///
/// #[derive(ByStatus)]
/// enum Job {
///     #[status(200)]
///     Pending(Json),
///     #[status(303)]
///     Done(Location),
/// }
///
/// #[endpoint(GET "/jobs/<id>" -> Job)]
/// struct GetJob { id: u64 }
///
/// let answer = http::Response::builder().status(303).header("location", "/files/7");
/// let job = GetJob::decode(answer.body("".into())?)?.into_inner();
/// assert!(matches!(job, Job::Done(file) if &*file == "/files/7"));
/// # Ok::<(), Box<dyn std::error::Error>>(())
/// ```
///
/// [RFC 9110 section 10.2.2]: https://www.rfc-editor.org/rfc/rfc9110#section-10.2.2
/// [section 8.7]: https://www.rfc-editor.org/rfc/rfc9110#section-8.7
#[derive(Clone, PartialEq, Eq, Hash)]
pub struct Location(String);

impl Location {
    pub(super) fn of(headers: &Headers, name: &str) -> Option<Self> {
        let text = headers.text(name)?.trim();
        (!text.is_empty()).then(|| Self(text.to_owned()))
    }
}

/// A link without what may be a secret of it: user info, query, fragment.
pub(crate) fn shown(link: &str) -> String {
    let (link, rest) = match link.find(['?', '#']) {
        Some(at) => (&link[..at], "?[redacted]"),
        None => (link, ""),
    };
    let authority = link.find("//").map_or(0, |at| at + 2);
    let end = link[authority..]
        .find(['/', '\\'])
        .map_or(link.len(), |at| authority + at);
    match link[authority..end].rfind('@') {
        Some(at) if authority > 0 => {
            let host = &link[authority + at..];
            format!("{}[redacted]{host}{rest}", &link[..authority])
        }
        _ => format!("{link}{rest}"),
    }
}

impl Deref for Location {
    type Target = str;

    fn deref(&self) -> &str {
        &self.0
    }
}

impl AsRef<str> for Location {
    fn as_ref(&self) -> &str {
        &self.0
    }
}

impl fmt::Debug for Location {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "Location({})", shown(&self.0))
    }
}

/// Without what may be a secret, as `Debug`.
impl fmt::Display for Location {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(&shown(&self.0))
    }
}

/// Any text is one; whether it leads anywhere is found out when it is resolved.
impl FromStr for Location {
    type Err = Infallible;

    fn from_str(text: &str) -> Result<Self, Infallible> {
        Ok(Self(text.to_owned()))
    }
}

impl<V: Envelope> Output<V> for Location {
    type Value = Location;

    /// Also redirects that name one: all of [RFC 9110 section 15.4] but 304.
    ///
    /// [RFC 9110 section 15.4]: https://www.rfc-editor.org/rfc/rfc9110#section-15.4
    fn takes(status: StatusCode) -> bool {
        status.is_success() || status.is_redirection() && status != StatusCode::NOT_MODIFIED
    }

    fn open(answer: &mut Incoming, _: Option<&'static str>) -> Result<Self, OpenError> {
        check_refusal::<V>(answer.raw())?;
        answer.headers().location().ok_or_else(|| {
            OpenError::unreadable(
                "the answer has no `Location` that is a text; take it as `Raw` and look at its headers",
            )
        })
    }
}

impl<V: Envelope> Variant<V> for Location {
    fn read(answer: &mut Incoming, key: Option<&'static str>) -> Result<Self, OpenError> {
        <Self as Output<V>>::open(answer, key)
    }
}

impl ErrorBody for Location {
    fn read(answer: &Raw) -> Option<Self> {
        answer.headers.location()
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn what_may_be_a_secret_is_not_shown() {
        for (link, expected) in [
            ("/a/b", "/a/b"),
            ("/a?sig=hunter2#x", "/a?[redacted]"),
            (
                "https://api.test/a#hunter2",
                "https://api.test/a?[redacted]",
            ),
            (
                "https://u:hunter2@api.test/a@b",
                "https://[redacted]@api.test/a@b",
            ),
            ("//hunter2@api.test", "//[redacted]@api.test"),
            ("a@b/c", "a@b/c"),
            ("", ""),
        ] {
            let location: Location = link.parse().unwrap_or_else(|never| match never {});
            assert_eq!(format!("{location:?}"), format!("Location({expected})"));
            assert_eq!(&*location, link);
        }
    }
}
