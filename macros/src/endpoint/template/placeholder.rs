//! Finding a placeholder, in our spelling or in one that other tools use.

use super::Placeholder;
use crate::diagnostics::{Message, say};
use crate::fault::Fault;

/// A placeholder, or something that was meant as one, and how much text it takes.
pub(super) struct Found {
    pub(super) placeholder: Result<Placeholder, Mistake>,
    pub(super) length: usize,
}

pub(super) enum Mistake {
    Unclosed,
    Nested,
    Empty,
    BadName,
    Braces,
    Colon,
}

/// Looks for a placeholder at the beginning of a text.
pub(super) fn find(rest: &str, starts_segment: bool) -> Option<Found> {
    if rest.starts_with("<<") {
        return None;
    }
    if let Some(inner) = rest.strip_prefix('<') {
        return Some(angle(inner));
    }
    if let Some(inner) = rest.strip_prefix('{') {
        return braces(inner);
    }
    let name = rest.strip_prefix(':').filter(|_| starts_segment)?;
    let end = name.find(|c| !is_identifier_part(c)).unwrap_or(name.len());
    let found = Found {
        placeholder: Err(Mistake::Colon),
        length: 1 + end,
    };
    is_identifier(name.get(..end)?).then_some(found)
}

impl Mistake {
    pub(super) fn explain(self, written: &str) -> (Fault, Message) {
        let name = meant(written);
        match self {
            Self::Unclosed => {
                let message = say(format!("the placeholder `{written}` is not closed"));
                (
                    Fault::UnclosedPlaceholder,
                    message.help(format!("write `<{name}>`, or `<<` for a literal `<`")),
                )
            }
            Self::Nested => {
                let message = say(format!("`{written}` holds a placeholder inside another"));
                (
                    Fault::NestedPlaceholder,
                    message.help(format!(
                        "put one after the other: `{}`",
                        side_by_side(written)
                    )),
                )
            }
            Self::Empty => {
                let message = say(format!("the placeholder `{written}` has no name"));
                (
                    Fault::EmptyPlaceholder,
                    message.help("name the field whose value goes there: `<id>`"),
                )
            }
            Self::BadName => {
                let message = say(format!("`{written}` does not name a field"));
                (
                    Fault::BadPlaceholderName,
                    message.help(format!(
                        "write `<{name}>`; the field says of what type it is"
                    )),
                )
            }
            Self::Braces => {
                let message = say(format!("`{written}` is not how a placeholder is written"));
                (
                    Fault::BracePlaceholder,
                    message.help(format!("write `<{name}>`")),
                )
            }
            Self::Colon => {
                let message = say(format!("`{written}` is not how a placeholder is written"));
                let literal = written.replace(':', "%3A");
                let message = message.help(format!(
                    "write `<{name}>`, or `{literal}` where the path has a literal `:`"
                ));
                (Fault::ColonPlaceholder, message)
            }
        }
    }
}

/// What follows a `<`.
fn angle(inner: &str) -> Found {
    let end = inner.find(['<', '>']).unwrap_or(inner.len());
    let (name, after) = inner.split_at(end);
    if after.starts_with('>') {
        return Found {
            placeholder: named(name),
            length: end + 2,
        };
    }
    if let Some(length) = nested_length(name, after) {
        return Found {
            placeholder: Err(Mistake::Nested),
            length: 1 + end + length,
        };
    }
    let length = 1 + inner.find('/').unwrap_or(inner.len());
    Found {
        placeholder: Err(Mistake::Unclosed),
        length,
    }
}

/// How far a placeholder reaches that begins inside another in the same segment.
fn nested_length(outer: &str, after: &str) -> Option<usize> {
    if outer.contains('/') || after.is_empty() {
        return None;
    }
    let segment = after.split('/').next().unwrap_or(after);
    let close = segment.find('>')? + 1;
    Some(if segment.get(close..)?.starts_with('>') {
        close + 1
    } else {
        close
    })
}

fn named(written: &str) -> Result<Placeholder, Mistake> {
    let (name, catch_all) = written
        .strip_suffix("..")
        .map_or((written, false), |name| (name, true));
    if name.is_empty() {
        return Err(Mistake::Empty);
    }
    if !is_identifier(name) {
        return Err(Mistake::BadName);
    }
    Ok(Placeholder {
        name: name.to_owned(),
        catch_all,
    })
}

/// `{id}`, `{*path}`, `{path..}`: other braces are characters that no URL can hold.
fn braces(inner: &str) -> Option<Found> {
    let end = inner.find('}')?;
    let name = inner.get(..end)?;
    let plain = name
        .trim_start_matches('*')
        .trim_end_matches(['.', '*', '+']);
    let found = Found {
        placeholder: Err(Mistake::Braces),
        length: end + 2,
    };
    (is_identifier(plain) || name.is_empty()).then_some(found)
}

/// The placeholder that was probably meant: the last name in it, and whether it may hold slashes.
fn meant(written: &str) -> String {
    let mut names = written
        .split(|c| !is_identifier_part(c))
        .filter(|name| is_identifier(name));
    let name = names.next_back().unwrap_or("id");
    let slashes = written.contains("..") || written.contains('*');
    if slashes {
        format!("{name}..")
    } else {
        name.to_owned()
    }
}

fn side_by_side(written: &str) -> String {
    let names = written.split(['<', '>']).filter(|name| !name.is_empty());
    let names: Vec<&str> = names.collect();
    format!("<{}>", names.join("><"))
}

fn is_identifier(name: &str) -> bool {
    let first = name
        .chars()
        .next()
        .is_some_and(|c| c == '_' || c.is_alphabetic());
    let unusable = ["_", "self", "Self", "super", "crate"].contains(&name);
    first && !unusable && name.chars().all(is_identifier_part)
}

fn is_identifier_part(character: char) -> bool {
    character == '_' || character.is_alphanumeric()
}
