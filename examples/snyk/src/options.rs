//! What the program is told.

use std::path::PathBuf;
use std::time::Duration;

use clap::{Args, Parser, Subcommand};
use terminal::{EXIT_CODES, parse_duration};

use crate::connection::Connection;
use crate::order::OrderArgs;

/// Exports issues from Snyk: starts an export, waits for it, and fetches its files
#[derive(Parser, Debug)]
#[command(version, after_help = EXIT_CODES, args_conflicts_with_subcommands = true)]
pub struct Options {
    #[command(subcommand)]
    pub(crate) command: Option<Command>,
    #[command(flatten)]
    pub(crate) export: ExportArgs,
}

#[derive(Subcommand, Debug)]
pub(crate) enum Command {
    /// Lists issues at once, without an export
    Issues(IssuesArgs),
}

#[derive(Args, Debug)]
pub(crate) struct ExportArgs {
    /// The folder for the files [default: this one; for a demonstration one for temporary files]
    #[arg(long, value_name = "FOLDER")]
    pub(crate) out: Option<PathBuf>,
    /// Goes on with the export that was left unfinished in the folder
    #[arg(long)]
    pub(crate) resume: bool,
    /// Replaces files that are there, and forgets an export that was left unfinished
    #[arg(long)]
    pub(crate) overwrite: bool,
    /// How long to wait for the export to be ready, as 90s, 10m or 2h
    #[arg(long, value_name = "TIME", default_value = "1h", value_parser = parse_duration)]
    pub(crate) timeout: Duration,
    /// How often to look [default: after 1s, then ever less often, up to 30s]
    #[arg(long, value_name = "TIME", value_parser = parse_duration)]
    pub(crate) every: Option<Duration>,
    /// How many files to fetch side by side
    #[arg(long, value_name = "NUMBER", default_value_t = 4)]
    pub(crate) parallel: usize,
    #[command(flatten)]
    pub(crate) telling: Telling,
    #[command(flatten)]
    pub(crate) connection: Connection,
    #[command(flatten)]
    pub(crate) order: OrderArgs,
}

#[derive(Args, Debug)]
pub(crate) struct IssuesArgs {
    /// How many to list at the most
    #[arg(long, value_name = "NUMBER", default_value_t = 50)]
    pub(crate) limit: u64,
    /// Only these severities: info, low, medium, high, critical
    #[arg(long, value_name = "LIST", value_delimiter = ',')]
    pub(crate) severity: Vec<String>,
    /// Only these statuses: open, resolved
    #[arg(long, value_name = "LIST", value_delimiter = ',')]
    pub(crate) status: Vec<String>,
    #[command(flatten)]
    pub(crate) telling: Telling,
    #[command(flatten)]
    pub(crate) connection: Connection,
}

/// How much is said, and to whom.
#[derive(Args, Debug, Clone, Copy)]
pub(crate) struct Telling {
    /// Prints one JSON document, also of a failure; people read standard error as ever
    #[arg(long)]
    pub(crate) json: bool,
    /// Says nothing but what went wrong
    #[arg(long, short)]
    pub(crate) quiet: bool,
}

#[cfg(test)]
mod tests {
    use clap::CommandFactory as _;

    use super::Options;

    #[test]
    fn the_options_do_not_contradict_each_other() {
        Options::command().debug_assert();
    }
}
