//! What of a file is wanted.

use http::HeaderMap;
use http::header::{HeaderName, IF_MATCH, IF_RANGE, RANGE};

use super::refusal::Refusal;

#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum Wanted {
    All,
    /// At least one byte, `end` being past the last.
    Part {
        first: u64,
        end: u64,
    },
}

/// Whether the file is the one that `If-Match` names, if it names one.
pub(super) fn matches(headers: &HeaderMap, etag: &str) -> bool {
    text(headers, &IF_MATCH).is_none_or(|names| {
        names
            .split(',')
            .map(str::trim)
            .any(|name| name == "*" || is_same(name, etag))
    })
}

/// What of a file of this length is wanted.
pub(super) fn wanted(headers: &HeaderMap, etag: &str, length: u64) -> Result<Wanted, Refusal> {
    let is_same = text(headers, &IF_RANGE).is_none_or(|name| is_same(name, etag));
    match text(headers, &RANGE)
        .filter(|_| is_same)
        .and_then(|range| parse(range, length))
    {
        // What is not understood, several ranges among it, is to be ignored.
        None => Ok(Wanted::All),
        Some((first, end)) if first < end => Ok(Wanted::Part { first, end }),
        Some(_) => Err(Refusal::OutOfRange { length }),
    }
}

/// A weak tag does not say that every byte is the same.
fn is_same(name: &str, etag: &str) -> bool {
    name == etag && !name.starts_with("W/")
}

fn parse(range: &str, length: u64) -> Option<(u64, u64)> {
    match range.strip_prefix("bytes=")?.split_once('-')? {
        ("", last) => Some((length.saturating_sub(last.parse().ok()?), length)),
        (first, "") => Some((first.parse().ok()?, length)),
        (first, last) => {
            let (first, last): (u64, u64) = (first.parse().ok()?, last.parse().ok()?);
            (first <= last).then(|| (first, last.saturating_add(1).min(length)))
        }
    }
}

fn text<'h>(headers: &'h HeaderMap, name: &HeaderName) -> Option<&'h str> {
    headers.get(name)?.to_str().ok()
}

#[cfg(test)]
mod tests {
    use super::parse;

    #[test]
    fn a_range_is_cut_to_the_file() {
        assert_eq!(parse("bytes=2-5", 10), Some((2, 6)));
        assert_eq!(parse("bytes=2-", 10), Some((2, 10)));
        assert_eq!(parse("bytes=-3", 10), Some((7, 10)));
        assert_eq!(parse("bytes=0-99", 10), Some((0, 10)));
        assert_eq!(parse("bytes=10-", 10), Some((10, 10)));
        for ignored in ["bytes=5-2", "bytes=0-1,3-4", "rows=1-2", "bytes=a-"] {
            assert_eq!(parse(ignored, 10), None, "{ignored}");
        }
    }
}
