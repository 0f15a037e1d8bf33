//! What the three calls come to. Clients that generate types of their own are held to the same
//! JSON.

use serde::{Deserialize, Serialize};
use uuid::Uuid;

pub(crate) const ORG: Uuid = Uuid::from_u128(0x825e_79b7_0073_44c3_a5ea_e0aa_8a3d_bf38);
pub(crate) const EXPORT: Uuid = Uuid::from_u128(0xd6b6_40e5_d88c_4c17_9bf0_9359_7b7a_1ce2);
pub(crate) const VERSION: &str = "2024-10-15";
pub(crate) const SNYK_KEY: &str = "6f2a1c1e-7d3c-4d8e-9b53-1f1c4b8f0a77";

pub(crate) const ORGANIZATION: i64 = 4211;
pub(crate) const INNER_ORGANIZATION: i64 = 70_368_744_177_664;
pub(crate) const INNER_EXPORT: i64 = 918_273;
pub(crate) const EDGE_IMPULSE_KEY: &str = "ei_0a1b2c3d4e5f60718293a4b5c6d7e8f9";

pub(crate) const OWNER: &str = "example-org";
pub(crate) const REPOSITORY: &str = "storage.engine";
pub(crate) const GITHUB_KEY: &str = "0a1b2c3d4e5f60718293a4b5c6d7e8f9a0b1c2d3";

/// The files of an export: the attributes of a JSON:API resource.
#[derive(Serialize, Deserialize)]
pub(crate) struct ExportResults {
    pub(crate) status: Status,
    pub(crate) created: String,
    pub(crate) finished: Option<String>,
    pub(crate) formats: Vec<String>,
    pub(crate) row_count: u64,
    pub(crate) results: Vec<ExportFile>,
}

#[derive(Serialize, Deserialize)]
#[serde(rename_all = "UPPERCASE")]
pub(crate) enum Status {
    Pending,
    Finished,
    Errored,
}

#[derive(Serialize, Deserialize)]
pub(crate) struct ExportFile {
    pub(crate) url: String,
    pub(crate) file_size: Option<u64>,
    pub(crate) row_count: Option<u64>,
}

/// The document around it, as one writes it by hand where nothing else of it is wanted.
#[derive(Deserialize)]
pub(crate) struct Document {
    pub(crate) data: Resource,
}

#[derive(Deserialize)]
pub(crate) struct Resource {
    pub(crate) id: String,
    pub(crate) attributes: ExportResults,
}

/// An export in a flag envelope.
#[derive(Serialize, Deserialize)]
#[serde(rename_all = "camelCase")]
pub(crate) struct InnerExport {
    pub(crate) id: i64,
    pub(crate) created: String,
    pub(crate) created_by_user: Option<User>,
    pub(crate) job_id: i64,
    pub(crate) job_finished: bool,
    pub(crate) job_finished_successful: bool,
    pub(crate) description: Option<String>,
    pub(crate) expiration_date: String,
    pub(crate) download_url: Option<String>,
}

#[derive(Serialize, Deserialize)]
pub(crate) struct User {
    pub(crate) id: i64,
    pub(crate) name: String,
    pub(crate) username: String,
}

/// The envelope, by hand.
#[derive(Deserialize)]
pub(crate) struct Flagged {
    success: bool,
    error: Option<String>,
    export: Option<InnerExport>,
}

impl Flagged {
    /// What one has to ask where the status says nothing.
    pub(crate) fn open(self) -> Result<InnerExport, crate::Failure> {
        match self.export {
            Some(export) if self.success => Ok(export),
            _ => Err(self.error.unwrap_or_default().into()),
        }
    }
}

/// An item of a list.
#[derive(Serialize, Deserialize)]
pub(crate) struct Issue {
    pub(crate) id: u64,
    pub(crate) number: u64,
    pub(crate) title: String,
    pub(crate) state: String,
    pub(crate) author: Author,
    pub(crate) labels: Vec<String>,
    pub(crate) created_at: String,
    pub(crate) closed_at: Option<String>,
    pub(crate) comments: u32,
    pub(crate) locked: bool,
}

#[derive(Serialize, Deserialize)]
pub(crate) struct Author {
    pub(crate) login: String,
    pub(crate) id: u64,
}
