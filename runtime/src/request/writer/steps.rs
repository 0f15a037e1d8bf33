//! The writer as generated code uses it: without a result for each value.

use serde::Serialize;

use super::RequestWriter;
use crate::error::EncodeError;
use crate::request::{PathStyle, Style};

/// The writer, with methods of the same names that are called one behind the other. The first value
/// that cannot be written ends it, and [`end`](Self::end) says so: a `?` behind each value would be a
/// good part of what an endpoint costs to compile.
#[derive(Debug)]
#[must_use = "`end` says how writing went"]
pub struct Steps<'a, 'w> {
    writer: &'a mut RequestWriter<'w>,
}

impl<'w> RequestWriter<'w> {
    /// For generated code.
    #[doc(hidden)]
    pub fn steps(&mut self) -> Steps<'_, 'w> {
        Steps { writer: self }
    }
}

macro_rules! step {
    ($steps:ident.$method:ident($($argument:ident),+)) => {{
        if $steps.writer.refused.is_none()
            && let Err(error) = $steps.writer.$method($($argument),+)
        {
            $steps.writer.refused = Some(error);
        }
        $steps
    }};
}

impl Steps<'_, '_> {
    /// How writing went.
    ///
    /// # Errors
    /// That of the value that could not be written.
    pub fn end(self) -> Result<(), EncodeError> {
        match self.writer.refused.take() {
            None => Ok(()),
            Some(error) => Err(error),
        }
    }

    /// As [`RequestWriter::literal`].
    pub fn literal(self, text: &'static str) -> Self {
        if self.writer.refused.is_none() {
            self.writer.literal(text);
        }
        self
    }

    /// As [`RequestWriter::query_constant`].
    pub fn query_constant(self, name: &'static str, pair: &'static str) -> Self {
        if self.writer.refused.is_none() {
            self.writer.query_constant(name, pair);
        }
        self
    }

    /// As [`RequestWriter::json_object`].
    pub fn json_object(self) -> Self {
        if self.writer.refused.is_none() {
            self.writer.json_object();
        }
        self
    }

    /// As [`RequestWriter::urlencoded`].
    pub fn urlencoded(self) -> Self {
        if self.writer.refused.is_none() {
            self.writer.urlencoded();
        }
        self
    }

    /// As [`RequestWriter::multipart`].
    pub fn multipart(self) -> Self {
        if self.writer.refused.is_none() {
            self.writer.multipart();
        }
        self
    }

    /// As [`RequestWriter::segment`].
    pub fn segment<T: Serialize + ?Sized>(self, name: &'static str, value: &T) -> Self {
        step!(self.segment(name, value))
    }

    /// As [`RequestWriter::segment_styled`].
    pub fn segment_styled<T: Serialize + ?Sized>(
        self,
        style: PathStyle,
        name: &'static str,
        value: &T,
    ) -> Self {
        step!(self.segment_styled(style, name, value))
    }

    /// As [`RequestWriter::segments`].
    pub fn segments<T: Serialize + ?Sized>(self, name: &'static str, value: &T) -> Self {
        step!(self.segments(name, value))
    }

    /// As [`RequestWriter::query`].
    pub fn query<T: Serialize + ?Sized>(self, name: &'static str, value: &T) -> Self {
        step!(self.query(name, value))
    }

    /// As [`RequestWriter::query_styled`].
    pub fn query_styled<T: Serialize + ?Sized>(
        self,
        style: Style,
        name: &'static str,
        value: &T,
    ) -> Self {
        step!(self.query_styled(style, name, value))
    }

    /// As [`RequestWriter::header`].
    pub fn header<T: Serialize + ?Sized>(self, name: &'static str, value: &T) -> Self {
        step!(self.header(name, value))
    }

    /// As [`RequestWriter::cookie`].
    pub fn cookie<T: Serialize + ?Sized>(self, name: &'static str, value: &T) -> Self {
        step!(self.cookie(name, value))
    }

    /// As [`RequestWriter::json`].
    pub fn json<T: Serialize + ?Sized>(self, name: &'static str, value: &T) -> Self {
        step!(self.json(name, value))
    }

    /// As [`RequestWriter::form`].
    pub fn form<T: Serialize + ?Sized>(self, name: &'static str, value: &T) -> Self {
        step!(self.form(name, value))
    }

    /// As [`RequestWriter::form_styled`].
    pub fn form_styled<T: Serialize + ?Sized>(
        self,
        style: Style,
        name: &'static str,
        value: &T,
    ) -> Self {
        step!(self.form_styled(style, name, value))
    }

    /// As [`RequestWriter::part`].
    pub fn part<T: Serialize + ?Sized>(self, name: &'static str, value: &T) -> Self {
        step!(self.part(name, value))
    }

    /// As [`RequestWriter::part_as`].
    pub fn part_as<T: Serialize + ?Sized>(
        self,
        content_type: &'static str,
        name: &'static str,
        value: &T,
    ) -> Self {
        step!(self.part_as(content_type, name, value))
    }

    /// As [`RequestWriter::body`].
    pub fn body<T: Serialize + ?Sized>(self, value: &T) -> Self {
        step!(self.body(value))
    }
}
