//! `{"data": ..}`.

use serde::de::DeserializeOwned;

use super::{Envelope, OpenError, filled, member};
use crate::response::Json;

/// `{"data": T}`, other members ignored; `-> T in "key"` names another member.
#[derive(Debug, Clone, Copy, Default)]
pub struct Data;

impl Envelope for Data {
    type Open<T> = T;
    type Error = Json;
    const CAN_REFUSE: bool = false;

    fn open<T: DeserializeOwned>(body: &str, key: Option<&'static str>) -> Result<T, OpenError> {
        filled(|into| member::pick(body, key.unwrap_or("data"), into))
    }

    fn fill_whole<T: DeserializeOwned>(body: &str, into: &mut Option<T>) -> Result<(), OpenError> {
        member::pick(body, "data", into)
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
