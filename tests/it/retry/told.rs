//! What is said of the attempts, in answers and in errors.

use std::time::{Duration, SystemTime};

use endpoint::limit::{Ask, Limited, Limiter, Permit, Quota};
use endpoint::transport::{BoxFuture, Failure, Reply};
use endpoint::{Attempt, Clock, ErrorKind, Hooks, Outcome, Outgoing, Retrying, StatusCode};
use std::sync::atomic::{AtomicU32, Ordering};

use super::{Get, answers, builder_at, fine, milliseconds, seconds, throttled};
use crate::support::{HandClock, failed, memory, refused};

/// Outcome, time taken and wait of each.
fn noted(attempts: &[Attempt]) -> Vec<(Outcome, Duration, Duration)> {
    let noted = |attempt: &Attempt| (attempt.outcome, attempt.elapsed, attempt.wait);
    attempts.iter().map(noted).collect()
}

const LOST: Outcome = Outcome::Failed(ErrorKind::Interrupted);

#[tokio::test]
async fn an_answer_knows_the_attempts_before_it_by_the_clock() {
    let (clock, _, client) = answers([
        Reply::silent(),
        throttled("7"),
        Reply::fails(Failure::Interrupted),
        Reply::json(200, "1").body(""),
    ]);
    let call = client
        .send(Get)
        .retry(endpoint::Retry::standard().attempts(4));
    let meta = clock.run(call).await.0.unwrap().meta;
    assert_eq!(meta.attempts, 4);
    let expected = [
        (
            Outcome::Failed(ErrorKind::Timeout),
            seconds(30),
            milliseconds(25),
        ),
        (
            Outcome::Status(StatusCode::TOO_MANY_REQUESTS),
            seconds(0),
            seconds(7),
        ),
        (LOST, seconds(0), milliseconds(100)),
    ];
    assert_eq!(noted(&meta.retried), expected);
    assert_eq!(meta.elapsed, seconds(37) + milliseconds(125));
}

#[tokio::test]
async fn a_refusal_knows_them_too_and_says_them() {
    let (clock, _, client) = answers([
        Reply::new(500),
        Reply::fails(Failure::Connect),
        Reply::json(503, r#"{"message": "not now"}"#),
    ]);
    let refusal = refused(clock.run(client.send(Get)).await.0);
    let meta = refusal.meta();
    assert_eq!((meta.attempts, meta.elapsed), (3, milliseconds(75)));
    let outcomes: Vec<Outcome> = meta.retried.iter().map(|attempt| attempt.outcome).collect();
    let connect = Outcome::Failed(ErrorKind::Connect);
    assert_eq!(
        outcomes,
        [Outcome::Status(StatusCode::INTERNAL_SERVER_ERROR), connect]
    );
    assert_eq!(
        refusal.to_string(),
        "Get (GET /thing): the API answered 503 Service Unavailable: not now [tried before: 500, Connect]; try again later"
    );
}

#[tokio::test]
async fn a_failure_knows_them_and_the_last_status() {
    let lost = || Reply::fails(Failure::Interrupted);
    let (clock, _, client) = answers([lost(), Reply::new(502), lost()]);
    let (result, _) = clock.run(client.send(Get)).await;
    let error = result.unwrap_err();
    assert_eq!(
        (error.attempts(), error.elapsed(), error.status()),
        (3, milliseconds(75), None)
    );
    let error = failed(Err::<(), _>(error));
    assert_eq!((error.attempts(), error.elapsed()), (3, milliseconds(75)));
    assert_eq!(error.last_status(), Some(StatusCode::BAD_GATEWAY));
    assert_eq!(
        noted(error.retried()),
        [
            (LOST, seconds(0), milliseconds(25)),
            (
                Outcome::Status(StatusCode::BAD_GATEWAY),
                seconds(0),
                milliseconds(50)
            ),
        ]
    );
    assert!(
        error
            .to_string()
            .ends_with("[tried before: Interrupted, 502]"),
        "{error}"
    );
}

#[tokio::test]
async fn a_call_that_does_at_once_has_nothing_to_tell() {
    let (_, _, client) = answers([fine(), Reply::new(404)]);
    let meta = client.send(Get).await.unwrap().meta;
    assert_eq!(
        (meta.attempts, meta.retried.len(), meta.elapsed),
        (1, 0, seconds(0))
    );
    let error = client.send(Get).await.unwrap_err();
    assert_eq!((error.attempts(), error.retried().len()), (1, 0));
    assert!(!error.to_string().contains("tried"), "{error}");
}

#[tokio::test]
async fn an_endpoint_that_will_be_gone_is_refused_behind_retries_as_before() {
    let soon = "Thu, 01 Jan 1970 00:10:00 GMT";
    let (clock, memory) = (
        HandClock::at(SystemTime::UNIX_EPOCH),
        memory([Reply::new(500), fine().header("sunset", soon)]),
    );
    let client = builder_at(&clock, &memory)
        .deny_sunset_within(seconds(3_600))
        .build()
        .unwrap();
    let error = failed(clock.run(client.send(Get)).await.0);
    assert_eq!((error.kind(), error.attempts()), (ErrorKind::Sunset, 2));
    assert_eq!(error.retried().len(), 1);
    assert_eq!(memory.sent().len(), 2);
}

/// Gives leave so many times, and then none: at once, or never.
#[derive(Debug)]
struct Leaves {
    left: AtomicU32,
    is_silent: bool,
}

impl Limiter for Leaves {
    fn acquire<'a>(&'a self, _: Ask<'a>) -> BoxFuture<'a, Result<Permit, Limited>> {
        let left = self
            .left
            .fetch_update(Ordering::Relaxed, Ordering::Relaxed, |left| {
                left.checked_sub(1)
            });
        Box::pin(async move {
            match left {
                Ok(_) => Ok(Permit::free()),
                Err(_) if self.is_silent => std::future::pending().await,
                Err(_) => Err(Limited::new("there is no leave left", None)),
            }
        })
    }

    fn heed<'a>(&'a self, _: Quota, _: &'a dyn Clock) -> BoxFuture<'a, ()> {
        Box::pin(std::future::ready(()))
    }
}

fn leaves(left: u32, is_silent: bool) -> Leaves {
    Leaves {
        left: AtomicU32::new(left),
        is_silent,
    }
}

#[tokio::test]
async fn without_leave_for_the_first_attempt_none_is_made() {
    let (clock, memory) = (HandClock::default(), memory([fine()]));
    let client = builder_at(&clock, &memory)
        .rate_limiter(leaves(0, false))
        .build()
        .unwrap();
    let (result, waits) = clock.run(client.send(Get)).await;
    let error = failed(result);
    assert_eq!((error.kind(), error.attempts()), (ErrorKind::Limited, 0));
    assert!(error.is_retryable());
    assert_eq!((waits.len(), memory.sent().len()), (0, 0));
}

#[tokio::test]
async fn without_leave_for_another_attempt_the_last_answer_stands() {
    for (is_silent, why) in [
        (false, "lets no other request through"),
        (true, "the deadline comes before"),
    ] {
        for reply in [Reply::new(503), Reply::fails(Failure::Interrupted)] {
            let (clock, memory) = (
                HandClock::default(),
                memory([Reply::new(502), reply, fine()]),
            );
            let client = builder_at(&clock, &memory)
                .rate_limiter(leaves(2, is_silent))
                .build()
                .unwrap();
            let (result, _) = clock.run(client.send(Get)).await;
            let error = result.unwrap_err();
            assert_ne!(error.kind(), Some(ErrorKind::Deadline));
            assert_ne!(error.kind(), Some(ErrorKind::Limited));
            assert_eq!((error.attempts(), error.retried().len()), (2, 1), "{error}");
            assert!(error.to_string().contains(why), "{error}");
            let elapsed = if is_silent {
                seconds(120)
            } else {
                milliseconds(75)
            };
            assert_eq!(error.elapsed(), elapsed);
            assert_eq!(memory.sent().len(), 2);
        }
    }
}

/// Refuses every attempt but the first.
struct FirstOnly;

impl Hooks for FirstOnly {
    fn on_request(&self, request: &mut Outgoing<'_>) {
        if request.attempt > 1 {
            request.refuse("one is enough");
        }
    }

    fn on_retry(&self, retry: &Retrying<'_>) {
        assert_eq!((retry.attempt, retry.wait), (1, milliseconds(25)));
        assert_eq!(retry.outcome, Outcome::Status(StatusCode::BAD_GATEWAY));
    }
}

#[tokio::test]
async fn a_hook_that_refuses_another_attempt_is_heard_and_the_answer_before_it_is_named() {
    let (clock, memory) = (HandClock::default(), memory([Reply::new(502), fine()]));
    let client = builder_at(&clock, &memory)
        .hooks(FirstOnly)
        .build()
        .unwrap();
    let error = failed(clock.run(client.send(Get)).await.0);
    assert_eq!((error.kind(), error.attempts()), (ErrorKind::Hook, 1));
    assert_eq!(error.last_status(), Some(StatusCode::BAD_GATEWAY));
    assert_eq!(memory.sent().len(), 1);
}
