//! Parameters as the `OpenAPI` specification's table of styles writes them.

use endpoint::{Endpoint, endpoint};
use serde::Serialize;
use serde_json::Value;

use crate::support::vectors;

#[endpoint(GET "/<color>")]
struct Simple {
    color: String,
}

#[endpoint(GET "/")]
struct Form<T: Serialize> {
    #[query]
    color: T,
}

/// The rows of a style, with `explode` as it is wanted.
fn rows(table: &Value, style: &str, explode: &[bool]) -> Vec<Value> {
    let is_wanted = |row: &&Value| {
        row["style"] == style && explode.contains(&row["explode"].as_bool().unwrap())
    };
    let rows: Vec<_> = table["rows"]
        .as_array()
        .unwrap()
        .iter()
        .filter(is_wanted)
        .cloned()
        .collect();
    assert_eq!(rows.len(), explode.len());
    rows
}

/// Path and query behind the first slash.
fn target(endpoint: &impl Endpoint) -> String {
    let request = endpoint
        .request(&"https://api.test".parse().unwrap())
        .unwrap();
    request.uri().path_and_query().unwrap().as_str()[1..].to_owned()
}

#[test]
fn a_text_in_the_path_is_simple() {
    let Some(table) = vectors("openapi-style-examples.json") else {
        return;
    };
    let color = table["string"].as_str().unwrap();
    for row in rows(&table, "simple", &[false, true]) {
        assert_eq!(
            target(&Simple {
                color: color.into()
            }),
            row["string"],
            "{row}"
        );
    }
}

#[test]
fn a_parameter_of_the_query_is_an_exploded_form() {
    let Some(table) = vectors("openapi-style-examples.json") else {
        return;
    };
    let array: Vec<&str> = table["array"]
        .as_array()
        .unwrap()
        .iter()
        .map(|item| item.as_str().unwrap())
        .collect();
    for row in rows(&table, "form", &[true]) {
        let color = table["string"].as_str().unwrap();
        assert_eq!(target(&Form { color }), row["string"], "{row}");
        assert_eq!(
            target(&Form {
                color: array.clone()
            }),
            row["array"],
            "{row}"
        );
        assert_eq!(target(&Form { color: "" }), row["undefined"], "{row}");
    }
}
