//! `X::builder()`. Each required field is a type parameter that says whether it is set, so that `build` is there only when
//! all are. A trait for each, made here, is what lets the compiler name the field that is missing.

use proc_macro2::{Ident, TokenStream};
use quote::{ToTokens, format_ident, quote};
use syn::ext::IdentExt as _;
use syn::{DeriveInput, GenericParam, Generics, Index, Type, WhereClause};

use super::docs;
use crate::endpoint::field::{Field, Item};
use crate::endpoint::model::{Checked, Place};
use crate::paths::span_of;
use crate::types::{is_text, option_inner, without_defaults};

/// A field of the builder, and how it is set.
pub(super) struct Slot<'a> {
    field: &'a Field<'a>,
    place: Option<&'a Place>,
    kind: Kind<'a>,
}

enum Kind<'a> {
    /// One of the `Option`s that stand together at the builder's end, of values of this type.
    Optional { inner: &'a Type, index: Index },
    /// A field of the builder: `()` until it is set, as its type parameter says. The trait is had only by a value.
    Required {
        index: Index,
        parameter: Ident,
        set: Ident,
    },
}

pub(super) fn slots<'a>(endpoint: &'a Checked<'a>) -> Vec<Slot<'a>> {
    number(
        endpoint
            .params
            .iter()
            .map(|param| (param.field, Some(&param.place))),
    )
}

/// The slots of fields whose places are not known.
pub(super) fn slots_of_fields<'a>(item: &'a Item<'a>) -> Vec<Slot<'a>> {
    number(
        item.fields
            .iter()
            .filter(|field| field.name != "build")
            .map(|field| (field, None)),
    )
}

fn number<'a>(fields: impl Iterator<Item = (&'a Field<'a>, Option<&'a Place>)>) -> Vec<Slot<'a>> {
    let (mut required, mut optional) = (0, 0);
    let slots = fields.map(|(field, place)| {
        let kind = match option_inner(field.ty) {
            Some(inner) => Kind::optional(inner, &mut optional),
            None => Kind::required(&mut required),
        };
        Slot { field, place, kind }
    });
    slots.collect()
}

impl<'a> Kind<'a> {
    fn optional(inner: &'a Type, counter: &mut usize) -> Self {
        let index = Index::from(*counter);
        *counter += 1;
        Self::Optional { inner, index }
    }

    fn required(counter: &mut usize) -> Self {
        let number = *counter;
        *counter += 1;
        Self::Required {
            index: Index::from(number),
            parameter: format_ident!("__{number}"),
            set: format_ident!("__Set{number}"),
        }
    }
}

/// What the parts of the builder share.
struct Builder<'a> {
    input: &'a DeriveInput,
    name: Ident,
    slots: &'a [Slot<'a>],
    /// The item's own parameters and what is required of them, and their names.
    parameters: Vec<GenericParam>,
    arguments: Vec<TokenStream>,
    condition: Option<WhereClause>,
}

pub(super) fn expand(input: &DeriveInput, slots: &[Slot<'_>]) -> TokenStream {
    let generics = without_defaults(&input.generics);
    let builder = Builder {
        input,
        name: format_ident!(
            "{}Builder",
            input.ident.unraw(),
            span = span_of(&input.ident)
        ),
        slots,
        arguments: arguments(&generics),
        parameters: generics.params.into_iter().collect(),
        condition: generics.where_clause,
    };
    let traits = builder.traits();
    let declaration = builder.declaration();
    let start = builder.start();
    let setters = slots.iter().map(|slot| builder.setter(slot));
    let build = builder.build();
    let condition = &builder.condition;
    let all = angle(
        builder
            .parameters
            .iter()
            .map(ToTokens::to_token_stream)
            .chain(builder.slot_parameters()),
    );
    let ty = builder.ty(builder.slot_parameters());
    quote! {
        #traits
        #declaration
        #start
        impl #all #ty #condition {
            #(#setters)*
            #build
        }
    }
}

impl Builder<'_> {
    /// For each required field, what only a value has: the message for a field that is missing is its own.
    fn traits(&self) -> TokenStream {
        let (vis, item) = (&self.input.vis, self.input.ident.unraw());
        let traits = self.required().map(|required| {
            let (set, field) = (required.set, &required.field.name);
            let message =
                format!("`{item}` cannot be built: the required field `{field}` is not set");
            let label = format!("call `.{}(..)` before `.build()`", required.field.ident);
            quote! {
                #[diagnostic::on_unimplemented(message = #message, label = #label)]
                #vis trait #set<T>: __e::Given<T> {}
                #[diagnostic::do_not_recommend]
                impl<T> #set<T> for __e::Value<T> {}
            }
        });
        traits.collect()
    }

    /// The required fields, then all optional ones, then what uses the item's own parameters.
    fn declaration(&self) -> TokenStream {
        let (vis, name, condition) = (&self.input.vis, &self.name, &self.condition);
        let parameters = self.parameters.iter().map(ToTokens::to_token_stream);
        let all = angle(parameters.chain(self.slot_parameters()));
        let optional: Vec<_> = self.optional().map(|optional| optional.field.ty).collect();
        let optional = (!optional.is_empty()).then(|| quote!((#(#optional,)*)));
        let item = self.item();
        let phantom = self
            .is_generic()
            .then(|| quote!(::core::marker::PhantomData<fn() -> #item>));
        let fields = parentheses(self.slot_parameters().chain(optional).chain(phantom));
        quote! {
            #[must_use = "a builder does nothing until `build` is called"]
            #vis struct #name #all #fields #condition;
        }
    }

    fn start(&self) -> TokenStream {
        let (vis, name, condition) = (&self.input.vis, &self.name, &self.condition);
        let implemented = angle(self.parameters.iter().map(ToTokens::to_token_stream));
        let item = self.item();
        let unset = self.required().map(|_| quote!(()));
        let ty = self.ty(unset.clone());
        let optional: Vec<_> = self.optional().map(|_| quote!(__e::None)).collect();
        let optional = (!optional.is_empty()).then(|| quote!((#(#optional,)*)));
        let phantom = self
            .is_generic()
            .then(|| quote!(::core::marker::PhantomData));
        let values = parentheses(unset.chain(optional).chain(phantom));
        quote! {
            impl #implemented #item #condition {
                /// A builder. Its `build` is there once every required field is set.
                #vis fn builder() -> #ty {
                    #name #values
                }
            }
        }
    }

    fn setter(&self, slot: &Slot<'_>) -> TokenStream {
        let (vis, field) = (&self.input.vis, slot.field);
        let ident = field.ident;
        let docs = docs::of_setter(field, slot.place);
        let deprecated = field
            .others
            .iter()
            .filter(|attribute| attribute.path().is_ident("deprecated"));
        let attributes = quote!(#docs #(#deprecated)*);
        match &slot.kind {
            Kind::Optional { inner, index } => {
                let (ty, value) = (taken(inner), made(inner, ident));
                let group = Index::from(self.required().count());
                quote! {
                    #attributes
                    #vis fn #ident(mut self, #ident: #ty) -> Self {
                        self.#group.#index = __e::Some(#value);
                        self
                    }
                }
            }
            Kind::Required { index, .. } => {
                let (name, ty) = (&self.name, taken(field.ty));
                let after = self.ty(self.slot_parameters_with(index, field.ty));
                let values = self.values_with(index, &made(field.ty, ident));
                quote! {
                    #attributes
                    #vis fn #ident(self, #ident: #ty) -> #after {
                        #name #values
                    }
                }
            }
        }
    }

    fn build(&self) -> TokenStream {
        let (vis, item, name) = (&self.input.vis, self.item(), &self.input.ident);
        let doc = format!(" Makes the `{}`.", name.unraw());
        let bounds = self.required().map(
            |Required {
                 field,
                 parameter,
                 set,
                 ..
             }| {
                let ty = field.ty;
                quote!(#parameter: #set<#ty>)
            },
        );
        let bounds: Vec<_> = bounds.collect();
        let condition = (!bounds.is_empty()).then(|| quote!(where #(#bounds),*));
        let group = Index::from(bounds.len());
        let fields = self
            .slots
            .iter()
            .map(|Slot { field, kind, .. }| match (field.ident, kind) {
                (ident, Kind::Optional { index, .. }) => quote!(#ident: self.#group.#index),
                (ident, Kind::Required { index, .. }) => {
                    quote!(#ident: __e::Given::given(self.#index))
                }
            });
        quote! {
            #[doc = #doc]
            #vis fn build(self) -> #item #condition {
                #name { #(#fields),* }
            }
        }
    }

    /// The builder's fields, with a value in place of one of them.
    fn values_with(&self, changed: &Index, value: &TokenStream) -> TokenStream {
        let required = self.required().count();
        let count = required
            + usize::from(self.optional().next().is_some())
            + usize::from(self.is_generic());
        let values = (0..count)
            .map(Index::from)
            .map(|index| match index == *changed {
                true => quote!(__e::Value(#value)),
                false => quote!(self.#index),
            });
        parentheses(values)
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
        self.required()
            .map(|required| required.parameter.to_token_stream())
    }

    /// The parameters after one field was set.
    fn slot_parameters_with(&self, set: &Index, ty: &Type) -> impl Iterator<Item = TokenStream> {
        self.required()
            .map(move |required| match required.index == set {
                true => quote!(__e::Value<#ty>),
                false => required.parameter.to_token_stream(),
            })
    }

    fn required(&self) -> impl Iterator<Item = Required<'_>> + Clone {
        self.slots.iter().filter_map(|slot| match &slot.kind {
            Kind::Required {
                index,
                parameter,
                set,
            } => Some(Required {
                field: slot.field,
                index,
                parameter,
                set,
            }),
            Kind::Optional { .. } => None,
        })
    }

    fn optional(&self) -> impl Iterator<Item = &Slot<'_>> {
        self.slots
            .iter()
            .filter(|slot| matches!(slot.kind, Kind::Optional { .. }))
    }

    fn is_generic(&self) -> bool {
        !self.parameters.is_empty()
    }
}

/// A slot that is required.
struct Required<'a> {
    field: &'a Field<'a>,
    index: &'a Index,
    parameter: &'a Ident,
    set: &'a Ident,
}

/// What a setter takes.
fn taken(ty: &Type) -> TokenStream {
    if is_text(ty) {
        quote!(impl __e::Into<#ty>)
    } else {
        ty.to_token_stream()
    }
}

/// What it makes of that.
fn made(ty: &Type, ident: &Ident) -> TokenStream {
    if is_text(ty) {
        quote!(__e::Into::into(#ident))
    } else {
        ident.to_token_stream()
    }
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

/// `(..)`, or nothing around nothing.
fn parentheses(parts: impl Iterator<Item = TokenStream>) -> TokenStream {
    let parts: Vec<_> = parts.collect();
    if parts.is_empty() {
        TokenStream::new()
    } else {
        quote!((#(#parts),*))
    }
}
