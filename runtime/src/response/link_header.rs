//! The `Link` header ([RFC 8288](https://www.rfc-editor.org/rfc/rfc8288)).

use std::borrow::Cow;
use std::convert::Infallible;
use std::fmt;
use std::str::FromStr;

use percent_encoding::percent_decode_str;

use super::Headers;
use super::location::shown;

/// The links of an answer's `Link` headers, in their order.
///
/// ```
/// use endpoint::WebLinks;
///
/// let Ok(links) = r#"</repos?page=3>; rel="next", </repos?page=50>; rel="last""#.parse::<WebLinks>();
/// assert_eq!(links.href("next"), Some("/repos?page=3"));
/// assert_eq!(links.iter().count(), 2);
/// ```
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct WebLinks(Vec<WebLink>);

/// One link: where it leads, how that relates to the answer, and what else is said of it. `Debug`
/// shows no query.
#[derive(Clone, PartialEq, Eq)]
pub struct WebLink {
    href: String,
    /// Names in lower case, in their order.
    parameters: Vec<(String, String)>,
}

impl WebLinks {
    pub(super) fn of(headers: &Headers) -> Self {
        let mut links = Vec::new();
        for text in headers.texts("link") {
            Parser(text).links(&mut links);
        }
        Self(links)
    }

    /// The first link of this relation, whatever its case. One with an `anchor` is not the answer's
    /// own, and is not looked at.
    pub fn rel(&self, relation: &str) -> Option<&WebLink> {
        self.0
            .iter()
            .find(|link| link.anchor().is_none() && link.is(relation))
    }

    /// Where the link of this relation leads; [`Client::resolve`](crate::Client::resolve) says what
    /// that means.
    pub fn href(&self, relation: &str) -> Option<&str> {
        self.rel(relation).map(WebLink::href)
    }

    /// All links.
    pub fn iter(&self) -> std::slice::Iter<'_, WebLink> {
        self.0.iter()
    }

    /// Whether there is none.
    pub fn is_empty(&self) -> bool {
        self.0.is_empty()
    }
}

impl<'a> IntoIterator for &'a WebLinks {
    type Item = &'a WebLink;
    type IntoIter = std::slice::Iter<'a, WebLink>;

    fn into_iter(self) -> Self::IntoIter {
        self.iter()
    }
}

/// What cannot be read, and all that stands behind it, is passed over.
impl FromStr for WebLinks {
    type Err = Infallible;

    fn from_str(text: &str) -> Result<Self, Infallible> {
        let mut links = Vec::new();
        Parser(text).links(&mut links);
        Ok(Self(links))
    }
}

impl WebLink {
    /// Where it leads: relative or absolute, as it came.
    pub fn href(&self) -> &str {
        &self.href
    }

    /// Its relations, in lower case.
    pub fn relations(&self) -> impl Iterator<Item = String> {
        // A second `rel` is not looked at (RFC 8288 section 3.3).
        self.parameter("rel")
            .unwrap_or_default()
            .split_ascii_whitespace()
            .map(str::to_ascii_lowercase)
    }

    /// Whether this is one of its relations, whatever its case.
    pub fn is(&self, relation: &str) -> bool {
        self.parameter("rel")
            .unwrap_or_default()
            .split_ascii_whitespace()
            .any(|known| known.eq_ignore_ascii_case(relation))
    }

    /// What it is a link of, where that is not the answer itself.
    pub fn anchor(&self) -> Option<&str> {
        self.parameter("anchor").filter(|anchor| !anchor.is_empty())
    }

    /// What the target may be called in front of people.
    pub fn title(&self) -> Option<Cow<'_, str>> {
        self.parameter("title*")
            .and_then(extended)
            .or_else(|| self.parameter("title").map(Cow::from))
    }

    /// The target's media type.
    pub fn media_type(&self) -> Option<&str> {
        self.parameter("type")
    }

    /// The first parameter of this name, whatever its case; empty where it has no value.
    pub fn parameter(&self, name: &str) -> Option<&str> {
        self.parameters()
            .find(|(known, _)| known.eq_ignore_ascii_case(name))
            .map(|(_, value)| value)
    }

    /// All parameters in their order, names in lower case.
    pub fn parameters(&self) -> impl Iterator<Item = (&str, &str)> {
        self.parameters
            .iter()
            .map(|(name, value)| (name.as_str(), value.as_str()))
    }
}

impl fmt::Debug for WebLink {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        let relations = self.parameter("rel").unwrap_or_default();
        write!(f, "WebLink({}; rel={relations:?})", shown(&self.href))
    }
}

/// `UTF-8'de'n%c3%a4chstes`, the form of values that are no ASCII ([RFC 8187 section 3.2]).
///
/// [RFC 8187 section 3.2]: https://www.rfc-editor.org/rfc/rfc8187#section-3.2
fn extended(value: &str) -> Option<Cow<'_, str>> {
    let (charset, rest) = value.split_once('\'')?;
    let (_language, text) = rest.split_once('\'')?;
    if !charset.eq_ignore_ascii_case("utf-8") {
        return None;
    }
    percent_decode_str(text).decode_utf8().ok()
}

/// Reads by the algorithm of RFC 8288 appendix B.2; it looks at each byte once.
struct Parser<'a>(&'a str);

impl<'a> Parser<'a> {
    fn links(mut self, links: &mut Vec<WebLink>) {
        loop {
            self.skip(&[' ', '\t', ',']);
            let Some((href, rest)) = self
                .0
                .strip_prefix('<')
                .and_then(|target| target.split_once('>'))
            else {
                return;
            };
            self.0 = rest;
            links.push(WebLink {
                href: href.to_owned(),
                parameters: self.parameters(),
            });
            if !self.0.starts_with(',') {
                return;
            }
        }
    }

    fn parameters(&mut self) -> Vec<(String, String)> {
        let mut parameters = Vec::new();
        loop {
            self.skip(&[' ', '\t']);
            if !self.take(';') {
                return parameters;
            }
            self.skip(&[' ', '\t']);
            let name = self.until(&[' ', '\t', '=', ';', ',']).to_ascii_lowercase();
            self.skip(&[' ', '\t']);
            let value = self.value();
            if !name.is_empty() {
                parameters.push((name, value));
            }
        }
    }

    fn value(&mut self) -> String {
        if !self.take('=') {
            return String::new();
        }
        self.skip(&[' ', '\t']);
        if self.take('"') {
            self.quoted()
        } else {
            self.until(&[';', ',']).trim_end().to_owned()
        }
    }

    /// A quoted text behind its first quote, up to its last, or to the end where there is none.
    fn quoted(&mut self) -> String {
        let mut value = String::new();
        let mut characters = self.0.chars();
        while let Some(c) = characters.next() {
            match c {
                '"' => break,
                '\\' => value.extend(characters.next()),
                c => value.push(c),
            }
        }
        self.0 = characters.as_str();
        value
    }

    fn take(&mut self, mark: char) -> bool {
        match self.0.strip_prefix(mark) {
            Some(rest) => {
                self.0 = rest;
                true
            }
            None => false,
        }
    }

    fn skip(&mut self, marks: &[char]) {
        self.0 = self.0.trim_start_matches(marks);
    }

    fn until(&mut self, marks: &[char]) -> &'a str {
        let end = self.0.find(marks).unwrap_or(self.0.len());
        let (text, rest) = self.0.split_at(end);
        self.0 = rest;
        text
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn read(text: &str) -> WebLinks {
        text.parse().unwrap_or_else(|never| match never {})
    }

    #[test]
    fn what_cannot_be_read_ends_the_list() {
        for (text, count) in [
            (", ,<a>; rel=x,, <b>, ", 2),
            ("<a>; rel=x garbage <b>", 1),
            ("<a> garbage, <b>", 1),
            ("<a>; rel=\"x, <b>; rel=y", 1),
            ("<a", 0),
            ("<>", 1),
        ] {
            assert_eq!(read(text).iter().count(), count, "{text}");
        }
    }

    #[test]
    fn a_title_that_is_no_ascii_is_decoded() {
        let links = read(
            "<a>; title=plain; title*=UTF-8'de'n%c3%a4chstes%20Kapitel, <b>; title=b; title*=x-1''%e4, <c>; title*=UTF-8''%ff",
        );
        let titles: Vec<_> = links.iter().map(WebLink::title).collect();
        assert_eq!(
            titles,
            [Some("nächstes Kapitel".into()), Some("b".into()), None]
        );
    }

    #[test]
    fn a_link_of_something_else_is_not_the_answers() {
        let links = read("<a>; rel=next; anchor=\"#foo\", <b>; rel=\"x NEXT\"; type=\"text/html\"");
        assert_eq!(links.href("Next"), Some("b"));
        assert_eq!(links.rel("next").unwrap().media_type(), Some("text/html"));
        assert_eq!(links.href("last"), None);
    }

    #[test]
    fn a_parameter_may_be_without_a_value_or_a_name() {
        let links = read("<a>; crossorigin; =x; rel = \"a\\\"b\" ;;x=1 2 ; X=3");
        let parameters: Vec<_> = links.0[0].parameters().collect();
        assert_eq!(
            parameters,
            [
                ("crossorigin", ""),
                ("rel", "a\"b"),
                ("x", "1 2"),
                ("x", "3")
            ]
        );
    }

    #[test]
    fn a_link_shows_no_query() {
        let shown = format!(
            "{:?}",
            read("<https://u:hunter2@a.test/x?hunter2>; rel=next; a=hunter2")
        );
        assert!(
            shown.contains("a.test/x") && !shown.contains("hunter2"),
            "{shown}"
        );
    }

    /// Bytes that the grammar looks at, and some others, from a generator that needs no clock.
    fn noise(seed: u64) -> String {
        let mut state = seed.wrapping_mul(0x9E37_79B9_7F4A_7C15) | 1;
        let alphabet: Vec<char> = "<>;,=\"\\ \t'*%relé😹".chars().collect();
        let mut next = || {
            state ^= state << 13;
            state ^= state >> 7;
            state ^= state << 17;
            usize::try_from(state >> 33).unwrap_or_default()
        };
        (0..next() % 80)
            .map(|_| alphabet[next() % alphabet.len()])
            .collect()
    }

    #[test]
    fn no_text_makes_it_panic() {
        let mut links = 0;
        for seed in 0..20_000 {
            for link in &read(&noise(seed)) {
                links += link.relations().count() + usize::from(link.title().is_some()) + 1;
            }
        }
        assert!(links > 1000, "{links}");
    }

    #[test]
    fn long_texts_are_read_once() {
        assert!(read(&"<".repeat(100_000)).is_empty());
        assert_eq!(
            read(&format!("<a>;{}", " ".repeat(100_000))).iter().count(),
            1
        );
        assert_eq!(read(&"<a>;rel=\"".repeat(100_000)).iter().count(), 1);
        assert_eq!(read(&"<a>,".repeat(100_000)).iter().count(), 100_000);
    }
}
