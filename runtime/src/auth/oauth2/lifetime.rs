//! How long a token lives, and when on its way it is to be renewed.

use std::time::{Duration, SystemTime};

use super::Token;

/// With less than this left, a token is renewed while it is still used.
const EARLY: Duration = Duration::from_secs(120);

/// With less than this left, it is renewed before it is used again: a call that begins now should
/// not see its end.
const LATE: Duration = Duration::from_secs(30);

/// The longest life that is believed; no date can be reckoned from much more.
const LONGEST: Duration = Duration::from_secs(u32::MAX as u64);

/// How far a token is on its way.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum Age {
    Fresh,
    /// To be used, and to be renewed meanwhile.
    Aging,
    /// To be renewed before it is used.
    Old,
    Over,
}

/// How far the token is at this time. Nothing is known of one without an end, which is used until
/// the API refuses it. Of one that lives less than four minutes the marks are a half and a quarter
/// of its life.
pub(super) fn age(token: &Token, date: SystemTime) -> Age {
    let Some(end) = token.expires_at else {
        return Age::Fresh;
    };
    let left = end.duration_since(date).unwrap_or_default();
    let (early, late) = match token.lifetime() {
        Some(life) => (EARLY.min(life / 2), LATE.min(life / 4)),
        None => (EARLY, LATE),
    };
    match left {
        left if left.is_zero() => Age::Over,
        left if left < late => Age::Old,
        left if left <= early => Age::Aging,
        _ => Age::Fresh,
    }
}

/// Whether a token will do for a call that begins now.
pub(super) fn lives(token: &Token, date: SystemTime) -> bool {
    matches!(age(token, date), Age::Fresh | Age::Aging)
}

/// The end of a token that is given out now.
pub(super) fn end(date: SystemTime, life: Duration) -> Option<SystemTime> {
    date.checked_add(life.min(LONGEST))
}

/// Reads `expires_in`, as JSON has it: a number, or a string of one. `None` where it says nothing
/// that one could go by: nothing at all, no number, zero or less.
pub(super) fn read(json: &str) -> Option<Duration> {
    let text = json.trim_matches('"').trim();
    let is_number = |c: char| c.is_ascii_digit() || matches!(c, '.' | 'e' | 'E' | '+' | '-');
    if !text.chars().all(is_number) {
        return None;
    }
    let seconds: f64 = text.parse().ok()?;
    let life = Duration::try_from_secs_f64(seconds.max(0.0)).unwrap_or(LONGEST);
    (!life.is_zero()).then_some(life.min(LONGEST))
}

#[cfg(test)]
mod tests {
    use super::*;

    fn ages<const N: usize>(life: Option<u64>, lefts: [u64; N]) -> [Age; N] {
        let start = SystemTime::UNIX_EPOCH + Duration::from_secs(1_000_000);
        lefts.map(|left| {
            let mut token = Token::new("a");
            token.expires_at = end(start, Duration::from_secs(left));
            token.issued_at = life
                .zip(token.expires_at)
                .map(|(life, end)| end - Duration::from_secs(life));
            age(&token, start)
        })
    }

    #[test]
    fn the_marks_are_two_minutes_and_thirty_seconds() {
        use Age::{Aging, Fresh, Old, Over};
        for life in [Some(3600), Some(240), None] {
            assert_eq!(
                ages(life, [240, 121, 120, 30, 29, 1, 0]),
                [Fresh, Fresh, Aging, Aging, Old, Old, Over]
            );
        }
    }

    #[test]
    fn a_short_life_has_its_marks_at_a_half_and_a_quarter() {
        use Age::{Aging, Fresh, Old, Over};
        assert_eq!(
            ages(Some(60), [60, 31, 30, 15, 14, 1, 0]),
            [Fresh, Fresh, Aging, Aging, Old, Old, Over]
        );
    }

    #[test]
    fn a_life_is_read_in_every_form() {
        let seconds = |text| read(text).map(|life| life.as_secs_f64());
        for (text, expected) in [
            ("3600", Some(3600.0)),
            ("\"3600\"", Some(3600.0)),
            ("\" 3600 \"", Some(3600.0)),
            ("3599.5", Some(3599.5)),
            ("3.6e3", Some(3600.0)),
            ("99999999999999999999", Some(f64::from(u32::MAX))),
            ("1e400", Some(f64::from(u32::MAX))),
            ("0", None),
            ("-1", None),
            ("-1e400", None),
            ("\"\"", None),
            ("\"soon\"", None),
            ("\"inf\"", None),
            ("\"NaN\"", None),
            ("null", None),
            ("{}", None),
            ("true", None),
        ] {
            assert_eq!(seconds(text), expected, "{text}");
        }
    }
}
