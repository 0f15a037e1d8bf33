//! That nothing is passed over in silence, on a document of our own.

use serde_json::{Value, json};

use super::construct::{Construct, Form, InPath, Json, Presence, Scalar, Verb};
use super::document::Document;
use super::exchange::Exchange;
use super::{needs, shown};
use crate::support::{WireRequest, response};

/// An operation whose parameters stand at the path, and whose body is put together of parts.
fn described() -> Value {
    json!({
        "openapi": "3.0.3",
        "security": [{"Key": []}],
        "paths": {"/api/items/{id}": {
            "parameters": [
                {"$ref": "#/components/parameters/Id"},
                {"in": "query", "name": "kinds", "explode": false,
                    "schema": {"type": "array", "items": {"type": "string", "enum": ["a", "b"]}}},
            ],
            "put": {
                "parameters": [{"in": "query", "name": "limit", "schema": {"type": "integer", "default": 7}}],
                "requestBody": {"required": true, "content": {"application/json": {
                    "schema": {"$ref": "#/components/schemas/Change"}}}},
                "responses": {"200": {"content": {"application/json": {
                    "schema": {"$ref": "#/components/schemas/Flag"}}}}},
            },
        }},
        "components": {
            "parameters": {"Id": {"in": "path", "name": "id", "required": true,
                "schema": {"type": "string", "format": "uuid"}}},
            "schemas": {
                "Flag": {"type": "object", "required": ["success"],
                    "properties": {"success": {"type": "boolean"}}},
                "Named": {"type": "object", "required": ["name"],
                    "properties": {"name": {"type": "string"}}},
                "Change": {"allOf": [{"$ref": "#/components/schemas/Named"},
                    {"properties": {"parent": {"$ref": "#/components/schemas/Change"}}}]},
            },
            "securitySchemes": {"Key": {"type": "apiKey", "in": "header", "name": "x-api-key"}},
        },
    })
}

/// The faults of the one operation of a document, and of a call of it.
fn faults(document: Value, call: Option<(&str, &str)>) -> Vec<String> {
    let document = Document::new(document);
    let operations = document.operations();
    let [operation] = &operations[..] else {
        panic!("one operation");
    };
    let findings = match call {
        None => needs(operation),
        Some((target, body)) => shown(operation, "api.test", &[call_of(target, body)]),
    };
    findings.faults
}

fn call_of(target: &str, body: &str) -> Exchange {
    let head = format!(
        "PUT {target} HTTP/1.1\r\nx-api-key: k\r\ncontent-type: application/json\r\nhost: api.test"
    );
    let content_type = "Content-Type: application/json\r\n";
    Exchange {
        host: "api.test",
        request: WireRequest {
            head: head.into_bytes(),
            body: body.as_bytes().to_vec(),
            connection: 0,
        },
        reply: response("200 OK", content_type, r#"{"success":true}"#).into_bytes(),
        prefix: "",
    }
}

const TARGET: &str = "/api/items/cccccccc-0000-4000-8000-000000000003";

#[test]
fn references_and_parts_are_followed_and_a_path_has_parameters() {
    let document = Document::new(described());
    let wanted = needs(&document.operations()[0]);
    assert_eq!(wanted.faults, [""; 0]);
    for construct in [
        Construct::Method(Verb::Put),
        Construct::Path(InPath::Uuid),
        Construct::Query(Form::Commas, Scalar::Enum),
        Construct::Query(Form::One, Scalar::Integer),
        Construct::QueryPresence(Presence::Default),
        Construct::Sent(Json::Text),
        Construct::Sent(Json::Object),
        Construct::Sent(Json::Optional),
    ] {
        assert!(wanted.constructs.contains(&construct), "{construct}");
    }
}

#[test]
fn a_call_shows_what_it_has_and_no_more() {
    let document = Document::new(described());
    let operations = document.operations();
    let shows = |target: &str, construct| {
        let call = call_of(target, r#"{"name":"a"}"#);
        let findings = shown(&operations[0], "api.test", &[call]);
        assert_eq!(findings.faults, [""; 0], "{target}");
        findings.constructs.contains(&construct)
    };
    let list = Construct::Query(Form::Commas, Scalar::Enum);
    assert!(shows(&format!("{TARGET}?kinds=a,b"), list));
    assert!(!shows(&format!("{TARGET}?kinds=a"), list));
    let default = Construct::QueryPresence(Presence::Default);
    assert!(shows(&format!("{TARGET}?limit=7"), default));
    assert!(!shows(&format!("{TARGET}?limit=8"), default));
}

#[test]
fn a_call_that_does_not_fit_the_document_is_a_fault() {
    for (target, body) in [
        ("/api/items/7", r#"{"name":"a"}"#),
        (
            "/api/item/cccccccc-0000-4000-8000-000000000003",
            r#"{"name":"a"}"#,
        ),
        ("?kinds=a&kinds=b", r#"{"name":"a"}"#),
        ("?kinds=a,c", r#"{"name":"a"}"#),
        ("?limit=some", r#"{"name":"a"}"#),
        ("?other=1", r#"{"name":"a"}"#),
        ("", r#"{"name":7}"#),
        ("", r#"{"name":null}"#),
        ("", r#"{"name":"a","other":1}"#),
        ("", r#"{"name":"a","parent":{}}"#),
        ("", ""),
    ] {
        let target = match target {
            "" => TARGET.to_owned(),
            query if query.starts_with('?') => format!("{TARGET}{query}"),
            path => path.to_owned(),
        };
        let faults = faults(described(), Some((&target, body)));
        assert_eq!(faults.len(), 1, "{target} {body}: {faults:?}");
    }
}

#[test]
fn what_there_is_no_construct_for_is_a_fault() {
    let operation = "/paths/~1api~1items~1{id}/put";
    let query = json!({"type": "array", "items": {"type": "string"}});
    for (place, value) in [
        (
            "/parameters",
            json!([{"in": "query", "name": "x", "style": "pipeDelimited", "schema": query}]),
        ),
        (
            "/parameters",
            json!([{"in": "cookie", "name": "x", "schema": {"type": "string"}}]),
        ),
        (
            "/parameters",
            json!([{"in": "header", "name": "x", "schema": {"type": "integer"}}]),
        ),
        (
            "/parameters/0/schema",
            json!({"type": "string", "format": "duration"}),
        ),
        (
            "/requestBody/content",
            json!({"text/csv": {"schema": {"type": "string"}}}),
        ),
        (
            "/responses",
            json!({"200": {"content": {"text/html": {"schema": {"type": "string"}}}}}),
        ),
        (
            "/responses/200/headers",
            json!({"x-other": {"schema": {"type": "string"}}}),
        ),
        ("/security", json!([{"Key": [], "Other": []}])),
        ("/servers", json!([{"url": "https://elsewhere.test"}])),
    ] {
        let mut document = described();
        let (parent, member) = place.rsplit_once('/').unwrap();
        let parent = document
            .pointer_mut(&format!("{operation}{parent}"))
            .unwrap();
        parent.as_object_mut().unwrap().insert(member.into(), value);
        assert_eq!(faults(document, None).len(), 1, "{place}");
    }
}
