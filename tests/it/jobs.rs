//! Jobs that are waited for: when they are looked at, and what the wait comes to.

mod blocking;
mod ends;
mod links;
mod times;

use std::time::Duration;

use endpoint::transport::{Memory, Reply};
use endpoint::{Client, Job, JobState, Open, endpoint};
use serde::Deserialize;

use crate::support::{HandClock, builder};

const MINUTE: Duration = Duration::from_secs(60);

const fn seconds(seconds: u64) -> Duration {
    Duration::from_secs(seconds)
}

#[endpoint(GET "/jobs/<id>" -> Export)]
struct GetJob {
    id: u64,
}

#[derive(Deserialize, Debug, PartialEq)]
struct Export {
    status: Open<Status>,
    #[serde(default)]
    reason: String,
    #[serde(default)]
    rows: Option<u64>,
}

#[derive(Deserialize, Debug, PartialEq)]
#[serde(rename_all = "UPPERCASE")]
enum Status {
    Pending,
    Started,
    Finished,
    Errored,
}

impl Job for Export {
    fn state(&self) -> JobState {
        match &self.status {
            Open::Known(Status::Finished) => JobState::Done,
            Open::Known(Status::Errored) => JobState::failed(&self.reason),
            Open::Known(_) => self
                .rows
                .map_or(JobState::PENDING, |rows| JobState::progress(rows, 10)),
            Open::Unknown(state) => JobState::unknown(state),
        }
    }
}

fn state(status: &str) -> Reply {
    Reply::json(200, format!(r#"{{"status": "{status}"}}"#))
}

/// A client over these replies whose clock's dice show the least, so that nothing is
/// sooner by chance.
fn over<const N: usize>(replies: [Reply; N]) -> (Memory, HandClock, Client) {
    let (memory, clock) = (crate::support::memory(replies), HandClock::default());
    clock.throw(0);
    let client = builder(&memory).clock(clock.clone()).build().unwrap();
    (memory, clock, client)
}
