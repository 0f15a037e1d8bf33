//! Reads the reference data that lies beside the workspace.

use std::path::Path;

use serde_json::Value;

/// A file of vectors; where it is absent the test has nothing to do, and says so.
pub(crate) fn vectors(name: &str) -> Option<Value> {
    shared(&format!("vectors/{name}"))
}

/// The own document of one of the two APIs; where it is absent the test has nothing to do, and
/// says so.
pub(crate) fn document(name: &str) -> Option<Value> {
    shared(&format!("specs/{name}"))
}

fn shared(name: &str) -> Option<Value> {
    let folder = Path::new(env!("CARGO_MANIFEST_DIR")).join("../../shared");
    let path = folder.join(name);
    let Ok(text) = std::fs::read_to_string(&path) else {
        println!("skipped: {} not found", path.display());
        return None;
    };
    Some(serde_json::from_str(&text).unwrap())
}

/// Text that lives as long as the program, as a declaration's does.
pub(crate) fn leak(text: &str) -> &'static str {
    Box::leak(text.to_owned().into_boxed_str())
}
