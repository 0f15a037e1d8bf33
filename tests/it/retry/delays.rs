//! How long is waited before another attempt.

use std::time::{Duration, SystemTime};

use endpoint::transport::{Failure, Memory, Reply};
use endpoint::{Error, Response, Retry, endpoint};
use serde_json::Value;

use super::{
    Get, HALF, Post, answers, builder_at, client_at, fine, milliseconds, seconds, throttled,
};
use crate::support::{HandClock, memory, refused, vectors};

type Came = Result<Response<endpoint::Json>, Error>;

/// What a call comes to that meets these replies, and how long each of its waits was.
async fn waits<const N: usize>(replies: [Reply; N], random: u64) -> (Came, Vec<Duration>) {
    let (clock, _, client) = answers(replies);
    clock.throw(random);
    clock
        .run(client.send(Get).retry(Retry::standard().attempts(9)))
        .await
}

#[tokio::test]
async fn delays_double_from_50_milliseconds_and_are_a_random_part_of_that() {
    let failing = || Reply::new(500);
    let replies = || [failing(), failing(), Reply::fails(Failure::Connect), fine()];
    let (result, half) = waits(replies(), HALF).await;
    assert_eq!(half, [25, 50, 100].map(milliseconds));
    assert_eq!(result.unwrap().meta.elapsed, milliseconds(175));
    let (_, most) = waits(replies(), u64::MAX).await;
    let just_under = |most| milliseconds(most).saturating_sub(Duration::from_nanos(1));
    assert_eq!(most, [50, 100, 200].map(just_under));
    let (result, none) = waits(replies(), 0).await;
    assert_eq!((result.unwrap().meta.attempts, none), (4, vec![]));
}

#[tokio::test]
async fn delays_double_from_a_second_where_the_server_throttles_and_end_at_20() {
    let throttled = || Reply::new(429);
    let replies = [
        throttled(),
        throttled(),
        throttled(),
        throttled(),
        throttled(),
        throttled(),
        Reply::new(503),
        fine(),
    ];
    let (_, waits) = waits(replies, HALF).await;
    let doubled = [500, 1_000, 2_000, 4_000, 8_000, 10_000];
    assert_eq!(waits[..6], doubled.map(milliseconds));
    assert_eq!(waits[6], milliseconds(1_600));
}

#[tokio::test]
async fn a_policy_says_other_delays() {
    let policy = Retry::standard()
        .attempts(5)
        .base(seconds(1))
        .throttled_base(seconds(10))
        .longest_delay(seconds(12))
        .longest_retry_after(seconds(40));
    let replies = [
        Reply::new(500),
        Reply::new(429),
        throttled("40"),
        throttled("41"),
    ];
    let (clock, _, client) = answers(replies);
    let (result, waits) = clock.run(client.send(Get).retry(policy)).await;
    assert_eq!(waits, [milliseconds(500), seconds(6), seconds(40)]);
    assert_eq!(refused(result).meta().attempts, 4);
}

#[tokio::test]
async fn dice_that_nobody_holds_fall_within_the_bounds() {
    let clock = HandClock::default();
    let memory = Memory::new();
    let client = super::over(&memory).clock(clock.clone()).build().unwrap();
    let mut all = Vec::new();
    for _ in 0..50 {
        memory.reply(throttled("soon"));
        memory.reply(fine());
        let (result, waits) = clock.run(client.send(Get)).await;
        result.unwrap();
        all.extend(waits);
    }
    assert_eq!(all.len(), 50);
    assert!(all.iter().all(|wait| *wait < seconds(1)), "{all:?}");
    let (least, most) = (all.iter().min().unwrap(), all.iter().max().unwrap());
    assert!(*most > *least + milliseconds(200), "{all:?}");
}

/// A row of the vectors: a header, and what is to be made of it.
struct Row {
    header: (&'static str, String),
    wait: Option<Duration>,
    is_too_long: bool,
}

impl Row {
    fn of(row: &Value) -> Self {
        let of = |name: &'static str| Some((name, row[name].as_str()?.to_owned()));
        Self {
            header: of("retry-after").or_else(|| of("retry-after-ms")).unwrap(),
            wait: row["delay_s"].as_u64().map(seconds),
            is_too_long: row["over_cap"] == true,
        }
    }

    /// A client whose clock shows `now`, and that has time.
    async fn assert(&self, now: SystemTime) {
        let (name, value) = &self.header;
        let clock = HandClock::at(now);
        let memory = memory([Reply::new(429).header(name, value), fine()]);
        let client = builder_at(&clock, &memory)
            .deadline(seconds(1_000))
            .build()
            .unwrap();
        // Who may be asked again at any time, and who only by leave of the server.
        let (of_get, waits) = clock.run(client.send(Get)).await;
        if self.is_too_long {
            let refusal = refused(of_get);
            let asked = refusal.retry_after().unwrap().wait(now);
            assert!(asked > seconds(120), "{value}: {asked:?}");
            assert_eq!((refusal.meta().attempts, waits.len()), (1, 0), "{value}");
            assert!(
                refusal.to_string().contains("a longer wait than"),
                "{refusal}"
            );
            return;
        }
        assert_eq!(of_get.unwrap().meta.attempts, 2, "{value}");
        let own = milliseconds(500);
        assert_eq!(waits, [self.wait.unwrap_or(own)], "{value}");
    }
}

#[tokio::test]
async fn retry_after_in_all_its_forms() {
    let Some(vectors) = vectors("retry-after.json") else {
        return;
    };
    let now = vectors["now_epoch"].as_u64().unwrap();
    let now = SystemTime::UNIX_EPOCH + seconds(now);
    let rows = vectors["rows"].as_array().unwrap();
    assert!(rows.len() >= 22);
    for row in rows {
        Row::of(row).assert(now).await;
    }
    let dates = vectors["also_rfc9110_dates"].as_array().unwrap();
    assert_eq!(dates.len(), 3);
    for date in dates {
        let row = Row {
            header: ("retry-after", date.as_str().unwrap().to_owned()),
            wait: Some(seconds(20)),
            is_too_long: false,
        };
        row.assert(SystemTime::UNIX_EPOCH + seconds(784_111_777 - 20))
            .await;
    }
}

#[tokio::test]
async fn the_wait_in_milliseconds_goes_before_the_one_in_seconds() {
    let reply = throttled("7").header("retry-after-ms", "1500.5");
    let (_, waits) = waits([reply, fine()], HALF).await;
    assert_eq!(waits, [Duration::from_micros(1_500_500)]);
}

#[tokio::test]
async fn what_the_server_asks_for_is_waited_for_though_the_call_is_not_idempotent() {
    let (clock, memory, client) = answers([
        throttled("3"),
        Reply::new(503).header("retry-after", "0"),
        fine(),
    ]);
    let (result, waits) = clock.run(client.send(Post)).await;
    assert_eq!(result.unwrap().meta.attempts, 3);
    assert_eq!(waits, [seconds(3), seconds(1)]);
    assert_eq!(memory.sent().len(), 3);
}

#[tokio::test]
async fn a_wait_that_would_pass_the_deadline_ends_the_call_at_once_with_its_answer() {
    for (deadline, after, is_waited) in [(6, "5", true), (5, "5", false), (119, "120", false)] {
        let (clock, memory, client) = answers([throttled(after), fine()]);
        let call = client.send(Get).deadline(seconds(deadline));
        let (result, waits) = clock.run(call).await;
        if is_waited {
            assert_eq!(
                (result.unwrap().meta.attempts, waits),
                (2, vec![seconds(5)])
            );
            continue;
        }
        let refusal = refused(result);
        assert_eq!((refusal.status().as_u16(), waits.len()), (429, 0));
        assert_eq!(refusal.meta().elapsed, Duration::ZERO);
        assert!(refusal.retry_after().is_some());
        assert!(
            refusal.to_string().contains("the deadline comes before"),
            "{refusal}"
        );
        assert_eq!(memory.sent().len(), 1);
    }
}

#[tokio::test]
async fn the_deadline_is_over_all_attempts_and_waits() {
    #[endpoint(GET "/slow" -> endpoint::Json, timeout = "4s")]
    struct Slow;

    let clock = HandClock::default();
    let memory = memory([throttled("3"), Reply::silent(), Reply::silent(), fine()]);
    let client = client_at(&clock, &memory);
    let (result, waits) = clock.run(client.send(Slow).deadline(seconds(10))).await;
    let Err(Error::Call(error)) = result else {
        panic!("the call came to an answer");
    };
    // 3 s for the server, 4 s without an answer, a delay, and what is left of the ten.
    assert_eq!(
        waits,
        [
            seconds(3),
            seconds(4),
            milliseconds(50),
            milliseconds(2_950)
        ]
    );
    assert_eq!(error.kind(), endpoint::ErrorKind::Deadline);
    assert_eq!((error.attempts(), error.elapsed()), (3, seconds(10)));
    assert_eq!(error.last_status().unwrap(), 429);
    assert!(
        error.to_string().ends_with("[tried before: 429, Timeout]"),
        "{error}"
    );
}
