//! One export, from its start to its files.

use axum::response::{IntoResponse, Response};
use http::StatusCode;
use http::header::LOCATION;
use serde_json::{Value, json};

use super::Snyk;
use super::answer::document;
use super::order::Order;
use super::owner::Owner;
use crate::dates::{CREATED, FINISHED};
use crate::ids::fresh_uuid;
use crate::progress::{Progress, Stage};
use crate::settings::Settings;
use crate::storage::{File, Storage};

#[derive(Debug)]
pub(super) struct Export {
    pub(super) owner: Owner,
    pub(super) id: String,
    pub(super) progress: Progress,
    order: Order,
    files: Vec<Stored>,
}

/// A file and where it is kept.
#[derive(Debug)]
struct Stored {
    path: String,
    file: File,
}

impl Export {
    pub(super) fn start(
        settings: &Settings,
        storage: &Storage,
        owner: Owner,
        order: Order,
    ) -> Self {
        let id = fresh_id(&settings.known.snyk_exports);
        Self {
            owner,
            files: store(settings, storage, &id, &order.columns),
            id,
            progress: Progress::new(settings.polls_until_done),
            order,
        }
    }

    /// One that was done before.
    pub(super) fn known(settings: &Settings, storage: &Storage, owner: Owner, id: &str) -> Self {
        Self {
            owner,
            files: store(settings, storage, id, &[]),
            id: id.to_owned(),
            progress: Progress::finished(),
            order: Order::plain(),
        }
    }

    /// The link to the job, which is asked how far it has come.
    pub(super) fn job_link(&self, snyk: &Snyk) -> String {
        let tail = format!("/jobs/export/{}", self.id);
        self.owner.link(&snyk.settings, &tail)
    }

    fn link(&self, snyk: &Snyk) -> String {
        let tail = format!("/export/{}", self.id);
        self.owner.link(&snyk.settings, &tail)
    }

    pub(super) fn started(&self, snyk: &Snyk) -> Value {
        let attributes = json!({ "created": CREATED });
        json!({ "data": { "id": self.id, "type": "resource", "attributes": attributes, "links": { "self": self.link(snyk) } } })
    }

    pub(super) fn job(&self, snyk: &Snyk, stage: Stage) -> Response {
        let status = status(snyk, stage);
        let attributes =
            json!({ "created": CREATED, "formats": self.order.formats, "status": status });
        let job = self.document(&attributes, &self.job_link(snyk));
        if snyk.settings.jobs_redirect && status == "FINISHED" {
            let answer = document(StatusCode::SEE_OTHER, job);
            return ([(LOCATION, self.link(snyk))], answer).into_response();
        }
        document(StatusCode::OK, job)
    }

    pub(super) fn results(&self, snyk: &Snyk, stage: Stage) -> Response {
        let status = match status(snyk, stage) {
            "STARTED" => "PENDING",
            other => other,
        };
        let mut attributes = json!({ "created": CREATED, "formats": self.order.formats, "status": status, "results": [] });
        if status == "FINISHED" {
            let rows: u64 = self.files.iter().map(|stored| stored.file.rows()).sum();
            attributes["finished"] = FINISHED.into();
            attributes["row_count"] = rows.into();
            attributes["results"] = self.links(&snyk.storage);
        }
        let ranges = [
            ("introduced_date_range", &self.order.introduced),
            ("updated_date_range", &self.order.updated),
        ];
        for (name, range) in ranges {
            if let Some(range) = range {
                attributes[name] = range.clone();
            }
        }
        document(StatusCode::OK, self.document(&attributes, &self.link(snyk)))
    }

    /// The files, by links that nobody was given before.
    fn links(&self, storage: &Storage) -> Value {
        let link = |Stored { path, file }: &Stored| {
            let url = storage.link(path, self.order.lifetime_seconds);
            json!({ "url": url, "file_size": file.size(), "row_count": file.rows() })
        };
        self.files.iter().map(link).collect()
    }

    fn document(&self, attributes: &Value, link: &str) -> Value {
        let data = json!({ "id": self.id, "type": "resource", "attributes": attributes });
        json!({ "data": data, "links": { "self": link } })
    }
}

/// Ids are the same on every run, so this one may be that of an export of a run before.
fn fresh_id(known: &[String]) -> String {
    loop {
        let id = fresh_uuid();
        if !known.contains(&id) {
            return id;
        }
    }
}

fn status(snyk: &Snyk, stage: Stage) -> &'static str {
    match stage {
        Stage::Pending => "PENDING",
        Stage::Started => "STARTED",
        Stage::Finished if snyk.settings.exports_fail => "ERRORED",
        Stage::Finished => "FINISHED",
    }
}

fn store(settings: &Settings, storage: &Storage, id: &str, columns: &[String]) -> Vec<Stored> {
    let mut first_row = 0;
    let mut stored = Vec::with_capacity(settings.files);
    for number in 1..=settings.files {
        let name = format!("issues-{number}.csv");
        let path = format!("/snyk/{id}/{name}");
        let file = File::issues(name, columns, first_row, settings.file_size);
        first_row += file.rows();
        storage.put(&path, file.clone());
        stored.push(Stored { path, file });
    }
    stored
}

#[cfg(test)]
mod tests {
    use super::fresh_id;
    use crate::ids::uuid;

    #[test]
    fn an_export_never_has_the_id_of_one_that_is_known() {
        let known: Vec<String> = (0..3_000).map(uuid).collect();
        assert!(!known.contains(&fresh_id(&known)));
    }
}
