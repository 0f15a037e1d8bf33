//! What may stand after `->`.

use http::StatusCode;
use serde::de::DeserializeOwned;

use super::envelope::absent::{Absent, absent};
use super::{Bytes, Envelope, OpenError, Raw};

/// What may stand after `->`: any `DeserializeOwned`, through the envelope `V`, or one of this
/// crate's own types.
#[diagnostic::on_unimplemented(
    message = "`{Self}` cannot be the output of an endpoint",
    label = "cannot be read from a response",
    note = "put `#[derive(serde::Deserialize)]` on `{Self}`, or use one of `()`, `Bytes`, `Json`"
)]
pub trait Output<V: Envelope> {
    /// What the caller gets.
    type Value;
    /// The `Accept` header that goes with it.
    const ACCEPT: &'static str = V::MEDIA_TYPE;

    /// Reads an answer whose status is one of success; `key` is the payload's in the envelope.
    ///
    /// # Errors
    /// Where the envelope says no, or the body does not fit.
    fn open(answer: &Raw, key: Option<&'static str>) -> Result<Self::Value, OpenError>;
}

impl<T: DeserializeOwned, V: Envelope> Output<V> for T {
    type Value = V::Open<T>;

    fn open(answer: &Raw, key: Option<&'static str>) -> Result<V::Open<T>, OpenError> {
        if answer.has_no_content() {
            return absent::<T>(Absent::NoBody)
                .map(V::wrap)
                .ok_or_else(|| OpenError::no_body(answer.status));
        }
        let body = text(&answer.bytes)?;
        match absent::<T>(Absent::Unit) {
            Some(unit) => V::acknowledge(body).map(|()| V::wrap(unit)),
            None => V::open(body, key),
        }
    }
}

impl Raw {
    /// Whether there is nothing to read, be it that the status says so ([RFC 9110 sections 15.3.5
    /// and 15.3.6]) or that nothing came.
    ///
    /// [RFC 9110 sections 15.3.5 and 15.3.6]: https://www.rfc-editor.org/rfc/rfc9110#section-15.3.5
    fn has_no_content(&self) -> bool {
        self.bytes.is_empty()
            || matches!(
                self.status,
                StatusCode::NO_CONTENT | StatusCode::RESET_CONTENT
            )
    }
}

/// The body as text, without a byte order mark, which [RFC 8259 section 8.1] lets a reader ignore.
///
/// [RFC 8259 section 8.1]: https://www.rfc-editor.org/rfc/rfc8259#section-8.1
fn text(bytes: &[u8]) -> Result<&str, OpenError> {
    let text =
        std::str::from_utf8(bytes).map_err(|error| OpenError::not_utf8(error.valid_up_to()))?;
    Ok(text.strip_prefix('\u{feff}').unwrap_or(text))
}

impl<V: Envelope> Output<V> for Bytes {
    type Value = Bytes;
    const ACCEPT: &'static str = "*/*";

    fn open(answer: &Raw, _: Option<&'static str>) -> Result<Bytes, OpenError> {
        Ok(answer.bytes.clone().into())
    }
}
