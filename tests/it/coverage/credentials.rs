//! What a document says about proving who one is, and what a call has proved.

use super::construct::{Construct, Proof};
use super::document::Described;
use super::exchange::Exchange;
use super::findings::Findings;

/// The headers that credentials go by.
const HEADERS: &[&str] = &["authorization", "x-api-key", "x-jwt-token", "cookie"];

pub(crate) fn described(operation: &Described<'_>) -> Findings {
    let mut findings = Findings::default();
    match proof(operation) {
        Ok(proof) => findings.add(Construct::Credential(proof)),
        Err(fault) => findings.fault(fault),
    }
    findings
}

fn proof(operation: &Described<'_>) -> Result<Proof, String> {
    let security = operation.security();
    if says_jwt_only(operation) {
        return Ok(Proof::JwtOnly);
    }
    for name in security.iter().flatten() {
        match operation.scheme(name) {
            Some(("apiKey", "header" | "cookie") | ("http", "bearer") | ("oauth2", _)) => {}
            scheme => return Err(format!("`{name}` is a scheme of its own: {scheme:?}")),
        }
    }
    if security.iter().any(|schemes| schemes.len() != 1) {
        return Err("several schemes at once".to_owned());
    }
    Ok(match security.len() {
        0 => Proof::None,
        1 => Proof::One,
        count => Proof::AnyOf(count),
    })
}

/// No scheme of the document says so; its descriptions do.
fn says_jwt_only(operation: &Described<'_>) -> bool {
    [
        "only available through a JWT token",
        "only be called using a JWT token",
        "requires JWT auth",
    ]
    .iter()
    .any(|words| operation.text("description").contains(words))
}

/// What the calls of one operation show together.
pub(crate) fn got(operation: &Described<'_>, exchanges: &[&Exchange]) -> Findings {
    let mut findings = Findings::default();
    let mut sent: Vec<String> = exchanges.iter().copied().filter_map(credential).collect();
    sent.sort();
    sent.dedup();
    let Ok(wanted) = proof(operation) else {
        return findings;
    };
    let is_jwt = |sent: &String| sent.starts_with("cookie: jwt=") || sent.starts_with("x-jwt");
    let shows = match wanted {
        Proof::None => sent.is_empty(),
        Proof::One => sent.len() == 1,
        Proof::AnyOf(count) => sent.len() == count,
        Proof::JwtOnly => sent.iter().all(is_jwt) && sent.len() == 2,
    };
    let is_missing = exchanges
        .iter()
        .any(|exchange| credential(exchange).is_none());
    let is_superfluous = wanted == Proof::None && !sent.is_empty();
    findings.fault_if(
        is_superfluous || (wanted != Proof::None && is_missing),
        "a credential is missing, or is too much",
    );
    findings.add_if(shows, Construct::Credential(wanted));
    findings
}

/// The header that holds the credential, up to the secret's own length.
fn credential(exchange: &Exchange) -> Option<String> {
    HEADERS.iter().find_map(|name| {
        let value = exchange.request_header(name)?;
        Some(format!("{name}: {value}"))
    })
}
