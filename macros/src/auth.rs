//! `auth = A | B & C`: alternatives, each of one credential or several together. `&` binds tighter.

use proc_macro2::TokenStream;
use quote::{ToTokens as _, quote};
use syn::parse::ParseStream;
use syn::{Token, Type};

use crate::diagnostics::{Faults, Reported, say};
use crate::fault::Fault;
use crate::keywords::NONE;
use crate::types::is_word;

/// The alternatives, as they were written. There is at least one.
pub(crate) struct Auth {
    alternatives: Vec<Vec<Type>>,
}

/// The alternatives, told apart.
pub(crate) enum Schemes<'a> {
    /// `none` alone: no credential is ever sent.
    None,
    /// Any of these will do.
    AnyOf(Vec<Scheme<'a>>),
}

pub(crate) enum Scheme<'a> {
    /// `none` beside others: the call works without a credential too.
    Anonymous,
    /// All of these together.
    All(&'a [Type]),
}

impl Auth {
    pub(crate) fn parse(input: ParseStream<'_>) -> syn::Result<Self> {
        let mut alternatives = vec![parse_all_of(input)?];
        while input.peek(Token![|]) {
            input.parse::<Token![|]>()?;
            alternatives.push(parse_all_of(input)?);
        }
        Ok(Self { alternatives })
    }

    /// Tells the alternatives apart, and refuses those that say nothing or the same thing twice.
    pub(crate) fn lower(&self, faults: &mut Faults) -> Result<Schemes<'_>, Reported> {
        let mut seen: Vec<String> = Vec::new();
        let mut schemes = Vec::new();
        for all in &self.alternatives {
            let written = all.iter().map(written).collect::<Vec<_>>().join(" & ");
            if seen.contains(&written) {
                return Err(repeated(all, &written, faults));
            }
            seen.push(written);
            schemes.push(lower_one(all, faults)?);
        }
        match schemes.as_slice() {
            [Scheme::Anonymous] => Ok(Schemes::None),
            _ => Ok(Schemes::AnyOf(schemes)),
        }
    }
}

impl Scheme<'_> {
    /// The credential's type; credentials that go together are a tuple.
    pub(crate) fn ty(&self) -> TokenStream {
        match self {
            Self::Anonymous => quote!(__e::Anonymous),
            Self::All([one]) => one.to_token_stream(),
            Self::All(all) => quote!((#(#all),*)),
        }
    }

    /// What the runtime knows of the credential.
    pub(crate) fn constant(&self) -> TokenStream {
        let ty = self.ty();
        quote!(<#ty as __e::Credential>::SCHEME)
    }
}

fn parse_all_of(input: ParseStream<'_>) -> syn::Result<Vec<Type>> {
    let mut all = vec![input.call(Type::without_plus)?];
    while input.peek(Token![&]) {
        input.parse::<Token![&]>()?;
        all.push(input.call(Type::without_plus)?);
    }
    Ok(all)
}

fn lower_one<'a>(all: &'a [Type], faults: &mut Faults) -> Result<Scheme<'a>, Reported> {
    match all {
        [one] if is_word(one, NONE) => Ok(Scheme::Anonymous),
        _ => match all.iter().find(|ty| is_word(ty, NONE)) {
            None => Ok(Scheme::All(all)),
            Some(none) => {
                let message = say("`none` cannot go together with a credential")
                    .help("make it an alternative: `auth = none | Token`");
                Err(faults.report(Fault::NoneWithAnother, none, message))
            }
        },
    }
}

fn repeated(all: &[Type], written: &str, faults: &mut Faults) -> Reported {
    let message =
        say(format!("`{written}` stands twice among the alternatives")).help("keep one of the two");
    faults.report(Fault::RepeatedCredential, quote!(#(#all)&*), message)
}

fn written(ty: &Type) -> String {
    ty.to_token_stream().to_string().replace(' ', "")
}
