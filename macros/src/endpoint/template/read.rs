//! Reading a template's text from left to right.

use syn::LitStr;

use super::placeholder::{self, Found};
use super::{Constant, Piece, Placeholder, Template};
use crate::diagnostics::{Faults, Message, Reported, say};
use crate::fault::Fault;
use crate::wire::{escape, escape_at, is_path_character, normalize};

/// A template being read.
pub(super) struct Reader<'a> {
    literal: &'a LitStr,
    text: &'a str,
    faults: &'a mut Faults,
    reported: Option<Reported>,
    /// Where characters stand that cannot travel as they are.
    illegal: Vec<(usize, char)>,
}

impl<'a> Reader<'a> {
    pub(super) fn new(literal: &'a LitStr, text: &'a str, faults: &'a mut Faults) -> Self {
        Self {
            literal,
            text,
            faults,
            reported: None,
            illegal: Vec::new(),
        }
    }

    pub(super) fn finish(self, template: Template) -> Result<Template, Reported> {
        self.reported.map_or(Ok(template), Err)
    }

    pub(super) fn template(&mut self) -> Template {
        if self.text.is_empty() {
            self.report(
                Fault::EmptyTemplate,
                say("the path is empty").help("the shortest path is `\"/\"`"),
            );
            return Template::default();
        }
        if self.has_scheme() {
            return Template::default();
        }
        self.check_start();
        let text = self.without_fragment();
        let (path, query) =
            split_outside(text, '?').map_or((text, None), |(path, query)| (path, Some(query)));
        self.check_segments(path, query);
        let path = self.path(path);
        let constants = query.map(|query| self.constants(query)).unwrap_or_default();
        self.report_illegal();
        Template { path, constants }
    }

    fn report(&mut self, fault: Fault, message: Message) {
        self.reported = Some(self.faults.report(fault, self.literal, message));
    }

    fn has_scheme(&mut self) -> bool {
        let Some((scheme, rest)) = self.text.split_once("://") else {
            return false;
        };
        if scheme.is_empty()
            || !scheme
                .chars()
                .all(|c| c.is_ascii_alphanumeric() || "+-.".contains(c))
        {
            return false;
        }
        let (host, path) = rest.split_once('/').unwrap_or((rest, ""));
        let message = say(format!("the path begins with a scheme, `{scheme}:`")).help(format!(
            "write `\"/{path}\"`, and the host as an option: `base_url = \"{scheme}://{host}\"`"
        ));
        self.report(Fault::Scheme, message);
        true
    }

    fn check_start(&mut self) {
        if !self.text.starts_with('/') {
            let message =
                say("the path does not begin with `/`").help(format!("write `\"/{}\"`", self.text));
            self.report(Fault::MissingSlash, message);
        } else if self.text.starts_with("//") {
            let message = say("the path begins with `//`, which would name another host").help(
                format!("write `\"/{}\"`", self.text.trim_start_matches('/')),
            );
            self.report(Fault::LeadingDoubleSlash, message);
        }
    }

    fn without_fragment(&mut self) -> &'a str {
        let Some((before, after)) = split_outside(self.text, '#') else {
            return self.text;
        };
        let message = say(format!(
            "the path holds a fragment, `#{after}`, which is never sent"
        ))
        .help(format!("write `\"{before}\"`"))
        .help(format!(
            "or, where the `#` belongs to the path, `\"{before}%23{after}\"`"
        ));
        self.report(Fault::Fragment, message);
        before
    }

    /// Refuses segments that a URL parser would fold away. An empty one it keeps, and there are APIs
    /// with `//` in a path.
    fn check_segments(&mut self, path: &str, query: Option<&str>) {
        let query = query.map(|query| format!("?{query}")).unwrap_or_default();
        let segments: Vec<&str> = path.trim_start_matches('/').split('/').collect();
        if let Some(dots) = segments.iter().find(|segment| dots(segment).is_some()) {
            let message = say(format!(
                "the segment `{dots}` would be folded away by URL parsers"
            ))
            .help(format!(
                "write `\"/{}{query}\"`",
                folded(&segments).join("/")
            ));
            self.report(Fault::DotSegment, message);
        }
    }

    fn path(&mut self, path: &str) -> Vec<Piece> {
        let mut pieces = Vec::new();
        let mut rest = path;
        while let Some(character) = rest.chars().next() {
            let at = path.len() - rest.len();
            let starts_segment = path.as_bytes().get(at.wrapping_sub(1)) == Some(&b'/');
            let taken = match placeholder::find(rest, starts_segment) {
                Some(found) => self.placeholder(rest, found, &mut pieces),
                None => self.text(at, character, rest, &mut pieces),
            };
            rest = rest.get(taken..).unwrap_or_default();
        }
        pieces
    }

    fn placeholder(&mut self, rest: &str, found: Found, pieces: &mut Vec<Piece>) -> usize {
        let written = rest.get(..found.length).unwrap_or(rest);
        match found.placeholder {
            Ok(placeholder) => self.add(placeholder, pieces),
            Err(mistake) => {
                let (fault, message) = mistake.explain(written);
                self.report(fault, message);
            }
        }
        found.length
    }

    fn add(&mut self, placeholder: Placeholder, pieces: &mut Vec<Piece>) {
        let earlier = |wanted: &dyn Fn(&Placeholder) -> bool| {
            pieces.iter().find_map(|piece| match piece {
                Piece::Placeholder(earlier) if wanted(earlier) => Some(earlier.name.clone()),
                _ => None,
            })
        };
        let name = &placeholder.name;
        if earlier(&|earlier| earlier.name == *name).is_some() {
            let message = say(format!("the path names `<{name}>` twice")).help(format!(
                "give the second a name and a field of its own, as in `<other_{name}>`"
            ));
            self.report(Fault::DuplicatePlaceholder, message);
        } else if placeholder.catch_all
            && let Some(first) = earlier(&|earlier| earlier.catch_all)
        {
            let message = say(format!(
                "both `<{first}..>` and `<{name}..>` may hold slashes"
            ))
            .help(format!(
                "let one of them be a single segment: `<{first}>` or `<{name}>`"
            ));
            self.report(Fault::TwoCatchAlls, message);
        }
        pieces.push(Piece::Placeholder(placeholder));
    }

    /// One character of text, or two that stand for one.
    fn text(&mut self, at: usize, character: char, rest: &str, pieces: &mut Vec<Piece>) -> usize {
        for (double, literal) in [("<<", "%3C"), (">>", "%3E")] {
            if rest.starts_with(double) {
                push_text(pieces, literal);
                return double.len();
            }
        }
        if character == '>' {
            let message = say(format!(
                "the `>` in `{}` closes no placeholder",
                self.segment_at(at)
            ))
            .help("remove it, or write `>>` for a literal `>`");
            self.report(Fault::StrayBracket, message);
        } else {
            self.check_character(at, character, "/");
        }
        push_text(pieces, character.encode_utf8(&mut [0; 4]));
        character.len_utf8()
    }

    fn check_character(&mut self, at: usize, character: char, also: &str) {
        let legal = match character {
            '%' => escape_at(self.text, at).is_some(),
            _ => is_path_character(character) || also.contains(character),
        };
        if !legal {
            self.illegal.push((at, character));
        }
    }

    fn constants(&mut self, query: &str) -> Vec<Constant> {
        let literal = query.replace("<<", "%3C").replace(">>", "%3E");
        if let Some(start) = literal.find(['<', '{']) {
            let written = literal
                .get(start..)
                .and_then(|rest| rest.split('&').next())
                .unwrap_or_default();
            let name: String = written
                .chars()
                .filter(|c| c.is_alphanumeric() || *c == '_')
                .collect();
            let name = if name.is_empty() {
                "name".to_owned()
            } else {
                name
            };
            let message = say(format!(
                "the query of a path is constant: it cannot hold `{written}`"
            ))
            .help(format!(
                "leave it out of the path, and declare a field: `#[query] {name}: String`"
            ));
            self.report(Fault::PlaceholderInQuery, message);
            return Vec::new();
        }
        self.check_query_characters(query);
        let mut constants = Vec::new();
        for pair in literal.split('&') {
            self.constant(pair, &mut constants);
        }
        constants
    }

    fn check_query_characters(&mut self, query: &str) {
        let start = split_outside(self.text, '?').map_or(0, |(path, _)| path.len() + 1);
        let doubled = query.replace("<<", "  ").replace(">>", "  ");
        for ((at, character), kept) in query.char_indices().zip(doubled.chars()) {
            if character == kept {
                self.check_character(start + at, character, "/?");
            }
        }
    }

    fn constant(&mut self, pair: &str, constants: &mut Vec<Constant>) {
        let (name, value) = pair
            .split_once('=')
            .map_or((pair, None), |(name, value)| (name, Some(value)));
        let name = normalize(name);
        if name.is_empty() {
            let message = say("the query of the path has a parameter without a name")
                .help("write parameters as in `?version=2024-10-15&beta=true`");
            self.report(Fault::EmptyConstant, message);
        } else if constants.iter().any(|earlier| earlier.name == name) {
            let message = say(format!("the query of the path names `{name}` twice"))
                .help("keep one of the two");
            self.report(Fault::DuplicateConstant, message);
        }
        let pair = value.map_or_else(|| name.clone(), |value| format!("{name}={value}"));
        constants.push(Constant { name, pair });
    }

    /// Text goes on the wire as it stands, so it has to be written the way it travels.
    fn report_illegal(&mut self) {
        if self.illegal.is_empty() {
            return;
        }
        let escaped = format!("\"{}\"", self.escaped());
        let bad_escape = self.illegal.iter().find(|(_, c)| *c == '%').copied();
        let others: Vec<char> = self
            .illegal
            .iter()
            .map(|(_, c)| *c)
            .filter(|c| *c != '%')
            .collect();
        if others.contains(&' ') {
            self.report(
                Fault::Space,
                say("the path holds a space").help(format!("write `{escaped}`")),
            );
        } else if others.contains(&'\\') {
            let message = say("the path holds a backslash, which URL parsers take for a `/`")
                .help(format!("write `\"{}\"`", self.text.replace('\\', "/")))
                .help(format!("or, where the path has a backslash, `{escaped}`"));
            self.report(Fault::Backslash, message);
        } else if let Some(character) = others.first() {
            let message = say(format!(
                "the path holds `{}`, which no URL can hold",
                character.escape_debug()
            ));
            self.report(
                Fault::IllegalCharacter,
                message.help(format!("write `{escaped}`")),
            );
        }
        if let Some((at, _)) = bad_escape {
            let message = say(format!(
                "the `%` in `{}` has no two hexadecimal digits after it",
                self.segment_at(at)
            ));
            self.report(Fault::BadEscape, message.help(format!("write `{escaped}`")));
        }
    }

    /// The part between slashes that a character stands in.
    fn segment_at(&self, at: usize) -> &str {
        let ends = |c| matches!(c, '/' | '?' | '&');
        let (before, after) = self.text.split_at_checked(at).unwrap_or((self.text, ""));
        let start = before.rfind(ends).map_or(0, |slash| slash + 1);
        let end = at + after.find(ends).unwrap_or(after.len());
        self.text.get(start..end).unwrap_or(self.text)
    }

    /// The template with what is illegal percent-encoded.
    fn escaped(&self) -> String {
        let characters = self.text.char_indices();
        let written = characters.map(|(at, character)| {
            if self.illegal.contains(&(at, character)) {
                escape(character)
            } else {
                character.to_string()
            }
        });
        written.collect()
    }
}

fn push_text(pieces: &mut Vec<Piece>, text: &str) {
    match pieces.last_mut() {
        Some(Piece::Text(last)) => last.push_str(text),
        _ => pieces.push(Piece::Text(text.to_owned())),
    }
}

/// Splits a text at a character, but not at one inside a placeholder.
fn split_outside(text: &str, at: char) -> Option<(&str, &str)> {
    let marks = text.replace("<<", "..").replace(">>", "..");
    let inside = |end: usize| {
        marks
            .get(..end)
            .is_some_and(|before| before.rfind('<') > before.rfind('>'))
    };
    let (end, _) = text
        .char_indices()
        .find(|(end, character)| *character == at && !inside(*end))?;
    Some((text.get(..end)?, text.get(end + at.len_utf8()..)?))
}

/// Whether a segment is `.` or `..`, in any spelling, and which.
fn dots(segment: &str) -> Option<&'static str> {
    match normalize(segment).as_str() {
        "." => Some("."),
        ".." => Some(".."),
        _ => None,
    }
}

/// The segments as a URL parser would leave them.
fn folded<'s>(segments: &[&'s str]) -> Vec<&'s str> {
    let mut kept = Vec::new();
    for segment in segments {
        match dots(segment) {
            Some("..") => drop(kept.pop()),
            Some(_) => {}
            None => kept.push(*segment),
        }
    }
    kept
}
