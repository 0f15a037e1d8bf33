//! `retry = never`, or a constant: how often calls are tried again.

use proc_macro2::{Delimiter, TokenStream, TokenTree};
use quote::{ToTokens as _, quote};

use crate::diagnostics::{Faults, Reported, nearest, say};
use crate::fault::Fault;
use crate::keywords::{NEVER, NONE, RETRY};

/// What `retry` says.
pub(crate) enum Policy<'a> {
    Never,
    /// An expression, whose type is the compiler's to judge.
    Constant(&'a TokenStream),
}

impl<'a> Policy<'a> {
    /// Tells the word from an expression, and refuses what can be neither.
    pub(crate) fn lower(value: &'a TokenStream, faults: &mut Faults) -> Result<Self, Reported> {
        let Some(token) = only_token(value.clone()) else {
            return Ok(Self::Constant(value));
        };
        match &token {
            TokenTree::Ident(word) if word == NEVER => Ok(Self::Never),
            TokenTree::Ident(word) if !is_no_constant(&word.to_string()) => {
                Ok(Self::Constant(value))
            }
            _ => {
                let message = say(format!("`retry` cannot be `{token}`")).help(format!(
                    "write `retry = {NEVER}`, or a constant of the type `Retry`, as in `{}`",
                    RETRY.example
                ));
                Err(faults.report(Fault::BadRetry, value, message))
            }
        }
    }

    /// The policy in generated code.
    pub(crate) fn constant(&self) -> TokenStream {
        match self {
            Self::Never => quote!(__e::Retry::never()),
            Self::Constant(value) => value.to_token_stream(),
        }
    }
}

/// Whether a word is probably meant to say `never`. A constant may have any name, but hardly one of
/// these.
fn is_no_constant(word: &str) -> bool {
    let is_lower = !word.contains(char::is_uppercase);
    is_lower && (matches!(word, NONE | "false" | "true") || nearest(word, [NEVER]).is_some())
}

/// The one token that an expression is, without the groups that `macro_rules!` leaves around it.
fn only_token(value: TokenStream) -> Option<TokenTree> {
    let mut tokens = value.into_iter();
    match (tokens.next()?, tokens.next()) {
        (TokenTree::Group(group), None) if group.delimiter() == Delimiter::None => {
            only_token(group.stream())
        }
        (TokenTree::Group(_), None) | (_, Some(_)) => None,
        (token, None) => Some(token),
    }
}
