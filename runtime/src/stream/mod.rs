//! Bodies that are taken as they come.

mod download;
mod events;
mod feed;
mod file_name;
mod inflow;
mod lines;
#[cfg(feature = "blocking")]
mod wait;

pub use self::download::Download;
pub use self::events::{Event, Events};
pub(crate) use self::inflow::{Inflow, Pace, Reopen};
pub use self::lines::Lines;
