//! Deprecation and sunset.

use std::time::{Duration, SystemTime};

use http::{HeaderMap, HeaderName};

use super::headers::text;

/// What the answer says of the endpoint's own future.
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq)]
#[non_exhaustive]
pub struct Lifecycle {
    /// Whether the endpoint is deprecated, and since when ([RFC
    /// 9745](https://www.rfc-editor.org/rfc/rfc9745)).
    pub deprecation: Option<Deprecation>,
    /// When the endpoint will be gone ([RFC 8594](https://www.rfc-editor.org/rfc/rfc8594)).
    pub sunset: Option<SystemTime>,
}

/// That an endpoint is deprecated.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
#[non_exhaustive]
pub enum Deprecation {
    /// Since, or from, this time on.
    At(SystemTime),
    /// No time is said (`Deprecation: true`, in drafts before the RFC), or none that can be read.
    Said,
}

impl Lifecycle {
    pub(super) fn of(headers: &HeaderMap) -> Self {
        // Every answer is looked at, and hardly any has one: so that is seen in one go.
        let is_said = |name: &HeaderName| matches!(name.as_str(), "deprecation" | "sunset");
        if !headers.keys().any(is_said) {
            return Self::default();
        }
        Self {
            deprecation: headers
                .get("deprecation")
                .and_then(text)
                .and_then(deprecation),
            sunset: headers
                .get("sunset")
                .and_then(text)
                .and_then(|text| httpdate::parse_http_date(text.trim()).ok()),
        }
    }

    /// Whether the endpoint is gone at `time`, or deprecated by then.
    pub fn is_ending(&self) -> bool {
        self.deprecation.is_some() || self.sunset.is_some()
    }
}

/// `@1688169599`, `Sun, 11 Nov 2018 23:59:59 GMT`, or `true`; `false` says that it is not.
fn deprecation(text: &str) -> Option<Deprecation> {
    let text = text.trim();
    if text.is_empty() || text.eq_ignore_ascii_case("false") || text == "?0" {
        return None;
    }
    Some(
        seconds(text)
            .or_else(|| httpdate::parse_http_date(text).ok())
            .map_or(Deprecation::Said, Deprecation::At),
    )
}

/// A Date of [RFC 9651 section 3.3.7](https://www.rfc-editor.org/rfc/rfc9651#section-3.3.7),
/// parameters ignored.
fn seconds(text: &str) -> Option<SystemTime> {
    let digits = text.strip_prefix('@')?.split(';').next()?.trim();
    let seconds: i64 = digits.parse().ok()?;
    let distance = Duration::from_secs(seconds.unsigned_abs());
    if seconds < 0 {
        SystemTime::UNIX_EPOCH.checked_sub(distance)
    } else {
        SystemTime::UNIX_EPOCH.checked_add(distance)
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn at(seconds: u64) -> Deprecation {
        Deprecation::At(SystemTime::UNIX_EPOCH + Duration::from_secs(seconds))
    }

    #[test]
    fn the_three_forms_of_deprecation_are_read() {
        assert_eq!(deprecation("@1688169599"), Some(at(1_688_169_599)));
        assert_eq!(deprecation(" @1688169599;a=b"), Some(at(1_688_169_599)));
        assert_eq!(
            deprecation("Fri, 29 Sep 2023 16:26:37 GMT"),
            Some(at(1_696_004_797))
        );
        assert_eq!(deprecation("true"), Some(Deprecation::Said));
        assert_eq!(
            deprecation("@99999999999999999999999"),
            Some(Deprecation::Said)
        );
        assert_eq!(deprecation("tomorrow"), Some(Deprecation::Said));
        assert_eq!(deprecation("false"), None);
        assert_eq!(deprecation(""), None);
        assert!(matches!(
            deprecation("@-9223372036854775808"),
            Some(Deprecation::At(_) | Deprecation::Said)
        ));
    }
}
