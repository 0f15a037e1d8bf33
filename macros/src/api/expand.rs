//! `impl Api`, the credentials that it accepts, and the way to a client.

use proc_macro2::TokenStream;
use quote::{ToTokens, quote};
use syn::DeriveInput;
use syn::ext::IdentExt as _;

use super::Api;
use super::args::Args;
use crate::auth::{Scheme, Schemes};
use crate::diagnostics::Faults;
use crate::keywords::NONE;
use crate::paths::Runtime;
use crate::retry::Policy;
use crate::types::is_word;

pub(super) fn expand(args: &Args, input: &DeriveInput, api: &Api<'_>) -> TokenStream {
    let name = &input.ident;
    let schemes = match &api.auth {
        Schemes::None => &[][..],
        Schemes::AnyOf(schemes) => schemes,
    };
    let facts = facts(input, api, schemes);
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

/// An API with what could be read of it.
pub(super) fn stand_in(args: &Args, input: &DeriveInput) -> TokenStream {
    let auth = args
        .auth
        .as_ref()
        .and_then(|auth| auth.lower(&mut Faults::default()).ok());
    let api = Api {
        base_url: String::new(),
        query: Vec::new(),
        auth: auth.unwrap_or(Schemes::None),
        retry: None,
    };
    if input.generics.params.is_empty() {
        expand(args, input, &api)
    } else {
        TokenStream::new()
    }
}

fn associated_types(args: &Args) -> TokenStream {
    let envelope = match &args.envelope {
        Some(envelope) if !is_word(envelope, NONE) => envelope.to_token_stream(),
        _ => quote!(__e::Plain),
    };
    let error = args.error.as_ref().map_or_else(
        || quote!(<#envelope as __e::Envelope>::Error),
        ToTokens::to_token_stream,
    );
    let meta = args
        .meta
        .as_ref()
        .map_or_else(|| quote!(__e::Headers), ToTokens::to_token_stream);
    quote! {
        type Envelope = #envelope;
        type Error = #error;
        type Meta = #meta;
    }
}

fn facts(input: &DeriveInput, api: &Api<'_>, schemes: &[Scheme<'_>]) -> TokenStream {
    let (label, base_url) = (input.ident.unraw().to_string(), &api.base_url);
    let string = quote!(::core::primitive::str);
    let schemes = schemes.iter().map(Scheme::constant);
    let query = api
        .query
        .iter()
        .map(|(name, value)| quote!((#name, #value)));
    let retry = api.retry.as_ref().map(Policy::constant);
    let retry = retry.map(|policy| quote!(const RETRY: __e::Retry = #policy;));
    quote! {
        const NAME: &'static #string = #label;
        const BASE_URL: &'static #string = #base_url;
        const QUERY: &'static [(&'static #string, &'static #string)] = &[#(#query),*];
        const AUTH: &'static [__e::Scheme] = &[#(#schemes),*];
        #retry
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
    quote!(impl #name { #function })
}
