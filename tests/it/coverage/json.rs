//! What a schema allows in a JSON body, and what of it a body has.

use std::cell::RefCell;
use std::collections::{HashMap, HashSet};

use serde_json::{Map, Value};
use uuid::Uuid;

use super::construct::{Construct, Json};
use super::document::Schema;
use super::findings::Findings;

/// Whose JSON it is.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash)]
pub(crate) enum Way {
    Sent,
    Read,
}

/// What schemas have been found to allow: many operations share theirs.
#[derive(Default)]
pub(crate) struct Allowed(RefCell<HashMap<(Way, Place), Findings>>);

type Place = *const Map<String, Value>;

impl Allowed {
    /// All that a schema allows.
    pub(crate) fn by(&self, way: Way, schema: &Schema<'_>) -> Findings {
        let look = || {
            let mut look = Look::new(way);
            look.at_schema(schema);
            look.findings
        };
        let Some(place) = schema.place() else {
            return look();
        };
        let mut known = self.0.borrow_mut();
        known.entry((way, place)).or_insert_with(look).clone()
    }
}

/// What a value has of it; that the value does not fit is a fault.
pub(crate) fn held_against(way: Way, schema: &Schema<'_>, value: &Value, at: &str) -> Findings {
    let mut look = Look::new(way);
    look.at_value(schema, value, at);
    look.findings
}

struct Look {
    way: Way,
    findings: Findings,
    /// Schemas that have been looked at: they may refer to each other in a circle.
    known: HashSet<Place>,
}

impl Look {
    fn new(way: Way) -> Self {
        Self {
            way,
            findings: Findings::default(),
            known: HashSet::new(),
        }
    }

    fn add(&mut self, json: Json) {
        self.findings.add(match self.way {
            Way::Sent => Construct::Sent(json),
            Way::Read => Construct::Read(json),
        });
    }

    fn at_schema(&mut self, schema: &Schema<'_>) {
        let is_new = schema.place().is_none_or(|place| self.known.insert(place));
        if !is_new {
            return;
        }
        if schema.is_nullable() {
            self.add(Json::Null);
        }
        if self.way == Way::Sent && says_null(schema) {
            self.add(Json::NullOrAbsent);
        }
        for variants in schema.choices() {
            self.add(Json::Variants);
            for variant in &variants {
                self.at_schema(variant);
            }
        }
        match kind(schema) {
            Ok(kind) => self.kind_of_schema(schema, kind),
            Err(fault) => self.findings.fault(fault),
        }
    }

    fn kind_of_schema(&mut self, schema: &Schema<'_>, kind: Option<Json>) {
        let Some(kind) = kind else { return };
        self.add(kind);
        match kind {
            Json::List => self.at_schema(&schema.items()),
            Json::Object | Json::Map => {
                for (name, property) in schema.properties() {
                    if !schema.requires(name) {
                        self.add(Json::Optional);
                    }
                    self.at_schema(&schema.nested(property));
                }
                if let Some(additional) = schema.additional() {
                    self.add(Json::Map);
                    self.at_schema(&schema.nested(additional));
                }
            }
            _ => {}
        }
    }

    fn at_value(&mut self, schema: &Schema<'_>, value: &Value, at: &str) {
        if value.is_null() && (schema.is_nullable() || says_null(schema)) {
            self.add(Json::Null);
            if says_null(schema) {
                self.add(Json::NullOrAbsent);
            }
            return;
        }
        for variants in schema.choices() {
            self.at_variants(&variants, value, at);
        }
        match kind(schema) {
            Ok(Some(kind)) => self.kind_of_value(schema, kind, value, at),
            Ok(None) => {}
            Err(fault) => self.findings.fault(fault),
        }
    }

    fn at_variants(&mut self, variants: &[Schema<'_>], value: &Value, at: &str) {
        self.add(Json::Variants);
        let mut fits = false;
        for variant in variants {
            let findings = held_against(self.way, variant, value, at);
            if findings.faults.is_empty() {
                fits = true;
                self.findings.append(findings);
            }
        }
        let fault = format!("{at}: {value} is none of the variants");
        self.findings.fault_if(!fits, fault);
    }

    fn kind_of_value(&mut self, schema: &Schema<'_>, kind: Json, value: &Value, at: &str) {
        let fits = match kind {
            Json::Any => true,
            Json::Enum => schema.get("enum").as_array().unwrap().contains(value),
            Json::Integer | Json::LongInteger => value.is_i64(),
            Json::Number => value.is_number(),
            Json::Bool => value.is_boolean(),
            Json::List => value.is_array(),
            Json::Object | Json::Map | Json::Empty => value.is_object(),
            _ => value.as_str().is_some_and(|text| is_text_of(kind, text)),
        };
        if !fits {
            let fault = format!("{at}: {value} where the document wants {kind:?}");
            return self.findings.fault(fault);
        }
        self.add(shown(kind, value));
        match value {
            Value::Array(items) if kind == Json::List => {
                for (index, item) in items.iter().enumerate() {
                    self.at_value(&schema.items(), item, &format!("{at}[{index}]"));
                }
            }
            Value::Object(members) if kind != Json::Any => self.at_members(schema, members, at),
            _ => {}
        }
    }

    fn at_members(&mut self, schema: &Schema<'_>, members: &Map<String, Value>, at: &str) {
        for (name, value) in members {
            let at = format!("{at}.{name}");
            if let Some(property) = schema.property(name) {
                self.at_value(&property, value, &at);
            } else if let Some(additional) = schema.additional() {
                self.add(Json::Map);
                self.at_value(&schema.nested(additional), value, &at);
            } else if !schema.has_variants() {
                self.findings
                    .fault(format!("{at}: the document has no such member"));
            }
        }
        for (name, _) in schema.properties() {
            let is_absent = !members.contains_key(name);
            if is_absent && self.way == Way::Sent && schema.requires(name) {
                self.findings
                    .fault(format!("{at}: the document requires `{name}`"));
            }
            if is_absent && !schema.requires(name) {
                self.add(Json::Optional);
            }
        }
    }
}

/// Whether the description gives null a meaning, though the schema does not allow it.
fn says_null(schema: &Schema<'_>) -> bool {
    let description = schema.text("description");
    ["set to `null`", "set to null"]
        .iter()
        .any(|words| description.contains(words))
}

/// The kind of a schema by itself; none where its variants say all.
fn kind(schema: &Schema<'_>) -> Result<Option<Json>, String> {
    if !schema.get("enum").is_null() {
        return Ok(Some(Json::Enum));
    }
    let format = schema.text("format");
    Ok(Some(match (schema.ty(), format) {
        ("string" | "", "uuid") => Json::Uuid,
        ("string" | "", "date-time") => Json::DateTime,
        ("string", "date") => Json::Date,
        ("string", "password") => Json::Secret,
        (
            "string",
            "" | "byte" | "email" | "hostname" | "number" | "string" | "ulid" | "uri"
            | "uri-reference" | "url",
        ) => Json::Text,
        ("integer", "" | "int64") => Json::LongInteger,
        ("integer", "int8" | "int16" | "int32" | "uint8" | "uint16" | "uint32") => Json::Integer,
        ("number", "" | "float" | "double") => Json::Number,
        ("boolean", "") => Json::Bool,
        ("array", "") => Json::List,
        ("object", "") => kind_of_object(schema),
        ("", _) if schema.has_variants() => return Ok(None),
        ("", "") => Json::Any,
        (ty, format) => return Err(format!("there is no kind for {ty} {format}")),
    }))
}

fn kind_of_object(schema: &Schema<'_>) -> Json {
    if schema.properties().next().is_some() {
        Json::Object
    } else if schema.additional().is_some() {
        Json::Map
    } else if schema.get("additionalProperties") == &Value::Bool(false) {
        Json::Empty
    } else {
        Json::Any
    }
}

/// The kind that a value shows: one that would fit a smaller kind does not show the larger.
fn shown(kind: Json, value: &Value) -> Json {
    match kind {
        Json::LongInteger if value.as_i64().is_some_and(|n| i32::try_from(n).is_ok()) => {
            Json::Integer
        }
        Json::Number if value.is_i64() => Json::Integer,
        kind => kind,
    }
}

fn is_text_of(kind: Json, text: &str) -> bool {
    match kind {
        Json::Uuid => text.parse::<Uuid>().is_ok(),
        Json::Date => is_date(text),
        Json::DateTime => is_date_time(text),
        _ => true,
    }
}

fn is_date(text: &str) -> bool {
    fits(text, "0000-00-00")
}

/// A time as RFC 3339 has it, to the second or finer.
pub(crate) fn is_date_time(text: &str) -> bool {
    let Some((seconds, rest)) = text.split_at_checked(19) else {
        return false;
    };
    let fraction = rest.strip_prefix('.').unwrap_or_default();
    let zone = rest.trim_start_matches(|c: char| c == '.' || c.is_ascii_digit());
    fits(seconds, "0000-00-00T00:00:00")
        && fraction.len() + 1 >= rest.len() - zone.len()
        && (zone == "Z" || fits(zone, "+00:00") || fits(zone, "-00:00"))
}

/// Whether a text has a digit wherever the pattern has a `0`, and else the same letters.
fn fits(text: &str, pattern: &str) -> bool {
    text.len() == pattern.len()
        && text
            .bytes()
            .zip(pattern.bytes())
            .all(|(byte, wanted)| byte == wanted || (wanted == b'0' && byte.is_ascii_digit()))
}
