//! What may stand after `->`.

use http::StatusCode;
use serde::de::DeserializeOwned;

use super::envelope::absent::{Absent, Wanted};
use super::envelope::filled;
use super::media_type::is_document;
use super::{Bytes, Envelope, Headers, Incoming, OpenError, Raw, Reading, charset};

/// What may stand after `->`: any `DeserializeOwned`, through the envelope `V`, or one of this
/// crate's own types.
#[diagnostic::on_unimplemented(
    message = "`{Self}` cannot be the output of an endpoint",
    label = "cannot be read from a response",
    note = "put `#[derive(serde::Deserialize)]` on `{Self}`, or use one of `()`, `NoContent`, `Text`, `Bytes`, `Download`, `Json`, `Raw`, `Location`, or an enum with `#[derive(ByStatus)]`",
    note = "for `Events<T>` and `Lines<T>` it is `T` that has to be `Deserialize`, or `FromText`"
)]
pub trait Output<V: Envelope> {
    /// What the caller gets.
    type Value;
    /// The `Accept` header that goes with it.
    const ACCEPT: &'static str = V::MEDIA_TYPE;

    /// Whether the request may be sent again when the body breaks off, by endpoints that may be
    /// sent twice.
    #[doc(hidden)]
    const RECONNECTS: bool = false;

    /// Whether the rest of the body may be asked for when it breaks off, by endpoints that may be sent
    /// twice.
    #[doc(hidden)]
    const RESUMES: bool = false;

    /// Whether an answer of this status comes to [`open`](Self::open): those of success, unless an
    /// output says otherwise. Any other is a refusal.
    fn takes(status: StatusCode) -> bool {
        status.is_success()
    }

    /// How much of the body [`open`](Self::open) wants to be there.
    fn reading(_status: StatusCode, _headers: &Headers) -> Reading {
        Reading::Whole
    }

    /// Reads an answer that it takes; `key` is the payload's in the envelope.
    ///
    /// # Errors
    /// Where the envelope says no, or the body does not fit.
    fn open(answer: &mut Incoming, key: Option<&'static str>) -> Result<Self::Value, OpenError>;

    /// [`open`](Self::open) without a key, to where the value stays: a function of its own, so that
    /// an endpoint is compiled with one of the two ways only.
    ///
    /// # Errors
    /// As [`open`](Self::open).
    #[doc(hidden)]
    fn fill_whole(answer: &mut Incoming, into: &mut Option<Self::Value>) -> Result<(), OpenError> {
        *into = Some(Self::open(answer, None)?);
        Ok(())
    }

    /// [`open`](Self::open) with a key, to where the value stays.
    ///
    /// # Errors
    /// As [`open`](Self::open).
    #[doc(hidden)]
    fn fill_member(
        answer: &mut Incoming,
        key: &'static str,
        into: &mut Option<Self::Value>,
    ) -> Result<(), OpenError> {
        *into = Some(Self::open(answer, Some(key))?);
        Ok(())
    }
}

impl<T: DeserializeOwned, V: Envelope> Output<V> for T {
    type Value = V::Open<T>;

    fn open(answer: &mut Incoming, key: Option<&'static str>) -> Result<V::Open<T>, OpenError> {
        filled(|into| match key {
            None => <T as Output<V>>::fill_whole(answer, into),
            Some(key) => <T as Output<V>>::fill_member(answer, key, into),
        })
    }

    fn fill_whole(answer: &mut Incoming, into: &mut Option<V::Open<T>>) -> Result<(), OpenError> {
        read(answer.raw(), &mut Whole::<T, V>(into), V::acknowledge)
    }

    fn fill_member(
        answer: &mut Incoming,
        key: &'static str,
        into: &mut Option<V::Open<T>>,
    ) -> Result<(), OpenError> {
        let member = &mut Member::<T, V> { key, into };
        read(answer.raw(), member, V::acknowledge)
    }
}

/// Where a value goes, whatever its type: behind this, reading is compiled once for all of them.
trait Slot {
    /// Opens the envelope in `body`.
    fn open(&mut self, body: &str) -> Result<(), OpenError>;

    /// Takes what stands for no value, if the type has that.
    fn leave_out(&mut self, what: Absent) -> bool;
}

/// Reads a value, or what stands for none.
fn read(
    answer: &Raw,
    slot: &mut dyn Slot,
    acknowledge: fn(&str) -> Result<(), OpenError>,
) -> Result<(), OpenError> {
    let opened = match answer.document() {
        Ok(body) if slot.leave_out(Absent::Unit) => return acknowledge(body),
        Ok(body) => slot.open(body),
        Err(error) => Err(error),
    };
    match opened {
        Err(error) if error.is_missing() && slot.leave_out(Absent::NoBody) => Ok(()),
        opened => opened,
    }
}

/// The slot of a whole payload.
struct Whole<'a, T, V: Envelope>(&'a mut Option<V::Open<T>>);

impl<T: DeserializeOwned, V: Envelope> Slot for Whole<'_, T, V> {
    fn open(&mut self, body: &str) -> Result<(), OpenError> {
        V::fill_whole(body, self.0)
    }

    fn leave_out(&mut self, what: Absent) -> bool {
        leave_out::<T, V>(what, self.0)
    }
}

/// The slot of a payload under a key.
struct Member<'a, T, V: Envelope> {
    key: &'static str,
    into: &'a mut Option<V::Open<T>>,
}

impl<T: DeserializeOwned, V: Envelope> Slot for Member<'_, T, V> {
    fn open(&mut self, body: &str) -> Result<(), OpenError> {
        V::fill_member(body, self.key, self.into)
    }

    fn leave_out(&mut self, what: Absent) -> bool {
        leave_out::<T, V>(what, self.into)
    }
}

fn leave_out<T: DeserializeOwned, V: Envelope>(
    what: Absent,
    into: &mut Option<V::Open<T>>,
) -> bool {
    // As `absent`, which would be one more function for each type.
    match T::deserialize(what) {
        Ok(nothing) => {
            *into = Some(V::wrap(nothing));
            true
        }
        Err(Wanted) => false,
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

    /// The body as text.
    fn document(&self) -> Result<&str, OpenError> {
        if self.has_no_content() {
            return Err(OpenError::no_body(self.status));
        }
        text(&self.bytes)
    }
}

fn text(bytes: &[u8]) -> Result<&str, OpenError> {
    charset::text(without_bom(bytes)).map_err(|error| OpenError::not_utf8(error.valid_up_to()))
}

/// The body without a byte order mark, which [RFC 8259 section 8.1] lets a reader ignore.
///
/// [RFC 8259 section 8.1]: https://www.rfc-editor.org/rfc/rfc8259#section-8.1
pub(crate) fn without_bom(bytes: &[u8]) -> &[u8] {
    bytes.strip_prefix(b"\xEF\xBB\xBF").unwrap_or(bytes)
}

impl<V: Envelope> Output<V> for Bytes {
    type Value = Bytes;
    const ACCEPT: &'static str = "*/*";

    /// A document instead of the file may be the envelope's way to say no.
    fn open(answer: &mut Incoming, _: Option<&'static str>) -> Result<Bytes, OpenError> {
        check_refusal::<V>(answer.raw())?;
        Ok(answer.raw().bytes.clone().into())
    }
}

/// Looks whether a success that is a document is the envelope's way to say no.
pub(crate) fn check_refusal<V: Envelope>(answer: &Raw) -> Result<(), OpenError> {
    if answer.status.is_success()
        && is_document::<V>(&answer.headers)
        && let Ok(body) = text(&answer.bytes)
        && let Err(refusal) = V::acknowledge(body)
        && refusal.is_refused()
    {
        return Err(refusal);
    }
    Ok(())
}

/// How much of a body that is taken as it comes has to be there all the same: a document in which
/// the envelope may say no.
pub(crate) fn reading_of_stream<V: Envelope>(status: StatusCode, headers: &Headers) -> Reading {
    if V::CAN_REFUSE && status.is_success() && is_document::<V>(headers) {
        Reading::Peeked
    } else {
        Reading::Streamed
    }
}
