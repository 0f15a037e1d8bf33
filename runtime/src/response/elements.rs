//! Lists in headers ([RFC 9110 section
//! 5.6.1](https://www.rfc-editor.org/rfc/rfc9110#section-5.6.1)).

/// The elements of a comma-separated list, without the white space around them and without those
/// that are empty. A comma between quotes is part of its element, and the quotes stay.
pub(crate) struct Elements<'a>(Option<&'a str>);

impl<'a> Elements<'a> {
    pub(crate) fn of(text: &'a str) -> Self {
        Self(Some(text))
    }
}

impl<'a> Iterator for Elements<'a> {
    type Item = &'a str;

    fn next(&mut self) -> Option<&'a str> {
        loop {
            let text = self.0?;
            let (element, rest) = split(text);
            self.0 = rest;
            let element = element.trim_matches([' ', '\t']);
            if !element.is_empty() {
                return Some(element);
            }
        }
    }
}

/// The text up to the first comma that is not quoted, and what stands behind it.
fn split(text: &str) -> (&str, Option<&str>) {
    let (mut is_quoted, mut is_escaped) = (false, false);
    for (at, byte) in text.bytes().enumerate() {
        match byte {
            _ if is_escaped => is_escaped = false,
            b'\\' => is_escaped = is_quoted,
            b'"' => is_quoted = !is_quoted,
            b',' if !is_quoted => return (&text[..at], Some(&text[at + 1..])),
            _ => {}
        }
    }
    (text, None)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn commas_separate_unless_they_are_quoted() {
        for (text, expected) in [
            ("", &[][..]),
            (" , ,", &[]),
            ("a", &["a"]),
            ("a, b\t,c", &["a", "b", "c"]),
            (r#""a, b", W/"c""#, &[r#""a, b""#, r#"W/"c""#]),
            (r#""a\", b", c"#, &[r#""a\", b""#, "c"]),
            (r#"a\, "b, c"#, &[r"a\", r#""b, c"#]),
            ("é,ü", &["é", "ü"]),
        ] {
            assert_eq!(Elements::of(text).collect::<Vec<_>>(), expected, "{text}");
        }
    }
}
