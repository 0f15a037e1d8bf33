//! When a job is looked at.

use std::time::SystemTime;

use endpoint::transport::Reply;
use endpoint::{ErrorKind, HttpDate};

use super::{GetJob, MINUTE, over, seconds, state};
use crate::support::{HandClock, builder, failed, memory};

#[tokio::test]
async fn the_times_between_looks_grow_by_half_up_to_thirty_seconds() {
    let (memory, clock, client) = over([]);
    for _ in 0..11 {
        memory.reply(state("PENDING"));
    }
    memory.reply(state("FINISHED"));
    let done = client.poll(GetJob { id: 7 }).until_done(60 * MINUTE);
    let (done, waits) = clock.run(done).await;
    assert!(done.is_ok());
    let milliseconds: Vec<u128> = waits.iter().map(std::time::Duration::as_millis).collect();
    assert_eq!(
        milliseconds,
        [
            1000, 1500, 2250, 3375, 5062, 7593, 11390, 17085, 25628, 30000, 30000
        ]
    );
}

#[tokio::test]
async fn chance_makes_a_wait_a_quarter_shorter_at_the_most() {
    let (_, clock, client) = over([state("PENDING"), state("FINISHED")]);
    clock.throw(u64::MAX);
    let (_, waits) = clock
        .run(client.poll(GetJob { id: 7 }).until_done(MINUTE))
        .await;
    assert!(waits[0] >= seconds(1) * 3 / 4 && waits[0] < seconds(1) * 76 / 100);
}

#[tokio::test]
async fn an_interval_of_ones_own_stays_as_it_is() {
    let (_, clock, client) = over([state("PENDING"), state("STARTED"), state("FINISHED")]);
    let polling = client.poll(GetJob { id: 7 }).every(seconds(5));
    let (done, waits) = clock.run(polling.until_done(MINUTE)).await;
    assert!(done.is_ok());
    assert_eq!(waits, [seconds(5), seconds(5)]);
}

#[tokio::test]
async fn retry_after_goes_before_the_interval() {
    let date = HttpDate(SystemTime::UNIX_EPOCH + seconds(50)).to_string();
    let (_, clock, client) = over([
        state("PENDING").header("retry-after", "40"),
        state("PENDING").header("retry-after", &date),
        state("PENDING").header("retry-after", "0"),
        state("PENDING").header("retry-after", "soon"),
        state("FINISHED"),
    ]);
    let polling = client.poll(GetJob { id: 7 }).every(seconds(5));
    let (done, waits) = clock.run(polling.until_done(10 * MINUTE)).await;
    assert!(done.is_ok());
    assert_eq!(waits, [seconds(40), seconds(10), seconds(5), seconds(5)]);
}

#[tokio::test]
async fn a_job_is_looked_at_one_last_time_when_the_time_is_over() {
    let (memory, clock, client) = over([
        state("PENDING"),
        state("PENDING").header("retry-after", "3600"),
        state("FINISHED"),
    ]);
    let polling = client.poll(GetJob { id: 7 }).every(seconds(50));
    let (done, waits) = clock.run(polling.until_done(MINUTE)).await;
    assert!(done.is_ok());
    assert_eq!(waits, [seconds(50), seconds(10)]);
    assert_eq!(memory.sent().len(), 3);
}

#[tokio::test]
async fn a_job_that_never_ends_is_left_to_go_on() {
    let (_, clock, client) = over([
        state("PENDING"),
        state("STARTED"),
        state("STARTED").header("x-request-id", "r-3"),
    ]);
    let polling = client.poll(GetJob { id: 7 }).every(seconds(40));
    let (done, _) = clock.run(polling.until_done(MINUTE)).await;
    let error = failed(done);
    assert_eq!(error.kind(), ErrorKind::Pending);
    assert!(error.is_retryable());
    assert_eq!(error.request_id(), Some("r-3"));
    let raw = error.answer().unwrap();
    assert_eq!(raw.bytes, r#"{"status": "STARTED"}"#);
    assert_eq!(
        error.to_string(),
        "GetJob (GET /jobs/<id>): the job is not done after 60s, in which it was looked at 3 times; it goes on, so wait for it again, or give it longer [status 200, 21 bytes of body, request id r-3]"
    );
}

#[tokio::test]
async fn without_time_there_is_one_look() {
    let (memory, _, client) = over([state("PENDING"), state("FINISHED")]);
    let polling = client.poll(GetJob { id: 7 });
    let error = failed(polling.until_done(seconds(0)).await);
    assert_eq!(error.kind(), ErrorKind::Pending);
    assert_eq!(memory.sent().len(), 1);
}

#[tokio::test]
async fn the_wait_begins_with_the_first_look() {
    let (_, clock, client) = over([state("PENDING"), state("FINISHED")]);
    let states = client.poll(GetJob { id: 7 }).until_done(MINUTE);
    clock.advance(2 * MINUTE);
    let (done, waits) = clock.run(states).await;
    assert!(done.is_ok());
    assert_eq!(waits, [seconds(1)]);
}

#[tokio::test]
async fn dropping_the_wait_sends_nothing_more() {
    let memory = memory([state("PENDING"), Reply::json(200, "{}")]);
    let clock = HandClock::default();
    let client = builder(&memory).clock(clock.clone()).build().unwrap();
    let mut states = client.poll(GetJob { id: 7 }).states(MINUTE);
    assert!(states.next().await.unwrap().is_ok());
    drop(states);
    clock.advance(MINUTE);
    tokio::task::yield_now().await;
    assert_eq!(memory.sent().len(), 1);
    assert_eq!(clock.sleepers(), 0);
}

#[tokio::test]
async fn a_look_ends_soon_after_the_time_is_over() {
    let (memory, clock) = (memory([]), HandClock::default());
    for _ in 0..3 {
        memory.reply(state("PENDING"));
        memory.reply(Reply::new(503).header("retry-after", "50"));
    }
    let client = endpoint::Client::builder(crate::support::BASE)
        .transport(memory.clone())
        .clock(clock.clone());
    let polling = client.build().unwrap().poll(GetJob { id: 7 });
    let (done, waits) = clock
        .run(polling.every(seconds(5)).until_done(seconds(5)))
        .await;
    assert!(done.is_err());
    assert_eq!(waits.iter().sum::<std::time::Duration>(), seconds(5));

    let silent = crate::support::memory([Reply::silent()]);
    let client = builder(&silent).clock(clock.clone()).build().unwrap();
    let call = client.send(GetJob { id: 7 }).timeout(seconds(3));
    let (done, waits) = clock.run(call.poll().until_done(seconds(1))).await;
    assert_eq!(failed(done).kind(), ErrorKind::Timeout);
    assert_eq!(waits.iter().sum::<std::time::Duration>(), seconds(3));
}

#[tokio::test]
async fn nobody_is_asked_more_than_ten_times_a_second_or_waits_for_ever() {
    let (_, clock, client) = over([
        state("PENDING").header("retry-after-ms", "1"),
        state("PENDING"),
        state("PENDING").header("retry-after", "99999999999999999999"),
        state("FINISHED"),
    ]);
    let polling = client.poll(GetJob { id: 7 }).every(seconds(0));
    let (done, waits) = clock
        .run(polling.until_done(std::time::Duration::MAX))
        .await;
    assert!(done.is_ok());
    let short = std::time::Duration::from_millis(100);
    assert_eq!(waits, [short, short, seconds(365 * 24 * 3600)]);
}
