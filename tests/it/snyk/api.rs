//! As much of Snyk's API as exporting takes.
#![allow(clippy::struct_field_names, reason = "the names are the API's")]

use endpoint::auth::Bearer;
use endpoint::json_api::{self, Resource};
use endpoint::{Credential, FromHeaders, JsonApi, Secret, api, endpoint};
use serde::{Deserialize, Serialize};
use uuid::Uuid;

#[derive(Credential)]
#[credential(header = "Authorization", prefix = "token ")]
pub(super) struct Token(Secret);

#[derive(FromHeaders, Debug, Clone)]
pub(super) struct SnykMeta {
    #[header("snyk-request-id")]
    pub(super) request_id: Uuid,
    #[header("snyk-version-requested")]
    pub(super) requested: Option<String>,
    #[header("snyk-version-served")]
    pub(super) served: Option<String>,
    #[header("snyk-version-lifecycle-stage")]
    pub(super) stage: Option<String>,
    #[header("content-location")]
    pub(super) content_location: Option<String>,
}

#[api(
    base_url = "https://api.snyk.io/rest",
    envelope = JsonApi,
    error = json_api::Errors,
    meta = SnykMeta,
    auth = Token | Bearer,
    query(version = "2024-10-15"),
)]
pub(super) struct Snyk;

#[derive(Debug, Clone, Copy, Serialize)]
#[serde(rename_all = "lowercase")]
pub(super) enum Owners {
    Orgs,
    Groups,
}

/// Starts an export.
#[endpoint(POST "/<owners>/<owner_id>/export" -> Resource<Started>, api = Snyk)]
pub(super) struct StartExport {
    pub(super) owners: Owners,
    pub(super) owner_id: Uuid,
    #[json]
    pub(super) data: Order,
}

/// Asks how far an export has come.
#[endpoint(GET "/<owners>/<owner_id>/jobs/export/<export_id>" -> Resource<Job>, api = Snyk)]
pub(super) struct GetExportJob {
    pub(super) owners: Owners,
    pub(super) owner_id: Uuid,
    pub(super) export_id: Uuid,
}

/// Gives the links to the files of an export.
#[endpoint(GET "/<owners>/<owner_id>/export/<export_id>" -> Resource<Export>, api = Snyk)]
pub(super) struct GetExport {
    pub(super) owners: Owners,
    pub(super) owner_id: Uuid,
    pub(super) export_id: Uuid,
}

#[derive(Debug, Clone, Serialize)]
pub(super) struct Order {
    #[serde(rename = "type")]
    pub(super) kind: &'static str,
    pub(super) attributes: Attributes,
}

#[derive(Debug, Clone, Serialize)]
pub(super) struct Attributes {
    pub(super) formats: Vec<&'static str>,
    pub(super) dataset: &'static str,
    #[serde(skip_serializing_if = "Option::is_none")]
    pub(super) columns: Option<Vec<&'static str>>,
    #[serde(skip_serializing_if = "Option::is_none")]
    pub(super) url_expiration_seconds: Option<u32>,
    #[serde(skip_serializing_if = "Option::is_none")]
    pub(super) surplus: Option<bool>,
}

#[derive(Debug, Deserialize)]
pub(super) struct Started {
    pub(super) created: String,
}

#[derive(Debug, PartialEq, Deserialize)]
#[serde(rename_all = "SCREAMING_SNAKE_CASE")]
pub(super) enum Status {
    Pending,
    Started,
    Finished,
    Errored,
}

#[derive(Debug, Deserialize)]
pub(super) struct Job {
    pub(super) status: Status,
}

#[derive(Debug, Deserialize)]
pub(super) struct Export {
    pub(super) status: Status,
    pub(super) row_count: Option<u64>,
    pub(super) results: Vec<File>,
}

#[derive(Debug, Deserialize)]
pub(super) struct File {
    pub(super) url: String,
    pub(super) file_size: Option<usize>,
    pub(super) row_count: Option<usize>,
}
