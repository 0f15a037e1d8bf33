//! Members that may hold anything: what does not fit is as good as not there, so that one odd
//! member does not cost a whole error or document.

use std::fmt;
use std::marker::PhantomData;

use serde::Deserialize;
use serde::de::value::MapAccessDeserializer;
use serde::de::{Deserializer, IgnoredAny, MapAccess, SeqAccess, Visitor};

/// What is made of a value of each kind; nothing, unless an impl says otherwise.
pub(crate) trait Taste<'de>: Sized {
    type Value: Default;

    fn text(self, _text: &str) -> Self::Value {
        Self::Value::default()
    }

    fn whole(self, _number: u64) -> Self::Value {
        Self::Value::default()
    }

    fn number(self, _number: &dyn fmt::Display) -> Self::Value {
        Self::Value::default()
    }

    fn list<A: SeqAccess<'de>>(self, list: A) -> Result<Self::Value, A::Error> {
        pass_over_list(list).map(|()| Self::Value::default())
    }

    fn object<A: MapAccess<'de>>(self, object: A) -> Result<Self::Value, A::Error> {
        pass_over_object(object).map(|()| Self::Value::default())
    }
}

/// Reads whatever is there.
pub(crate) fn read<'de, D, T>(deserializer: D, taste: T) -> Result<T::Value, D::Error>
where
    D: Deserializer<'de>,
    T: Taste<'de>,
{
    deserializer.deserialize_any(Any(taste))
}

fn pass_over_list<'de, A: SeqAccess<'de>>(mut list: A) -> Result<(), A::Error> {
    while list.next_element::<IgnoredAny>()?.is_some() {}
    Ok(())
}

fn pass_over_object<'de, A: MapAccess<'de>>(mut object: A) -> Result<(), A::Error> {
    while object.next_entry::<IgnoredAny, IgnoredAny>()?.is_some() {}
    Ok(())
}

struct Any<T>(T);

impl<'de, T: Taste<'de>> Visitor<'de> for Any<T> {
    type Value = T::Value;

    fn expecting(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str("any value")
    }

    fn visit_bool<E>(self, _: bool) -> Result<T::Value, E> {
        Ok(T::Value::default())
    }

    fn visit_unit<E>(self) -> Result<T::Value, E> {
        Ok(T::Value::default())
    }

    fn visit_none<E>(self) -> Result<T::Value, E> {
        Ok(T::Value::default())
    }

    fn visit_str<E>(self, text: &str) -> Result<T::Value, E> {
        Ok(self.0.text(text))
    }

    fn visit_u64<E>(self, number: u64) -> Result<T::Value, E> {
        Ok(self.0.whole(number))
    }

    fn visit_i64<E>(self, number: i64) -> Result<T::Value, E> {
        Ok(self.0.number(&number))
    }

    fn visit_f64<E>(self, number: f64) -> Result<T::Value, E> {
        Ok(self.0.number(&number))
    }

    fn visit_seq<A: SeqAccess<'de>>(self, list: A) -> Result<T::Value, A::Error> {
        self.0.list(list)
    }

    fn visit_map<A: MapAccess<'de>>(self, object: A) -> Result<T::Value, A::Error> {
        self.0.object(object)
    }
}

/// A text.
struct Text;

impl Taste<'_> for Text {
    type Value = Option<String>;

    fn text(self, text: &str) -> Option<String> {
        Some(text.to_owned())
    }
}

/// A text, or a number as one.
struct TextOrNumber;

impl Taste<'_> for TextOrNumber {
    type Value = Option<String>;

    fn text(self, text: &str) -> Option<String> {
        Some(text.to_owned())
    }

    fn whole(self, number: u64) -> Option<String> {
        Some(number.to_string())
    }

    fn number(self, number: &dyn fmt::Display) -> Option<String> {
        Some(number.to_string())
    }
}

/// A list's texts, or one text.
struct Texts;

impl<'de> Taste<'de> for Texts {
    type Value = Vec<String>;

    fn text(self, text: &str) -> Vec<String> {
        vec![text.to_owned()]
    }

    fn list<A: SeqAccess<'de>>(self, mut list: A) -> Result<Vec<String>, A::Error> {
        let mut texts = Vec::new();
        while let Some(OfText(text)) = list.next_element()? {
            texts.extend(text);
        }
        Ok(texts)
    }
}

struct OfText(Option<String>);

impl<'de> Deserialize<'de> for OfText {
    fn deserialize<D: Deserializer<'de>>(deserializer: D) -> Result<Self, D::Error> {
        text(deserializer).map(Self)
    }
}

/// A whole number that a `T` can hold.
struct Whole<T>(PhantomData<T>);

impl<T: TryFrom<u64>> Taste<'_> for Whole<T> {
    type Value = Option<T>;

    fn whole(self, number: u64) -> Option<T> {
        T::try_from(number).ok()
    }
}

/// An object, read as a `T`.
struct Object<T>(PhantomData<T>);

impl<'de, T: Deserialize<'de>> Taste<'de> for Object<T> {
    type Value = Option<T>;

    fn object<A: MapAccess<'de>>(self, object: A) -> Result<Option<T>, A::Error> {
        T::deserialize(MapAccessDeserializer::new(object)).map(Some)
    }
}

pub(crate) fn text<'de, D: Deserializer<'de>>(deserializer: D) -> Result<Option<String>, D::Error> {
    read(deserializer, Text)
}

pub(crate) fn text_or_number<'de, D: Deserializer<'de>>(
    deserializer: D,
) -> Result<Option<String>, D::Error> {
    read(deserializer, TextOrNumber)
}

pub(crate) fn texts<'de, D: Deserializer<'de>>(deserializer: D) -> Result<Vec<String>, D::Error> {
    read(deserializer, Texts)
}

pub(crate) fn whole<'de, T, D>(deserializer: D) -> Result<Option<T>, D::Error>
where
    T: TryFrom<u64>,
    D: Deserializer<'de>,
{
    read(deserializer, Whole(PhantomData))
}

/// A `T` read from an object, if it is one.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(crate) struct IfObject<T>(pub(crate) Option<T>);

impl<T> Default for IfObject<T> {
    fn default() -> Self {
        Self(None)
    }
}

impl<'de, T: Deserialize<'de>> Deserialize<'de> for IfObject<T> {
    fn deserialize<D: Deserializer<'de>>(deserializer: D) -> Result<Self, D::Error> {
        read(deserializer, Object(PhantomData)).map(Self)
    }
}

pub(crate) fn object<'de, T, D>(deserializer: D) -> Result<Option<T>, D::Error>
where
    T: Deserialize<'de>,
    D: Deserializer<'de>,
{
    IfObject::deserialize(deserializer).map(|IfObject(object)| object)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[derive(Debug, Default, PartialEq, Deserialize)]
    #[serde(default)]
    struct Members {
        #[serde(deserialize_with = "text")]
        text: Option<String>,
        #[serde(deserialize_with = "text_or_number")]
        code: Option<String>,
        #[serde(deserialize_with = "texts")]
        list: Vec<String>,
        #[serde(deserialize_with = "whole")]
        status: Option<u16>,
        #[serde(deserialize_with = "object")]
        inner: Option<Inner>,
    }

    #[derive(Debug, PartialEq, Deserialize)]
    struct Inner {
        a: u8,
    }

    #[test]
    fn what_fits_is_read() {
        let json = r#"{"text":"a","code":7,"list":["b",1,"c"],"status":404,"inner":{"a":1}}"#;
        let expected = Members {
            text: Some("a".into()),
            code: Some("7".into()),
            list: vec!["b".into(), "c".into()],
            status: Some(404),
            inner: Some(Inner { a: 1 }),
        };
        assert_eq!(serde_json::from_str::<Members>(json).unwrap(), expected);
        let json = r#"{"code":-1.5,"list":"b"}"#;
        let members: Members = serde_json::from_str(json).unwrap();
        assert_eq!(
            (members.code.as_deref(), members.list),
            (Some("-1.5"), vec!["b".to_owned()])
        );
    }

    #[test]
    fn what_does_not_fit_is_not_there() {
        for odd in [
            "null",
            "true",
            "-1",
            "1.5",
            "70000",
            "[]",
            "[[1],{\"a\":[]}]",
        ] {
            let json = format!(r#"{{"text":{odd},"list":{odd},"status":{odd},"inner":{odd}}}"#);
            let members: Members = serde_json::from_str(&json).unwrap();
            assert_eq!(members, Members::default(), "{odd}");
        }
        let json = r#"{"text":{},"code":{"a":1},"list":{},"status":"404"}"#;
        assert_eq!(
            serde_json::from_str::<Members>(json).unwrap(),
            Members::default()
        );
    }
}
