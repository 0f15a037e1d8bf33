//! `impl Output` and `impl ErrorBody` for the enum.

use proc_macro2::TokenStream;
use quote::{ToTokens, quote, quote_spanned};
use syn::{DeriveInput, GenericParam, Generics};

use super::Variant;
use super::pattern::Statuses;
use crate::paths::span_of;
use crate::types::{mentions_parameter, require};

/// The facts go into one table, so that a type that cannot be read from an answer is shown once.
pub(super) fn expand(input: &DeriveInput, variants: &[Variant<'_>]) -> TokenStream {
    let table = variants.iter().map(row);
    let accept = accept(variants);
    let arms = arms(variants);
    let facts = quote! {
        const VARIANTS: &'static [__e::StatusVariant<Self>] = &[#(#table),*];
        const ACCEPT: ::core::primitive::usize = #accept;
        fn variant(__status: ::core::primitive::u16) -> __e::Option<::core::primitive::usize> {
            match __status {
                #(#arms)*
            }
        }
    };
    let payloads: Vec<_> = variants
        .iter()
        .filter_map(|variant| variant.payload)
        .filter(|payload| mentions_parameter(payload, &input.generics))
        .map(ToTokens::to_token_stream)
        .collect();
    items(input, &payloads, &facts)
}

/// An enum that takes no status, for one with a fault.
pub(super) fn stand_in(input: &DeriveInput) -> TokenStream {
    let facts = quote! {
        const VARIANTS: &'static [__e::StatusVariant<Self>] = &[];
        const ACCEPT: ::core::primitive::usize = 0;
        fn variant(_: ::core::primitive::u16) -> __e::Option<::core::primitive::usize> {
            __e::None
        }
    };
    items(input, &[], &facts)
}

fn row(variant: &Variant<'_>) -> TokenStream {
    let ident = variant.ident;
    let (ty, make) = match variant.payload {
        Some(ty) => (ty.to_token_stream(), quote!(Self::#ident)),
        None => (quote!(()), quote!(|()| Self::#ident {})),
    };
    let span = span_of(&ty);
    let read = quote_spanned!(span=> <#ty as __e::Variant<__V>>::read);
    let row = quote_spanned!(span=> __e::StatusVariant::holding::<#ty, __V>);
    quote! {
        #row(|__answer, __key| __e::Result::map(#read(__answer, __key), #make))
    }
}

/// The variant that says what is asked for: the first of success that holds something, or else the
/// first that does, or else the first.
fn accept(variants: &[Variant<'_>]) -> usize {
    let holds = |variant: &&Variant<'_>| variant.payload.is_some();
    let succeeds = |variant: &Variant<'_>| {
        let mut patterns = variant.patterns.iter();
        patterns.any(|pattern| pattern.statuses.has_success())
    };
    let wanted = variants
        .iter()
        .position(|variant| holds(&variant) && succeeds(variant));
    wanted
        .or_else(|| variants.iter().position(|variant| holds(&variant)))
        .unwrap_or_default()
}

/// Codes before ranges, ranges before `_`.
fn arms(variants: &[Variant<'_>]) -> Vec<TokenStream> {
    let mut arms = Vec::new();
    let (mut ranges, mut rest) = (Vec::new(), quote!(__e::None));
    for (at, variant) in variants.iter().enumerate() {
        let mut codes = Vec::new();
        let mut own_ranges = Vec::new();
        for pattern in &variant.patterns {
            match pattern.statuses {
                Statuses::Code(code) => codes.push(quote!(#code)),
                Statuses::Range(from, to) => own_ranges.push(quote!(#from..=#to)),
                Statuses::Rest => rest = quote!(__e::Some(#at)),
            }
        }
        arms.extend(arm(&codes, at));
        ranges.extend(arm(&own_ranges, at));
    }
    arms.extend(ranges);
    arms.push(quote!(_ => #rest,));
    arms
}

fn arm(patterns: &[TokenStream], at: usize) -> Option<TokenStream> {
    (!patterns.is_empty()).then(|| quote!(#(#patterns)|* => __e::Some(#at),))
}

fn items(input: &DeriveInput, payloads: &[TokenStream], facts: &TokenStream) -> TokenStream {
    let output = output(input, payloads, facts);
    let error = error(input, payloads);
    quote!(#output #error)
}

fn output(input: &DeriveInput, payloads: &[TokenStream], facts: &TokenStream) -> TokenStream {
    let name = &input.ident;
    let mut generics = input.generics.clone();
    demand(&mut generics, payloads, &quote!(__V), &quote!('static));
    let envelope = syn::parse2::<GenericParam>(quote!(__V: __e::Envelope));
    generics.params.extend(envelope);
    let (implemented, _, condition) = generics.split_for_impl();
    let (_, ty, _) = input.generics.split_for_impl();
    quote! {
        #[automatically_derived]
        impl #implemented __e::ByStatus<__V> for #name #ty #condition {
            #facts
        }
        #[automatically_derived]
        impl #implemented __e::Output<__V> for #name #ty #condition {
            type Value = Self;
            const ACCEPT: &'static ::core::primitive::str = __e::by_status::accept::<Self, __V>();
            const RECONNECTS: ::core::primitive::bool = __e::by_status::reconnects::<Self, __V>();
            const RESUMES: ::core::primitive::bool = __e::by_status::resumes::<Self, __V>();
            fn takes(__status: __e::StatusCode) -> ::core::primitive::bool {
                __e::by_status::takes::<Self, __V>(__status)
            }
            fn reading(__status: __e::StatusCode, __headers: &__e::Headers) -> __e::Reading {
                __e::by_status::reading::<Self, __V>(__status, __headers)
            }
            fn open(
                __answer: &mut __e::Incoming,
                __key: __e::Option<&'static ::core::primitive::str>,
            ) -> __e::Result<Self, __e::OpenError> {
                __e::by_status::open::<Self, __V>(__answer, __key)
            }
        }
    }
}

fn error(input: &DeriveInput, payloads: &[TokenStream]) -> TokenStream {
    let name = &input.ident;
    let mut generics = input.generics.clone();
    let whole = quote!(__e::Send + __e::Sync + 'static);
    demand(&mut generics, payloads, &quote!(__e::Plain), &whole);
    let (implemented, _, condition) = generics.split_for_impl();
    let (_, ty, _) = input.generics.split_for_impl();
    quote! {
        #[automatically_derived]
        impl #implemented __e::ErrorBody for #name #ty #condition {
            fn read(__answer: &__e::Raw) -> __e::Option<Self> {
                __e::by_status::refusal::<Self>(__answer)
            }
        }
    }
}

/// Asks of payloads made of type parameters what others are known to be, and of the enum made of
/// them what any other is.
fn demand(
    generics: &mut Generics,
    payloads: &[TokenStream],
    envelope: &TokenStream,
    whole: &TokenStream,
) {
    if generics.params.is_empty() {
        return;
    }
    for payload in payloads {
        require(generics, quote!(#payload: __e::Variant<#envelope>));
    }
    require(generics, quote!(Self: #whole));
}
