//! The parameters that a document describes, and those that a call has sent.

use std::borrow::Cow;

use serde_json::Value;
use uuid::Uuid;

use super::construct::{Construct, InHeader, InPath, Version};
use super::document::{Described, Schema, list};
use super::exchange::{Exchange, Pair};
use super::findings::Findings;
use super::query;

/// What the parameters want, or what a call shows of them.
pub(crate) fn look(operation: &Described<'_>, exchange: Option<&Exchange>) -> Findings {
    let mut findings = Findings::default();
    let parameters = operation.parameters();
    findings.add_if(parameters.len() >= 20, Construct::ManyParameters);
    let has_version = parameters
        .iter()
        .any(|parameter| parameter["in"] == "query" && name(parameter) == "version");
    let is_about_versions = operation.path.starts_with("/openapi");
    findings.add_if(
        is_about_versions && !has_version,
        Construct::Version(Version::None),
    );
    for parameter in &parameters {
        let schema = operation.document.schema(&parameter["schema"]);
        let is_reserved = parameter["allowReserved"] == true;
        findings.fault_if(is_reserved, format!("`{}` is not encoded", name(parameter)));
        let style = parameter["style"].as_str();
        match parameter["in"].as_str() {
            Some("path" | "header") if style.is_some_and(|style| style != "simple") => {
                findings.fault(format!("`{}` has the style {style:?}", name(parameter)));
            }
            Some("path") => {}
            Some("query") => query::look(parameter, &schema, exchange, &mut findings),
            Some("header") => header(parameter, &schema, exchange, &mut findings),
            place => findings.fault(format!("there is no place {place:?}")),
        }
    }
    path(operation, &parameters, exchange, &mut findings);
    if let Some(exchange) = exchange {
        for pair in exchange.query() {
            let is_known = parameters
                .iter()
                .any(|parameter| parameter["in"] == "query" && is_of(&pair, name(parameter)));
            findings.fault_if(!is_known, format!("`{}` is no parameter", pair.name()));
        }
    }
    findings
}

pub(super) fn name(parameter: &Value) -> &str {
    parameter["name"].as_str().unwrap()
}

/// Whether a pair is the parameter's, or that of a member of it.
pub(super) fn is_of(pair: &Pair<'_>, name: &str) -> bool {
    pair.name() == name || member(pair, name).is_some()
}

/// `b` of `a[b]`, for the parameter `a`.
pub(super) fn member<'p>(pair: &'p Pair<'_>, name: &str) -> Option<Cow<'p, str>> {
    let full = pair.name();
    let member = full
        .strip_prefix(name)?
        .strip_prefix('[')?
        .strip_suffix(']')?;
    Some(Cow::Owned(member.to_owned()))
}

fn path(
    operation: &Described<'_>,
    parameters: &[&Value],
    exchange: Option<&Exchange>,
    findings: &mut Findings,
) {
    let sent: Option<Vec<&str>> = exchange.map(|exchange| exchange.path().split('/').collect());
    let segments: Vec<&str> = operation.path.split('/').collect();
    if let Some(sent) = &sent
        && sent.len() != segments.len()
    {
        return findings.fault(format!("{sent:?} is no {}", operation.path));
    }
    for (index, segment) in segments.iter().enumerate() {
        let sent = sent.as_ref().map(|sent| sent[index]);
        if segment.is_empty() && index > 0 {
            findings.add(Construct::Path(InPath::EmptySegment));
        }
        let Some(placeholder) = segment.strip_prefix('{') else {
            let is_other = sent.is_some_and(|sent| sent != *segment);
            findings.fault_if(is_other, format!("{sent:?} is not {segment}"));
            continue;
        };
        let placeholder = placeholder.strip_suffix('}').expect("one placeholder");
        let parameter = parameters
            .iter()
            .find(|parameter| parameter["in"] == "path" && name(parameter) == placeholder)
            .expect("a parameter for each placeholder");
        let schema = operation.document.schema(&parameter["schema"]);
        in_path(&schema, sent, findings);
    }
}

fn in_path(schema: &Schema<'_>, sent: Option<&str>, findings: &mut Findings) {
    let value = match (schema.ty(), schema.text("format")) {
        _ if !schema.get("enum").is_null() => InPath::Enum,
        ("string", "uuid") => InPath::Uuid,
        ("string", "" | "uri" | "ulid") => InPath::Text,
        ("integer", "") => InPath::Integer,
        (ty, format) => return findings.fault(format!("no path has {ty} {format}")),
    };
    let Some(sent) = sent else {
        return findings.add(Construct::Path(value));
    };
    let fits = match value {
        InPath::Uuid => sent.parse::<Uuid>().is_ok(),
        InPath::Integer => sent.parse::<i64>().is_ok(),
        InPath::Enum => list(Some(schema.get("enum"))).contains(&Value::from(sent)),
        InPath::Text | InPath::EmptySegment => !sent.is_empty(),
    };
    findings.fault_if(!fits, format!("{sent} in the path is no {value:?}"));
    let is_telling = match value {
        InPath::Integer => sent.parse::<i32>().is_err(),
        InPath::Text => sent.contains('%'),
        _ => true,
    };
    findings.add_if(is_telling, Construct::Path(value));
}

fn header(
    parameter: &Value,
    schema: &Schema<'_>,
    exchange: Option<&Exchange>,
    findings: &mut Findings,
) {
    let name = name(parameter).to_ascii_lowercase();
    let value = match (schema.ty(), schema.text("format")) {
        ("string", "") if name == "accept" => InHeader::Accept,
        ("string", "") => InHeader::Text,
        ("string", "uuid") => InHeader::Uuid,
        (ty, format) => return findings.fault(format!("no header has {ty} {format}")),
    };
    let Some(exchange) = exchange else {
        return findings.add(Construct::Header(value));
    };
    if let Some(sent) = exchange.request_header(&name) {
        let fits = value != InHeader::Uuid || sent.parse::<Uuid>().is_ok();
        findings.fault_if(!fits, format!("the header {name} is no {value:?}"));
        findings.add(Construct::Header(value));
    }
}
