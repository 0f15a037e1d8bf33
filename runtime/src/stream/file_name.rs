//! What a server calls a file, made safe.

use std::borrow::Cow;

use percent_encoding::percent_decode_str;

use crate::response::{Headers, Parameters};

/// How long a name may be, in bytes: what common file systems take.
const LONGEST: usize = 255;

/// The file's name by its `Content-Disposition` ([RFC 6266 section 4.3]): a name alone, whatever
/// path the server gave.
///
/// [RFC 6266 section 4.3]: https://www.rfc-editor.org/rfc/rfc6266#section-4.3
pub(super) fn file_name(headers: &Headers) -> Option<String> {
    said(headers, LONGEST)
}

/// The file's name by its `Content-Disposition`, else by the last segment of the path where it is;
/// in so many bytes.
pub(crate) fn name_of(headers: &Headers, segment: Option<&str>, longest: usize) -> Option<String> {
    said(headers, longest).or_else(|| {
        let segment = percent_decode_str(segment?).decode_utf8_lossy();
        base_name(&segment, longest)
    })
}

fn said(headers: &Headers, longest: usize) -> Option<String> {
    let value = headers.get(http::header::CONTENT_DISPOSITION)?;
    let value = text(value.as_bytes());
    let (_, parameters) = value.split_once(';')?;
    let find = |wanted: &str| {
        Parameters(parameters)
            .find(|(name, _)| name.eq_ignore_ascii_case(wanted))
            .map(|(_, value)| value)
    };
    find("filename*")
        .and_then(|value| extended(&value))
        .and_then(|name| base_name(&name, longest))
        .or_else(|| base_name(&find("filename")?, longest))
}

/// A header's text: UTF-8 where it is, else ISO-8859-1, which headers were once.
fn text(bytes: &[u8]) -> Cow<'_, str> {
    match std::str::from_utf8(bytes) {
        Ok(text) => Cow::Borrowed(text),
        Err(_) => Cow::Owned(latin_1(bytes)),
    }
}

fn latin_1(bytes: &[u8]) -> String {
    bytes.iter().copied().map(char::from).collect()
}

/// `UTF-8'en'%e2%82%ac` ([RFC 8187 section 3.2]).
///
/// [RFC 8187 section 3.2]: https://www.rfc-editor.org/rfc/rfc8187#section-3.2
fn extended(value: &str) -> Option<String> {
    let (charset, rest) = value.split_once('\'')?;
    let (_, encoded) = rest.split_once('\'')?;
    let bytes: Vec<u8> = percent_decode_str(encoded).collect();
    if charset.eq_ignore_ascii_case("utf-8") {
        return String::from_utf8(bytes).ok();
    }
    charset
        .eq_ignore_ascii_case("iso-8859-1")
        .then(|| latin_1(&bytes))
}

/// The name behind the last separator of either kind, without what could make it more than a name.
fn base_name(path: &str, longest: usize) -> Option<String> {
    let name = path.rsplit(['/', '\\']).next()?;
    let name: String = name.chars().filter_map(harmless).collect();
    let name = shorten(trim(&name), longest);
    if trim(&name).is_empty() {
        return None;
    }
    Some(shorten(&not_a_device(trim(&name)), longest))
}

/// Windows passes over dots and blanks at the end, so they could hide another name.
fn trim(name: &str) -> &str {
    name.trim_start().trim_end_matches(['.', ' '])
}

fn harmless(c: char) -> Option<char> {
    match c {
        // A drive or a stream, on Windows.
        ':' => Some('_'),
        // Marks that change the direction of writing can make one file type look like another.
        '\u{200e}' | '\u{200f}' | '\u{202a}'..='\u{202e}' | '\u{2066}'..='\u{2069}' => None,
        c if c.is_control() => None,
        c => Some(c),
    }
}

/// Windows has devices under these names in every folder.
fn not_a_device(name: &str) -> Cow<'_, str> {
    let stem = name.split('.').next().unwrap_or_default().trim_end();
    let is_numbered = |prefix: &str| {
        stem.len() == 4
            && stem.is_char_boundary(3)
            && stem[..3].eq_ignore_ascii_case(prefix)
            && stem.ends_with(|c: char| c.is_ascii_digit())
    };
    let is_named = |device: &&str| stem.eq_ignore_ascii_case(device);
    if ["con", "prn", "aux", "nul"].iter().any(is_named) || is_numbered("com") || is_numbered("lpt")
    {
        return Cow::Owned(format!("_{name}"));
    }
    Cow::Borrowed(name)
}

/// The name in as many bytes as it may have; its extension stays.
fn shorten(name: &str, longest: usize) -> String {
    if name.len() <= longest {
        return name.to_owned();
    }
    let extension = name
        .rfind('.')
        .map(|at| &name[at..])
        .filter(|extension| extension.len() <= 20)
        .unwrap_or_default();
    let mut end = longest.saturating_sub(extension.len());
    while !name.is_char_boundary(end) {
        end -= 1;
    }
    format!("{}{extension}", &name[..end])
}

#[cfg(test)]
mod tests {
    use http::HeaderMap;

    use super::*;
    use crate::response::split::random::Random;

    fn named(value: &[u8]) -> Option<String> {
        let mut map = HeaderMap::new();
        map.insert("content-disposition", value.try_into().unwrap());
        file_name(&map.into())
    }

    #[test]
    fn a_name_is_read_in_all_its_forms() {
        for (value, name) in [
            ("attachment; filename=a.csv", "a.csv"),
            ("attachment; filename=\"a b.csv\"", "a b.csv"),
            ("INLINE; FILENAME=\"a\\\"b;c.csv\"", "a\"b;c.csv"),
            ("attachment; filename=\"€ rates\"", "€ rates"),
            ("attachment; filename*=UTF-8''%e2%82%ac%20rates", "€ rates"),
            (
                "attachment; filename*=utf-8'en'a.csv; filename=b.csv",
                "a.csv",
            ),
            (
                "attachment; filename=\"b.csv\"; filename*=iso-8859-1''caf%E9",
                "café",
            ),
            ("attachment; filename=b.csv; filename*=UTF-8''%ff", "b.csv"),
            ("attachment; filename=b.csv; filename*=koi8-r''a", "b.csv"),
            ("attachment; filename=b.csv; filename*=nothing", "b.csv"),
            ("attachment;filename = \"a.csv\" ; size=3", "a.csv"),
        ] {
            assert_eq!(named(value.as_bytes()).as_deref(), Some(name), "{value}");
        }
        assert_eq!(
            named(b"attachment; filename=caf\xe9").as_deref(),
            Some("café")
        );
    }

    #[test]
    fn a_name_is_never_a_path() {
        for (given, name) in [
            ("../../etc/passwd", "passwd"),
            ("/etc/passwd", "passwd"),
            ("..\\\\..\\\\a.exe", "a.exe"),
            ("C:\\\\a.exe", "a.exe"),
            ("C:a.exe", "C_a.exe"),
            ("a.txt:b", "a.txt_b"),
            ("a\tb\u{202e}c\u{85}", "abc"),
            (" a.csv. . ", "a.csv"),
            ("nul", "_nul"),
            ("Com1.txt", "_Com1.txt"),
            ("comé.txt", "comé.txt"),
            (".profile", ".profile"),
        ] {
            let value = format!("attachment; filename=\"{given}\"");
            assert_eq!(named(value.as_bytes()).as_deref(), Some(name), "{given}");
        }
        assert_eq!(
            named(b"attachment; filename*=UTF-8''..%2F..%2Fetc%2Fpass%00wd").as_deref(),
            Some("passwd")
        );
    }

    #[test]
    fn what_leaves_no_name_is_none() {
        for value in [
            "attachment",
            "attachment; filename",
            "attachment; filename=",
            "attachment; filename=\"\"",
            "attachment; filename=\".\"",
            "attachment; filename=\"..\"",
            "attachment; filename=\"a/\"",
            "attachment; filename=\" . .\"",
            "attachment; filename*=UTF-8''%00",
            "",
        ] {
            assert_eq!(named(value.as_bytes()), None, "{value}");
        }
        assert_eq!(file_name(&Headers::default()), None);
    }

    #[test]
    fn the_path_says_it_where_the_server_does_not() {
        let none = Headers::default();
        let of_path = |segment| name_of(&none, segment, 20);
        assert_eq!(of_path(Some("a%20b.csv")).as_deref(), Some("a b.csv"));
        assert_eq!(
            of_path(Some("..%2f..%2Fpasswd%00")).as_deref(),
            Some("passwd")
        );
        assert_eq!(of_path(Some("a%ff.csv")).as_deref(), Some("a\u{fffd}.csv"));
        assert_eq!(
            of_path(Some("0123456789abcdef01234.csv")).as_deref(),
            Some("0123456789abcdef.csv")
        );
        assert_eq!(
            of_path(Some(
                "con%20%20%20%20%20%20%20%20%20%20%20%20%20%20%20%20%20%20x"
            ))
            .as_deref(),
            Some("_con")
        );
        for segment in [None, Some(""), Some("."), Some("%2e%2e"), Some("%00")] {
            assert_eq!(of_path(segment), None);
        }
        let mut map = HeaderMap::new();
        map.insert("content-disposition", "a; filename=b.csv".parse().unwrap());
        assert_eq!(
            name_of(&map.into(), Some("a"), 20).as_deref(),
            Some("b.csv")
        );
    }

    #[test]
    fn whatever_comes_is_a_name_or_none() {
        let alphabet: &[&[u8]] = &[
            b"filename",
            b"*",
            b"=",
            b"\"",
            b"\\",
            b";",
            b"UTF-8''",
            b"..",
            b"/",
            b"%2f",
            b"%00",
            b"%",
            b"%2e",
            b":",
            b"con",
            b" ",
            b"\xff",
            "é".as_bytes(),
            b"filename*=utf-8''..%5c",
            b"; filename=\"../",
        ];
        let mut random = Random(0x1234_5678_9ABC_DEF1);
        let mut names = 0;
        for _ in 0..3_000 {
            let value = [b"a; ", &*random.bytes(alphabet, 12)].concat();
            let Some(name) = named(&value) else { continue };
            names += 1;
            let is_plain = !name.contains(['/', '\\', ':']) && !name.contains(char::is_control);
            assert!(
                is_plain && !name.ends_with(['.', ' ']) && !name.is_empty(),
                "{name:?}"
            );
            assert!(name.len() <= 255 && !name.starts_with("con."), "{name:?}");
        }
        assert!(names > 100, "{names}");
    }

    #[test]
    fn a_long_name_is_cut_and_keeps_its_extension() {
        let name = named(format!("a; filename={}.tar.gz", "é".repeat(300)).as_bytes()).unwrap();
        assert!(name.len() <= 255 && name.len() > 250, "{}", name.len());
        assert!(name.ends_with("é.gz"));
        let name = named(format!("a; filename={}", "x.".repeat(300)).as_bytes()).unwrap();
        assert_eq!(name.len(), 255);
        let name = named(format!("a; filename=.{}", "é".repeat(300)).as_bytes()).unwrap();
        assert_eq!(name.len(), 255);
        let dots = format!("a; filename={}{}", ".".repeat(300), "x".repeat(30));
        assert_eq!(named(dots.as_bytes()), None);
        let device = named(format!("a; filename=con.{}", "x".repeat(300)).as_bytes()).unwrap();
        assert!(device.starts_with("_con.x") && device.len() == 255);
    }
}
