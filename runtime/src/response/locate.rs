//! Where in a document `serde_json` stopped, and what may be said of it without repeating what the
//! document holds.

use std::fmt::Write as _;

/// How much of the document in front of the fault is looked at for the excerpt, in bytes.
const EXCERPT: usize = 120;

/// The place of a fault.
#[derive(Debug, PartialEq, Eq)]
pub(super) struct Location {
    /// As `data.results[2].url`; `$` for the document itself.
    pub(super) path: String,
    /// The document's end up to the fault, with its texts and numbers taken out.
    pub(super) excerpt: String,
    /// The scalar at the fault, so that a message can be cleaned of it.
    scalar: String,
}

impl Location {
    pub(super) fn of(error: &serde_json::Error, text: &str) -> Self {
        let end = offset(text, error.line(), error.column());
        let mut scanner = Scanner::default();
        scanner.run(&text[..end]);
        Self {
            path: scanner.path(),
            excerpt: excerpt(&text[..end]),
            scalar: scanner.scalar,
        }
    }
}

/// The byte behind the one that `serde_json` names by its line and column, both counted from 1,
/// columns in bytes.
fn offset(text: &str, line: usize, column: usize) -> usize {
    let start: usize = text
        .split_inclusive('\n')
        .take(line.saturating_sub(1))
        .map(str::len)
        .sum();
    let mut end = start.saturating_add(column).min(text.len());
    while !text.is_char_boundary(end) {
        end += 1;
    }
    end
}

/// A piece of a document: where it stands, and what it is.
struct Token {
    start: usize,
    end: usize,
    kind: Kind,
}

#[derive(Clone, Copy, PartialEq, Eq)]
enum Kind {
    /// One of `{}[],:`.
    Mark(u8),
    /// A text with its quotes, the last of which may be missing at the document's end.
    Text,
    /// A number, `true`, `false`, `null`, or what stands in their place.
    Word,
}

/// The tokens of a document, which may end anywhere.
struct Tokens<'a> {
    bytes: &'a [u8],
    at: usize,
}

impl<'a> Tokens<'a> {
    fn of(text: &'a str) -> Self {
        Self {
            bytes: text.as_bytes(),
            at: 0,
        }
    }

    /// The end of the text whose first quote stands at `start`.
    fn text_end(&self, start: usize) -> usize {
        let mut at = start + 1;
        while let Some(byte) = self.bytes.get(at) {
            match byte {
                b'"' => return at + 1,
                b'\\' => at += 2,
                _ => at += 1,
            }
        }
        self.bytes.len()
    }

    fn word_end(&self, start: usize) -> usize {
        let is_over = |byte: &u8| is_mark(*byte) || *byte == b'"' || byte.is_ascii_whitespace();
        self.bytes[start..]
            .iter()
            .position(is_over)
            .map_or(self.bytes.len(), |length| start + length)
    }
}

impl Iterator for Tokens<'_> {
    type Item = Token;

    fn next(&mut self) -> Option<Token> {
        let start = self.at
            + self.bytes[self.at..]
                .iter()
                .position(|byte| !byte.is_ascii_whitespace())?;
        let (end, kind) = match self.bytes[start] {
            mark if is_mark(mark) => (start + 1, Kind::Mark(mark)),
            b'"' => (self.text_end(start), Kind::Text),
            _ => (self.word_end(start), Kind::Word),
        };
        self.at = end;
        Some(Token { start, end, kind })
    }
}

const fn is_mark(byte: u8) -> bool {
    matches!(byte, b'{' | b'}' | b'[' | b']' | b',' | b':')
}

/// Follows a document and knows the path to the value that it has just come to.
#[derive(Default)]
struct Scanner {
    stack: Vec<Frame>,
    /// The last scalar or key, without its quotes.
    scalar: String,
}

enum Frame {
    Object { key: String, in_value: bool },
    Array { index: usize },
}

impl Scanner {
    fn run(&mut self, text: &str) {
        for token in Tokens::of(text) {
            match token.kind {
                Kind::Mark(mark) => self.mark(mark),
                Kind::Text => self.text(text[token.start..token.end].trim_matches('"')),
                Kind::Word => text[token.start..token.end].clone_into(&mut self.scalar),
            }
        }
    }

    fn mark(&mut self, mark: u8) {
        match (mark, self.stack.last_mut()) {
            (b'{', _) => self.stack.push(Frame::Object {
                key: String::new(),
                in_value: false,
            }),
            (b'[', _) => self.stack.push(Frame::Array { index: 0 }),
            (b'}' | b']', _) => drop(self.stack.pop()),
            (b',', Some(Frame::Array { index })) => *index += 1,
            (b',', Some(Frame::Object { key, in_value })) => {
                key.clear();
                *in_value = false;
            }
            (b':', Some(Frame::Object { in_value, .. })) => *in_value = true,
            _ => {}
        }
    }

    fn text(&mut self, content: &str) {
        content.clone_into(&mut self.scalar);
        if let Some(Frame::Object {
            key,
            in_value: false,
        }) = self.stack.last_mut()
        {
            content.clone_into(key);
        }
    }

    fn path(&self) -> String {
        let mut path = String::new();
        for frame in &self.stack {
            match frame {
                Frame::Object { key, .. } if key.is_empty() => {}
                Frame::Object { key, .. } => {
                    if !path.is_empty() {
                        path.push('.');
                    }
                    path.extend(key.chars().take(60).flat_map(char::escape_default));
                }
                Frame::Array { index } => {
                    let _ = write!(path, "[{index}]");
                }
            }
        }
        if path.is_empty() {
            "$".to_owned()
        } else {
            path
        }
    }
}

/// The document's last bytes: its structure and keys stay, its values become `…`.
///
/// A cut inside a text would turn the text into structure, so the whole document is followed and
/// only its last part is kept.
fn excerpt(text: &str) -> String {
    let start = text.len().saturating_sub(EXCERPT);
    let mut out = String::from(if start > 0 { "`…" } else { "`" });
    for token in Tokens::of(text).filter(|token| token.start >= start) {
        match token.kind {
            Kind::Mark(mark) => out.push(char::from(mark)),
            Kind::Text if text[token.end..].trim_start().starts_with(':') => {
                out.push_str(&text[token.start..token.end]);
            }
            Kind::Text => out.push_str("\"…\""),
            Kind::Word => out.push('…'),
        }
    }
    out + "`"
}

/// What a body that is no JSON begins with: its first character, which tells HTML from a plain word
/// and gives nothing away.
pub(super) fn beginning(text: &str) -> String {
    match text.trim_start().chars().next() {
        Some('<') => "`<`, as HTML and XML do".to_owned(),
        Some(c) => format!("`{}`", c.escape_default()),
        None => "white space only".to_owned(),
    }
}

/// `serde_json`'s message without the values that it repeats.
pub(super) fn explain(error: &serde_json::Error, location: &Location) -> String {
    let message = error.to_string();
    let message = message
        .rsplit_once(" at line ")
        .map_or(message.as_str(), |(message, _)| message);
    if let Some((found, expected)) = split_expected(message) {
        return format!("{found}, expected {expected}");
    }
    without_quotes(message, &location.scalar)
}

/// Messages of the forms that serde itself writes: the value's kind stays, the value goes.
fn split_expected(message: &str) -> Option<(String, &str)> {
    let (found, expected) = message.rsplit_once(", expected ")?;
    for form in ["invalid type: ", "invalid value: "] {
        if let Some(value) = found.strip_prefix(form) {
            let kind: String = value
                .chars()
                .take_while(|c| c.is_ascii_alphabetic() || *c == ' ')
                .collect();
            return Some((format!("{form}{}", kind.trim_end()), expected));
        }
    }
    let form = ["unknown variant", "unknown field"]
        .into_iter()
        .find(|form| found.starts_with(form))?;
    Some((form.to_owned(), expected))
}

/// A type's own message: what stands in quotes goes, but for the names that serde quotes itself,
/// and so does the value at the fault.
fn without_quotes(message: &str, scalar: &str) -> String {
    if ["missing field ", "duplicate field "]
        .iter()
        .any(|form| message.starts_with(form))
    {
        return message.to_owned();
    }
    // One or two characters are no secret, and stand in many words.
    let mut message = if scalar.len() < 3 {
        message.to_owned()
    } else {
        message.replace(scalar, "…")
    };
    for quote in ['"', '`', '\''] {
        let parts: Vec<&str> = message.split(quote).collect();
        if parts.len() > 2 {
            let cleaned = parts
                .iter()
                .enumerate()
                .map(|(index, part)| if index % 2 == 1 { "…" } else { part });
            message = cleaned.collect::<Vec<_>>().join(&quote.to_string());
        }
    }
    message
}

#[cfg(test)]
mod tests {
    use serde::Deserialize;

    use super::*;

    #[derive(Debug, Deserialize)]
    #[allow(dead_code, reason = "only its errors are looked at")]
    struct Doc {
        data: Data,
    }

    #[derive(Debug, Deserialize)]
    #[allow(dead_code, reason = "only its errors are looked at")]
    struct Data {
        #[serde(default)]
        results: Vec<Item>,
        id: u64,
    }

    #[derive(Debug, Deserialize)]
    #[allow(dead_code, reason = "only its errors are looked at")]
    struct Item {
        url: String,
        kind: Option<Kind>,
    }

    #[derive(Debug, Deserialize)]
    #[serde(rename_all = "lowercase")]
    enum Kind {
        Csv,
    }

    fn fault(text: &str) -> (String, String) {
        let error = serde_json::from_str::<Doc>(text).unwrap_err();
        let location = Location::of(&error, text);
        (location.path.clone(), explain(&error, &location))
    }

    #[test]
    fn the_path_leads_to_the_value() {
        let path = |text: &str| fault(text).0;
        assert_eq!(path(r#"{"data":{"id":"hunter2"}}"#), "data.id");
        assert_eq!(
            path(r#"{"data": {"results": [{"url": "a"}, {"url": 3}], "id": 1}}"#),
            "data.results[1].url"
        );
        assert_eq!(
            path("{\n\"data\": {\n  \"results\": [\n{\"url\": \"é\", \"kind\": \"zip\"}]}}"),
            "data.results[0].kind"
        );
        assert_eq!(path(r#"{"data":{"results":[]}}"#), "data");
        assert_eq!(path("{}"), "$");
        assert_eq!(path("[]"), "$");
    }

    #[test]
    fn the_message_tells_kinds_and_not_values() {
        let what = |text: &str| fault(text).1;
        assert_eq!(
            what(r#"{"data":{"id":"hunter2, expected nothing"}}"#),
            "invalid type: string, expected u64"
        );
        assert_eq!(
            what(r#"{"data":{"id":-7654321}}"#),
            "invalid value: integer, expected u64"
        );
        assert_eq!(
            what(r#"{"data":{"results":[{"url":"a","kind":"hunter2"}],"id":1}}"#),
            "unknown variant, expected `csv`"
        );
        assert_eq!(what(r#"{"data":{}}"#), "missing field `id`");
    }

    #[test]
    fn a_types_own_message_is_cleaned() {
        let error = <serde_json::Error as serde::de::Error>::custom(
            "bad token hunter2 in 'hunter2' and \"x\"",
        );
        let location = Location {
            path: String::new(),
            excerpt: String::new(),
            scalar: "hunter2".into(),
        };
        assert_eq!(explain(&error, &location), "bad token … in '…' and \"…\"");
    }

    #[test]
    fn an_excerpt_holds_keys_and_no_values() {
        let text = r#"{"data":{"name":"hunter2\"x","id":12,"key":"a"#;
        assert_eq!(excerpt(text), r#"`{"data":{"name":"…","id":…,"key":"…"`"#);
    }

    #[test]
    fn any_cut_of_a_document_is_followed() {
        let text = "{\"é\":[{\"a\\\"😹\":1.5e3,\"b\":null},[true,\"x\\u00e9\"]]}";
        for (end, _) in text.char_indices() {
            let error = serde_json::from_str::<Doc>(&text[..end]).unwrap_err();
            let _ = Location::of(&error, &text[..end]);
        }
    }
}
