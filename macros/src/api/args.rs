//! The arguments of `#[api]` as they are written.

use proc_macro2::{Ident, TokenStream, TokenTree};
use quote::ToTokens;
use syn::ext::IdentExt as _;
use syn::parse::ParseStream;
use syn::{LitStr, Token, Type};

use crate::auth::Auth;
use crate::diagnostics::{Faults, Reported, say};
use crate::fault::Fault;
use crate::keywords::{AUTH, BASE_URL, CRATE, ENVELOPE, ERROR, Keyword, META, QUERY, RETRY};
use crate::options::{self, Given, OptionList, parse_if};

#[derive(Default)]
pub(crate) struct Args {
    pub(crate) base_url: Option<LitStr>,
    /// Set when the base URL is there but could not be read.
    pub(crate) base_url_reported: Option<Reported>,
    pub(crate) envelope: Option<Type>,
    pub(crate) error: Option<Type>,
    pub(crate) meta: Option<Type>,
    pub(crate) auth: Option<Auth>,
    pub(crate) query: Vec<Parameter>,
    pub(crate) retry: Option<TokenStream>,
    pub(crate) krate: Option<syn::Path>,
}

/// `name = "value"` or `"name" = "value"`.
pub(crate) struct Parameter {
    pub(crate) name: Name,
    pub(crate) value: LitStr,
}

pub(crate) enum Name {
    Word(Ident),
    Text(LitStr),
}

pub(crate) fn parse(tokens: TokenStream, faults: &mut Faults) -> Args {
    options::parse_all(tokens, faults, |input, faults| {
        let mut args = Args::default();
        options::parse(&mut args, input, faults);
        args
    })
}

impl Parameter {
    pub(crate) fn name_text(&self) -> String {
        match &self.name {
            Name::Word(word) => word.unraw().to_string(),
            Name::Text(text) => text.value(),
        }
    }
}

impl ToTokens for Name {
    fn to_tokens(&self, tokens: &mut TokenStream) {
        match self {
            Self::Word(word) => word.to_tokens(tokens),
            Self::Text(text) => text.to_tokens(tokens),
        }
    }
}

impl OptionList for Args {
    const UNKNOWN: Fault = Fault::ApiUnknownOption;
    const DUPLICATE: Fault = Fault::ApiDuplicateOption;

    fn known(&self) -> &'static [&'static Keyword] {
        &[
            &BASE_URL, &ENVELOPE, &ERROR, &META, &AUTH, &QUERY, &RETRY, &CRATE,
        ]
    }

    fn owner(&self) -> String {
        "`#[api]`".to_owned()
    }

    fn set(&mut self, option: &Given<'_>, faults: &mut Faults) -> Result<(), Reported> {
        match option.keyword.name {
            name if name == BASE_URL.name => {
                let text = option.string(faults);
                self.base_url_reported = text.as_ref().err().copied();
                self.base_url = Some(text?);
            }
            name if name == ENVELOPE.name => self.envelope = Some(option.ty(faults)?),
            name if name == ERROR.name => self.error = Some(option.ty(faults)?),
            name if name == META.name => self.meta = Some(option.ty(faults)?),
            name if name == AUTH.name => self.auth = Some(option.auth(faults)?),
            name if name == QUERY.name => self.query = parse_query(option, faults)?,
            name if name == RETRY.name => self.retry = Some(option.expression(faults)?),
            _ => self.krate = Some(option.path(faults)?),
        }
        Ok(())
    }
}

fn parse_query(option: &Given<'_>, faults: &mut Faults) -> Result<Vec<Parameter>, Reported> {
    let content = option.parenthesized(faults)?;
    Ok(options::parse_all(content, faults, parse_parameters))
}

fn parse_parameters(input: ParseStream<'_>, faults: &mut Faults) -> Vec<Parameter> {
    let mut parameters = Vec::new();
    while !input.is_empty() {
        parameters.extend(parse_parameter(input, faults).ok());
        while !input.is_empty() && parse_if::<Token![,]>(input).is_none() {
            let _: syn::Result<TokenTree> = input.parse();
        }
    }
    parameters
}

fn parse_parameter(input: ParseStream<'_>, faults: &mut Faults) -> Result<Parameter, Reported> {
    let start = input.fork();
    let read = || {
        let name = match parse_if::<LitStr>(input) {
            Some(text) => Name::Text(text),
            None => Name::Word(input.call(Ident::parse_any).ok()?),
        };
        input.parse::<Token![=]>().ok()?;
        let value = input.parse().ok()?;
        (input.is_empty() || input.peek(Token![,])).then_some(Parameter { name, value })
    };
    read().ok_or_else(|| {
        let message = say("a query parameter is a name and a text")
            .help("write `query(version = \"2024-10-15\")`, or `query(\"api-version\" = \"7\")`");
        match start.parse::<TokenTree>() {
            Ok(token) => faults.report(Fault::ApiBadQuery, token, message),
            Err(_) => faults.report_at(Fault::ApiBadQuery, input.span(), message),
        }
    })
}
