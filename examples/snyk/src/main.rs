//! Exports issues from Snyk.

use std::process::ExitCode;

use clap::Parser as _;
use snyk_export::Options;

#[tokio::main]
async fn main() -> ExitCode {
    snyk_export::run(Options::parse()).await.into()
}
