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
            None => Ok(serde_json::from_str(body)?),
            Some(key) => member::pick(body, key),
        }
    }

    fn wrap<T>(value: T) -> T {
        value
    }

    /// A body that nobody wants may be anything, as `OK` in plain text.
    fn acknowledge(_: &str) -> Result<(), OpenError> {
        Ok(())
    }
}
