//! One member of an object, the others passed over, in one pass.

use std::fmt;

use serde::de::{DeserializeOwned, DeserializeSeed, Deserializer, IgnoredAny, MapAccess, Visitor};

use super::OpenError;
use super::absent::{Absent, absent};

/// The member `key` of the object in `body`.
pub(super) fn pick<T: DeserializeOwned>(body: &str, key: &'static str) -> Result<T, OpenError> {
    let mut payload = None;
    let into = &mut payload;
    read(body, Pick { key, into })?;
    or_absent(payload, key)
}

/// The payload, or what stands for none.
pub(super) fn or_absent<T: DeserializeOwned>(
    payload: Option<T>,
    key: &'static str,
) -> Result<T, OpenError> {
    match payload {
        Some(payload) => Ok(payload),
        None => absent(Absent::NoBody).ok_or_else(|| OpenError::missing(key)),
    }
}

/// Reads a whole document by a visitor of objects.
pub(super) fn read<'de, V: Visitor<'de>>(
    body: &'de str,
    visitor: V,
) -> Result<V::Value, serde_json::Error> {
    let mut json = serde_json::Deserializer::from_str(body);
    let value = json.deserialize_map(visitor)?;
    json.end()?;
    Ok(value)
}

// A payload may be large, so that it is put where it stays, and not handed on from one to the next.
struct Pick<'a, T> {
    key: &'static str,
    into: &'a mut Option<T>,
}

impl<'de, T: DeserializeOwned> Visitor<'de> for Pick<'_, T> {
    type Value = ();

    fn expecting(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "an object with the member `{}`", self.key)
    }

    fn visit_map<A: MapAccess<'de>>(self, mut map: A) -> Result<(), A::Error> {
        while let Some(index) = map.next_key_seed(OneOf(&[self.key]))? {
            match index {
                Some(_) => *self.into = Some(map.next_value()?),
                None => drop(map.next_value::<IgnoredAny>()?),
            }
        }
        Ok(())
    }
}

/// Reads a key: its place in the list, or `None` where it is not in it.
#[derive(Clone, Copy)]
pub(super) struct OneOf<'a>(pub(super) &'a [&'static str]);

impl<'de> DeserializeSeed<'de> for OneOf<'_> {
    type Value = Option<usize>;

    fn deserialize<D: Deserializer<'de>>(self, deserializer: D) -> Result<Option<usize>, D::Error> {
        deserializer.deserialize_identifier(self)
    }
}

impl Visitor<'_> for OneOf<'_> {
    type Value = Option<usize>;

    fn expecting(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str("a member's name")
    }

    fn visit_str<E>(self, key: &str) -> Result<Option<usize>, E> {
        Ok(self.0.iter().position(|known| *known == key))
    }
}
