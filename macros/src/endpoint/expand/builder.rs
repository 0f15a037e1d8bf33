//! `X::builder()`. Each required field is a type parameter that says whether it is set, so that
//! `build` is there only when all are.

use std::option;

use proc_macro2::{Ident, TokenStream};
use quote::{ToTokens, format_ident, quote, quote_spanned};
use syn::ext::IdentExt as _;
use syn::{Attribute, DeriveInput, GenericParam, Generics, Index, Lifetime, Token, WhereClause};

use super::docs;
use super::slots::{Optional, Required, Slot, Slots};
use crate::paths::{located, shown_at};
use crate::types::without_defaults;

// Not written into the templates below, where the compiler would be asked to read them each time.
const MUST_USE: &str = "a builder does nothing until `build` is called";
const START: &str = " A builder. Its `build` is there once every required field is set.";

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

/// An argument of the builder's type. It is written straight into the tokens around it, as nearly
/// all is here: most of what a macro takes is the joining of what has been made apart.
#[derive(Clone)]
enum Argument<'a> {
    Lifetime(Lifetime),
    /// A parameter, or a marker.
    Name(Ident),
    /// One of the item's own parameters where it is declared.
    Parameter(&'a GenericParam),
}

impl ToTokens for Argument<'_> {
    fn to_tokens(&self, tokens: &mut TokenStream) {
        match self {
            Self::Lifetime(lifetime) => lifetime.to_tokens(tokens),
            Self::Name(name) => name.to_tokens(tokens),
            Self::Parameter(parameter) => parameter.to_tokens(tokens),
        }
    }
}

/// `<..>`, or nothing around nothing.
struct Angle<T>(Vec<T>);

impl<T: ToTokens> ToTokens for Angle<T> {
    fn to_tokens(&self, tokens: &mut TokenStream) {
        if self.0.is_empty() {
            return;
        }
        <Token![<]>::default().to_tokens(tokens);
        for (at, part) in self.0.iter().enumerate() {
            if at > 0 {
                <Token![,]>::default().to_tokens(tokens);
            }
            part.to_tokens(tokens);
        }
        <Token![>]>::default().to_tokens(tokens);
    }
}

/// A type and its arguments.
struct Applied<'a>(&'a Ident, Angle<Argument<'a>>);

impl ToTokens for Applied<'_> {
    fn to_tokens(&self, tokens: &mut TokenStream) {
        self.0.to_tokens(tokens);
        self.1.to_tokens(tokens);
    }
}

pub(super) fn expand(input: &DeriveInput, slots: &Slots<'_>) -> [TokenStream; 3] {
    let generics = without_defaults(&input.generics);
    let builder = Builder {
        input,
        slots,
        name: format_ident!(
            "{}Builder",
            input.ident.unraw(),
            span = located(input.ident.span())
        ),
        arguments: arguments(&generics),
        parameters: generics.params.into_iter().collect(),
        condition: generics.where_clause,
    };
    [builder.declaration(), builder.start(), builder.methods()]
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
                let span = located(slot.field.ident.span());
                let vis = shown_at(span, vis);
                quote_spanned!(span=> #vis struct #marker;)
            });
        let markers: TokenStream = markers.collect();
        let parameters = self.parameters_with_slots();
        let fields = self.fields(
            self.slot_parameters(),
            self.slots
                .optional
                .iter()
                .map(|optional| optional.slot.field.ty),
            || {
                let item = self.item();
                quote!(::core::marker::PhantomData<fn() -> #item>)
            },
        );
        quote! {
            #markers
            #[must_use = #MUST_USE]
            #vis struct #name #parameters #fields #condition;
        }
    }

    fn start(&self) -> TokenStream {
        let (vis, name, condition) = (&self.input.vis, &self.name, &self.condition);
        let implemented = Angle(self.parameters.iter().collect());
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
            || quote!(::core::marker::PhantomData),
        );
        quote! {
            impl #implemented #item #condition {
                #[doc = #START]
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
        let methods: TokenStream = required.chain(optional).chain([self.build()]).collect();
        quote! {
            impl #parameters #ty #condition {
                #methods
            }
        }
    }

    fn required_setter(&self, at: usize, required: &Required<'_>) -> TokenStream {
        let (vis, name, slot) = (&self.input.vis, &self.name, &required.slot);
        let (sentence, attributes) = setter_attributes(slot);
        let (ident, ty) = (slot.field.ident, slot.field.ty);
        let (text, plain) = slot.taken();
        let (converted, moved) = slot.made();
        let own = &self.arguments;
        let before = self.slot_parameters().take(at);
        let after = self.slot_parameters().skip(at + 1);
        let left = (0..at).map(Index::from);
        let right = (at + 1..self.field_count()).map(Index::from);
        quote! {
            #(#[doc = #sentence])*
            #(#attributes)*
            #vis fn #ident(
                self,
                #ident: #(impl __e::Into<#text>)* #(#plain)*
            ) -> #name<#(#own,)* #(#before,)* __e::Value<#ty> #(, #after)*> {
                #name(
                    #(self.#left,)*
                    __e::Value(#(__e::Into::into(#converted))* #(#moved)*)
                    #(, self.#right)*
                )
            }
        }
    }

    fn optional_setter(&self, at: usize, optional: &Optional<'_>) -> TokenStream {
        let (vis, slot) = (&self.input.vis, &optional.slot);
        let (sentence, attributes) = setter_attributes(slot);
        let (ident, set) = (slot.field.ident, optional.set());
        let (text, plain) = slot.taken();
        let (group, index) = (self.group(), Index::from(at));
        quote! {
            #(#[doc = #sentence])*
            #(#attributes)*
            #vis fn #ident(
                mut self,
                #ident: #(impl __e::Into<#text>)* #(#plain)*
            ) -> Self {
                self.#group.#index = #set;
                self
            }
        }
    }

    fn build(&self) -> TokenStream {
        let (vis, item, name) = (&self.input.vis, self.item(), &self.input.ident);
        let doc = format!(" Makes the `{}`.", name.unraw());
        let (required, optional) = (&self.slots.required, &self.slots.optional);
        let condition = (!required.is_empty()).then(|| {
            let parameters = self.slot_parameters();
            let types = required.iter().map(|required| required.slot.field.ty);
            quote!(where #(#parameters: __e::Given<#types>),*)
        });
        let given = required.iter().map(|required| required.slot.field.ident);
        let at = (0..required.len()).map(Index::from);
        let kept = optional.iter().map(|optional| optional.slot.field.ident);
        let (group, member) = (self.group(), (0..optional.len()).map(Index::from));
        quote! {
            #[doc = #doc]
            #vis fn build(self) -> #item #condition {
                #name {
                    #(#given: __e::Given::given(self.#at),)*
                    #(#kept: self.#group.#member,)*
                }
            }
        }
    }

    /// The builder's fields in parentheses: as types in its declaration, as values where one is
    /// made.
    fn fields(
        &self,
        required: impl Iterator<Item = impl ToTokens>,
        optional: impl Iterator<Item = impl ToTokens>,
        phantom: impl FnOnce() -> TokenStream,
    ) -> TokenStream {
        if self.field_count() == 0 {
            return TokenStream::new();
        }
        let group = (!self.slots.optional.is_empty()).then(|| optional.collect());
        let group: Vec<Vec<_>> = group.into_iter().collect();
        let phantom = (!self.parameters.is_empty()).then(phantom).into_iter();
        quote!((#(#required,)* #((#(#group,)*),)* #(#phantom)*))
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
    fn item(&self) -> Applied<'_> {
        Applied(&self.input.ident, Angle(self.arguments.clone()))
    }

    /// The builder's type, with these for its slots.
    fn ty<'a>(&'a self, slots: impl Iterator<Item = Argument<'a>>) -> Applied<'a> {
        let own = self.arguments.iter().cloned();
        Applied(&self.name, Angle(own.chain(slots).collect()))
    }

    fn slot_parameters(&self) -> impl Iterator<Item = Argument<'_>> {
        self.slots
            .required
            .iter()
            .map(|required| Argument::Name(required.parameter.clone()))
    }

    fn parameters_with_slots(&self) -> Angle<Argument<'_>> {
        let own = self.parameters.iter().map(Argument::Parameter);
        Angle(own.chain(self.slot_parameters()).collect())
    }
}

/// The attributes of a field that its setter has too, and a sentence if none of them says what it is
/// for.
fn setter_attributes<'a>(
    slot: &'a Slot<'a>,
) -> (
    option::IntoIter<String>,
    impl Iterator<Item = &'a Attribute>,
) {
    let named = |name| {
        let others = slot.field.others.iter().copied();
        others.filter(move |attribute| attribute.path().is_ident(name))
    };
    let is_bare = named("doc").next().is_none();
    let sentence = is_bare.then(|| docs::of_setter(slot.field, slot.place));
    (
        sentence.into_iter(),
        named("doc").chain(named("deprecated")),
    )
}

fn arguments<'a>(generics: &Generics) -> Vec<Argument<'a>> {
    let arguments = generics.params.iter().map(|parameter| match parameter {
        GenericParam::Lifetime(parameter) => Argument::Lifetime(parameter.lifetime.clone()),
        GenericParam::Type(parameter) => Argument::Name(parameter.ident.clone()),
        GenericParam::Const(parameter) => Argument::Name(parameter.ident.clone()),
    });
    arguments.collect()
}
