//! The way from generated code into the runtime, and the spans that generated code has.

use proc_macro2::{Span, TokenStream};
use quote::{ToTokens, quote};
use syn::spanned::Spanned as _;
use syn::token::Paren;
use syn::{PathArguments, Type, TypePath, Visibility};

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
    located(tokens.span())
}

/// The same of a span that is known.
pub(crate) fn located(span: Span) -> Span {
    Span::call_site().located_at(span)
}

/// Where something begins and where it ends. An expression whose first and last tokens have these
/// spans is shown as the whole, which a single span cannot reach where it is made of several
/// tokens.
pub(crate) fn ends_of(ty: &Type) -> (Span, Span) {
    if let Some((first, last)) = ends_of_path(ty) {
        return (located(first), located(last));
    }
    let last = ty.to_token_stream().into_iter().last();
    let first = span_of(ty);
    (first, last.map_or(first, |last| located(last.span())))
}

/// What most types are is not turned into tokens, which takes more than all else here.
fn ends_of_path(ty: &Type) -> Option<(Span, Span)> {
    let Type::Path(TypePath {
        qself: None, path, ..
    }) = ty
    else {
        return None;
    };
    let colons = path.leading_colon.map(|colons| colons.spans[0]);
    let first = colons.or_else(|| Some(path.segments.first()?.ident.span()))?;
    let end = path.segments.last()?;
    let last = match &end.arguments {
        PathArguments::None => end.ident.span(),
        PathArguments::AngleBracketed(arguments) => arguments.gt_token.span,
        PathArguments::Parenthesized(_) => return None,
    };
    Some((first, last))
}

/// The same visibility, shown somewhere else.
pub(crate) fn shown_at(span: Span, visibility: &Visibility) -> Visibility {
    let mut shown = visibility.clone();
    match &mut shown {
        Visibility::Public(word) => word.span = word.span.located_at(span),
        Visibility::Restricted(restricted) => {
            let (word, parentheses) = (&mut restricted.pub_token, &mut restricted.paren_token);
            word.span = word.span.located_at(span);
            *parentheses = Paren(parentheses.span.open().located_at(span));
        }
        Visibility::Inherited => {}
    }
    shown
}
