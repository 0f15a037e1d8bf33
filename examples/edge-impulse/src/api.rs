//! The export operations of Edge Impulse's Studio API: white label and organization level, jobs,
//! and the login.

use endpoint::auth::{Bearer, OAuth2};
use endpoint::{Credential, Download, JobState, Secret, SuccessFlag, api, endpoint};
use serde::Deserialize;

/// Edge Impulse's Studio API. Its OAuth 2.0 is [`OAuth2`], or [`Bearer`] for an access token that one
/// has.
#[api(
    base_url = "https://studio.edgeimpulse.com/v1",
    envelope = SuccessFlag,
    auth = ApiKey | JwtCookie | JwtHeader | Bearer | OAuth2,
)]
#[derive(Debug, Clone)]
pub struct EdgeImpulse;

/// The key of a project or an organization.
#[derive(Credential, Debug, Clone)]
#[credential(header = "x-api-key")]
pub struct ApiKey(Secret);

/// A user's token, as a browser sends it.
#[derive(Credential, Debug, Clone)]
#[credential(cookie = "jwt")]
pub struct JwtCookie(Secret);

/// A user's token, as a program sends it.
#[derive(Credential, Debug, Clone)]
#[credential(header = "x-jwt-token")]
pub struct JwtHeader(Secret);

/// Exchange a user's name and password for a token.
#[endpoint(POST "/api-login" -> Secret in "token", api = EdgeImpulse, auth = none)]
#[derive(Debug, Clone)]
pub struct Login {
    /// User name or email address.
    #[json]
    pub username: String,
    /// Password.
    #[json]
    pub password: Secret,
}

/// Start an export of an inner organization's data; gives the id of the job.
#[endpoint(
    POST "/api/organizations/<organization_id>/whitelabel/organizations/<inner_organization_id>/exports" -> i64 in "id",
    api = EdgeImpulse,
    rename_all = "camelCase",
)]
#[derive(Debug, Clone)]
pub struct CreateInnerExport {
    /// The organization that owns the white label.
    pub organization_id: i64,
    /// The organization within it.
    pub inner_organization_id: i64,
    /// What the export is for.
    #[json]
    pub description: String,
    /// When the export is deleted, in RFC 3339; 30 days from now unless said, 60 at the most.
    #[json]
    pub expiration_date: Option<String>,
}

/// List the exports of an inner organization.
#[endpoint(
    GET "/api/organizations/<organization_id>/whitelabel/organizations/<inner_organization_id>/exports" -> ExportPage,
    api = EdgeImpulse,
    paginate(offset = offset, limit = limit, total = total_count, items = Export in exports),
)]
#[derive(Debug, Clone)]
pub struct ListInnerExports {
    /// The organization that owns the white label.
    pub organization_id: i64,
    /// The organization within it.
    pub inner_organization_id: i64,
    /// How many at the most.
    #[query]
    pub limit: Option<u32>,
    /// How many to pass over.
    #[query]
    pub offset: Option<u64>,
}

/// Get an export of an inner organization.
#[endpoint(
    GET "/api/organizations/<organization_id>/whitelabel/organizations/<inner_organization_id>/exports/<export_id>" -> Export in "export",
    api = EdgeImpulse,
)]
#[derive(Debug, Clone)]
pub struct GetInnerExport {
    /// The organization that owns the white label.
    pub organization_id: i64,
    /// The organization within it.
    pub inner_organization_id: i64,
    /// The export.
    pub export_id: i64,
}

/// Change an export of an inner organization; what is absent stays as it is.
#[endpoint(
    PUT "/api/organizations/<organization_id>/whitelabel/organizations/<inner_organization_id>/exports/<export_id>",
    api = EdgeImpulse,
    rename_all = "camelCase",
)]
#[derive(Debug, Clone)]
pub struct UpdateInnerExport {
    /// The organization that owns the white label.
    pub organization_id: i64,
    /// The organization within it.
    pub inner_organization_id: i64,
    /// The export.
    pub export_id: i64,
    /// What the export is for.
    #[json]
    pub description: Option<String>,
    /// When the export is deleted, in RFC 3339.
    #[json]
    pub expiration_date: Option<String>,
}

/// Delete an export of an inner organization, which takes a user's token.
#[endpoint(
    DELETE "/api/organizations/<organization_id>/whitelabel/organizations/<inner_organization_id>/exports/<export_id>",
    api = EdgeImpulse,
    auth = JwtCookie | JwtHeader,
)]
#[derive(Debug, Clone)]
pub struct DeleteInnerExport {
    /// The organization that owns the white label.
    pub organization_id: i64,
    /// The organization within it.
    pub inner_organization_id: i64,
    /// The export.
    pub export_id: i64,
}

/// List the exports of an organization.
#[endpoint(
    GET "/api/organizations/<organization_id>/exports" -> ExportPage,
    api = EdgeImpulse,
    paginate(offset = offset, limit = limit, total = total_count, items = Export in exports),
)]
#[derive(Debug, Clone)]
pub struct ListExports {
    /// The organization.
    pub organization_id: i64,
    /// How many at the most.
    #[query]
    pub limit: Option<u32>,
    /// How many to pass over.
    #[query]
    pub offset: Option<u64>,
}

/// Get an export of an organization.
#[endpoint(GET "/api/organizations/<organization_id>/exports/<export_id>" -> Export in "export", api = EdgeImpulse)]
#[derive(Debug, Clone)]
pub struct GetExport {
    /// The organization.
    pub organization_id: i64,
    /// The export.
    pub export_id: i64,
}

/// Fetch the archive of an organization's export, as it comes: a redirect to the storage, which is
/// followed without the credential.
#[endpoint(
    GET "/api/organizations/<organization_id>/exports/<export_id>/download" -> Download,
    api = EdgeImpulse,
    redirect = follow,
)]
#[derive(Debug, Clone)]
pub struct DownloadExport {
    /// The organization.
    pub organization_id: i64,
    /// The export.
    pub export_id: i64,
}

/// Ask how a job is getting on.
#[endpoint(GET "/api/organizations/<organization_id>/jobs/<job_id>/status" -> Job in "job", api = EdgeImpulse)]
#[derive(Debug, Clone)]
pub struct GetJobStatus {
    /// The organization.
    pub organization_id: i64,
    /// The job.
    pub job_id: i64,
}

/// One page of a list of exports.
#[derive(Deserialize, Debug, Clone)]
#[serde(rename_all = "camelCase")]
pub struct ExportPage {
    /// The exports of this page.
    pub exports: Vec<Export>,
    /// How many there are in all.
    pub total_count: u64,
}

/// An export of an organization's data.
#[derive(Deserialize, Debug, Clone)]
#[serde(rename_all = "camelCase")]
pub struct Export {
    /// Its id.
    pub id: i64,
    /// When it was started, in RFC 3339.
    pub created: String,
    /// Who started it.
    pub created_by_user: Option<User>,
    /// The job that makes it.
    pub job_id: i64,
    /// Whether the job is done.
    pub job_finished: bool,
    /// Whether it was done well.
    pub job_finished_successful: bool,
    /// What it is for.
    pub description: Option<String>,
    /// When it is deleted, in RFC 3339.
    pub expiration_date: String,
    /// A signed link to the archive: who has it has the file.
    pub download_url: Option<Secret>,
}

/// An export is polled until its job is done.
impl endpoint::Job for Export {
    fn state(&self) -> JobState {
        match (self.job_finished, self.job_finished_successful) {
            (false, _) => JobState::PENDING,
            (true, true) => JobState::Done,
            (true, false) => JobState::failed(format!(
                "the job {} of the export {} did not end well",
                self.job_id, self.id
            )),
        }
    }
}

/// Who did something.
#[derive(Deserialize, Debug, Clone)]
pub struct User {
    /// Its id.
    pub id: i64,
    /// Its name.
    pub name: String,
    /// The name that it logs in with.
    pub username: String,
    /// A picture.
    pub photo: Option<String>,
}

/// A job.
#[derive(Deserialize, Debug, Clone)]
#[serde(rename_all = "camelCase")]
pub struct Job {
    /// Its id.
    pub id: i64,
    /// Its key.
    pub key: String,
    /// What it does.
    pub category: String,
    /// When it was made, in RFC 3339.
    pub created: String,
    /// When it was begun.
    pub started: Option<String>,
    /// When it was done.
    pub finished: Option<String>,
    /// Whether it was done well.
    pub finished_successful: Option<bool>,
}
