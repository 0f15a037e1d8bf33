//! Runs the stand-in servers until they are interrupted.

#![forbid(unsafe_code)]

mod arguments;

use std::io::{self, Write as _};
use std::process::ExitCode;

use stand_in::{Builder, StandIn, edge_impulse, github, snyk};

use arguments::USAGE;

#[tokio::main]
async fn main() -> ExitCode {
    let builder = match arguments::parse(std::env::args().skip(1)) {
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
