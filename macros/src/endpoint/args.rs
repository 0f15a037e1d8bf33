//! `METHOD "template" [-> Output [in "key"]] [, option]*`: the arguments as they are written.

use proc_macro2::{Ident, Span, TokenStream};
use syn::ext::IdentExt as _;
use syn::parse::ParseStream;
use syn::{LitStr, Token, Type};

use super::paginate::Paginate;
use crate::auth::Auth;
use crate::diagnostics::{Faults, Reported, say};
use crate::fault::Fault;
use crate::keywords::{
    ACCEPT, API, AUTH, BASE_URL, CONTENT_TYPE, CRATE, ENVELOPE, ERROR, IDEMPOTENCY_KEY, IDEMPOTENT,
    Keyword, LIMIT, META, PAGINATE, REDIRECT, RENAME_ALL, RETRY, TIMEOUT,
};
use crate::options::{self, Given, IntOrStr, OptionList, parse_if, unexpected};

/// The arguments. What could not be read is missing, and was reported.
#[derive(Default)]
pub(crate) struct Args {
    pub(crate) method: Option<Ident>,
    pub(crate) template: Option<LitStr>,
    pub(crate) output: Option<Output>,
    pub(crate) options: Options,
}

/// What stands after the arrow.
pub(crate) struct Output {
    pub(crate) ty: Type,
    pub(crate) key: Option<LitStr>,
}

#[derive(Default)]
pub(crate) struct Options {
    pub(crate) api: Option<Type>,
    pub(crate) envelope: Option<Type>,
    pub(crate) error: Option<Type>,
    pub(crate) meta: Option<Type>,
    pub(crate) auth: Option<Auth>,
    pub(crate) accept: Option<LitStr>,
    pub(crate) content_type: Option<LitStr>,
    pub(crate) base_url: Option<LitStr>,
    pub(crate) rename_all: Option<LitStr>,
    pub(crate) timeout: Option<LitStr>,
    pub(crate) limit: Option<IntOrStr>,
    pub(crate) redirect: Option<Ident>,
    pub(crate) idempotent: Option<Ident>,
    pub(crate) idempotency_key: Option<LitStr>,
    pub(crate) retry: Option<TokenStream>,
    pub(crate) paginate: Option<Paginate>,
    pub(crate) krate: Option<syn::Path>,
}

/// Reads the arguments, and reports everything in them that is out of place.
pub(crate) fn parse(tokens: TokenStream, faults: &mut Faults) -> Args {
    options::parse_all(tokens, faults, |input, faults| {
        let (method, template) = parse_route(input, faults);
        let output = parse_output(input, faults);
        let mut options = Options::default();
        parse_options(&mut options, input, faults);
        Args {
            method,
            template,
            output,
            options,
        }
    })
}

fn parse_route(input: ParseStream<'_>, faults: &mut Faults) -> (Option<Ident>, Option<LitStr>) {
    let method = if input.peek(Ident::peek_any) {
        input.call(Ident::parse_any).ok()
    } else {
        None
    };
    let comma = if method.is_some() && input.peek2(LitStr) {
        input.parse::<Token![,]>().ok()
    } else {
        None
    };
    let template: Option<LitStr> = parse_if(input);
    let shown = || {
        template.as_ref().map_or_else(
            || "\"/users/<login>\"".to_owned(),
            |path| format!("{:?}", path.value()),
        )
    };
    if let Some(comma) = comma {
        let method = method.as_ref().map_or_else(String::new, Ident::to_string);
        let message = say("the method and the path are not separated by a comma")
            .help(format!("write `{method} {}`", shown()));
        faults.report(Fault::CommaAfterMethod, comma, message);
    }
    match (&method, &template) {
        (None, _) => missing_method(template.as_ref(), &shown(), faults),
        (Some(method), None) => missing_template(method, input, faults),
        (Some(_), Some(_)) => {}
    }
    (method, template)
}

fn missing_method(template: Option<&LitStr>, shown: &str, faults: &mut Faults) {
    let message =
        say("the HTTP method is missing").help(format!("write it before the path: `GET {shown}`"));
    match template {
        Some(template) => faults.report(Fault::MissingMethod, template, message),
        None => faults.report_at(Fault::MissingMethod, Span::call_site(), message),
    };
}

fn missing_template(method: &Ident, input: ParseStream<'_>, faults: &mut Faults) {
    let message = say(format!("no path follows `{method}`")).help(format!(
        "write it as one string literal: `{method} \"/users/<login>\"`"
    ));
    let ends = input.is_empty() || input.peek(Token![->]) || input.peek(Token![,]);
    if ends {
        faults.report(Fault::MissingTemplate, method, message);
    } else {
        faults.report_at(Fault::MissingTemplate, input.span(), message);
        skip_to_comma(input);
    }
}

fn parse_output(input: ParseStream<'_>, faults: &mut Faults) -> Option<Output> {
    let arrow: Option<Token![->]> = parse_if(input);
    let ty = match arrow {
        Some(arrow) => parse_output_type(arrow, input, faults).ok(),
        None => None,
    };
    let key = parse_key(arrow.is_some(), input, faults);
    ty.map(|ty| Output { ty, key })
}

fn parse_output_type(
    arrow: Token![->],
    input: ParseStream<'_>,
    faults: &mut Faults,
) -> Result<Type, Reported> {
    if let Ok(ty) = input.call(Type::without_plus) {
        return Ok(ty);
    }
    let message = say("no type follows `->`")
        .help("write what comes back, as in `-> User`, or leave out the arrow");
    let reported = faults.report(Fault::MissingOutput, arrow, message);
    skip_to_comma(input);
    Err(reported)
}

fn parse_key(has_output: bool, input: ParseStream<'_>, faults: &mut Faults) -> Option<LitStr> {
    let word: Token![in] = parse_if(input)?;
    let key: Option<LitStr> = parse_if(input);
    if !has_output {
        let message = say("`in` has no output before it")
            .help("write the type first: `-> Export in \"export\"`");
        faults.report(Fault::InWithoutOutput, word, message);
    } else if key.as_ref().is_none_or(|key| key.value().is_empty()) {
        let message = say("`in` does not name a key")
            .help("write the member that holds the value: `-> Export in \"export\"`");
        faults.report(Fault::InWithoutKey, word, message);
        skip_to_comma(input);
    }
    key
}

fn parse_options(options: &mut Options, input: ParseStream<'_>, faults: &mut Faults) {
    if !input.is_empty() && parse_if::<Token![,]>(input).is_none() {
        let message = say("the path and the output end before this").help(
            "write an output after an arrow, and options after a comma: `-> User, api = Snyk`",
        );
        unexpected(input, message, faults);
        skip_to_comma(input);
        let _: Option<Token![,]> = parse_if(input);
    }
    options::parse(options, input, faults);
}

fn skip_to_comma(input: ParseStream<'_>) {
    while !input.is_empty() && !input.peek(Token![,]) {
        let _: syn::Result<proc_macro2::TokenTree> = input.parse();
    }
}

impl OptionList for Options {
    const UNKNOWN: Fault = Fault::UnknownOption;
    const DUPLICATE: Fault = Fault::DuplicateOption;

    fn known(&self) -> &'static [&'static Keyword] {
        &[
            &API,
            &ENVELOPE,
            &ERROR,
            &META,
            &AUTH,
            &ACCEPT,
            &CONTENT_TYPE,
            &BASE_URL,
            &RENAME_ALL,
            &TIMEOUT,
            &LIMIT,
            &REDIRECT,
            &IDEMPOTENT,
            &IDEMPOTENCY_KEY,
            &RETRY,
            &PAGINATE,
            &CRATE,
        ]
    }

    fn owner(&self) -> String {
        "`#[endpoint]`".to_owned()
    }

    fn set(&mut self, option: &Given<'_>, faults: &mut Faults) -> Result<(), Reported> {
        match option.keyword.name {
            name if name == API.name => self.api = Some(option.ty(faults)?),
            name if name == ENVELOPE.name => self.envelope = Some(option.ty(faults)?),
            name if name == ERROR.name => self.error = Some(option.ty(faults)?),
            name if name == META.name => self.meta = Some(option.ty(faults)?),
            name if name == AUTH.name => self.auth = Some(option.auth(faults)?),
            name if name == ACCEPT.name => self.accept = Some(option.string(faults)?),
            name if name == CONTENT_TYPE.name => self.content_type = Some(option.string(faults)?),
            name if name == BASE_URL.name => self.base_url = Some(option.string(faults)?),
            name if name == RENAME_ALL.name => self.rename_all = Some(option.string(faults)?),
            name if name == TIMEOUT.name => self.timeout = Some(option.string(faults)?),
            name if name == LIMIT.name => self.limit = Some(option.int_or_string(faults)?),
            name if name == REDIRECT.name => self.redirect = Some(option.word(faults)?),
            name if name == IDEMPOTENT.name => self.idempotent = Some(option.flag(faults)?),
            name if name == IDEMPOTENCY_KEY.name => {
                self.idempotency_key = Some(option.string(faults)?);
            }
            name if name == RETRY.name => self.retry = Some(option.expression(faults)?),
            name if name == PAGINATE.name => {
                let paginate = self.paginate.insert(Paginate::new(option.name));
                paginate.read(option, faults)?;
            }
            _ => self.krate = Some(option.path(faults)?),
        }
        Ok(())
    }
}
