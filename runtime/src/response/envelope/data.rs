//! `{"data": ..}`.

use serde::de::DeserializeOwned;

use super::{Envelope, OpenError, member};
use crate::response::Json;

/// `{"data": T}`, other members ignored; `-> T in "key"` names another member.
#[derive(Debug, Clone, Copy, Default)]
pub struct Data;

impl Envelope for Data {
    type Open<T> = T;
    type Error = Json;
    const CAN_REFUSE: bool = false;

    fn open<T: DeserializeOwned>(body: &str, key: Option<&'static str>) -> Result<T, OpenError> {
        member::pick(body, key.unwrap_or("data"))
    }

    fn wrap<T>(value: T) -> T {
        value
    }

    /// A body that nobody wants may be anything, as `OK` in plain text.
    fn acknowledge(_: &str) -> Result<(), OpenError> {
        Ok(())
    }
}
