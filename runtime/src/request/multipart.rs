//! Multipart bodies ([RFC 7578]).
//!
//! [RFC 7578]: https://www.rfc-editor.org/rfc/rfc7578

use std::borrow::Cow;

use http::HeaderValue;
use serde::Serialize;
use serde_json::value::RawValue;

use super::attach::{self, Attachment};
use super::json::write_json;
use super::payload::Segment;
use super::upload::Upload;
use super::value::{Shape, Sink, Taken, write_value};
use crate::error::{EncodeFault, Place};

/// The parts as far as they have been written; the boundary between them comes last.
#[derive(Debug, Default)]
pub(crate) struct Multipart(Vec<Part>);

#[derive(Debug)]
struct Part {
    name: &'static str,
    file_name: Option<String>,
    content_type: Option<Cow<'static, str>>,
    content: Content,
}

#[derive(Debug)]
enum Content {
    Bytes(Vec<u8>),
    Upload(Upload),
}

const JSON: &str = "application/json";
const BYTES: &str = "application/octet-stream";

impl Multipart {
    /// Adds the parts of one value: one of a scalar, map, struct or file, one of each element of a
    /// list, none of `None`. A content type for JSON makes one part of anything but a file.
    pub(crate) fn part<T: Serialize + ?Sized>(
        &mut self,
        content_type: Option<&'static str>,
        name: &'static str,
        value: &T,
    ) -> Result<(), EncodeFault> {
        if let Some(media_type) = content_type.filter(|media_type| is_json(media_type)) {
            match self.json(media_type, name, value, Json::Whole) {
                // Files have a type of their own, and serialize once more below.
                Err(EncodeFault::Attached) => drop(attach::clear()),
                written => return written,
            }
        }
        let before = self.0.len();
        let mut sink = PartSink {
            parts: &mut self.0,
            name,
            content_type,
            wants: None,
        };
        let written = write_value(value, &mut sink);
        match (written, sink.wants) {
            (Err(_), Some(json)) if content_type.is_none() => {
                self.0.truncate(before);
                self.json(JSON, name, value, json)
            }
            (written, _) => written,
        }
    }

    fn json<T: Serialize + ?Sized>(
        &mut self,
        media_type: &'static str,
        name: &'static str,
        value: &T,
        json: Json,
    ) -> Result<(), EncodeFault> {
        let mut bytes = Vec::new();
        if !write_json(value, &mut bytes)? {
            return Ok(());
        }
        if json == Json::Whole {
            return self.push_json(media_type, name, bytes);
        }
        let elements: Vec<&RawValue> =
            serde_json::from_slice(&bytes).map_err(|_| EncodeFault::Refused)?;
        for element in elements.iter().filter(|element| element.get() != "null") {
            self.push_json(media_type, name, element.get().into())?;
        }
        Ok(())
    }

    fn push_json(
        &mut self,
        media_type: &'static str,
        name: &'static str,
        bytes: Vec<u8>,
    ) -> Result<(), EncodeFault> {
        push(
            &mut self.0,
            Part {
                name,
                file_name: None,
                content_type: Some(media_type.into()),
                content: Content::Bytes(bytes),
            },
        )
    }

    /// The whole body, in stretches.
    pub(crate) fn finish(self, boundary: &str) -> Vec<Segment> {
        let mut out = Stretches::default();
        for part in self.0 {
            part.head(boundary, &mut out.buffer);
            match part.content {
                Content::Bytes(bytes) => out.buffer.extend_from_slice(&bytes),
                Content::Upload(upload) => out.upload(part.name, upload),
            }
            out.buffer.extend_from_slice(b"\r\n");
        }
        out.buffer.extend_from_slice(b"--");
        out.buffer.extend_from_slice(boundary.as_bytes());
        out.buffer.extend_from_slice(b"--\r\n");
        out.flush();
        out.segments
    }
}

/// What is written one after the other.
#[derive(Default)]
struct Stretches {
    segments: Vec<Segment>,
    buffer: Vec<u8>,
}

/// The longest content that is copied rather than sent from where it is.
const COPIED: usize = 16 * 1024;

impl Stretches {
    fn upload(&mut self, name: &'static str, upload: Upload) {
        match upload.in_memory() {
            Some(bytes) if bytes.len() <= COPIED && !upload.is_told() => {
                self.buffer.extend_from_slice(bytes);
            }
            _ => {
                self.flush();
                self.segments
                    .push(Segment::Upload((Place::Part, name), upload));
            }
        }
    }

    fn flush(&mut self) {
        let bytes = std::mem::take(&mut self.buffer);
        self.segments.push(Segment::Bytes(bytes.into()));
    }
}

impl Part {
    fn head(&self, boundary: &str, out: &mut Vec<u8>) {
        let mut add = |text: &str| out.extend_from_slice(text.as_bytes());
        add("--");
        add(boundary);
        add("\r\nContent-Disposition: form-data; name=\"");
        add(&quoted(self.name));
        if let Some(file_name) = &self.file_name {
            add("\"; filename=\"");
            add(&quoted(file_name));
        }
        add("\"");
        if let Some(content_type) = &self.content_type {
            add("\r\nContent-Type: ");
            add(content_type);
        }
        add("\r\n\r\n");
    }
}

/// A name as browsers write it between quotes ([HTML]).
///
/// [HTML]: https://html.spec.whatwg.org/multipage/form-control-infrastructure.html#multipart-form-data
fn quoted(name: &str) -> Cow<'_, str> {
    if !name.contains(['"', '\r', '\n']) {
        return name.into();
    }
    name.replace('"', "%22")
        .replace('\r', "%0D")
        .replace('\n', "%0A")
        .into()
}

/// Whether a media type is JSON's, by its name or its suffix ([RFC 6839 section 3.1]).
///
/// [RFC 6839 section 3.1]: https://www.rfc-editor.org/rfc/rfc6839#section-3.1
fn is_json(media_type: &str) -> bool {
    let name = media_type.split(';').next().unwrap_or_default();
    let name = name.trim().to_ascii_lowercase();
    name == JSON || name.ends_with("+json")
}

fn push(parts: &mut Vec<Part>, part: Part) -> Result<(), EncodeFault> {
    let content_type = part.content_type.as_deref();
    if content_type.is_some_and(|media_type| HeaderValue::from_str(media_type).is_err()) {
        return Err(EncodeFault::MediaType);
    }
    parts.push(part);
    Ok(())
}

/// Adds a value's parts; a list's elements are parts by themselves.
struct PartSink<'a> {
    parts: &'a mut Vec<Part>,
    name: &'static str,
    content_type: Option<&'static str>,
    /// What there is in it that only JSON can hold.
    wants: Option<Json>,
}

/// What has to be JSON.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
enum Json {
    /// The value, in one part.
    Whole,
    /// The elements of the list that it is, each in a part.
    Elements,
}

impl Sink for PartSink<'_> {
    fn text(&mut self, value: &str) -> Result<(), EncodeFault> {
        let part = Part {
            name: self.name,
            file_name: None,
            content_type: self.content_type.map(Cow::Borrowed),
            content: Content::Bytes(value.into()),
        };
        push(self.parts, part)
    }

    fn absent(&mut self) -> Result<(), EncodeFault> {
        Ok(())
    }

    fn takes(&mut self, shape: Shape, is_in_list: bool) -> Result<Taken, EncodeFault> {
        if shape == Shape::List && !is_in_list {
            return Ok(Taken::Apart);
        }
        self.wants = Some(if is_in_list {
            Json::Elements
        } else {
            Json::Whole
        });
        Err(EncodeFault::Shape(shape.name()))
    }

    fn attachment(&mut self, attachment: Attachment) -> Result<(), EncodeFault> {
        let (file_name, upload) = match attachment {
            Attachment::File(file) => {
                let (name, upload) = file.into_parts();
                (Some(name), upload)
            }
            Attachment::Upload(upload) => (None, upload),
        };
        let declared = self.content_type.map(Cow::Borrowed);
        let part = Part {
            name: self.name,
            file_name,
            content_type: declared
                .or_else(|| upload.media_type().cloned())
                .or(Some(BYTES.into())),
            content: Content::Upload(upload),
        };
        push(self.parts, part)
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn json_is_known_by_its_name_and_its_suffix() {
        for json in [
            "application/json",
            "Application/JSON; charset=utf-8",
            "application/vnd.api+json",
        ] {
            assert!(is_json(json), "{json}");
        }
        for other in [
            "application/jsonl",
            "text/plain",
            "application/json-seq",
            "",
        ] {
            assert!(!is_json(other), "{other}");
        }
    }

    #[test]
    fn contents_in_memory_are_copied_if_they_are_short() {
        let segments = |length: usize| {
            let mut multipart = Multipart::default();
            let content = Content::Upload(Upload::from_bytes(vec![0; length]));
            multipart.0.push(Part {
                name: "a",
                file_name: None,
                content_type: None,
                content,
            });
            multipart.finish("b").len()
        };
        assert_eq!(segments(COPIED), 1);
        assert_eq!(segments(COPIED + 1), 3);
    }
}
