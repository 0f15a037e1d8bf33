//! The writer that an endpoint puts its values into.

use http::header::{AUTHORIZATION, COOKIE, PROXY_AUTHORIZATION};
use http::{HeaderMap, HeaderName, HeaderValue};
use serde::Serialize;

use super::Parts;
use super::Payload;
use super::body::Body;
use super::encode::{is_dot_segment, percent_encode};
use super::scalar::{Sink, write_scalar};
use crate::auth::{Secret, secret};
use crate::endpoint::Endpoint;
use crate::error::{EncodeError, EncodeFault, Place};
use crate::response::{Envelope, Output};

/// Takes the values of one call, each to its place, and refuses those that would change the route.
///
/// [`Endpoint::write`] calls its methods in this order: the path in the template's order, the
/// query, headers and cookies, the body.
#[derive(Debug)]
pub struct RequestWriter<'w> {
    target: String,
    /// Where the path's segment that is being written begins in `target`.
    segment_start: usize,
    /// The last parameter that went into this segment.
    segment_parameter: Option<&'static str>,
    /// Where the query begins in `target`, behind its `?`; `None` as long as the path is being
    /// written.
    query_start: Option<usize>,
    /// The first fault that a method without a result has met.
    fault: Option<EncodeError>,
    /// Query pairs of this call, encoded; they take the place of the endpoint's.
    overrides: &'w [(String, String)],
    headers: HeaderMap,
    cookies: String,
    body: Body,
    /// The secrets among the values.
    secrets: Vec<Secret>,
    accept: &'static str,
    content_type: &'static str,
}

impl<'w> RequestWriter<'w> {
    pub(crate) fn new<E: Endpoint + ?Sized>(
        prefix: &str,
        overrides: &'w [(String, String)],
    ) -> Self {
        let operation = E::OPERATION;
        let mut target = String::with_capacity(prefix.len() + operation.template.len() + 96);
        target.push_str(prefix);
        Self {
            segment_start: target.len(),
            target,
            segment_parameter: None,
            query_start: None,
            fault: None,
            overrides,
            headers: HeaderMap::new(),
            cookies: String::new(),
            body: Body::default(),
            secrets: Vec::new(),
            accept: operation
                .accept
                .unwrap_or(<E::Output as Output<E::Envelope>>::ACCEPT),
            content_type: operation.content_type.unwrap_or(E::Envelope::MEDIA_TYPE),
        }
    }

    /// Runs the endpoint's own part; the only place where a [`Secret`](crate::Secret) can be
    /// written.
    pub(crate) fn write<E: Endpoint + ?Sized>(mut self, endpoint: &E) -> Result<Self, EncodeError> {
        let _exposed = secret::expose();
        endpoint.write(&mut self)?;
        self.secrets = secret::take_written();
        Ok(self)
    }

    /// Text of the path as it stands on the wire.
    pub fn literal(&mut self, text: &'static str) {
        let start = self.target.len();
        self.target.push_str(text);
        for (index, _) in text.bytes().enumerate().filter(|(_, byte)| *byte == b'/') {
            self.end_segment(start + index);
            self.segment_start = start + index + 1;
            self.segment_parameter = None;
        }
    }

    /// A parameter of the path: one scalar, percent-encoded, no part of which is a separator.
    ///
    /// # Errors
    /// Refuses an empty value, one that is not a scalar and, once the segment is whole, one that
    /// makes it `.` or `..`.
    pub fn segment<T: Serialize + ?Sized>(
        &mut self,
        name: &'static str,
        value: &T,
    ) -> Result<(), EncodeError> {
        self.segment_parameter = Some(name);
        let mut sink = SegmentSink {
            target: &mut self.target,
        };
        write_scalar(value, &mut sink)
            .map_err(|fault| EncodeError::parameter(Place::Path, name, fault))
    }

    /// A parameter of the path that may hold `/`: each part is encoded, and checked, by itself.
    ///
    /// # Errors
    /// As [`segment`](Self::segment), for each part.
    pub fn segments<T: Serialize + ?Sized>(
        &mut self,
        name: &'static str,
        value: &T,
    ) -> Result<(), EncodeError> {
        self.segment_parameter = Some(name);
        let mut sink = SegmentsSink { writer: self, name };
        write_scalar(value, &mut sink)
            .map_err(|fault| EncodeError::parameter(Place::Path, name, fault))
    }

    /// A constant pair of the query: its name, and the pair as it stands on the wire.
    pub fn query_constant(&mut self, name: &'static str, pair: &'static str) {
        if !self.is_overridden(name) {
            self.separate();
            self.target.push_str(pair);
        }
    }

    /// A parameter of the query: a scalar, an `Option`, or a list, whose elements repeat the name.
    /// `name` is percent-encoded already.
    ///
    /// # Errors
    /// Refuses what is not a scalar, an option or a list of scalars.
    pub fn query<T: Serialize + ?Sized>(
        &mut self,
        name: &'static str,
        value: &T,
    ) -> Result<(), EncodeError> {
        if self.is_overridden(name) {
            return Ok(());
        }
        write_scalar(value, &mut QuerySink { writer: self, name })
            .map_err(|fault| EncodeError::parameter(Place::Query, name, fault))
    }

    /// A header; `name` is lower case. A [`Secret`](crate::Secret) marks it as sensitive.
    ///
    /// # Errors
    /// Refuses what is not a scalar, and CR, LF and NUL in it.
    pub fn header<T: Serialize + ?Sized>(
        &mut self,
        name: &'static str,
        value: &T,
    ) -> Result<(), EncodeError> {
        let fail = |fault| EncodeError::parameter(Place::Header, name, fault);
        let header =
            HeaderName::from_bytes(name.as_bytes()).map_err(|_| fail(EncodeFault::HeaderName))?;
        let before = secret::count();
        let Some(text) = text_of(value).map_err(fail)? else {
            return Ok(());
        };
        let mut value = HeaderValue::try_from(text).map_err(|_| fail(EncodeFault::HeaderValue))?;
        value.set_sensitive(secret::count() > before || is_credential(&header));
        self.headers.insert(header, value);
        Ok(())
    }

    /// A cookie.
    ///
    /// # Errors
    /// Refuses what is not a scalar, and characters that a cookie cannot hold ([RFC 6265 section
    /// 4.1.1]).
    ///
    /// [RFC 6265 section 4.1.1]: https://www.rfc-editor.org/rfc/rfc6265#section-4.1.1
    pub fn cookie<T: Serialize + ?Sized>(
        &mut self,
        name: &'static str,
        value: &T,
    ) -> Result<(), EncodeError> {
        let fail = |fault| EncodeError::parameter(Place::Cookie, name, fault);
        let Some(text) = text_of(value).map_err(fail)? else {
            return Ok(());
        };
        push_cookie(&mut self.cookies, name, &text).map_err(fail)
    }

    /// Says that the body is a JSON object, though all its members may be absent.
    pub fn json_object(&mut self) {
        self.body.open_object();
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

    /// The whole body, as JSON: `None` is no body.
    ///
    /// # Errors
    /// Refuses what JSON cannot hold.
    pub fn body<T: Serialize + ?Sized>(&mut self, value: &T) -> Result<(), EncodeError> {
        self.body
            .whole(value)
            .map_err(|fault| EncodeError::parameter(Place::Body, "body", fault))
    }

    /// Ends the request: adds the query that goes with every call, where the endpoint has not
    /// written the same name.
    pub(crate) fn finish<N: AsRef<str>>(
        mut self,
        defaults: &[(N, N)],
    ) -> Result<Parts, EncodeError> {
        self.end_path();
        for (name, value) in defaults {
            self.default_pair(name.as_ref(), value.as_ref());
        }
        for (name, value) in self.overrides {
            self.push_pair(name, value);
        }
        self.check()?;
        let mut parts = Parts {
            target: self.target,
            headers: self.headers,
            cookies: self.cookies,
            body: self
                .body
                .finish()
                .map_or(Payload::None, |body| Payload::Bytes(body.into())),
            secrets: self.secrets,
        };
        parts.with_media_types(self.accept, self.content_type);
        Ok(parts)
    }

    fn check(&mut self) -> Result<(), EncodeError> {
        if let Some(fault) = self.fault.take() {
            return Err(fault);
        }
        // A parser takes `//host` for an authority, so such a path would leave the origin.
        if !self.target.starts_with('/') || self.target[1..].starts_with(['/', '\\']) {
            return Err(EncodeError::target(
                "the path has to start with a single `/`",
                "begin the path template with `/name`",
            ));
        }
        Ok(())
    }

    fn is_overridden(&self, name: &str) -> bool {
        self.overrides
            .iter()
            .any(|(overridden, _)| overridden == name)
    }

    fn default_pair(&mut self, name: &str, value: &str) {
        let written = self.query_start.map_or("", |start| &self.target[start..]);
        let is_written = written
            .split('&')
            .any(|pair| pair.split('=').next() == Some(name));
        if !is_written && !self.is_overridden(name) {
            self.push_pair(name, value);
        }
    }

    fn push_pair(&mut self, name: &str, value: &str) {
        self.separate();
        self.target.push_str(name);
        self.target.push('=');
        self.target.push_str(value);
    }

    /// Puts the `?` or `&` in front of the next pair.
    fn separate(&mut self) {
        self.end_path();
        if self.query_start.is_some() {
            self.target.push('&');
        } else {
            self.target.push('?');
            self.query_start = Some(self.target.len());
        }
    }

    fn end_path(&mut self) {
        if self.query_start.is_none() {
            self.end_segment(self.target.len());
            self.segment_parameter = None;
        }
    }

    /// Looks at the segment that has just been finished, and which ends there in `target`.
    fn end_segment(&mut self, end: usize) {
        let segment = &self.target[self.segment_start..end];
        if is_dot_segment(segment) && self.fault.is_none() {
            self.fault = Some(match self.segment_parameter {
                Some(name) => EncodeError::parameter(Place::Path, name, EncodeFault::DotSegment),
                None => EncodeError::target(
                    "the path holds a `.` or `..` segment",
                    "take it out of the path template",
                ),
            });
        }
    }
}

/// The text of a header or cookie; `None` where the value is absent.
fn text_of<T: Serialize + ?Sized>(value: &T) -> Result<Option<String>, EncodeFault> {
    let mut sink = TextSink(None);
    write_scalar(value, &mut sink)?;
    Ok(sink.0)
}

/// Whether a header proves who one is by its very name, and so is a secret whoever sets it.
pub(crate) fn is_credential(name: &HeaderName) -> bool {
    [AUTHORIZATION, COOKIE, PROXY_AUTHORIZATION].contains(name)
}

/// Appends `name=value`, if both can stand in a cookie.
pub(crate) fn push_cookie(
    cookies: &mut String,
    name: &str,
    value: &str,
) -> Result<(), EncodeFault> {
    let is_cookie_octet =
        |byte: u8| matches!(byte, 0x21 | 0x23..=0x2B | 0x2D..=0x3A | 0x3C..=0x5B | 0x5D..=0x7E);
    // A cookie's name is a token, as a header's is.
    if HeaderName::from_bytes(name.as_bytes()).is_err() {
        return Err(EncodeFault::CookieName);
    }
    if !value.bytes().all(is_cookie_octet) {
        return Err(EncodeFault::CookieValue);
    }
    if !cookies.is_empty() {
        cookies.push_str("; ");
    }
    cookies.push_str(name);
    cookies.push('=');
    cookies.push_str(value);
    Ok(())
}

struct SegmentSink<'a> {
    target: &'a mut String,
}

impl Sink for SegmentSink<'_> {
    fn text(&mut self, value: &str) -> Result<(), EncodeFault> {
        if value.is_empty() {
            return Err(EncodeFault::EmptySegment);
        }
        percent_encode(value, self.target);
        Ok(())
    }

    fn plain(&mut self, value: &str) -> Result<(), EncodeFault> {
        self.target.push_str(value);
        Ok(())
    }
}

struct SegmentsSink<'a, 'w> {
    writer: &'a mut RequestWriter<'w>,
    name: &'static str,
}

impl Sink for SegmentsSink<'_, '_> {
    fn text(&mut self, value: &str) -> Result<(), EncodeFault> {
        for (index, part) in value.split('/').enumerate() {
            if part.is_empty() {
                return Err(EncodeFault::EmptySegment);
            }
            if index > 0 {
                self.writer.literal("/");
                self.writer.segment_parameter = Some(self.name);
            }
            percent_encode(part, &mut self.writer.target);
        }
        Ok(())
    }
}

struct QuerySink<'a, 'w> {
    writer: &'a mut RequestWriter<'w>,
    name: &'static str,
}

impl QuerySink<'_, '_> {
    fn start(&mut self) -> &mut String {
        self.writer.separate();
        let target = &mut self.writer.target;
        target.push_str(self.name);
        target.push('=');
        target
    }
}

impl Sink for QuerySink<'_, '_> {
    fn text(&mut self, value: &str) -> Result<(), EncodeFault> {
        percent_encode(value, self.start());
        Ok(())
    }

    fn plain(&mut self, value: &str) -> Result<(), EncodeFault> {
        self.start().push_str(value);
        Ok(())
    }

    fn absent(&mut self) -> Result<(), EncodeFault> {
        Ok(())
    }

    fn takes_lists(&self) -> bool {
        true
    }
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
