//! The builds of this program that there are; `benches/run` makes all of them.

use std::path::PathBuf;

use crate::clients::PEERS;

/// This one, and others, which were named on the command line as `counting=<path>` and so on.
pub(crate) struct Programs {
    this: PathBuf,
    counting: Option<PathBuf>,
    peers: Option<PathBuf>,
    peers_counting: Option<PathBuf>,
    silent: Option<PathBuf>,
    silent_counting: Option<PathBuf>,
}

impl Programs {
    pub(crate) fn named(arguments: &[&str]) -> Self {
        let named = |name: &str| {
            let mut values = arguments.iter().filter_map(|text| text.split_once('='));
            let (_, path) = values.find(|(key, _)| *key == name)?;
            Some(path.into())
        };
        Self {
            this: std::env::current_exe().expect("this program"),
            counting: named("counting"),
            peers: named("peers"),
            peers_counting: named("peers-counting"),
            silent: named("silent"),
            silent_counting: named("silent-counting"),
        }
    }

    /// The one that has the client.
    pub(crate) fn of(&self, client: &str) -> Option<&PathBuf> {
        match client {
            _ if PEERS.contains(&client) => self.peers.as_ref(),
            _ if client.ends_with("-off") => self.silent.as_ref(),
            _ => Some(&self.this),
        }
    }

    /// The one that has the client, and counts what is allocated.
    pub(crate) fn counting(&self, client: &str) -> Option<&PathBuf> {
        match client {
            _ if PEERS.contains(&client) => self.peers_counting.as_ref(),
            _ if client.ends_with("-off") => self.silent_counting.as_ref(),
            _ => self.counting.as_ref(),
        }
    }
}
