//! `paginate(..)`: how the pages of a list are turned.

mod lower;
mod path;

use proc_macro2::{Ident, TokenTree};
use quote::ToTokens;
use syn::{LitInt, Token, Type};

pub(crate) use self::lower::{Pages, Way};
pub(crate) use self::path::{OutputPath, Step};
use crate::diagnostics::{Faults, Reported, say};
use crate::fault::Fault;
use crate::keywords::Keyword;
use crate::keywords::pages::{
    CURSOR, FIRST, ITEMS, LAST, LIMIT, LINK, LINK_HEADER, LINKS, NEXT, OFFSET, PAGE, SIZE, TOTAL,
};
use crate::options::{self, Given, OptionList, parse_if};
use crate::types::written;

/// The option as it was written.
pub(crate) struct Paginate {
    /// The word itself.
    pub(crate) word: Ident,
    keys: Keys,
}

/// What stands in the parentheses. A key whose value could not be read is a word without a value.
#[derive(Default)]
struct Keys {
    /// In their order.
    words: Vec<Ident>,
    /// Whether all of them could be read.
    is_whole: bool,
    link: Option<OutputPath>,
    cursor: Option<Ident>,
    next: Option<OutputPath>,
    offset: Option<Ident>,
    limit: Option<Ident>,
    total: Option<OutputPath>,
    page: Option<Ident>,
    first: Option<u64>,
    last: Option<OutputPath>,
    items: Option<Items>,
    size: Option<Ident>,
}

/// `Export in exports`: the type of an item, and the list.
pub(crate) struct Items {
    pub(crate) ty: Type,
    pub(crate) path: OutputPath,
}

impl Paginate {
    /// The option before its parentheses are read.
    pub(crate) fn new(word: &Ident) -> Self {
        Self {
            word: word.clone(),
            keys: Keys::default(),
        }
    }

    /// Reads what follows the word: nothing, which means `links`, or keys in parentheses.
    pub(crate) fn read(&mut self, option: &Given<'_>, faults: &mut Faults) -> Result<(), Reported> {
        if option.is_bare() {
            let links = Ident::new(LINKS.name, self.word.span());
            self.keys.words.push(links);
            self.keys.is_whole = true;
            return Ok(());
        }
        let content = option.parenthesized(faults)?;
        let before = faults.count();
        options::parse_all(content, faults, |input, faults| {
            options::parse(&mut self.keys, input, faults);
        });
        self.keys.is_whole = faults.count() == before;
        Ok(())
    }

    /// The type of the items, where it is given.
    pub(crate) fn item_type(&self) -> Option<&Type> {
        self.keys.items.as_ref().map(|items| &items.ty)
    }
}

impl OptionList for Keys {
    const UNKNOWN: Fault = Fault::PagesUnknownKey;
    const DUPLICATE: Fault = Fault::PagesDuplicateKey;

    fn known(&self) -> &'static [&'static Keyword] {
        &[
            &LINKS,
            &LINK,
            &LINK_HEADER,
            &CURSOR,
            &NEXT,
            &OFFSET,
            &LIMIT,
            &TOTAL,
            &PAGE,
            &FIRST,
            &LAST,
            &ITEMS,
            &SIZE,
        ]
    }

    fn owner(&self) -> String {
        "`paginate`".to_owned()
    }

    fn set(&mut self, option: &Given<'_>, faults: &mut Faults) -> Result<(), Reported> {
        self.words.push(option.name.clone());
        match option.keyword.name {
            name if name == LINK.name => self.link = Some(path(option, faults)?),
            name if name == CURSOR.name => self.cursor = Some(option.word(faults)?),
            name if name == NEXT.name => self.next = Some(path(option, faults)?),
            name if name == OFFSET.name => self.offset = Some(option.word(faults)?),
            name if name == LIMIT.name => self.limit = Some(option.word(faults)?),
            name if name == TOTAL.name => self.total = Some(path(option, faults)?),
            name if name == PAGE.name => self.page = Some(option.word(faults)?),
            name if name == FIRST.name => self.first = Some(first(option, faults)?),
            name if name == LAST.name => self.last = Some(path(option, faults)?),
            name if name == ITEMS.name => self.items = Some(items(option, faults)?),
            name if name == SIZE.name => self.size = Some(option.word(faults)?),
            _ => drop(option.flag(faults)?),
        }
        Ok(())
    }
}

fn path(option: &Given<'_>, faults: &mut Faults) -> Result<OutputPath, Reported> {
    option.equals(faults)?;
    OutputPath::parse(option, faults)
}

/// The number of the first page.
fn first(option: &Given<'_>, faults: &mut Faults) -> Result<u64, Reported> {
    option.equals(faults)?;
    let start = option.input.fork();
    let number = parse_if::<LitInt>(option.input);
    if let Some(first) = number.as_ref().and_then(|int| int.base10_parse().ok()) {
        return Ok(first);
    }
    let token = start.parse::<TokenTree>().ok();
    let found = number.map_or_else(|| token.to_token_stream(), ToTokens::into_token_stream);
    let shown = found.to_string().replace("- ", "-");
    let message = say(format!(
        "`first` is the number of a page, and `{shown}` is none"
    ))
    .help("write a whole number: `first = 0`");
    Err(faults.report(Fault::PagesBadFirst, found, message))
}

fn items(option: &Given<'_>, faults: &mut Faults) -> Result<Items, Reported> {
    let ty = option.ty(faults)?;
    if parse_if::<Token![in]>(option.input).is_none() {
        let message = say("`items` does not say where in the output they are").help(format!(
            "name the field that is the list: `items = {} in items`",
            written(&ty)
        ));
        return Err(faults.report(Fault::PagesItemsWithoutIn, ty, message));
    }
    let path = OutputPath::parse(option, faults)?;
    Ok(Items { ty, path })
}
