//! Exports from Snyk, from start to file, as a program would do them with `endpoint`.
//!
//! [`api`] declares the operations; [`run`] uses them.

pub mod api;
mod run;

pub use run::{Place, Scope, run};
