//! `X::builder()`. Each required field is a type parameter that says whether it is set, so that
//! `build` is there only when all are.

use proc_macro2::{Ident, TokenStream};
use quote::{ToTokens, format_ident, quote, quote_spanned};
use syn::ext::IdentExt as _;
use syn::{DeriveInput, GenericParam, Generics, Index, WhereClause};

use super::docs;
use super::slots::{Optional, Required, Slot, Slots};
use crate::paths::{shown_at, span_of};
use crate::types::without_defaults;

/// What the parts of the builder share.
struct Builder<'a> {
    input: &'a DeriveInput,
    slots: &'a Slots<'a>,
    name: Ident,
    /// The item's own parameters, their names, and what is required of them.
    parameters: Vec<GenericParam>,
    arguments: Vec<TokenStream>,
    condition: Option<WhereClause>,
}

pub(super) fn expand(input: &DeriveInput, slots: &Slots<'_>) -> TokenStream {
    let generics = without_defaults(&input.generics);
    let builder = Builder {
        input,
        slots,
        name: format_ident!(
            "{}Builder",
            input.ident.unraw(),
            span = span_of(&input.ident)
        ),
        arguments: arguments(&generics),
        parameters: generics.params.into_iter().collect(),
        condition: generics.where_clause,
    };
    let (declaration, start, methods) = (builder.declaration(), builder.start(), builder.methods());
    quote!(#declaration #start #methods)
}

impl Builder<'_> {
    /// The markers, and the builder: required fields, optional ones, and then what uses the item's
    /// own parameters.
    fn declaration(&self) -> TokenStream {
        let (vis, name, condition) = (&self.input.vis, &self.name, &self.condition);
        let markers = self
            .slots
            .required
            .iter()
            .map(|Required { slot, marker, .. }| {
                let span = span_of(slot.field.ident);
                let vis = shown_at(span, vis);
                quote_spanned!(span=> #vis struct #marker;)
            });
        let parameters = self.parameters_with_slots();
        let item = self.item();
        let fields = self.fields(
            self.slot_parameters(),
            self.slots
                .optional
                .iter()
                .map(|optional| optional.slot.field.ty.to_token_stream()),
            &quote!(::core::marker::PhantomData<fn() -> #item>),
        );
        quote! {
            #(#markers)*
            #[must_use = "a builder does nothing until `build` is called"]
            #vis struct #name #parameters #fields #condition;
        }
    }

    fn start(&self) -> TokenStream {
        let (vis, name, condition) = (&self.input.vis, &self.name, &self.condition);
        let implemented = angle(self.parameters.iter().map(ToTokens::to_token_stream));
        let item = self.item();
        let markers = self
            .slots
            .required
            .iter()
            .map(|required| required.marker.to_token_stream());
        let ty = self.ty(markers.clone());
        let values = self.fields(
            markers,
            self.slots.optional.iter().map(Optional::unset),
            &quote!(::core::marker::PhantomData),
        );
        quote! {
            impl #implemented #item #condition {
                /// A builder. Its `build` is there once every required field is set.
                #vis fn builder() -> #ty {
                    #name #values
                }
            }
        }
    }

    fn methods(&self) -> TokenStream {
        let (parameters, condition) = (self.parameters_with_slots(), &self.condition);
        let ty = self.ty(self.slot_parameters());
        let required = self
            .slots
            .required
            .iter()
            .enumerate()
            .filter(|(_, required)| required.slot.has_setter());
        let required = required.map(|(at, required)| self.required_setter(at, required));
        let optional = self
            .slots
            .optional
            .iter()
            .enumerate()
            .filter(|(_, optional)| optional.slot.has_setter());
        let optional = optional.map(|(at, optional)| self.optional_setter(at, optional));
        let build = self.build();
        quote! {
            impl #parameters #ty #condition {
                #(#required)*
                #(#optional)*
                #build
            }
        }
    }

    fn required_setter(&self, at: usize, required: &Required<'_>) -> TokenStream {
        let (vis, name, slot) = (&self.input.vis, &self.name, &required.slot);
        let (attributes, ident) = (setter_attributes(slot), slot.field.ident);
        let (ty, taken, made) = (slot.field.ty, slot.taken(), slot.made());
        let after = self
            .slots
            .required
            .iter()
            .enumerate()
            .map(|(other, required)| {
                if other == at {
                    quote!(__e::Value<#ty>)
                } else {
                    required.parameter.to_token_stream()
                }
            });
        let after = self.ty(after);
        let values = (0..self.field_count()).map(Index::from).map(|index| {
            if index == Index::from(at) {
                quote!(__e::Value(#made))
            } else {
                quote!(self.#index)
            }
        });
        quote! {
            #attributes
            #vis fn #ident(self, #ident: #taken) -> #after {
                #name(#(#values),*)
            }
        }
    }

    fn optional_setter(&self, at: usize, optional: &Optional<'_>) -> TokenStream {
        let (vis, slot) = (&self.input.vis, &optional.slot);
        let (attributes, ident) = (setter_attributes(slot), slot.field.ident);
        let (taken, set) = (slot.taken(), optional.set());
        let (group, index) = (self.group(), Index::from(at));
        quote! {
            #attributes
            #vis fn #ident(mut self, #ident: #taken) -> Self {
                self.#group.#index = #set;
                self
            }
        }
    }

    fn build(&self) -> TokenStream {
        let (vis, item, name) = (&self.input.vis, self.item(), &self.input.ident);
        let doc = format!(" Makes the `{}`.", name.unraw());
        let bounds = self.slots.required.iter().map(
            |Required {
                 slot, parameter, ..
             }| {
                let ty = slot.field.ty;
                quote!(#parameter: __e::Given<#ty>)
            },
        );
        let bounds: Vec<_> = bounds.collect();
        let condition = (!bounds.is_empty()).then(|| quote!(where #(#bounds),*));
        let required = self
            .slots
            .required
            .iter()
            .enumerate()
            .map(|(at, required)| {
                let (ident, index) = (required.slot.field.ident, Index::from(at));
                quote!(#ident: __e::Given::given(self.#index))
            });
        let group = self.group();
        let optional = self
            .slots
            .optional
            .iter()
            .enumerate()
            .map(|(at, optional)| {
                let (ident, index) = (optional.slot.field.ident, Index::from(at));
                quote!(#ident: self.#group.#index)
            });
        let fields = required.chain(optional);
        quote! {
            #[doc = #doc]
            #vis fn build(self) -> #item #condition {
                #name { #(#fields),* }
            }
        }
    }

    /// The builder's fields in parentheses: as types in its declaration, as values where one is
    /// made.
    fn fields(
        &self,
        required: impl Iterator<Item = TokenStream>,
        optional: impl Iterator<Item = TokenStream>,
        phantom: &TokenStream,
    ) -> TokenStream {
        let optional: Vec<_> = optional.collect();
        let optional = (!optional.is_empty()).then(|| quote!((#(#optional,)*)));
        let phantom = (!self.parameters.is_empty()).then(|| phantom.clone());
        let fields: Vec<_> = required.chain(optional).chain(phantom).collect();
        if fields.is_empty() {
            TokenStream::new()
        } else {
            quote!((#(#fields),*))
        }
    }

    fn field_count(&self) -> usize {
        let optional = usize::from(!self.slots.optional.is_empty());
        self.slots.required.len() + optional + usize::from(!self.parameters.is_empty())
    }

    /// The builder's field that holds the optional ones.
    fn group(&self) -> Index {
        Index::from(self.slots.required.len())
    }

    /// The item's type, with its own parameters.
    fn item(&self) -> TokenStream {
        let (name, arguments) = (&self.input.ident, angle(self.arguments.iter().cloned()));
        quote!(#name #arguments)
    }

    /// The builder's type, with these for its slots.
    fn ty(&self, slots: impl Iterator<Item = TokenStream>) -> TokenStream {
        let (name, arguments) = (
            &self.name,
            angle(self.arguments.iter().cloned().chain(slots)),
        );
        quote!(#name #arguments)
    }

    fn slot_parameters(&self) -> impl Iterator<Item = TokenStream> {
        self.slots
            .required
            .iter()
            .map(|required| required.parameter.to_token_stream())
    }

    fn parameters_with_slots(&self) -> TokenStream {
        angle(
            self.parameters
                .iter()
                .map(ToTokens::to_token_stream)
                .chain(self.slot_parameters()),
        )
    }
}

fn setter_attributes(slot: &Slot<'_>) -> TokenStream {
    let docs = docs::of_setter(slot.field, slot.place);
    let deprecated = slot
        .field
        .others
        .iter()
        .filter(|attribute| attribute.path().is_ident("deprecated"));
    quote!(#docs #(#deprecated)*)
}

fn arguments(generics: &Generics) -> Vec<TokenStream> {
    let arguments = generics.params.iter().map(|parameter| match parameter {
        GenericParam::Lifetime(parameter) => parameter.lifetime.to_token_stream(),
        GenericParam::Type(parameter) => parameter.ident.to_token_stream(),
        GenericParam::Const(parameter) => parameter.ident.to_token_stream(),
    });
    arguments.collect()
}

/// `<..>`, or nothing around nothing.
fn angle(parts: impl Iterator<Item = TokenStream>) -> TokenStream {
    let parts: Vec<_> = parts.collect();
    if parts.is_empty() {
        TokenStream::new()
    } else {
        quote!(<#(#parts),*>)
    }
}
