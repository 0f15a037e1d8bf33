//! From the item to its variants.

use quote::{ToTokens as _, quote};
use syn::{Attribute, Data, DataEnum, DeriveInput, Field, Fields, Meta, Type};

use super::Variant;
use super::pattern::{self, Pattern};
use crate::diagnostics::{Faults, Reported, nearest, say};
use crate::fault::Fault;
use crate::types::written;

const STATUS: &str = "status";

/// Reads all variants. What cannot be read is reported and left out.
pub(super) fn variants<'a>(input: &'a DeriveInput, faults: &mut Faults) -> Vec<Variant<'a>> {
    let name = &input.ident;
    let example =
        format!("write `enum {name} {{ #[status(200)] Done(Report), #[status(_)] Other(Raw) }}`");
    for attribute in statuses(&input.attrs) {
        misplaced(attribute, "Done(Report)", faults);
    }
    let Data::Enum(data) = &input.data else {
        let keyword = match &input.data {
            Data::Struct(data) => data.struct_token.to_token_stream(),
            Data::Union(data) => data.union_token.to_token_stream(),
            Data::Enum(_) => quote!(enum),
        };
        let message =
            say("`ByStatus` goes on an enum, which has a variant for each status").help(example);
        faults.report(Fault::ByStatusNotAnEnum, keyword, message);
        return Vec::new();
    };
    if data.variants.is_empty() {
        let message = say(format!("`{name}` has no variant, so it is for no status")).help(example);
        faults.report(Fault::ByStatusNoVariants, name, message);
    }
    all(data, faults)
}

fn all<'a>(data: &'a DataEnum, faults: &mut Faults) -> Vec<Variant<'a>> {
    let mut variants = Vec::new();
    for variant in &data.variants {
        let patterns = patterns(variant, faults);
        let payload = payload(variant, faults);
        if let (Ok(patterns), Ok(payload)) = (patterns, payload) {
            variants.push(Variant {
                ident: &variant.ident,
                patterns,
                payload,
            });
        }
    }
    variants
}

fn statuses(attributes: &[Attribute]) -> impl Iterator<Item = &Attribute> {
    attributes
        .iter()
        .filter(|attribute| attribute.path().is_ident(STATUS))
}

fn patterns(variant: &syn::Variant, faults: &mut Faults) -> Result<Vec<Pattern>, Reported> {
    let mut attributes = statuses(&variant.attrs);
    let Some(attribute) = attributes.next() else {
        return Err(missing(variant, faults));
    };
    if let Some(second) = attributes.next() {
        let (one, two) = (list(attribute), list(second));
        let message = say(format!("`{}` has `#[status]` twice", variant.ident))
            .help(format!("write `#[status({one} | {two})]`"));
        return Err(faults.report(Fault::ByStatusRepeated, &second.meta, message));
    }
    match &attribute.meta {
        Meta::List(list) if !list.tokens.is_empty() => {
            Ok(pattern::parse(list.tokens.clone(), faults))
        }
        Meta::NameValue(pair) => {
            let value = pair.value.to_token_stream();
            let message = say("`#[status]` takes its statuses in parentheses")
                .help(format!("write `#[status({value})]`"));
            Err(faults.report(Fault::ByStatusBadPattern, pair, message))
        }
        meta => {
            let message = say(format!("`#[status]` does not say when the answer is `{}`", variant.ident))
                .help(format!("write `#[status(200)]`, `#[status(4xx)]`, or `#[status(_)]` for all that is left: `#[status(_)] {}(Raw)`", variant.ident));
            Err(faults.report(Fault::ByStatusBadPattern, meta, message))
        }
    }
}

/// What stands in the parentheses.
fn list(attribute: &Attribute) -> String {
    match &attribute.meta {
        Meta::List(list) => list.tokens.to_string(),
        _ => "..".to_owned(),
    }
}

fn missing(variant: &syn::Variant, faults: &mut Faults) -> Reported {
    let misspelled = variant.attrs.iter().find(|attribute| {
        let name = attribute.path().get_ident().map(ToString::to_string);
        name.is_some_and(|name| nearest(&name, [STATUS]).is_some())
    });
    let name = &variant.ident;
    if let Some(attribute) = misspelled {
        let path = attribute.path();
        let written = path.to_token_stream();
        let message = say(format!(
            "`#[{written}]` says nothing of the statuses of `{name}`"
        ))
        .help(format!("write `#[status({})]`", list(attribute)));
        return faults.report(Fault::ByStatusMisspelled, path, message);
    }
    let message = say(format!("nothing says for which statuses `{name}` is"))
        .help("write `#[status(200)]` before it, or `#[status(_)]` for all that is left");
    faults.report(Fault::ByStatusMissing, name, message)
}

/// A variant holds what is read from the answer, or nothing.
fn payload<'a>(
    variant: &'a syn::Variant,
    faults: &mut Faults,
) -> Result<Option<&'a Type>, Reported> {
    let name = &variant.ident;
    for attribute in variant
        .fields
        .iter()
        .flat_map(|field| statuses(&field.attrs))
    {
        misplaced(attribute, &format!("{name}(..)"), faults);
    }
    let fields: Vec<&Field> = variant.fields.iter().collect();
    let meant = match (&variant.fields, fields.as_slice()) {
        (_, []) => return Ok(None),
        (Fields::Unnamed(_), [one]) => return Ok(Some(&one.ty)),
        (_, [one]) => format!("`{name}({})`", written(&one.ty)),
        _ => format!("a struct with these fields, and `{name}(TheStruct)`"),
    };
    let message = say(format!(
        "`{name}` holds one value without a name, which is read from the answer"
    ))
    .help(format!("write {meant}"));
    Err(faults.report(Fault::ByStatusNotOneField, &variant.fields, message))
}

fn misplaced(attribute: &Attribute, variant: &str, faults: &mut Faults) {
    let written = attribute
        .meta
        .to_token_stream()
        .to_string()
        .replace(' ', "");
    let message = say("`#[status]` stands before a variant, and nowhere else")
        .help(format!("write `#[{written}] {variant}`"));
    faults.report(Fault::ByStatusMisplaced, &attribute.meta, message);
}
