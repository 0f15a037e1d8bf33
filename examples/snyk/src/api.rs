//! The operations of Snyk's REST API that are called here: the start of an export, its job and its
//! results, and the list of [issues]; each for an organization and for a group.

pub mod issues;

use std::fmt;

use endpoint::auth::Bearer;
use endpoint::json_api::{Create, Resource};
use endpoint::{
    Credential, FromHeaders, HttpDate, Job, JobState, JsonApi, Location, Open, Secret, api,
    endpoint, json_api,
};
use serde::{Deserialize, Serialize};
use uuid::Uuid;

/// Snyk's REST API.
#[api(
    base_url = "https://api.snyk.io/rest",
    envelope = JsonApi,
    error = json_api::Errors,
    meta = SnykMeta,
    auth = Token | Bearer,
    query(version = "2024-10-15"),
)]
#[derive(Debug, Clone)]
pub struct Snyk;

/// The key of a user or a service account.
#[derive(Credential, Debug, Clone)]
#[credential(header = "Authorization", prefix = "token ")]
pub struct Token(Secret);

/// What Snyk says in the headers of every answer.
#[derive(FromHeaders, Debug, Clone)]
pub struct SnykMeta {
    /// Name it when you ask Snyk's support.
    #[header("snyk-request-id")]
    pub request_id: Option<String>,
    /// The version that was asked for.
    #[header("snyk-version-requested")]
    pub version_requested: Option<String>,
    /// The version that answered.
    #[header("snyk-version-served")]
    pub version_served: Option<String>,
    /// How stable that version is: `ga`, `beta`, `experimental`, `deprecated`.
    #[header("snyk-version-lifecycle-stage")]
    pub lifecycle_stage: Option<String>,
    /// When that version will be gone.
    #[header("sunset")]
    pub sunset: Option<HttpDate>,
    /// Where the job is, on the answer that starts one.
    #[header("content-location")]
    pub content_location: Option<Location>,
}

/// Start an export for an organization.
#[endpoint(POST "/orgs/<org_id>/export" -> Resource<StartedExport>, api = Snyk)]
#[derive(Debug, Clone)]
pub struct StartOrgExport<'a> {
    /// The organization.
    pub org_id: Uuid,
    /// What to export: a resource of the type `resource`.
    #[body]
    pub export: Create<ExportAttributes<'a>>,
}

/// Ask how an organization's export is getting on.
#[endpoint(GET "/orgs/<org_id>/jobs/export/<export_id>" -> Resource<ExportJob>, api = Snyk)]
#[derive(Debug, Clone)]
pub struct GetOrgExportJob {
    /// The organization.
    pub org_id: Uuid,
    /// The export, as it was named when it was started.
    pub export_id: Uuid,
}

/// Fetch the links to the files of an organization's export.
#[endpoint(GET "/orgs/<org_id>/export/<export_id>" -> Resource<ExportResults>, api = Snyk)]
#[derive(Debug, Clone)]
pub struct GetOrgExport {
    /// The organization.
    pub org_id: Uuid,
    /// The export, as it was named when it was started.
    pub export_id: Uuid,
}

/// Start an export for a group.
#[endpoint(POST "/groups/<group_id>/export" -> Resource<StartedExport>, api = Snyk)]
#[derive(Debug, Clone)]
pub struct StartGroupExport<'a> {
    /// The group.
    pub group_id: Uuid,
    /// What to export: a resource of the type `resource`.
    #[body]
    pub export: Create<ExportAttributes<'a>>,
}

/// Ask how a group's export is getting on.
#[endpoint(GET "/groups/<group_id>/jobs/export/<export_id>" -> Resource<ExportJob>, api = Snyk)]
#[derive(Debug, Clone)]
pub struct GetGroupExportJob {
    /// The group.
    pub group_id: Uuid,
    /// The export, as it was named when it was started.
    pub export_id: Uuid,
}

/// Fetch the links to the files of a group's export.
#[endpoint(GET "/groups/<group_id>/export/<export_id>" -> Resource<ExportResults>, api = Snyk)]
#[derive(Debug, Clone)]
pub struct GetGroupExport {
    /// The group.
    pub group_id: Uuid,
    /// The export, as it was named when it was started.
    pub export_id: Uuid,
}

/// What to export.
#[derive(Serialize, Debug, Clone)]
pub struct ExportAttributes<'a> {
    /// The files' formats.
    pub formats: &'a [Format],
    /// What the rows are: `issues`.
    pub dataset: &'a str,
    /// The columns, all of them unless said.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub columns: Option<&'a [String]>,
    /// Which rows.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub filters: Option<Filters<'a>>,
    /// How long the links to the files hold, in seconds, up to 3600.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub url_expiration_seconds: Option<u32>,
}

/// Which rows to export; what is not said does not filter.
#[derive(Serialize, Debug, Clone, Default)]
pub struct Filters<'a> {
    /// When the issue was first seen.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub introduced: Option<DateRange<'a>>,
    /// When the issue was last changed.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub updated: Option<DateRange<'a>>,
    /// The projects' environments.
    #[serde(skip_serializing_if = "<[_]>::is_empty")]
    pub environment: &'a [String],
    /// The projects' lifecycles.
    #[serde(skip_serializing_if = "<[_]>::is_empty")]
    pub lifecycle: &'a [String],
    /// The projects' types.
    #[serde(skip_serializing_if = "<[_]>::is_empty")]
    pub project_type: &'a [String],
    /// The projects' tags, each as `key: value`.
    #[serde(skip_serializing_if = "<[_]>::is_empty")]
    pub project_tags: &'a [String],
    /// The issues' statuses.
    #[serde(skip_serializing_if = "<[_]>::is_empty")]
    pub issue_status: &'a [String],
    /// The issues' types.
    #[serde(skip_serializing_if = "<[_]>::is_empty")]
    pub issue_type: &'a [String],
    /// The issues' severities, as the NVD rates them.
    #[serde(skip_serializing_if = "<[_]>::is_empty")]
    pub nvd_severity: &'a [String],
    /// The products that found them.
    #[serde(skip_serializing_if = "<[_]>::is_empty")]
    pub product_name: &'a [String],
    /// Their identifiers, as `CVE-2024-1234`.
    #[serde(skip_serializing_if = "<[_]>::is_empty")]
    pub cve: &'a [String],
}

/// A time from, a time to, in RFC 3339.
#[derive(Serialize, Debug, Clone, Default)]
pub struct DateRange<'a> {
    /// From then on.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub from: Option<&'a str>,
    /// Up to then.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub to: Option<&'a str>,
}

/// A file's format.
#[derive(Serialize, Deserialize, Debug, Clone, Copy, PartialEq, Eq)]
#[serde(rename_all = "lowercase")]
pub enum Format {
    /// Comma-separated values.
    Csv,
}

/// An export that was started.
#[derive(Deserialize, Debug, Clone)]
pub struct StartedExport {
    /// When, in RFC 3339.
    pub created: String,
}

/// How an export is getting on.
#[derive(Deserialize, Debug, Clone)]
pub struct ExportJob {
    /// The state.
    pub status: Open<JobStatus>,
}

/// The states of an export's job.
#[derive(Deserialize, Debug, Clone, Copy, PartialEq, Eq)]
#[serde(rename_all = "UPPERCASE")]
pub enum JobStatus {
    /// Not begun.
    Pending,
    /// Begun.
    Started,
    /// Done: the results are there.
    Finished,
    /// Failed.
    Errored,
}

impl Job for ExportJob {
    fn state(&self) -> JobState {
        self.status.state()
    }
}

impl Job for JobStatus {
    fn state(&self) -> JobState {
        match self {
            Self::Pending | Self::Started => JobState::PENDING,
            Self::Finished => JobState::Done,
            Self::Errored => JobState::failed("Snyk gives no reason"),
        }
    }
}

impl fmt::Display for JobStatus {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(match self {
            Self::Pending => "pending",
            Self::Started => "started",
            Self::Finished => "finished",
            Self::Errored => "failed",
        })
    }
}

/// The files of an export.
#[derive(Deserialize, Debug, Clone)]
pub struct ExportResults {
    /// The state; `STARTED` is not one that the results have.
    pub status: Open<JobStatus>,
    /// When it was started, in RFC 3339.
    pub created: Option<String>,
    /// When it was done, in RFC 3339.
    pub finished: Option<String>,
    /// The files' formats.
    #[serde(default)]
    pub formats: Vec<Open<Format>>,
    /// All rows of all files.
    pub row_count: Option<u64>,
    /// The files.
    #[serde(default)]
    pub results: Vec<ExportFile>,
}

impl Job for ExportResults {
    fn state(&self) -> JobState {
        self.status.state()
    }
}

/// A file of an export.
#[derive(Deserialize, Debug, Clone)]
pub struct ExportFile {
    /// A signed link: who has it has the file. Absent while the export is pending.
    pub url: Option<Secret>,
    /// Its size in bytes.
    pub file_size: Option<u64>,
    /// Its rows.
    pub row_count: Option<u64>,
}
