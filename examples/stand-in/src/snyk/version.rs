//! The version a caller asks for, and the one that is served.

use std::collections::HashMap;

use axum::extract::Query;
use http::header::HeaderName;
use http::{StatusCode, Uri};

use super::answer::{Fault, Refusal};
use super::{CURRENT_VERSION, DEPRECATION, OLD_VERSION, SUNSET};
use crate::dates::is_date;

const STAGES: [&str; 4] = ["wip", "work-in-progress", "experimental", "beta"];

/// A version of the form `2024-10-15`, `2024-10-15~beta`, or `beta`.
#[derive(Debug)]
pub(super) struct Version(String);

impl Version {
    pub(super) fn of(uri: &Uri) -> Result<Self, Refusal> {
        let query = Query::<HashMap<String, String>>::try_from_uri(uri)
            .map(|query| query.0)
            .unwrap_or_default();
        match query.get("version") {
            None => Err(refused("the version is missing")),
            Some(version) if is_version(version) => Ok(Self(version.clone())),
            Some(_) => Err(refused("the version is not a date, or a date and a stage")),
        }
    }

    pub(super) fn headers(self) -> Vec<(HeaderName, String)> {
        let pairs: &[(&str, &str)] = if self.is_old() {
            &[
                ("snyk-version-served", OLD_VERSION),
                ("snyk-version-lifecycle-stage", "deprecated"),
                ("deprecation", DEPRECATION),
                ("sunset", SUNSET),
            ]
        } else {
            &[
                ("snyk-version-served", CURRENT_VERSION),
                ("snyk-version-lifecycle-stage", "ga"),
            ]
        };
        let pairs = pairs
            .iter()
            .copied()
            .chain([("snyk-version-requested", self.0.as_str())]);
        pairs
            .filter_map(|(name, value)| Some((name.parse().ok()?, value.to_owned())))
            .collect()
    }

    /// Dates of this form sort as text; a stage alone means the newest, and sorts after them.
    fn is_old(&self) -> bool {
        self.0.as_str() < CURRENT_VERSION
    }
}

fn is_version(text: &str) -> bool {
    match text.split_once('~') {
        Some((date, stage)) => is_date(date) && STAGES.contains(&stage),
        None => is_date(text) || STAGES.contains(&text),
    }
}

fn refused(detail: &str) -> Refusal {
    Refusal::because(
        StatusCode::BAD_REQUEST,
        vec![Fault::in_parameter("version", detail)],
    )
}
