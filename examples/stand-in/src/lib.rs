//! Servers that stand in for parts of several APIs, so that examples and tests need no account and
//! no network.
//!
//! [`StandIn::start`] binds them to free loopback ports: [Snyk's](snyk) REST API,
//! [Edge Impulse's](edge_impulse) Studio API, the storage host that the links of both lead to,
//! [GitHub's](github) REST API, [Prometheus](prometheus), a [feed] of events, and a service that
//! makes [reports]. They refuse what the real ones refuse, and they keep what they were sent for
//! [`StandIn::requests`].
//!
//! Files are as large as one likes, since they are made while they are sent, and go wrong on their
//! way as one likes: see [`Builder::cut_every`] and what stands beside it. [`StandIn::file`] says
//! what should have come.
//!
//! Nothing here follows the clock but what is set in bytes a second or in seconds: an export
//! advances by being polled, and every date is fixed. Files and ids are the same on every run.
//!
//! ```
//! # #[tokio::main(flavor = "current_thread")]
//! # async fn main() -> std::io::Result<()> {
//! use stand_in::StandIn;
//!
//! let stand_in = StandIn::builder().polls_until_done(1).start().await?;
//! assert!(stand_in.snyk_url().ends_with("/rest"));
//! assert!(stand_in.requests().is_empty());
//! # Ok(())
//! # }
//! ```

#![forbid(unsafe_code)]

pub mod edge_impulse;
pub mod feed;
pub mod github;
pub mod prometheus;
pub mod reports;
pub mod snyk;

mod builder;
mod dates;
mod ids;
mod lock;
mod progress;
mod recorder;
mod server;
mod settings;
mod stand_in;
mod storage;

#[cfg(test)]
mod wire;

pub use builder::Builder;
pub use recorder::Recorded;
pub use server::Server;
pub use stand_in::StandIn;
pub use storage::File;
