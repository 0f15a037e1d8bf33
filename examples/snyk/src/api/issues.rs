//! The list of issues, of an organization and of a group.

use endpoint::endpoint;
use endpoint::json_api::Resource;
use serde::{Deserialize, Serialize};
use uuid::Uuid;

use super::Snyk;

/// List an organization's issues.
#[endpoint(
    GET "/orgs/<org_id>/issues" -> Vec<Resource<Issue>>,
    api = Snyk,
    paginate(links, size = limit),
)]
#[derive(Debug, Clone)]
pub struct ListOrgIssues<'a> {
    /// The organization.
    pub org_id: Uuid,
    /// How many a page has: 10, 20 and so on up to 100.
    #[query]
    pub limit: Option<u32>,
    /// The severities; all of them where none is named.
    #[query(style = comma)]
    pub effective_severity_level: &'a [String],
    /// `open`, `resolved`; both where none is named.
    #[query(style = comma)]
    pub status: &'a [String],
}

/// List a group's issues.
#[endpoint(
    GET "/groups/<group_id>/issues" -> Vec<Resource<Issue>>,
    api = Snyk,
    paginate(links, size = limit),
)]
#[derive(Debug, Clone)]
pub struct ListGroupIssues<'a> {
    /// The group.
    pub group_id: Uuid,
    /// How many a page has: 10, 20 and so on up to 100.
    #[query]
    pub limit: Option<u32>,
    /// The severities; all of them where none is named.
    #[query(style = comma)]
    pub effective_severity_level: &'a [String],
    /// `open`, `resolved`; both where none is named.
    #[query(style = comma)]
    pub status: &'a [String],
}

/// An issue.
#[derive(Serialize, Deserialize, Debug, Clone)]
pub struct Issue {
    /// What it is called within its project.
    pub key: String,
    /// What it is.
    pub title: String,
    /// Its kind.
    #[serde(rename = "type")]
    pub kind: String,
    /// `open` or `resolved`.
    pub status: String,
    /// `low` to `critical`.
    pub effective_severity_level: String,
    /// When it was first seen, in RFC 3339.
    pub created_at: String,
}
