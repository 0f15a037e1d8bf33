//! What an answer says of how much may be asked.

use std::time::{Duration, SystemTime};

use http::StatusCode;

use super::Quota;
use crate::response::{Headers, RetryAfter};

/// Longer than this nobody is kept waiting, whatever the server says.
const LONGEST: Duration = Duration::from_secs(3600);

impl Quota {
    /// What `Retry-After` says of a 429 or 503, else what the rate limit headers say: what they
    /// say of how much remains is of use together with until when alone.
    pub(crate) fn told(status: StatusCode, headers: &Headers, date: SystemTime) -> Option<Self> {
        let is_throttled = matches!(status.as_u16(), 429 | 503);
        let within = |remaining, reset: RetryAfter| {
            let window = reset.wait(date).min(LONGEST);
            (!window.is_zero()).then(|| Self::new(remaining, window))
        };
        headers
            .retry_after()
            .filter(|_| is_throttled)
            .and_then(|after| within(0, after))
            .or_else(|| {
                let limit = headers.rate_limit()?;
                within(limit.remaining?, limit.reset?)
            })
    }
}

#[cfg(test)]
mod tests {
    use http::{HeaderMap, HeaderName};

    use super::*;

    const NOW: SystemTime = SystemTime::UNIX_EPOCH;

    fn told(status: u16, headers: &[(&'static str, &str)]) -> Option<(u64, u64)> {
        let map: HeaderMap = headers
            .iter()
            .map(|(name, value)| (HeaderName::from_static(name), value.parse().unwrap()))
            .collect();
        let date = NOW + Duration::from_secs(1_696_004_797);
        let quota = Quota::told(status.try_into().unwrap(), &map.into(), date)?;
        Some((quota.remaining, quota.window.as_secs()))
    }

    #[test]
    fn retry_after_lets_everyone_wait_where_the_server_throttles() {
        for after in ["20", "Fri, 29 Sep 2023 16:26:57 GMT"] {
            assert_eq!(told(429, &[("retry-after", after)]), Some((0, 20)));
            assert_eq!(told(503, &[("retry-after", after)]), Some((0, 20)));
            for other in [200, 202, 301, 403, 500] {
                assert_eq!(told(other, &[("retry-after", after)]), None, "{other}");
            }
        }
    }

    #[test]
    fn retry_after_goes_before_the_rate_limit_unless_it_says_nothing() {
        let limit = ("ratelimit", r#""a";r=0;t=7"#);
        assert_eq!(told(429, &[("retry-after", "20"), limit]), Some((0, 20)));
        for nothing in ["0", "soon", "Fri, 29 Sep 2023 16:26:37 GMT"] {
            let headers = [("retry-after", nothing), limit];
            assert_eq!(told(429, &headers), Some((0, 7)), "{nothing}");
            assert_eq!(told(429, &headers[..1]), None, "{nothing}");
        }
    }

    #[test]
    fn the_rate_limit_is_heeded_on_any_answer() {
        let limit = [
            ("x-ratelimit-limit", "60"),
            ("x-ratelimit-remaining", "3"),
            ("x-ratelimit-reset", "1696004827"),
        ];
        for status in [200, 304, 403, 429, 500] {
            assert_eq!(told(status, &limit), Some((3, 30)));
        }
        assert_eq!(told(200, &limit[..2]), None);
        assert_eq!(told(200, &[limit[0], limit[2]]), None);
        let over = [limit[1], ("x-ratelimit-reset", "1696004797")];
        assert_eq!(told(200, &over), None);
    }

    #[test]
    fn nobody_waits_for_more_than_an_hour() {
        for after in ["86400", &"9".repeat(40), "Sun, 29 Sep 2024 16:26:57 GMT"] {
            assert_eq!(told(429, &[("retry-after", after)]), Some((0, 3600)));
        }
        let limit = [("ratelimit", r#""day";r=5;t=86400"#)];
        assert_eq!(told(200, &limit), Some((5, 3600)));
    }
}
