//! `impl Paginate`: what the items of a page are, and where the next page is.

use proc_macro2::{Span, TokenStream};
use quote::{ToTokens, quote, quote_spanned};
use syn::{Generics, Member};

use super::endpoint_generics;
use super::request::with_serialize;
use crate::endpoint::model::{Checked, Parsed};
use crate::endpoint::paginate::{Items, OutputPath, Pages, Step, Way};
use crate::paths::span_of;
use crate::types::{list_inner, mentions_parameter, require};
use crate::wire::encode;

pub(super) fn paginate(parsed: &Parsed<'_>, endpoint: &Checked<'_>) -> Option<TokenStream> {
    let pages = endpoint.pages.as_ref()?;
    let input = parsed.item.input;
    let name = &input.ident;
    let generics = generics(parsed, endpoint, pages);
    let (implemented, _, condition) = generics.split_for_impl();
    let (_, ty, _) = input.generics.split_for_impl();
    let output = parsed.types().output();
    let item = item(&output, pages.items);
    let list = list(&output, pages.items);
    // All of it stands where the output does, so that one that is no list is shown there, and once.
    let items = quote_spanned! {span_of(&output)=>
        fn items(__page: __e::OutputOf<Self>) -> __e::Vec<Self::Item> {
            #list
        }
    };
    let size = page_size(pages);
    let next = next(&output, pages);
    Some(quote! {
        #[automatically_derived]
        impl #implemented __e::Paginate for #name #ty #condition {
            type Item = #item;
            #size
            #items
            fn next(
                __page: &__e::Response<__e::OutputOf<Self>, <Self as __e::Endpoint>::Meta>,
                __turn: &__e::Turn<'_>,
            ) -> __e::Option<__e::Next> {
                #next
            }
        }
    })
}

/// No pages, of the items that were probably meant.
pub(super) fn stand_in(parsed: &Parsed<'_>, generics: &Generics) -> Option<TokenStream> {
    let paginate = parsed.args.options.paginate.as_ref()?;
    let input = parsed.item.input;
    let name = &input.ident;
    let (implemented, _, condition) = generics.split_for_impl();
    let (_, ty, _) = input.generics.split_for_impl();
    let of_output = || parsed.types().output.and_then(list_inner);
    let item = paginate.item_type().or_else(of_output);
    let item = item.map_or_else(|| quote!(()), ToTokens::to_token_stream);
    Some(quote! {
        impl #implemented __e::Paginate for #name #ty #condition {
            type Item = #item;
            fn items(_: __e::OutputOf<Self>) -> __e::Vec<Self::Item> {
                __e::Vec::new()
            }
            fn next(
                _: &__e::Response<__e::OutputOf<Self>, <Self as __e::Endpoint>::Meta>,
                _: &__e::Turn<'_>,
            ) -> __e::Option<__e::Next> {
                __e::None
            }
        }
    })
}

/// As for the endpoint itself. Where the output depends on a parameter, its fields are seen only if
/// the condition says what is opened.
fn generics(parsed: &Parsed<'_>, endpoint: &Checked<'_>, pages: &Pages<'_, String>) -> Generics {
    let types = parsed.types();
    let mut generics = with_serialize(endpoint_generics(parsed.item.input, types), endpoint);
    let (output, envelope) = (types.output(), types.envelope());
    if types
        .output
        .is_some_and(|output| mentions_parameter(output, &generics))
    {
        require(
            &mut generics,
            quote! {
                #output: __e::Output<#envelope, Value = <#envelope as __e::Envelope>::Open<#output>>
            },
        );
        if pages.items.is_none() {
            require(&mut generics, quote!(#output: __e::PageItems));
        }
    }
    generics
}

/// The payload's own items, or those of the type that is given.
fn item(output: &TokenStream, items: Option<&Items>) -> TokenStream {
    let of_output = || {
        quote_spanned! {span_of(output)=>
            <<Self as __e::Endpoint>::Output as __e::PageItems>::Item
        }
    };
    items.map_or_else(of_output, |items| items.ty.to_token_stream())
}

/// The list, taken out of the page.
fn list(output: &TokenStream, items: Option<&Items>) -> TokenStream {
    let Some(Items { ty, path }) = items else {
        return quote_spanned!(span_of(output)=> __e::PageItems::into_items(__e::payload::<Self>(__page)));
    };
    let span = first_span(&path.steps);
    let payload = quote_spanned!(span=> __e::payload::<Self>(__page));
    let list = Access::Taken.steps(&payload, &path.steps);
    quote_spanned!(span=> __e::ListOf::<#ty>::into_items(#list))
}

/// How many items a page has.
fn count(output: &TokenStream, items: Option<&Items>) -> TokenStream {
    let Some(Items { ty, path }) = items else {
        return quote_spanned!(span_of(output)=> __e::PageItems::count(__e::payload_of::<Self>(__page)));
    };
    let span = first_span(&path.steps);
    let payload = quote_spanned!(span=> (*__e::payload_of::<Self>(__page)));
    let list = Access::Shared.steps(&payload, &path.steps);
    if path.is_optional() {
        quote_spanned!(span=> __e::Option::map_or(#list, 0, __e::ListOf::<#ty>::count))
    } else {
        quote_spanned!(span=> __e::ListOf::<#ty>::count(#list))
    }
}

fn page_size(pages: &Pages<'_, String>) -> Option<TokenStream> {
    let of_way = match &pages.way {
        Way::Offset { limit, .. } => Some(limit),
        _ => None,
    };
    let name = encode(pages.size.as_ref().or(of_way)?);
    Some(quote! {
        const PAGE_SIZE: __e::Option<&'static ::core::primitive::str> = __e::Some(#name);
    })
}

/// Where the next page is, by a function of the runtime that is told what the page says.
fn next(output: &TokenStream, pages: &Pages<'_, String>) -> TokenStream {
    let shared = |path: &OutputPath| {
        let page = quote_spanned!(first_span(&path.steps)=> __page.value);
        Access::Shared.steps(&page, &path.steps)
    };
    let maybe = |path: Option<&OutputPath>| path.map_or_else(|| quote!(()), shared);
    let count = || count(output, pages.items);
    match &pages.way {
        Way::Links(word) => quote_spanned!(span_of(word)=> __e::of_links(&__page.value)),
        Way::LinkHeader => quote!(__e::of_header(&__page.meta)),
        Way::Link(path) => {
            let link = shared(path);
            quote_spanned!(first_span(&path.steps)=> __e::to_link(#link))
        }
        Way::Cursor { cursor, next } => {
            let token = shared(next);
            quote_spanned!(first_span(&next.steps)=> __e::to_token(#cursor, #token))
        }
        Way::Offset {
            offset,
            limit,
            total,
        } => {
            let (count, total) = (count(), maybe(*total));
            quote!(__e::of_offset(__turn, #offset, #limit, #count, #total))
        }
        Way::Number { page, first, last } => {
            let (count, last) = (count(), maybe(*last));
            quote!(__e::of_number(__turn, #page, #first, #count, #last))
        }
    }
}

/// How fields are reached: to look at them, or to take them out.
#[derive(Clone, Copy)]
enum Access {
    Shared,
    Taken,
}

impl Access {
    /// A path that begins at `root`; with `?` in it, it is an `Option`. Each token stands where the
    /// field does that it is about, so that faults are shown there.
    fn steps(self, root: &TokenStream, steps: &[Step]) -> TokenStream {
        let end = steps.iter().position(is_optional);
        let (plain, rest) = steps.split_at(end.map_or(steps.len(), |end| end + 1));
        let span = first_span(plain);
        let reached = self.reach(root, plain);
        if end.is_none() {
            return reached;
        }
        let opened = match self {
            Self::Shared => quote_spanned!(span=> __e::Maybe::present(#reached)),
            Self::Taken => quote_spanned!(span=> __e::Maybe::taken(#reached)),
        };
        if rest.is_empty() {
            return opened;
        }
        let value = quote_spanned!(span=> __value);
        let behind = self.steps(&value, rest);
        if rest.iter().any(is_optional) {
            quote_spanned!(span=> __e::Option::and_then(#opened, |#value| #behind))
        } else {
            quote_spanned!(span=> __e::Option::map(#opened, |#value| #behind))
        }
    }

    /// Fields of fields. The first one's own token stays, so that the compiler names those that there
    /// are. Behind it, it would see an `Option` without `?` and say that `unwrap()` is missing, which
    /// no path can hold.
    fn reach(self, root: &TokenStream, steps: &[Step]) -> TokenStream {
        let fields = steps.iter().enumerate().map(|(at, Step { member, .. })| {
            let span = span_of(member);
            let member = if at == 0 {
                member.clone()
            } else {
                ours(member, span)
            };
            quote_spanned!(span=> .#member)
        });
        let reached = quote!(#root #(#fields)*);
        match self {
            Self::Shared => quote_spanned!(first_span(steps)=> &#reached),
            Self::Taken => reached,
        }
    }
}

/// The same field by a token of generated code.
fn ours(member: &Member, span: Span) -> Member {
    let mut member = member.clone();
    match &mut member {
        Member::Named(name) => name.set_span(span),
        Member::Unnamed(index) => index.span = span,
    }
    member
}

fn is_optional(step: &Step) -> bool {
    step.question.is_some()
}

fn first_span(steps: &[Step]) -> Span {
    let first = steps.first();
    first.map_or_else(Span::call_site, |step| span_of(&step.member))
}
