//! The servers, as one list.

use std::sync::Arc;

use axum::Router;

use crate::settings::Settings;
use crate::storage::{self, Storage};
use crate::{edge_impulse, feed, github, prometheus, reports, snyk};

/// One of the servers.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash)]
pub enum Server {
    /// Snyk's REST API.
    Snyk,
    /// Edge Impulse's Studio API.
    EdgeImpulse,
    /// The host that links to files lead to.
    Storage,
    /// GitHub's REST API.
    GitHub,
    /// Prometheus' HTTP API.
    Prometheus,
    /// Readings as they come.
    Feed,
    /// Reports that take a while.
    Reports,
}

impl Server {
    /// In the order of their ports.
    pub(crate) const ALL: [Self; 7] = [
        Self::Snyk,
        Self::EdgeImpulse,
        Self::Storage,
        Self::GitHub,
        Self::Prometheus,
        Self::Feed,
        Self::Reports,
    ];

    /// What is behind the origin in the base of the API.
    fn prefix(self) -> &'static str {
        match self {
            Self::Snyk => "/rest",
            Self::EdgeImpulse => "/v1",
            _ => "",
        }
    }

    fn router(self, settings: &Arc<Settings>, urls: &Urls, storage: &Arc<Storage>) -> Router {
        match self {
            Self::Snyk => snyk::router(Arc::clone(settings), Arc::clone(storage)),
            Self::EdgeImpulse => edge_impulse::router(Arc::clone(settings), Arc::clone(storage)),
            Self::Storage => storage::router(Arc::clone(storage)),
            Self::GitHub => github::router(urls.of(self)),
            Self::Prometheus => prometheus::router(),
            Self::Feed => feed::router(),
            Self::Reports => reports::router(settings.polls_until_done),
        }
    }
}

/// Where the servers are.
#[derive(Debug)]
pub(crate) struct Urls([String; Server::ALL.len()]);

impl Urls {
    /// The bases of the APIs behind these origins, which are in the order of the servers.
    pub(crate) fn new(origins: [String; Server::ALL.len()]) -> Self {
        let mut urls = origins;
        for (url, server) in urls.iter_mut().zip(Server::ALL) {
            url.push_str(server.prefix());
        }
        Self(urls)
    }

    pub(crate) fn of(&self, server: Server) -> &str {
        &self.0[server as usize]
    }

    /// What each server answers by; the same storage for all of them.
    pub(crate) fn routers(
        &self,
        settings: Settings,
        storage: &Arc<Storage>,
    ) -> impl Iterator<Item = (Server, Router)> {
        let settings = Arc::new(settings);
        Server::ALL
            .into_iter()
            .map(move |server| (server, server.router(&settings, self, storage)))
    }
}

#[cfg(test)]
mod tests {
    use super::Server;

    #[test]
    fn the_list_is_in_the_order_of_the_type() {
        for (index, server) in Server::ALL.into_iter().enumerate() {
            assert_eq!(server as usize, index);
        }
    }
}
