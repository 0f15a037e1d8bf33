//! Values of path, query, header, cookie, form and part: what `serde::Serialize` says of them.

use std::fmt::Display;

use serde::ser::{self, Impossible, Serialize};

use super::attach::{self, Attachment};
use super::style::Style;
use super::tree::{Tree, TreeSink};
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

    /// How a value of this shape is taken, if it is.
    fn takes(&mut self, shape: Shape, _is_in_list: bool) -> Result<Taken, EncodeFault> {
        Err(EncodeFault::Shape(shape.name()))
    }

    /// A list or map that is taken whole, or a value with a style of its own.
    fn tree(&mut self, _: Tree) -> Result<(), EncodeFault> {
        Err(EncodeFault::Refused)
    }

    /// Whether a value may say itself how it is written.
    fn takes_styles(&self) -> bool {
        false
    }

    /// A file, or bytes.
    fn attachment(&mut self, _: Attachment) -> Result<(), EncodeFault> {
        Err(EncodeFault::Attached)
    }
}

/// What a value is, if not a scalar.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) enum Shape {
    List,
    Map,
    Struct,
    Variant,
}

/// How a list or map is taken.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) enum Taken {
    /// Its elements one by one, as if each were the value.
    Apart,
    /// All of it as a [`Tree`].
    Whole,
}

impl Shape {
    pub(crate) fn name(self) -> &'static str {
        match self {
            Shape::List => "a list",
            Shape::Map => "a map",
            Shape::Struct => "a struct",
            Shape::Variant => "an enum variant with fields",
        }
    }
}

/// Writes `value` into `sink`.
pub(crate) fn write_value<T: Serialize + ?Sized>(
    value: &T,
    sink: &mut dyn Sink,
) -> Result<(), EncodeFault> {
    value.serialize(ValueSerializer {
        sink,
        in_list: false,
    })
}

/// The text of a scalar; `None` where the value is absent.
pub(crate) fn text_of<T: Serialize + ?Sized>(value: &T) -> Result<Option<String>, EncodeFault> {
    let mut sink = TextSink(None);
    write_value(value, &mut sink)?;
    Ok(sink.0)
}

struct TextSink(Option<String>);

impl Sink for TextSink {
    fn text(&mut self, value: &str) -> Result<(), EncodeFault> {
        self.0 = Some(value.to_owned());
        Ok(())
    }

    fn absent(&mut self) -> Result<(), EncodeFault> {
        Ok(())
    }
}

struct ValueSerializer<'a> {
    sink: &'a mut dyn Sink,
    in_list: bool,
}

impl<'a> ValueSerializer<'a> {
    fn list(self) -> Result<Compound<'a>, EncodeFault> {
        Ok(match self.sink.takes(Shape::List, self.in_list)? {
            Taken::Apart => Compound::apart(self.sink),
            Taken::Whole => Compound::new(self.sink, Items::List(Vec::new())),
        })
    }

    fn map(self, shape: Shape) -> Result<Compound<'a>, EncodeFault> {
        self.sink.takes(shape, self.in_list)?;
        Ok(Compound::new(self.sink, Items::Map(Vec::new())))
    }

    fn variant(self) -> EncodeFault {
        let taken = self.sink.takes(Shape::Variant, self.in_list);
        taken
            .err()
            .unwrap_or(EncodeFault::Shape(Shape::Variant.name()))
    }
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

impl<'a> ser::Serializer for ValueSerializer<'a> {
    type Ok = ();
    type Error = EncodeFault;
    type SerializeSeq = Compound<'a>;
    type SerializeTuple = Compound<'a>;
    type SerializeTupleStruct = Compound<'a>;
    type SerializeTupleVariant = Impossible<(), EncodeFault>;
    type SerializeMap = Compound<'a>;
    type SerializeStruct = Compound<'a>;
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
        name: &'static str,
        value: &T,
    ) -> Result<(), EncodeFault> {
        if name == attach::NAME {
            let attachment = attach::take().ok_or(EncodeFault::Refused)?;
            return self.sink.attachment(attachment);
        }
        match Style::of_marker(name) {
            Some(style) if self.sink.takes_styles() => {
                let mut inner = TreeSink::default();
                write_value(value, &mut inner)?;
                self.sink.tree(Tree::Styled(style, Box::new(inner.0)))
            }
            _ => value.serialize(self),
        }
    }

    fn serialize_newtype_variant<T: Serialize + ?Sized>(
        self,
        _: &'static str,
        _: u32,
        _: &'static str,
        _: &T,
    ) -> Result<(), EncodeFault> {
        Err(self.variant())
    }

    fn serialize_seq(self, _: Option<usize>) -> Result<Compound<'a>, EncodeFault> {
        self.list()
    }

    fn serialize_tuple(self, _: usize) -> Result<Compound<'a>, EncodeFault> {
        self.list()
    }

    fn serialize_tuple_struct(
        self,
        _: &'static str,
        _: usize,
    ) -> Result<Compound<'a>, EncodeFault> {
        self.list()
    }

    fn serialize_tuple_variant(
        self,
        _: &'static str,
        _: u32,
        _: &'static str,
        _: usize,
    ) -> Result<Self::SerializeTupleVariant, EncodeFault> {
        Err(self.variant())
    }

    fn serialize_map(self, _: Option<usize>) -> Result<Compound<'a>, EncodeFault> {
        self.map(Shape::Map)
    }

    fn serialize_struct(self, _: &'static str, _: usize) -> Result<Compound<'a>, EncodeFault> {
        self.map(Shape::Struct)
    }

    fn serialize_struct_variant(
        self,
        _: &'static str,
        _: u32,
        _: &'static str,
        _: usize,
    ) -> Result<Self::SerializeStructVariant, EncodeFault> {
        Err(self.variant())
    }
}

/// A list or map that is being written.
struct Compound<'a> {
    sink: &'a mut dyn Sink,
    items: Items,
    /// The key whose value is due.
    key: String,
}

enum Items {
    /// They are with the sink already.
    Gone,
    List(Vec<Tree>),
    Map(Vec<(String, Tree)>),
}

impl<'a> Compound<'a> {
    fn new(sink: &'a mut dyn Sink, items: Items) -> Self {
        Self {
            sink,
            items,
            key: String::new(),
        }
    }

    fn apart(sink: &'a mut dyn Sink) -> Self {
        Self::new(sink, Items::Gone)
    }

    fn add<T: Serialize + ?Sized>(&mut self, value: &T) -> Result<(), EncodeFault> {
        if matches!(self.items, Items::Gone) {
            return value.serialize(ValueSerializer {
                sink: &mut *self.sink,
                in_list: true,
            });
        }
        let mut item = TreeSink::default();
        write_value(value, &mut item)?;
        self.keep(item.0);
        Ok(())
    }

    fn keep(&mut self, item: Tree) {
        match &mut self.items {
            Items::Gone => {}
            Items::List(list) => list.push(item),
            Items::Map(members) => members.push((std::mem::take(&mut self.key), item)),
        }
    }

    fn over(self) -> Result<(), EncodeFault> {
        match self.items {
            Items::Gone => Ok(()),
            Items::List(list) => self.sink.tree(Tree::List(list)),
            Items::Map(members) => self.sink.tree(Tree::Map(members)),
        }
    }
}

macro_rules! lists {
    ($($kind:ident: $element:ident),+ $(,)?) => {$(
        impl ser::$kind for Compound<'_> {
            type Ok = ();
            type Error = EncodeFault;

            fn $element<T: Serialize + ?Sized>(&mut self, value: &T) -> Result<(), EncodeFault> {
                self.add(value)
            }

            fn end(self) -> Result<(), EncodeFault> {
                self.over()
            }
        }
    )+};
}

lists! {
    SerializeSeq: serialize_element,
    SerializeTuple: serialize_element,
    SerializeTupleStruct: serialize_field,
}

impl ser::SerializeMap for Compound<'_> {
    type Ok = ();
    type Error = EncodeFault;

    fn serialize_key<T: Serialize + ?Sized>(&mut self, key: &T) -> Result<(), EncodeFault> {
        self.key = match text_of(key) {
            Ok(Some(key)) => key,
            _ => return Err(EncodeFault::Key),
        };
        Ok(())
    }

    fn serialize_value<T: Serialize + ?Sized>(&mut self, value: &T) -> Result<(), EncodeFault> {
        self.add(value)
    }

    fn end(self) -> Result<(), EncodeFault> {
        self.over()
    }
}

impl ser::SerializeStruct for Compound<'_> {
    type Ok = ();
    type Error = EncodeFault;

    fn serialize_field<T: Serialize + ?Sized>(
        &mut self,
        name: &'static str,
        value: &T,
    ) -> Result<(), EncodeFault> {
        name.clone_into(&mut self.key);
        self.add(value)
    }

    fn end(self) -> Result<(), EncodeFault> {
        self.over()
    }
}
