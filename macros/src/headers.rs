//! `#[derive(FromHeaders)]`: a struct whose fields are read from the headers of an answer.

use proc_macro2::{Ident, TokenStream};
use quote::{quote, quote_spanned};
use syn::{Data, DeriveInput, Fields, LitStr, Meta, Type};

use crate::diagnostics::{Faults, Reported, say};
use crate::fault::Fault;
use crate::keywords::attribute::HEADER;
use crate::options::{self, CrateOption, parse_if};
use crate::paths::{Runtime, span_of};
use crate::types::{list_inner, option_inner};
use crate::wire::{is_token, nearest_token};

/// A field, and the header it is read from.
struct Field<'a> {
    ident: &'a Ident,
    ty: &'a Type,
    name: String,
}

pub(crate) fn derive(item: TokenStream) -> TokenStream {
    let mut faults = Faults::default();
    let input: DeriveInput = match syn::parse2(item) {
        Ok(input) => input,
        Err(error) => return error.to_compile_error(),
    };
    let krate = parse_crate(&input, &mut faults);
    let fields = parse_fields(&input, &mut faults);
    let body = if faults.is_empty() {
        read(&fields)
    } else {
        quote!(::core::unreachable!("the program does not compile"))
    };
    let implementation = implementation(&input, &body);
    let generated = Runtime::new(krate.as_ref()).enclose(&implementation);
    quote!(#faults #generated)
}

fn parse_crate(input: &DeriveInput, faults: &mut Faults) -> Option<syn::Path> {
    let mut option = CrateOption::default();
    for attribute in input
        .attrs
        .iter()
        .filter(|attribute| attribute.path().is_ident("headers"))
    {
        if let Meta::List(list) = &attribute.meta {
            options::parse_all(list.tokens.clone(), faults, |input, faults| {
                options::parse(&mut option, input, faults);
            });
        }
    }
    option.krate
}

fn parse_fields<'a>(input: &'a DeriveInput, faults: &mut Faults) -> Vec<Field<'a>> {
    let fields = match &input.data {
        Data::Struct(data) if !matches!(data.fields, Fields::Unnamed(_)) => &data.fields,
        _ => {
            let message = say("headers are read into a struct with named fields").help(format!(
                "write `struct {} {{ #[header(\"etag\")] etag: Option<String> }}`",
                input.ident
            ));
            faults.report(Fault::HeadersNotAStruct, &input.ident, message);
            return Vec::new();
        }
    };
    let mut parsed: Vec<Field<'a>> = Vec::new();
    for field in fields {
        let Some(ident) = &field.ident else { continue };
        if let Ok(name) = parse_name(ident, field, &parsed, faults) {
            parsed.push(Field {
                ident,
                ty: &field.ty,
                name,
            });
        }
    }
    parsed
}

fn parse_name(
    ident: &Ident,
    field: &syn::Field,
    earlier: &[Field<'_>],
    faults: &mut Faults,
) -> Result<String, Reported> {
    let mut attributes = field
        .attrs
        .iter()
        .filter(|attribute| attribute.path().is_ident(HEADER));
    let text = attributes.next().and_then(|attribute| {
        let list = attribute.meta.require_list().ok()?;
        options::parse_all(list.tokens.clone(), faults, |input, _| {
            parse_if::<LitStr>(input)
                .filter(|_| input.is_empty())
                .or_else(|| {
                    let _: syn::Result<TokenStream> = input.parse();
                    None
                })
        })
    });
    let Some(text) = text else {
        let shown = ident.to_string().trim_start_matches("r#").replace('_', "-");
        let message = say(format!("nothing says from which header `{ident}` is read"))
            .help(format!("write `#[header(\"{shown}\")]` before it"));
        return Err(faults.report(Fault::HeadersNoName, ident, message));
    };
    if let Some(second) = attributes.next() {
        let message = say(format!(
            "`{ident}` is read from one header, and this is the second"
        ))
        .help("give the other header a field of its own");
        return Err(faults.report(Fault::HeadersDuplicate, second, message));
    }
    check_name(&text, earlier, faults)
}

fn check_name(
    text: &LitStr,
    earlier: &[Field<'_>],
    faults: &mut Faults,
) -> Result<String, Reported> {
    let name = text.value().to_ascii_lowercase();
    if !is_token(&name) {
        let nearest = nearest_token(&name).unwrap_or_else(|| "x-request-id".to_owned());
        let message = say(format!(
            "`{}` cannot be the name of a header",
            text.value().escape_debug()
        ))
        .help(format!("write `#[header({nearest:?})]`"));
        return Err(faults.report(Fault::HeadersBadName, text, message));
    }
    if let Some(first) = earlier.iter().find(|field| field.name == name) {
        let message = say(format!(
            "the header `{name}` is read by `{}` already",
            first.ident
        ))
        .help("remove one of the two fields");
        return Err(faults.report(Fault::HeadersDuplicate, text, message));
    }
    Ok(name)
}

fn read(fields: &[Field<'_>]) -> TokenStream {
    let fields = fields.iter().map(|Field { ident, ty, name }| {
        let (method, ty) = reading_of(ty);
        let span = span_of(ty);
        let method = Ident::new(method, span);
        let value = quote_spanned!(span=> __headers.#method::<#ty>(#name)?);
        quote!(#ident: #value)
    });
    quote!(__e::Ok(Self { #(#fields),* }))
}

/// By which method of `Headers` a field of this type is read, and what it is asked for.
fn reading_of(ty: &Type) -> (&'static str, &Type) {
    let optional = option_inner(ty);
    match (optional, list_inner(optional.unwrap_or(ty))) {
        (None, None) => ("required", ty),
        (Some(inner), None) => ("optional", inner),
        (None, Some(element)) => ("list", element),
        (Some(_), Some(element)) => ("optional_list", element),
    }
}

fn implementation(input: &DeriveInput, body: &TokenStream) -> TokenStream {
    let name = &input.ident;
    let (implemented, ty, condition) = input.generics.split_for_impl();
    quote! {
        #[automatically_derived]
        impl #implemented __e::FromHeaders for #name #ty #condition {
            fn from_headers(
                __headers: &__e::Headers,
            ) -> __e::Result<Self, __e::HeaderError> {
                #body
            }
        }
    }
}
