//! Templates that other libraries refuse, from the reference data that lies beside the workspace.

use std::path::Path;

use serde_json::Value;

use super::{endpoint, errors};

#[test]
fn every_template_that_would_change_the_route_is_refused() {
    let path =
        Path::new(env!("CARGO_MANIFEST_DIR")).join("../../shared/vectors/path-segments.json");
    let Ok(text) = std::fs::read_to_string(&path) else {
        println!("skipped: {} not found", path.display());
        return;
    };
    let vectors: Value = serde_json::from_str(&text).unwrap();
    let rows = vectors["compile_time_reject_templates"].as_array().unwrap();
    assert!(!rows.is_empty());
    for row in rows {
        let template = row["template"]
            .as_str()
            .unwrap()
            .replace('{', "<")
            .replace('}', ">");
        let generated = endpoint(&format!("GET {template:?}"), "struct X { x: String }");
        assert!(!errors(&generated).is_empty(), "{template}");
    }
}
