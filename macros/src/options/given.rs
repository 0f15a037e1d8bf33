//! An option as it was given, and the forms that its value can have.

use proc_macro2::{Ident, TokenStream, TokenTree};
use quote::{ToTokens, quote};
use syn::ext::IdentExt as _;
use syn::parse::{Parse, ParseStream};
use syn::{Expr, LitInt, LitStr, Token, Type, parenthesized, token};

use super::parse_if;
use crate::auth::Auth;
use crate::diagnostics::{Faults, Reported, say};
use crate::fault::Fault;
use crate::keywords::Keyword;

/// An option as it was given: its name is read, and its value comes next in the input.
pub(crate) struct Given<'a> {
    pub(crate) keyword: &'static Keyword,
    pub(crate) name: &'a Ident,
    pub(crate) input: ParseStream<'a>,
}

/// A number of bytes as an integer, or as text with a unit.
pub(crate) enum IntOrStr {
    Int(LitInt),
    Str(LitStr),
}

impl Parse for IntOrStr {
    fn parse(input: ParseStream<'_>) -> syn::Result<Self> {
        if input.peek(LitStr) {
            input.parse().map(Self::Str)
        } else {
            input.parse().map(Self::Int)
        }
    }
}

impl Given<'_> {
    /// A text: `name = "text"`.
    pub(crate) fn string(&self, faults: &mut Faults) -> Result<LitStr, Reported> {
        self.equals(faults)?;
        self.parse_or_wrong(<LitStr as Parse>::parse, faults)
    }

    /// A text or an integer.
    pub(crate) fn int_or_string(&self, faults: &mut Faults) -> Result<IntOrStr, Reported> {
        self.equals(faults)?;
        self.parse_or_wrong(IntOrStr::parse, faults)
    }

    /// A type: `name = Type`.
    pub(crate) fn ty(&self, faults: &mut Faults) -> Result<Type, Reported> {
        self.equals(faults)?;
        self.parse_or_wrong(Type::without_plus, faults)
    }

    /// A bare word as value: `name = word`.
    pub(crate) fn word(&self, faults: &mut Faults) -> Result<Ident, Reported> {
        self.equals(faults)?;
        self.parse_or_wrong(Ident::parse_any, faults)
    }

    /// The path of a crate or module: `name = ::a::b`.
    pub(crate) fn path(&self, faults: &mut Faults) -> Result<syn::Path, Reported> {
        self.equals(faults)?;
        self.parse_or_wrong(syn::Path::parse_mod_style, faults)
    }

    /// Alternatives of credentials: `name = A | B & C`.
    pub(crate) fn auth(&self, faults: &mut Faults) -> Result<Auth, Reported> {
        self.equals(faults)?;
        self.parse_or_wrong(Auth::parse, faults)
    }

    /// An expression: `name = A::b().c(1)`.
    pub(crate) fn expression(&self, faults: &mut Faults) -> Result<TokenStream, Reported> {
        self.equals(faults)?;
        self.parse_or_wrong(expression, faults)
    }

    /// An expression, if the option has a value.
    pub(crate) fn optional_expression(
        &self,
        faults: &mut Faults,
    ) -> Result<Option<TokenStream>, Reported> {
        if self.is_bare() {
            return Ok(None);
        }
        self.expression(faults).map(Some)
    }

    /// The option's own name, where that alone says all.
    pub(crate) fn flag(&self, faults: &mut Faults) -> Result<Ident, Reported> {
        if self.is_bare() {
            return Ok(self.name.clone());
        }
        let message = say(format!("`{}` takes no value", self.name))
            .help(format!("write `{}`", self.keyword.example));
        let mut value = TokenStream::new();
        let rest = self.input.fork();
        while !rest.is_empty() && !rest.peek(Token![,]) {
            value.extend(rest.parse::<TokenTree>());
        }
        Err(faults.report(Fault::UnexpectedValue, value, message))
    }

    /// What stands in parentheses: `name(..)`.
    pub(crate) fn parenthesized(&self, faults: &mut Faults) -> Result<TokenStream, Reported> {
        if !self.input.peek(token::Paren) {
            let _: Option<Token![=]> = parse_if(self.input);
            return Err(self.wrong(faults));
        }
        self.parse_or_wrong(
            |input| {
                let content;
                parenthesized!(content in input);
                content.parse()
            },
            faults,
        )
    }

    /// Whether nothing follows the option's name.
    pub(crate) fn is_bare(&self) -> bool {
        self.input.is_empty() || self.input.peek(Token![,])
    }

    /// Reports a value of the wrong form, or one that is not there.
    pub(crate) fn wrong(&self, faults: &mut Faults) -> Reported {
        let Ok(token) = self.input.fork().parse::<TokenTree>() else {
            return self.missing(faults);
        };
        let message = say(format!("`{}` cannot be `{token}`", self.name))
            .help(format!("write it as in `{}`", self.keyword.example));
        faults.report(Fault::WrongValue, token, message)
    }

    /// The `=` before a value, which is there too.
    pub(crate) fn equals(&self, faults: &mut Faults) -> Result<(), Reported> {
        let equals = self.input.parse::<Token![=]>().is_ok();
        if equals && !self.input.is_empty() && !self.input.peek(Token![,]) {
            return Ok(());
        }
        if !equals && self.input.peek(token::Paren) {
            return Err(self.wrong(faults));
        }
        Err(self.missing(faults))
    }

    fn missing(&self, faults: &mut Faults) -> Reported {
        let message = say(format!("`{}` has no value", self.name))
            .help(format!("write it as in `{}`", self.keyword.example));
        faults.report(Fault::MissingValue, self.name, message)
    }

    fn parse_or_wrong<T>(
        &self,
        parser: fn(ParseStream<'_>) -> syn::Result<T>,
        faults: &mut Faults,
    ) -> Result<T, Reported> {
        let start = self.input.fork();
        parser(self.input).map_err(|_| {
            Given {
                input: &start,
                ..*self
            }
            .wrong(faults)
        })
    }
}

/// An expression. Arrays and blocks are taken as they are: what is in them is the compiler's to
/// judge.
fn expression(input: ParseStream<'_>) -> syn::Result<TokenStream> {
    let ahead = input.fork();
    let reference: Option<Token![&]> = parse_if(&ahead);
    if !ahead.peek(token::Bracket) && !ahead.peek(token::Brace) {
        return input.parse::<Expr>().map(ToTokens::into_token_stream);
    }
    let _: Option<Token![&]> = parse_if(input);
    let group: TokenTree = input.parse()?;
    Ok(quote!(#reference #group))
}
