//! Lists and maps in one segment of a path.

use super::encode::percent_encode;
use super::style::PathStyle;
use super::tree::Tree;
use super::value::{Shape, Sink, Taken};
use crate::error::EncodeFault;

/// Writes one scalar.
pub(crate) struct SegmentSink<'a> {
    pub(crate) target: &'a mut String,
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

/// Writes a scalar, list or map in a style.
pub(crate) struct StyledSink<'a> {
    pub(crate) target: &'a mut String,
    pub(crate) style: PathStyle,
    pub(crate) name: &'static str,
}

const HELP: &str = "no style of the path can do that; give plain values";

impl Sink for StyledSink<'_> {
    fn text(&mut self, value: &str) -> Result<(), EncodeFault> {
        self.write(&[(None, value)])
    }

    fn takes(&mut self, shape: Shape, _: bool) -> Result<Taken, EncodeFault> {
        match shape {
            Shape::Variant => Err(EncodeFault::Shape(shape.name())),
            _ => Ok(Taken::Whole),
        }
    }

    fn tree(&mut self, tree: Tree) -> Result<(), EncodeFault> {
        self.write(&tree.items(HELP)?)
    }
}

/// A value, with its key if it is of a map.
type Item<'a> = (Option<&'a str>, &'a str);

impl StyledSink<'_> {
    fn write(&mut self, items: &[Item<'_>]) -> Result<(), EncodeFault> {
        let before = self.target.len();
        match self.style {
            _ if items.is_empty() => {}
            PathStyle::Simple { explode } => self.joined(items, ",", explode),
            PathStyle::Label { explode } => {
                self.target.push('.');
                self.joined(items, if explode { "." } else { "," }, explode);
            }
            PathStyle::Matrix { explode: false } => {
                self.parameter(self.name);
                if items != [(None, "")] {
                    self.target.push('=');
                    self.joined(items, ",", false);
                }
            }
            PathStyle::Matrix { explode: true } => {
                for (key, value) in items {
                    self.parameter(key.unwrap_or(self.name));
                    if !value.is_empty() {
                        self.target.push('=');
                        percent_encode(value, self.target);
                    }
                }
            }
        }
        if self.target.len() == before {
            return Err(EncodeFault::EmptySegment);
        }
        Ok(())
    }

    fn parameter(&mut self, name: &str) {
        self.target.push(';');
        percent_encode(name, self.target);
    }

    fn joined(&mut self, items: &[Item<'_>], separator: &str, explode: bool) {
        for (index, (key, value)) in items.iter().enumerate() {
            if index > 0 {
                self.target.push_str(separator);
            }
            if let Some(key) = key {
                percent_encode(key, self.target);
                self.target.push_str(if explode { "=" } else { "," });
            }
            percent_encode(value, self.target);
        }
    }
}
