//! The variants of an output that has one for each status.

pub mod table;

use serde::de::DeserializeOwned;

use super::envelope::absent::{Absent, absent};
use super::output::check_refusal;
use super::{Bytes, Envelope, Headers, Incoming, OpenError, Opened, Output, Plain, Raw, Reading};
use crate::error::ErrorBody;

/// What a variant of a [`ByStatus`](derive@crate::ByStatus) enum may hold: any `DeserializeOwned`,
/// or one of this crate's own outputs, or [`Raw`].
///
/// A value is the payload of the envelope `V` where the status is one of success. Any other answer
/// stands outside of the envelope, so there the value is the whole document.
#[diagnostic::on_unimplemented(
    message = "a variant of a `ByStatus` enum cannot hold `{Self}`",
    label = "cannot be read from a response",
    note = "put `#[derive(serde::Deserialize)]` on `{Self}`, or use one of `Text`, `Bytes`, `Download`, `Json`, `Raw`"
)]
pub trait Variant<V: Envelope>: Sized {
    /// The `Accept` header that goes with it.
    const ACCEPT: &'static str = V::MEDIA_TYPE;

    /// As [`Output::RECONNECTS`].
    #[doc(hidden)]
    const RECONNECTS: bool = false;

    /// As [`Output::RESUMES`].
    #[doc(hidden)]
    const RESUMES: bool = false;

    /// How much of the body [`read`](Self::read) wants to be there.
    fn reading(_status: http::StatusCode, _headers: &Headers) -> Reading {
        Reading::Whole
    }

    /// Reads an answer with one of the variant's statuses; `key` is the payload's in the envelope.
    ///
    /// # Errors
    /// Where the envelope says no, or the body does not fit.
    fn read(answer: &mut Incoming, key: Option<&'static str>) -> Result<Self, OpenError>;
}

impl<T: DeserializeOwned, V: Envelope> Variant<V> for T {
    fn read(answer: &mut Incoming, key: Option<&'static str>) -> Result<T, OpenError> {
        if answer.status().is_success() {
            let opened = <T as Output<V>>::open(answer, key)?;
            return Ok(V::Open::<T>::into_payload(opened));
        }
        match absent::<T>(Absent::Unit) {
            Some(unit) => Ok(unit),
            None => <T as Output<Plain>>::open(answer, None),
        }
    }
}

impl<V: Envelope> Variant<V> for Bytes {
    const ACCEPT: &'static str = <Bytes as Output<V>>::ACCEPT;

    fn read(answer: &mut Incoming, key: Option<&'static str>) -> Result<Bytes, OpenError> {
        <Bytes as Output<V>>::open(answer, key)
    }
}

/// Everything that came, for the statuses of which nothing more is known (`#[status(_)]`).
impl<V: Envelope> Variant<V> for Raw {
    const ACCEPT: &'static str = <Bytes as Output<V>>::ACCEPT;

    fn read(answer: &mut Incoming, key: Option<&'static str>) -> Result<Raw, OpenError> {
        <Self as Output<V>>::open(answer, key)
    }
}

/// Status, headers and bytes of a success that the envelope does not refuse.
impl<V: Envelope> Output<V> for Raw {
    type Value = Raw;
    const ACCEPT: &'static str = <Bytes as Output<V>>::ACCEPT;

    fn open(answer: &mut Incoming, _: Option<&'static str>) -> Result<Raw, OpenError> {
        check_refusal::<V>(answer.raw())?;
        Ok(answer.raw().clone())
    }
}

impl ErrorBody for Raw {
    fn read(answer: &Raw) -> Option<Self> {
        Some(answer.clone())
    }
}
