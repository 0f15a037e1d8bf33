//! Ids in the form of a UUID.

use std::sync::atomic::{AtomicU64, Ordering};

static GIVEN: AtomicU64 = AtomicU64::new(0);

/// An id this process has not given yet; the same ones in the same order on every run.
pub(crate) fn fresh_uuid() -> String {
    uuid(GIVEN.fetch_add(1, Ordering::Relaxed))
}

/// The id of a number.
pub(crate) fn uuid(number: u64) -> String {
    let (high, low) = (mix(number << 1), mix(number << 1 | 1));
    // The bits that say "version 4" and "variant 1" have fixed places.
    let (version, variant) = (0x4000 | high & 0x0fff, 0x8000 | low >> 48 & 0x3fff);
    format!(
        "{:08x}-{:04x}-{version:04x}-{variant:04x}-{:012x}",
        high >> 32,
        high >> 16 & 0xffff,
        low & 0xffff_ffff_ffff
    )
}

/// Whether `text` is a UUID in its usual form with hyphens.
pub(crate) fn is_uuid(text: &str) -> bool {
    let is_hyphen = |index| matches!(index, 8 | 13 | 18 | 23);
    let fits = |(index, byte): (usize, u8)| {
        if is_hyphen(index) {
            byte == b'-'
        } else {
            byte.is_ascii_hexdigit()
        }
    };
    text.len() == 36 && text.bytes().enumerate().all(fits)
}

/// The finaliser of `SplitMix64`: neighbouring numbers come out unlike each other.
pub(crate) fn mix(number: u64) -> u64 {
    let mut bits = number.wrapping_add(0x9e37_79b9_7f4a_7c15);
    bits = (bits ^ bits >> 30).wrapping_mul(0xbf58_476d_1ce4_e5b9);
    bits = (bits ^ bits >> 27).wrapping_mul(0x94d0_49bb_1331_11eb);
    bits ^ bits >> 31
}

#[cfg(test)]
mod tests {
    use super::{fresh_uuid, is_uuid};

    #[test]
    fn a_fresh_id_is_a_uuid_and_new() {
        let (one, other) = (fresh_uuid(), fresh_uuid());
        assert!(is_uuid(&one) && is_uuid(&other), "{one} {other}");
        assert_ne!(one, other);
        assert!(!is_uuid("not-a-uuid"));
    }
}
