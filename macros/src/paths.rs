//! The way from generated code into the runtime, and the spans that generated code has.

use proc_macro2::{Span, TokenStream};
use quote::{ToTokens, quote};
use syn::spanned::Spanned as _;

/// The crate the user knows as `endpoint`.
#[derive(Clone, Copy)]
pub(crate) struct Runtime<'a> {
    renamed: Option<&'a syn::Path>,
}

impl<'a> Runtime<'a> {
    /// The path given by `crate = ..`, or `::endpoint`.
    pub(crate) fn new(renamed: Option<&'a syn::Path>) -> Self {
        Self { renamed }
    }

    /// Wraps generated items: what is in there knows the runtime as `__e`, and nothing leaks out.
    pub(crate) fn enclose(self, items: &TokenStream) -> TokenStream {
        quote! {
            #[allow(deprecated, single_use_lifetimes, clippy::impl_trait_in_params)]
            const _: () = {
                use #self::__private as __e;
                #items
            };
        }
    }
}

impl ToTokens for Runtime<'_> {
    fn to_tokens(&self, tokens: &mut TokenStream) {
        match self.renamed {
            Some(path) => path.to_tokens(tokens),
            None => tokens.extend(quote!(::endpoint)),
        }
    }
}

/// Where the user wrote something, for code that is ours: errors are shown there, names are not
/// looked up there.
pub(crate) fn span_of(tokens: &impl ToTokens) -> Span {
    Span::call_site().located_at(tokens.span())
}

/// Where something begins and where it ends. An expression whose first and last tokens have these
/// spans is shown as the whole, which a single span cannot reach where it is made of several
/// tokens.
pub(crate) fn ends_of(tokens: &impl ToTokens) -> (Span, Span) {
    let last = tokens
        .to_token_stream()
        .into_iter()
        .last()
        .map(|token| token.span());
    let first = span_of(tokens);
    (
        first,
        last.map_or(first, |last| Span::call_site().located_at(last)),
    )
}

/// The same tokens, shown somewhere else.
pub(crate) fn shown_at(span: Span, tokens: &impl ToTokens) -> TokenStream {
    let tokens = tokens.to_token_stream().into_iter().map(|mut token| {
        token.set_span(token.span().located_at(span));
        token
    });
    tokens.collect()
}
