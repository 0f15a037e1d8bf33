//! From the keys of `paginate(..)` to one way of turning pages.

use proc_macro2::Ident;

use super::{Items, Keys, OutputPath, Paginate};
use crate::diagnostics::{Faults, Message, Reported, say};
use crate::fault::Fault;
use crate::keywords::Keyword;
use crate::keywords::pages::{
    CURSOR, FIRST, LAST, LIMIT, LINK, LINK_HEADER, LINKS, NEXT, OFFSET, PAGE, SIZE, TOTAL,
};

/// What `paginate(..)` says. `F` is a field of the struct that is sent in the query.
pub(crate) struct Pages<'a, F> {
    pub(crate) way: Way<'a, F>,
    pub(crate) items: Option<&'a Items>,
    /// The field that says how many items a page has, where the way has none of its own.
    pub(crate) size: Option<F>,
}

/// How the next page is found.
pub(crate) enum Way<'a, F> {
    /// The key that says so, or `paginate` by itself.
    Links(&'a Ident),
    LinkHeader,
    Link(&'a OutputPath),
    Cursor {
        cursor: F,
        next: &'a OutputPath,
    },
    Offset {
        offset: F,
        limit: F,
        total: Option<&'a OutputPath>,
    },
    Number {
        page: F,
        first: u64,
        last: Option<&'a OutputPath>,
    },
}

/// The keys that are a way, of which there is one.
const WAYS: [&Keyword; 6] = [&LINKS, &LINK, &LINK_HEADER, &CURSOR, &OFFSET, &PAGE];

/// Keys that say more of a way, each with its way's.
const PARTS: [(&Keyword, &Keyword); 5] = [
    (&NEXT, &CURSOR),
    (&LIMIT, &OFFSET),
    (&TOTAL, &OFFSET),
    (&FIRST, &PAGE),
    (&LAST, &PAGE),
];

/// Where pages are counted from, if nothing else is said.
const FIRST_PAGE: u64 = 1;

impl Paginate {
    /// Tells the ways apart, and refuses keys that do not go together.
    pub(crate) fn lower(&self, faults: &mut Faults) -> Result<Pages<'_, &Ident>, Reported> {
        let keys = &self.keys;
        check_ways(keys, faults);
        // A key that is missed may be one of those that could not be read.
        if keys.is_whole {
            check_parts(keys, faults);
            check_way(&self.word, keys, faults);
        }
        faults.gate(keys.pages())
    }
}

impl Keys {
    fn word(&self, keyword: &Keyword) -> Option<&Ident> {
        self.words.iter().find(|word| *word == keyword.name)
    }

    fn ways(&self) -> impl Iterator<Item = &Ident> {
        let is_way = |word: &&Ident| WAYS.iter().any(|way| *word == way.name);
        self.words.iter().filter(is_way)
    }

    fn pages(&self) -> Option<Pages<'_, &Ident>> {
        Some(Pages {
            way: self.way()?,
            items: self.items.as_ref(),
            size: self.size.as_ref(),
        })
    }

    fn way(&self) -> Option<Way<'_, &Ident>> {
        let word = self.ways().next()?;
        Some(match &word.to_string() {
            name if name == LINKS.name => Way::Links(word),
            name if name == LINK_HEADER.name => Way::LinkHeader,
            name if name == LINK.name => Way::Link(self.link.as_ref()?),
            name if name == CURSOR.name => Way::Cursor {
                cursor: self.cursor.as_ref()?,
                next: self.next.as_ref()?,
            },
            name if name == OFFSET.name => Way::Offset {
                offset: self.offset.as_ref()?,
                limit: self.limit.as_ref()?,
                total: self.total.as_ref(),
            },
            _ => Way::Number {
                page: self.page.as_ref()?,
                first: self.first.unwrap_or(FIRST_PAGE),
                last: self.last.as_ref(),
            },
        })
    }
}

impl<'a, F: Copy> Pages<'a, F> {
    /// The fields, each with the key that names it.
    pub(crate) fn roles(&self) -> Vec<(&'static str, F)> {
        let mut roles = match &self.way {
            Way::Links(_) | Way::LinkHeader | Way::Link(_) => Vec::new(),
            Way::Cursor { cursor, .. } => vec![(CURSOR.name, *cursor)],
            Way::Offset { offset, limit, .. } => {
                vec![(OFFSET.name, *offset), (LIMIT.name, *limit)]
            }
            Way::Number { page, .. } => vec![(PAGE.name, *page)],
        };
        roles.extend(self.size.map(|size| (SIZE.name, size)));
        roles
    }

    /// The same with something else for each field, which is asked for all of them.
    pub(crate) fn with_fields<G>(
        &self,
        other: &mut dyn FnMut(&'static str, F) -> Result<G, Reported>,
    ) -> Result<Pages<'a, G>, Reported> {
        let way = self.way.with_fields(other);
        let size = self.size.map(|size| other(SIZE.name, size));
        Ok(Pages {
            way: way?,
            items: self.items,
            size: size.transpose()?,
        })
    }
}

impl<'a, F: Copy> Way<'a, F> {
    fn with_fields<G>(
        &self,
        other: &mut dyn FnMut(&'static str, F) -> Result<G, Reported>,
    ) -> Result<Way<'a, G>, Reported> {
        Ok(match *self {
            Self::Links(word) => Way::Links(word),
            Self::LinkHeader => Way::LinkHeader,
            Self::Link(path) => Way::Link(path),
            Self::Cursor { cursor, next } => Way::Cursor {
                cursor: other(CURSOR.name, cursor)?,
                next,
            },
            Self::Offset {
                offset,
                limit,
                total,
            } => {
                let (offset, limit) = (other(OFFSET.name, offset), other(LIMIT.name, limit));
                Way::Offset {
                    offset: offset?,
                    limit: limit?,
                    total,
                }
            }
            Self::Number { page, first, last } => Way::Number {
                page: other(PAGE.name, page)?,
                first,
                last,
            },
        })
    }
}

/// There is one way to the next page.
fn check_ways(keys: &Keys, faults: &mut Faults) {
    let mut ways = keys.ways();
    let Some(first) = ways.next() else { return };
    for second in ways {
        let message = say(format!(
            "`{second}` is another way to the next page than `{first}`"
        ))
        .help("keep one of the two");
        faults.report(Fault::PagesTwoWays, second, message);
    }
}

/// Keys stand beside the way that they say more of.
fn check_parts(keys: &Keys, faults: &mut Faults) {
    for (part, way) in PARTS {
        let Some(word) = keys.word(part).filter(|_| keys.word(way).is_none()) else {
            continue;
        };
        let message = say(format!("`{word}` has no `{}` beside it", way.name));
        let (fault, message) = match part.name {
            name if name == NEXT.name => next_without_cursor(message, keys),
            name if name == LIMIT.name => limit_without_offset(message, keys),
            name => (
                Fault::PagesMisplacedKey,
                misplaced(message, name, way, keys),
            ),
        };
        faults.report(fault, word, message);
    }
}

fn misplaced(message: Message, part: &str, way: &Keyword, keys: &Keys) -> Message {
    let value = match part {
        name if name == TOTAL.name => shown(keys.total.as_ref()),
        name if name == LAST.name => shown(keys.last.as_ref()),
        _ => shown(keys.first.as_ref()),
    };
    let limit = (way.name == OFFSET.name).then(|| format!("{}, ", LIMIT.example));
    let limit = limit.unwrap_or_default();
    message.help(format!(
        "leave out `{part}`, or write `{}, {limit}{part} = {value}`",
        way.example
    ))
}

fn next_without_cursor(message: Message, keys: &Keys) -> (Fault, Message) {
    let path = shown(keys.next.as_ref());
    let message = message
        .help(format!(
            "name the field of this struct that takes the token: `{}, next = {path}`",
            CURSOR.example
        ))
        .help(format!("if `{path}` is a link, write `link = {path}`"));
    (Fault::PagesNextWithoutCursor, message)
}

fn limit_without_offset(message: Message, keys: &Keys) -> (Fault, Message) {
    let field = shown(keys.limit.as_ref());
    let message = message
        .help(format!(
            "for the number of items on a page, write `size = {field}`"
        ))
        .help(format!(
            "to turn pages by offsets, write `{}, limit = {field}`",
            OFFSET.example
        ));
    (Fault::PagesLimitWithoutOffset, message)
}

/// There is a way, and all of it.
fn check_way(word: &Ident, keys: &Keys, faults: &mut Faults) {
    if let Some(cursor) = keys.word(&CURSOR).filter(|_| keys.next.is_none()) {
        let field = shown(keys.cursor.as_ref());
        let message = say("`cursor` does not say where the next token comes from").help(format!(
            "name the field of the output that holds it: `cursor = {field}, {}`",
            NEXT.example
        ));
        faults.report(Fault::PagesCursorWithoutNext, cursor, message);
    }
    if let Some(offset) = keys.word(&OFFSET).filter(|_| keys.limit.is_none()) {
        let field = shown(keys.offset.as_ref());
        let message = say("`offset` has no `limit` beside it").help(format!(
            "name the field that says how many items a page has: `offset = {field}, {}`",
            LIMIT.example
        ));
        faults.report(Fault::PagesOffsetWithoutLimit, offset, message);
    }
    if let Some(size) = keys
        .word(&SIZE)
        .filter(|_| keys.offset.is_some() && keys.limit.is_some())
    {
        let message =
            say("`limit` says already how many items a page has").help("leave out `size`");
        faults.report(Fault::PagesSizeBesideLimit, size, message);
    }
    let has_part = PARTS.iter().any(|(part, _)| keys.word(part).is_some());
    if keys.ways().next().is_none() && !has_part {
        no_way(word, faults);
    }
}

fn no_way(word: &Ident, faults: &mut Faults) {
    let message = say("`paginate` does not say how the next page is found")
        .help("by a link: `links` (of a JSON:API document), `link_header`, or `link = paging?.next`")
        .help("by fields of this struct: `cursor = starting_after, next = next_cursor`, `offset = offset, limit = limit`, or `page = page`");
    faults.report(Fault::PagesNoWay, word, message);
}

/// A value for a suggestion. It is there, or something else was reported before.
fn shown(value: Option<&impl ToString>) -> String {
    value.map_or_else(|| "..".to_owned(), ToString::to_string)
}
