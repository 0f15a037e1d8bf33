//! Comma-separated options: `word`, `word = value`, `word(..)`. All lists of the macros are read
//! here.

mod given;

use proc_macro2::{Ident, TokenStream, TokenTree};
use syn::Token;
use syn::ext::IdentExt as _;
use syn::parse::{Parse, ParseStream, Parser as _};

pub(crate) use self::given::{Given, IntOrStr};
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
