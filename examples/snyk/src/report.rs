//! What is said of an export at its end.

use std::path::Path;
use std::time::{Duration, Instant};

use endpoint::Saved;
use serde::Serialize;
use serde_json::Value;
use terminal::{Exit, Failure, Screen, Table, bytes, duration, print_json};
use uuid::Uuid;

use crate::scope::Scope;
use crate::wanted::Wanted;

/// What is known of an export, from its start on.
#[derive(Serialize, Debug)]
pub(crate) struct Report {
    status: &'static str,
    exit_code: u8,
    pub(crate) export_id: Option<Uuid>,
    pub(crate) scope: Option<Scope>,
    folder: String,
    /// Of all files, as Snyk counts them.
    pub(crate) rows: Option<u64>,
    bytes: u64,
    seconds: f64,
    pub(crate) files: Vec<Fetched>,
    error: Option<Value>,
    #[serde(skip)]
    since: Instant,
}

/// A file that is there.
#[derive(Serialize, Debug)]
pub(crate) struct Fetched {
    #[serde(skip)]
    index: usize,
    name: String,
    path: String,
    rows: Option<u64>,
    bytes: u64,
    seconds: f64,
    /// How many bytes an earlier run had brought.
    resumed_from: u64,
    /// How many connections were lost on the way.
    lost_connections: u32,
    /// How many times its link had expired.
    fresh_links: u32,
}

impl Fetched {
    /// One that was fetched now.
    pub(crate) fn now(wanted: &Wanted, saved: &Saved, time: Duration) -> Self {
        Self {
            index: wanted.index,
            name: wanted.target.name.clone(),
            path: saved.path.display().to_string(),
            rows: wanted.file.row_count,
            bytes: saved.bytes,
            seconds: time.as_secs_f64(),
            resumed_from: saved.resumed_from,
            lost_connections: saved.cuts,
            fresh_links: 0,
        }
    }

    /// One that an earlier run had fetched.
    pub(crate) fn before(wanted: &Wanted, path: &Path, bytes: u64) -> Self {
        Self {
            index: wanted.index,
            name: wanted.target.name.clone(),
            path: path.display().to_string(),
            rows: wanted.file.row_count,
            bytes,
            seconds: 0.0,
            resumed_from: bytes,
            lost_connections: 0,
            fresh_links: 0,
        }
    }

    pub(crate) fn with_fresh_links(mut self, fresh_links: u32) -> Self {
        self.fresh_links = fresh_links;
        self
    }

    /// What it has been through.
    fn story(&self) -> String {
        let before = format!("{} from before", bytes(self.resumed_from));
        let troubles = troubles(self.lost_connections, self.fresh_links);
        match (self.resumed_from, troubles.is_empty()) {
            (0, _) => troubles,
            (_, true) => before,
            (_, false) => format!("{before}, {troubles}"),
        }
    }
}

impl Report {
    pub(crate) fn new(folder: &Path) -> Self {
        Self {
            status: Exit::Done.word(),
            exit_code: Exit::Done.code(),
            export_id: None,
            scope: None,
            folder: folder.display().to_string(),
            rows: None,
            bytes: 0,
            seconds: 0.0,
            files: Vec::new(),
            error: None,
            since: Instant::now(),
        }
    }

    /// Says what it came to, and gives what the program ends with.
    pub(crate) fn end(mut self, failure: Option<&Failure>, is_json: bool, screen: &Screen) -> Exit {
        self.files.sort_by_key(|file| file.index);
        self.bytes = self.files.iter().map(|file| file.bytes).sum();
        self.seconds = self.since.elapsed().as_secs_f64();
        screen.clear();
        match failure {
            None => screen.say(self.summary()),
            Some(failure) => screen.warn(failure),
        }
        let exit = failure.map_or(Exit::Done, Failure::exit);
        if !is_json {
            return exit;
        }
        self.status = exit.word();
        self.exit_code = exit.code();
        self.error = failure.map(Failure::to_json);
        match print_json(&self) {
            Ok(()) => exit,
            Err(error) => {
                screen.warn(format_args!("error: standard output: {error}"));
                Exit::Failed
            }
        }
    }

    fn summary(&self) -> String {
        let mut table = Table::new()
            .left("file")
            .right("rows")
            .right("size")
            .right("time")
            .left("what happened");
        for file in &self.files {
            table.row([
                file.name.clone(),
                shown(file.rows),
                bytes(file.bytes),
                duration(Duration::from_secs_f64(file.seconds)),
                file.story(),
            ]);
        }
        table.row([
            format!("{} in all", self.files.len()),
            shown(self.rows),
            bytes(self.bytes),
            duration(self.since.elapsed()),
            String::new(),
        ]);
        format!("\n{table}\n\nin {}", self.folder)
    }
}

/// What a file has been through on its way.
pub(crate) fn troubles(lost_connections: u32, fresh_links: u32) -> String {
    let lost = counted(lost_connections, "cut");
    let fresh = counted(fresh_links, "new link");
    lost.into_iter().chain(fresh).collect::<Vec<_>>().join(", ")
}

/// A number that may not be known.
pub(crate) fn shown(count: Option<u64>) -> String {
    count.map_or_else(|| "-".to_owned(), |count| count.to_string())
}

fn counted(count: u32, what: &str) -> Option<String> {
    let ending = if count == 1 { "" } else { "s" };
    (count > 0).then(|| format!("{count} {what}{ending}"))
}
