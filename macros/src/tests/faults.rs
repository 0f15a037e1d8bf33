//! Each fault has its UI case, and each case its fault.

use std::collections::BTreeSet;
use std::path::Path;

use crate::fault::Fault;

/// Areas whose messages are the compiler's, or that are about several faults.
const OTHERS: [&str; 2] = ["compiler", "recovery"];

fn cases_on_disk() -> BTreeSet<String> {
    let root = Path::new(env!("CARGO_MANIFEST_DIR")).join("../tests/ui/fail");
    let areas = root
        .read_dir()
        .unwrap_or_else(|error| panic!("{}: {error}", root.display()));
    let areas = areas
        .map(|area| area.unwrap().path())
        .filter(|area| !OTHERS.iter().any(|other| area.ends_with(other)));
    let files = areas
        .flat_map(|area| area.read_dir().unwrap())
        .map(|file| file.unwrap().path());
    let sources = files.filter(|file| file.extension().is_some_and(|extension| extension == "rs"));
    sources
        .map(|file| {
            file.with_extension("")
                .strip_prefix(&root)
                .unwrap()
                .to_str()
                .unwrap()
                .to_owned()
        })
        .collect()
}

#[test]
fn every_fault_has_a_case_and_every_case_a_fault() {
    let faults: BTreeSet<String> = Fault::CASES
        .iter()
        .map(|(_, case)| (*case).to_owned())
        .collect();
    let cases = cases_on_disk();
    let without_case: Vec<_> = faults.difference(&cases).collect();
    let without_fault: Vec<_> = cases.difference(&faults).collect();
    assert!(
        without_case.is_empty(),
        "faults without a case: {without_case:#?}"
    );
    assert!(
        without_fault.is_empty(),
        "cases without a fault: {without_fault:#?}"
    );
}

#[test]
fn no_two_faults_share_a_case() {
    let cases: BTreeSet<&str> = Fault::CASES.iter().map(|(_, case)| *case).collect();
    assert_eq!(cases.len(), Fault::CASES.len());
    for (fault, case) in Fault::CASES {
        let valid = |part: &str| part.chars().all(|c| c == '_' || c.is_ascii_lowercase());
        assert!(
            case.split_once('/')
                .is_some_and(|(area, case)| valid(area) && valid(case)),
            "{fault:?}"
        );
    }
}
