//! What the items of a stream are read from.

use serde::de::DeserializeOwned;

use super::OpenError;

/// What the items of [`Events`](crate::Events) and [`Lines`](crate::Lines) may be: any
/// `DeserializeOwned`, which is read as JSON, or [`Text`](crate::Text), which takes the text as it
/// is.
///
/// An item that is JSON but for one word is a type of your own:
///
/// ```
/// use endpoint::{FromText, OpenError};
///
/// #[derive(serde::Deserialize)]
/// struct Delta { content: String }
///
/// enum Chunk { Delta(Delta), Done }
///
/// impl FromText for Chunk {
///     fn from_text(text: &str) -> Result<Self, OpenError> {
///         match text {
///             "[DONE]" => Ok(Chunk::Done),
///             json => Delta::from_text(json).map(Chunk::Delta),
///         }
///     }
/// }
///
/// assert!(matches!(Chunk::from_text("[DONE]"), Ok(Chunk::Done)));
/// assert!(matches!(Chunk::from_text(r#"{"content": "Hi"}"#), Ok(Chunk::Delta(_))));
/// ```
#[diagnostic::on_unimplemented(
    message = "`{Self}` cannot be an item of a stream",
    label = "cannot be read from a line or an event",
    note = "put `#[derive(serde::Deserialize)]` on `{Self}`, or use `Text`, or implement `endpoint::FromText`"
)]
pub trait FromText: Sized {
    /// Reads one item.
    ///
    /// # Errors
    /// A `serde_json::Error`, or [`OpenError::unreadable`], where the text does not fit.
    fn from_text(text: &str) -> Result<Self, OpenError>;
}

impl<T: DeserializeOwned> FromText for T {
    fn from_text(text: &str) -> Result<Self, OpenError> {
        Ok(serde_json::from_str(text)?)
    }
}
