//! The examples' endpoints against the APIs' own documents.

use std::collections::BTreeSet;

use ei_export::api as ei;
use endpoint::{Endpoint, Operation};
use serde_json::Value;
use snyk_export::api as snyk;

use crate::support::document;

/// A path with every parameter's name taken out: documents and structs spell them differently.
fn shape(path: &str, open: char, close: char) -> String {
    let mut shape = String::new();
    let mut rest = path;
    while let Some((before, after)) = rest.split_once(open) {
        shape.push_str(before);
        shape.push_str("{}");
        rest = after.split_once(close).map_or("", |(_, behind)| behind);
    }
    shape + rest
}

fn of_document(document: &Value) -> BTreeSet<(String, String)> {
    let paths = document["paths"].as_object().unwrap();
    let operations = paths.iter().flat_map(|(path, item)| {
        let methods = item.as_object().unwrap().keys();
        methods.map(move |method| (method.to_uppercase(), shape(path, '{', '}')))
    });
    operations.collect()
}

fn of_struct(operation: &Operation) -> (String, String) {
    (
        operation.method().to_string(),
        shape(operation.template(), '<', '>'),
    )
}

fn assert_in_document(name: &str, operations: &[&Operation]) {
    let Some(document) = document(name) else {
        return;
    };
    let known = of_document(&document);
    for operation in operations {
        assert!(
            known.contains(&of_struct(operation)),
            "{operation} is not in {name}"
        );
    }
}

#[test]
fn snyks_document_has_every_operation_of_the_example() {
    assert_in_document(
        "snyk.json",
        &[
            snyk::StartOrgExport::OPERATION,
            snyk::GetOrgExportJob::OPERATION,
            snyk::GetOrgExport::OPERATION,
            snyk::StartGroupExport::OPERATION,
            snyk::GetGroupExportJob::OPERATION,
            snyk::GetGroupExport::OPERATION,
        ],
    );
}

#[test]
fn edge_impulses_document_has_every_operation_of_the_example() {
    assert_in_document(
        "edge-impulse.json",
        &[
            ei::Login::OPERATION,
            ei::CreateInnerExport::OPERATION,
            ei::ListInnerExports::OPERATION,
            ei::GetInnerExport::OPERATION,
            ei::UpdateInnerExport::OPERATION,
            ei::DeleteInnerExport::OPERATION,
            ei::ListExports::OPERATION,
            ei::GetExport::OPERATION,
            ei::DownloadExport::OPERATION,
            ei::GetJobStatus::OPERATION,
        ],
    );
}
