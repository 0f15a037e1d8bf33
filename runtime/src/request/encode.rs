//! Percent-encoding of values: everything but RFC 3986's unreserved characters.

use percent_encoding::{AsciiSet, NON_ALPHANUMERIC, percent_decode_str, utf8_percent_encode};

/// All that is not unreserved in [RFC 3986 section
/// 2.3](https://www.rfc-editor.org/rfc/rfc3986#section-2.3).
const RESERVED: &AsciiSet = &NON_ALPHANUMERIC
    .remove(b'-')
    .remove(b'.')
    .remove(b'_')
    .remove(b'~');

/// Appends `value`, each byte outside `A-Z a-z 0-9 - . _ ~` written as `%XX`.
pub(crate) fn percent_encode(value: &str, out: &mut String) {
    if is_unreserved(value) {
        out.push_str(value);
    } else {
        out.extend(utf8_percent_encode(value, RESERVED));
    }
}

/// Whether nothing is to be escaped, as in ids.
fn is_unreserved(value: &str) -> bool {
    let (chunks, rest) = value.as_bytes().as_chunks::<16>();
    let all = |chunk: &[u8; 16]| chunk.iter().fold(true, |all, byte| all & unreserved(*byte));
    chunks.iter().all(all) && rest.iter().all(|byte| UNRESERVED[usize::from(*byte)])
}

/// Whether a byte is not to be escaped: without a branch, so that the compiler looks at sixteen at
/// once.
#[expect(clippy::needless_bitwise_bool, reason = "a lazy operator is a branch")]
const fn unreserved(byte: u8) -> bool {
    let is_mark = (byte == b'-') | (byte == b'.') | (byte == b'_') | (byte == b'~');
    byte.is_ascii_alphanumeric() | is_mark
}

/// The same of all bytes, for those that are looked at one by one.
const UNRESERVED: [bool; 256] = {
    let mut all = [false; 256];
    let mut byte = 0_u8;
    while byte < 128 {
        all[byte as usize] = unreserved(byte);
        byte += 1;
    }
    all
};

/// The text with each such byte written so.
pub(crate) fn percent_encoded(text: &str) -> String {
    let mut out = String::with_capacity(text.len());
    percent_encode(text, &mut out);
    out
}

/// Appends a pair to a query.
pub(crate) fn push_query(name: &str, value: &str, query: &mut String) {
    if !query.is_empty() {
        query.push('&');
    }
    percent_encode(name, query);
    query.push('=');
    percent_encode(value, query);
}

/// Whether a pair of a query has this name, however both are escaped.
pub(crate) fn is_named(pair: &str, name: &str) -> bool {
    let given = pair.split('=').next().unwrap_or_default();
    if !given.contains('%') && !name.contains('%') {
        return given == name;
    }
    percent_decode_str(given).eq(percent_decode_str(name))
}

/// Whether a URL parser would take the segment for `.` or `..`, plain or percent-encoded ([WHATWG
/// URL], "double-dot URL path segment").
///
/// [WHATWG URL]: https://url.spec.whatwg.org/#double-dot-path-segment
pub(crate) fn is_dot_segment(segment: &str) -> bool {
    let mut rest = segment.as_bytes();
    let mut dots = 0;
    while !rest.is_empty() {
        rest = match rest {
            [b'.', rest @ ..] | [b'%', b'2', b'e' | b'E', rest @ ..] => rest,
            _ => return false,
        };
        dots += 1;
    }
    dots == 1 || dots == 2
}

#[cfg(test)]
mod tests {
    use super::*;

    fn encoded(value: &str) -> String {
        let mut out = String::new();
        percent_encode(value, &mut out);
        out
    }

    #[test]
    fn unreserved_characters_stay() {
        let all = "ABCXYZabcxyz0189-._~";
        assert_eq!(encoded(all), all);
    }

    #[test]
    fn everything_else_is_escaped_byte_by_byte() {
        assert_eq!(
            encoded("a b+c%/é😹\0"),
            "a%20b%2Bc%25%2F%C3%A9%F0%9F%98%B9%00"
        );
        for byte in 0..=127_u8 {
            let text = char::from(byte).to_string();
            let kept = byte.is_ascii_alphanumeric() || b"-._~".contains(&byte);
            assert_eq!(encoded(&text) == text, kept, "{byte}");
        }
    }

    #[test]
    fn a_name_is_the_same_however_it_is_escaped() {
        for pair in [
            "page[size]=10",
            "page%5Bsize%5D=10",
            "page%5bsize]",
            "%70age[size]=",
        ] {
            assert!(is_named(pair, "page%5Bsize%5D"), "{pair}");
        }
        for pair in ["page[size", "page%255Bsize%255D=1", "=page[size]", ""] {
            assert!(!is_named(pair, "page%5Bsize%5D"), "{pair}");
        }
        assert!(is_named("a=b", "a") && !is_named("ab=", "a"));
    }

    #[test]
    fn dot_segments_are_seen_in_every_spelling() {
        for segment in [".", "..", "%2e", "%2E", ".%2e", "%2E.", "%2e%2E"] {
            assert!(is_dot_segment(segment), "{segment}");
        }
        for segment in ["", "...", ".a", "a.", "%2f", "%252e", "%2", "%"] {
            assert!(!is_dot_segment(segment), "{segment}");
        }
    }
}
