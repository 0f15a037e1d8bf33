//! As much of Edge Impulse's API as exporting takes.
#![allow(clippy::struct_field_names, reason = "the names are the API's")]

use endpoint::auth::Bearer;
use endpoint::{Bytes, Credential, Secret, SuccessFlag, api, endpoint};
use serde::Deserialize;

#[derive(Credential)]
#[credential(header = "x-api-key")]
pub(super) struct ApiKey(Secret);

#[derive(Credential)]
#[credential(cookie = "jwt")]
pub(super) struct JwtCookie(Secret);

#[derive(Credential)]
#[credential(header = "x-jwt-token")]
pub(super) struct JwtHeader(Secret);

#[api(
    base_url = "https://studio.edgeimpulse.com/v1",
    envelope = SuccessFlag,
    auth = ApiKey | JwtCookie | JwtHeader | Bearer,
)]
pub(super) struct EdgeImpulse;

#[derive(Debug, Deserialize)]
#[serde(rename_all = "camelCase")]
pub(super) struct Export {
    pub(super) id: i64,
    pub(super) job_id: i64,
    pub(super) job_finished: bool,
    pub(super) description: Option<String>,
    pub(super) expiration_date: String,
    pub(super) download_url: Option<String>,
}

#[derive(Debug, Deserialize)]
#[serde(rename_all = "camelCase")]
pub(super) struct Page {
    pub(super) exports: Vec<Export>,
    pub(super) total_count: u64,
}

#[derive(Debug, Deserialize)]
#[serde(rename_all = "camelCase")]
pub(super) struct Job {
    pub(super) id: i64,
    pub(super) finished: Option<String>,
    pub(super) finished_successful: Option<bool>,
}

/// Logs in.
#[endpoint(POST "/api-login" -> Secret in "token", api = EdgeImpulse, auth = none)]
pub(super) struct Login {
    #[json]
    pub(super) username: String,
    #[json]
    pub(super) password: Secret,
}

/// Starts an export; the id is its job's.
#[endpoint(
    POST "/api/organizations/<organization_id>/whitelabel/organizations/<inner_organization_id>/exports" -> i64 in "id",
    api = EdgeImpulse,
    rename_all = "camelCase",
)]
pub(super) struct CreateExport {
    pub(super) organization_id: i64,
    pub(super) inner_organization_id: i64,
    #[json]
    pub(super) description: String,
    #[json]
    pub(super) expiration_date: Option<String>,
}

#[endpoint(
    GET "/api/organizations/<organization_id>/whitelabel/organizations/<inner_organization_id>/exports" -> Page,
    api = EdgeImpulse,
)]
pub(super) struct ListExports {
    pub(super) organization_id: i64,
    pub(super) inner_organization_id: i64,
    #[query]
    pub(super) limit: Option<u32>,
    #[query]
    pub(super) offset: Option<u32>,
}

#[endpoint(
    GET "/api/organizations/<organization_id>/whitelabel/organizations/<inner_organization_id>/exports/<export_id>"
        -> Export in "export",
    api = EdgeImpulse,
)]
pub(super) struct GetExport {
    pub(super) organization_id: i64,
    pub(super) inner_organization_id: i64,
    pub(super) export_id: i64,
}

#[endpoint(
    PUT "/api/organizations/<organization_id>/whitelabel/organizations/<inner_organization_id>/exports/<export_id>",
    api = EdgeImpulse,
    rename_all = "camelCase",
)]
pub(super) struct UpdateExport {
    pub(super) organization_id: i64,
    pub(super) inner_organization_id: i64,
    pub(super) export_id: i64,
    #[json]
    pub(super) description: Option<String>,
    #[json]
    pub(super) expiration_date: Option<String>,
}

#[endpoint(
    DELETE "/api/organizations/<organization_id>/whitelabel/organizations/<inner_organization_id>/exports/<export_id>",
    api = EdgeImpulse,
    auth = JwtCookie | JwtHeader,
)]
pub(super) struct DeleteExport {
    pub(super) organization_id: i64,
    pub(super) inner_organization_id: i64,
    pub(super) export_id: i64,
}

#[endpoint(GET "/api/organizations/<organization_id>/exports" -> Page, api = EdgeImpulse)]
pub(super) struct ListOrganizationExports {
    pub(super) organization_id: i64,
}

#[endpoint(GET "/api/organizations/<organization_id>/exports/<export_id>" -> Export in "export", api = EdgeImpulse)]
pub(super) struct GetOrganizationExport {
    pub(super) organization_id: i64,
    pub(super) export_id: i64,
}

#[endpoint(GET "/api/organizations/<organization_id>/exports/<export_id>/download" -> Bytes, api = EdgeImpulse)]
pub(super) struct LocateOrganizationExport {
    pub(super) organization_id: i64,
    pub(super) export_id: i64,
}

#[endpoint(
    GET "/api/organizations/<organization_id>/exports/<export_id>/download" -> Bytes,
    api = EdgeImpulse,
    redirect = follow,
)]
pub(super) struct DownloadOrganizationExport {
    pub(super) organization_id: i64,
    pub(super) export_id: i64,
}

#[endpoint(GET "/api/organizations/<organization_id>/jobs/<job_id>/status" -> Job in "job", api = EdgeImpulse)]
pub(super) struct GetJob {
    pub(super) organization_id: i64,
    pub(super) job_id: i64,
}
