//! Sizes and times, in words.

use std::time::Duration;

const UNITS: [&str; 4] = ["KiB", "MiB", "GiB", "TiB"];

/// A size as people read it: `512 B`, `1.5 MiB`.
#[allow(clippy::cast_precision_loss, reason = "one place behind the point")]
pub fn bytes(count: u64) -> String {
    let mut size = count as f64;
    let mut shown = format!("{count} B");
    for unit in UNITS {
        if size < 1024.0 {
            break;
        }
        size /= 1024.0;
        shown = format!("{size:.1} {unit}");
    }
    shown
}

/// A time as people read it: `0.4 s`, `2 m 05 s`, `1 h 02 m`.
pub fn duration(time: Duration) -> String {
    match time.as_secs() {
        0..60 => format!("{:.1} s", time.as_secs_f64()),
        seconds @ 60..3600 => format!("{} m {:02} s", seconds / 60, seconds % 60),
        seconds => format!("{} h {:02} m", seconds / 3600, seconds / 60 % 60),
    }
}

/// A size as people write it: `4096`, `64K`, `100M`, `2G`, by 1024s.
///
/// # Errors
/// Where it is none.
pub fn parse_bytes(text: &str) -> Result<u64, String> {
    let units = [("", 1), ("K", 1 << 10), ("M", 1 << 20), ("G", 1 << 30)];
    scaled(text, &units).ok_or_else(|| "write a number of bytes, as 4096, 64K, 100M or 2G".into())
}

/// A time as people write it: `500ms`, `90s`, `10m`, `2h`; without a unit in seconds.
///
/// # Errors
/// Where it is none.
pub fn parse_duration(text: &str) -> Result<Duration, String> {
    let units = [
        ("", 1_000),
        ("ms", 1),
        ("s", 1_000),
        ("m", 60_000),
        ("h", 3_600_000),
    ];
    let milliseconds = scaled(text, &units);
    milliseconds
        .map(Duration::from_millis)
        .ok_or_else(|| "write a time, as 500ms, 90s, 10m or 2h".into())
}

fn scaled(text: &str, units: &[(&str, u64)]) -> Option<u64> {
    let text = text.trim();
    let end = text.find(|c: char| !c.is_ascii_digit());
    let (digits, unit) = text.split_at(end.unwrap_or(text.len()));
    let is_it = |known: &&(&str, u64)| known.0.eq_ignore_ascii_case(unit.trim());
    let (_, factor) = units.iter().find(is_it)?;
    digits.parse::<u64>().ok()?.checked_mul(*factor)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn sizes_are_told_and_read() {
        for (count, text) in [
            (0, "0 B"),
            (1023, "1023 B"),
            (1536, "1.5 KiB"),
            (5 << 30, "5.0 GiB"),
            (u64::MAX, "16777216.0 TiB"),
        ] {
            assert_eq!(bytes(count), text);
        }
        for (text, count) in [
            ("7", 7),
            ("64k", 64 << 10),
            ("2 G", 2 << 30),
            (" 1M ", 1 << 20),
        ] {
            assert_eq!(parse_bytes(text), Ok(count));
        }
        for text in ["", "K", "-1", "1.5M", "7 bytes", "99999999999G"] {
            assert!(parse_bytes(text).is_err(), "{text}");
        }
    }

    #[test]
    fn times_are_told_and_read() {
        for (text, told) in [
            ("420ms", "0.4 s"),
            ("59s", "59.0 s"),
            ("125", "2 m 05 s"),
            ("2h", "2 h 00 m"),
            ("61m", "1 h 01 m"),
        ] {
            assert_eq!(duration(parse_duration(text).unwrap()), told);
        }
        for text in ["", "s", "1d", "1m30s", "99999999999999999h"] {
            assert!(parse_duration(text).is_err(), "{text}");
        }
    }
}
