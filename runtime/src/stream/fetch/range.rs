//! What headers say of a part of a file, and of which file it is one.

use http::header::{CONTENT_LENGTH, CONTENT_RANGE, ETAG};

use crate::response::Headers;

/// A `Content-Range` ([RFC 9110 section 14.4]).
///
/// [RFC 9110 section 14.4]: https://www.rfc-editor.org/rfc/rfc9110#section-14.4
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum ContentRange {
    /// The bytes from `from` up to before `end`.
    Part {
        from: u64,
        end: u64,
        total: Option<u64>,
    },
    /// No part, as the file has no more than these bytes.
    Beyond { total: u64 },
}

impl ContentRange {
    pub(super) fn of(headers: &Headers) -> Option<Self> {
        Self::read(headers.text(CONTENT_RANGE.as_str())?)
    }

    fn read(text: &str) -> Option<Self> {
        let (unit, range) = text.trim().split_once(' ')?;
        let (part, total) = range.trim().split_once('/')?;
        if !unit.eq_ignore_ascii_case("bytes") {
            return None;
        }
        if part == "*" {
            return number(total).map(|total| Self::Beyond { total });
        }
        let total = match total {
            "*" => None,
            total => Some(number(total)?),
        };
        let (first, last) = part.split_once('-')?;
        let (from, end) = (number(first)?, number(last)?.checked_add(1)?);
        let is_part = from < end && total.is_none_or(|total| end <= total);
        is_part.then_some(Self::Part { from, end, total })
    }
}

/// Digits and nothing else: no sign, as `parse` takes one.
fn number(text: &str) -> Option<u64> {
    let is_number = text.bytes().all(|byte| byte.is_ascii_digit());
    is_number.then(|| text.parse().ok()).flatten()
}

/// How long the body is, by its head.
pub(super) fn length(headers: &Headers) -> Option<u64> {
    number(headers.text(CONTENT_LENGTH.as_str())?.trim())
}

/// The `ETag`, if it is one by which two bodies are known to be the same byte for byte ([RFC 9110
/// section 8.8.3]).
///
/// [RFC 9110 section 8.8.3]: https://www.rfc-editor.org/rfc/rfc9110#section-8.8.3
pub(super) fn strong_etag(headers: &Headers) -> Option<&str> {
    let mut etags = headers.get_all(ETAG).iter();
    let etag = etags.next()?.to_str().ok()?.trim();
    (etags.next().is_none() && is_strong(etag)).then_some(etag)
}

pub(super) fn is_strong(etag: &str) -> bool {
    let inside = etag
        .strip_prefix('"')
        .and_then(|rest| rest.strip_suffix('"'));
    inside.is_some_and(|inside| inside.bytes().all(|byte| byte > b' ' && byte != b'"'))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_part_is_read() {
        let part = |from, end, total| Some(ContentRange::Part { from, end, total });
        for (text, range) in [
            ("bytes 0-0/1", part(0, 1, Some(1))),
            ("bytes 5-9/10", part(5, 10, Some(10))),
            ("Bytes  5-9/*", part(5, 10, None)),
            ("bytes */0", Some(ContentRange::Beyond { total: 0 })),
            (
                "bytes */18446744073709551615",
                Some(ContentRange::Beyond { total: u64::MAX }),
            ),
        ] {
            assert_eq!(ContentRange::read(text), range, "{text}");
        }
    }

    #[test]
    fn what_cannot_be_is_no_part() {
        for text in [
            "",
            "bytes",
            "bytes 5-9",
            "bytes 9-5/10",
            "bytes 5-10/10",
            "bytes 5-/10",
            "bytes -5/10",
            "bytes +5-9/10",
            "bytes 5-9/x",
            "bytes */*",
            "items 5-9/10",
            "bytes=5-9/10",
            "bytes 0-18446744073709551615/*",
            "bytes 0-99999999999999999999/*",
        ] {
            assert_eq!(ContentRange::read(text), None, "{text}");
        }
    }

    #[test]
    fn a_weak_or_broken_etag_is_no_strong_one() {
        for etag in ["\"\"", "\"a\"", "\"W/a\""] {
            assert!(is_strong(etag), "{etag}");
        }
        for etag in [
            "", "\"", "a", "W/\"a\"", "\"a", "a\"", "\"a\"b\"", "\"a b\"",
        ] {
            assert!(!is_strong(etag), "{etag}");
        }
    }
}
