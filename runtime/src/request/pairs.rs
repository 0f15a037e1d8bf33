//! Pairs of a name and a value, in all styles: those of a query, and those of an urlencoded form.

use serde::Serialize;
use url::form_urlencoded::byte_serialize;

use super::encode::percent_encode;
use super::json::write_json;
use super::style::Style;
use super::tree::Tree;
use super::value::{Shape, Sink, Taken};
use crate::error::EncodeFault;

/// Where pairs go.
pub(crate) trait Pairs {
    /// Writes the separator, the name, which is escaped already, and `=`; gives where the value
    /// goes, or `None` where the call has a value of its own for this name.
    fn begin(&mut self, name: &str) -> Option<&mut String>;
}

/// How names and values are escaped.
#[derive(Debug, Clone, Copy)]
pub(crate) struct Escaping {
    pub(crate) append: fn(&str, &mut String),
    /// A space, escaped.
    space: &'static str,
}

impl Escaping {
    pub(crate) const QUERY: Self = Self {
        append: percent_encode,
        space: "%20",
    };

    /// As browsers escape a form ([WHATWG URL]).
    ///
    /// [WHATWG URL]: https://url.spec.whatwg.org/#urlencoded-serializing
    pub(crate) const FORM: Self = Self {
        append: form_encode,
        space: "+",
    };
}

/// Appends `text` as it stands in an urlencoded form.
pub(crate) fn form_encode(text: &str, out: &mut String) {
    out.extend(byte_serialize(text.as_bytes()));
}

/// Writes one value as pairs.
pub(crate) struct PairSink<'a> {
    pub(crate) pairs: &'a mut dyn Pairs,
    pub(crate) escaping: Escaping,
    /// Escaped.
    pub(crate) name: &'a str,
    pub(crate) style: Style,
}

const HELP: &str = "use `style = deep` for maps in maps, `style = json` for any value";

impl Sink for PairSink<'_> {
    fn text(&mut self, value: &str) -> Result<(), EncodeFault> {
        if self.style == Style::Deep {
            return Err(EncodeFault::NotDeep);
        }
        self.pair(self.name, value);
        Ok(())
    }

    fn plain(&mut self, value: &str) -> Result<(), EncodeFault> {
        if self.style == Style::Deep {
            return Err(EncodeFault::NotDeep);
        }
        if let Some(out) = self.pairs.begin(self.name) {
            out.push_str(value);
        }
        Ok(())
    }

    fn absent(&mut self) -> Result<(), EncodeFault> {
        Ok(())
    }

    fn takes(&mut self, shape: Shape, is_in_list: bool) -> Result<Taken, EncodeFault> {
        if shape == Shape::Variant {
            return Err(EncodeFault::Shape(shape.name()));
        }
        if is_in_list {
            return Err(EncodeFault::Nested(shape.name(), HELP));
        }
        Ok(if shape == Shape::List && self.style == Style::Form {
            Taken::Apart
        } else {
            Taken::Whole
        })
    }

    fn tree(&mut self, tree: Tree) -> Result<(), EncodeFault> {
        self.write(self.name, self.style, &tree)
    }

    fn takes_styles(&self) -> bool {
        true
    }
}

impl PairSink<'_> {
    /// Writes a value as JSON in one parameter; nothing of `None`.
    pub(crate) fn json<T: Serialize + ?Sized>(&mut self, value: &T) -> Result<(), EncodeFault> {
        let mut bytes = Vec::new();
        if write_json(value, &mut bytes)? {
            let text = std::str::from_utf8(&bytes).map_err(|_| EncodeFault::Refused)?;
            self.pair(self.name, text);
        }
        Ok(())
    }

    fn pair(&mut self, name: &str, value: &str) {
        if let Some(out) = self.pairs.begin(name) {
            (self.escaping.append)(value, out);
        }
    }

    fn write(&mut self, name: &str, style: Style, tree: &Tree) -> Result<(), EncodeFault> {
        match (style, tree) {
            (_, Tree::Absent) => Ok(()),
            (_, Tree::Styled(style, tree)) => self.write(name, *style, tree),
            (Style::Deep, Tree::Map(members)) => self.deep(name, members),
            (Style::Deep, _) => Err(EncodeFault::NotDeep),
            (Style::Comma, _) => self.joined(name, ",", tree),
            (Style::Space, _) => self.joined(name, self.escaping.space, tree),
            (Style::Pipe, _) => self.joined(name, "%7C", tree),
            // JSON does not come here: it is written by its own serializer.
            (Style::Form | Style::Json, Tree::Map(members)) => self.flattened(members),
            (Style::Form | Style::Json, _) => {
                for (_, text) in tree.items(HELP)? {
                    self.pair(name, text);
                }
                Ok(())
            }
        }
    }

    /// Each member as a parameter of its own.
    fn flattened(&mut self, members: &[(String, Tree)]) -> Result<(), EncodeFault> {
        for (key, value) in members {
            if matches!(value, Tree::Map(_)) {
                return Err(EncodeFault::Nested(Shape::Map.name(), HELP));
            }
            let mut name = String::new();
            (self.escaping.append)(key, &mut name);
            self.write(&name, Style::Form, value)?;
        }
        Ok(())
    }

    /// All items in one parameter; of a map, each key before its value.
    fn joined(&mut self, name: &str, separator: &str, tree: &Tree) -> Result<(), EncodeFault> {
        let items = tree.items(HELP)?;
        let mut texts = items
            .into_iter()
            .flat_map(|(key, text)| key.into_iter().chain([text]));
        let append = self.escaping.append;
        let Some(first) = texts.next() else {
            return Ok(());
        };
        if let Some(out) = self.pairs.begin(name) {
            append(first, out);
            for text in texts {
                out.push_str(separator);
                append(text, out);
            }
        }
        Ok(())
    }

    /// Each member by its name in brackets.
    fn deep(&mut self, name: &str, members: &[(String, Tree)]) -> Result<(), EncodeFault> {
        for (key, value) in members {
            let mut inner = format!("{name}%5B");
            (self.escaping.append)(key, &mut inner);
            inner.push_str("%5D");
            match value {
                Tree::Text(text) => self.pair(&inner, text),
                Tree::List(_) => self.joined(&inner, ",", value)?,
                _ => self.write(&inner, Style::Deep, value)?,
            }
        }
        Ok(())
    }
}
