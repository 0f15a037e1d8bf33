//! `ei-export` as people and scripts run it: as a process of its own, against stand-in servers.

mod commands;
mod course;
mod credentials;
#[cfg(unix)]
mod interrupted;
mod support;
mod usage;
