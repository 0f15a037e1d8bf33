//! Calls that are tried again: which, when, and what is said of it. Time and chance are the tests' own.

mod bodies;
mod budget;
mod deadlines;
mod delays;
mod keys;
mod policies;
mod streams;
mod told;
mod which;

use std::time::Duration;

use endpoint::transport::{Memory, Reply};
use endpoint::{Client, ClientBuilder, Json, NoContent, endpoint};

use crate::support::{BASE, HandClock, memory};

#[endpoint(GET "/thing" -> Json)]
struct Get;

#[endpoint(PUT "/thing" -> Json)]
struct Put;

#[endpoint(POST "/thing" -> Json)]
struct Post;

#[endpoint(DELETE "/thing" -> NoContent)]
struct Delete;

const fn seconds(seconds: u64) -> Duration {
    Duration::from_secs(seconds)
}

const fn milliseconds(milliseconds: u64) -> Duration {
    Duration::from_millis(milliseconds)
}

/// The half of all that can be thrown: a delay of half of what it may be.
const HALF: u64 = 1 << 63;

/// A builder of a client with the policy that there is where nothing is said.
fn over(memory: &Memory) -> ClientBuilder {
    Client::builder(BASE).transport(memory.clone())
}

fn builder_at(clock: &HandClock, memory: &Memory) -> ClientBuilder {
    clock.throw(HALF);
    over(memory).clock(clock.clone())
}

/// A client whose delays are half of what they may be.
fn client_at(clock: &HandClock, memory: &Memory) -> Client {
    builder_at(clock, memory).build().unwrap()
}

fn answers<const N: usize>(replies: [Reply; N]) -> (HandClock, Memory, Client) {
    let (clock, memory) = (HandClock::default(), memory(replies));
    let client = client_at(&clock, &memory);
    (clock, memory, client)
}

fn fine() -> Reply {
    Reply::json(200, "1")
}

fn throttled(after: &str) -> Reply {
    Reply::new(429).header("retry-after", after)
}
