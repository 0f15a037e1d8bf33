//! JSON in a request: `serde_json`'s, but that no number is lost and no file becomes `null`.

use serde::ser::{self, Error as _, Serialize, Serializer};
use serde_json::ser::CompactFormatter;

use super::attach::{self, Attachment};
use super::value::text_of;
use crate::error::EncodeFault;

/// What a value turned out to be.
#[derive(Debug)]
pub(crate) enum Written {
    Json,
    /// It is `None`; what was appended means nothing.
    Absent,
    /// It is no JSON, but a text with a media type of its own.
    Text(String),
    /// It is no JSON, but a file or bytes.
    Attached(Attachment),
}

/// Appends `value` as JSON; says whether it is `None`, for which nothing is appended, while
/// `Some(None)` is null.
pub(crate) fn write_json<T: Serialize + ?Sized>(
    value: &T,
    bytes: &mut Vec<u8>,
) -> Result<bool, EncodeFault> {
    match write(value, bytes, false)? {
        Written::Json => Ok(true),
        Written::Absent => Ok(false),
        Written::Text(_) | Written::Attached(_) => Err(EncodeFault::Attached),
    }
}

/// As [`write_json`], but that a text, a file or bytes may stand there as they are.
pub(crate) fn write_whole<T: Serialize + ?Sized>(
    value: &T,
    bytes: &mut Vec<u8>,
) -> Result<Written, EncodeFault> {
    write(value, bytes, true)
}

fn write<T: Serialize + ?Sized>(
    value: &T,
    bytes: &mut Vec<u8>,
    is_whole: bool,
) -> Result<Written, EncodeFault> {
    let mut written = Written::Json;
    let mut json = serde_json::Serializer::new(bytes);
    let serializer = TopSerializer {
        json: &mut json,
        written: &mut written,
        is_whole,
        is_some: false,
    };
    value
        .serialize(serializer)
        .map_err(|error| EncodeFault::from_serialize(&error))?;
    Ok(written)
}

/// Tells `None` from `Some(None)`, and knows what is no JSON.
struct TopSerializer<'a, 'w> {
    json: &'a mut Json<'w>,
    written: &'a mut Written,
    /// Whether the value may be something else than JSON.
    is_whole: bool,
    is_some: bool,
}

type Json<'w> = serde_json::Serializer<&'w mut Vec<u8>, CompactFormatter>;
type Of<'a, 'w> = Checked<&'a mut Json<'w>>;

/// A serializer that refuses, at any depth, what `serde_json` would write as something else: NaN
/// and infinities, files.
struct Checked<S>(S);

impl<S: Serializer> Checked<S> {
    fn finite(is_finite: bool) -> Result<(), S::Error> {
        // serde_json would write null, which says something else than the caller did.
        if is_finite {
            Ok(())
        } else {
            Err(S::Error::custom(EncodeFault::NotFinite))
        }
    }
}

/// The methods that pass on what they are given; `$inner` is where to.
macro_rules! forward {
    ($self:ident => $inner:expr; $($method:ident($($arg:ident: $ty:ty),*) $(-> $ok:ident)?;)+) => {$(
        fn $method($self, $($arg: $ty),*) -> Result<forward!(@ok $($ok)?), Self::Error> {
            $inner.$method($($arg),*)
        }
    )+};
    (@ok) => { Self::Ok };
    (@ok $ok:ident) => { Self::$ok };
}

macro_rules! forward_scalars {
    ($self:ident => $inner:expr) => {
        forward! { $self => $inner;
            serialize_bool(value: bool);
            serialize_i8(value: i8);
            serialize_i16(value: i16);
            serialize_i32(value: i32);
            serialize_i64(value: i64);
            serialize_i128(value: i128);
            serialize_u8(value: u8);
            serialize_u16(value: u16);
            serialize_u32(value: u32);
            serialize_u64(value: u64);
            serialize_u128(value: u128);
            serialize_char(value: char);
            serialize_str(value: &str);
            serialize_bytes(value: &[u8]);
            serialize_unit();
            serialize_unit_struct(name: &'static str);
            serialize_unit_variant(name: &'static str, index: u32, variant: &'static str);
        }

        fn collect_str<T: std::fmt::Display + ?Sized>(
            $self,
            value: &T,
        ) -> Result<Self::Ok, Self::Error> {
            $inner.collect_str(value)
        }
    };
}

impl<'a, 'w> Serializer for TopSerializer<'a, 'w> {
    type Ok = ();
    type Error = serde_json::Error;
    type SerializeSeq = <Of<'a, 'w> as Serializer>::SerializeSeq;
    type SerializeTuple = <Of<'a, 'w> as Serializer>::SerializeTuple;
    type SerializeTupleStruct = <Of<'a, 'w> as Serializer>::SerializeTupleStruct;
    type SerializeTupleVariant = <Of<'a, 'w> as Serializer>::SerializeTupleVariant;
    type SerializeMap = <Of<'a, 'w> as Serializer>::SerializeMap;
    type SerializeStruct = <Of<'a, 'w> as Serializer>::SerializeStruct;
    type SerializeStructVariant = <Of<'a, 'w> as Serializer>::SerializeStructVariant;

    forward_scalars!(self => Checked(self.json));
    forward! { self => Checked(self.json);
        serialize_f32(value: f32);
        serialize_f64(value: f64);
        serialize_seq(len: Option<usize>) -> SerializeSeq;
        serialize_tuple(len: usize) -> SerializeTuple;
        serialize_tuple_struct(name: &'static str, len: usize) -> SerializeTupleStruct;
        serialize_tuple_variant(name: &'static str, index: u32, variant: &'static str, len: usize) -> SerializeTupleVariant;
        serialize_map(len: Option<usize>) -> SerializeMap;
        serialize_struct(name: &'static str, len: usize) -> SerializeStruct;
        serialize_struct_variant(name: &'static str, index: u32, variant: &'static str, len: usize) -> SerializeStructVariant;
    }

    fn serialize_none(self) -> Result<(), Self::Error> {
        if self.is_some {
            return self.json.serialize_none();
        }
        *self.written = Written::Absent;
        Ok(())
    }

    fn serialize_some<T: Serialize + ?Sized>(self, value: &T) -> Result<(), Self::Error> {
        value.serialize(Self {
            is_some: true,
            ..self
        })
    }

    fn serialize_newtype_struct<T: Serialize + ?Sized>(
        self,
        name: &'static str,
        value: &T,
    ) -> Result<(), Self::Error> {
        match (name, self.is_whole) {
            (attach::NAME, true) => {
                let attachment = attach::take();
                *self.written = Written::Attached(
                    attachment.ok_or_else(|| serde_json::Error::custom(EncodeFault::Refused))?,
                );
            }
            (attach::NAME, false) => {
                return Err(serde_json::Error::custom(EncodeFault::Attached));
            }
            (attach::TEXT, true) => {
                let text = text_of(value).map_err(serde_json::Error::custom)?;
                *self.written = Written::Text(text.unwrap_or_default());
            }
            _ => return value.serialize(self),
        }
        Ok(())
    }

    fn serialize_newtype_variant<T: Serialize + ?Sized>(
        self,
        name: &'static str,
        index: u32,
        variant: &'static str,
        value: &T,
    ) -> Result<(), Self::Error> {
        Checked(self.json).serialize_newtype_variant(name, index, variant, value)
    }
}

impl<S: Serializer> Serializer for Checked<S> {
    type Ok = S::Ok;
    type Error = S::Error;
    type SerializeSeq = Checked<S::SerializeSeq>;
    type SerializeTuple = Checked<S::SerializeTuple>;
    type SerializeTupleStruct = Checked<S::SerializeTupleStruct>;
    type SerializeTupleVariant = Checked<S::SerializeTupleVariant>;
    type SerializeMap = Checked<S::SerializeMap>;
    type SerializeStruct = Checked<S::SerializeStruct>;
    type SerializeStructVariant = Checked<S::SerializeStructVariant>;

    forward_scalars!(self => self.0);
    forward! { self => self.0;
        serialize_none();
    }

    fn serialize_f32(self, value: f32) -> Result<S::Ok, S::Error> {
        Self::finite(value.is_finite())?;
        self.0.serialize_f32(value)
    }

    fn serialize_f64(self, value: f64) -> Result<S::Ok, S::Error> {
        Self::finite(value.is_finite())?;
        self.0.serialize_f64(value)
    }

    fn serialize_some<T: Serialize + ?Sized>(self, value: &T) -> Result<S::Ok, S::Error> {
        self.0.serialize_some(&Inner(value))
    }

    fn serialize_newtype_struct<T: Serialize + ?Sized>(
        self,
        name: &'static str,
        value: &T,
    ) -> Result<S::Ok, S::Error> {
        if name == attach::NAME {
            return Err(S::Error::custom(EncodeFault::Attached));
        }
        self.0.serialize_newtype_struct(name, &Inner(value))
    }

    fn serialize_newtype_variant<T: Serialize + ?Sized>(
        self,
        name: &'static str,
        index: u32,
        variant: &'static str,
        value: &T,
    ) -> Result<S::Ok, S::Error> {
        self.0
            .serialize_newtype_variant(name, index, variant, &Inner(value))
    }

    fn serialize_seq(self, len: Option<usize>) -> Result<Self::SerializeSeq, S::Error> {
        self.0.serialize_seq(len).map(Checked)
    }

    fn serialize_tuple(self, len: usize) -> Result<Self::SerializeTuple, S::Error> {
        self.0.serialize_tuple(len).map(Checked)
    }

    fn serialize_tuple_struct(
        self,
        name: &'static str,
        len: usize,
    ) -> Result<Self::SerializeTupleStruct, S::Error> {
        self.0.serialize_tuple_struct(name, len).map(Checked)
    }

    fn serialize_tuple_variant(
        self,
        name: &'static str,
        index: u32,
        variant: &'static str,
        len: usize,
    ) -> Result<Self::SerializeTupleVariant, S::Error> {
        self.0
            .serialize_tuple_variant(name, index, variant, len)
            .map(Checked)
    }

    fn serialize_map(self, len: Option<usize>) -> Result<Self::SerializeMap, S::Error> {
        self.0.serialize_map(len).map(Checked)
    }

    fn serialize_struct(
        self,
        name: &'static str,
        len: usize,
    ) -> Result<Self::SerializeStruct, S::Error> {
        self.0.serialize_struct(name, len).map(Checked)
    }

    fn serialize_struct_variant(
        self,
        name: &'static str,
        index: u32,
        variant: &'static str,
        len: usize,
    ) -> Result<Self::SerializeStructVariant, S::Error> {
        self.0
            .serialize_struct_variant(name, index, variant, len)
            .map(Checked)
    }
}

/// A value inside another.
struct Inner<'a, T: ?Sized>(&'a T);

impl<T: Serialize + ?Sized> Serialize for Inner<'_, T> {
    fn serialize<S: Serializer>(&self, serializer: S) -> Result<S::Ok, S::Error> {
        self.0.serialize(Checked(serializer))
    }
}

macro_rules! checked_lists {
    ($($kind:ident: $element:ident),+ $(,)?) => {$(
        impl<C: ser::$kind> ser::$kind for Checked<C> {
            type Ok = C::Ok;
            type Error = C::Error;

            fn $element<T: Serialize + ?Sized>(&mut self, value: &T) -> Result<(), C::Error> {
                self.0.$element(&Inner(value))
            }

            fn end(self) -> Result<C::Ok, C::Error> {
                self.0.end()
            }
        }
    )+};
}

checked_lists! {
    SerializeSeq: serialize_element,
    SerializeTuple: serialize_element,
    SerializeTupleStruct: serialize_field,
    SerializeTupleVariant: serialize_field,
}

macro_rules! checked_structs {
    ($($kind:ident),+ $(,)?) => {$(
        impl<C: ser::$kind> ser::$kind for Checked<C> {
            type Ok = C::Ok;
            type Error = C::Error;

            fn serialize_field<T: Serialize + ?Sized>(
                &mut self,
                name: &'static str,
                value: &T,
            ) -> Result<(), C::Error> {
                self.0.serialize_field(name, &Inner(value))
            }

            fn skip_field(&mut self, name: &'static str) -> Result<(), C::Error> {
                self.0.skip_field(name)
            }

            fn end(self) -> Result<C::Ok, C::Error> {
                self.0.end()
            }
        }
    )+};
}

checked_structs!(SerializeStruct, SerializeStructVariant);

impl<C: ser::SerializeMap> ser::SerializeMap for Checked<C> {
    type Ok = C::Ok;
    type Error = C::Error;

    fn serialize_key<T: Serialize + ?Sized>(&mut self, key: &T) -> Result<(), C::Error> {
        self.0.serialize_key(key)
    }

    fn serialize_value<T: Serialize + ?Sized>(&mut self, value: &T) -> Result<(), C::Error> {
        self.0.serialize_value(&Inner(value))
    }

    fn end(self) -> Result<C::Ok, C::Error> {
        self.0.end()
    }
}
