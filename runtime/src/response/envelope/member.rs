//! One member of an object, the others passed over, in one pass.

use std::fmt;

use serde::de::{DeserializeOwned, DeserializeSeed, Deserializer, IgnoredAny, MapAccess, Visitor};

use super::absent::{Absent, absent};
use super::{FromJson, JsonText, OpenError, read_json};

/// The member `key` of the object in `body`.
pub(super) fn pick<T: DeserializeOwned>(
    body: &str,
    key: &'static str,
    into: &mut Option<T>,
) -> Result<(), OpenError> {
    let pick = Pick {
        key,
        into: &mut *into,
    };
    read(body, pick)?;
    or_absent(key, into)
}

/// Puts what stands for none where a payload is not there.
pub(super) fn or_absent<T: DeserializeOwned>(
    key: &'static str,
    into: &mut Option<T>,
) -> Result<(), OpenError> {
    if into.is_none() {
        *into = absent(Absent::NoBody);
    }
    match into {
        Some(_) => Ok(()),
        None => Err(OpenError::missing(key)),
    }
}

/// Reads a whole document by a visitor of objects, which puts what it reads where that stays.
pub(super) fn read<V>(body: &str, visitor: V) -> Result<(), OpenError>
where
    V: for<'de> Visitor<'de, Value = ()>,
{
    read_json(body, &mut Object(Some(visitor)))
}

/// The visitor of the one object that is read.
struct Object<V>(Option<V>);

impl<V> FromJson for Object<V>
where
    V: for<'de> Visitor<'de, Value = ()>,
{
    fn read(&mut self, json: &mut JsonText<'_>) -> Result<(), serde_json::Error> {
        match self.0.take() {
            Some(visitor) => json.deserialize_map(visitor),
            None => Ok(()),
        }
    }
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
