//! The clients by their names.

use crate::by_blocking::ByBlocking;
use crate::by_endpoint::{ByEndpoint, Settings};
use crate::by_hyper::ByHyper;
#[cfg(feature = "peers")]
use crate::by_progenitor::ByProgenitor;
use crate::by_reqwest::ByReqwest;
#[cfg(feature = "peers")]
use crate::by_rustify::ByRustify;
#[cfg(feature = "peers")]
use crate::by_ureq::ByUreq;
use crate::peer::{AnyPeer, Caller};

/// Those that are always there, A and B first.
pub(crate) const CLIENTS: [&str; 5] = [
    "reqwest",
    "hyper",
    "endpoint-reqwest",
    "endpoint-hyper",
    "endpoint-blocking",
];

/// Those of the feature `peers`.
pub(crate) const PEERS: [&str; 3] = ["progenitor", "rustify", "ureq"];

pub(crate) fn client(name: &str, url: &str) -> Caller {
    let peer: Box<dyn AnyPeer> = match name {
        "reqwest" => Box::new(ByReqwest::new(url)),
        "hyper" => Box::new(ByHyper::new(url)),
        "endpoint-reqwest" => Box::new(ByEndpoint::new(url, "reqwest", Settings::Default)),
        "endpoint-hyper" => Box::new(ByEndpoint::new(url, "hyper", Settings::Default)),
        "endpoint-reqwest-off" => Box::new(ByEndpoint::new(url, "reqwest", Settings::Off)),
        "endpoint-hyper-off" => Box::new(ByEndpoint::new(url, "hyper", Settings::Off)),
        "endpoint-blocking" => Box::new(ByBlocking::new(url)),
        #[cfg(feature = "peers")]
        "progenitor" => Box::new(ByProgenitor::new(url)),
        #[cfg(feature = "peers")]
        "rustify" => Box::new(ByRustify::new(url)),
        #[cfg(feature = "peers")]
        "ureq" => Box::new(ByUreq::new(url)),
        _ => panic!("no client is called {name} here; the feature `peers` has more of them"),
    };
    Caller::new(peer)
}
