//! Operations of the two reference APIs, and of others, as a user declares them: what is sent, byte
//! by byte, and what becomes of the answers.

mod case;
mod edge_impulse;
mod others;
mod snyk;
mod wire;

pub(crate) use self::case::{Case, Target};
pub(crate) use self::wire::Wire;

/// The calls of Snyk's API.
pub(crate) fn snyk() -> Vec<&'static Case> {
    all(&[
        snyk::assets::CASES,
        snyk::bodies::CASES,
        snyk::documents::CASES,
        snyk::jobs::CASES,
        snyk::lists::CASES,
        snyk::projects::CASES,
        snyk::relationships::CASES,
        snyk::values::CASES,
        snyk::writes::CASES,
    ])
}

/// The calls of Edge Impulse's API.
pub(crate) fn edge_impulse() -> Vec<&'static Case> {
    all(&[
        edge_impulse::downloads::CASES,
        edge_impulse::payloads::CASES,
        edge_impulse::samples::CASES,
        edge_impulse::settings::CASES,
        edge_impulse::uploads::CASES,
        edge_impulse::users::CASES,
    ])
}

/// The calls of other APIs.
pub(crate) fn others() -> Vec<&'static Case> {
    all(&[
        others::box_files::CASES,
        others::clouds::CASES,
        others::github::CASES,
        others::jupyter::CASES,
        others::prometheus::CASES,
    ])
}

fn all(topics: &[&'static [Case]]) -> Vec<&'static Case> {
    topics.iter().copied().flatten().collect()
}
