//! What the macro adds to the documentation of an item: the operation, and a table of its
//! parameters.

use proc_macro2::TokenStream;
use quote::{ToTokens as _, quote};
use syn::{Attribute, Meta};

use crate::endpoint::field::Field;
use crate::endpoint::model::{Checked, Method, Parsed, Place};
use crate::item;
use crate::types::option_inner;

/// A row of the table, and the conditions under which it stands there.
pub(crate) struct Row {
    text: String,
    conditions: Vec<TokenStream>,
}

impl Row {
    pub(crate) fn new(field: &Field<'_>, place: &Place, conditions: Vec<TokenStream>) -> Self {
        let needed = if option_inner(field.ty).is_some() {
            "optional"
        } else {
            "required"
        };
        let text = format!(
            " | `{}` | {} | {needed} |",
            field.name,
            place_text(place, &field.name)
        );
        Self { text, conditions }
    }

    fn attribute(&self) -> TokenStream {
        let Self { text, conditions } = self;
        match conditions.as_slice() {
            [] => quote!(#[doc = #text]),
            conditions => quote!(#[cfg_attr(all(#(#conditions),*), doc = #text)]),
        }
    }
}

/// The documentation of a sound endpoint.
pub(super) fn of(parsed: &Parsed<'_>, endpoint: &Checked<'_>) -> Vec<Attribute> {
    let rows = endpoint
        .params
        .iter()
        .map(|param| Row::new(param.field, &param.place, Vec::new()));
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
    let line = format!(" `{} {template}`", method.name());
    let blank = has_docs(&parsed.item.input.attrs).then(|| quote!(#[doc = ""]));
    let head = (!rows.is_empty()).then(|| {
        quote! {
            #[doc = ""]
            #[doc = " | parameter | goes to | |"]
            #[doc = " |---|---|---|"]
        }
    });
    let rows = rows.iter().map(Row::attribute);
    item::attributes(quote!(#blank #[doc = #line] #head #(#rows)*))
}

/// The field's own documentation, or a sentence about it.
pub(super) fn of_setter(field: &Field<'_>, place: Option<&Place>) -> TokenStream {
    let own: Vec<_> = field
        .others
        .iter()
        .filter(|attribute| attribute.path().is_ident("doc"))
        .collect();
    if !own.is_empty() {
        return quote!(#(#own)*);
    }
    let name = &field.name;
    let sentence = match place.map(Place::noun) {
        Some(("body", _)) => " Sets the body.".to_owned(),
        Some((noun, wire)) => format!(" Sets the {noun} `{}`.", wire.unwrap_or(name)),
        None => format!(" Sets `{name}`."),
    };
    quote!(#[doc = #sentence])
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
    };
    if name == field {
        word.to_owned()
    } else {
        format!("{word}, as `{}`", name.replace('|', "\\|"))
    }
}
