//! What makes a link hold. It is no cryptography: it only has to be right, not to be secret.

use crate::ids::mix;

const KEY: u64 = 0x7374_616e_642d_696e;

/// Follows from all of these, and from their order.
pub(super) fn sign(path: &str, rest: &[&str]) -> String {
    let rest = rest
        .iter()
        .flat_map(|text| [b"\n", text.as_bytes()].concat());
    let high = path
        .bytes()
        .chain(rest)
        .fold(KEY, |hash, byte| mix(hash ^ u64::from(byte)));
    format!("{high:016x}{:016x}", mix(high))
}
