//! The answers that a document describes, and those that a call has got.

use serde_json::Value;

use super::construct::{Answer, Construct, Member, Named, Refusal};
use super::document::{Described, Schema, list, members};
use super::exchange::Exchange;
use super::findings::Findings;
use super::json::{self, Way};

const JSON: &str = "application/json";
const JSON_API: &str = "application/vnd.api+json";

/// What the answers want.
pub(crate) fn described(operation: &Described<'_>) -> Findings {
    let mut findings = Findings::default();
    match successes(operation)[..] {
        [_] => {}
        [one, other] => findings.add(Construct::Statuses(one, other)),
        ref statuses => findings.fault(format!("{statuses:?} are successes")),
    }
    for (status, answer) in operation.answers() {
        for (name, _) in members(&answer["headers"]) {
            match named(name) {
                Some(header) => findings.add(Construct::ResponseHeader(header)),
                None => findings.fault(format!("no answer has a header `{name}`")),
            }
        }
        if status >= 400 {
            refusal(operation, status, answer, &mut findings);
        } else {
            success(operation, status, answer, &mut findings);
        }
    }
    let has_ranges = list(Some(operation.get("x-middleware"))).contains(&"SupportsRange".into());
    findings.add_if(has_ranges, Construct::Answer(Answer::Ranges));
    findings
}

fn successes(operation: &Described<'_>) -> Vec<u16> {
    let answers = operation.answers().into_iter();
    let statuses = answers.map(|(status, _)| status);
    statuses.filter(|status| *status < 400).collect()
}

fn named(header: &str) -> Option<Named> {
    Some(match header.to_ascii_lowercase().as_str() {
        "snyk-request-id" => Named::RequestId,
        "snyk-version-requested" => Named::VersionRequested,
        "snyk-version-served" => Named::VersionServed,
        "snyk-version-lifecycle-stage" => Named::LifecycleStage,
        "deprecation" => Named::Deprecation,
        "sunset" => Named::Sunset,
        "location" => Named::Location,
        "content-location" => Named::ContentLocation,
        "retry-after" => Named::RetryAfter,
        _ => return None,
    })
}

fn refusal(operation: &Described<'_>, status: u16, answer: &Value, findings: &mut Findings) {
    let content: Vec<_> = members(&answer["content"]).collect();
    let [(JSON_API, content)] = content[..] else {
        return findings.fault(format!("the refusal {status} is no document"));
    };
    let schema = operation.document.schema(&content["schema"]);
    let has_errors = schema.requires("errors");
    findings.fault_if(!has_errors, format!("the refusal {status} has no errors"));
    findings.add(Construct::Refused(Refusal::Errors(status)));
    findings.append(operation.document.allowed.by(Way::Read, &schema));
}

fn success(operation: &Described<'_>, status: u16, answer: &Value, findings: &mut Findings) {
    findings.add(Construct::Status(status));
    let contents: Vec<_> = members(&answer["content"]).collect();
    let add = |answer, findings: &mut Findings| findings.add(Construct::Answer(answer));
    if contents.is_empty() {
        let nothing = match status {
            204 => Answer::Nothing,
            300..=399 => Answer::Redirect,
            _ => return findings.fault(format!("nothing is said of the answer {status}")),
        };
        return add(nothing, findings);
    }
    if contents.len() > 1 {
        add(Answer::SeveralMediaTypes, findings);
    }
    for (media_type, content) in contents {
        findings.fault_if(
            content["schema"].is_null(),
            format!("nothing is said of the answer {status}"),
        );
        let schema = operation.document.schema(&content["schema"]);
        let kind = match media_type {
            JSON_API => document(&schema, findings),
            JSON if operation.path.starts_with("/api") => flag(&schema, findings),
            JSON | "application/vnd.cyclonedx+json" => bare(&schema),
            "text/plain" | "application/vnd.cyclonedx+xml" => Some(Answer::Text),
            _ if schema.text("format") == "binary" => Some(Answer::Binary),
            _ => None,
        };
        match kind {
            Some(kind) => add(kind, findings),
            None => findings.fault(format!("the answer {status} has a form of its own")),
        }
        if media_type.ends_with("json") {
            findings.append(operation.document.allowed.by(Way::Read, &schema));
        }
    }
}

fn bare(schema: &Schema<'_>) -> Option<Answer> {
    match schema.ty() {
        "array" => Some(Answer::BareList),
        "object" => Some(Answer::BareObject),
        _ => None,
    }
}

fn document(schema: &Schema<'_>, findings: &mut Findings) -> Option<Answer> {
    for (name, _) in schema.properties() {
        if let Some(member) = member(name) {
            findings.add(Construct::Document(member));
        }
    }
    let Some(data) = schema.property("data") else {
        return Some(Answer::NoData);
    };
    let is_optional = !schema.requires("data");
    findings.add_if(is_optional, Construct::Answer(Answer::DataOptional));
    let (resource, is_list) = match data.ty() {
        "array" => (data.items(), true),
        _ => (data, false),
    };
    let names: Vec<&str> = resource.properties().map(|(name, _)| name).collect();
    for name in &names {
        of_resource(name, &names, findings);
    }
    resource_kind(is_list, &names)
}

/// A member of a document beside its data.
fn member(name: &str) -> Option<Member> {
    Some(match name {
        "links" => Member::Links,
        "meta" => Member::Meta,
        "included" => Member::Included,
        "jsonapi" => Member::Implementation,
        _ => return None,
    })
}

fn of_resource(name: &str, all: &[&str], findings: &mut Findings) {
    let member = match name {
        "id" | "type" | "attributes" => return,
        "relationships" => Member::Relationships,
        "links" => Member::ResourceLinks,
        "meta" => Member::ResourceMeta,
        _ if all.contains(&"id") => Member::Surplus,
        _ => return,
    };
    findings.add(Construct::Document(member));
}

fn resource_kind(is_list: bool, names: &[&str]) -> Option<Answer> {
    let has = |name: &str| names.contains(&name);
    Some(match (is_list, has("attributes"), has("id")) {
        (true, _, true) => Answer::Resources,
        (false, true, true) => Answer::Resource,
        (false, false, true) => Answer::Identifier,
        (false, _, false) => Answer::NoResource,
        (true, ..) => return None,
    })
}

/// The members beside the flag and the message.
fn payload<'n>(names: impl Iterator<Item = &'n str>) -> Vec<&'n str> {
    let mut names: Vec<&str> = names
        .filter(|name| !["success", "error"].contains(name))
        .collect();
    names.sort_unstable();
    names.dedup();
    names
}

fn flag(schema: &Schema<'_>, findings: &mut Findings) -> Option<Answer> {
    findings.add(Construct::Refused(Refusal::Flag));
    if schema.has_variants() {
        return Some(Answer::FlatVariants);
    }
    schema.property("success")?;
    let names = payload(schema.properties().map(|(name, _)| name));
    match names[..] {
        [] => Some(Answer::Flag),
        [key] => {
            let is_optional = !schema.requires(key);
            findings.add_if(is_optional, Construct::Answer(Answer::KeyedOptional));
            keyed(schema.property(key)?.ty())
        }
        [a, b] if [a, b].contains(&"totalCount") => Some(Answer::ListAndTotal),
        _ => Some(Answer::Flat),
    }
}

fn keyed(ty: &str) -> Option<Answer> {
    Some(match ty {
        "object" => Answer::KeyedObject,
        "array" => Answer::KeyedList,
        "integer" => Answer::KeyedInteger,
        "number" => Answer::KeyedNumber,
        "string" => Answer::KeyedText,
        "boolean" => Answer::KeyedBool,
        _ => return None,
    })
}

/// Whether the calls of one operation have met all of its statuses of success.
pub(crate) fn statuses_got(operation: &Described<'_>, exchanges: &[&Exchange]) -> Findings {
    let mut findings = Findings::default();
    if let [one, other] = successes(operation)[..] {
        let is_met = |status| exchanges.iter().any(|exchange| exchange.status() == status);
        findings.add_if(
            is_met(one) && is_met(other),
            Construct::Statuses(one, other),
        );
    }
    findings
}

/// What an answer shows.
pub(crate) fn got(operation: &Described<'_>, exchange: &Exchange) -> Findings {
    let mut findings = Findings::default();
    let status = exchange.status();
    let answers = operation.answers();
    let is_partial = status == 206;
    let Some((_, answer)) = answers
        .iter()
        .find(|(known, _)| *known == status || (is_partial && *known == 200))
    else {
        findings.fault(format!("the document has no answer {status}"));
        return findings;
    };
    for (name, _) in members(&answer["headers"]) {
        if let (Some(header), Some(_)) = (named(name), exchange.reply_header(name)) {
            findings.add(Construct::ResponseHeader(header));
        }
    }
    findings.add_if(is_partial, Construct::Answer(Answer::Ranges));
    let media_type = exchange.reply_type();
    let content = &answer["content"][&media_type];
    if status < 400 {
        findings.add(Construct::Status(status));
    }
    if exchange.reply_body().is_empty() || members(&answer["content"]).next().is_none() {
        let is_silent = content.is_null() && exchange.reply_body().is_empty();
        findings.fault_if(!is_silent, "the document wants a body, or none");
        let nothing = match status {
            204 => Answer::Nothing,
            _ => Answer::Redirect,
        };
        findings.add(Construct::Answer(nothing));
        return findings;
    }
    if content.is_null() {
        findings.fault(format!("the document has no {media_type} for {status}"));
        return findings;
    }
    if members(&answer["content"]).count() > 1 {
        findings.add(Construct::Answer(Answer::SeveralMediaTypes));
    }
    body(operation, exchange, content, &media_type, &mut findings);
    findings
}

fn body(
    operation: &Described<'_>,
    exchange: &Exchange,
    content: &Value,
    media_type: &str,
    findings: &mut Findings,
) {
    let schema = operation.document.schema(&content["schema"]);
    if !media_type.ends_with("json") {
        let kind = match media_type {
            "text/plain" | "application/vnd.cyclonedx+xml" => Answer::Text,
            _ => Answer::Binary,
        };
        return findings.add(Construct::Answer(kind));
    }
    let value: Value = match serde_json::from_slice(exchange.reply_body()) {
        Ok(value) => value,
        Err(error) => return findings.fault(error.to_string()),
    };
    let status = exchange.status();
    if status >= 400 {
        let has_errors = value["errors"].is_array();
        findings.add_if(has_errors, Construct::Refused(Refusal::Errors(status)));
    } else if value["success"] == false {
        findings.add(Construct::Refused(Refusal::Flag));
        return;
    } else {
        let kind = match media_type {
            JSON_API => document_got(&schema, &value, findings),
            JSON if operation.path.starts_with("/api") => flag_got(&schema, &value, findings),
            _ => bare(&schema),
        };
        match kind {
            Some(kind) => findings.add(Construct::Answer(kind)),
            None => findings.fault(format!("{value} is none of the forms")),
        }
    }
    findings.append(json::held_against(Way::Read, &schema, &value, "read"));
}

fn document_got(schema: &Schema<'_>, value: &Value, findings: &mut Findings) -> Option<Answer> {
    for (name, content) in members(value) {
        let is_there = !content.is_null();
        if let Some(member) = member(name).filter(|_| is_there) {
            findings.add(Construct::Document(member));
        }
    }
    let Some(data) = value.get("data") else {
        let may_be_missing = schema.property("data").is_some() && !schema.requires("data");
        return Some(if may_be_missing {
            Answer::DataOptional
        } else {
            Answer::NoData
        });
    };
    let resource = data.get(0).unwrap_or(data);
    let names: Vec<&str> = members(resource).map(|(name, _)| name).collect();
    for name in &names {
        of_resource(name, &names, findings);
    }
    if data.as_array().is_some_and(Vec::is_empty) {
        return Some(Answer::Resources);
    }
    resource_kind(data.is_array(), &names)
}

fn flag_got(schema: &Schema<'_>, value: &Value, findings: &mut Findings) -> Option<Answer> {
    let names = payload(members(value).map(|(name, _)| name));
    if schema.has_variants() {
        return Some(Answer::FlatVariants);
    }
    let known = payload(schema.properties().map(|(name, _)| name));
    if let ([key], []) = (&known[..], &names[..]) {
        let is_optional = !schema.requires(key);
        return is_optional.then_some(Answer::KeyedOptional);
    }
    flag(schema, findings).filter(|_| value["success"] == true)
}
