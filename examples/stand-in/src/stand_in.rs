//! All servers as one value.

use std::io;
use std::net::Ipv4Addr;

use axum::Router;
use tokio::net::TcpListener;
use tokio::sync::watch;

use crate::recorder::{Recorded, Recorder};
use crate::server::{Server, Urls};
use crate::settings::{LARGEST_FILE, Settings};

/// The running servers. They end when this is dropped.
#[derive(Debug)]
pub struct StandIn {
    urls: Urls,
    recorder: Recorder,
    /// Dropping it is what tells the servers to end.
    _running: watch::Sender<()>,
}

impl StandIn {
    /// Starts the servers on free loopback ports, with the settings of a new [`Builder`].
    ///
    /// # Errors
    ///
    /// No port could be bound.
    pub async fn start() -> io::Result<Self> {
        Self::builder().start().await
    }

    /// Starts from settings of one's own.
    pub fn builder() -> Builder {
        Builder::default()
    }

    /// The base of Snyk's REST API, `http://127.0.0.1:<port>/rest`.
    pub fn snyk_url(&self) -> &str {
        self.urls.of(Server::Snyk)
    }

    /// The base of Edge Impulse's Studio API, `http://127.0.0.1:<port>/v1`.
    pub fn edge_impulse_url(&self) -> &str {
        self.urls.of(Server::EdgeImpulse)
    }

    /// The origin that links to files lead to, `http://127.0.0.1:<port>`.
    pub fn storage_url(&self) -> &str {
        self.urls.of(Server::Storage)
    }

    /// The base of GitHub's REST API, `http://127.0.0.1:<port>`.
    pub fn github_url(&self) -> &str {
        self.urls.of(Server::GitHub)
    }

    /// The base of Prometheus, `http://127.0.0.1:<port>`.
    pub fn prometheus_url(&self) -> &str {
        self.urls.of(Server::Prometheus)
    }

    /// The base of the feed, `http://127.0.0.1:<port>`.
    pub fn feed_url(&self) -> &str {
        self.urls.of(Server::Feed)
    }

    /// The base of the reports, `http://127.0.0.1:<port>`.
    pub fn reports_url(&self) -> &str {
        self.urls.of(Server::Reports)
    }

    /// All requests seen so far by all servers, oldest first.
    pub fn requests(&self) -> Vec<Recorded> {
        self.recorder.requests()
    }
}

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
    /// set, at most 1 GiB.
    ///
    /// Files are kept in memory.
    pub fn file_size(mut self, bytes: usize) -> Self {
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
        let recorder = Recorder::default();
        let (running, ended) = watch::channel(());
        for (listener, (server, router)) in listeners.into_iter().zip(urls.routers(self.settings)) {
            serve(listener, recorder.watch(server, router), ended.clone());
        }
        Ok(StandIn {
            urls,
            recorder,
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

#[cfg(test)]
mod tests {
    use super::StandIn;
    use crate::wire::{Request, settle};

    #[tokio::test]
    async fn requests_are_kept_whatever_was_answered() {
        let stand_in = StandIn::start().await.unwrap();
        Request::get(stand_in.snyk_url(), "/nothing?here=1")
            .header("x-note", "kept")
            .send()
            .await;
        Request::post(stand_in.edge_impulse_url(), "/api-login")
            .json("{}")
            .send()
            .await;
        let seen = stand_in.requests();
        assert_eq!(seen.len(), 2);
        assert_eq!(seen[0].target, "/rest/nothing?here=1");
        assert_eq!(seen[0].header("x-note"), Some("kept"));
        assert_eq!(seen[1].body, b"{}");
    }

    #[tokio::test]
    async fn the_servers_end_when_dropped() {
        let stand_in = StandIn::start().await.unwrap();
        let address = stand_in
            .storage_url()
            .trim_start_matches("http://")
            .to_owned();
        drop(stand_in);
        settle(|| std::net::TcpStream::connect(&address).is_err()).await;
    }
}
