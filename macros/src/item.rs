//! The user's item: what it is, and how it is given back.

use proc_macro2::{TokenStream, TokenTree};
use syn::parse::Parser as _;
use syn::{Attribute, Data, DeriveInput, Field, Fields};

use crate::diagnostics::{Faults, Reported, say};
use crate::fault::Fault;

/// What an attribute can stand on, for the message when it stands on something else.
#[derive(Debug)]
pub(crate) struct Wanted {
    pub(crate) fault: Fault,
    pub(crate) attribute: &'static str,
    pub(crate) example: &'static str,
}

/// Reads an item that an attribute stands on, if it is of a kind that can have fields.
pub(crate) fn parse(
    wanted: &Wanted,
    item: &TokenStream,
    faults: &mut Faults,
) -> Result<DeriveInput, Reported> {
    syn::parse2(item.clone()).map_err(|error| {
        let message =
            |problem| say(problem).help(format!("declare a struct: `{}`", wanted.example));
        match other_item(item) {
            Some(keyword) => {
                let problem = format!(
                    "`{}` goes on a struct, not on `{keyword}`",
                    wanted.attribute
                );
                faults.report(wanted.fault, keyword, message(problem))
            }
            None => faults.report_at(wanted.fault, error.span(), message(error.to_string())),
        }
    })
}

/// All fields, of an enum's variants too.
pub(crate) fn fields_mut(data: &mut Data) -> Vec<&mut Field> {
    match data {
        Data::Struct(data) => list_mut(&mut data.fields),
        Data::Enum(data) => data
            .variants
            .iter_mut()
            .flat_map(|variant| list_mut(&mut variant.fields))
            .collect(),
        Data::Union(data) => data.fields.named.iter_mut().collect(),
    }
}

fn list_mut(fields: &mut Fields) -> Vec<&mut Field> {
    match fields {
        Fields::Named(fields) => fields.named.iter_mut().collect(),
        Fields::Unnamed(fields) => fields.unnamed.iter_mut().collect(),
        Fields::Unit => Vec::new(),
    }
}

/// The keyword of an item that is neither struct, enum nor union.
fn other_item(item: &TokenStream) -> Option<TokenTree> {
    const OTHERS: [&str; 11] = [
        "fn",
        "impl",
        "trait",
        "mod",
        "type",
        "const",
        "static",
        "use",
        "extern",
        "async",
        "macro_rules",
    ];
    const DATA: [&str; 3] = ["struct", "enum", "union"];
    let is_one_of = |words: &[&str], token: &TokenTree| match token {
        TokenTree::Ident(ident) => words.iter().any(|word| ident == word),
        _ => false,
    };
    let first = |token: &TokenTree| is_one_of(&OTHERS, token) || is_one_of(&DATA, token);
    item.clone()
        .into_iter()
        .find(first)
        .filter(|token| is_one_of(&OTHERS, token))
}

/// Attributes made of tokens that are known to be attributes.
pub(crate) fn attributes(tokens: TokenStream) -> Vec<Attribute> {
    Attribute::parse_outer.parse2(tokens).unwrap_or_default()
}

/// `#[doc = "text"]`.
pub(crate) fn doc(text: &str) -> Attribute {
    // Not `syn::Lit`, which would read the text again.
    let value = TokenTree::from(proc_macro2::Literal::string(text));
    Attribute {
        pound_token: syn::token::Pound::default(),
        style: syn::AttrStyle::Outer,
        bracket_token: syn::token::Bracket::default(),
        meta: syn::Meta::NameValue(syn::MetaNameValue {
            path: proc_macro2::Ident::new("doc", proc_macro2::Span::call_site()).into(),
            eq_token: syn::token::Eq::default(),
            value: syn::Expr::Verbatim(value.into()),
        }),
    }
}

/// Adds documentation after the user's own.
pub(crate) fn add_docs(input: &mut DeriveInput, docs: Vec<Attribute>) {
    let last = input
        .attrs
        .iter()
        .rposition(|attribute| attribute.path().is_ident("doc"));
    let at = last.map_or(0, |last| last + 1);
    input.attrs.splice(at..at, docs);
}
