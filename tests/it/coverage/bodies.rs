//! The bodies that a document describes, and those that a call has sent.

use serde_json::Value;

use super::construct::{Body, Construct, Part, Verb};
use super::document::{Described, Schema, list, members};
use super::exchange::{Exchange, SentPart};
use super::findings::Findings;
use super::json::{self, Way};

/// What method and body want, or what a call shows of them.
pub(crate) fn look(operation: &Described<'_>, exchange: Option<&Exchange>) -> Findings {
    let mut findings = Findings::default();
    let Some(verb) = verb(operation.method) else {
        findings.fault(format!("there is no method {}", operation.method));
        return findings;
    };
    let is_other =
        exchange.is_some_and(|exchange| !exchange.method().eq_ignore_ascii_case(operation.method));
    findings.fault_if(is_other, "sent by another method");
    findings.add(Construct::Method(verb));
    let body = operation.body();
    match (body, exchange) {
        (None, None) => findings.add_if(verb == Verb::Post, Construct::Body(Body::NoneOnPost)),
        (None, Some(exchange)) => {
            let is_empty = exchange.request.body.is_empty();
            findings.fault_if(!is_empty, "the document has no body");
            findings.add_if(verb == Verb::Post, Construct::Body(Body::NoneOnPost));
        }
        (Some(body), None) => described(operation, verb, body, &mut findings),
        (Some(body), Some(exchange)) => sent(operation, verb, body, exchange, &mut findings),
    }
    findings
}

fn verb(method: &str) -> Option<Verb> {
    Some(match method {
        "get" => Verb::Get,
        "post" => Verb::Post,
        "put" => Verb::Put,
        "patch" => Verb::Patch,
        "delete" => Verb::Delete,
        _ => return None,
    })
}

fn described(operation: &Described<'_>, verb: Verb, body: &Value, findings: &mut Findings) {
    let is_optional = body["required"] != true;
    findings.add_if(is_optional, Construct::Body(Body::Optional));
    findings.add_if(verb == Verb::Delete, Construct::Body(Body::OnDelete));
    for (media_type, content) in members(&body["content"]) {
        let schema = operation.document.schema(&content["schema"]);
        let Some(kind) = kind(media_type) else {
            findings.fault(format!("no body has the type {media_type}"));
            continue;
        };
        findings.add(Construct::Body(kind));
        findings.fault_if(content.get("encoding").is_some(), "parts with an encoding");
        let names = schema.properties().map(|(name, _)| name);
        repeated_names(operation, names, findings);
        if kind == Body::Multipart {
            for (name, part) in schema.properties() {
                let part = schema.nested(part);
                let is_required = schema.requires(name);
                described_part(name, &part, is_required, findings);
            }
            continue;
        }
        findings.append(operation.document.allowed.by(Way::Sent, &schema));
        findings.add_if(schema.has_variants(), Construct::Body(Body::Variants));
        if kind == Body::JsonApi {
            documents(&schema, findings);
        }
    }
}

fn kind(media_type: &str) -> Option<Body> {
    Some(match media_type {
        "application/json" => Body::Json,
        "application/vnd.api+json" => Body::JsonApi,
        "multipart/form-data" => Body::Multipart,
        _ => return None,
    })
}

fn repeated_names<'n>(
    operation: &Described<'_>,
    mut names: impl Iterator<Item = &'n str>,
    findings: &mut Findings,
) {
    let in_path = operation.parameters();
    let is_repeated = names.any(|name| {
        in_path
            .iter()
            .any(|parameter| parameter["in"] == "path" && parameter["name"] == name)
    });
    findings.add_if(is_repeated, Construct::Body(Body::NameOfThePath));
}

/// The kinds of JSON:API documents that a schema allows.
fn documents(schema: &Schema<'_>, findings: &mut Findings) {
    let mut add = |body| findings.add(Construct::Body(body));
    let Some(data) = schema.property("data") else {
        return add(Body::WithoutData);
    };
    let names: Vec<&str> = schema.properties().map(|(name, _)| name).collect();
    beside(&names, &mut add);
    let resource = match data.ty() {
        "array" => data.items(),
        _ => data,
    };
    let is_list = !schema.property("data").unwrap().get("items").is_null();
    let mut forms: Vec<_> = resource.choices().into_iter().flatten().collect();
    forms.push(resource);
    let names = forms.iter().flat_map(|form| {
        let properties = form.properties();
        properties.map(|(name, _)| name).collect::<Vec<_>>()
    });
    resources(is_list, &names.collect::<Vec<_>>(), &mut add);
}

/// The kinds of JSON:API documents that a document is one of.
fn documents_sent(document: &Value, findings: &mut Findings) {
    let mut add = |body| findings.add(Construct::Body(body));
    let names: Vec<&str> = members(document).map(|(name, _)| name).collect();
    let Some(data) = document.get("data") else {
        return add(Body::WithoutData);
    };
    beside(&names, &mut add);
    let resource = data.get(0).unwrap_or(data);
    let names: Vec<&str> = members(resource).map(|(name, _)| name).collect();
    resources(data.is_array(), &names, &mut add);
}

fn beside(names: &[&str], add: &mut impl FnMut(Body)) {
    for name in names.iter().filter(|name| **name != "data") {
        match *name {
            "relationships" => add(Body::RelationshipsBeside),
            _ => add(Body::MembersBeside),
        }
    }
}

fn resources(is_list: bool, names: &[&str], add: &mut impl FnMut(Body)) {
    let has = |name: &str| names.contains(&name);
    match (is_list, has("attributes"), has("id")) {
        (true, true, _) => add(Body::Resources),
        (true, false, _) => add(Body::Identifiers),
        (false, true, true) => add(Body::Update),
        (false, true, false) => add(Body::Create),
        (false, false, _) => add(Body::NoAttributes),
    }
    if has("relationships") {
        add(Body::Relationships);
    }
    if has("meta") {
        add(Body::Meta);
    }
}

fn sent(
    operation: &Described<'_>,
    verb: Verb,
    body: &Value,
    exchange: &Exchange,
    findings: &mut Findings,
) {
    if exchange.request.body.is_empty() {
        let is_optional = body["required"] != true;
        findings.fault_if(!is_optional, "the document requires a body");
        findings.add_if(is_optional, Construct::Body(Body::Optional));
        return;
    }
    findings.add_if(verb == Verb::Delete, Construct::Body(Body::OnDelete));
    let media_type = exchange.content_type();
    let content = &body["content"][&media_type];
    let Some(kind) = kind(&media_type).filter(|_| !content.is_null()) else {
        return findings.fault(format!("the document takes no {media_type}"));
    };
    findings.add(Construct::Body(kind));
    let schema = operation.document.schema(&content["schema"]);
    if kind == Body::Multipart {
        return parts(&schema, exchange, findings);
    }
    let value: Value = match serde_json::from_slice(&exchange.request.body) {
        Ok(value) => value,
        Err(error) => return findings.fault(error.to_string()),
    };
    findings.append(json::held_against(Way::Sent, &schema, &value, "sent"));
    let names = members(&value).map(|(name, _)| name);
    repeated_names(operation, names, findings);
    findings.add_if(schema.has_variants(), Construct::Body(Body::Variants));
    if kind == Body::JsonApi {
        documents_sent(&value, findings);
    }
}

fn parts(schema: &Schema<'_>, exchange: &Exchange, findings: &mut Findings) {
    let sent = exchange.parts();
    for (name, part) in schema.properties() {
        let of_name: Vec<&SentPart<'_>> = sent.iter().filter(|part| part.name == name).collect();
        let is_required = schema.requires(name);
        let part = schema.nested(part);
        if of_name.is_empty() {
            findings.fault_if(is_required, format!("the part `{name}` is required"));
            let is_file = part_of(&part) == Some(Part::File);
            findings.add_if(!is_file, Construct::Part(Part::Optional));
            continue;
        }
        described_part_sent(name, &part, is_required, &of_name, findings);
    }
    for part in &sent {
        let is_known = schema.property(&part.name).is_some();
        findings.fault_if(!is_known, format!("there is no part `{}`", part.name));
    }
}

/// The kind of a part by its schema.
fn part(schema: &Schema<'_>) -> Option<Part> {
    if !schema.get("enum").is_null() {
        return Some(Part::Enum);
    }
    Some(match (schema.ty(), schema.text("format")) {
        ("string", "binary") => Part::File,
        ("string", "") => Part::Text,
        ("integer", "") => Part::Integer,
        ("number", "") => Part::Number,
        ("boolean", "") => Part::Bool,
        ("array", "") => match part(&schema.items())? {
            Part::File => Part::Files,
            _ => Part::List,
        },
        ("object", "") => Part::Objects,
        _ => return None,
    })
}

fn described_part(name: &str, schema: &Schema<'_>, is_required: bool, findings: &mut Findings) {
    let kind = part_of(schema);
    let Some(kind) = kind else {
        return findings.fault(format!("the part `{name}` has a form of its own"));
    };
    findings.add(Construct::Part(optional(kind, is_required)));
    findings.add_if(
        !is_required && kind != Part::File,
        Construct::Part(Part::Optional),
    );
}

fn part_of(schema: &Schema<'_>) -> Option<Part> {
    let holds_objects = schema.ty() == "array" && schema.items().ty() == "object";
    if holds_objects {
        return Some(Part::Objects);
    }
    part(schema)
}

fn optional(kind: Part, is_required: bool) -> Part {
    match kind {
        Part::File if !is_required => Part::OptionalFile,
        kind => kind,
    }
}

fn described_part_sent(
    name: &str,
    schema: &Schema<'_>,
    is_required: bool,
    sent: &[&SentPart<'_>],
    findings: &mut Findings,
) {
    let Some(kind) = part_of(schema) else {
        return findings.fault(format!("the part `{name}` has a form of its own"));
    };
    let is_list = matches!(kind, Part::Files | Part::List | Part::Objects);
    let is_repeated = sent.len() > 1 && !is_list;
    findings.fault_if(is_repeated, format!("the part `{name}` was sent twice"));
    let is_file = matches!(kind, Part::File | Part::Files);
    for part in sent {
        let has_name = part.file_name.is_some();
        findings.fault_if(
            has_name != is_file,
            format!("`{name}` is a file, or is not"),
        );
        let fits = fits(kind, schema, part);
        findings.fault_if(!fits, format!("the part `{name}` is no {kind:?}"));
    }
    findings.add_if(
        !is_list || sent.len() > 1 || kind == Part::Objects,
        Construct::Part(optional(kind, is_required)),
    );
}

fn fits(kind: Part, schema: &Schema<'_>, part: &SentPart<'_>) -> bool {
    let is_json = || part.content_type.as_deref() == Some("application/json");
    match kind {
        Part::Enum => list(Some(schema.get("enum"))).contains(&Value::from(part.text())),
        Part::Integer => part.text().parse::<i64>().is_ok(),
        Part::Number => part.text().parse::<f64>().is_ok(),
        Part::Bool => part.text().parse::<bool>().is_ok(),
        Part::Objects => is_json() && serde_json::from_slice::<Value>(part.body).is_ok(),
        _ => true,
    }
}
