//! What is asked of a server, and what its answer means.

use http::header::{ACCEPT_RANGES, ETAG, IF_MATCH, RANGE};
use http::{HeaderValue, StatusCode};

use super::range::{ContentRange, length, strong_etag};
use crate::response::{Headers, Raw};
use crate::stream::reopen::Extra;

/// Which bytes are asked for.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(super) enum Ask {
    /// What the request asks for by itself.
    Plain,
    /// A part of the file that is known by its `ETag`.
    Part {
        from: u64,
        until: Option<u64>,
        etag: String,
        /// How long the file is, where that is known.
        total: Option<u64>,
    },
}

/// What an answer means.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(super) enum Verdict {
    /// It holds the part that was asked for.
    GoesOn(Body),
    /// It holds the file from its beginning.
    Begins(Body),
    /// The file has no more bytes than are there already.
    Complete { total: u64 },
    /// The file is no longer the same.
    Changed,
    /// It is no answer to go on with.
    Refused,
}

/// What the head of an answer says of its body.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub(super) struct Body {
    /// Where in the file its first byte goes.
    pub(super) from: u64,
    /// Where in the file it ends, where that is known.
    pub(super) end: Option<u64>,
    /// How long the file is, where that is known.
    pub(super) total: Option<u64>,
    pub(super) etag: Option<String>,
    /// Whether the server says that it gives parts.
    pub(super) has_ranges: bool,
}

impl Body {
    /// Nothing is left to come of a file of this length.
    pub(super) fn nothing_behind(total: u64) -> Self {
        Self {
            from: total,
            end: Some(total),
            total: Some(total),
            etag: None,
            has_ranges: true,
        }
    }

    pub(super) fn of(head: &Raw) -> Self {
        let headers = &head.headers;
        let range =
            ContentRange::of(headers).filter(|_| head.status == StatusCode::PARTIAL_CONTENT);
        let (from, end, total) = match range {
            Some(ContentRange::Part { from, end, total }) => (from, Some(end), total),
            // Parts of another kind cannot be put in their place.
            _ if head.status == StatusCode::PARTIAL_CONTENT => (0, length(headers), None),
            _ => (0, length(headers), length(headers)),
        };
        let is_file = head.status == StatusCode::OK || range.is_some();
        let etag = strong_etag(headers).filter(|_| is_file);
        Self {
            from,
            end,
            total,
            etag: etag.map(str::to_owned),
            has_ranges: range.is_some() || says_ranges(headers),
        }
    }
}

/// Whether the server says that it gives parts ([RFC 9110 section 14.3]).
///
/// [RFC 9110 section 14.3]: https://www.rfc-editor.org/rfc/rfc9110#section-14.3
fn says_ranges(headers: &Headers) -> bool {
    let mut units = headers.texts(ACCEPT_RANGES.as_str());
    units.any(|units| {
        let mut units = units.split(',');
        units.any(|unit| unit.trim().eq_ignore_ascii_case("bytes"))
    })
}

impl Ask {
    /// The headers by which it is asked for.
    pub(super) fn headers(&self) -> Extra {
        let Self::Part {
            from, until, etag, ..
        } = self
        else {
            return Extra::new();
        };
        let range = match until.and_then(|end| end.checked_sub(1)) {
            Some(last) => format!("bytes={from}-{last}"),
            None => format!("bytes={from}-"),
        };
        // A strong `ETag` is visible ASCII, as is a range.
        let value = |text: &str| HeaderValue::from_str(text).ok();
        let headers = [(RANGE, value(&range)), (IF_MATCH, value(etag))];
        let header = |(name, value): (_, Option<_>)| Some((name, value?));
        headers.into_iter().filter_map(header).collect()
    }

    /// Whether that is the file of which a part was asked for.
    pub(super) fn is_of(&self, body: &Body) -> bool {
        match self {
            Self::Plain => true,
            Self::Part { etag, .. } => body.etag.as_ref() == Some(etag),
        }
    }

    /// What an answer to it means.
    pub(super) fn judge(&self, answer: &Raw) -> Verdict {
        let Self::Part {
            from,
            until,
            etag,
            total,
        } = self
        else {
            return if answer.status.is_success() {
                Verdict::Begins(Body::of(answer))
            } else {
                Verdict::Refused
            };
        };
        let names_it = answer.headers.contains_key(ETAG);
        let is_other = names_it && strong_etag(&answer.headers) != Some(etag);
        match answer.status {
            StatusCode::OK => Verdict::Begins(Body::of(answer)),
            StatusCode::PRECONDITION_FAILED => Verdict::Changed,
            StatusCode::PARTIAL_CONTENT => {
                let is_same = strong_etag(&answer.headers) == Some(etag);
                part(&answer.headers, *from, *until, *total)
                    .filter(|_| is_same)
                    .map_or(Verdict::Changed, |body| {
                        Verdict::GoesOn(Body {
                            etag: Some(etag.clone()),
                            ..body
                        })
                    })
            }
            StatusCode::RANGE_NOT_SATISFIABLE => match ContentRange::of(&answer.headers) {
                Some(ContentRange::Beyond { total: now })
                    if now == *from && total.is_none_or(|total| total == now) && !is_other =>
                {
                    Verdict::Complete { total: now }
                }
                _ => Verdict::Changed,
            },
            _ => Verdict::Refused,
        }
    }
}

/// What a `206` holds, if it is what was asked for.
fn part(headers: &Headers, at: u64, until: Option<u64>, known: Option<u64>) -> Option<Body> {
    let Some(ContentRange::Part { from, end, total }) = ContentRange::of(headers) else {
        return None;
    };
    let is_same_file = known.is_none() || total.is_none() || known == total;
    let most = [until, known].into_iter().flatten().min();
    let is_asked_for = from == at && most.is_none_or(|most| end <= most);
    (is_same_file && is_asked_for).then(|| Body {
        from,
        end: Some(end),
        total: total.or(known),
        etag: None,
        has_ranges: true,
    })
}

#[cfg(test)]
mod tests {
    use bytes::Bytes;
    use http::HeaderMap;

    use super::*;

    fn answer(status: u16, headers: &[(&'static str, &str)]) -> Raw {
        let header =
            |(name, value): &(&'static str, &str)| (name.parse().unwrap(), value.parse().unwrap());
        Raw {
            status: StatusCode::from_u16(status).unwrap(),
            headers: headers.iter().map(header).collect::<HeaderMap>().into(),
            bytes: Bytes::new(),
            cut: false,
        }
    }

    /// The bytes from 4, of a file of which perhaps the length is known.
    fn ask(until: Option<u64>, total: Option<u64>) -> Ask {
        Ask::Part {
            from: 4,
            until,
            etag: "\"1\"".to_owned(),
            total,
        }
    }

    fn range_of(ask: &Ask) -> Vec<(String, String)> {
        let text = |value: &HeaderValue| value.to_str().unwrap().to_owned();
        let headers = ask.headers();
        headers
            .iter()
            .map(|(name, value)| (name.to_string(), text(value)))
            .collect()
    }

    #[test]
    fn a_part_is_asked_for_by_range_and_etag() {
        let header = |name: &str, value: &str| (name.to_owned(), value.to_owned());
        assert_eq!(
            range_of(&ask(None, None)),
            [header("range", "bytes=4-"), header("if-match", "\"1\"")]
        );
        assert_eq!(
            range_of(&ask(Some(8), None))[0],
            header("range", "bytes=4-7")
        );
        assert_eq!(range_of(&Ask::Plain), []);
    }

    #[test]
    fn what_is_beyond_the_end_says_whether_all_is_there() {
        let beyond = |total: &str| answer(416, &[("content-range", total)]);
        let complete = Verdict::Complete { total: 4 };
        assert_eq!(ask(None, None).judge(&beyond("bytes */4")), complete);
        assert_eq!(ask(None, Some(4)).judge(&beyond("bytes */4")), complete);
        for (total, of) in [
            (None, "bytes */3"),
            (None, "bytes */5"),
            (Some(5), "bytes */4"),
            (None, "x"),
        ] {
            assert_eq!(
                ask(None, total).judge(&beyond(of)),
                Verdict::Changed,
                "{of}"
            );
        }
        assert_eq!(ask(None, None).judge(&answer(416, &[])), Verdict::Changed);
    }

    #[test]
    fn no_more_than_is_asked_for_is_a_part() {
        let part = |range: &str| answer(206, &[("content-range", range), ("etag", "\"1\"")]);
        for range in ["bytes 4-7/10", "bytes 4-4/10", "bytes 4-7/*"] {
            let verdict = ask(Some(8), None).judge(&part(range));
            let Verdict::GoesOn(body) = verdict else {
                panic!("{range}: {verdict:?}");
            };
            assert_eq!((body.from, body.etag.as_deref()), (4, Some("\"1\"")));
        }
        for range in ["bytes 4-8/10", "bytes 3-7/10", "bytes 0-3/10"] {
            assert_eq!(
                ask(Some(8), None).judge(&part(range)),
                Verdict::Changed,
                "{range}"
            );
        }
    }

    #[test]
    fn what_does_not_name_the_file_is_no_part_of_it() {
        let range = ("content-range", "bytes 4-9/10");
        for etags in [&[][..], &[("etag", "\"2\"")], &[("etag", "W/\"1\"")]] {
            let part = answer(206, &[etags, &[range]].concat());
            assert_eq!(ask(None, None).judge(&part), Verdict::Changed, "{etags:?}");
        }
        let beyond = answer(416, &[("content-range", "bytes */4"), ("etag", "\"2\"")]);
        assert_eq!(ask(None, None).judge(&beyond), Verdict::Changed);
    }

    #[test]
    fn other_answers_are_no_part() {
        for status in [204, 302, 304, 400, 403, 404, 500] {
            assert_eq!(
                ask(None, None).judge(&answer(status, &[])),
                Verdict::Refused
            );
        }
        for status in [302, 304, 404, 412, 416, 500] {
            assert_eq!(Ask::Plain.judge(&answer(status, &[])), Verdict::Refused);
        }
    }

    #[test]
    fn parts_are_offered_by_header_or_by_giving_one() {
        let has_ranges = |answer: &Raw| Body::of(answer).has_ranges;
        assert!(has_ranges(&answer(200, &[("accept-ranges", "bytes")])));
        assert!(has_ranges(&answer(
            200,
            &[("accept-ranges", "items, Bytes")]
        )));
        assert!(has_ranges(&answer(
            206,
            &[("content-range", "bytes 0-1/2")]
        )));
        assert!(!has_ranges(&answer(200, &[("accept-ranges", "none")])));
        assert!(!has_ranges(&answer(
            200,
            &[("content-range", "bytes 0-1/2")]
        )));
    }
}
