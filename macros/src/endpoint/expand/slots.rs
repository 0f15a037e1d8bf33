//! The fields of an endpoint as its builder sees them.

use std::option;

use proc_macro2::{Ident, TokenStream};
use quote::{format_ident, quote, quote_spanned};
use syn::Type;
use syn::ext::IdentExt as _;

use crate::endpoint::field::{Field, FieldDefault, Item};
use crate::endpoint::model::{Checked, Place};
use crate::keywords::BUILD;
use crate::paths::{located, span_of};
use crate::types::{is_string_literal, is_text, option_inner};

/// Required fields are fields of the builder, each with a type of its own; the optional ones stand
/// in a tuple after them.
pub(super) struct Slots<'a> {
    pub(super) required: Vec<Required<'a>>,
    pub(super) optional: Vec<Optional<'a>>,
}

/// A field that has to be set.
pub(super) struct Required<'a> {
    pub(super) slot: Slot<'a>,
    /// The type parameter that says whether it is.
    pub(super) parameter: Ident,
    /// What it is until then. The compiler shows the name when the field is missing, so it reads as
    /// a phrase; and it is unlikely to stand twice in a crate, where the compiler would show the
    /// whole path.
    pub(super) marker: Ident,
}

/// A field that may be left out.
pub(super) struct Optional<'a> {
    pub(super) slot: Slot<'a>,
    /// What it is then, unless it is an `Option`.
    default: Option<&'a FieldDefault>,
}

/// One of the two, for templates that have a place for each.
type Either<T> = (option::IntoIter<T>, option::IntoIter<T>);

/// A field, and what its setter takes.
pub(super) struct Slot<'a> {
    pub(super) field: &'a Field<'a>,
    /// Where it goes, if that is known.
    pub(super) place: Option<&'a Place>,
    ty: &'a Type,
}

impl<'a> Slots<'a> {
    pub(super) fn of(item: &Ident, endpoint: &'a Checked<'a>) -> Self {
        let fields = endpoint
            .params
            .iter()
            .map(|param| (param.field, Some(&param.place)));
        Self::new(item, fields)
    }

    /// The slots of fields whose places are not known.
    pub(super) fn of_item(item: &'a Item<'a>) -> Self {
        Self::new(
            &item.input.ident,
            item.fields.iter().map(|field| (field, None)),
        )
    }

    fn new(item: &Ident, fields: impl Iterator<Item = (&'a Field<'a>, Option<&'a Place>)>) -> Self {
        let mut slots = Self {
            required: Vec::new(),
            optional: Vec::new(),
        };
        for (field, place) in fields {
            let inner = option_inner(field.ty);
            let default = field.default().filter(|_| inner.is_none());
            if inner.is_some() || default.is_some() {
                let ty = inner.unwrap_or(field.ty);
                slots.optional.push(Optional {
                    slot: Slot { field, place, ty },
                    default,
                });
                continue;
            }
            slots.required.push(Required {
                slot: Slot {
                    field,
                    place,
                    ty: field.ty,
                },
                parameter: format_ident!("__{}", slots.required.len()),
                marker: format_ident!(
                    "{}_of_{}",
                    field.ident.unraw(),
                    item.unraw(),
                    span = located(field.ident.span())
                ),
            });
        }
        slots
    }
}

impl Optional<'_> {
    /// What stands there until the field is set.
    pub(super) fn unset(&self) -> TokenStream {
        let ty = self.slot.field.ty;
        match self.default.map(|default| &default.value) {
            None => quote!(__e::None),
            Some(Some(value)) if is_text(ty) && is_string_literal(value) => {
                quote!(__e::Into::into(#value))
            }
            Some(Some(value)) => value.clone(),
            Some(None) => quote_spanned!(span_of(ty)=> <#ty as __e::Default>::default()),
        }
    }

    /// What stands there once it is.
    pub(super) fn set(&self) -> TokenStream {
        let (converted, moved) = self.slot.made();
        if self.default.is_some() {
            quote!(#(__e::Into::into(#converted))* #(#moved)*)
        } else {
            quote!(__e::Some(#(__e::Into::into(#converted))* #(#moved)*))
        }
    }
}

impl<'a> Slot<'a> {
    /// The type of the setter's parameter: what can be made into it, or the type itself.
    pub(super) fn taken(&self) -> Either<&'a Type> {
        self.either(self.ty)
    }

    /// The setter's parameter: as it is converted, or as it is.
    pub(super) fn made(&self) -> Either<&'a Ident> {
        self.either(self.field.ident)
    }

    fn either<T>(&self, value: T) -> Either<T> {
        if is_text(self.ty) {
            (Some(value).into_iter(), None.into_iter())
        } else {
            (None.into_iter(), Some(value).into_iter())
        }
    }

    /// A field with the name of the last method is refused, and in a stand-in it has no setter.
    pub(super) fn has_setter(&self) -> bool {
        self.field.name != BUILD
    }
}
