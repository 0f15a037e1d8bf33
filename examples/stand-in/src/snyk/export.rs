//! One export, from its start to its files.

use serde_json::{Value, json};

use super::Snyk;
use super::order::Order;
use super::owner::Owner;
use crate::dates::{CREATED, FINISHED};
use crate::ids::fresh_uuid;
use crate::progress::{Progress, Stage};
use crate::storage::File;

#[derive(Debug)]
pub(super) struct Export {
    pub(super) owner: Owner,
    pub(super) id: String,
    pub(super) progress: Progress,
    order: Order,
    files: Vec<Link>,
}

#[derive(Debug)]
struct Link {
    url: String,
    size: usize,
    rows: usize,
}

impl Export {
    pub(super) fn start(snyk: &Snyk, owner: Owner, order: Order) -> Self {
        let id = fresh_uuid();
        let files = links(snyk, &id, &order);
        Self {
            owner,
            id,
            progress: Progress::new(snyk.settings.polls_until_done),
            order,
            files,
        }
    }

    /// The link to the job, which is asked how far it has come.
    pub(super) fn job_link(&self) -> String {
        self.owner.link(&format!("/jobs/export/{}", self.id))
    }

    pub(super) fn link(&self) -> String {
        self.owner.link(&format!("/export/{}", self.id))
    }

    pub(super) fn started(&self) -> Value {
        let attributes = json!({ "created": CREATED });
        json!({ "data": { "id": self.id, "type": "resource", "attributes": attributes, "links": { "self": self.link() } } })
    }

    pub(super) fn job(&self, stage: Stage) -> Value {
        let status = match stage {
            Stage::Pending => "PENDING",
            Stage::Started => "STARTED",
            Stage::Finished => "FINISHED",
        };
        let attributes =
            json!({ "created": CREATED, "formats": self.order.formats, "status": status });
        self.document(&attributes, &self.job_link())
    }

    pub(super) fn results(&self, stage: Stage) -> Value {
        let mut attributes = json!({ "created": CREATED, "formats": self.order.formats, "status": "PENDING", "results": [] });
        if stage == Stage::Finished {
            attributes["status"] = "FINISHED".into();
            attributes["finished"] = FINISHED.into();
            attributes["row_count"] = self
                .files
                .iter()
                .map(|file| file.rows)
                .sum::<usize>()
                .into();
            attributes["results"] = self.files.iter().map(Link::value).collect();
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
        self.document(&attributes, &self.link())
    }

    fn document(&self, attributes: &Value, link: &str) -> Value {
        let data = json!({ "id": self.id, "type": "resource", "attributes": attributes });
        json!({ "data": data, "links": { "self": link } })
    }
}

impl Link {
    fn value(&self) -> Value {
        json!({ "url": self.url, "file_size": self.size, "row_count": self.rows })
    }
}

fn links(snyk: &Snyk, id: &str, order: &Order) -> Vec<Link> {
    let mut first_row = 0;
    let mut links = Vec::with_capacity(snyk.settings.files);
    for number in 1..=snyk.settings.files {
        let name = format!("issues-{number}.csv");
        let path = format!("/snyk/{id}/{name}");
        let file = File::issues(name, &order.columns, first_row, snyk.settings.file_size);
        let url = snyk.storage.link(&path, order.lifetime_seconds);
        first_row += file.rows();
        links.push(Link {
            url,
            size: file.size(),
            rows: file.rows(),
        });
        snyk.storage.put(&path, file);
    }
    links
}
