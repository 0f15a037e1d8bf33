//! What a body that is no JSON says: a plain text its first line, a page its title.

use crate::auth::Secret;
use crate::auth::secret::redact;
use crate::error::ErrorBody as _;
use crate::response::{MediaType, Raw, Text};

/// The longest text, in bytes, that is taken for a message where nothing says what it is.
const SHORT: usize = 300;

pub(super) fn say(answer: &Raw, secrets: &[Secret]) -> Option<String> {
    let text = Text::read(answer)?;
    let ty = MediaType::of(&answer.headers);
    let is_page = match &ty {
        Some(ty) => ty.is_html(),
        None => text.trim_start().starts_with('<'),
    };
    // A secret may hold white space or be escaped, so it goes before the text is cut, and after the
    // escapes.
    if is_page {
        return in_one_line(&redact(unescape(title(&text)?), secrets));
    }
    let is_plain = match ty {
        Some(ty) => ty.is("text/plain"),
        None => text.len() <= SHORT && is_printable(&text),
    };
    if !is_plain || is_document(&text) {
        return None;
    }
    first_line(&redact(unescape(&text), secrets))
}

fn first_line(text: &str) -> Option<String> {
    let line = text.lines().map(str::trim).find(|line| !line.is_empty())?;
    is_printable(line).then(|| line.to_owned())
}

fn in_one_line(text: &str) -> Option<String> {
    let words: Vec<&str> = text.split_whitespace().collect();
    (!words.is_empty()).then(|| words.join(" "))
}

fn is_printable(text: &str) -> bool {
    !text.contains(|c: char| c.is_control() && !c.is_ascii_whitespace())
}

/// Whether it is JSON, or begins as JSON, HTML and XML do: nothing that is written for people.
fn is_document(text: &str) -> bool {
    text.trim_start().starts_with(['{', '[', '<'])
        || serde_json::from_str::<serde::de::IgnoredAny>(text).is_ok()
}

/// The title of an HTML page.
fn title(page: &str) -> Option<&str> {
    let lower = page.to_ascii_lowercase();
    let tag = lower.find("<title")?;
    let start = tag + lower[tag..].find('>')? + 1;
    let end = start + lower[start..].find("</title")?;
    Some(&page[start..end])
}

/// The text of the character references that servers write for what is special in HTML.
fn unescape(text: &str) -> String {
    let mut out = String::with_capacity(text.len());
    let mut rest = text;
    while let Some((before, after)) = rest.split_once('&') {
        out.push_str(before);
        let reference = after.split_once(';');
        let decoded = reference.and_then(|(name, behind)| Some((character(name)?, behind)));
        let (c, behind) = decoded.unwrap_or(('&', after));
        out.push(c);
        rest = behind;
    }
    out + rest
}

fn character(name: &str) -> Option<char> {
    let number = match name {
        "amp" => return Some('&'),
        "lt" => return Some('<'),
        "gt" => return Some('>'),
        "quot" => return Some('"'),
        "apos" => return Some('\''),
        "nbsp" => return Some(' '),
        _ => name.strip_prefix('#')?,
    };
    let code = match number.strip_prefix(['x', 'X']) {
        Some(hex) => u32::from_str_radix(hex, 16).ok()?,
        None => number.parse().ok()?,
    };
    char::from_u32(code)
}

#[cfg(test)]
mod tests {
    use super::*;

    fn said(ty: &str, body: &str) -> Option<String> {
        let mut answer = http::Response::new(body.to_owned().into());
        if !ty.is_empty() {
            let headers = answer.headers_mut();
            headers.insert("content-type", ty.parse().unwrap());
        }
        say(&answer.into(), &[Secret::new("hunter2 &\nso on")])
    }

    #[test]
    fn a_plain_text_says_its_first_line() {
        for (ty, body, expected) in [
            ("text/plain", "404 page not found\n", "404 page not found"),
            ("Text/Plain; charset=utf-8", "\r\n  no \r\nmore", "no"),
            ("", "Not Found", "Not Found"),
            (
                "text/plain",
                "bad token hunter2 &\nso on!",
                "bad token [redacted]!",
            ),
        ] {
            assert_eq!(said(ty, body).as_deref(), Some(expected), "{ty} {body}");
        }
    }

    #[test]
    fn what_is_not_written_for_people_says_nothing() {
        let long = "a".repeat(SHORT + 1);
        for (ty, body) in [
            ("text/plain", ""),
            ("text/plain", " \n\t"),
            ("text/plain", "{\"code\":"),
            ("text/plain", "\u{1b}[31mred"),
            ("", &long),
            ("", "a\0b"),
            ("", "3"),
            ("application/json", "Not Found"),
            ("application/octet-stream", "Not Found"),
            ("text/plain; charset=x-unknown", "Not Found"),
        ] {
            assert_eq!(said(ty, body), None, "{ty} {body}");
        }
    }

    #[test]
    fn a_page_says_its_title() {
        for (body, expected) in [
            (
                "<html><head><title>502 Bad Gateway</title></head></html>",
                Some("502 Bad Gateway"),
            ),
            (
                "<!DOCTYPE html><TITLE lang=en>\n  Too  many\n requests </TITLE>",
                Some("Too many requests"),
            ),
            (
                "<title>a &amp; b &#x3c;&#99;&gt; &x; &</title>",
                Some("a & b <c> &x; &"),
            ),
            ("<title>hunter2 &amp;\nso on</title>", Some("[redacted]")),
            ("<title></title>", None),
            ("<title>half", None),
            ("<h1>Bad Gateway</h1>", None),
        ] {
            for ty in ["text/html; charset=utf-8", ""] {
                assert_eq!(said(ty, body).as_deref(), expected, "{body}");
            }
        }
        assert_eq!(said("text/html", "Bad Gateway"), None);
    }
}
