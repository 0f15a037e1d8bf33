//! Runs the stand-in servers until they are interrupted.

#![forbid(unsafe_code)]

use std::io::{self, Write as _};
use std::process::ExitCode;
use std::str::FromStr;

use stand_in::{Builder, StandIn, edge_impulse, github, snyk};

const FIRST_PORT: u16 = 4010;
const USAGE: &str = "\
Usage: stand-in [--port <port>] [--polls <number>] [--file-size <bytes>]

  --port       Snyk's port; the others take those after it (4010; 0 takes any)
  --polls      how many polls find an export or a report unfinished (2)
  --file-size  about how large each exported file is (4096)
";

#[tokio::main]
async fn main() -> ExitCode {
    let builder = match parse(std::env::args().skip(1)) {
        Ok(Some(builder)) => builder,
        Ok(None) => return finish(io::stdout().write_all(USAGE.as_bytes())),
        Err(fault) => {
            eprint!("{fault}\n\n{USAGE}");
            return ExitCode::from(2);
        }
    };
    finish(run(builder).await)
}

async fn run(builder: Builder) -> io::Result<()> {
    let stand_in = builder.start().await?;
    io::stdout().write_all(introduction(&stand_in).as_bytes())?;
    tokio::signal::ctrl_c().await
}

fn finish(outcome: io::Result<()>) -> ExitCode {
    match outcome {
        Ok(()) => ExitCode::SUCCESS,
        Err(error) => {
            eprintln!("stand-in: {error}");
            ExitCode::FAILURE
        }
    }
}

/// Reads the arguments; `None` if they ask for help.
fn parse(mut arguments: impl Iterator<Item = String>) -> Result<Option<Builder>, String> {
    let (mut builder, mut first_port) = (StandIn::builder(), FIRST_PORT);
    while let Some(name) = arguments.next() {
        match name.as_str() {
            "--help" | "-h" => return Ok(None),
            "--port" => first_port = number(&name, arguments.next())?,
            "--polls" => builder = builder.polls_until_done(number(&name, arguments.next())?),
            "--file-size" => builder = builder.file_size(number(&name, arguments.next())?),
            _ => return Err(format!("unknown argument `{name}`")),
        }
    }
    Ok(Some(if first_port == 0 {
        builder
    } else {
        builder.first_port(first_port)
    }))
}

fn number<T: FromStr>(name: &str, value: Option<String>) -> Result<T, String> {
    let value = value.ok_or_else(|| format!("`{name}` needs a number"))?;
    value
        .parse()
        .map_err(|_| format!("`{value}` will not do as a number for `{name}`"))
}

fn introduction(stand_in: &StandIn) -> String {
    format!(
        "Snyk          {}
  credentials   Authorization: token {}
                Authorization: Bearer {}
  organization  {}
  group         {}

Edge Impulse  {}
  credentials   x-api-key: {}
                Cookie: jwt={jwt}
                x-jwt-token: {jwt}
                Authorization: Bearer {}
  login         {} with {}
  organization  {}
  inside it     {}

Storage       {}

GitHub        {}
  repository    {}/{}, whose branches and tags are {}, {} and {}
  credential    none, or Authorization: Bearer {}

Prometheus    {}

Feed          {}

Reports       {}

Ctrl-C ends it.
",
        stand_in.snyk_url(),
        snyk::TOKEN,
        snyk::BEARER,
        snyk::ORG_ID,
        snyk::GROUP_ID,
        stand_in.edge_impulse_url(),
        edge_impulse::API_KEY,
        edge_impulse::ACCESS_TOKEN,
        edge_impulse::USERNAME,
        edge_impulse::PASSWORD,
        edge_impulse::ORGANIZATION_ID,
        edge_impulse::INNER_ORGANIZATION_ID,
        stand_in.storage_url(),
        stand_in.github_url(),
        github::OWNER,
        github::REPO,
        github::MAIN,
        github::BRANCH,
        github::RELEASE,
        github::TOKEN,
        stand_in.prometheus_url(),
        stand_in.feed_url(),
        stand_in.reports_url(),
        jwt = edge_impulse::JWT,
    )
}
