//! No envelope.

use serde::de::DeserializeOwned;

use super::{Envelope, OpenError, member};
use crate::response::Json;

/// No envelope: the document is the payload, or one member of it is (`-> T in "key"`).
#[derive(Debug, Clone, Copy, Default)]
pub struct Plain;

impl Envelope for Plain {
    type Open<T> = T;
    type Error = Json;
    const CAN_REFUSE: bool = false;

    fn open<T: DeserializeOwned>(body: &str, key: Option<&'static str>) -> Result<T, OpenError> {
        match key {
            None => Self::open_whole(body),
            Some(key) => Self::open_member(body, key),
        }
    }

    fn open_whole<T: DeserializeOwned>(body: &str) -> Result<T, OpenError> {
        whole(body)
    }

    fn open_member<T: DeserializeOwned>(body: &str, key: &'static str) -> Result<T, OpenError> {
        member::pick(body, key)
    }

    fn wrap<T>(value: T) -> T {
        value
    }

    /// A body that nobody wants may be anything, as `OK` in plain text.
    fn acknowledge(_: &str) -> Result<(), OpenError> {
        Ok(())
    }
}

/// As `serde_json::from_str`, in fewer functions: it is compiled for each type.
fn whole<T: DeserializeOwned>(body: &str) -> Result<T, OpenError> {
    let mut json = serde_json::Deserializer::from_str(body);
    match T::deserialize(&mut json) {
        Err(error) => Err(error.into()),
        Ok(value) => match json.end() {
            Ok(()) => Ok(value),
            Err(error) => Err(error.into()),
        },
    }
}
