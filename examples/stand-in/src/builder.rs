//! How the servers are set and started.

mod faults;

use std::io;
use std::net::Ipv4Addr;
use std::sync::Arc;

use axum::Router;
use tokio::net::TcpListener;
use tokio::sync::watch;

use crate::recorder::Recorder;
use crate::server::{Server, Urls};
use crate::settings::{LARGEST_FILE, Settings};
use crate::stand_in::StandIn;
use crate::storage::Storage;

/// Settings for a [`StandIn`].
#[derive(Debug, Clone, Default)]
#[must_use]
pub struct Builder {
    settings: Settings,
    first_port: Option<u16>,
}

impl Builder {
    /// How many polls find an export or a report unfinished; the next one finds it finished. 2
    /// unless set.
    pub fn polls_until_done(mut self, polls: u32) -> Self {
        self.settings.polls_until_done = polls;
        self
    }

    /// About how many bytes of rows each exported file holds: whole rows, at least one. 4096 unless
    /// set, at most 64 GiB, and for an archive at most 4 GiB less 1 MiB.
    ///
    /// Files are made while they are sent, and take no memory.
    pub fn file_size(mut self, bytes: u64) -> Self {
        self.settings.file_size = bytes.min(LARGEST_FILE);
        self
    }

    /// How many files, and so links, a Snyk export has. 1 unless set.
    pub fn files(mut self, files: usize) -> Self {
        self.settings.files = files;
        self
    }

    /// How many Snyk exports may be started before all further ones are refused with 429.
    /// [`STARTS_AN_HOUR`](crate::snyk::STARTS_AN_HOUR) unless set.
    pub fn starts(mut self, starts: usize) -> Self {
        self.settings.starts = starts;
        self
    }

    /// How many issues Snyk's organization and its group have. 25 unless set.
    pub fn issues(mut self, issues: u64) -> Self {
        self.settings.issues = issues;
        self
    }

    /// An export of all issues with this id, a UUID, that Snyk has made before these servers
    /// started: for a caller that was interrupted, and goes on with what it kept. It does not count
    /// as started.
    pub fn snyk_export(mut self, id: impl Into<String>) -> Self {
        self.settings.known.snyk_exports.push(id.into());
        self
    }

    /// How many exports Edge Impulse has made before these servers started, as
    /// [`snyk_export`](Self::snyk_export) for Snyk. Their ids begin with
    /// [`FIRST_EXPORT_ID`](crate::edge_impulse::FIRST_EXPORT_ID).
    pub fn edge_impulse_exports(mut self, exports: u32) -> Self {
        self.settings.known.edge_impulse_exports = exports;
        self
    }

    /// Exports come to a bad end once they have been polled often enough: `ERRORED` for Snyk,
    /// `jobFinishedSuccessful: false` for Edge Impulse. There is no file then.
    pub fn exports_fail(mut self) -> Self {
        self.settings.exports_fail = true;
        self
    }

    /// Puts `retry-after` with so many seconds on every answer about an export that is not done.
    /// Otherwise only the start of one of Snyk's has it, with 1.
    pub fn retry_after(mut self, seconds: u32) -> Self {
        self.settings.retry_after = Some(seconds);
        self
    }

    /// A job of Snyk's that is done answers 303, with the place of its results in `location`,
    /// instead of 200.
    pub fn jobs_redirect(mut self) -> Self {
        self.settings.jobs_redirect = true;
        self
    }

    /// All links within Snyk's API begin with the base path, `/rest/orgs/..`. Unless set they do so
    /// for the group only, and the organization's are as `/orgs/..`.
    pub fn links_with_base_path(mut self) -> Self {
        self.settings.links_with_base_path = true;
        self
    }

    /// Binds Snyk to this port, and the others in the order of [`Server`] to those behind it. Free
    /// ports unless set.
    pub fn first_port(mut self, port: u16) -> Self {
        self.first_port = Some(port);
        self
    }

    /// Starts the servers. Must be called inside a tokio runtime.
    ///
    /// # Errors
    ///
    /// A port could not be bound.
    pub async fn start(self) -> io::Result<StandIn> {
        let mut listeners = Vec::new();
        let mut origins = [const { String::new() }; Server::ALL.len()];
        for (nth, origin) in (0..).zip(&mut origins) {
            let listener = self.bind_nth(nth).await?;
            *origin = format!("http://{}", listener.local_addr()?);
            listeners.push(listener);
        }
        let urls = Urls::new(origins);
        let origin = urls.of(Server::Storage).to_owned();
        let storage = Arc::new(Storage::new(origin, self.settings.faults));
        let recorder = Recorder::default();
        let (running, ended) = watch::channel(());
        let routers = urls.routers(self.settings, &storage);
        for (listener, (server, router)) in listeners.into_iter().zip(routers) {
            serve(listener, recorder.watch(server, router), ended.clone());
        }
        Ok(StandIn {
            urls,
            recorder,
            storage,
            _running: running,
        })
    }

    async fn bind_nth(&self, nth: u16) -> io::Result<TcpListener> {
        let past_the_last = || {
            io::Error::new(
                io::ErrorKind::InvalidInput,
                "the ports in a row do not fit below 65536",
            )
        };
        let port = match self.first_port {
            Some(first) => first.checked_add(nth).ok_or_else(past_the_last)?,
            None => 0,
        };
        TcpListener::bind((Ipv4Addr::LOCALHOST, port)).await
    }
}

/// Serves until `running` is gone. Aborting the task instead would leave open connections served.
fn serve(listener: TcpListener, router: Router, mut running: watch::Receiver<()>) {
    let ended = async move { while running.changed().await.is_ok() {} };
    let server = axum::serve(listener, router).with_graceful_shutdown(ended);
    tokio::spawn(async move { server.await });
}
