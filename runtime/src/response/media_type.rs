//! What a `Content-Type` says.

use std::borrow::Cow;

use super::{Envelope, Headers};

/// A media type with its parameters ([RFC 9110 section 8.3.1]).
///
/// [RFC 9110 section 8.3.1]: https://www.rfc-editor.org/rfc/rfc9110#section-8.3.1
pub(crate) struct MediaType<'a>(Cow<'a, str>);

impl<'a> MediaType<'a> {
    /// What the answer says of its body, if it says anything.
    pub(crate) fn of(headers: &'a Headers) -> Option<Self> {
        let value = headers.get(http::header::CONTENT_TYPE)?;
        Some(Self(String::from_utf8_lossy(value.as_bytes())))
    }

    /// Type and subtype, as they were written.
    pub(crate) fn essence(&self) -> &str {
        self.0.split(';').next().unwrap_or_default().trim()
    }

    pub(crate) fn is(&self, essence: &str) -> bool {
        self.essence().eq_ignore_ascii_case(essence)
    }

    /// Whether it is JSON, or an application of it ([RFC 6839 section 3.1]).
    ///
    /// [RFC 6839 section 3.1]: https://www.rfc-editor.org/rfc/rfc6839#section-3.1
    fn is_json(&self) -> bool {
        let essence = self.essence().to_ascii_lowercase();
        essence == "application/json" || essence.ends_with("+json")
    }

    pub(crate) fn is_html(&self) -> bool {
        self.is("text/html") || self.is("application/xhtml+xml")
    }

    /// The label of the character set.
    pub(crate) fn charset(&self) -> Option<Cow<'_, str>> {
        let (_, parameters) = self.0.split_once(';')?;
        Parameters(parameters)
            .find(|(name, _)| name.eq_ignore_ascii_case("charset"))
            .map(|(_, value)| value)
    }
}

/// Whether the answer says that it is a document in the envelope's media type or in JSON.
pub(crate) fn is_document<V: Envelope>(headers: &Headers) -> bool {
    MediaType::of(headers).is_some_and(|ty| ty.is_json() || ty.is(V::MEDIA_TYPE))
}

/// The parameters of a header's value, `; name=value` each, with the quotes of the values undone
/// ([RFC 9110 section 5.6.6]). What has no `=` is passed over.
///
/// [RFC 9110 section 5.6.6]: https://www.rfc-editor.org/rfc/rfc9110#section-5.6.6
pub(crate) struct Parameters<'a>(pub(crate) &'a str);

impl<'a> Iterator for Parameters<'a> {
    type Item = (&'a str, Cow<'a, str>);

    fn next(&mut self) -> Option<Self::Item> {
        loop {
            let text = self.0.trim_start_matches([';', ' ', '\t']);
            let end = text.find(['=', ';'])?;
            let (name, rest) = text.split_at(end);
            if let Some(value) = rest.strip_prefix('=') {
                let (value, rest) = value_of(value.trim_start());
                self.0 = rest;
                return Some((name.trim(), value));
            }
            self.0 = rest;
        }
    }
}

/// A value, and what stands behind it.
fn value_of(text: &str) -> (Cow<'_, str>, &str) {
    let Some(quoted) = text.strip_prefix('"') else {
        let end = text.find(';').unwrap_or(text.len());
        let (value, rest) = text.split_at(end);
        return (Cow::Borrowed(value.trim_end()), rest);
    };
    let mut value = String::new();
    let mut characters = quoted.chars();
    while let Some(c) = characters.next() {
        match c {
            '"' => break,
            '\\' => value.extend(characters.next()),
            c => value.push(c),
        }
    }
    (Cow::Owned(value), characters.as_str())
}

#[cfg(test)]
mod tests {
    use http::HeaderMap;

    use super::*;

    fn headers(value: &[u8]) -> Headers {
        let mut map = HeaderMap::new();
        map.insert("content-type", value.try_into().unwrap());
        map.into()
    }

    fn charset(value: &str) -> Option<String> {
        let headers = headers(value.as_bytes());
        let ty = MediaType::of(&headers).unwrap();
        ty.charset().map(Cow::into_owned)
    }

    #[test]
    fn the_charset_is_found_among_the_parameters() {
        for value in [
            "text/plain;charset=x-1",
            "text/plain; charset=x-1",
            "text/plain; CharSet=\"x-1\"; a=b",
            "text/plain; a=\"; charset=no\"; charset=\"x\\-1\"",
            "text/plain;; flag ;charset = x-1 ;q",
        ] {
            assert_eq!(charset(value).as_deref(), Some("x-1"), "{value}");
        }
        for value in ["text/plain", "", "text/plain; charsets=x", "; \"", "a;b"] {
            assert_eq!(charset(value), None, "{value}");
        }
    }

    #[test]
    fn the_essence_is_compared_without_case_or_parameters() {
        let is = |value: &[u8], essence: &str| MediaType::of(&headers(value)).unwrap().is(essence);
        assert!(is(
            b"Text/Event-Stream ; charset=utf-8",
            "text/event-stream"
        ));
        assert!(!is(b"text/event-stream2", "text/event-stream"));
        assert!(!is(b"text/event-stream\xff", "text/event-stream"));
        assert!(MediaType::of(&Headers::default()).is_none());
    }

    #[test]
    fn json_is_known_by_its_suffix() {
        use crate::response::Plain;

        for value in [
            "application/json",
            "APPLICATION/JSON; a=b",
            "application/problem+json",
        ] {
            assert!(is_document::<Plain>(&headers(value.as_bytes())), "{value}");
        }
        for value in ["application/jsonl", "application/x-ndjson", "text/csv", ""] {
            assert!(!is_document::<Plain>(&headers(value.as_bytes())), "{value}");
        }
    }

    #[test]
    fn any_text_has_parameters_or_none() {
        for text in [";", "=", "==\"", "a=\"\\", ";;a;=\"é\";", "\"=\"=\\"] {
            assert!(Parameters(text).count() < 5, "{text}");
        }
    }
}
