//! One export and its job.

use serde::Serialize;
use serde_json::{Value, json};

use super::{EdgeImpulse, INNER_ORGANIZATION_ID, USERNAME};
use crate::dates::{CREATED, EXPIRES, FINISHED, STARTED};
use crate::progress::{Progress, Stage};
use crate::storage::File;

const FIRST_EXPORT_ID: i64 = 501;
/// Job ids of the real API do not fit into 32 bits either.
const FIRST_JOB_ID: i64 = 12_900_000_001;
const USER_ID: i64 = 31;
const LINK_SECONDS: u64 = 3600;

#[derive(Debug)]
pub(super) struct Export {
    pub(super) id: i64,
    pub(super) job_id: i64,
    pub(super) progress: Progress,
    pub(super) description: String,
    pub(super) expiration_date: String,
    link: String,
}

/// An export as it is answered.
#[derive(Serialize)]
#[serde(rename_all = "camelCase")]
struct View<'e> {
    id: i64,
    created: &'static str,
    created_by_user: Value,
    job_id: i64,
    job_finished: bool,
    job_finished_successful: bool,
    description: &'e str,
    expiration_date: &'e str,
    #[serde(skip_serializing_if = "Option::is_none")]
    download_url: Option<&'e str>,
}

impl Export {
    /// The `number`th export, the first being number 0.
    pub(super) fn start(
        server: &EdgeImpulse,
        number: i64,
        description: String,
        expiration_date: Option<String>,
    ) -> Self {
        let id = FIRST_EXPORT_ID + number;
        let about =
            json!({ "exportId": id, "organizationId": INNER_ORGANIZATION_ID, "created": CREATED });
        let file = File::archive(
            format!("export-{id}.zip"),
            &about.to_string(),
            server.settings.file_size,
        );
        server.storage.put(&path(id), file);
        Self {
            id,
            job_id: FIRST_JOB_ID + number,
            progress: Progress::new(server.settings.polls_until_done),
            description,
            expiration_date: expiration_date.unwrap_or_else(|| EXPIRES.to_owned()),
            link: server.storage.link(&path(id), LINK_SECONDS),
        }
    }

    /// Where its file is kept.
    pub(super) fn path(&self) -> String {
        path(self.id)
    }

    /// The link to its file, once there is one.
    pub(super) fn link(&self) -> Option<&str> {
        self.is_finished().then_some(&*self.link)
    }

    pub(super) fn value(&self) -> Value {
        json!(View {
            id: self.id,
            created: CREATED,
            created_by_user: user(),
            job_id: self.job_id,
            job_finished: self.is_finished(),
            job_finished_successful: self.is_finished(),
            description: &self.description,
            expiration_date: &self.expiration_date,
            download_url: self.link(),
        })
    }

    pub(super) fn job(&self) -> Value {
        let mut job = json!({
            "id": self.job_id,
            "key": format!("organization-export-{}", self.id),
            "category": "Exporting data",
            "categoryKey": "organization-export",
            "created": CREATED,
            "createdByUser": user(),
            "jobNotificationUids": [USER_ID],
        });
        if self.progress.stage() != Stage::Pending {
            job["started"] = STARTED.into();
        }
        if self.is_finished() {
            job["finished"] = FINISHED.into();
            job["finishedSuccessful"] = true.into();
        }
        job
    }

    fn is_finished(&self) -> bool {
        self.progress.stage() == Stage::Finished
    }
}

fn path(id: i64) -> String {
    format!("/edge-impulse/{INNER_ORGANIZATION_ID}/export-{id}.zip")
}

fn user() -> Value {
    json!({ "id": USER_ID, "name": "Stand In", "username": USERNAME })
}
