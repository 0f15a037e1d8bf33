//! What is looked for: any part of what was planted, however it is spelled.

use std::collections::BTreeSet;
use std::fmt::Write as _;

/// All that is planted begins with this.
pub(super) const MARK: &str = "c4n4ry";

/// The secret that is planted in one place. It has to be escaped in a URL, in a form and in JSON.
pub(super) fn secret_of(place: &str) -> String {
    format!("{MARK}-{place}&+/\"\u{e9}")
}

/// The same for places that do not take every character, as headers and cookies.
pub(super) fn plain_secret_of(place: &str) -> String {
    format!("{MARK}-{place}&+/")
}

/// The lines in which a part of a secret stands.
pub(super) fn leaks(text: &str) -> BTreeSet<&str> {
    let spellings = spellings();
    let has_one = |line: &&str| {
        let is_in = |spelling: &String| line.contains(spelling.as_str());
        spellings.iter().any(is_in)
    };
    let mut found: BTreeSet<&str> = text.lines().filter(has_one).collect();
    if bytes_of(text).contains(&as_numbers(MARK)) {
        found.insert("a list of bytes");
    }
    found
}

/// One end of the mark is enough, since a text may have been cut.
fn spellings() -> Vec<String> {
    let hex = |text: &str| {
        text.bytes().fold(String::new(), |mut hex, byte| {
            let _ = write!(hex, "{byte:02x}");
            hex
        })
    };
    let (start, end) = (&MARK[..4], &MARK[2..]);
    let mut all = vec![start.to_owned(), end.to_owned(), hex(start), hex(end)];
    // What stands before it decides how it looks in base64.
    all.extend((0..3).map(|before| {
        let encoded = base64(&[&vec![0; before], MARK.as_bytes()].concat());
        let first = (before * 8).div_ceil(6);
        let last = (before + MARK.len()) * 8 / 6;
        encoded[first..last].to_owned()
    }));
    all
}

/// Without the padding.
pub(super) fn base64(bytes: &[u8]) -> String {
    const ALPHABET: &[u8; 64] = b"ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789+/";

    let bits = bytes.len() * 8;
    let bit = |at: usize| bytes.get(at / 8).map_or(0, |byte| byte >> (7 - at % 8) & 1);
    (0..bits)
        .step_by(6)
        .map(|at| (at..at + 6).fold(0, |index, at| index << 1 | bit(at)))
        .map(|index| char::from(ALPHABET[usize::from(index)]))
        .collect()
}

/// As `Debug` writes bytes, on one line or on several.
fn as_numbers(text: &str) -> String {
    let numbers: Vec<String> = text.bytes().map(|byte| byte.to_string()).collect();
    numbers.join(",")
}

fn bytes_of(text: &str) -> String {
    text.split_whitespace().collect()
}

#[test]
fn a_secret_is_found_in_every_spelling() {
    let secret = secret_of("here");
    let json = serde_json::to_string(&secret).unwrap();
    let mut spelled = vec![
        secret.clone(),
        json,
        "a=c4n4ry-here%26%2B%2F%22%C3%A9&b".to_owned(),
        "c4n4ry-here%26%2b%2f%22%c3%a9".to_owned(),
        format!("{secret:?}"),
        format!("{:?}", secret.as_bytes()),
        format!("{:#?}", secret.as_bytes()),
        format!("{:?}", bytes::Bytes::from(secret.clone())),
        secret[..5].to_owned(),
        secret[2..].to_owned(),
        "63346e3472792d68657265".to_owned(),
    ];
    for user in ["", "a", "ab", "abc", "abcd"] {
        spelled.push(base64(format!("{user}:{secret}").as_bytes()));
    }
    for text in spelled {
        assert!(!leaks(&format!("x {text} y")).is_empty(), "{text}");
    }
    for text in ["", "nothing", "c4", "canary", "99, 52"] {
        assert_eq!(leaks(text), BTreeSet::new());
    }
}

#[test]
fn base64_is_that_of_rfc_4648() {
    for (text, encoded) in [("f", "Zg"), ("fo", "Zm8"), ("foobar", "Zm9vYmFy")] {
        assert_eq!(base64(text.as_bytes()), encoded);
    }
}
