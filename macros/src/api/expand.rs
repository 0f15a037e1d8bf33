//! `impl Api`, the credentials that it accepts, and the way to a client.

use proc_macro2::TokenStream;
use quote::{ToTokens as _, quote};
use syn::DeriveInput;
use syn::ext::IdentExt as _;

use super::Api;
use super::args::Args;
use crate::auth::{Scheme, Schemes};
use crate::keywords::NONE;
use crate::paths::Runtime;
use crate::types::is_word;

pub(super) fn expand(args: &Args, input: &DeriveInput, api: &Api<'_>) -> TokenStream {
    let name = &input.ident;
    let schemes = match &api.auth {
        Schemes::None => &[][..],
        Schemes::AnyOf(schemes) => schemes,
    };
    let facts = facts(input, &api.base_url, &api.query, schemes);
    let types = associated_types(args);
    let accepted = accepted(schemes);
    let client = client(input, schemes.is_empty());
    Runtime::new(args.krate.as_ref()).enclose(&quote! {
        #[automatically_derived]
        impl __e::Api for #name {
            #types
            #facts
        }
        #(impl __e::AcceptedBy<#name> for #accepted {})*
        #client
    })
}

/// An API with the types that could be read, which accepts every credential.
pub(super) fn stand_in(args: &Args, input: &DeriveInput) -> TokenStream {
    let name = &input.ident;
    let (implemented, ty, condition) = input.generics.split_for_impl();
    let types = associated_types(args);
    let facts = facts(input, "https://localhost", &[], &[]);
    let client = client(input, args.auth.is_none());
    let accepts = input
        .generics
        .params
        .is_empty()
        .then(|| quote!(impl<__C> __e::AcceptedBy<#name> for __C {}));
    Runtime::new(args.krate.as_ref()).enclose(&quote! {
        impl #implemented __e::Api for #name #ty #condition {
            #types
            #facts
        }
        #accepts
        #client
    })
}

fn associated_types(args: &Args) -> TokenStream {
    let envelope = match &args.envelope {
        Some(envelope) if !is_word(envelope, NONE) => envelope.to_token_stream(),
        _ => quote!(__e::Plain),
    };
    let error = match &args.error {
        Some(error) => error.to_token_stream(),
        None => quote!(<#envelope as __e::Envelope>::Error),
    };
    let meta = args
        .meta
        .as_ref()
        .map_or_else(|| quote!(__e::Headers), quote::ToTokens::to_token_stream);
    quote! {
        type Envelope = #envelope;
        type Error = #error;
        type Meta = #meta;
    }
}

fn facts(
    input: &DeriveInput,
    base_url: &str,
    query: &[(String, String)],
    schemes: &[Scheme<'_>],
) -> TokenStream {
    let label = input.ident.unraw().to_string();
    let schemes = schemes.iter().map(Scheme::constant);
    let query = query.iter().map(|(name, value)| quote!((#name, #value)));
    quote! {
        const NAME: &'static ::core::primitive::str = #label;
        const BASE_URL: &'static ::core::primitive::str = #base_url;
        const QUERY: &'static [(&'static ::core::primitive::str, &'static ::core::primitive::str)] = &[#(#query),*];
        const AUTH: &'static [__e::Scheme] = &[#(#schemes),*];
    }
}

/// The credentials that a client may have; one that is chosen at run time is checked then.
fn accepted(schemes: &[Scheme<'_>]) -> Vec<TokenStream> {
    if schemes.is_empty() {
        return vec![quote!(__e::Anonymous)];
    }
    schemes
        .iter()
        .map(Scheme::ty)
        .chain([quote!(__e::Dynamic)])
        .collect()
}

fn client(input: &DeriveInput, anonymous: bool) -> TokenStream {
    let (vis, name) = (&input.vis, &input.ident);
    let (implemented, ty, condition) = input.generics.split_for_impl();
    let function = if anonymous {
        quote! {
            /// Starts a client for this API, which takes no credential.
            #vis fn client() -> __e::ClientBuilder<Self, __e::Anonymous> {
                __e::ClientBuilder::new(__e::Anonymous)
            }
        }
    } else {
        quote! {
            /// Starts a client for this API, with the credential that it sends.
            #vis fn client<C: __e::Credential>(credential: C) -> __e::ClientBuilder<Self, C> {
                __e::ClientBuilder::new(credential)
            }
        }
    };
    quote!(impl #implemented #name #ty #condition { #function })
}
