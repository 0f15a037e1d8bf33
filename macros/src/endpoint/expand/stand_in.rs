//! What stands in for an endpoint with a fault, so that uses of it elsewhere give no second error.

use proc_macro2::TokenStream;
use quote::quote;
use syn::ext::IdentExt as _;
use syn::{Data, Fields};

use super::slots::Slots;
use super::{accepts_all, associated_types, builder, endpoint_generics, pages, runtime};
use crate::endpoint::model::Parsed;

/// An endpoint with the types that could be read, which any client may send, and a builder of all
/// fields.
pub(in crate::endpoint) fn stand_in(parsed: &Parsed<'_>) -> TokenStream {
    let input = parsed.item.input;
    let name = &input.ident;
    let label = name.unraw().to_string();
    let types = associated_types(parsed.types());
    let generics = endpoint_generics(input, parsed.types());
    let (implemented, _, condition) = generics.split_for_impl();
    let (_, ty, _) = input.generics.split_for_impl();
    let accepts = accepts_all(input, None);
    let builder =
        has_builder(&input.data).then(|| builder::expand(input, &Slots::of_item(&parsed.item)));
    let builder: TokenStream = builder.into_iter().flatten().collect();
    let pages = pages::stand_in(parsed, &generics);
    let items = quote! {
        impl #implemented __e::Endpoint for #name #ty #condition {
            #types
            const OPERATION: &'static __e::Operation =
                &__e::Operation::new(#label, __e::Method::GET, "/");
            fn write(
                &self,
                _: &mut __e::RequestWriter<'_>,
            ) -> __e::Result<(), __e::EncodeError> {
                __e::Ok(())
            }
        }
        #accepts
        #pages
        #builder
    };
    runtime(parsed).enclose(&items)
}

fn has_builder(data: &Data) -> bool {
    matches!(data, Data::Struct(data) if !matches!(data.fields, Fields::Unnamed(_)))
}
