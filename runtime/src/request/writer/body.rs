//! Bodies: JSON members, pairs, parts, or one whole value.

use serde::Serialize;

use super::RequestWriter;
use crate::error::{EncodeError, EncodeFault, Place};
use crate::request::style::Style;

impl RequestWriter<'_> {
    /// Says that the body is a JSON object, though all its members may be absent.
    pub fn json_object(&mut self) {
        let begun = self.body.members().map(drop);
        self.note(begun);
    }

    /// One member of the JSON object that is the body: `None` is left out, `Some(None)` is null.
    ///
    /// # Errors
    /// Refuses what JSON cannot hold.
    pub fn json<T: Serialize + ?Sized>(
        &mut self,
        name: &'static str,
        value: &T,
    ) -> Result<(), EncodeError> {
        self.body
            .member(name, value)
            .map_err(|fault| EncodeError::parameter(Place::Body, name, fault))
    }

    /// Says that the body is an urlencoded form, though all its pairs may be absent.
    pub fn urlencoded(&mut self) {
        let begun = self.body.form().map(drop);
        self.note(begun);
    }

    /// One pair of the urlencoded form that is the body, or those of a list or map, as
    /// [`query`](Self::query) writes them; `name` is plain.
    ///
    /// # Errors
    /// Refuses what has lists or maps deeper inside.
    pub fn form<T: Serialize + ?Sized>(
        &mut self,
        name: &'static str,
        value: &T,
    ) -> Result<(), EncodeError> {
        self.form_styled(Style::Form, name, value)
    }

    /// As [`form`](Self::form), in a style.
    ///
    /// # Errors
    /// Refuses what the style cannot write: lists or maps deeper inside than it goes.
    pub fn form_styled<T: Serialize + ?Sized>(
        &mut self,
        style: Style,
        name: &'static str,
        value: &T,
    ) -> Result<(), EncodeError> {
        self.body
            .pairs(style, name, value)
            .map_err(|fault| EncodeError::parameter(Place::Form, name, fault))
    }

    /// Says that the body is multipart, though all its parts may be absent.
    pub fn multipart(&mut self) {
        let begun = self.body.multipart().map(drop);
        self.note(begun);
    }

    /// A part of the multipart body: a scalar as text, a map or struct as JSON, a
    /// [`File`](crate::File) with its name and type, one part for each element of a list, none for
    /// `None`. `name` is plain.
    ///
    /// # Errors
    /// Refuses what JSON cannot hold, and a content type that no header can.
    pub fn part<T: Serialize + ?Sized>(
        &mut self,
        name: &'static str,
        value: &T,
    ) -> Result<(), EncodeError> {
        self.typed_part(None, name, value)
    }

    /// As [`part`](Self::part), with a `Content-Type`: one for JSON makes any value but a file one
    /// part of JSON, any other wants a scalar or a file.
    ///
    /// # Errors
    /// As [`part`](Self::part); and a map or struct that is not to be JSON.
    pub fn part_as<T: Serialize + ?Sized>(
        &mut self,
        content_type: &'static str,
        name: &'static str,
        value: &T,
    ) -> Result<(), EncodeError> {
        self.typed_part(Some(content_type), name, value)
    }

    fn typed_part<T: Serialize + ?Sized>(
        &mut self,
        content_type: Option<&'static str>,
        name: &'static str,
        value: &T,
    ) -> Result<(), EncodeError> {
        self.body
            .multipart()
            .and_then(|multipart| multipart.part(content_type, name, value))
            .map_err(|fault| EncodeError::parameter(Place::Part, name, fault))
    }

    /// The whole body: a [`Text`](crate::Text), [`Bytes`](crate::Bytes) or an
    /// [`Upload`](crate::Upload) as it is, anything else as JSON; `None` is no body.
    ///
    /// # Errors
    /// Refuses what JSON cannot hold, and a content type that no header can.
    pub fn body<T: Serialize + ?Sized>(&mut self, value: &T) -> Result<(), EncodeError> {
        self.body.whole(value).map_err(EncodeError::body)
    }

    /// Keeps the fault of a method without a result.
    fn note(&mut self, begun: Result<(), EncodeFault>) {
        if let Err(fault) = begun {
            self.fault.get_or_insert(EncodeError::body(fault));
        }
    }
}
