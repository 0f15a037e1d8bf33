//! How often the rest of a file is asked for, and after how long.

use std::time::Duration;

use bytes::Bytes;
use endpoint::transport::{Failure, Memory, Reply};
use endpoint::{Client, Download, ErrorKind, Retry};

use super::{FILE, GetFile, asked, behind, plain, rest, taken, trying, trying_by, whole};
use crate::support::{BASE, HandClock, memory};

const MILLISECOND: Duration = Duration::from_millis(1);

/// A clock that shows the longest waits.
fn slow() -> HandClock {
    let clock = HandClock::default();
    clock.throw(u64::MAX);
    clock
}

async fn opened(client: &Client) -> Download {
    client.send(GetFile {}).await.unwrap().into_inner()
}

#[tokio::test]
async fn a_file_is_given_up_when_nothing_comes_three_times_in_a_row() {
    let nothing = || rest(4, "").then_interrupted();
    let cut = whole("0123").then_interrupted();
    let (client, memory) = trying([cut, nothing(), nothing(), nothing(), rest(4, "456789")]);
    let mut file = opened(&client).await;
    let (all, error) = taken(&mut file).await;
    let error = error.unwrap();
    assert_eq!((&*all, error.kind()), ("0123", ErrorKind::Interrupted));
    assert_eq!((error.attempts(), error.retried().len()), (4, 3));
    assert_eq!(asked(&memory), [plain(), behind(4), behind(4), behind(4)]);
}

#[tokio::test]
async fn a_policy_says_how_often() {
    let nothing = || rest(4, "").then_interrupted();
    let cut = whole("0123").then_interrupted();
    let (client, memory) = trying([cut, nothing(), nothing(), nothing(), nothing()]);
    let patient = Retry::standard().attempts(2);
    let mut file = client.send(GetFile {}).retry(patient).await.unwrap();
    taken(&mut file).await.1.unwrap();
    assert_eq!(memory.sent().len(), 3);
}

/// A budget of none shows that none is drawn.
#[tokio::test]
async fn any_new_byte_begins_the_count_anew_and_costs_no_budget() {
    const LENGTH: usize = 2_000;
    let clock = HandClock::default();
    clock.throw(0);
    let memory = Memory::new();
    for from in 0..LENGTH {
        let status = if from == 0 { 200 } else { 206 };
        let range = format!("bytes {from}-{}/{LENGTH}", LENGTH - 1);
        let reply = Reply::new(status)
            .header("content-length", &(LENGTH - from).to_string())
            .header("content-range", &range)
            .header("etag", "\"1\"");
        memory.reply(reply.body("x").then_interrupted());
    }
    let builder = Client::builder(BASE).transport(memory.clone());
    let client = builder.clock(clock).retry_budget(0).build().unwrap();
    let mut file = opened(&client).await;
    assert_eq!(file.bytes(1 << 20).await.unwrap().len(), LENGTH);
    assert_eq!(file.cuts() as usize, LENGTH - 1);
    assert_eq!(memory.sent().len(), LENGTH);
}

#[tokio::test]
async fn what_brings_nothing_is_paid_from_the_clients_budget() {
    async fn came(budget: u32, second: Reply) -> (Option<endpoint::CallError>, usize) {
        let clock = HandClock::default();
        clock.throw(0);
        let nothing = |from| rest(from, "").then_interrupted();
        let cut = whole("0123").then_interrupted();
        let memory = memory([cut, nothing(4), second, nothing(5), rest(5, "56789")]);
        let builder = Client::builder(BASE).transport(memory.clone());
        let client = builder.clock(clock).retry_budget(budget).build().unwrap();
        let mut file = opened(&client).await;
        let error = taken(&mut file).await.1;
        (error, memory.sent().len())
    }

    let (error, sent) = came(13, rest(4, "4").then_interrupted()).await;
    let error = error.unwrap().to_string();
    assert!(error.contains("`retry_budget`"), "{error}");
    assert_eq!(sent, 2);
    // What was drawn comes back with the first byte.
    let (error, sent) = came(14, rest(4, "4").then_interrupted()).await;
    assert!(error.is_none());
    assert_eq!(sent, 5);
    let (error, sent) = came(14, rest(4, "").then_interrupted()).await;
    assert!(error.is_some());
    assert_eq!(sent, 3);
}

#[tokio::test]
async fn a_connection_that_brought_much_is_followed_by_the_next_at_once() {
    const MUCH: usize = 32 << 10;
    let clock = slow();
    let reply = |status: u16, from: usize, length: usize| {
        let range = format!("bytes {from}-{}/{}", 2 * MUCH, 2 * MUCH + 1);
        let reply = Reply::new(status)
            .header("content-length", &(2 * MUCH + 1 - from).to_string())
            .header("content-range", &range)
            .header("etag", "\"1\"");
        reply
            .body(Bytes::from(vec![b'x'; length]))
            .then_interrupted()
    };
    let memory = memory([
        reply(200, 0, MUCH),
        reply(206, MUCH, MUCH - 1),
        reply(206, 2 * MUCH - 1, 2),
    ]);
    let client = trying_by(&memory, &clock);
    let (bytes, waits) = clock.run(client.download("/file").bytes()).await;
    assert_eq!(bytes.unwrap().len(), 2 * MUCH + 1);
    let waits: Vec<_> = waits.iter().map(Duration::as_millis).collect();
    assert_eq!(waits, [49]);
}

#[tokio::test]
async fn the_waits_grow_as_long_as_nothing_comes() {
    let clock = slow();
    let nothing = || rest(4, "").then_interrupted();
    let memory = memory([
        whole("0123").then_interrupted(),
        nothing(),
        nothing(),
        nothing(),
    ]);
    let client = trying_by(&memory, &clock);
    let (error, waits) = clock.run(client.download("/file").bytes()).await;
    let waits: Vec<_> = waits.iter().map(Duration::as_millis).collect();
    assert_eq!(waits, [49, 49, 99]);
    let error = error.unwrap_err();
    let Some(ErrorKind::Interrupted) = error.kind() else {
        panic!("{error}");
    };
}

#[tokio::test]
async fn a_body_that_stalls_is_gone_on_with() {
    let clock = slow();
    let memory = memory([whole("0123").then_silent(), rest(4, "456789")]);
    let client = trying_by(&memory, &clock);
    let (bytes, waits) = clock.run(client.download("/file").bytes()).await;
    assert_eq!(&bytes.unwrap()[..], FILE.as_bytes());
    assert_eq!(waits[0], Duration::from_secs(20));
    assert!(waits[1] < 50 * MILLISECOND);
    assert_eq!(asked(&memory), [plain(), behind(4)]);
}

#[tokio::test]
async fn a_server_that_is_busy_or_away_when_the_rest_is_asked_for_is_asked_again() {
    let (client, memory) = trying([
        whole("0123").then_interrupted(),
        Reply::fails(Failure::Connect),
        Reply::new(503),
        rest(4, "456789"),
    ]);
    let file = client.download("/file").bytes().await.unwrap();
    assert_eq!(&file[..], FILE.as_bytes());
    assert_eq!(file.meta.attempts, 4);
    assert_eq!(memory.sent().len(), 4);
}

#[tokio::test]
async fn a_server_that_stays_away_ends_it_with_its_error() {
    let away = || Reply::fails(Failure::Connect);
    let cut = whole("0123").then_interrupted();
    let (client, _) = trying([cut, away(), away(), away()]);
    let error = client.download("/file").bytes().await.unwrap_err();
    assert_eq!(error.kind(), Some(ErrorKind::Connect));
    let endpoint::Error::Call(error) = error else {
        panic!("{error}");
    };
    assert_eq!((error.attempts(), error.retried().len()), (4, 3));
}
