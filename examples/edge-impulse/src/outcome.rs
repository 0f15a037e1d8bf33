//! What a command came to, for people and for scripts.

use std::fmt;
use std::path::PathBuf;
use std::time::Duration;

use endpoint::{Job as _, JobState, Saved};
use serde_json::{Value, json};
use terminal::{Table, bytes, duration, plain};

use crate::api::Export;

#[derive(Debug)]
pub(crate) enum Outcome {
    Export(Box<Export>),
    Exports(Vec<Export>),
    Deleted(i64),
    File(Box<Export>, Fetched),
}

/// A file that is there.
#[derive(Debug)]
pub(crate) struct Fetched {
    path: PathBuf,
    bytes: u64,
    time: Duration,
    resumed_from: u64,
    lost_connections: u32,
    fresh_links: u32,
}

impl Outcome {
    /// The members of the document that are about this.
    pub(crate) fn to_json(&self) -> Value {
        match self {
            Self::Export(export) => json!({ "export": document(export) }),
            Self::Exports(exports) => {
                json!({ "exports": exports.iter().map(document).collect::<Vec<_>>() })
            }
            Self::Deleted(id) => json!({ "deleted": id }),
            Self::File(export, file) => {
                json!({ "export": document(export), "file": file.to_json() })
            }
        }
    }
}

/// For people.
impl fmt::Display for Outcome {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            Self::Export(export) => write_export(f, export),
            Self::Exports(exports) => table(exports).fmt(f),
            Self::Deleted(id) => write!(f, "deleted export {id}"),
            Self::File(_, file) => file.path.display().fmt(f),
        }
    }
}

impl Fetched {
    /// One that was fetched now.
    pub(crate) fn now(saved: Saved, time: Duration, fresh_links: u32) -> Self {
        Self {
            path: saved.path,
            bytes: saved.bytes,
            time,
            resumed_from: saved.resumed_from,
            lost_connections: saved.cuts,
            fresh_links,
        }
    }

    /// One that an earlier run had fetched.
    pub(crate) fn before(path: PathBuf, bytes: u64) -> Self {
        Self {
            path,
            bytes,
            time: Duration::ZERO,
            resumed_from: bytes,
            lost_connections: 0,
            fresh_links: 0,
        }
    }

    fn to_json(&self) -> Value {
        json!({
            "path": self.path,
            "bytes": self.bytes,
            "seconds": self.time.as_secs_f64(),
            "resumed_from": self.resumed_from,
            "lost_connections": self.lost_connections,
            "fresh_links": self.fresh_links,
        })
    }

    /// How it came, and what it has been through.
    pub(crate) fn story(&self) -> String {
        let mut events = Vec::new();
        if self.resumed_from > 0 {
            events.push(format!("{} from before", bytes(self.resumed_from)));
        }
        events.extend(counted(self.lost_connections, "lost connection"));
        events.extend(counted(self.fresh_links, "fresh link"));
        let came = format!("{} in {}", bytes(self.bytes), duration(self.time));
        if events.is_empty() {
            came
        } else {
            format!("{came}; went on after {}", events.join(", "))
        }
    }
}

fn counted(count: u32, what: &str) -> Option<String> {
    let ending = if count == 1 { "" } else { "s" };
    (count > 0).then(|| format!("{count} {what}{ending}"))
}

/// An export without its link, which is a secret.
fn document(export: &Export) -> Value {
    json!({
        "id": export.id,
        "job_id": export.job_id,
        "state": state(export),
        "description": export.description,
        "created": export.created,
        "created_by": created_by(export),
        "expires": export.expiration_date,
    })
}

fn state(export: &Export) -> &'static str {
    match export.state() {
        JobState::Done => "done",
        JobState::Failed { .. } => "failed",
        _ => "pending",
    }
}

fn created_by(export: &Export) -> Option<&str> {
    export.created_by_user.as_ref().map(|user| &*user.username)
}

fn table(exports: &[Export]) -> Table {
    let mut table = Table::new()
        .right("ID")
        .right("JOB")
        .left("STATE")
        .left("CREATED")
        .left("EXPIRES")
        .left("BY")
        .left("DESCRIPTION");
    for export in exports {
        table.row([
            export.id.to_string(),
            export.job_id.to_string(),
            state(export).to_owned(),
            day(&export.created),
            day(&export.expiration_date),
            created_by(export).unwrap_or_default().to_owned(),
            export.description.clone().unwrap_or_default(),
        ]);
    }
    table
}

/// The date of a date and a time.
fn day(time: &str) -> String {
    time.split('T').next().unwrap_or_default().to_owned()
}

fn write_export(f: &mut fmt::Formatter<'_>, export: &Export) -> fmt::Result {
    let lines = [
        ("export", export.id.to_string()),
        ("job", export.job_id.to_string()),
        ("state", state(export).to_owned()),
        (
            "description",
            export.description.clone().unwrap_or_default(),
        ),
        ("created", export.created.clone()),
        ("by", created_by(export).unwrap_or_default().to_owned()),
        ("expires", export.expiration_date.clone()),
    ];
    let line = |(name, value): (&str, String)| format!("{name:12} {}", plain(&value));
    let lines: Vec<String> = lines.into_iter().map(line).collect();
    f.write_str(&lines.join("\n"))
}
