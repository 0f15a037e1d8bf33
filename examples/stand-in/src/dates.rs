//! The fixed dates of every export.

/// When an export was asked for.
pub(crate) const CREATED: &str = "2025-01-15T09:30:00.000Z";
/// When its job began.
pub(crate) const STARTED: &str = "2025-01-15T09:30:05.000Z";
/// When its job ended.
pub(crate) const FINISHED: &str = "2025-01-15T09:31:00.000Z";
/// When it goes away if nobody says otherwise: 30 days after it was asked for.
pub(crate) const EXPIRES: &str = "2025-02-14T09:30:00.000Z";

/// Whether `text` is shaped like an RFC 3339 date and time.
pub(crate) fn is_date_time(text: &str) -> bool {
    let Some((date, rest)) = text.split_once(['T', 't']) else {
        return false;
    };
    is_date(date) && is_time(rest)
}

/// Whether `text` is shaped like `2025-01-31`.
pub(crate) fn is_date(text: &str) -> bool {
    has_shape(text, "dddd-dd-dd") && within(&text[5..7], 1, 12) && within(&text[8..10], 1, 31)
}

fn is_time(text: &str) -> bool {
    let Some(at) = text.find(['Z', 'z', '+', '-']) else {
        return false;
    };
    let (time, zone) = text.split_at(at);
    let (seconds, fraction) = time.split_once('.').unwrap_or((time, "0"));
    let is_fraction = !fraction.is_empty() && fraction.bytes().all(|byte| byte.is_ascii_digit());
    let is_zone = zone.eq_ignore_ascii_case("z") || has_shape(&zone[1..], "dd:dd");
    has_shape(seconds, "dd:dd:dd") && is_fraction && is_zone
}

fn has_shape(text: &str, shape: &str) -> bool {
    let fits = |(byte, want): (u8, u8)| {
        if want == b'd' {
            byte.is_ascii_digit()
        } else {
            byte == want
        }
    };
    text.len() == shape.len() && text.bytes().zip(shape.bytes()).all(fits)
}

fn within(digits: &str, low: u8, high: u8) -> bool {
    digits
        .parse()
        .is_ok_and(|number: u8| (low..=high).contains(&number))
}

#[cfg(test)]
mod tests {
    use super::is_date_time;

    #[test]
    fn a_date_and_time_needs_both_and_a_zone() {
        for good in [
            super::CREATED,
            "2025-01-15T09:30:00+02:00",
            "2025-01-15T09:30:00Z",
        ] {
            assert!(is_date_time(good), "{good}");
        }
        for bad in [
            "",
            "2025-01-15",
            "2025-13-15T09:30:00Z",
            "2025-01-15T09:30:00",
            "2025-01-15T09:30:00.Z",
            "2025-01-15T09:30:00é",
        ] {
            assert!(!is_date_time(bad), "{bad}");
        }
    }
}
