//! `{"success": true, ..}`.

use std::borrow::Cow;
use std::fmt;

use serde::Deserialize;
use serde::de::value::{BorrowedStrDeserializer, MapAccessDeserializer, StringDeserializer};
use serde::de::{DeserializeOwned, DeserializeSeed, Deserializer, IgnoredAny, MapAccess, Visitor};

use super::{Envelope, OpenError, filled, member};

/// A flag beside the payload: `{"success": true, ..}`, or `{"success": false, "error": ".."}`
/// whatever the status.
///
/// `-> T in "key"` takes the payload from under a key; without a key, `T` is read from the members
/// beside the flag; `-> ()` looks at the flag alone.
#[derive(Debug, Clone, Copy, Default)]
pub struct SuccessFlag;

/// The body of a refusal.
#[derive(Debug, Clone, PartialEq, Eq, Deserialize)]
#[non_exhaustive]
pub struct Refusal {
    /// What the API says went wrong.
    pub error: Option<String>,
}

impl Envelope for SuccessFlag {
    type Open<T> = T;
    type Error = Refusal;

    fn open<T: DeserializeOwned>(body: &str, key: Option<&'static str>) -> Result<T, OpenError> {
        filled(|into| match key {
            None => Self::fill_whole(body, into),
            Some(key) => Self::fill_member(body, key, into),
        })
    }

    fn fill_whole<T: DeserializeOwned>(body: &str, into: &mut Option<T>) -> Result<(), OpenError> {
        open_flat(body, into).map_err(|error| refusal_or(error, body))
    }

    fn fill_member<T: DeserializeOwned>(
        body: &str,
        key: &'static str,
        into: &mut Option<T>,
    ) -> Result<(), OpenError> {
        open_keyed(body, key, into).map_err(|error| refusal_or(error, body))
    }

    fn wrap<T>(value: T) -> T {
        value
    }
}

/// A refusal need not hold what the payload's type wants, so a document that does not fit is asked
/// once more for its flag.
fn refusal_or(error: OpenError, body: &str) -> OpenError {
    if !error.is_refused() && says_no(body) {
        OpenError::refused()
    } else {
        error
    }
}

fn open_keyed<T: DeserializeOwned>(
    body: &str,
    key: &'static str,
    into: &mut Option<T>,
) -> Result<(), OpenError> {
    let mut flag = None;
    let keyed = Keyed {
        key,
        flag: &mut flag,
        into: &mut *into,
    };
    member::read(body, keyed)?;
    check(flag)?;
    member::or_absent(key, into)
}

fn open_flat<T: DeserializeOwned>(body: &str, into: &mut Option<T>) -> Result<(), OpenError> {
    match read_flat(body, into) {
        Ok(flag) => check(flag),
        Err(error) => {
            *into = Some(open_all(body).ok_or(error)?);
            Ok(())
        }
    }
}

/// The payload from the whole document, flag and all, for types that are no struct: unread JSON, an
/// `Option`, an untagged enum.
fn open_all<T: DeserializeOwned>(body: &str) -> Option<T> {
    if flag_alone(body) == Some(true) {
        serde_json::from_str(body).ok()
    } else {
        None
    }
}

fn says_no(body: &str) -> bool {
    flag_alone(body) == Some(false)
}

/// The flag, whatever else there is.
fn flag_alone(body: &str) -> Option<bool> {
    read_flat::<IgnoredAny>(body, &mut None).ok()?
}

/// Reads the members beside the flag, and gives the flag.
fn read_flat<T: DeserializeOwned>(
    body: &str,
    into: &mut Option<T>,
) -> Result<Option<bool>, OpenError> {
    let mut flag = None;
    let beside = Flat {
        flag: &mut flag,
        into,
    };
    member::read(body, beside)?;
    Ok(flag)
}

fn check(flag: Option<bool>) -> Result<(), OpenError> {
    match flag {
        Some(true) => Ok(()),
        Some(false) => Err(OpenError::refused()),
        None => Err(OpenError::lacks(FLAG)),
    }
}

const FLAG: &str = "success";
const ERROR: &str = "error";

struct Keyed<'a, T> {
    key: &'static str,
    flag: &'a mut Option<bool>,
    into: &'a mut Option<T>,
}

impl<'de, T: DeserializeOwned> Visitor<'de> for Keyed<'_, T> {
    type Value = ();

    fn expecting(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "an object with `{FLAG}` and `{}`", self.key)
    }

    fn visit_map<A: MapAccess<'de>>(self, mut map: A) -> Result<(), A::Error> {
        while let Some(index) = map.next_key_seed(member::OneOf(&[FLAG, self.key]))? {
            match index {
                Some(0) => *self.flag = Some(map.next_value()?),
                Some(_) => *self.into = Some(map.next_value()?),
                None => drop(map.next_value::<IgnoredAny>()?),
            }
        }
        Ok(())
    }
}

struct Flat<'a, T> {
    flag: &'a mut Option<bool>,
    into: &'a mut Option<T>,
}

impl<'de, T: DeserializeOwned> Visitor<'de> for Flat<'_, T> {
    type Value = ();

    fn expecting(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "an object with `{FLAG}`")
    }

    fn visit_map<A: MapAccess<'de>>(self, map: A) -> Result<(), A::Error> {
        let Self { flag, into } = self;
        let beside = MapAccessDeserializer::new(BesideFlag { map, flag });
        *into = Some(T::deserialize(beside)?);
        Ok(())
    }
}

/// The members of an object but the envelope's own, which are taken out on the way.
struct BesideFlag<'a, A> {
    map: A,
    flag: &'a mut Option<bool>,
}

impl<'de, A: MapAccess<'de>> MapAccess<'de> for BesideFlag<'_, A> {
    type Error = A::Error;

    fn next_key_seed<K: DeserializeSeed<'de>>(
        &mut self,
        seed: K,
    ) -> Result<Option<K::Value>, A::Error> {
        while let Some(key) = self.map.next_key_seed(Key)? {
            match &*key {
                FLAG => *self.flag = Some(self.map.next_value()?),
                ERROR => drop(self.map.next_value::<IgnoredAny>()?),
                _ => return pass_on(key, seed).map(Some),
            }
        }
        Ok(None)
    }

    fn next_value_seed<V: DeserializeSeed<'de>>(&mut self, seed: V) -> Result<V::Value, A::Error> {
        self.map.next_value_seed(seed)
    }
}

fn pass_on<'de, K: DeserializeSeed<'de>, E: serde::de::Error>(
    key: Cow<'de, str>,
    seed: K,
) -> Result<K::Value, E> {
    match key {
        Cow::Borrowed(key) => seed.deserialize(BorrowedStrDeserializer::new(key)),
        Cow::Owned(key) => seed.deserialize(StringDeserializer::new(key)),
    }
}

/// A key as text: borrowed, but where it holds escapes.
struct Key;

impl<'de> DeserializeSeed<'de> for Key {
    type Value = Cow<'de, str>;

    fn deserialize<D: Deserializer<'de>>(self, deserializer: D) -> Result<Cow<'de, str>, D::Error> {
        deserializer.deserialize_str(self)
    }
}

impl<'de> Visitor<'de> for Key {
    type Value = Cow<'de, str>;

    fn expecting(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str("a member's name")
    }

    fn visit_borrowed_str<E>(self, key: &'de str) -> Result<Cow<'de, str>, E> {
        Ok(Cow::Borrowed(key))
    }

    fn visit_str<E>(self, key: &str) -> Result<Cow<'de, str>, E> {
        Ok(Cow::Owned(key.to_owned()))
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[derive(Debug, PartialEq, Deserialize)]
    struct Page {
        exports: Vec<u8>,
        #[serde(rename = "totalCount")]
        total: u64,
    }

    fn refused<T: fmt::Debug>(result: Result<T, OpenError>) -> bool {
        result.unwrap_err().is_refused()
    }

    #[test]
    fn the_payload_is_under_its_key_beside_the_flag_or_not_at_all() {
        let body = r#"{"success":true,"exports":[1,2],"totalCount":2,"more":{"a":[]}}"#;
        assert_eq!(
            SuccessFlag::open::<Vec<u8>>(body, Some("exports")).unwrap(),
            [1, 2]
        );
        assert_eq!(
            SuccessFlag::open::<Page>(body, None).unwrap(),
            Page {
                exports: vec![1, 2],
                total: 2
            }
        );
        SuccessFlag::acknowledge(body).unwrap();
        assert_eq!(
            SuccessFlag::open::<Option<u8>>(body, Some("none")).unwrap(),
            None
        );
    }

    #[test]
    fn the_flag_may_stand_anywhere_and_its_name_be_escaped() {
        let body = r#"{"exports":[],"totalCount":0,"succ\u0065ss":true}"#;
        assert_eq!(SuccessFlag::open::<Page>(body, None).unwrap().total, 0);
        assert!(refused(SuccessFlag::open::<Page>(
            r#"{"exports":[],"totalCount":0,"success":false}"#,
            None
        )));
    }

    #[test]
    fn no_is_no_whatever_the_payload_looks_like() {
        for body in [
            r#"{"success":false,"error":"x"}"#,
            r#"{"error":"x","exports":"none","success":false}"#,
            r#"{"success":false}"#,
        ] {
            assert!(
                refused(SuccessFlag::open::<Vec<u8>>(body, Some("exports"))),
                "{body}"
            );
            assert!(refused(SuccessFlag::open::<Page>(body, None)), "{body}");
            assert!(refused(SuccessFlag::acknowledge(body)), "{body}");
        }
    }

    #[test]
    fn without_a_flag_nothing_is_taken_for_a_yes() {
        for body in [
            "{}",
            "[]",
            "null",
            r#"{"exports":[]}"#,
            r#"{"success":"true","exports":[]}"#,
        ] {
            assert!(
                !refused(SuccessFlag::open::<Vec<u8>>(body, Some("exports"))),
                "{body}"
            );
            assert!(SuccessFlag::acknowledge(body).is_err(), "{body}");
        }
    }

    #[test]
    fn what_comes_behind_the_document_is_an_error() {
        assert!(
            SuccessFlag::open::<Vec<u8>>(r#"{"success":true,"exports":[]} x"#, Some("exports"))
                .is_err()
        );
    }
}
