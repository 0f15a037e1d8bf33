//! One export and its job.

use serde::Serialize;
use serde_json::{Value, json};

use super::{EdgeImpulse, FIRST_EXPORT_ID, INNER_ORGANIZATION_ID, USERNAME};
use crate::dates::{CREATED, EXPIRES, FINISHED, STARTED};
use crate::progress::{Progress, Stage};
use crate::settings::Settings;
use crate::storage::{File, Storage};

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
    download_url: Option<String>,
}

impl Export {
    /// The `number`th export, the first being number 0.
    pub(super) fn start(
        settings: &Settings,
        storage: &Storage,
        number: i64,
        description: String,
        expiration_date: Option<String>,
    ) -> Self {
        let id = FIRST_EXPORT_ID + number;
        let about =
            json!({ "exportId": id, "organizationId": INNER_ORGANIZATION_ID, "created": CREATED });
        let name = format!("export-{id}.zip");
        let file = File::archive(name, about.to_string(), settings.file_size);
        storage.put(&path(id), file);
        Self {
            id,
            job_id: FIRST_JOB_ID + number,
            progress: Progress::new(settings.polls_until_done),
            description,
            expiration_date: expiration_date.unwrap_or_else(|| EXPIRES.to_owned()),
        }
    }

    /// The `number`th, which was done before.
    pub(super) fn known(settings: &Settings, storage: &Storage, number: i64) -> Self {
        let description = format!("Export {}", FIRST_EXPORT_ID + number);
        Self {
            progress: Progress::finished(),
            ..Self::start(settings, storage, number, description, None)
        }
    }

    /// Where its file is kept.
    pub(super) fn path(&self) -> String {
        path(self.id)
    }

    /// A link to its file that nobody was given before, once there is a file.
    pub(super) fn link(&self, server: &EdgeImpulse) -> Option<String> {
        let link = || server.storage.link(&self.path(), LINK_SECONDS);
        self.is_successful(server).then(link)
    }

    pub(super) fn value(&self, server: &EdgeImpulse) -> Value {
        json!(View {
            id: self.id,
            created: CREATED,
            created_by_user: user(),
            job_id: self.job_id,
            job_finished: self.is_finished(),
            job_finished_successful: self.is_successful(server),
            description: &self.description,
            expiration_date: &self.expiration_date,
            download_url: self.link(server),
        })
    }

    pub(super) fn job(&self, server: &EdgeImpulse) -> Value {
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
            job["finishedSuccessful"] = self.is_successful(server).into();
        }
        job
    }

    pub(super) fn is_finished(&self) -> bool {
        self.progress.stage() == Stage::Finished
    }

    fn is_successful(&self, server: &EdgeImpulse) -> bool {
        self.is_finished() && !server.settings.exports_fail
    }
}

fn path(id: i64) -> String {
    format!("/edge-impulse/{INNER_ORGANIZATION_ID}/export-{id}.zip")
}

fn user() -> Value {
    json!({ "id": USER_ID, "name": "Stand In", "username": USERNAME })
}
