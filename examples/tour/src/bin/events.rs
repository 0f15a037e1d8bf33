//! Streams: server-sent events over a connection that breaks, and lines of JSON with one that is
//! none.

use std::error::Error;

use endpoint::{Client, ErrorKind, Events, Lines, endpoint};
use serde::Deserialize;
use stand_in::StandIn;

/// Follow the readings of a greenhouse.
#[endpoint(GET "/events" -> Events<Reading>)]
struct Follow {
    /// Asks the stand-in to lose each connection after so many events.
    #[query]
    cut_after: Option<u32>,
}

#[derive(Deserialize)]
struct Reading {
    bed: String,
    celsius: f64,
}

/// Read the greenhouse's log.
#[endpoint(GET "/log" -> Lines<Entry>)]
struct ReadLog {
    /// Asks the stand-in for a line that is no JSON.
    #[query]
    broken: bool,
}

#[derive(Deserialize)]
struct Entry {
    level: String,
    message: String,
}

#[tokio::main]
async fn main() -> Result<(), Box<dyn Error>> {
    let stand_in = StandIn::start().await?;
    let greenhouse = Client::new(stand_in.feed_url())?;

    println!("Events, two to a connection:");
    follow(&greenhouse).await?;
    for request in stand_in.requests() {
        let seen = request.header("last-event-id").unwrap_or("none");
        println!("  {} with Last-Event-ID {seen}", request.target);
    }

    println!("Lines:");
    read_log(&greenhouse).await?;
    Ok(())
}

/// Each event as it comes. When the connection is lost the client connects anew, says which event
/// was the last, and goes on from there: nothing of it is to be seen here.
async fn follow(greenhouse: &Client) -> Result<(), Box<dyn Error>> {
    let follow = Follow { cut_after: Some(2) };
    let mut events = greenhouse.send(follow).await?.into_inner();
    while let Some(event) = events.next().await {
        let event = event?;
        let (id, Reading { bed, celsius }) = (event.id.as_deref().unwrap_or("?"), event.data);
        println!("  {id} {:<7} {celsius:>5.2} °C in the {bed}", event.kind);
    }
    Ok(())
}

/// Each line as it comes; one that does not fit costs no other.
async fn read_log(greenhouse: &Client) -> Result<(), Box<dyn Error>> {
    let mut lines = greenhouse
        .send(ReadLog { broken: true })
        .await?
        .into_inner();
    while let Some(line) = lines.next().await {
        match line {
            Ok(Entry { level, message }) => println!("  {level}: {message}"),
            Err(error) if error.kind() == ErrorKind::Decode => println!("  passed over: {error}"),
            Err(error) => return Err(error.into()),
        }
    }
    Ok(())
}
