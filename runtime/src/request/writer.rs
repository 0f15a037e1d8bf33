//! The writer that an endpoint puts its values into: what it is made of, the path and the query.

mod body;
mod follow;
mod headers;
mod steps;
mod types;

use std::fmt;

use http::HeaderMap;
use serde::Serialize;

pub(crate) use self::headers::{is_credential, is_framing, push_cookie};
pub use self::steps::Steps;
pub(crate) use self::types::Types;
use super::attach;
use super::body::Body;
use super::encode::{is_dot_segment, is_named, percent_encode};
use super::pairs::{Escaping, PairSink, Pairs};
use super::path::{SegmentSink, StyledSink};
use super::style::{PathStyle, Style};
use super::value::{Sink, write_value};
use super::{BaseUrl, Parts};
use crate::auth::{Secret, secret};
use crate::endpoint::{Author, Facts};
use crate::error::{EncodeError, EncodeFault, Place};

/// Takes the values of one call, each to its place, and refuses those that would change the route.
///
/// [`Endpoint::write`](crate::Endpoint::write) calls its methods in this order: the path in the
/// template's order, the query, headers and cookies, the body.
pub struct RequestWriter<'w> {
    base: &'w BaseUrl,
    /// The path template, whose constant query goes back on links.
    template: &'static str,
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
    /// The value at which [`Steps`](self::steps::Steps) ended.
    refused: Option<EncodeError>,
    /// Query pairs of this call, encoded; they take the place of the endpoint's.
    overrides: &'w [(String, String)],
    headers: HeaderMap,
    cookies: String,
    body: Body,
    /// The secrets among the values.
    secrets: Vec<Secret>,
    accept: &'static str,
    /// What the endpoint says of its body.
    content_type: Option<&'static str>,
    /// What JSON is called by the envelope.
    json: &'static str,
}

impl<'w> RequestWriter<'w> {
    /// What an author writes; `overrides` are encoded pairs that take the place of its own.
    pub(crate) fn of(
        author: &dyn Author,
        base: &'w BaseUrl,
        overrides: &'w [(String, String)],
    ) -> Result<Self, EncodeError> {
        let mut writer = Self::new(author.facts(), base, overrides);
        writer.write(author)?;
        Ok(writer)
    }

    fn new(facts: Facts, base: &'w BaseUrl, overrides: &'w [(String, String)]) -> Self {
        let operation = facts.operation;
        let prefix = base.prefix();
        let mut target = String::with_capacity(prefix.len() + operation.template.len() + 96);
        target.push_str(prefix);
        Self {
            base,
            template: operation.template,
            segment_start: target.len(),
            target,
            segment_parameter: None,
            query_start: None,
            fault: None,
            refused: None,
            overrides,
            headers: HeaderMap::new(),
            cookies: String::new(),
            body: Body::default(),
            secrets: Vec::new(),
            accept: operation.accept.unwrap_or(facts.accept),
            content_type: operation.content_type,
            json: facts.json,
        }
    }

    /// Runs the endpoint's own part; the only place where a [`Secret`](crate::Secret) or a file can
    /// be written.
    fn write(&mut self, author: &dyn Author) -> Result<(), EncodeError> {
        let _exposed = secret::expose();
        // What a request that panicked has left behind.
        attach::clear();
        let written = author.write(self);
        let is_file_left = attach::clear();
        written?;
        if is_file_left {
            // A serializer between its type and ours took it for something else.
            return Err(EncodeError::target(
                "a file or bytes stands where none can be sent",
                "send it with `#[part]` or as the `#[body]`",
            ));
        }
        self.secrets = secret::take_written();
        Ok(())
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
        write_value(value, &mut sink)
            .map_err(|fault| EncodeError::parameter(Place::Path, name, fault))
    }

    /// A parameter of the path in a style, which may be a list, map or struct; all of it stands in
    /// one segment.
    ///
    /// # Errors
    /// As [`segment`](Self::segment); and what is a list or map inside another.
    pub fn segment_styled<T: Serialize + ?Sized>(
        &mut self,
        style: PathStyle,
        name: &'static str,
        value: &T,
    ) -> Result<(), EncodeError> {
        self.segment_parameter = Some(name);
        let mut sink = StyledSink {
            target: &mut self.target,
            style,
            name,
        };
        write_value(value, &mut sink)
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
        write_value(value, &mut sink)
            .map_err(|fault| EncodeError::parameter(Place::Path, name, fault))
    }

    /// A constant pair of the query: its name, and the pair as it stands on the wire.
    pub fn query_constant(&mut self, name: &'static str, pair: &'static str) {
        if !self.is_overridden(name) {
            self.separate();
            self.target.push_str(pair);
        }
    }

    /// A parameter of the query: a scalar, an `Option`, a list, whose elements repeat the name, or
    /// a map or struct, whose members are parameters of their own. `name` is percent-encoded
    /// already.
    ///
    /// # Errors
    /// Refuses what has lists or maps deeper inside.
    pub fn query<T: Serialize + ?Sized>(
        &mut self,
        name: &'static str,
        value: &T,
    ) -> Result<(), EncodeError> {
        write_value(value, &mut self.query_sink(Style::Form, name))
            .map_err(|fault| EncodeError::parameter(Place::Query, name, fault))
    }

    /// A parameter of the query in a style. `name` is percent-encoded already.
    ///
    /// # Errors
    /// Refuses what the style cannot write: lists or maps deeper inside than it goes.
    pub fn query_styled<T: Serialize + ?Sized>(
        &mut self,
        style: Style,
        name: &'static str,
        value: &T,
    ) -> Result<(), EncodeError> {
        // The members of an exploded map have names of their own, which may not be overridden.
        if style != Style::Form && self.is_overridden(name) {
            return Ok(());
        }
        let mut sink = self.query_sink(style, name);
        let written = match style {
            Style::Json => sink.json(value),
            _ => write_value(value, &mut sink),
        };
        written.map_err(|fault| EncodeError::parameter(Place::Query, name, fault))
    }

    fn query_sink<'s>(&'s mut self, style: Style, name: &'s str) -> PairSink<'s> {
        PairSink {
            pairs: self,
            escaping: Escaping::QUERY,
            name,
            style,
        }
    }

    /// Path and query as far as they are written.
    pub(crate) fn target(&self) -> &str {
        &self.target
    }

    /// Ends the request: adds the query that goes with every call, where the endpoint has not
    /// written the same name.
    pub(crate) fn finish<N: AsRef<str>>(
        mut self,
        defaults: &[(N, N)],
        random: &dyn Fn() -> u64,
    ) -> Result<Parts, EncodeError> {
        self.end_path();
        for (name, value) in defaults {
            self.default_pair(name.as_ref(), value.as_ref());
        }
        for (name, value) in self.overrides {
            self.push_pair(name, value);
        }
        self.check()?;
        let (body, kind) = std::mem::take(&mut self.body)
            .finish(random)
            .map_err(EncodeError::body)?;
        Ok(Parts {
            types: Types::of(self.accept, kind, self.content_type, self.json)?,
            target: self.target,
            headers: self.headers,
            cookies: self.cookies,
            body,
            secrets: self.secrets,
        })
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
            .any(|(overridden, _)| is_named(overridden, name))
    }

    fn default_pair(&mut self, name: &str, value: &str) {
        let is_written = self.query_start.is_some_and(|start| {
            let mut written = self.target[start..].split('&');
            written.any(|pair| is_named(pair, name))
        });
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

impl Pairs for RequestWriter<'_> {
    fn begin(&mut self, name: &str) -> Option<&mut String> {
        if self.is_overridden(name) {
            return None;
        }
        self.separate();
        self.target.push_str(name);
        self.target.push('=');
        Some(&mut self.target)
    }
}

/// Nothing of it: values may be confidential.
impl fmt::Debug for RequestWriter<'_> {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_struct("RequestWriter").finish_non_exhaustive()
    }
}
