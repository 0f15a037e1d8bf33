//! What the two APIs' own documents want of a declaration, operation by operation, and which call
//! shows that it can be declared.

mod answers;
mod bodies;
pub(crate) mod construct;
mod credentials;
pub(crate) mod document;
mod elsewhere;
pub(crate) mod exchange;
mod findings;
mod json;
mod parameters;
mod query;
mod table;
mod tests;

use std::collections::{BTreeMap, BTreeSet};

use endpoint::transport::Reqwest;

use self::construct::Construct;
use self::document::{Described, Document};
use self::exchange::Exchange;
use self::findings::Findings;
use self::table::{Needs, Table};
use crate::declared::{self, Case};
use crate::support::document;

/// The operations that an API's document describes, and the calls that are made of them.
struct Api<'d> {
    operations: Vec<Described<'d>>,
    cases: Vec<&'static Case>,
}

/// What is amiss, of whatever operations and calls.
#[derive(Default)]
struct Faults(Vec<String>);

/// The calls that cover a construct, by name.
type Covered = BTreeMap<Construct, &'static str>;

#[tokio::test]
async fn every_operation_of_both_documents_is_covered_by_a_call() {
    let (Some(snyk), Some(edge_impulse)) = (document("snyk.json"), document("edge-impulse.json"))
    else {
        return;
    };
    let (snyk, edge_impulse) = (Document::new(snyk), Document::new(edge_impulse));
    let apis = [
        Api {
            operations: snyk.operations(),
            cases: declared::snyk(),
        },
        Api {
            operations: edge_impulse.operations(),
            cases: declared::edge_impulse(),
        },
    ];
    let transport = Reqwest::new().unwrap();
    let (mut faults, mut covered) = (Faults::default(), Covered::new());
    for api in &apis {
        for case in &api.cases {
            let exchanges = case.exchanges(&transport).await;
            api.check(case, &exchanges, &mut faults);
            cover(&mut covered, case);
        }
    }
    for case in declared::others() {
        let exchanges = case.exchanges(&transport).await;
        let shown = elsewhere::shown(case.operation, &exchanges);
        faults.claims(case, &shown, "nothing shows it");
        cover(&mut covered, case);
    }
    let table = Table::new(apis.each_ref().map(|api| api.needs(&mut faults)), covered);
    println!("{table}");
    assert!(faults.0.is_empty(), "{}", faults.0.join("\n"));
    let uncovered = table.uncovered();
    assert!(uncovered.is_empty(), "{}", uncovered.join("\n"));
}

fn cover(covered: &mut Covered, case: &Case) {
    for construct in case.shows {
        covered.entry(*construct).or_insert(case.name);
    }
}

impl Api<'_> {
    /// What each operation wants.
    fn needs(&self, faults: &mut Faults) -> Vec<Needs> {
        let needs = self.operations.iter().map(|operation| {
            let (name, needs) = (operation.to_string(), needs(operation));
            faults.of(&name, &needs);
            (name, needs.constructs)
        });
        needs.collect()
    }

    /// Holds a call against the document: it has to fit, and to show what it claims.
    fn check(&self, case: &Case, exchanges: &[Exchange], faults: &mut Faults) {
        let (method, path) = document::key_of(case.operation);
        let is_called = |known: &&Described<'_>| known.key() == (&*method, &*path);
        let Some(operation) = self.operations.iter().find(is_called) else {
            return faults.0.push(format!("{}: no such operation", case.name));
        };
        let shown = shown(operation, case.target.host, exchanges);
        faults.of(case.name, &shown);
        faults.claims(case, &needs(operation).constructs, "not in the document");
        faults.claims(case, &shown.constructs, "nothing shows it");
    }
}

impl Faults {
    fn of(&mut self, name: &str, findings: &Findings) {
        for fault in &findings.faults {
            self.0.push(format!("{name}: {fault}"));
        }
    }

    /// All that a call claims has to be among these.
    fn claims(&mut self, case: &Case, known: &BTreeSet<Construct>, otherwise: &str) {
        for construct in case.shows.iter().filter(|claimed| !known.contains(claimed)) {
            self.0
                .push(format!("{}: {construct}: {otherwise}", case.name));
        }
    }
}

/// What an operation wants by its document.
fn needs(operation: &Described<'_>) -> Findings {
    let mut findings = parameters::look(operation, None);
    for surplus in operation.surplus() {
        findings.fault(surplus);
    }
    findings.append(bodies::look(operation, None));
    findings.append(answers::described(operation));
    findings.append(credentials::described(operation));
    findings
}

/// What calls of it show of that.
fn shown(operation: &Described<'_>, host: &str, exchanges: &[Exchange]) -> Findings {
    let of_api: Vec<&Exchange> = exchanges
        .iter()
        .filter(|exchange| exchange.host == host)
        .collect();
    let mut findings = credentials::got(operation, &of_api);
    findings.append(answers::statuses_got(operation, &of_api));
    for exchange in of_api {
        findings.append(parameters::look(operation, Some(exchange)));
        findings.append(bodies::look(operation, Some(exchange)));
        findings.append(answers::got(operation, exchange));
    }
    findings
}
