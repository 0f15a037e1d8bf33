//! Values of path, query, header and cookie: what `serde::Serialize` says of them, limited to
//! scalars.

use std::fmt::Display;

use serde::ser::{self, Impossible, Serialize};

use crate::error::EncodeFault;

/// Where the text of a value goes. A trait object, so that a type's `Serialize` is compiled once
/// for all places.
pub(crate) trait Sink {
    /// One scalar, as text.
    fn text(&mut self, value: &str) -> Result<(), EncodeFault>;

    /// A scalar whose text needs no escaping anywhere: digits, `true`, `false`.
    fn plain(&mut self, value: &str) -> Result<(), EncodeFault> {
        self.text(value)
    }

    /// `None` and `()`: the place decides whether it may be left out.
    fn absent(&mut self) -> Result<(), EncodeFault> {
        Err(EncodeFault::Absent)
    }

    /// Whether `text` may be called again and again for the elements of a list.
    fn takes_lists(&self) -> bool {
        false
    }
}

/// Writes `value` into `sink`.
pub(crate) fn write_scalar<T: Serialize + ?Sized>(
    value: &T,
    sink: &mut dyn Sink,
) -> Result<(), EncodeFault> {
    value.serialize(ScalarSerializer {
        sink,
        in_list: false,
    })
}

struct ScalarSerializer<'a> {
    sink: &'a mut dyn Sink,
    in_list: bool,
}

impl ser::Error for EncodeFault {
    fn custom<T: Display>(message: T) -> Self {
        // A type's own message may repeat the value, and the value may be a secret: `Refused` keeps
        // it for `source()` only where it is ours.
        EncodeFault::from_serialize(&message)
    }
}

macro_rules! integers {
    ($($method:ident: $ty:ty),+ $(,)?) => {$(
        fn $method(self, value: $ty) -> Result<(), EncodeFault> {
            self.sink.plain(itoa::Buffer::new().format(value))
        }
    )+};
}

impl<'a> ser::Serializer for ScalarSerializer<'a> {
    type Ok = ();
    type Error = EncodeFault;
    type SerializeSeq = ListSerializer<'a>;
    type SerializeTuple = ListSerializer<'a>;
    type SerializeTupleStruct = ListSerializer<'a>;
    type SerializeTupleVariant = Impossible<(), EncodeFault>;
    type SerializeMap = Impossible<(), EncodeFault>;
    type SerializeStruct = Impossible<(), EncodeFault>;
    type SerializeStructVariant = Impossible<(), EncodeFault>;

    integers! {
        serialize_i8: i8, serialize_i16: i16, serialize_i32: i32, serialize_i64: i64, serialize_i128: i128,
        serialize_u8: u8, serialize_u16: u16, serialize_u32: u32, serialize_u64: u64, serialize_u128: u128,
    }

    fn serialize_bool(self, value: bool) -> Result<(), EncodeFault> {
        self.sink.plain(if value { "true" } else { "false" })
    }

    fn serialize_f32(self, value: f32) -> Result<(), EncodeFault> {
        if !value.is_finite() {
            return Err(EncodeFault::NotFinite);
        }
        self.sink.text(&value.to_string())
    }

    fn serialize_f64(self, value: f64) -> Result<(), EncodeFault> {
        if !value.is_finite() {
            return Err(EncodeFault::NotFinite);
        }
        self.sink.text(&value.to_string())
    }

    fn serialize_char(self, value: char) -> Result<(), EncodeFault> {
        self.sink.text(value.encode_utf8(&mut [0; 4]))
    }

    fn serialize_str(self, value: &str) -> Result<(), EncodeFault> {
        self.sink.text(value)
    }

    fn serialize_bytes(self, _: &[u8]) -> Result<(), EncodeFault> {
        Err(EncodeFault::Shape("bytes"))
    }

    fn serialize_none(self) -> Result<(), EncodeFault> {
        self.sink.absent()
    }

    fn serialize_some<T: Serialize + ?Sized>(self, value: &T) -> Result<(), EncodeFault> {
        value.serialize(self)
    }

    fn serialize_unit(self) -> Result<(), EncodeFault> {
        self.sink.absent()
    }

    fn serialize_unit_struct(self, _: &'static str) -> Result<(), EncodeFault> {
        self.sink.absent()
    }

    fn serialize_unit_variant(
        self,
        _: &'static str,
        _: u32,
        variant: &'static str,
    ) -> Result<(), EncodeFault> {
        self.sink.text(variant)
    }

    fn serialize_newtype_struct<T: Serialize + ?Sized>(
        self,
        _: &'static str,
        value: &T,
    ) -> Result<(), EncodeFault> {
        value.serialize(self)
    }

    fn serialize_newtype_variant<T: Serialize + ?Sized>(
        self,
        _: &'static str,
        _: u32,
        _: &'static str,
        _: &T,
    ) -> Result<(), EncodeFault> {
        Err(EncodeFault::Shape("an enum variant with fields"))
    }

    fn serialize_seq(self, _: Option<usize>) -> Result<ListSerializer<'a>, EncodeFault> {
        if self.in_list {
            return Err(EncodeFault::Shape("a list in a list"));
        }
        if !self.sink.takes_lists() {
            return Err(EncodeFault::Shape("a list"));
        }
        Ok(ListSerializer { sink: self.sink })
    }

    fn serialize_tuple(self, len: usize) -> Result<ListSerializer<'a>, EncodeFault> {
        self.serialize_seq(Some(len))
    }

    fn serialize_tuple_struct(
        self,
        _: &'static str,
        len: usize,
    ) -> Result<ListSerializer<'a>, EncodeFault> {
        self.serialize_seq(Some(len))
    }

    fn serialize_tuple_variant(
        self,
        _: &'static str,
        _: u32,
        _: &'static str,
        _: usize,
    ) -> Result<Self::SerializeTupleVariant, EncodeFault> {
        Err(EncodeFault::Shape("an enum variant with fields"))
    }

    fn serialize_map(self, _: Option<usize>) -> Result<Self::SerializeMap, EncodeFault> {
        Err(EncodeFault::Shape("a map"))
    }

    fn serialize_struct(
        self,
        _: &'static str,
        _: usize,
    ) -> Result<Self::SerializeStruct, EncodeFault> {
        Err(EncodeFault::Shape("a struct"))
    }

    fn serialize_struct_variant(
        self,
        _: &'static str,
        _: u32,
        _: &'static str,
        _: usize,
    ) -> Result<Self::SerializeStructVariant, EncodeFault> {
        Err(EncodeFault::Shape("an enum variant with fields"))
    }
}

struct ListSerializer<'a> {
    sink: &'a mut dyn Sink,
}

macro_rules! lists {
    ($($kind:ident: $element:ident),+ $(,)?) => {$(
        impl ser::$kind for ListSerializer<'_> {
            type Ok = ();
            type Error = EncodeFault;

            fn $element<T: Serialize + ?Sized>(&mut self, value: &T) -> Result<(), EncodeFault> {
                value.serialize(ScalarSerializer { sink: &mut *self.sink, in_list: true })
            }

            fn end(self) -> Result<(), EncodeFault> {
                Ok(())
            }
        }
    )+};
}

lists! {
    SerializeSeq: serialize_element,
    SerializeTuple: serialize_element,
    SerializeTupleStruct: serialize_field,
}
