//! Answers with several statuses: a report that is being made, is done, is gone, or never was.

use std::time::SystemTime;

use endpoint::{ByStatus, Client, Error, Location, Problem, Raw, Text, endpoint};
use serde::Deserialize;
use stand_in::StandIn;

/// Have a report made.
#[endpoint(POST "/reports" -> Job, error = No)]
struct CreateReport<'a> {
    #[json]
    title: &'a str,
}

/// Ask how a report is getting on.
#[endpoint(GET "/reports/<id>" -> State, error = No)]
struct GetReport {
    id: u64,
}

/// Fetch a report's text.
#[endpoint(GET "/reports/<id>/file" -> Text, error = No)]
struct GetFile {
    id: u64,
}

/// Delete a report.
#[endpoint(DELETE "/reports/<id>" -> Deleted, error = No)]
struct DeleteReport {
    id: u64,
}

#[derive(Deserialize)]
struct Job {
    id: u64,
    percent: u8,
}

/// What became of a report: a redirect is one of the values, and is not followed.
#[derive(ByStatus)]
enum State {
    #[status(200)]
    Pending(Job),
    #[status(303)]
    Done(Location),
}

#[derive(ByStatus)]
enum Deleted {
    #[status(204)]
    Gone,
    #[status(202)]
    Ending(Job),
}

/// The ways to say no.
#[derive(ByStatus)]
enum No {
    #[status(404)]
    Missing(Missing),
    #[status(4xx)]
    Problem(Problem),
    #[status(_)]
    Other(Raw),
}

/// A report that never was.
#[derive(Deserialize)]
struct Missing {
    no_such_report: String,
    reports: u64,
}

#[tokio::main]
async fn main() -> Result<(), Box<dyn std::error::Error>> {
    let stand_in = StandIn::start().await?;
    let reports = Client::new(stand_in.reports_url())?;

    let job = reports.send(CreateReport { title: "Drift" }).await?;
    let id = job.id;
    println!("report {id} was begun ({})", job.meta.status);
    let file = done(&reports, id).await?;
    println!("  it is at {}", &*file);
    let text = reports.send(GetFile { id }).await?;
    println!("  \"{}\"", text.lines().collect::<Vec<_>>().join(" "));

    match reports.send(DeleteReport { id }).await?.value {
        Deleted::Gone => println!("report {id} is deleted"),
        Deleted::Ending(job) => println!("report {id} ends at {} %", job.percent),
    }
    for id in [id, 99] {
        println!("report {id}, once more");
        explain(reports.send(GetReport { id }).await)?;
    }
    println!("a title that is too long");
    let title = "long ".repeat(20);
    explain(reports.send(CreateReport { title: &title }).await)?;
    Ok(())
}

/// Asks until the report is done; gives the link to its file.
async fn done(reports: &Client, id: u64) -> Result<Location, Error<No>> {
    loop {
        let state = reports.send(GetReport { id }).await?;
        match state.value {
            State::Done(location) => return Ok(location),
            State::Pending(job) => println!("  {} % are done", job.percent),
        }
        if let Some(wait) = state.meta.retry_after() {
            tokio::time::sleep(wait.wait(SystemTime::now())).await;
        }
    }
}

/// What the service says no with, by its kind.
fn explain<T>(answer: Result<T, Error<No>>) -> Result<(), Error<No>> {
    let refusal = match answer {
        Err(Error::Api(refusal)) => refusal,
        other => return other.map(|_| println!("  no fault here")),
    };
    match refusal.body() {
        Some(No::Missing(missing)) => println!(
            "  there is no {} among the {} reports",
            missing.no_such_report, missing.reports
        ),
        Some(No::Problem(problem)) => {
            println!("  {problem}");
            if let Some(longest) = problem.extension::<u32>("longest") {
                println!("  {longest} bytes at the most");
            }
        }
        Some(No::Other(raw)) => println!("  {} and {} bytes", raw.status, raw.bytes.len()),
        None => println!("  {refusal}"),
    }
    Ok(())
}
