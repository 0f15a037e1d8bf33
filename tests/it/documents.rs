//! The examples' endpoints against the APIs' own documents.

use std::collections::BTreeSet;

use ei_export::api as ei;
use endpoint::{Endpoint, Operation};
use serde_json::Value;
use snyk_export::api as snyk;

use crate::coverage::document::{key_of, shape};
use crate::support::document;

fn of_document(document: &Value) -> BTreeSet<(String, String)> {
    let paths = document["paths"].as_object().unwrap();
    let operations = paths.iter().flat_map(|(path, item)| {
        let methods = item.as_object().unwrap().keys();
        methods.map(move |method| (method.to_uppercase(), shape(path, '{', '}')))
    });
    operations.collect()
}

fn assert_in_document(name: &str, operations: &[&Operation]) {
    let Some(document) = document(name) else {
        return;
    };
    let known = of_document(&document);
    for operation in operations {
        assert!(
            known.contains(&key_of(operation)),
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
