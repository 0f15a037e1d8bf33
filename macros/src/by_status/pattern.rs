//! `200 | 201`, `400..=499`, `4xx`, `_`: which statuses a variant is for.

use std::fmt;

use proc_macro2::{Delimiter, TokenStream, TokenTree};
use quote::ToTokens;

use crate::diagnostics::{Faults, Reported, say};
use crate::fault::Fault;

/// One alternative of `#[status(..)]`, and how it is written.
#[derive(Debug)]
pub(super) struct Pattern {
    pub(super) statuses: Statuses,
    tokens: TokenStream,
}

#[derive(Debug, Clone, Copy, PartialEq)]
pub(super) enum Statuses {
    Code(u16),
    /// Both ends are in it.
    Range(u16, u16),
    /// Those that nothing else in the enum is for.
    Rest,
}

const FIRST: u16 = 100;
const LAST: u16 = 599;
const FORMS: &str = "write statuses as in `#[status(200 | 201)]`, `#[status(400..=499)]`, `#[status(4xx)]` or `#[status(_)]`";

/// Reads what is in the parentheses. What cannot be read is reported and left out.
pub(super) fn parse(tokens: TokenStream, faults: &mut Faults) -> Vec<Pattern> {
    let tokens = ungrouped(tokens);
    if let Some(comma) = tokens.iter().find(|token| is_punct(token, ',')) {
        let written: TokenStream = tokens.iter().cloned().collect();
        let message = say("statuses are not separated by a comma").help(format!(
            "write `#[status({})]`",
            compact(&written).replace(',', " | ")
        ));
        faults.report(Fault::ByStatusBadPattern, comma, message);
        return Vec::new();
    }
    let alternatives = tokens.split(|token| is_punct(token, '|'));
    let patterns = alternatives.map(|alternative| parse_one(alternative, faults));
    patterns.filter_map(Result::ok).collect()
}

/// The tokens without the groups that `macro_rules!` leaves around what it is given.
fn ungrouped(tokens: TokenStream) -> Vec<TokenTree> {
    let tokens = tokens.into_iter().flat_map(|token| match token {
        TokenTree::Group(group) if group.delimiter() == Delimiter::None => {
            ungrouped(group.stream())
        }
        token => vec![token],
    });
    tokens.collect()
}

fn parse_one(tokens: &[TokenTree], faults: &mut Faults) -> Result<Pattern, Reported> {
    let written: TokenStream = tokens.iter().cloned().collect();
    let statuses = match tokens {
        [TokenTree::Ident(rest)] if rest == "_" => Statuses::Rest,
        [only] => match (code(only), class(&only.to_string())) {
            (Some(code), _) => Statuses::Code(known(code, only, faults)?),
            (None, Some(class)) => class,
            (None, None) => return Err(bad_pattern(&written, faults)),
        },
        [first, a, b, equals, last]
            if is_punct(a, '.') && is_punct(b, '.') && is_punct(equals, '=') =>
        {
            let (Some(from), Some(to)) = (code(first), code(last)) else {
                return Err(bad_pattern(&written, faults));
            };
            let (from, to) = (known(from, first, faults), known(to, last, faults));
            range(from?, to?, &written, faults)?
        }
        _ => return Err(bad_pattern(&written, faults)),
    };
    Ok(Pattern {
        statuses,
        tokens: written,
    })
}

fn range(
    from: u16,
    to: u16,
    written: &TokenStream,
    faults: &mut Faults,
) -> Result<Statuses, Reported> {
    if from <= to {
        return Ok(Statuses::Range(from, to));
    }
    let message = say(format!("there is no status in `{from}..={to}`"))
        .help(format!("write `{to}..={from}`"));
    Err(faults.report(Fault::ByStatusEmptyRange, written, message))
}

fn known(code: u16, token: &TokenTree, faults: &mut Faults) -> Result<u16, Reported> {
    if (FIRST..=LAST).contains(&code) {
        return Ok(code);
    }
    let message = say(format!(
        "there is no status `{code}`: they go from {FIRST} to {LAST}"
    ))
    .help("write one that HTTP has, as in `#[status(404)]`");
    Err(faults.report(Fault::ByStatusNoSuchStatus, token, message))
}

fn bad_pattern(written: &TokenStream, faults: &mut Faults) -> Reported {
    let text = compact(written);
    if text.is_empty() {
        let message = say("a status is missing here").help(FORMS);
        return faults.report(Fault::ByStatusBadPattern, written, message);
    }
    let message = say(format!("`{text}` is not a status"));
    let message = match meant(&text) {
        Some(meant) => message.help(format!("write `#[status({meant})]`")),
        None => message.help(FORMS),
    };
    faults.report(Fault::ByStatusBadPattern, written, message)
}

/// The pattern that was probably meant by something that is none.
fn meant(text: &str) -> Option<String> {
    let text = text.trim_matches('"').to_ascii_lowercase();
    if let Some((from, to)) = text.split_once("..") {
        let inclusive = to.strip_prefix(['=', '.']);
        let from = if from.is_empty() {
            FIRST
        } else {
            ends(from)?.0
        };
        let to = match (inclusive, to) {
            (_, "" | "=" | ".") => LAST,
            (Some(to), _) => ends(to)?.1,
            // `200..300` leaves out its end; `200..299` was meant to have it.
            (None, to) => ends(to).map(|(_, to)| if to % 100 == 0 { to - 1 } else { to })?,
        };
        return (from <= to && to <= LAST).then(|| format!("{from}..={to}"));
    }
    if class(&text).is_some() {
        return Some(text);
    }
    let digits: String = text.chars().take_while(char::is_ascii_digit).collect();
    let code = digits.parse().ok()?;
    (FIRST..=LAST).contains(&code).then_some(digits)
}

/// The first and last status that a code or a class means.
fn ends(text: &str) -> Option<(u16, u16)> {
    match class(text) {
        Some(Statuses::Range(from, to)) => Some((from, to)),
        _ => text.parse().ok().map(|code| (code, code)),
    }
}

fn code(token: &TokenTree) -> Option<u16> {
    match token {
        TokenTree::Literal(literal) => literal.to_string().parse().ok(),
        _ => None,
    }
}

/// `4xx`.
fn class(text: &str) -> Option<Statuses> {
    let digit: u16 = text.strip_suffix("xx")?.parse().ok()?;
    (1..=5)
        .contains(&digit)
        .then(|| Statuses::Range(digit * 100, digit * 100 + 99))
}

fn is_punct(token: &TokenTree, character: char) -> bool {
    matches!(token, TokenTree::Punct(punct) if punct.as_char() == character)
}

fn compact(tokens: &TokenStream) -> String {
    tokens.to_string().replace(' ', "")
}

impl Statuses {
    pub(super) fn contains(self, code: u16) -> bool {
        match self {
            Self::Code(own) => own == code,
            Self::Range(from, to) => (from..=to).contains(&code),
            Self::Rest => true,
        }
    }

    /// Whether one of them is a status of success.
    pub(super) fn has_success(self) -> bool {
        match self {
            Self::Code(_) | Self::Range(..) => (200..=299).any(|code| self.contains(code)),
            Self::Rest => false,
        }
    }
}

impl fmt::Display for Pattern {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(&compact(&self.tokens))
    }
}

impl ToTokens for Pattern {
    fn to_tokens(&self, tokens: &mut TokenStream) {
        self.tokens.to_tokens(tokens);
    }
}

#[cfg(test)]
mod tests {
    use super::{Statuses, parse};
    use crate::diagnostics::Faults;

    fn read(text: &str) -> Result<Vec<Statuses>, String> {
        let mut faults = Faults::default();
        let patterns = parse(text.parse().unwrap(), &mut faults);
        if faults.is_empty() {
            Ok(patterns.iter().map(|pattern| pattern.statuses).collect())
        } else {
            Err(faults.messages().join("\n"))
        }
    }

    #[test]
    fn the_forms_of_a_pattern() {
        assert_eq!(read("200").unwrap(), [Statuses::Code(200)]);
        assert_eq!(read("4xx").unwrap(), [Statuses::Range(400, 499)]);
        assert_eq!(read("_").unwrap(), [Statuses::Rest]);
        assert_eq!(
            read("100 | 400..=404|5xx | 599").unwrap(),
            [
                Statuses::Code(100),
                Statuses::Range(400, 404),
                Statuses::Range(500, 599),
                Statuses::Code(599)
            ]
        );
    }

    #[test]
    fn what_was_meant_is_said() {
        for (written, meant) in [
            ("\"404\"", "`#[status(404)]`"),
            ("404u16", "`#[status(404)]`"),
            ("4XX", "`#[status(4xx)]`"),
            ("\"4XX\"", "`#[status(4xx)]`"),
            ("400..500", "`#[status(400..=499)]`"),
            ("400..", "`#[status(400..=599)]`"),
            ("..=299", "`#[status(100..=299)]`"),
            ("4xx..=5xx", "`#[status(400..=599)]`"),
            ("400...499", "`#[status(400..=499)]`"),
            ("200, 204", "`#[status(200 | 204)]`"),
            ("499..=400", "`400..=499`"),
            ("NOT_FOUND", "`#[status(4xx)]` or"),
            ("6xx", "`#[status(4xx)]` or"),
            ("", "a status is missing"),
            ("200 |", "a status is missing"),
            ("99", "no status `99`"),
            ("600", "from 100 to 599"),
            ("1..=700", "no status `1`"),
        ] {
            let said = read(written).unwrap_err();
            assert!(said.contains(meant), "{written}: {said}");
        }
    }
}
