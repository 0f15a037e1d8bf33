//! The collector of faults, their wording, and the spelling that was probably meant.

use std::fmt::Display;

use proc_macro2::{Span, TokenStream};
use quote::ToTokens;

use crate::fault::Fault;

/// The faults found so far. A stage goes on after one, so that all of them are shown at once.
#[derive(Debug, Default)]
pub(crate) struct Faults {
    found: Vec<(Fault, syn::Error)>,
}

/// Proof that a fault was reported, for a value that could not be made.
#[derive(Debug, Clone, Copy)]
pub(crate) struct Reported(());

impl Faults {
    /// Reports a fault in the tokens that are to be edited.
    pub(crate) fn report(&mut self, fault: Fault, at: impl ToTokens, message: Message) -> Reported {
        self.push(fault, syn::Error::new_spanned(at, message.0))
    }

    /// Reports a fault where there is a place, but no token to edit.
    pub(crate) fn report_at(&mut self, fault: Fault, span: Span, message: Message) -> Reported {
        self.push(fault, syn::Error::new(span, message.0))
    }

    /// Lets a value through when nothing has been reported.
    pub(crate) fn gate<T>(&self, value: Option<T>) -> Result<T, Reported> {
        value.filter(|_| self.found.is_empty()).ok_or(Reported(()))
    }

    pub(crate) fn is_empty(&self) -> bool {
        self.found.is_empty()
    }

    /// How many there are, by which one knows whether more have been found.
    pub(crate) fn count(&self) -> usize {
        self.found.len()
    }

    fn push(&mut self, fault: Fault, error: syn::Error) -> Reported {
        self.found.push((fault, error));
        Reported(())
    }

    #[cfg(test)]
    pub(crate) fn kinds(&self) -> Vec<Fault> {
        self.found.iter().map(|(fault, _)| *fault).collect()
    }

    #[cfg(test)]
    pub(crate) fn messages(&self) -> Vec<String> {
        self.found
            .iter()
            .map(|(_, error)| error.to_string())
            .collect()
    }
}

impl ToTokens for Faults {
    fn to_tokens(&self, tokens: &mut TokenStream) {
        tokens.extend(self.found.iter().map(|(_, error)| error.to_compile_error()));
    }
}

/// What is wrong, in one line, and then what to do about it.
#[derive(Debug)]
pub(crate) struct Message(String);

/// Begins a message: the fault in the user's words, lower case, no full stop, code in backticks.
pub(crate) fn say(line: impl Display) -> Message {
    Message(line.to_string())
}

impl Message {
    /// Adds a line that holds something to paste.
    pub(crate) fn help(self, line: impl Display) -> Self {
        Self(format!("{}\nhelp: {line}", self.0))
    }

    /// Adds such a line where there is one.
    pub(crate) fn help_if(self, line: Option<impl Display>) -> Self {
        match line {
            Some(line) => self.help(line),
            None => self,
        }
    }
}

/// The known word that was probably meant by another: one that is spelled almost like it, or that
/// it begins.
pub(crate) fn nearest<'a>(word: &str, known: impl IntoIterator<Item = &'a str>) -> Option<&'a str> {
    let word = word.to_lowercase();
    let allowed = (word.chars().count() / 3).max(1);
    let near = known.into_iter().filter_map(|candidate| {
        let lower = candidate.to_lowercase();
        let begun = word.len() > 3 && lower.starts_with(&word);
        let distance = if begun { 1 } else { distance(&word, &lower) };
        (distance <= allowed).then_some((distance, candidate))
    });
    near.min_by_key(|(distance, _)| *distance)
        .map(|(_, candidate)| candidate)
}

/// Words in backticks, as a list: `` `a`, `b` or `c` ``.
pub(crate) fn any_of<'a>(words: impl IntoIterator<Item = &'a str>) -> String {
    list("or", words)
}

/// Words in backticks, as a list: `` `a`, `b` and `c` ``.
pub(crate) fn all_of<'a>(words: impl IntoIterator<Item = &'a str>) -> String {
    list("and", words)
}

fn list<'a>(joint: &str, words: impl IntoIterator<Item = &'a str>) -> String {
    let words: Vec<String> = words.into_iter().map(|word| format!("`{word}`")).collect();
    match words.split_last() {
        Some((last, [])) => last.clone(),
        Some((last, rest)) => format!("{} {joint} {last}", rest.join(", ")),
        None => String::new(),
    }
}

/// How many insertions, deletions, replacements and swaps of neighbours lie between two words.
fn distance(a: &str, b: &str) -> usize {
    let (a, b): (Vec<char>, Vec<char>) = (a.chars().collect(), b.chars().collect());
    let mut rows: Vec<Vec<usize>> = vec![(0..=b.len()).collect()];
    for i in 1..=a.len() {
        let mut row = vec![i];
        for j in 1..=b.len() {
            let replaced = rows[i - 1][j - 1] + usize::from(a[i - 1] != b[j - 1]);
            let mut best = replaced.min(rows[i - 1][j] + 1).min(row[j - 1] + 1);
            if i > 1 && j > 1 && a[i - 1] == b[j - 2] && a[i - 2] == b[j - 1] {
                best = best.min(rows[i - 2][j - 2] + 1);
            }
            row.push(best);
        }
        rows.push(row);
    }
    rows[a.len()][b.len()]
}

#[cfg(test)]
mod tests {
    use super::{any_of, distance, nearest};

    #[test]
    fn distance_counts_edits() {
        assert_eq!(distance("", "abc"), 3);
        assert_eq!(distance("kitten", "sitting"), 3);
        assert_eq!(distance("paht", "path"), 1);
    }

    #[test]
    fn nearest_stops_at_another_word() {
        assert_eq!(nearest("timout", ["timeout", "limit"]), Some("timeout"));
        assert_eq!(nearest("POTS", ["POST", "PUT"]), Some("POST"));
        assert_eq!(nearest("camelcase", ["camelCase"]), Some("camelCase"));
        assert_eq!(
            nearest("camel", ["lowercase", "camelCase"]),
            Some("camelCase")
        );
        assert_eq!(nearest("part", ["path", "query"]), None);
        assert_eq!(nearest("cookies", ["accept"]), None);
    }

    #[test]
    fn lists_read_as_a_sentence() {
        assert_eq!(any_of(["a"]), "`a`");
        assert_eq!(any_of(["a", "b", "c"]), "`a`, `b` or `c`");
    }
}
