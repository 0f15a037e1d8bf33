//! The shape around a payload.

pub(super) mod absent;
mod data;
pub mod json_api;
mod member;
mod plain;
pub mod success_flag;

use serde::de::{DeserializeOwned, IgnoredAny};

pub use self::data::Data;
pub use self::json_api::JsonApi;
pub use self::plain::Plain;
pub use self::success_flag::SuccessFlag;
use super::decode::{FromJson, JsonText, OpenError, read_json};
use crate::error::ErrorBody;

/// The shape that an API puts around every payload.
///
/// The runtime's own are [`Plain`], [`Data`], [`SuccessFlag`] and [`JsonApi`]. One of your own is a
/// type that implements this:
///
/// ```
/// use endpoint::{Envelope, Json, OpenError, from_json};
/// use serde::Deserialize;
/// use serde::de::DeserializeOwned;
///
/// /// `{"ok": true, "result": ..}` or `{"ok": false, "description": ".."}`
/// struct Telegram;
///
/// impl Envelope for Telegram {
///     type Open<T> = T;
///     type Error = Json;
///
///     fn open<T: DeserializeOwned>(body: &str, _: Option<&'static str>) -> Result<T, OpenError> {
///         #[derive(Deserialize)]
///         struct Wire<T> { ok: bool, result: Option<T> }
///
///         let wire: Wire<T> = from_json(body)?;
///         if !wire.ok { return Err(OpenError::refused()); }
///         wire.result.ok_or_else(|| OpenError::missing("result"))
///     }
///
///     fn wrap<T>(value: T) -> T { value }
/// }
/// ```
///
/// A document that is read through `#[serde(tag = "..")]`, `untagged` or `flatten` is held in between
/// as serde's own values, and a [`Json`](crate::Json) cannot be made of those.
#[diagnostic::on_unimplemented(
    message = "`{Self}` is not an envelope",
    label = "not an envelope",
    note = "use `Plain`, `Data`, `SuccessFlag` or `JsonApi`, or implement `endpoint::Envelope` for `{Self}`"
)]
pub trait Envelope {
    /// What the caller gets of a payload `T`: `T` itself, or `T` with what else the envelope holds.
    type Open<T>: Opened<T>;
    /// The typed body of a refusal, for APIs and endpoints that name none.
    type Error: ErrorBody;
    /// The media type of requests and answers, for `Accept` and `Content-Type`.
    const MEDIA_TYPE: &'static str = "application/json";

    /// Whether a document of a success may say no. Where it may not, streams need not wait for it.
    #[doc(hidden)]
    const CAN_REFUSE: bool = true;

    /// Opens the envelope of an answer whose status is one of success; `key` is what `-> T in
    /// "key"` says: the member to take the payload from, in place of the usual one.
    ///
    /// # Errors
    /// [`OpenError::refused`] where the envelope says no; a `serde_json::Error`, or
    /// [`OpenError::missing`], where the payload does not fit.
    fn open<T: DeserializeOwned>(
        body: &str,
        key: Option<&'static str>,
    ) -> Result<Self::Open<T>, OpenError>;

    /// [`open`](Self::open) without a key, to where the payload stays.
    ///
    /// # Errors
    /// As [`open`](Self::open).
    #[doc(hidden)]
    fn fill_whole<T: DeserializeOwned>(
        body: &str,
        into: &mut Option<Self::Open<T>>,
    ) -> Result<(), OpenError> {
        *into = Some(Self::open(body, None)?);
        Ok(())
    }

    /// [`open`](Self::open) with a key, to where the payload stays.
    ///
    /// # Errors
    /// As [`open`](Self::open).
    #[doc(hidden)]
    fn fill_member<T: DeserializeOwned>(
        body: &str,
        key: &'static str,
        into: &mut Option<Self::Open<T>>,
    ) -> Result<(), OpenError> {
        *into = Some(Self::open(body, Some(key))?);
        Ok(())
    }

    /// What the caller gets where there was no body, or none of it is wanted.
    fn wrap<T>(value: T) -> Self::Open<T>;

    /// Opens the envelope of an answer whose payload does not matter (`-> ()`).
    ///
    /// # Errors
    /// As [`open`](Self::open).
    fn acknowledge(body: &str) -> Result<(), OpenError> {
        match Self::open::<IgnoredAny>(body, None) {
            Err(error) if error.is_missing() => Ok(()),
            opened => opened.map(drop),
        }
    }
}

/// What `fill` puts where it is told to.
pub(super) fn filled<T>(
    fill: impl FnOnce(&mut Option<T>) -> Result<(), OpenError>,
) -> Result<T, OpenError> {
    let mut value = None;
    fill(&mut value)?;
    value.ok_or_else(OpenError::unfilled)
}

/// What an envelope gives of a payload `T`. A type is its own payload; a type that holds one beside
/// other parts of the envelope says which it is.
#[diagnostic::on_unimplemented(
    message = "`{Self}` is not known to hold the payload `{T}`",
    label = "cannot be what an envelope gives",
    note = "implement `endpoint::Opened<T>` for it"
)]
pub trait Opened<T> {
    /// The payload alone.
    fn into_payload(self) -> T;

    /// The payload where it is.
    fn payload(&self) -> &T;
}

impl<T> Opened<T> for T {
    fn into_payload(self) -> T {
        self
    }

    fn payload(&self) -> &T {
        self
    }
}
