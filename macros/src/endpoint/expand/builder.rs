//! `X::builder()`. Each required field is a type parameter that says whether it is set, so that
//! `build` is there only when all are.

use proc_macro2::{Ident, TokenStream};
use quote::{ToTokens, format_ident, quote, quote_spanned};
use syn::ext::IdentExt as _;
use syn::{DeriveInput, GenericParam, Generics, Index, Lifetime, Type, WhereClause};

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
    arguments: Vec<Argument<'a>>,
    condition: Option<WhereClause>,
}

/// An argument of the builder's type. It is written straight into the tokens around it: most of
/// what a macro takes is the joining of what has been made apart.
#[derive(Clone)]
enum Argument<'a> {
    Lifetime(Lifetime),
    /// A parameter, or a marker.
    Name(Ident),
    /// One of the item's own parameters where it is declared.
    Parameter(&'a GenericParam),
    /// A required field that is set.
    Set(&'a Type),
}

impl ToTokens for Argument<'_> {
    fn to_tokens(&self, tokens: &mut TokenStream) {
        match self {
            Self::Lifetime(lifetime) => lifetime.to_tokens(tokens),
            Self::Name(name) => name.to_tokens(tokens),
            Self::Parameter(parameter) => parameter.to_tokens(tokens),
            Self::Set(ty) => tokens.extend(quote!(__e::Value<#ty>)),
        }
    }
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
                .map(|optional| optional.slot.field.ty),
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
        let implemented = angle(self.parameters.iter());
        let item = self.item();
        let markers = self
            .slots
            .required
            .iter()
            .map(|required| Argument::Name(required.marker.clone()));
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
                    Argument::Set(ty)
                } else {
                    Argument::Name(required.parameter.clone())
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
        required: impl Iterator<Item = impl ToTokens>,
        optional: impl Iterator<Item = impl ToTokens>,
        phantom: &TokenStream,
    ) -> TokenStream {
        if self.field_count() == 0 {
            return TokenStream::new();
        }
        let optional = (!self.slots.optional.is_empty()).then(|| quote!((#(#optional,)*)));
        let phantom = (!self.parameters.is_empty()).then_some(phantom);
        let rest = optional.iter().chain(phantom);
        quote!((#(#required,)* #(#rest),*))
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
        let (name, arguments) = (&self.input.ident, angle(self.arguments.iter()));
        quote!(#name #arguments)
    }

    /// The builder's type, with these for its slots.
    fn ty<'a>(&'a self, slots: impl Iterator<Item = Argument<'a>>) -> TokenStream {
        let (name, arguments) = (
            &self.name,
            angle(self.arguments.iter().cloned().chain(slots)),
        );
        quote!(#name #arguments)
    }

    fn slot_parameters(&self) -> impl Iterator<Item = Argument<'_>> {
        self.slots
            .required
            .iter()
            .map(|required| Argument::Name(required.parameter.clone()))
    }

    fn parameters_with_slots(&self) -> TokenStream {
        let own = self.parameters.iter().map(Argument::Parameter);
        angle(own.chain(self.slot_parameters()))
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

fn arguments<'a>(generics: &Generics) -> Vec<Argument<'a>> {
    let arguments = generics.params.iter().map(|parameter| match parameter {
        GenericParam::Lifetime(parameter) => Argument::Lifetime(parameter.lifetime.clone()),
        GenericParam::Type(parameter) => Argument::Name(parameter.ident.clone()),
        GenericParam::Const(parameter) => Argument::Name(parameter.ident.clone()),
    });
    arguments.collect()
}

/// `<..>`, or nothing around nothing.
fn angle(parts: impl Iterator<Item = impl ToTokens>) -> TokenStream {
    let mut parts = parts.peekable();
    if parts.peek().is_none() {
        TokenStream::new()
    } else {
        quote!(<#(#parts),*>)
    }
}
