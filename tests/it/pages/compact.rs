//! Cursors in formats that do not name what is there.

use std::fmt;

use endpoint::Cursor;
use serde::de::value::Error;
use serde::de::{Deserializer, Visitor};
use serde::ser::{Impossible, Serializer};
use serde::{Deserialize as _, Serialize, forward_to_deserialize_any};

/// One text and nothing else, in a format that is not for people to read.
struct Compact(String);

impl<'de> Deserializer<'de> for Compact {
    type Error = Error;

    fn deserialize_any<V: Visitor<'de>>(self, visitor: V) -> Result<V::Value, Error> {
        visitor.visit_string(self.0)
    }

    fn is_human_readable(&self) -> bool {
        false
    }

    forward_to_deserialize_any! {
        bool i8 i16 i32 i64 u8 u16 u32 u64 f32 f64 char str string bytes byte_buf option unit
        unit_struct newtype_struct seq tuple tuple_struct map struct enum identifier ignored_any
    }
}

struct Writer;

type None = Impossible<String, fmt::Error>;

macro_rules! refused {
    ($($name:ident($($type:ty),*) -> $given:ty;)*) => { $(
        fn $name(self, $(_: $type),*) -> Result<$given, fmt::Error> { Err(fmt::Error) }
    )* };
}

impl Serializer for Writer {
    type Ok = String;
    type Error = fmt::Error;
    type SerializeSeq = None;
    type SerializeTuple = None;
    type SerializeTupleStruct = None;
    type SerializeTupleVariant = None;
    type SerializeMap = None;
    type SerializeStruct = None;
    type SerializeStructVariant = None;

    fn is_human_readable(&self) -> bool {
        false
    }

    fn serialize_str(self, text: &str) -> Result<String, fmt::Error> {
        Ok(text.to_owned())
    }

    fn serialize_some<T: Serialize + ?Sized>(self, _: &T) -> Result<String, fmt::Error> {
        Err(fmt::Error)
    }

    fn serialize_newtype_struct<T: Serialize + ?Sized>(
        self,
        _: &'static str,
        _: &T,
    ) -> Result<String, fmt::Error> {
        Err(fmt::Error)
    }

    fn serialize_newtype_variant<T: Serialize + ?Sized>(
        self,
        _: &'static str,
        _: u32,
        _: &'static str,
        _: &T,
    ) -> Result<String, fmt::Error> {
        Err(fmt::Error)
    }

    refused! {
        serialize_bool(bool) -> String;
        serialize_i8(i8) -> String;
        serialize_i16(i16) -> String;
        serialize_i32(i32) -> String;
        serialize_i64(i64) -> String;
        serialize_u8(u8) -> String;
        serialize_u16(u16) -> String;
        serialize_u32(u32) -> String;
        serialize_u64(u64) -> String;
        serialize_f32(f32) -> String;
        serialize_f64(f64) -> String;
        serialize_char(char) -> String;
        serialize_bytes(&[u8]) -> String;
        serialize_none() -> String;
        serialize_unit() -> String;
        serialize_unit_struct(&'static str) -> String;
        serialize_unit_variant(&'static str, u32, &'static str) -> String;
        serialize_seq(Option<usize>) -> None;
        serialize_tuple(usize) -> None;
        serialize_tuple_struct(&'static str, usize) -> None;
        serialize_tuple_variant(&'static str, u32, &'static str, usize) -> None;
        serialize_map(Option<usize>) -> None;
        serialize_struct(&'static str, usize) -> None;
        serialize_struct_variant(&'static str, u32, &'static str, usize) -> None;
    }
}

#[test]
fn a_cursor_is_its_text_where_nothing_else_would_be_read_again() {
    let text = r#"{"v":1,"endpoint":"GET /things","origin":"https://api.test","path":"/things","query":[["after","b"]],"skip":2}"#;
    let cursor: Cursor = text.parse().unwrap();
    let written = cursor.serialize(Writer).unwrap();
    assert_eq!(written, text);
    assert_eq!(Cursor::deserialize(Compact(written)).unwrap(), cursor);
    let newer = text.replace(r#""v":1"#, r#""v":2"#);
    let error = Cursor::deserialize(Compact(newer)).unwrap_err().to_string();
    assert!(error.contains("another version of this library"), "{error}");
}
