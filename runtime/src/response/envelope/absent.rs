//! Types that can do without a body: `()` and `Option<T>`.

use std::fmt;

use serde::de::{self, Deserialize, Deserializer, Visitor};

/// What is not there.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) enum Absent {
    /// Anything of interest: only `()` takes it.
    Unit,
    /// A body, or a member of one: `()` and `Option<T>` take it.
    NoBody,
}

/// The value of `T` that stands for nothing, if it has one.
pub(crate) fn absent<'de, T: Deserialize<'de>>(what: Absent) -> Option<T> {
    T::deserialize(what).ok()
}

/// That a type wants a value; it carries nothing, so asking costs nothing.
#[derive(Debug)]
pub(crate) struct Wanted;

impl fmt::Display for Wanted {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str("a value is wanted")
    }
}

impl std::error::Error for Wanted {}

impl de::Error for Wanted {
    fn custom<T: fmt::Display>(_: T) -> Self {
        Wanted
    }
}

impl<'de> Deserializer<'de> for Absent {
    type Error = Wanted;

    fn deserialize_any<V: Visitor<'de>>(self, _: V) -> Result<V::Value, Wanted> {
        Err(Wanted)
    }

    fn deserialize_option<V: Visitor<'de>>(self, visitor: V) -> Result<V::Value, Wanted> {
        match self {
            Absent::Unit => Err(Wanted),
            Absent::NoBody => visitor.visit_none(),
        }
    }

    fn deserialize_unit<V: Visitor<'de>>(self, visitor: V) -> Result<V::Value, Wanted> {
        visitor.visit_unit()
    }

    serde::forward_to_deserialize_any! {
        bool i8 i16 i32 i64 i128 u8 u16 u32 u64 u128 f32 f64 char str string bytes byte_buf unit_struct
        newtype_struct seq tuple tuple_struct map struct enum identifier ignored_any
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn only_unit_and_option_do_without_a_body() {
        assert_eq!(absent::<()>(Absent::NoBody), Some(()));
        assert_eq!(absent::<Option<u8>>(Absent::NoBody), Some(None));
        assert_eq!(absent::<u8>(Absent::NoBody), None);
        assert_eq!(absent::<Vec<u8>>(Absent::NoBody), None);
        assert_eq!(absent::<()>(Absent::Unit), Some(()));
        assert_eq!(absent::<Option<u8>>(Absent::Unit), None);
        assert!(absent::<serde_json::Value>(Absent::NoBody).is_none());
    }
}
