//! Bodies that are taken as they come.

mod download;
mod events;
mod feed;
mod fetch;
mod file_name;
mod inflow;
mod lines;
mod reopen;
#[cfg(feature = "blocking")]
mod wait;

pub use self::download::Download;
pub use self::events::{Event, Events};
pub(crate) use self::fetch::{Check, Fetch, Source, Span, Step, Unopened};
pub(crate) use self::file_name::name_of;
pub(crate) use self::inflow::{Inflow, Pace};
pub use self::lines::Lines;
pub(crate) use self::reopen::{Extra, Reopen, Terms};
