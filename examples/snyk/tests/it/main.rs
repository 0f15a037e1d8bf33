//! The program as users run it: real processes, against servers that stand in for Snyk.

mod documents;
mod exports;
mod failures;
mod issues;
mod refusals;
mod resume;
mod support;
