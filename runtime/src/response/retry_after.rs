//! How long to wait.

use std::str::FromStr;
use std::time::{Duration, SystemTime};

use super::Headers;
use super::headers::ValueError;

/// How long the server says to wait: `Retry-After` ([RFC 9110 section 10.2.3]), with fractions of a
/// second allowed.
///
/// ```
/// use std::time::{Duration, SystemTime};
/// use endpoint::RetryAfter;
///
/// let now = SystemTime::UNIX_EPOCH + Duration::from_secs(1_696_004_797);
/// let delay: RetryAfter = "20".parse()?;
/// let date: RetryAfter = "Fri, 29 Sep 2023 16:26:57 GMT".parse()?;
/// assert_eq!(delay.wait(now), Duration::from_secs(20));
/// assert_eq!(date.wait(now), Duration::from_secs(20));
/// # Ok::<(), endpoint::ValueError>(())
/// ```
///
/// [RFC 9110 section 10.2.3]: https://www.rfc-editor.org/rfc/rfc9110#section-10.2.3
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum RetryAfter {
    /// This long, from when the answer came.
    Delay(Duration),
    /// Until then, by the server's clock.
    At(SystemTime),
}

impl RetryAfter {
    /// What `retry-after-ms`, else `retry-after` says.
    pub(super) fn of(headers: &Headers) -> Option<Self> {
        let milliseconds = || {
            let seconds = seconds(headers.text("retry-after-ms")?.trim())?;
            Some(Self::Delay(seconds / 1000))
        };
        milliseconds().or_else(|| headers.text("retry-after")?.parse().ok())
    }

    /// How long that is from `now` on; nothing where the time is over.
    pub fn wait(self, now: SystemTime) -> Duration {
        match self {
            Self::Delay(delay) => delay,
            Self::At(time) => time.duration_since(now).unwrap_or_default(),
        }
    }
}

/// Digits, perhaps with a fraction; longer than any wait where there are too many.
pub(super) fn seconds(text: &str) -> Option<Duration> {
    let (whole, fraction) = text.split_once('.').unwrap_or((text, "0"));
    let is_number = |text: &str| !text.is_empty() && text.bytes().all(|b| b.is_ascii_digit());
    if !is_number(whole) || !is_number(fraction) {
        return None;
    }
    let nanoseconds = format!("{fraction:0<9.9}").parse().ok()?;
    Some(Duration::new(
        whole.parse().unwrap_or(u64::MAX),
        nanoseconds,
    ))
}

impl FromStr for RetryAfter {
    type Err = ValueError;

    fn from_str(text: &str) -> Result<Self, ValueError> {
        let text = text.trim();
        seconds(text)
            .map(Self::Delay)
            .or_else(|| httpdate::parse_http_date(text).ok().map(Self::At))
            .ok_or(ValueError::new("seconds or an HTTP date"))
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    const NOW: SystemTime = SystemTime::UNIX_EPOCH;

    fn waited(text: &str) -> Option<Duration> {
        let after: RetryAfter = text.parse().ok()?;
        Some(after.wait(NOW))
    }

    #[test]
    fn seconds_may_have_a_fraction_and_any_length() {
        for (text, expected) in [
            ("0", Duration::ZERO),
            (" 20 ", Duration::from_secs(20)),
            ("1.5", Duration::from_millis(1500)),
            ("0.0000000019", Duration::from_nanos(1)),
            ("0007", Duration::from_secs(7)),
        ] {
            assert_eq!(waited(text), Some(expected), "{text}");
        }
        let long = "9".repeat(1000);
        assert!(waited(&long) >= Some(Duration::from_secs(u64::MAX)));
        assert_eq!(waited(&format!("0.{long}")).unwrap().as_secs(), 0);
    }

    #[test]
    fn dates_come_in_three_forms() {
        let expected = Duration::from_secs(784_111_777);
        for text in [
            "Sun, 06 Nov 1994 08:49:37 GMT",
            "Sunday, 06-Nov-94 08:49:37 GMT",
            "Sun Nov  6 08:49:37 1994",
        ] {
            assert_eq!(waited(text), Some(expected), "{text}");
        }
        let later = RetryAfter::At(NOW).wait(NOW + expected);
        assert_eq!(later, Duration::ZERO);
    }

    #[test]
    fn what_is_neither_is_nothing() {
        for text in [
            "",
            " ",
            "-10",
            "+1",
            "1.",
            ".5",
            "1.5.2",
            "1e3",
            "inf",
            "nan",
            "1 s",
            "١",
            "Zun, 29 Sep 2023 16:26:27 GMT",
            "Fri, 29 Sep 100000 16:26:57 GMT",
            "2023-09-29T16:26:57Z",
        ] {
            assert_eq!(waited(text), None, "{text}");
        }
    }
}
