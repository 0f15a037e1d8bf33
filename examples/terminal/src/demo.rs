//! The options of a demonstration.

use std::time::Duration;

use clap::Args;
use stand_in::{Builder, StandIn};

use crate::{parse_bytes, parse_duration};

/// Whether stand-in servers take the place of the real ones, and what goes wrong with them.
#[derive(Args, Debug, Clone)]
#[command(next_help_heading = "Demonstration")]
#[allow(
    clippy::struct_excessive_bools,
    reason = "each is a switch of the command line"
)]
pub struct Demo {
    /// Runs against stand-in servers in this very process: no account, no network
    #[arg(long, global = true)]
    pub demo: bool,
    /// How many files an export has
    #[arg(
        long,
        global = true,
        requires = "demo",
        value_name = "NUMBER",
        default_value_t = 2
    )]
    pub demo_files: usize,
    /// About how large each of them is, as 64K, 100M or 2G
    #[arg(long, global = true, requires = "demo", value_name = "BYTES", default_value = "4M", value_parser = parse_bytes)]
    pub demo_file_size: u64,
    /// How many looks find the export unfinished
    #[arg(
        long,
        global = true,
        requires = "demo",
        value_name = "NUMBER",
        default_value_t = 2
    )]
    pub demo_polls: u32,
    /// The export fails
    #[arg(long, global = true, requires = "demo")]
    pub demo_fail: bool,
    /// Files come with so many bytes a second on each connection
    #[arg(long, global = true, requires = "demo", value_name = "BYTES", value_parser = parse_bytes)]
    pub demo_bandwidth: Option<u64>,
    /// Connections are lost after so many bytes of a file
    #[arg(long, global = true, requires = "demo", value_name = "BYTES", value_parser = parse_bytes)]
    pub demo_cut_every: Option<u64>,
    /// A link is good for so many requests
    #[arg(long, global = true, requires = "demo", value_name = "REQUESTS")]
    pub demo_links_live_for: Option<u32>,
    /// A link is good for so long, as 500ms or 10s
    #[arg(long, global = true, requires = "demo", value_name = "TIME", value_parser = parse_duration)]
    pub demo_links_expire_after: Option<Duration>,
    /// The storage host cannot give a part of a file
    #[arg(long, global = true, requires = "demo")]
    pub demo_ignore_ranges: bool,
    /// Each answer says that the file has changed
    #[arg(long, global = true, requires = "demo")]
    pub demo_changing_etags: bool,
}

impl Demo {
    /// Servers that do as the options say.
    pub fn servers(&self) -> Builder {
        let files = StandIn::builder()
            .files(self.demo_files)
            .file_size(self.demo_file_size)
            .polls_until_done(self.demo_polls);
        let mut servers = if self.demo_fail {
            files.exports_fail()
        } else {
            files
        };
        if let Some(bytes) = self.demo_bandwidth {
            servers = servers.bandwidth(bytes);
        }
        if let Some(bytes) = self.demo_cut_every {
            servers = servers.cut_every(bytes);
        }
        self.with_links(servers)
    }

    fn with_links(&self, mut servers: Builder) -> Builder {
        if let Some(requests) = self.demo_links_live_for {
            servers = servers.links_live_for(requests);
        }
        if let Some(lifetime) = self.demo_links_expire_after {
            servers = servers.links_expire_after(lifetime);
        }
        if self.demo_ignore_ranges {
            servers = servers.ignore_ranges();
        }
        if self.demo_changing_etags {
            servers = servers.changing_etags();
        }
        servers
    }
}
