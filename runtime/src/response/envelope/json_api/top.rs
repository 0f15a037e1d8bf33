//! A document's top level, read in one pass, and what the [specification] wants of it.
//!
//! [specification]: https://jsonapi.org/format/1.1/#document-top-level

use std::fmt;

use serde::de::{DeserializeOwned, DeserializeSeed, Deserializer, IgnoredAny, MapAccess, Visitor};

use super::relationships::is_foreign;
use super::{Document, Implementation, Included, Json, Links, OpenError, member};
use crate::response::loose::IfObject;

/// Which members a document has.
#[derive(Debug, Clone, Copy, Default)]
pub(super) struct Held {
    errors: bool,
    data: bool,
    /// `meta`, the payload's member, or one of an extension.
    other: bool,
}

impl Held {
    /// Whether it is a document, and no refusal.
    pub(super) fn check(self) -> Result<(), OpenError> {
        self.check_errors()?;
        if self.data || self.other {
            return Ok(());
        }
        Err(OpenError::unreadable(
            "the document has neither `data` nor `errors` nor `meta`, and JSON:API wants one of them; check the path and the envelope, or name the payload's member: `in \"..\"`",
        ))
    }

    pub(super) fn check_errors(self) -> Result<(), OpenError> {
        match (self.errors, self.data) {
            (false, _) => Ok(()),
            (true, false) => Err(OpenError::refused()),
            (true, true) => Err(OpenError::unreadable(
                "the document has both `data` and `errors`, and JSON:API allows one of them only, so it says neither yes nor no; ask the API's operators, or take it as it is: `envelope = none`",
            )),
        }
    }
}

/// What is around a payload.
#[derive(Default)]
pub(super) struct Around {
    pub(super) links: Links,
    pub(super) meta: Option<Json>,
    pub(super) included: Included,
    pub(super) jsonapi: Option<Implementation>,
    pub(super) held: Held,
}

impl Around {
    /// Reads another member than the payload; compiled once for all payloads.
    fn read<'de, A: MapAccess<'de>>(
        &mut self,
        member: Member,
        map: &mut A,
    ) -> Result<(), A::Error> {
        match member {
            Member::Errors => self.held.errors = map.next_value::<Option<IgnoredAny>>()?.is_some(),
            Member::Links => self.links = map.next_value()?,
            Member::Meta => {
                self.meta = map.next_value()?;
                self.held.other |= self.meta.is_some();
            }
            Member::Included => self.included = map.next_value()?,
            Member::Jsonapi => IfObject(self.jsonapi) = map.next_value()?,
            Member::Data => {
                map.next_value::<IgnoredAny>()?;
                self.held.data = true;
            }
            Member::Extension => {
                map.next_value::<IgnoredAny>()?;
                self.held.other = true;
            }
            Member::Payload | Member::Unknown => drop(map.next_value::<IgnoredAny>()?),
        }
        Ok(())
    }
}

/// Opens a document.
pub(super) fn open<T: DeserializeOwned>(
    body: &str,
    key: &'static str,
    into: &mut Option<Document<T>>,
) -> Result<(), OpenError> {
    let (mut payload, mut around) = (None, Around::default());
    if let Err(error) = read(body, key, &mut around, &mut payload) {
        return Err(refusal(body).unwrap_or(error));
    }
    around.held.check()?;
    member::or_absent(key, &mut payload)?;
    *into = payload.map(|value| Document::of(value, around));
    Ok(())
}

/// Reads a document; what is around the payload goes where it is to stay, and is not moved.
pub(super) fn read<T: DeserializeOwned>(
    body: &str,
    key: &'static str,
    around: &mut Around,
    into: &mut Option<T>,
) -> Result<(), OpenError> {
    member::read(body, Top { key, around, into })
}

/// What a document that does not fit is refused for by its errors, if it has any: a refusal need
/// not hold what the payload's type wants.
pub(super) fn refusal(body: &str) -> Option<OpenError> {
    let mut around = Around::default();
    read::<IgnoredAny>(body, "data", &mut around, &mut None).ok()?;
    around.held.check_errors().err()
}

struct Top<'a, T> {
    key: &'static str,
    around: &'a mut Around,
    into: &'a mut Option<T>,
}

impl<'de, T: DeserializeOwned> Visitor<'de> for Top<'_, T> {
    type Value = ();

    fn expecting(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "a JSON:API document with `{}`", self.key)
    }

    fn visit_map<A: MapAccess<'de>>(self, mut map: A) -> Result<(), A::Error> {
        while let Some(member) = map.next_key_seed(Name(self.key))? {
            if let Member::Payload = member {
                *self.into = Some(map.next_value()?);
                self.around.held.data |= self.key == "data";
                self.around.held.other = true;
            } else {
                self.around.read(member, &mut map)?;
            }
        }
        Ok(())
    }
}

#[derive(Clone, Copy)]
enum Member {
    Payload,
    Errors,
    Links,
    Meta,
    Included,
    Jsonapi,
    /// Where it is not the payload.
    Data,
    Extension,
    Unknown,
}

/// Reads a member's name; this one is the payload's.
struct Name(&'static str);

impl<'de> DeserializeSeed<'de> for Name {
    type Value = Member;

    fn deserialize<D: Deserializer<'de>>(self, deserializer: D) -> Result<Member, D::Error> {
        deserializer.deserialize_identifier(self)
    }
}

impl Visitor<'_> for Name {
    type Value = Member;

    fn expecting(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str("a member's name")
    }

    fn visit_str<E>(self, name: &str) -> Result<Member, E> {
        Ok(match name {
            _ if name == self.0 => Member::Payload,
            "errors" => Member::Errors,
            "links" => Member::Links,
            "meta" => Member::Meta,
            "included" => Member::Included,
            "jsonapi" => Member::Jsonapi,
            "data" => Member::Data,
            _ if !name.starts_with('@') && is_foreign(name) => Member::Extension,
            _ => Member::Unknown,
        })
    }
}

#[cfg(test)]
mod tests {
    use serde::Deserialize;

    use super::super::{Identifier, JsonApi, Resource};
    use crate::response::Envelope as _;

    #[derive(Debug, Deserialize)]
    struct Export {
        status: String,
    }

    const EXPORT: &str = r#"{"jsonapi":{"version":"1.0","ext":["https://e.test"]},"data":{"id":"1","type":"resource","attributes":{"status":"PENDING","@a":1},
        "links":{"self":"/a"}},"links":{"self":"/x","next":{"href":"/y","meta":{"n":1}},"prev":null},"meta":{"count":2},
        "included":[{"id":"7","type":"org"}],"@context":1,"ext:x":{}}"#;

    #[test]
    fn a_document_is_read_whole_in_one_pass() {
        let document = JsonApi::open::<Resource<Export>>(EXPORT, None).unwrap();
        assert_eq!(
            (
                document.id.as_str(),
                document.kind.as_str(),
                document.status.as_str()
            ),
            ("1", "resource", "PENDING")
        );
        assert_eq!(document.links.href("self"), Some("/x"));
        assert_eq!(document.links.href("next"), Some("/y"));
        assert_eq!(document.links.href("prev"), None);
        assert_eq!(document.value.links.href("self"), Some("/a"));
        assert_eq!(document.meta.as_ref().unwrap().text(), r#"{"count":2}"#);
        assert!(document.included.find("org", "7").is_some());
        let jsonapi = document.jsonapi.unwrap();
        assert_eq!(jsonapi.version.as_deref(), Some("1.0"));
        assert_eq!(jsonapi.ext, ["https://e.test"]);
    }

    #[test]
    fn errors_are_a_refusal_whatever_the_payload_should_be() {
        for body in [
            r#"{"errors":[{"status":"404"}]}"#,
            r#"{"errors":[]}"#,
            r#"{"errors":[{}],"meta":{"n":1},"jsonapi":{"version":"1.0"}}"#,
        ] {
            let error = JsonApi::open::<Resource<Export>>(body, None).unwrap_err();
            assert!(error.is_refused(), "{body}");
            let error = JsonApi::acknowledge(body).unwrap_err();
            assert!(error.is_refused(), "{body}");
        }
    }

    #[test]
    fn data_and_errors_together_are_neither_yes_nor_no() {
        for body in [
            r#"{"data":null,"errors":[]}"#,
            r#"{"data":3,"errors":[{}],"jsonapi":{"version":"1.0"}}"#,
        ] {
            let error = JsonApi::open::<Option<Resource<Export>>>(body, None).unwrap_err();
            assert!(!error.is_refused(), "{body}");
            let error = JsonApi::acknowledge(body).unwrap_err();
            assert!(!error.is_refused(), "{body}");
        }
        JsonApi::open::<u8>(r#"{"data":3,"errors":null}"#, None).unwrap();
    }

    #[test]
    fn a_document_has_to_hold_something() {
        for body in [
            "{}",
            r#"{"links":{"self":"/a"},"jsonapi":{"version":"1.1"},"included":[]}"#,
            r#"{"meta":null,"errors":null,"@context":{}}"#,
        ] {
            let error = JsonApi::open::<Option<Resource<Export>>>(body, None).unwrap_err();
            assert!(!error.is_refused(), "{body}");
            JsonApi::acknowledge(body).unwrap();
        }
        for body in [
            r#"{"meta":{}}"#,
            r#"{"data":null}"#,
            r#"{"ext:results":[]}"#,
        ] {
            let document = JsonApi::open::<Option<Resource<Export>>>(body, None).unwrap();
            assert!(document.value.is_none(), "{body}");
        }
    }

    #[test]
    fn another_member_may_be_the_payload() {
        #[derive(Deserialize)]
        struct Done {
            data: Identifier,
        }

        let body = r#"{"atomic:results":[{"data":{"type":"a","id":"1"}}]}"#;
        let done = JsonApi::open::<Vec<Done>>(body, Some("atomic:results")).unwrap();
        assert_eq!(done[0].data, Identifier::new("a", "1"));
        let count = JsonApi::open::<serde_json::Value>(r#"{"meta":{"n":1}}"#, Some("meta"));
        assert_eq!(count.unwrap()["n"], 1);
        let both = r#"{"data":{},"plain":7}"#;
        assert_eq!(JsonApi::open::<u8>(both, Some("plain")).unwrap().value, 7);
    }

    #[test]
    fn odd_members_do_not_cost_the_document() {
        let body = r#"{"data":1,"links":[],"meta":[],"jsonapi":1.0,"included":null}"#;
        let document = JsonApi::open::<u8>(body, None).unwrap();
        assert!(document.links.is_empty() && document.included.is_empty());
        assert!(document.jsonapi.is_none());
    }
}
