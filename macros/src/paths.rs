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
            #[allow(deprecated)]
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

/// Where the user wrote something, for code that is ours: errors are shown there, names are not looked up there.
pub(crate) fn span_of(tokens: &impl ToTokens) -> Span {
    Span::call_site().located_at(tokens.span())
}
