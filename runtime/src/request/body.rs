//! The body as far as it has been written: one kind, by the first value that goes into it.

use bytes::Bytes;
use http::HeaderValue;
use serde::Serialize;

use super::attach::Attachment;
use super::json::{Written, write_json, write_whole};
use super::multipart::Multipart;
use super::pairs::{Escaping, PairSink, Pairs};
use super::payload::{Payload, Segment};
use super::style::Style;
use super::upload::Upload;
use super::value::write_value;
use crate::error::{EncodeFault, Place};

/// The body as far as it has been written.
#[derive(Debug, Default)]
pub(crate) enum Body {
    #[default]
    None,
    /// A JSON object whose closing brace is still to come.
    Members(Vec<u8>),
    /// Any JSON.
    Json(Vec<u8>),
    Form(FormPairs),
    Multipart(Multipart),
    Text(String),
    Upload(Upload),
}

/// The pairs of an urlencoded form.
#[derive(Debug, Default)]
pub(crate) struct FormPairs(String);

/// The media types that follow from the kind of a body. One that the endpoint names goes before
/// them, but for multipart, whose type holds the boundary.
const FORM: &str = "application/x-www-form-urlencoded";
const MULTIPART: &str = "multipart/form-data; boundary=";
const TEXT: &str = "text/plain; charset=utf-8";
const BYTES: &str = "application/octet-stream";

impl Body {
    /// Starts an object, so that a body of none but absent members is `{}`.
    pub(crate) fn members(&mut self) -> Result<&mut Vec<u8>, EncodeFault> {
        if matches!(self, Self::None) {
            *self = Self::Members(vec![b'{']);
        }
        match self {
            Self::Members(bytes) => Ok(bytes),
            _ => Err(EncodeFault::Mixed),
        }
    }

    /// Starts a form, so that one of none but absent pairs is empty, and still a form.
    pub(crate) fn form(&mut self) -> Result<&mut FormPairs, EncodeFault> {
        if matches!(self, Self::None) {
            *self = Self::Form(FormPairs::default());
        }
        match self {
            Self::Form(pairs) => Ok(pairs),
            _ => Err(EncodeFault::Mixed),
        }
    }

    /// Starts a multipart body.
    pub(crate) fn multipart(&mut self) -> Result<&mut Multipart, EncodeFault> {
        if matches!(self, Self::None) {
            *self = Self::Multipart(Multipart::default());
        }
        match self {
            Self::Multipart(multipart) => Ok(multipart),
            _ => Err(EncodeFault::Mixed),
        }
    }

    /// Appends one member; an absent value leaves nothing behind.
    pub(crate) fn member<T: Serialize + ?Sized>(
        &mut self,
        name: &str,
        value: &T,
    ) -> Result<(), EncodeFault> {
        let bytes = self.members()?;
        let before = bytes.len();
        if before > 1 {
            bytes.push(b',');
        }
        write_json(name, bytes)?;
        bytes.push(b':');
        if !write_json(value, bytes)? {
            bytes.truncate(before);
        }
        Ok(())
    }

    /// Appends the pairs of one value, in any style.
    pub(crate) fn pairs<T: Serialize + ?Sized>(
        &mut self,
        style: Style,
        name: &str,
        value: &T,
    ) -> Result<(), EncodeFault> {
        let pairs = self.form()?;
        let mut escaped = String::with_capacity(name.len());
        (Escaping::FORM.append)(name, &mut escaped);
        let mut sink = PairSink {
            pairs,
            escaping: Escaping::FORM,
            name: &escaped,
            style,
        };
        if style == Style::Json {
            sink.json(value)
        } else {
            write_value(value, &mut sink)
        }
    }

    /// Takes one value as the whole body; an absent value leaves no body.
    pub(crate) fn whole<T: Serialize + ?Sized>(&mut self, value: &T) -> Result<(), EncodeFault> {
        let mut bytes = Vec::with_capacity(128);
        let written = match write_whole(value, &mut bytes)? {
            Written::Absent => return Ok(()),
            Written::Json => Self::Json(bytes),
            Written::Text(text) => Self::Text(text),
            Written::Attached(Attachment::Upload(upload)) => Self::Upload(upload),
            Written::Attached(Attachment::File(file)) => Self::Upload(file.into_parts().1),
        };
        if !matches!(self, Self::None) {
            return Err(EncodeFault::Mixed);
        }
        *self = written;
        Ok(())
    }

    /// The body, and the media type that follows from its kind; JSON's is the envelope's.
    pub(crate) fn finish(
        self,
        random: &dyn Fn() -> u64,
    ) -> Result<(Payload, Option<MediaType>), EncodeFault> {
        let fixed = |media_type| Some(MediaType::Implied(HeaderValue::from_static(media_type)));
        Ok(match self {
            Self::None => (Payload::None, None),
            Self::Members(mut bytes) => {
                bytes.push(b'}');
                (Payload::Bytes(bytes.into()), Some(MediaType::Json))
            }
            Self::Json(bytes) => (Payload::Bytes(bytes.into()), Some(MediaType::Json)),
            Self::Form(pairs) => (Payload::Bytes(pairs.0.into()), fixed(FORM)),
            Self::Text(text) => (Payload::Bytes(text.into()), fixed(TEXT)),
            Self::Multipart(multipart) => {
                let boundary = format!("{:016x}{:016x}", random(), random());
                let media_type = HeaderValue::try_from(format!("{MULTIPART}{boundary}"));
                let media_type = media_type.map_err(|_| EncodeFault::MediaType)?;
                let payload = Payload::new(multipart.finish(&boundary));
                (payload, Some(MediaType::Fixed(media_type)))
            }
            Self::Upload(upload) => upload_body(upload)?,
        })
    }
}

/// What `Content-Type` says.
#[derive(Debug)]
pub(crate) enum MediaType {
    /// That of the envelope, or of the endpoint.
    Json,
    /// This one, or that of the endpoint.
    Implied(HeaderValue),
    /// This one.
    Fixed(HeaderValue),
}

fn upload_body(upload: Upload) -> Result<(Payload, Option<MediaType>), EncodeFault> {
    let media_type = match upload.media_type() {
        Some(own) => HeaderValue::try_from(&**own).map_err(|_| EncodeFault::MediaType)?,
        None => HeaderValue::from_static(BYTES),
    };
    let payload = match upload.in_memory() {
        Some(bytes) if !upload.is_told() => Payload::Bytes(Bytes::clone(bytes)),
        _ => Payload::new(vec![Segment::Upload((Place::Whole, "body"), upload)]),
    };
    Ok((payload, Some(MediaType::Implied(media_type))))
}

impl Pairs for FormPairs {
    fn begin(&mut self, name: &str) -> Option<&mut String> {
        if !self.0.is_empty() {
            self.0.push('&');
        }
        self.0.push_str(name);
        self.0.push('=');
        Some(&mut self.0)
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn bytes(body: Body) -> Vec<u8> {
        let (payload, _) = body.finish(&|| 0).unwrap();
        payload.into_bytes().unwrap().to_vec()
    }

    #[test]
    fn absent_members_are_left_out_and_null_is_sent_where_it_is_meant() {
        let mut body = Body::default();
        body.member("a", &1).unwrap();
        body.member("b", &None::<i32>).unwrap();
        body.member("c", &Some(None::<i32>)).unwrap();
        body.member("d", &Some(Some("x"))).unwrap();
        assert_eq!(bytes(body), br#"{"a":1,"c":null,"d":"x"}"#);
    }

    #[test]
    fn an_object_of_absent_members_is_empty_and_an_absent_body_is_none() {
        let mut members = Body::default();
        members.members().unwrap();
        members.member("a", &None::<i32>).unwrap();
        members.member("b", &true).unwrap();
        assert_eq!(bytes(members), br#"{"b":true}"#);

        let mut whole = Body::default();
        whole.whole(&None::<Vec<u8>>).unwrap();
        assert!(matches!(whole, Body::None));
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
        assert_eq!(bytes(body), br#"{"a\"b":1}"#);
    }

    #[test]
    fn a_body_is_of_one_kind() {
        let mut body = Body::default();
        body.member("a", &1).unwrap();
        for mixed in [
            body.pairs(Style::Form, "b", &2),
            body.multipart().map(|_| ()),
            body.whole(&3),
        ] {
            assert!(matches!(mixed, Err(EncodeFault::Mixed)));
        }
        assert_eq!(bytes(body), br#"{"a":1}"#);
    }
}
