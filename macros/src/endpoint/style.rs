//! `style = ..`: how lists and maps are written where one text is due.

use proc_macro2::{Ident, TokenStream};
use quote::quote;

use crate::diagnostics::{Faults, Reported, any_of, nearest, say};
use crate::fault::Fault;
use crate::keywords::attribute;

/// How a parameter of a query or a form is written, where that is not the usual way.
#[derive(Debug, Clone, Copy, PartialEq)]
pub(crate) enum Style {
    Comma,
    Space,
    Pipe,
    Deep,
    Json,
}

/// How a path parameter is written that is more than one value.
#[derive(Debug, Clone, Copy, PartialEq)]
pub(crate) struct PathStyle {
    shape: Shape,
    explode: bool,
}

#[derive(Debug, Clone, Copy, PartialEq)]
enum Shape {
    Simple,
    Label,
    Matrix,
}

/// Styles by their names here, and by those that other tools have for them.
struct Names<T: 'static> {
    ours: &'static [(&'static str, T)],
    others: &'static [(&'static str, &'static str)],
}

/// A list under the style `form` repeats its name, as it does without a style.
const STYLES: Names<Option<Style>> = Names {
    ours: &[
        ("form", None),
        ("comma", Some(Style::Comma)),
        ("space", Some(Style::Space)),
        ("pipe", Some(Style::Pipe)),
        ("deep", Some(Style::Deep)),
        ("json", Some(Style::Json)),
    ],
    others: &[
        ("multi", "form"),
        ("repeat", "form"),
        ("csv", "comma"),
        ("simple", "comma"),
        ("ssv", "space"),
        ("spaceDelimited", "space"),
        ("pipes", "pipe"),
        ("pipeDelimited", "pipe"),
        ("deepObject", "deep"),
        ("brackets", "deep"),
    ],
};

const PATH_STYLES: Names<Shape> = Names {
    ours: &[
        ("simple", Shape::Simple),
        ("label", Shape::Label),
        ("matrix", Shape::Matrix),
    ],
    others: &[("form", "simple"), ("comma", "simple"), ("csv", "simple")],
};

impl Style {
    /// The style of `#[query]` and `#[form]`.
    pub(crate) fn lower(
        attribute: &str,
        word: &Ident,
        faults: &mut Faults,
    ) -> Result<Option<Self>, Reported> {
        STYLES.find(attribute, word, faults)
    }

    pub(crate) fn name(self) -> &'static str {
        let named = STYLES.ours.iter().find(|(_, style)| *style == Some(self));
        named.map_or("", |(name, _)| name)
    }

    /// The runtime's name for it.
    pub(crate) fn constant(self) -> TokenStream {
        match self {
            Self::Comma => quote!(__e::Style::Comma),
            Self::Space => quote!(__e::Style::Space),
            Self::Pipe => quote!(__e::Style::Pipe),
            Self::Deep => quote!(__e::Style::Deep),
            Self::Json => quote!(__e::Style::Json),
        }
    }
}

impl PathStyle {
    /// The style of `#[path]`.
    pub(crate) fn lower(
        word: &Ident,
        explode: bool,
        faults: &mut Faults,
    ) -> Result<Self, Reported> {
        let shape = PATH_STYLES.find(attribute::PATH, word, faults)?;
        Ok(Self { shape, explode })
    }

    pub(crate) fn name(self) -> &'static str {
        let named = PATH_STYLES
            .ours
            .iter()
            .find(|(_, shape)| *shape == self.shape);
        named.map_or("", |(name, _)| name)
    }

    /// The runtime's name for it.
    pub(crate) fn constant(self) -> TokenStream {
        let explode = self.explode;
        match self.shape {
            Shape::Simple => quote!(__e::PathStyle::Simple { explode: #explode }),
            Shape::Label => quote!(__e::PathStyle::Label { explode: #explode }),
            Shape::Matrix => quote!(__e::PathStyle::Matrix { explode: #explode }),
        }
    }
}

impl<T: Copy> Names<T> {
    fn find(&self, attribute: &str, word: &Ident, faults: &mut Faults) -> Result<T, Reported> {
        let known = self.ours.iter().find(|(name, _)| word == name);
        if let Some((_, style)) = known {
            return Ok(*style);
        }
        let names = self.ours.iter().map(|(name, _)| *name);
        let message = say(format!("`#[{attribute}]` has no style `{word}`"));
        let message = match self.meant(&word.to_string()) {
            Some(name) => message.help(format!("did you mean `style = {name}`?")),
            None => message.help(format!("the styles are {}", any_of(names))),
        };
        Err(faults.report(Fault::UnknownStyle, word, message))
    }

    fn meant(&self, word: &str) -> Option<&'static str> {
        let other = self
            .others
            .iter()
            .find(|(name, _)| name.eq_ignore_ascii_case(word));
        let near = || nearest(word, self.ours.iter().map(|(name, _)| *name));
        other.map(|(_, ours)| *ours).or_else(near)
    }
}
