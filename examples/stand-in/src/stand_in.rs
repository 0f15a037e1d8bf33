//! All servers as one value.

use std::io;
use std::sync::Arc;

use tokio::sync::watch;

use crate::builder::Builder;
use crate::recorder::{Recorded, Recorder};
use crate::server::{Server, Urls};
use crate::storage::{File, Storage};

/// The running servers. They end when this is dropped.
#[derive(Debug)]
pub struct StandIn {
    pub(crate) urls: Urls,
    pub(crate) recorder: Recorder,
    pub(crate) storage: Arc<Storage>,
    /// Dropping it is what tells the servers to end.
    pub(crate) _running: watch::Sender<()>,
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

    /// The file that a link of the storage host's leads to, whether the link is still good or not;
    /// so a test knows what it should have got.
    ///
    /// ```
    /// # #[tokio::main(flavor = "current_thread")]
    /// # async fn main() -> std::io::Result<()> {
    /// let builder = stand_in::StandIn::builder().file_size(8 << 30);
    /// let stand_in = builder.snyk_export("7b1f0c44-52f8-4f0e-9d0a-3f1e2a9b6c55").start().await?;
    /// let file = stand_in.file("/snyk/7b1f0c44-52f8-4f0e-9d0a-3f1e2a9b6c55/issues-1.csv").unwrap();
    /// assert!(file.size() >= 8 << 30);
    /// assert_eq!(file.read(0, 8), b"ISSUE_ID");
    /// # Ok(())
    /// # }
    /// ```
    pub fn file(&self, link: &str) -> Option<File> {
        self.storage.linked(link)
    }
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
