//! Bodies that are taken as they come.

mod inflow;

pub(crate) use self::inflow::{Inflow, Pace, Reopen};
