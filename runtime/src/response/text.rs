//! A body as text.

use std::fmt;
use std::ops::Deref;

use super::charset::{self, NoText};
use super::media_type::MediaType;
use super::output::check_refusal;
use super::{Envelope, FromText, Incoming, OpenError, Output, Raw, Variant};
use crate::error::ErrorBody;

/// A body as text, in the character set that its `Content-Type` names, or UTF-8 where it names
/// none.
///
/// A byte order mark goes before both, as in browsers. Bytes that are malformed in that character
/// set are an [`ErrorKind::Decode`](crate::ErrorKind::Decode), as is a character set that is not
/// known; the feature `charset` knows all of the [Encoding standard].
///
/// ```
/// use endpoint::{Endpoint, Text, endpoint};
///
/// #[endpoint(GET "/zen" -> Text)]
/// struct Zen {}
///
/// let answer = http::Response::builder()
///     .header("content-type", "text/plain; charset=iso-8859-1")
///     .body("caf\u{e9}".chars().map(|c| c as u8).collect())?;
/// assert_eq!(&**Zen::decode(answer)?, "café");
/// # Ok::<(), Box<dyn std::error::Error>>(())
/// ```
///
/// [Encoding standard]: https://encoding.spec.whatwg.org/
#[derive(Clone, Default, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub struct Text(String);

impl Text {
    /// The text by value.
    pub fn into_string(self) -> String {
        self.0
    }

    /// The text of an answer.
    fn of(answer: &Raw) -> Result<Self, OpenError> {
        let ty = MediaType::of(&answer.headers);
        let label = ty.as_ref().and_then(MediaType::charset);
        charset::decode(answer.bytes.clone(), label.as_deref())
            .map(Self)
            .map_err(|fault| OpenError::unreadable(describe(&fault, label.as_deref())))
    }
}

fn describe(fault: &NoText, label: Option<&str>) -> String {
    match fault {
        NoText::Malformed(charset) => format!(
            "the body is malformed as text in {charset}; the server may name the wrong charset, so take it as `Bytes`"
        ),
        NoText::Unknown => {
            let label: String = label.unwrap_or("utf-16").chars().take(40).collect();
            let or = if cfg!(feature = "charset") {
                ""
            } else {
                "turn on the feature `charset`, or "
            };
            format!(
                "the charset `{}` is not known; {or}take the body as `Bytes`",
                label.escape_default()
            )
        }
    }
}

impl From<String> for Text {
    fn from(text: String) -> Self {
        Self(text)
    }
}

impl From<&str> for Text {
    fn from(text: &str) -> Self {
        Self(text.to_owned())
    }
}

impl From<Text> for String {
    fn from(text: Text) -> Self {
        text.0
    }
}

impl Deref for Text {
    type Target = str;

    fn deref(&self) -> &str {
        &self.0
    }
}

impl AsRef<str> for Text {
    fn as_ref(&self) -> &str {
        &self.0
    }
}

impl PartialEq<str> for Text {
    fn eq(&self, other: &str) -> bool {
        self.0 == other
    }
}

impl PartialEq<&str> for Text {
    fn eq(&self, other: &&str) -> bool {
        self.0 == *other
    }
}

impl fmt::Display for Text {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        self.0.fmt(f)
    }
}

/// The length alone: what came may be confidential.
impl fmt::Debug for Text {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "Text({} bytes)", self.0.len())
    }
}

const ACCEPT: &str = "text/plain, */*;q=0.5";

impl<V: Envelope> Output<V> for Text {
    type Value = Text;
    const ACCEPT: &'static str = ACCEPT;

    /// A document instead of the text may be the envelope's way to say no.
    fn open(answer: &mut Incoming, _: Option<&'static str>) -> Result<Text, OpenError> {
        check_refusal::<V>(answer.raw())?;
        Text::of(answer.raw())
    }
}

impl<V: Envelope> Variant<V> for Text {
    const ACCEPT: &'static str = ACCEPT;

    fn read(answer: &mut Incoming, key: Option<&'static str>) -> Result<Text, OpenError> {
        <Self as Output<V>>::open(answer, key)
    }
}

impl ErrorBody for Text {
    fn read(answer: &Raw) -> Option<Self> {
        Self::of(answer).ok()
    }
}

impl FromText for Text {
    fn from_text(text: &str) -> Result<Self, OpenError> {
        Ok(text.into())
    }
}
