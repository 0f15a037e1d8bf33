//! JSON bodies: members written one after the other, or one whole value.

use serde::ser::{Serialize, Serializer};
use serde_json::ser::CompactFormatter;

use crate::error::EncodeFault;

/// The body as far as it has been written.
#[derive(Debug, Default)]
pub(crate) struct Body {
    shape: Shape,
    bytes: Vec<u8>,
}

#[derive(Debug, Default, PartialEq, Eq)]
enum Shape {
    #[default]
    None,
    /// An object whose closing brace is still to come.
    Members,
    Whole,
}

impl Body {
    /// Starts an object, so that a body of none but absent members is `{}`.
    pub(crate) fn open_object(&mut self) {
        if self.shape != Shape::Members {
            self.shape = Shape::Members;
            self.bytes = vec![b'{'];
        }
    }

    /// Appends one member; an absent value leaves nothing behind.
    pub(crate) fn member<T: Serialize + ?Sized>(
        &mut self,
        name: &str,
        value: &T,
    ) -> Result<(), EncodeFault> {
        self.open_object();
        let before = self.bytes.len();
        if before > 1 {
            self.bytes.push(b',');
        }
        write_json(name, &mut self.bytes)?;
        self.bytes.push(b':');
        if write_json(value, &mut self.bytes)? == Presence::Absent {
            self.bytes.truncate(before);
        }
        Ok(())
    }

    /// Takes one value as the whole body; an absent value leaves no body.
    pub(crate) fn whole<T: Serialize + ?Sized>(&mut self, value: &T) -> Result<(), EncodeFault> {
        let mut bytes = Vec::with_capacity(128);
        if write_json(value, &mut bytes)? == Presence::Present {
            *self = Self {
                shape: Shape::Whole,
                bytes,
            };
        }
        Ok(())
    }

    pub(crate) fn finish(mut self) -> Option<Vec<u8>> {
        if self.shape == Shape::Members {
            self.bytes.push(b'}');
        }
        (self.shape != Shape::None).then_some(self.bytes)
    }
}

#[derive(Debug, PartialEq, Eq)]
enum Presence {
    Present,
    Absent,
}

/// Appends `value` as JSON; `Absent` where it is `None`, in which case what was appended means
/// nothing.
fn write_json<T: Serialize + ?Sized>(
    value: &T,
    bytes: &mut Vec<u8>,
) -> Result<Presence, EncodeFault> {
    let mut presence = Presence::Present;
    let mut json = serde_json::Serializer::new(bytes);
    let serializer = PresenceSerializer {
        json: &mut json,
        presence: &mut presence,
    };
    value
        .serialize(serializer)
        .map_err(|error| EncodeFault::from_serialize(&error))?;
    Ok(presence)
}

/// `serde_json`'s serializer, but that it tells `None` from `Some(None)`: the one is left out, the
/// other is sent as null.
struct PresenceSerializer<'a, 'w> {
    json: &'a mut Json<'w>,
    presence: &'a mut Presence,
}

type Json<'w> = serde_json::Serializer<&'w mut Vec<u8>, CompactFormatter>;
type Of<'a, 'w> = &'a mut Json<'w>;

macro_rules! forward {
    ($($method:ident($($arg:ident: $ty:ty),*) $(-> $ok:ident)?;)+) => {$(
        fn $method(self, $($arg: $ty),*) -> Result<forward!(@ok $($ok)?), Self::Error> {
            self.json.$method($($arg),*)
        }
    )+};
    (@ok) => { () };
    (@ok $ok:ident) => { Self::$ok };
}

impl<'a, 'w> Serializer for PresenceSerializer<'a, 'w> {
    type Ok = ();
    type Error = serde_json::Error;
    type SerializeSeq = <Of<'a, 'w> as Serializer>::SerializeSeq;
    type SerializeTuple = <Of<'a, 'w> as Serializer>::SerializeTuple;
    type SerializeTupleStruct = <Of<'a, 'w> as Serializer>::SerializeTupleStruct;
    type SerializeTupleVariant = <Of<'a, 'w> as Serializer>::SerializeTupleVariant;
    type SerializeMap = <Of<'a, 'w> as Serializer>::SerializeMap;
    type SerializeStruct = <Of<'a, 'w> as Serializer>::SerializeStruct;
    type SerializeStructVariant = <Of<'a, 'w> as Serializer>::SerializeStructVariant;

    forward! {
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
        serialize_seq(len: Option<usize>) -> SerializeSeq;
        serialize_tuple(len: usize) -> SerializeTuple;
        serialize_tuple_struct(name: &'static str, len: usize) -> SerializeTupleStruct;
        serialize_tuple_variant(name: &'static str, index: u32, variant: &'static str, len: usize) -> SerializeTupleVariant;
        serialize_map(len: Option<usize>) -> SerializeMap;
        serialize_struct(name: &'static str, len: usize) -> SerializeStruct;
        serialize_struct_variant(name: &'static str, index: u32, variant: &'static str, len: usize) -> SerializeStructVariant;
    }

    fn serialize_f32(self, value: f32) -> Result<(), Self::Error> {
        self.serialize_f64(f64::from(value))
    }

    fn serialize_f64(self, value: f64) -> Result<(), Self::Error> {
        // serde_json would write null, which says something else than the caller did.
        if !value.is_finite() {
            return Err(serde::ser::Error::custom(EncodeFault::NotFinite));
        }
        self.json.serialize_f64(value)
    }

    fn serialize_none(self) -> Result<(), Self::Error> {
        *self.presence = Presence::Absent;
        Ok(())
    }

    fn serialize_some<T: Serialize + ?Sized>(self, value: &T) -> Result<(), Self::Error> {
        value.serialize(self.json)
    }

    fn serialize_newtype_struct<T: Serialize + ?Sized>(
        self,
        _: &'static str,
        value: &T,
    ) -> Result<(), Self::Error> {
        value.serialize(self)
    }

    fn serialize_newtype_variant<T: Serialize + ?Sized>(
        self,
        name: &'static str,
        index: u32,
        variant: &'static str,
        value: &T,
    ) -> Result<(), Self::Error> {
        self.json
            .serialize_newtype_variant(name, index, variant, value)
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn absent_members_are_left_out_and_null_is_sent_where_it_is_meant() {
        let mut body = Body::default();
        body.member("a", &1).unwrap();
        body.member("b", &None::<i32>).unwrap();
        body.member("c", &Some(None::<i32>)).unwrap();
        body.member("d", &Some(Some("x"))).unwrap();
        assert_eq!(body.finish().unwrap(), br#"{"a":1,"c":null,"d":"x"}"#);
    }

    #[test]
    fn an_object_of_absent_members_is_empty_and_an_absent_body_is_none() {
        let mut members = Body::default();
        members.open_object();
        members.member("a", &None::<i32>).unwrap();
        members.member("b", &true).unwrap();
        assert_eq!(members.finish().unwrap(), br#"{"b":true}"#);

        let mut whole = Body::default();
        whole.whole(&None::<Vec<u8>>).unwrap();
        assert!(whole.finish().is_none());
    }

    #[test]
    fn a_number_that_json_cannot_hold_is_refused() {
        assert!(matches!(
            Body::default().member("a", &f64::NAN),
            Err(EncodeFault::NotFinite)
        ));
        assert!(matches!(
            Body::default().whole(&f32::INFINITY),
            Err(EncodeFault::NotFinite)
        ));
    }

    #[test]
    fn names_are_escaped() {
        let mut body = Body::default();
        body.member("a\"b", &1).unwrap();
        assert_eq!(body.finish().unwrap(), br#"{"a\"b":1}"#);
    }
}
