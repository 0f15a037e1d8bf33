//! Problem details ([RFC 9457](https://www.rfc-editor.org/rfc/rfc9457)).

use std::collections::BTreeMap;
use std::fmt;

use http::StatusCode;
use serde::de::{Deserialize, DeserializeOwned, DeserializeSeed, Deserializer, MapAccess, Visitor};

use super::Json;
use super::loose;

/// The body of a refusal as RFC 9457 has it: `error = Problem`.
///
/// A member of another type than the RFC wants is as good as absent ([section 3.1]); members that
/// are not the RFC's are kept by their names.
///
/// ```
/// use endpoint::Problem;
///
/// let problem: Problem = serde_json::from_str(r#"{
///     "type": "https://example.com/probs/out-of-credit", "title": "You do not have enough credit.",
///     "status": 403, "balance": 30
/// }"#)?;
/// assert_eq!(problem.kind, "https://example.com/probs/out-of-credit");
/// assert_eq!(problem.extension::<u32>("balance"), Some(30));
/// # Ok::<(), serde_json::Error>(())
/// ```
///
/// [section 3.1]: https://www.rfc-editor.org/rfc/rfc9457#section-3.1
#[derive(Debug, Clone)]
#[non_exhaustive]
pub struct Problem {
    /// What kind of problem it is, as a URI, which JSON calls `type`; `about:blank` where it is no
    /// other than the status says.
    pub kind: String,
    /// What kind of problem it is, for people.
    pub title: Option<String>,
    /// The status, as the server made it.
    pub status: Option<u16>,
    /// What happened this time, for people.
    pub detail: Option<String>,
    /// This occurrence of the problem, as a URI.
    pub instance: Option<String>,
    /// The members that are not the RFC's, not read yet.
    pub extensions: BTreeMap<String, Json>,
}

impl Problem {
    /// An extension member as a value; `None` where it is absent or does not fit.
    pub fn extension<T: DeserializeOwned>(&self, name: &str) -> Option<T> {
        self.extensions.get(name)?.read().ok()
    }

    /// The status, where it is one.
    pub fn status_code(&self) -> Option<StatusCode> {
        StatusCode::from_u16(self.status?).ok()
    }
}

impl Default for Problem {
    fn default() -> Self {
        Self {
            kind: "about:blank".to_owned(),
            title: None,
            status: None,
            detail: None,
            instance: None,
            extensions: BTreeMap::new(),
        }
    }
}

/// The title and the detail, as far as they are there.
impl fmt::Display for Problem {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match (&self.title, &self.detail) {
            (Some(title), Some(detail)) => write!(f, "{title}: {detail}"),
            (Some(text), None) | (None, Some(text)) => f.write_str(text),
            (None, None) => f.write_str(&self.kind),
        }
    }
}

impl<'de> Deserialize<'de> for Problem {
    fn deserialize<D: Deserializer<'de>>(deserializer: D) -> Result<Self, D::Error> {
        deserializer.deserialize_map(ProblemVisitor)
    }
}

struct ProblemVisitor;

impl<'de> Visitor<'de> for ProblemVisitor {
    type Value = Problem;

    fn expecting(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str("a problem: an object")
    }

    fn visit_map<A: MapAccess<'de>>(self, mut map: A) -> Result<Problem, A::Error> {
        let mut problem = Problem::default();
        while let Some(name) = map.next_key::<String>()? {
            match name.as_str() {
                "type" => problem.kind = map.next_value_seed(Text)?.unwrap_or(problem.kind),
                "title" => problem.title = map.next_value_seed(Text)?,
                "status" => problem.status = map.next_value_seed(Status)?,
                "detail" => problem.detail = map.next_value_seed(Text)?,
                "instance" => problem.instance = map.next_value_seed(Text)?,
                _ => drop(problem.extensions.insert(name, map.next_value()?)),
            }
        }
        Ok(problem)
    }
}

struct Text;

impl<'de> DeserializeSeed<'de> for Text {
    type Value = Option<String>;

    fn deserialize<D: Deserializer<'de>>(self, deserializer: D) -> Result<Self::Value, D::Error> {
        loose::text(deserializer)
    }
}

struct Status;

impl<'de> DeserializeSeed<'de> for Status {
    type Value = Option<u16>;

    fn deserialize<D: Deserializer<'de>>(self, deserializer: D) -> Result<Self::Value, D::Error> {
        loose::whole(deserializer)
    }
}
