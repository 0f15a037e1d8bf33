//! How much may be asked of a server.

use std::time::{Duration, SystemTime};

use super::elements::Elements;
use super::retry_after::seconds;
use super::{Headers, Parameters, RetryAfter};

/// How much may be asked of the server, as far as an answer says it.
///
/// Read from the first of these that there is; a header that cannot be read is passed over:
/// * `RateLimit: "default";r=50;t=30` with `RateLimit-Policy: "default";q=100;w=60`
///   ([draft-ietf-httpapi-ratelimit-headers]); of several, that with the least remaining,
/// * `RateLimit: limit=100, remaining=50, reset=30`, as earlier drafts had it,
/// * `RateLimit-Limit`, `RateLimit-Remaining`, `RateLimit-Reset`, as still earlier drafts had it,
/// * `X-RateLimit-Limit` and so on, and `X-Rate-Limit-Limit` and so on, where the reset is in
///   seconds, or a time in seconds or milliseconds since 1970.
///
/// [draft-ietf-httpapi-ratelimit-headers]: https://datatracker.ietf.org/doc/draft-ietf-httpapi-ratelimit-headers/
#[derive(Debug, Clone, Default, PartialEq, Eq)]
#[non_exhaustive]
pub struct RateLimit {
    /// The policy's name, where there is one.
    pub policy: Option<String>,
    /// How many requests, or whatever the server counts, a window has.
    pub limit: Option<u64>,
    /// How many of them are left.
    pub remaining: Option<u64>,
    /// When there will be more.
    pub reset: Option<RetryAfter>,
    /// How long a window is.
    pub window: Option<Duration>,
}

impl RateLimit {
    pub(super) fn of(headers: &Headers) -> Option<Self> {
        structured(headers)
            .or_else(|| {
                triple(
                    headers,
                    "ratelimit-limit",
                    "ratelimit-remaining",
                    "ratelimit-reset",
                )
            })
            .or_else(|| x_rate_limit(headers))
            .or_else(|| {
                triple(
                    headers,
                    "x-rate-limit-limit",
                    "x-rate-limit-remaining",
                    "x-rate-limit-reset",
                )
            })
    }

    fn if_any(self) -> Option<Self> {
        (self != Self::default()).then_some(self)
    }
}

fn x_rate_limit(headers: &Headers) -> Option<RateLimit> {
    let mut limit = triple(
        headers,
        "x-ratelimit-limit",
        "x-ratelimit-remaining",
        "x-ratelimit-reset",
    )?;
    // More exact than the time, and by no clock.
    if let Some(after) = headers
        .text("x-ratelimit-reset-after")
        .and_then(|text| seconds(text.trim()))
    {
        limit.reset = Some(RetryAfter::Delay(after));
    }
    Some(limit)
}

/// Three headers with a number each. The limit may go on: `100, 100;w=60`.
fn triple(headers: &Headers, limit: &str, remaining: &str, reset: &str) -> Option<RateLimit> {
    let limits = items(headers, limit);
    let first = limits.first().cloned().unwrap_or_default();
    RateLimit {
        policy: None,
        limit: first.limit,
        remaining: headers.text(remaining).and_then(count),
        reset: headers.text(reset).and_then(time),
        window: limits.iter().find_map(|item| item.window),
    }
    .if_any()
}

/// `RateLimit`, and what `RateLimit-Policy` adds to it.
fn structured(headers: &Headers) -> Option<RateLimit> {
    let policies = items(headers, "ratelimit-policy");
    let mut limits = items(headers, "ratelimit");
    limits.sort_by_key(|limit| limit.remaining.unwrap_or(u64::MAX));
    let mut limit = limits
        .into_iter()
        .next()
        .or_else(|| policies.first().cloned())?;
    let policy = policies
        .into_iter()
        .find(|policy| limit.policy.is_none() || policy.policy == limit.policy)
        .unwrap_or_default();
    limit.limit = limit.limit.or(policy.limit);
    limit.window = limit.window.or(policy.window);
    limit.if_any()
}

/// The items of a list, as `"default";r=50;t=30` or `100;w=60`, and the members of a dictionary,
/// `limit=100, remaining=50`, as one.
fn items(headers: &Headers, name: &str) -> Vec<RateLimit> {
    let mut items = Vec::new();
    let mut members = RateLimit::default();
    for element in headers.texts(name).flat_map(Elements::of) {
        match element.split_once('=') {
            Some((name, value)) if !name.contains([';', '"']) => members.set(name, value),
            _ => items.push(item(element)),
        }
    }
    items.extend(members.if_any());
    items
}

fn item(element: &str) -> RateLimit {
    let mut item = RateLimit::default();
    // What stands before the parameters is quoted, or not, as their values are.
    let is_name = element.trim_start().starts_with('"');
    let element = format!("item={element}");
    for (name, value) in Parameters(&element) {
        match (name, count(&value)) {
            ("item", Some(limit)) if !is_name => item.limit = Some(limit),
            ("item", _) => item.policy = Some(value.into_owned()),
            _ => item.set(name, &value),
        }
    }
    item
}

impl RateLimit {
    fn set(&mut self, name: &str, value: &str) {
        match name.trim() {
            "limit" | "q" => self.limit = count(value),
            "remaining" | "r" => self.remaining = count(value),
            "reset" | "t" => self.reset = time(value),
            "w" => self.window = seconds(value.trim()),
            _ => {}
        }
    }
}

fn count(text: &str) -> Option<u64> {
    text.trim().parse().ok()
}

/// Seconds from now on, or a time: in seconds or milliseconds since 1970, or as HTTP writes it.
///
/// Nobody waits for thirty years, and 2001 is over.
fn time(text: &str) -> Option<RetryAfter> {
    const SECONDS: u64 = 1_000_000_000;
    const MILLISECONDS: u64 = 1_000_000_000_000;
    let text = text.trim();
    let Some(number) = seconds(text) else {
        return text.parse().ok();
    };
    let since = match number.as_secs() {
        0..SECONDS => return Some(RetryAfter::Delay(number)),
        SECONDS..MILLISECONDS => number,
        MILLISECONDS.. => number / 1000,
    };
    SystemTime::UNIX_EPOCH
        .checked_add(since)
        .map(RetryAfter::At)
}

#[cfg(test)]
mod tests {
    use http::{HeaderMap, HeaderName};

    use super::*;

    fn limit(headers: &[(&'static str, &str)]) -> Option<RateLimit> {
        let map: HeaderMap = headers
            .iter()
            .map(|(name, value)| (HeaderName::from_static(name), value.parse().unwrap()))
            .collect();
        RateLimit::of(&map.into())
    }

    fn expected(limit: u64, remaining: u64, reset: u64) -> RateLimit {
        RateLimit {
            limit: Some(limit),
            remaining: Some(remaining),
            reset: Some(RetryAfter::Delay(Duration::from_secs(reset))),
            ..RateLimit::default()
        }
    }

    #[test]
    fn the_structured_fields_are_read_together() {
        let read = limit(&[
            (
                "ratelimit-policy",
                r#""burst";q=100;w=60,"daily, ;x";q=1000;w=86400;qu="requests""#,
            ),
            (
                "ratelimit",
                r#""burst";r=50;t=30;pk=:c2VjcmV0:, "daily, ;x";r=7;t=3600"#,
            ),
        ]);
        let daily = RateLimit {
            policy: Some("daily, ;x".into()),
            window: Some(Duration::from_secs(86_400)),
            ..expected(1000, 7, 3600)
        };
        assert_eq!(read, Some(daily));
        let read = limit(&[("ratelimit", "default;r=50;t=30")]).unwrap();
        assert_eq!(
            (read.policy.as_deref(), read.limit),
            (Some("default"), None)
        );
        let read = limit(&[("ratelimit-policy", r#""a";q=10;w=1"#)]).unwrap();
        assert_eq!((read.limit, read.remaining), (Some(10), None));
    }

    #[test]
    fn earlier_drafts_had_a_dictionary_and_then_three_headers() {
        let read = limit(&[
            ("ratelimit", "limit=100, remaining=50, reset=5"),
            ("ratelimit-policy", "100;w=60"),
        ]);
        let with_window = RateLimit {
            window: Some(Duration::from_secs(60)),
            ..expected(100, 50, 5)
        };
        assert_eq!(read.as_ref(), Some(&with_window));
        let read = limit(&[
            ("ratelimit-limit", "100, 100;w=60;comment=\"a, b\""),
            ("ratelimit-remaining", "50"),
            ("ratelimit-reset", "5"),
        ]);
        assert_eq!(read, Some(with_window));
    }

    #[test]
    fn the_older_headers_reset_after_seconds_or_at_a_time() {
        let read = |reset| {
            limit(&[
                ("x-ratelimit-limit", "60"),
                ("x-ratelimit-remaining", "0"),
                ("x-ratelimit-reset", reset),
            ])
        };
        assert_eq!(read("30"), Some(expected(60, 0, 30)));
        let at = RetryAfter::At(SystemTime::UNIX_EPOCH + Duration::from_secs(1_696_004_797));
        for reset in [
            "1696004797",
            "1696004797000",
            " 1696004797.0 ",
            "Fri, 29 Sep 2023 16:26:37 GMT",
        ] {
            assert_eq!(read(reset).unwrap().reset, Some(at), "{reset}");
        }
        for reset in ["", "soon", "-1", "2023-09-29T16:26:37Z"] {
            assert_eq!(read(reset).unwrap().reset, None, "{reset}");
        }
        assert!(read(&"9".repeat(40)).is_some());
        let read = limit(&[
            ("x-ratelimit-reset", "1696004797"),
            ("x-ratelimit-reset-after", "1.5"),
        ]);
        let after = RetryAfter::Delay(Duration::from_millis(1500));
        assert_eq!(read.unwrap().reset, Some(after));
        let read = limit(&[("x-rate-limit-remaining", "3")]);
        assert_eq!(read.unwrap().remaining, Some(3));
    }

    #[test]
    fn a_name_of_digits_is_a_name() {
        let limit = limit(&[("ratelimit", r#""100";r=50;t=30"#)]).unwrap();
        assert_eq!((limit.policy.as_deref(), limit.limit), (Some("100"), None));
    }

    #[test]
    fn what_says_nothing_is_nothing() {
        assert_eq!(limit(&[]), None);
        assert_eq!(
            limit(&[("x-ratelimit-limit", "many"), ("ratelimit", ", ,")])
                .and_then(|read| read.limit),
            None
        );
        assert_eq!(
            limit(&[("ratelimit", "\""), ("x-ratelimit-limit", "3")])
                .and_then(|read| read.remaining),
            None
        );
    }
}
