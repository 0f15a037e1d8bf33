//! Random texts, and the proof key of a login ([RFC 7636](https://www.rfc-editor.org/rfc/rfc7636)).

use base64::Engine as _;
use base64::prelude::BASE64_URL_SAFE_NO_PAD;
use sha2::{Digest as _, Sha256};
use zeroize::Zeroizing;

use crate::auth::Secret;

/// 256 random bits of the operating system's, as text that a URL can hold: 43 characters, the least
/// that a verifier may have.
pub(super) fn random() -> Result<Secret, getrandom::Error> {
    let mut bytes = Zeroizing::new([0; 32]);
    getrandom::fill(&mut *bytes)?;
    Ok(Secret::new(BASE64_URL_SAFE_NO_PAD.encode(*bytes)))
}

/// The challenge to a verifier, by the method `S256`.
pub(super) fn challenge(verifier: &Secret) -> String {
    BASE64_URL_SAFE_NO_PAD.encode(Sha256::digest(verifier.expose()))
}

/// Whether two texts are the same, in a time that says nothing of where they differ: what is
/// compared byte by byte are digests, which nobody can steer.
pub(super) fn is_same(one: &str, other: &str) -> bool {
    Sha256::digest(one) == Sha256::digest(other)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_example_of_rfc_7636_appendix_b() {
        let bytes = [
            116, 24, 223, 180, 151, 153, 224, 37, 79, 250, 96, 125, 216, 173, 187, 186, 22, 212,
            37, 77, 105, 214, 191, 240, 91, 88, 5, 88, 83, 132, 141, 121,
        ];
        let verifier = BASE64_URL_SAFE_NO_PAD.encode(bytes);
        assert_eq!(verifier, "dBjftJeZ4CVP-mB92K27uhbUJU1p1r_wW1gFWFOEjXk");
        assert_eq!(
            challenge(&verifier.into()),
            "E9Melhoa2OwvFrEMTJguCHaoeK1t8URWbuGJSstw-cM"
        );
    }

    #[test]
    fn no_two_random_texts_are_the_same_and_none_is_escaped() {
        let texts: Vec<Secret> = (0..100).map(|_| random().unwrap()).collect();
        for (at, text) in texts.iter().enumerate() {
            assert!(texts.iter().skip(at + 1).all(|other| other != text));
            let text = text.expose();
            assert_eq!(text.len(), 43);
            assert!(
                text.chars()
                    .all(|c| c.is_ascii_alphanumeric() || "-_".contains(c))
            );
        }
    }

    #[test]
    fn texts_are_told_apart() {
        assert!(is_same("state", "state"));
        assert!(is_same("", ""));
        for other in ["", "stat", "states", "State"] {
            assert!(!is_same("state", other));
        }
    }
}
