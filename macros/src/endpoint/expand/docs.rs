//! What the macro adds to the documentation of an item: the operation, and a table of its
//! parameters.

use proc_macro2::{TokenStream, TokenTree};
use quote::{ToTokens as _, quote};
use syn::ext::IdentExt as _;
use syn::{Attribute, Meta};

use crate::diagnostics::Faults;
use crate::endpoint::field::{Field, FieldDefault};
use crate::endpoint::model::{Checked, Manner, Method, Parsed, Place};
use crate::endpoint::paginate::Way;
use crate::item;
use crate::types::{is_secret, option_inner};

/// A row of the table, and the conditions under which it stands there.
pub(crate) struct Row {
    text: String,
    conditions: Vec<TokenStream>,
}

impl Row {
    pub(crate) fn new(
        field: &Field<'_>,
        place: &Place,
        manner: &Manner,
        conditions: Vec<TokenStream>,
    ) -> Self {
        let text = format!(
            " | `{}` | {}{} | {} |",
            field.name,
            place_text(place, &field.name),
            manner_text(manner),
            need_text(field)
        );
        Self { text, conditions }
    }
}

/// The documentation of a sound endpoint.
pub(super) fn of(parsed: &Parsed<'_>, endpoint: &Checked<'_>) -> Vec<Attribute> {
    let rows = endpoint
        .params
        .iter()
        .map(|param| Row::new(param.field, &param.place, &param.manner, Vec::new()));
    attributes(parsed, endpoint.method, &rows.collect::<Vec<_>>())
}

/// The line and the table, as attributes that go after the user's own.
pub(crate) fn attributes(parsed: &Parsed<'_>, method: Method, rows: &[Row]) -> Vec<Attribute> {
    let template = parsed
        .args
        .template
        .as_ref()
        .map(syn::LitStr::value)
        .unwrap_or_default();
    let mut text = Text::default();
    if has_docs(&parsed.item.input.attrs) {
        text.line("");
    }
    text.line(&format!(" `{} {template}`", method.name()));
    if let Some(pages) = pages_text(parsed) {
        text.line("");
        text.line(&pages);
    }
    if !rows.is_empty() {
        text.line("");
        text.line(" | parameter | goes to | |");
        text.line(" |---|---|---|");
    }
    for row in rows {
        text.row(row);
    }
    text.end()
}

/// Documentation in as few attributes as will do: each is one more for the compiler to carry along.
#[derive(Default)]
struct Text {
    lines: Option<String>,
    attributes: Vec<Attribute>,
}

impl Text {
    fn line(&mut self, line: &str) {
        match &mut self.lines {
            Some(lines) => lines.extend(["\n", line]),
            None => self.lines = Some(line.to_owned()),
        }
    }

    /// A row that has conditions stands in an attribute that has them too.
    fn row(&mut self, Row { text, conditions }: &Row) {
        if conditions.is_empty() {
            return self.line(text);
        }
        self.flush();
        let attribute = quote!(#[cfg_attr(all(#(#conditions),*), doc = #text)]);
        self.attributes.extend(item::attributes(attribute));
    }

    fn flush(&mut self) {
        let lines = self.lines.take();
        self.attributes.extend(lines.as_deref().map(item::doc));
    }

    fn end(mut self) -> Vec<Attribute> {
        self.flush();
        self.attributes
    }
}

/// That it comes in pages, and by what they are turned.
fn pages_text(parsed: &Parsed<'_>) -> Option<String> {
    let paginate = parsed.args.options.paginate.as_ref()?;
    let pages = paginate.lower(&mut Faults::default()).ok()?;
    let by = match pages.way {
        Way::Links(_) => "the links of the document".to_owned(),
        Way::LinkHeader => "the header `Link`".to_owned(),
        Way::Link(path) => format!("the link in `{path}`"),
        Way::Cursor { cursor, .. } => format!("`{}`", cursor.unraw()),
        Way::Offset { offset, limit, .. } => {
            format!("`{}` and `{}`", offset.unraw(), limit.unraw())
        }
        Way::Number { page, .. } => format!("`{}`", page.unraw()),
    };
    Some(format!(" Comes in pages, by {by}."))
}

/// A sentence about a field that has no documentation of its own.
pub(super) fn of_setter(field: &Field<'_>, place: Option<&Place>) -> String {
    let name = &field.name;
    match place.map(Place::noun) {
        Some(("body", _)) => " Sets the body.".to_owned(),
        Some((noun, wire)) => format!(" Sets the {noun} `{}`.", wire.unwrap_or(name)),
        None => format!(" Sets `{name}`."),
    }
}

fn has_docs(attributes: &[Attribute]) -> bool {
    let text = |attribute: &Attribute| match &attribute.meta {
        Meta::NameValue(pair) if pair.path.is_ident("doc") => Some(pair.value.to_token_stream()),
        _ => None,
    };
    attributes
        .iter()
        .filter_map(text)
        .any(|text| text.to_string() != "\"\"")
}

/// Where a parameter goes, and under which name when that is not the field's.
fn place_text(place: &Place, field: &str) -> String {
    let (word, name) = match place {
        Place::Path => return "path".to_owned(),
        Place::Body => return "body".to_owned(),
        Place::Query(name) => ("query", name),
        Place::Header(name) => ("header", name),
        Place::Cookie(name) => ("cookie", name),
        Place::Json(name) => ("JSON body", name),
        Place::Form(name) => ("form", name),
        Place::Part(name) => ("part", name),
    };
    if name == field {
        word.to_owned()
    } else {
        format!("{word}, as `{}`", name.replace('|', "\\|"))
    }
}

/// How a parameter is written, where that is not the usual way.
fn manner_text(manner: &Manner) -> String {
    match manner {
        Manner::Plain => String::new(),
        Manner::Styled(style) => format!(", style `{}`", style.name()),
        Manner::Segment(style) => format!(", style `{}`", style.name()),
        Manner::Typed(content_type) => format!(", of type `{}`", content_type.replace('|', "\\|")),
    }
}

/// Whether a parameter has to be set, and what it is otherwise.
fn need_text(field: &Field<'_>) -> String {
    let Some(default) = field.default() else {
        let optional = option_inner(field.ty).is_some();
        return if optional { "optional" } else { "required" }.to_owned();
    };
    match shown(default).filter(|_| !is_secret(field.ty)) {
        Some(value) => format!("optional, `{value}` if not set"),
        None => "optional, with a default".to_owned(),
    }
}

/// The default where it is one plain value. Another expression says little by its text.
fn shown(default: &FieldDefault) -> Option<String> {
    let value = default.value.as_ref()?;
    let text = value.to_string();
    let plain = |c: char| c.is_ascii_alphanumeric() || " _-.\"".contains(c);
    let is_short = text.len() <= 40 && text.chars().all(plain);
    (is_short && is_literal(value)).then(|| text.replace("- ", "-"))
}

fn is_literal(value: &TokenStream) -> bool {
    let mut tokens: Vec<_> = value.clone().into_iter().collect();
    if tokens.len() == 2 && tokens[0].to_string() == "-" {
        tokens.remove(0);
    }
    match tokens.as_slice() {
        [TokenTree::Literal(_)] => true,
        [TokenTree::Ident(word)] => word == "true" || word == "false",
        _ => false,
    }
}
