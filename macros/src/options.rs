//! Comma-separated options: `word`, `word = value`, `word(..)`. All lists of the macros are read
//! here.

use proc_macro2::{Ident, TokenStream, TokenTree};
use quote::{ToTokens, quote};
use syn::ext::IdentExt as _;
use syn::parse::{Parse, ParseStream, Parser as _};
use syn::{Expr, LitInt, LitStr, Token, Type, token};

use crate::auth::Auth;
use crate::diagnostics::{Faults, Message, Reported, all_of, nearest, say};
use crate::fault::Fault;
use crate::keywords::{CRATE, Keyword};

/// A set of options that can be filled from a list of them.
pub(crate) trait OptionList {
    const UNKNOWN: Fault;
    const DUPLICATE: Fault;

    /// The options there are.
    fn known(&self) -> &'static [&'static Keyword];

    /// Who has the options, as the user would write it.
    fn owner(&self) -> String;

    /// What to say of an option that is known elsewhere, and has no meaning here.
    fn misplaced(&self, _name: &Ident) -> Option<(Fault, Message)> {
        None
    }

    /// Reads and keeps the value of one option, which is one of the known.
    fn set(&mut self, option: &Given<'_>, faults: &mut Faults) -> Result<(), Reported>;
}

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

/// Reads options up to the end of the input. After a fault it goes on with the next option.
pub(crate) fn parse<L: OptionList>(list: &mut L, input: ParseStream<'_>, faults: &mut Faults) {
    let mut seen: Vec<Ident> = Vec::new();
    while !input.is_empty() {
        let done = parse_one(list, &mut seen, input, faults);
        if done.is_err() {
            skip_to_next(list.known(), input);
        }
        // Both ways lead to a comma or to the end.
        let _: syn::Result<Token![,]> = input.parse();
    }
}

fn parse_one<L: OptionList>(
    list: &mut L,
    seen: &mut Vec<Ident>,
    input: ParseStream<'_>,
    faults: &mut Faults,
) -> Result<(), Reported> {
    let name = input
        .call(Ident::parse_any)
        .map_err(|_| not_an_option(list, input, faults))?;
    let keyword = known(list, &name, faults)?;
    if seen.contains(&name) {
        let message = say(format!("`{name}` is given twice")).help("keep one of the two");
        return Err(faults.report(L::DUPLICATE, &name, message));
    }
    seen.push(name.clone());
    list.set(
        &Given {
            keyword,
            name: &name,
            input,
        },
        faults,
    )?;
    if input.is_empty() || input.peek(Token![,]) {
        return Ok(());
    }
    Err(surplus(keyword, input, faults))
}

fn known<L: OptionList>(
    list: &L,
    name: &Ident,
    faults: &mut Faults,
) -> Result<&'static Keyword, Reported> {
    if let Some(keyword) = list.known().iter().find(|keyword| name == keyword.name) {
        return Ok(keyword);
    }
    if let Some((fault, message)) = list.misplaced(name) {
        return Err(faults.report(fault, name, message));
    }
    let names = list.known().iter().map(|keyword| keyword.name);
    let meant = nearest(&name.to_string(), names.clone());
    let meant = list
        .known()
        .iter()
        .find(|keyword| Some(keyword.name) == meant);
    let message = say(format!("{} has no option `{name}`", list.owner()));
    let message = match (list.known(), meant) {
        ([only], _) => message.help(format!("write `{}`", only.example)),
        (_, Some(keyword)) => message.help(format!("did you mean `{}`?", keyword.example)),
        (_, None) => message.help(format!("the options are {}", all_of(names))),
    };
    Err(faults.report(L::UNKNOWN, name, message))
}

fn not_an_option<L: OptionList>(list: &L, input: ParseStream<'_>, faults: &mut Faults) -> Reported {
    let example = list.known().first().map_or("", |keyword| keyword.example);
    let message = say(format!("{} wants an option here", list.owner()))
        .help(format!("write options as in `{example}`"));
    unexpected(input, message, faults)
}

fn surplus(keyword: &Keyword, input: ParseStream<'_>, faults: &mut Faults) -> Reported {
    let message = say(format!("`{}` ends before this", keyword.name)).help(format!(
        "separate options with a comma: `{}, ..`",
        keyword.example
    ));
    unexpected(input, message, faults)
}

/// Reports the next token as one that has no meaning here.
pub(crate) fn unexpected(
    input: ParseStream<'_>,
    message: Message,
    faults: &mut Faults,
) -> Reported {
    match input.fork().parse::<TokenTree>() {
        Ok(token) => faults.report(Fault::UnexpectedToken, token, message),
        Err(_) => faults.report_at(Fault::UnexpectedToken, input.span(), message),
    }
}

/// Skips what is left of a faulty option. A comma inside a value is told from one between options
/// by what follows it.
fn skip_to_next(known: &[&Keyword], input: ParseStream<'_>) {
    while !input.is_empty() && !starts_option(known, input) {
        let _: syn::Result<TokenTree> = input.parse();
    }
}

fn starts_option(known: &[&Keyword], input: ParseStream<'_>) -> bool {
    let ahead = input.fork();
    if ahead.parse::<Token![,]>().is_err() {
        return false;
    }
    let Ok(name) = ahead.call(Ident::parse_any) else {
        return ahead.is_empty();
    };
    ahead.peek(Token![=]) || known.iter().any(|keyword| name == keyword.name)
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
        if self.input.is_empty() || self.input.peek(Token![,]) {
            return Ok(None);
        }
        self.expression(faults).map(Some)
    }

    /// The option's own name, where that alone says all.
    pub(crate) fn flag(&self, faults: &mut Faults) -> Result<Ident, Reported> {
        if self.input.is_empty() || self.input.peek(Token![,]) {
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

    /// Reports a value of the wrong form, or one that is not there.
    pub(crate) fn wrong(&self, faults: &mut Faults) -> Reported {
        let Ok(token) = self.input.fork().parse::<TokenTree>() else {
            return self.missing(faults);
        };
        let message = say(format!("`{}` cannot be `{token}`", self.name))
            .help(format!("write it as in `{}`", self.keyword.example));
        faults.report(Fault::WrongValue, token, message)
    }

    fn equals(&self, faults: &mut Faults) -> Result<(), Reported> {
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

/// The one option of an attribute that only names the crate: `#[headers(crate = path)]`.
#[derive(Default)]
pub(crate) struct CrateOption {
    pub(crate) krate: Option<syn::Path>,
}

impl OptionList for CrateOption {
    const UNKNOWN: Fault = Fault::HeadersUnknownOption;
    const DUPLICATE: Fault = Fault::HeadersUnknownOption;

    fn known(&self) -> &'static [&'static Keyword] {
        &[&CRATE]
    }

    fn owner(&self) -> String {
        "`#[headers]`".to_owned()
    }

    fn set(&mut self, option: &Given<'_>, faults: &mut Faults) -> Result<(), Reported> {
        self.krate = Some(option.path(faults)?);
        Ok(())
    }
}

/// Runs a parser that reports its own faults and reads to the end.
pub(crate) fn parse_all<T: Default>(
    tokens: TokenStream,
    faults: &mut Faults,
    parser: impl FnOnce(ParseStream<'_>, &mut Faults) -> T,
) -> T {
    let parsed = (|input: ParseStream<'_>| Ok(parser(input, faults))).parse2(tokens);
    parsed.unwrap_or_else(|error| {
        faults.report_at(Fault::UnexpectedToken, error.span(), say(&error));
        T::default()
    })
}

/// Parses when the input begins with what is wanted, and leaves it alone otherwise.
pub(crate) fn parse_if<T: Parse>(input: ParseStream<'_>) -> Option<T> {
    input.fork().parse::<T>().ok()?;
    input.parse().ok()
}
