//! What may stand in a URL, a header name or a cookie name.

use std::fmt::Write as _;

/// Characters that stand for themselves in every part of a URL.
pub(crate) fn is_unreserved(byte: u8) -> bool {
    byte.is_ascii_alphanumeric() || matches!(byte, b'-' | b'.' | b'_' | b'~')
}

/// Characters that a path segment may hold as they are.
pub(crate) fn is_path_character(character: char) -> bool {
    u8::try_from(character).is_ok_and(is_unreserved) || "!$&'()*+,;=:@".contains(character)
}

/// Percent-encodes every byte that is not unreserved.
pub(crate) fn encode(text: &str) -> String {
    encode_bytes(text.as_bytes())
}

/// Percent-encodes one character.
pub(crate) fn escape(character: char) -> String {
    let mut buffer = [0; 4];
    let bytes = character.encode_utf8(&mut buffer).bytes();
    bytes.fold(String::new(), |mut escaped, byte| {
        push_escape(&mut escaped, byte);
        escaped
    })
}

/// Encodes a name that is percent-encoded already the way [`encode`] would, so that names can be
/// compared.
pub(crate) fn normalize(encoded: &str) -> String {
    let bytes = encoded.as_bytes();
    let mut decoded = Vec::with_capacity(bytes.len());
    let mut at = 0;
    while let Some(&byte) = bytes.get(at) {
        let escape = if byte == b'%' {
            escape_at(encoded, at)
        } else {
            None
        };
        decoded.push(escape.unwrap_or(byte));
        at += if escape.is_some() { 3 } else { 1 };
    }
    encode_bytes(&decoded)
}

/// The byte that the percent escape at `at` stands for.
pub(crate) fn escape_at(text: &str, at: usize) -> Option<u8> {
    let digits = text.get(at + 1..at + 3)?;
    let hexadecimal = digits.bytes().all(|digit| digit.is_ascii_hexdigit());
    hexadecimal
        .then(|| u8::from_str_radix(digits, 16).ok())
        .flatten()
}

/// Whether a text is a token by RFC 9110: a header name, a cookie name, half a media type.
pub(crate) fn is_token(text: &str) -> bool {
    !text.is_empty()
        && text
            .bytes()
            .all(|byte| byte.is_ascii_alphanumeric() || b"!#$%&'*+-.^_`|~".contains(&byte))
}

/// A text with everything left out that a token cannot hold, for a suggestion.
pub(crate) fn nearest_token(text: &str) -> Option<String> {
    let spaced = text.trim().replace([' ', '_'], "-");
    let token: String = spaced
        .chars()
        .filter(|character| is_token(&character.to_string()))
        .collect();
    (!token.is_empty()).then_some(token)
}

fn encode_bytes(bytes: &[u8]) -> String {
    bytes.iter().fold(String::new(), |mut encoded, &byte| {
        if is_unreserved(byte) {
            encoded.push(char::from(byte));
        } else {
            push_escape(&mut encoded, byte);
        }
        encoded
    })
}

fn push_escape(text: &mut String, byte: u8) {
    // Writing to a `String` cannot fail.
    let _ = write!(text, "%{byte:02X}");
}

#[cfg(test)]
mod tests {
    use super::{encode, escape, is_token, nearest_token, normalize};

    #[test]
    fn encodes_all_but_the_unreserved() {
        assert_eq!(encode("filter[a b]"), "filter%5Ba%20b%5D");
        assert_eq!(encode("2024-10-15~beta"), "2024-10-15~beta");
        assert_eq!(escape('é'), "%C3%A9");
    }

    #[test]
    fn names_compare_after_normalizing() {
        assert_eq!(normalize("filter%5bx%5D"), encode("filter[x]"));
        assert_eq!(normalize("%76ersion"), "version");
        assert_eq!(normalize("$top"), encode("$top"));
        assert_eq!(normalize("100%"), "100%25");
    }

    #[test]
    fn tokens() {
        assert!(is_token("x-api-key"));
        assert!(!is_token("x api key"));
        assert!(!is_token(""));
        assert_eq!(nearest_token("x api key:").as_deref(), Some("x-api-key"));
        assert_eq!(nearest_token("é"), None);
    }
}
