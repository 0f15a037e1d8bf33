//! From bytes to text, as the [Encoding standard] has it.
//!
//! [Encoding standard]: https://encoding.spec.whatwg.org/

use std::str::Utf8Error;

use bytes::Bytes;

/// Why bytes are no text.
#[derive(Debug, PartialEq, Eq)]
pub(super) enum NoText {
    /// The label is not one of a character set that is known here.
    Unknown,
    /// The bytes are malformed in this character set.
    Malformed(&'static str),
}

const UTF_8: &str = "UTF-8";

/// Decodes a body: by its byte order mark, else by its label, else as UTF-8.
pub(super) fn decode(bytes: Bytes, label: Option<&str>) -> Result<String, NoText> {
    if let Some(rest) = bytes.strip_prefix(b"\xEF\xBB\xBF") {
        return utf_8(rest.to_vec());
    }
    let is_utf_16 = bytes.starts_with(b"\xFF\xFE") || bytes.starts_with(b"\xFE\xFF");
    match label {
        _ if is_utf_16 => decode_as(&bytes, "utf-16"),
        None => utf_8(bytes.into()),
        Some(label) if is_utf_8(label) => utf_8(bytes.into()),
        Some(label) => decode_as(&bytes, label),
    }
}

fn is_utf_8(label: &str) -> bool {
    let label = label.trim_ascii();
    ["utf-8", "utf8"]
        .iter()
        .any(|known| label.eq_ignore_ascii_case(known))
}

/// Bytes that are UTF-8, as text.
pub(super) fn text(bytes: &[u8]) -> Result<&str, Utf8Error> {
    match quick_text(bytes) {
        Some(text) => Ok(text),
        None => std::str::from_utf8(bytes),
    }
}

/// The same in fewer steps, where the processor looks at many bytes at once.
#[cfg(feature = "charset")]
fn quick_text(bytes: &[u8]) -> Option<&str> {
    match encoding_rs::UTF_8.decode_without_bom_handling_and_without_replacement(bytes) {
        Some(std::borrow::Cow::Borrowed(text)) => Some(text),
        _ => None,
    }
}

#[cfg(not(feature = "charset"))]
fn quick_text(_: &[u8]) -> Option<&str> {
    None
}

fn utf_8(bytes: Vec<u8>) -> Result<String, NoText> {
    String::from_utf8(bytes).map_err(|_| NoText::Malformed(UTF_8))
}

#[cfg(feature = "charset")]
fn decode_as(bytes: &[u8], label: &str) -> Result<String, NoText> {
    let encoding =
        encoding_rs::Encoding::for_label_no_replacement(label.as_bytes()).ok_or(NoText::Unknown)?;
    let (text, used, is_malformed) = encoding.decode(bytes);
    if is_malformed {
        return Err(NoText::Malformed(used.name()));
    }
    Ok(text.into_owned())
}

#[cfg(not(feature = "charset"))]
fn decode_as(bytes: &[u8], label: &str) -> Result<String, NoText> {
    let label = label.trim_ascii();
    if !LATIN.iter().any(|known| label.eq_ignore_ascii_case(known)) {
        return Err(NoText::Unknown);
    }
    Ok(bytes.iter().map(|byte| latin(*byte)).collect())
}

/// The labels of ISO-8859-1 and US-ASCII that are in use. The standard reads both as windows-1252.
#[cfg(not(feature = "charset"))]
const LATIN: &[&str] = &[
    "ascii",
    "us-ascii",
    "iso-8859-1",
    "iso8859-1",
    "iso_8859-1",
    "latin1",
    "l1",
    "cp1252",
    "windows-1252",
];

#[cfg(not(feature = "charset"))]
fn latin(byte: u8) -> char {
    /// Where windows-1252 is not ISO-8859-1; the five bytes that it leaves free stay themselves.
    const FROM_80: [char; 32] = [
        '€', '\u{81}', '‚', 'ƒ', '„', '…', '†', '‡', 'ˆ', '‰', 'Š', '‹', 'Œ', '\u{8d}', 'Ž',
        '\u{8f}', '\u{90}', '‘', '’', '“', '”', '•', '–', '—', '˜', '™', 'š', '›', 'œ', '\u{9d}',
        'ž', 'Ÿ',
    ];
    let index = usize::from(byte.wrapping_sub(0x80));
    FROM_80.get(index).copied().unwrap_or(char::from(byte))
}

#[cfg(test)]
mod tests {
    use super::*;

    fn decoded(bytes: &'static [u8], label: &str) -> Result<String, NoText> {
        decode(
            Bytes::from_static(bytes),
            (!label.is_empty()).then_some(label),
        )
    }

    #[test]
    fn without_a_label_it_is_utf_8() {
        assert_eq!(decoded("caf\u{e9}".as_bytes(), "").unwrap(), "café");
        assert_eq!(decoded(b"caf\xe9", ""), Err(NoText::Malformed("UTF-8")));
        assert_eq!(decoded(b"", "").unwrap(), "");
    }

    #[test]
    fn bytes_are_text_where_the_standard_library_says_so() {
        let wholes = ["", "a", "é", "\u{10ffff}", "\0\n"];
        let broken: [&[u8]; 5] = [b"\xff", b"\xc3", b"\xed\xa0\x80", b"\xc0\x80", b"\xf0\x9f"];
        for before in [0, 1, 62, 63, 64, 200] {
            for part in wholes.iter().map(|whole| whole.as_bytes()).chain(broken) {
                for after in ["", "z", "zzzé"] {
                    let before = "xé".repeat(before);
                    let bytes = [before.as_bytes(), part, after.as_bytes()].concat();
                    assert_eq!(text(&bytes), std::str::from_utf8(&bytes));
                }
            }
        }
    }

    #[test]
    fn ascii_and_latin_1_are_windows_1252() {
        for label in [
            "us-ascii",
            "ASCII",
            " iso-8859-1 ",
            "latin1",
            "windows-1252",
        ] {
            assert_eq!(
                decoded(b"caf\xe9 \x80\x81\x9f\xff", label).unwrap(),
                "café €\u{81}Ÿÿ"
            );
        }
    }

    #[test]
    fn a_byte_order_mark_goes_before_the_label() {
        for label in ["", "utf-8", "UTF8", "iso-8859-1", "x-unknown"] {
            assert_eq!(
                decoded(b"\xef\xbb\xbf\xc3\xa9", label).unwrap(),
                "é",
                "{label}"
            );
        }
        assert_eq!(
            decoded(b"\xef\xbb\xbf\xff", "l1"),
            Err(NoText::Malformed("UTF-8"))
        );
    }

    #[test]
    fn a_label_that_is_not_known_is_an_error() {
        for label in ["x-unknown", "utf-9", "hz-gb-2312", "é"] {
            assert_eq!(decoded(b"a", label), Err(NoText::Unknown), "{label}");
        }
    }

    #[cfg(feature = "charset")]
    #[test]
    fn other_charsets_are_read_and_malformed_ones_named() {
        assert_eq!(decoded(b"\x82\xa0", "Shift_JIS").unwrap(), "あ");
        assert_eq!(decoded(b"\xff\xfea\0", "").unwrap(), "a");
        assert_eq!(decoded(b"\xfe\xff\0a", "utf-8").unwrap(), "a");
        assert_eq!(decoded(b"a\0", "utf-16le").unwrap(), "a");
        assert_eq!(
            decoded(b"\x82", "sjis"),
            Err(NoText::Malformed("Shift_JIS"))
        );
        assert_eq!(
            decoded(b"\xff\xfe\0\xd8", ""),
            Err(NoText::Malformed("UTF-16LE"))
        );
    }
}
