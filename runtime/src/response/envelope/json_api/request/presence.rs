//! Whether a value says anything at all.

use std::fmt;

use serde::ser::{self, Impossible, Serialize, Serializer};

/// Whether a value is `None`, `()`, or an object or list that is known to be empty.
///
/// Its first word is enough to tell, so no value is written for it.
pub(super) fn is_absent<T: Serialize + ?Sized>(value: &T) -> bool {
    matches!(value.serialize(FirstWord), Err(Said::Nothing))
}

/// What the first call to the serializer tells; it is an error so that nothing more is told.
#[derive(Debug)]
enum Said {
    Nothing,
    Something,
}

impl fmt::Display for Said {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str("enough is known")
    }
}

impl std::error::Error for Said {}

impl ser::Error for Said {
    /// The fault will be met again when the value is written.
    fn custom<T: fmt::Display>(_: T) -> Self {
        Said::Something
    }
}

struct FirstWord;

type Never = Impossible<(), Said>;

/// Nothing where a length is known to be 0.
fn of_length<T>(length: Option<usize>) -> Result<T, Said> {
    Err(if length == Some(0) {
        Said::Nothing
    } else {
        Said::Something
    })
}

macro_rules! something {
    ($($method:ident($($arg:ty),*) $(-> $ok:ty)?;)+) => {$(
        fn $method(self, $(_: $arg),*) -> Result<something!(@ok $($ok)?), Said> {
            Err(Said::Something)
        }
    )+};
    (@ok) => { () };
    (@ok $ok:ty) => { $ok };
}

impl Serializer for FirstWord {
    type Ok = ();
    type Error = Said;
    type SerializeSeq = Never;
    type SerializeTuple = Never;
    type SerializeTupleStruct = Never;
    type SerializeTupleVariant = Never;
    type SerializeMap = Never;
    type SerializeStruct = Never;
    type SerializeStructVariant = Never;

    something! {
        serialize_bool(bool);
        serialize_i8(i8);
        serialize_i16(i16);
        serialize_i32(i32);
        serialize_i64(i64);
        serialize_u8(u8);
        serialize_u16(u16);
        serialize_u32(u32);
        serialize_u64(u64);
        serialize_f32(f32);
        serialize_f64(f64);
        serialize_char(char);
        serialize_str(&str);
        serialize_bytes(&[u8]);
        serialize_unit_struct(&'static str);
        serialize_unit_variant(&'static str, u32, &'static str);
        serialize_tuple(usize) -> Never;
        serialize_tuple_struct(&'static str, usize) -> Never;
        serialize_tuple_variant(&'static str, u32, &'static str, usize) -> Never;
        serialize_struct_variant(&'static str, u32, &'static str, usize) -> Never;
    }

    fn serialize_none(self) -> Result<(), Said> {
        Err(Said::Nothing)
    }

    fn serialize_unit(self) -> Result<(), Said> {
        Err(Said::Nothing)
    }

    fn serialize_some<T: Serialize + ?Sized>(self, _: &T) -> Result<(), Said> {
        Err(Said::Something)
    }

    fn serialize_newtype_struct<T: Serialize + ?Sized>(
        self,
        _: &'static str,
        value: &T,
    ) -> Result<(), Said> {
        value.serialize(self)
    }

    fn serialize_newtype_variant<T: Serialize + ?Sized>(
        self,
        _: &'static str,
        _: u32,
        _: &'static str,
        _: &T,
    ) -> Result<(), Said> {
        Err(Said::Something)
    }

    fn serialize_seq(self, length: Option<usize>) -> Result<Never, Said> {
        of_length(length)
    }

    fn serialize_map(self, length: Option<usize>) -> Result<Never, Said> {
        of_length(length)
    }

    fn serialize_struct(self, _: &'static str, length: usize) -> Result<Never, Said> {
        of_length(Some(length))
    }
}

#[cfg(test)]
mod tests {
    use std::collections::BTreeMap;

    use serde::Serialize;

    use super::is_absent;

    #[derive(Serialize)]
    struct Members {
        #[serde(skip_serializing_if = "Option::is_none")]
        a: Option<u8>,
    }

    #[derive(Serialize)]
    struct Newtype<T>(T);

    #[test]
    fn nothing_is_told_from_something() {
        assert!(is_absent(&()));
        assert!(is_absent(&None::<u8>));
        assert!(is_absent(&Newtype(None::<u8>)));
        assert!(is_absent(&Members { a: None }));
        assert!(is_absent(&BTreeMap::<String, u8>::new()));
        assert!(!is_absent(&Members { a: Some(1) }));
        assert!(!is_absent(&Some(())));
        assert!(!is_absent(""));
        assert!(!is_absent(&false));
        assert!(!is_absent(&BTreeMap::from([("a", 1)])));
        assert!(!is_absent(&Newtype([1])));
    }
}
