//! The code that stands for an endpoint: its item's documentation, an `Endpoint` that says what
//! goes where, and a builder.

mod builder;
pub(super) mod docs;
mod pages;
mod request;
mod slots;
mod stand_in;

use proc_macro2::TokenStream;
use quote::{ToTokens as _, quote};
use syn::{DeriveInput, Generics};

use self::slots::Slots;
use super::Generated;
use super::model::{Checked, Parsed, Settings, Types};
use crate::auth::Schemes;
use crate::paths::Runtime;
use crate::types::{mentions_parameter, require, without_defaults};

pub(super) use self::stand_in::stand_in;

pub(super) fn expand(parsed: &Parsed<'_>, endpoint: &Checked<'_>) -> Generated {
    let input = parsed.item.input;
    let implementation = request::endpoint(parsed, endpoint);
    let accepts = accepts(input, parsed.types(), &endpoint.settings);
    let pages = pages::paginate(parsed, endpoint);
    let builder = builder::expand(input, &Slots::of(&input.ident, endpoint));
    let items = [implementation, accepts].into_iter().chain(pages);
    let items = items.chain(builder).collect();
    Generated {
        docs: docs::of(parsed, endpoint),
        items: runtime(parsed).enclose(&items),
    }
}

fn runtime<'a>(parsed: &'a Parsed<'_>) -> Runtime<'a> {
    Runtime::new(parsed.args.options.krate.as_ref())
}

/// The associated types, each the option's or else what follows from the API.
fn associated_types(types: Types<'_>) -> TokenStream {
    let options = types.options;
    let (api, output, envelope) = (types.api(), types.output(), types.envelope());
    let of_api = |name| types.of_api(name);
    let error = match (&options.error, &options.envelope) {
        (Some(error), _) => error.to_token_stream(),
        (None, Some(_)) => quote!(<#envelope as __e::Envelope>::Error),
        (None, None) => of_api("Error"),
    };
    let meta = options
        .meta
        .as_ref()
        .map_or_else(|| of_api("Meta"), quote::ToTokens::to_token_stream);
    quote! {
        type Api = #api;
        type Output = #output;
        type Envelope = #envelope;
        type Error = #error;
        type Meta = #meta;
    }
}

/// The item's generics, with what the associated types need of type parameters: nothing the user
/// could not be asked for.
fn endpoint_generics(input: &DeriveInput, types: Types<'_>) -> Generics {
    let mut generics = input.generics.clone();
    if types
        .output
        .is_some_and(|output| mentions_parameter(output, &input.generics))
    {
        let (output, envelope) = (types.output(), types.envelope());
        require(&mut generics, quote!(#output: __e::Output<#envelope>));
    }
    generics
}

/// Which credentials a client may have to send the endpoint.
fn accepts(input: &DeriveInput, types: Types<'_>, settings: &Settings<'_>) -> TokenStream {
    match &settings.auth {
        None => {
            let api = types.api();
            accepts_all(input, Some(&quote!(__e::AcceptedBy<#api>)))
        }
        Some(Schemes::None) => accepts_all(input, None),
        Some(Schemes::AnyOf(schemes)) => {
            let credentials = schemes
                .iter()
                .map(crate::auth::Scheme::ty)
                .chain([quote!(__e::Dynamic)]);
            let (implemented, ty, condition) = input.generics.split_for_impl();
            let name = &input.ident;
            quote!(#(impl #implemented __e::Accepts<#credentials> for #name #ty #condition {})*)
        }
    }
}

fn accepts_all(input: &DeriveInput, bound: Option<&TokenStream>) -> TokenStream {
    let parameters = without_defaults(&input.generics).params.into_iter();
    let (_, ty, condition) = input.generics.split_for_impl();
    let (name, bound) = (&input.ident, bound.into_iter());
    quote!(impl<#(#parameters,)* __C #(: #bound)*> __e::Accepts<__C> for #name #ty #condition {})
}
