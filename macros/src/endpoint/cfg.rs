//! Fields that carry `cfg`. An attribute macro sees them before they are resolved, a derive after.
//! So the item is given back with a hidden derive, which the compiler hands the resolved item, and
//! which does the work.

use proc_macro2::{Ident, Span, TokenStream, TokenTree};
use quote::{ToTokens as _, quote};
use syn::parse::{ParseStream, Parser as _};
use syn::punctuated::Punctuated;
use syn::{
    Attribute, Data, DeriveInput, Fields, GenericParam, MacroDelimiter, Meta, MetaList, Token,
};

use super::args::{self, Args};
use super::expand::docs::{self, Row};
use super::field;
use super::lower;
use super::model::{LoweredField, Manner, Parsed, Place};
use super::template::Template;
use crate::diagnostics::Faults;
use crate::item::{add_docs, attributes, fields_mut};
use crate::keywords::attribute::{ALL, INERT};
use crate::paths::Runtime;

const CFG: &str = "cfg";
const CFG_ATTR: &str = "cfg_attr";

/// Whether a field or a generic parameter depends on the configuration.
pub(super) fn is_needed(input: &DeriveInput) -> bool {
    let fields = match &input.data {
        Data::Struct(data) => &data.fields,
        Data::Enum(_) | Data::Union(_) => &Fields::Unit,
    };
    let parameters = input.generics.params.iter();
    fields.iter().any(|field| is_conditional(&field.attrs))
        || parameters.clone().any(|parameter| match parameter {
            GenericParam::Lifetime(parameter) => is_conditional(&parameter.attrs),
            GenericParam::Type(parameter) => is_conditional(&parameter.attrs),
            GenericParam::Const(parameter) => is_conditional(&parameter.attrs),
        })
}

/// Gives the item back with the hidden derive. Our attributes stay, in a form that the derive
/// declares as its own.
pub(super) fn hand_over(args: &TokenStream, mut input: DeriveInput) -> TokenStream {
    let parsed = args::parse(args.clone(), &mut Faults::default());
    let runtime = Runtime::new(parsed.options.krate.as_ref());
    let derive = quote!(#[derive(#runtime::__private::EndpointFields)]);
    let carried = inert_list(args.clone());
    let carried = quote!(#[#carried]);
    let docs = conditional_docs(parsed, &input);
    for attribute in fields_mut(&mut input.data)
        .into_iter()
        .flat_map(|field| &mut field.attrs)
    {
        attribute.meta = inert(&attribute.meta);
    }
    add_docs(&mut input, docs);
    input.attrs.extend(attributes(derive));
    input.attrs.extend(attributes(carried));
    input.into_token_stream()
}

/// The arguments that an item was handed over with.
pub(super) fn handed_over(input: &DeriveInput) -> TokenStream {
    let carried = input
        .attrs
        .iter()
        .find(|attribute| attribute.path().is_ident(INERT));
    match carried.map(|attribute| &attribute.meta) {
        Some(Meta::List(list)) => list.tokens.clone(),
        _ => TokenStream::new(),
    }
}

fn is_conditional(attributes: &[Attribute]) -> bool {
    attributes
        .iter()
        .any(|attribute| attribute.path().is_ident(CFG) || attribute.path().is_ident(CFG_ATTR))
}

/// `query` becomes `__endpoint(query)`, inside of `cfg_attr` too.
fn inert(meta: &Meta) -> Meta {
    match meta {
        _ if ALL.iter().any(|ours| meta.path().is_ident(ours)) => {
            inert_list(meta.to_token_stream())
        }
        Meta::List(list) if list.path.is_ident(CFG_ATTR) => {
            let Some((condition, metas)) = conditional(list) else {
                return meta.clone();
            };
            let metas = metas.iter().map(inert);
            Meta::List(MetaList {
                tokens: quote!(#condition, #(#metas),*),
                ..list.clone()
            })
        }
        _ => meta.clone(),
    }
}

fn inert_list(tokens: TokenStream) -> Meta {
    let path = Ident::new(INERT, Span::call_site()).into();
    Meta::List(MetaList {
        path,
        delimiter: MacroDelimiter::Paren(syn::token::Paren::default()),
        tokens,
    })
}

/// The condition of a `cfg_attr`, and the attributes that depend on it.
fn conditional(list: &MetaList) -> Option<(TokenStream, Punctuated<Meta, Token![,]>)> {
    let parser = |input: ParseStream<'_>| {
        let mut condition = TokenStream::new();
        while !input.is_empty() && !input.peek(Token![,]) {
            condition.extend([input.parse::<TokenTree>()?]);
        }
        input.parse::<Token![,]>()?;
        Ok((condition, Punctuated::parse_terminated(input)?))
    };
    parser.parse2(list.tokens.clone()).ok()
}

/// The documentation of the endpoint, with the rows of the table under the conditions of the
/// fields.
fn conditional_docs(args: Args, input: &DeriveInput) -> Vec<Attribute> {
    let assumed = assume_conditions(input.clone());
    let parsed = Parsed {
        args,
        item: field::parse(&assumed, &mut Faults::default()),
    };
    let Some(lowered) = lower::lower(&parsed, &mut Faults::default()) else {
        return Vec::new();
    };
    let rows = lowered.fields.iter().filter_map(|field| {
        let (place, manner) = likely_place(field, &lowered.template)?;
        let conditions = conditions(&field.field.others);
        Some(Row::new(field.field, &place, &manner, conditions))
    });
    docs::attributes(&parsed, lowered.method, &rows.collect::<Vec<_>>())
}

fn likely_place(field: &LoweredField<'_>, template: &Template) -> Option<(Place, Manner)> {
    let named = template
        .placeholders()
        .any(|placeholder| placeholder.name == field.field.name);
    let given = field.places.first();
    let given = given.map(|given| (given.place.clone(), given.manner.clone()));
    given.or(named.then_some((Place::Path, Manner::Plain)))
}

fn conditions(attributes: &[&Attribute]) -> Vec<TokenStream> {
    let conditions = attributes
        .iter()
        .filter_map(|attribute| match &attribute.meta {
            Meta::List(list) if list.path.is_ident(CFG) => Some(list.tokens.clone()),
            _ => None,
        });
    conditions.collect()
}

/// Adds the attributes that stand inside of `cfg_attr`, as if all conditions held.
fn assume_conditions(mut input: DeriveInput) -> DeriveInput {
    for field in fields_mut(&mut input.data) {
        let lists: Vec<MetaList> = field
            .attrs
            .iter()
            .filter_map(|attribute| attribute.meta.require_list().ok().cloned())
            .collect();
        for (_, metas) in lists
            .iter()
            .filter(|list| list.path.is_ident(CFG_ATTR))
            .filter_map(conditional)
        {
            let metas = metas.iter();
            field.attrs.extend(attributes(quote!(#(#[#metas])*)));
        }
    }
    input
}
