//! The decisions, by the table of `Retry`.

use super::*;

const NOW: SystemTime = SystemTime::UNIX_EPOCH;

fn answered(status: u16) -> Failed {
    Failed {
        outcome: Outcome::Status(StatusCode::from_u16(status).unwrap()),
        retry_after: None,
        is_unsent: false,
    }
}

fn asking(status: u16, seconds: u64) -> Failed {
    Failed {
        retry_after: Some(RetryAfter::Delay(Duration::from_secs(seconds))),
        ..answered(status)
    }
}

fn lost(kind: ErrorKind) -> Failed {
    Failed {
        outcome: Outcome::Failed(kind),
        retry_after: None,
        is_unsent: false,
    }
}

fn unsent(kind: ErrorKind) -> Failed {
    Failed {
        is_unsent: true,
        ..lost(kind)
    }
}

/// Whether it is repeated where the call is idempotent, and where it is not.
fn repeated(failed: Failed) -> (bool, bool) {
    (failed.may_be_repeated(true), failed.may_be_repeated(false))
}

#[test]
fn by_status() {
    for status in 100..=599 {
        let is_passing = matches!(status, 408 | 429 | 500 | 502 | 503 | 504);
        assert_eq!(repeated(answered(status)), (is_passing, false), "{status}");
        let is_asked = matches!(status, 429 | 503);
        let asked = (is_passing, is_asked);
        assert_eq!(repeated(asking(status, 1)), asked, "{status}");
        assert_eq!(repeated(asking(status, 0)), asked, "{status}");
    }
}

#[test]
fn by_failure() {
    use ErrorKind::{
        Auth, Blocking, Circuit, Connect, Deadline, Decode, Encode, Hook, Interrupted, Limited,
        Link, Redirect, Refused, Stalled, Sunset, Timeout, TooLarge, Upload, Write,
    };
    for kind in [Interrupted, Timeout, Stalled] {
        assert_eq!(repeated(lost(kind)), (true, false), "{kind:?}");
    }
    for kind in [
        Auth, Blocking, Circuit, Connect, Deadline, Decode, Encode, Hook, Limited, Link, Redirect,
        Refused, Sunset, TooLarge, Upload, Write,
    ] {
        assert_eq!(repeated(lost(kind)), (false, false), "{kind:?}");
    }
    for kind in [Connect, Interrupted] {
        assert_eq!(repeated(unsent(kind)), (true, true), "{kind:?}");
    }
    for kind in [Limited, Circuit] {
        assert_eq!(repeated(unsent(kind)), (false, false), "{kind:?}");
    }
}

#[test]
fn a_server_is_well_that_has_something_else_to_object_to() {
    for status in 100..=599 {
        let is_well = status < 500 && status != 408 && status != 429;
        assert_eq!(answered(status).is_answered(), is_well, "{status}");
    }
    assert!(!lost(ErrorKind::Decode).is_answered());
}

fn delay(policy: Retry, failed: Failed, attempts: u32, random: u64) -> Option<Duration> {
    policy.delay(failed, attempts, &Chance { date: NOW, random })
}

/// The least and the most that the delay behind so many attempts can be.
fn bounds(policy: Retry, failed: Failed, attempts: u32) -> (Duration, Duration) {
    let of = |random| delay(policy, failed, attempts, random).unwrap();
    (of(0), of(u64::MAX))
}

const NANOSECOND: Duration = Duration::from_nanos(1);

#[test]
fn a_delay_is_a_random_part_of_what_doubles_up_to_20_seconds() {
    let milliseconds = Duration::from_millis;
    for (attempts, plain, throttled) in [
        (1, 50, 1_000),
        (2, 100, 2_000),
        (3, 200, 4_000),
        (5, 800, 16_000),
        (6, 1_600, 20_000),
        (9, 12_800, 20_000),
        (10, 20_000, 20_000),
        (33, 20_000, 20_000),
        (1_103, 20_000, 20_000),
        (u32::MAX, 20_000, 20_000),
    ] {
        for (status, most) in [(500, plain), (503, plain), (429, throttled)] {
            let bounds = bounds(Retry::standard(), answered(status), attempts);
            let most = milliseconds(most).saturating_sub(NANOSECOND);
            assert_eq!(bounds, (Duration::ZERO, most), "{status} {attempts}");
        }
    }
    let half = delay(Retry::standard(), answered(500), 2, 1 << 63);
    assert_eq!(half, Some(milliseconds(50)));
}

#[test]
fn no_delay_overflows() {
    let longest = Retry::standard()
        .base(Duration::MAX)
        .throttled_base(Duration::MAX)
        .longest_delay(Duration::MAX)
        .longest_retry_after(Duration::MAX);
    let none = longest.base(Duration::ZERO).longest_delay(Duration::ZERO);
    for attempts in [0, 1, 2, 32, 33, 64, 1_103, u32::MAX] {
        for random in [0, 1, u64::MAX] {
            assert!(delay(longest, answered(500), attempts, random).is_some());
            assert!(delay(longest, answered(429), attempts, random).is_some());
            let none = delay(none, answered(500), attempts, random);
            assert_eq!(none, Some(Duration::ZERO));
        }
    }
    let asked = delay(longest, asking(500, u64::MAX), 1, 0);
    assert_eq!(asked, Some(Duration::from_secs(u64::MAX)));
}

#[test]
fn what_the_server_asks_for_goes_before_the_delay_up_to_120_seconds() {
    for status in [429, 500, 503] {
        for (asked, expected) in [(1, Some(1)), (120, Some(120)), (121, None)] {
            let waited = delay(Retry::standard(), asking(status, asked), 2, 77);
            assert_eq!(
                waited,
                expected.map(Duration::from_secs),
                "{status} {asked}"
            );
        }
    }
    let short = Retry::standard().longest_retry_after(Duration::ZERO);
    assert_eq!(delay(short, asking(503, 1), 1, 0), None);
    let nothing = bounds(Retry::standard(), asking(503, 0), 1);
    assert_eq!(nothing.1, Duration::from_secs(1).saturating_sub(NANOSECOND));
}

#[test]
fn the_attempts_are_counted_from_the_first() {
    for (policy, attempts) in [
        (Retry::standard(), 3),
        (Retry::never(), 1),
        (Retry::standard().attempts(0), 1),
        (Retry::standard().attempts(u32::MAX), u32::MAX),
    ] {
        assert!(!policy.is_spent(attempts - 1));
        assert!(policy.is_spent(attempts));
        assert_eq!(policy.is_ever(), attempts > 1);
    }
}
