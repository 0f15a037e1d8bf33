//! Path parameters against tables that other libraries are tested with.

use endpoint::{
    EncodeError, Endpoint, Headers, Json, Method, Operation, Plain, RequestWriter, Undescribed,
    endpoint,
};
use serde_json::Value;

use crate::support::{leak, vectors};

/// A template and its values, both known only now.
struct Row(Vec<Piece>);

enum Piece {
    Literal(&'static str),
    Segment(&'static str, String),
    Query(&'static str, &'static str),
}

impl Row {
    /// Takes a row apart. A fragment is never sent, so it is left out here.
    fn of(row: &Value) -> Self {
        let template = row["template"].as_str().unwrap();
        let template = template.split('#').next().unwrap();
        let (path, query) = template.split_once('?').unwrap_or((template, ""));
        let path = format!("/{}", path.trim_start_matches('/'));
        let mut pieces = Vec::new();
        for piece in path.split_inclusive('}') {
            let (literal, name) = piece.split_once('{').unwrap_or((piece, ""));
            pieces.push(Piece::Literal(leak(literal)));
            if let Some(name) = name.strip_suffix('}') {
                let value = row["args"][name].as_str().unwrap().to_owned();
                pieces.push(Piece::Segment(leak(name), value));
            }
        }
        if let Some((name, _)) = query.split_once('=') {
            pieces.push(Piece::Query(leak(name), leak(query)));
        }
        Self(pieces)
    }
}

impl Endpoint for Row {
    type Api = Undescribed;
    type Output = Json;
    type Envelope = Plain;
    type Error = Json;
    type Meta = Headers;
    const OPERATION: &'static Operation = &Operation::new("Row", Method::GET, "/<row>");

    fn write(&self, request: &mut RequestWriter<'_>) -> Result<(), EncodeError> {
        for piece in &self.0 {
            match piece {
                Piece::Literal(text) => request.literal(text),
                Piece::Segment(name, value) => request.segment(name, value)?,
                Piece::Query(name, pair) => request.query_constant(name, pair),
            }
        }
        Ok(())
    }
}

fn rows(vectors: &Value, list: &str) -> Vec<Value> {
    let rows = vectors[list].as_array().unwrap().clone();
    assert!(!rows.is_empty());
    rows
}

#[test]
fn every_value_is_encoded_as_the_strict_table_says() {
    let Some(vectors) = vectors("path-segments.json") else {
        return;
    };
    let base = "https://api.test".parse().unwrap();
    for row in rows(&vectors, "encode") {
        let request = Row::of(&row).request(&base).unwrap();
        assert_eq!(
            request.uri().path(),
            row["strict"].as_str().unwrap(),
            "{row}"
        );
    }
}

#[test]
fn every_value_that_would_change_the_route_is_refused() {
    let Some(vectors) = vectors("path-segments.json") else {
        return;
    };
    let base = "https://api.test".parse().unwrap();
    for row in rows(&vectors, "reject") {
        let error = Row::of(&row).request(&base).map(drop).unwrap_err();
        let name = error.parameter_name().unwrap();
        assert!(row["args"].get(name).is_some(), "{row}: {error}");
    }
}

#[endpoint(GET "/files/<path..>")]
struct GetFile<'a> {
    path: &'a str,
}

#[test]
fn no_spelling_of_a_dot_segment_goes_through_a_catch_all() {
    let Some(vectors) = vectors("path-segments.json") else {
        return;
    };
    let base = "https://api.test".parse().unwrap();
    for row in rows(&vectors, "encoded_opt_in_reject") {
        let path = row.as_str().unwrap();
        let has_plain_dots = path.split('/').any(|part| part == "." || part == "..");
        match (GetFile { path }).request(&base) {
            Ok(request) => {
                assert!(!has_plain_dots, "{path}");
                let escaped = format!("/files/{}", path.replace('%', "%25"));
                assert_eq!(request.uri().path(), escaped);
            }
            Err(error) => assert_eq!(error.parameter_name(), Some("path"), "{path}"),
        }
    }
}
