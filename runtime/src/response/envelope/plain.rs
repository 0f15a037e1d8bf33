//! No envelope.

use serde::de::DeserializeOwned;

use super::{Envelope, FromJson, JsonText, OpenError, filled, member, read_json};
use crate::response::Json;

/// No envelope: the document is the payload, or one member of it is (`-> T in "key"`).
#[derive(Debug, Clone, Copy, Default)]
pub struct Plain;

impl Envelope for Plain {
    type Open<T> = T;
    type Error = Json;
    const CAN_REFUSE: bool = false;

    fn open<T: DeserializeOwned>(body: &str, key: Option<&'static str>) -> Result<T, OpenError> {
        filled(|into| match key {
            None => Self::fill_whole(body, into),
            Some(key) => Self::fill_member(body, key, into),
        })
    }

    fn fill_whole<T: DeserializeOwned>(body: &str, into: &mut Option<T>) -> Result<(), OpenError> {
        read_json(body, &mut Whole(into))
    }

    fn fill_member<T: DeserializeOwned>(
        body: &str,
        key: &'static str,
        into: &mut Option<T>,
    ) -> Result<(), OpenError> {
        member::pick(body, key, into)
    }

    fn wrap<T>(value: T) -> T {
        value
    }

    /// A body that nobody wants may be anything, as `OK` in plain text.
    fn acknowledge(_: &str) -> Result<(), OpenError> {
        Ok(())
    }
}

/// Where a whole document goes.
struct Whole<'a, T>(&'a mut Option<T>);

impl<T: DeserializeOwned> FromJson for Whole<'_, T> {
    fn read(&mut self, json: &mut JsonText<'_>) -> Result<(), serde_json::Error> {
        // Not `?`, which would be two more functions for each type.
        match T::deserialize(json) {
            Ok(payload) => {
                *self.0 = Some(payload);
                Ok(())
            }
            Err(error) => Err(error),
        }
    }
}
