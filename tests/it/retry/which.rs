//! Which failures are tried again, for which calls.

use endpoint::transport::{Failure, Reply};
use endpoint::{ErrorKind, NoContent, Retry, Text, endpoint};

use super::{Delete, Get, Post, Put, answers, fine, over, seconds};
use crate::support::{failed, memory};

#[endpoint(HEAD "/thing" -> NoContent)]
struct Head;

#[endpoint(OPTIONS "/thing" -> Text)]
struct Options;

#[endpoint(PATCH "/thing" -> Text)]
struct Patch;

#[endpoint(POST "/thing" -> Text, idempotent)]
struct PostIdempotent;

#[endpoint(PATCH "/thing" -> Text, idempotency_key = "Idempotency-Key")]
struct PatchWithKey;

/// How often a call is sent that fails once, and then does not.
macro_rules! sent {
    ($failing:expr, $endpoint:expr $(, $option:ident($value:expr))?) => {{
        let (clock, memory, client) = answers([$failing, Reply::new(204)]);
        let _ = clock.run(client.send($endpoint)$(.$option($value))?).await;
        memory.sent().len()
    }};
}

/// How often each of the calls is sent that may be sent twice.
async fn sent_by_the_idempotent(failing: &Reply) -> Vec<usize> {
    vec![
        sent!(failing.clone(), Get),
        sent!(failing.clone(), Head),
        sent!(failing.clone(), Put),
        sent!(failing.clone(), Delete),
        sent!(failing.clone(), Options),
        sent!(failing.clone(), PostIdempotent),
        sent!(failing.clone(), PatchWithKey),
        sent!(failing.clone(), Post, idempotency_key("mine")),
    ]
}

/// The same, of those that may not.
async fn sent_by_the_others(failing: &Reply) -> Vec<usize> {
    vec![sent!(failing.clone(), Post), sent!(failing.clone(), Patch)]
}

async fn assert_sent(failing: Reply, idempotent: usize, others: usize) {
    let sent = sent_by_the_idempotent(&failing).await;
    assert_eq!(sent, [idempotent; 8], "{failing:?}");
    let sent = sent_by_the_others(&failing).await;
    assert_eq!(sent, [others; 2], "{failing:?}");
}

#[tokio::test]
async fn what_never_left_is_always_sent_again() {
    for failure in [
        Failure::Connect,
        Failure::ConnectTimeout,
        Failure::Unprocessed,
    ] {
        assert_sent(Reply::fails(failure), 2, 2).await;
    }
}

#[tokio::test]
async fn what_may_have_come_through_is_sent_again_where_twice_is_once() {
    for status in [408, 429, 500, 502, 503, 504] {
        assert_sent(Reply::new(status), 2, 1).await;
    }
    assert_sent(Reply::fails(Failure::Interrupted), 2, 1).await;
    assert_sent(Reply::silent(), 2, 1).await;
}

#[tokio::test]
async fn a_server_that_says_when_is_asked_again_by_all() {
    for (status, others) in [(429, 2), (503, 2), (500, 1), (502, 1), (504, 1), (408, 1)] {
        assert_sent(Reply::new(status).header("retry-after", "1"), 2, others).await;
    }
    assert_sent(Reply::new(503).header("retry-after-ms", "5"), 2, 2).await;
    assert_sent(Reply::new(503).header("retry-after", "soon"), 2, 1).await;
}

#[tokio::test]
async fn what_would_come_to_the_same_is_not_sent_again() {
    for status in [
        400, 401, 403, 404, 405, 409, 410, 412, 422, 425, 451, 501, 505, 507,
    ] {
        assert_sent(Reply::new(status).header("retry-after", "1"), 1, 1).await;
    }
    for status in [300, 301, 302, 304, 307] {
        assert_sent(Reply::new(status).header("location", "/other"), 1, 1).await;
    }
    assert_sent(Reply::fails(Failure::Unable), 1, 1).await;
}

#[tokio::test]
async fn an_answer_that_breaks_off_or_halts_is_asked_for_again() {
    for body in [
        Reply::json(200, "[1,").then_interrupted(),
        Reply::json(200, "[1,").then_silent(),
    ] {
        let (clock, memory, client) = answers([body.clone(), fine()]);
        let (result, _) = clock.run(client.send(Get)).await;
        assert_eq!(result.unwrap().text(), "1");
        assert_eq!(memory.sent().len(), 2);

        let (clock, memory, client) = answers([body, fine()]);
        let (result, _) = clock.run(client.send(Post)).await;
        assert_eq!(failed(result).answer().unwrap().bytes, "[1,");
        assert_eq!(memory.sent().len(), 1);
    }
}

#[tokio::test]
async fn an_answer_that_does_not_fit_or_is_too_large_is_not() {
    let (clock, memory, client) = answers([Reply::json(200, "nonsense"), fine()]);
    let (result, _) = clock.run(client.send(Get)).await;
    assert_eq!(failed(result).kind(), ErrorKind::Decode);
    assert_eq!(memory.sent().len(), 1);

    let (clock, memory, _) = answers([Reply::json(200, "[1,2,3]"), fine()]);
    let client = over(&memory).clock(clock.clone()).limit(3).build().unwrap();
    let (result, _) = clock.run(client.send(Get)).await;
    assert_eq!(failed(result).kind(), ErrorKind::TooLarge);
    assert_eq!(memory.sent().len(), 1);
}

#[tokio::test]
async fn a_redirect_that_is_followed_to_a_failure_begins_anew() {
    #[endpoint(GET "/first" -> Text, redirect = follow)]
    struct First;

    let hop = || Reply::new(302).header("location", "/second");
    let (clock, memory, client) = answers([
        hop(),
        Reply::new(503),
        hop(),
        Reply::fails(Failure::Interrupted),
        hop(),
        fine(),
    ]);
    let (result, _) = clock.run(client.send(First)).await;
    assert_eq!(result.unwrap().meta.attempts, 3);
    let urls: Vec<String> = memory.sent().into_iter().map(|sent| sent.url).collect();
    let [first, second] = ["https://api.test/first", "https://api.test/second"];
    assert_eq!(urls, [first, second, first, second, first, second]);
}

#[tokio::test]
async fn a_file_behind_a_link_and_an_answer_that_is_not_decoded_are_tried_again() {
    let lost = || Reply::fails(Failure::Interrupted);
    let (clock, memory, client) = answers([lost(), Reply::new(503), fine()]);
    let (result, waits) = clock.run(Box::pin(client.download("/file").bytes())).await;
    let file = result.unwrap();
    assert_eq!(
        (&file[..], file.meta.attempts, waits.len()),
        (&b"1"[..], 3, 2)
    );
    assert_eq!(memory.sent().len(), 3);

    let (clock, _, client) = answers([lost(), Reply::new(503), Reply::new(504)]);
    let (result, _) = clock.run(client.send(Get).raw()).await;
    assert_eq!(result.unwrap().status, 504);

    let (clock, memory, client) = answers([throttled_for_long(), fine()]);
    let (result, waits) = clock.run(Box::pin(client.download("/file").bytes())).await;
    assert_eq!(
        (result.unwrap().meta.attempts, waits),
        (2, vec![seconds(120)])
    );
    assert_eq!(memory.sent().len(), 2);

    let (clock, memory, client) = answers([Reply::new(503), fine()]);
    let call = client.download("/file").retry(Retry::never()).bytes();
    let (result, _) = clock.run(Box::pin(call)).await;
    assert_eq!(result.unwrap_err().status().unwrap(), 503);
    assert_eq!(memory.sent().len(), 1);
}

/// As long as a download can be kept waiting, which has no deadline.
fn throttled_for_long() -> Reply {
    super::throttled("120")
}

#[test]
fn the_same_holds_for_calls_that_are_waited_for() {
    let replies = [Reply::new(502), Reply::fails(Failure::Connect), fine()];
    let memory = memory(replies);
    let policy = Retry::standard().base(std::time::Duration::ZERO);
    let client = over(&memory).retry(policy).build_blocking().unwrap();
    let answer = client.send(Get).wait().unwrap();
    assert_eq!((answer.meta.attempts, answer.meta.retried.len()), (3, 2));
    for _ in 0..3 {
        memory.reply(Reply::new(502));
    }
    let error = client.send(Get).wait().unwrap_err();
    assert_eq!(
        (error.status().unwrap().as_u16(), error.attempts()),
        (502, 3)
    );
    assert_eq!(
        client
            .send(Post)
            .retry(Retry::never())
            .wait()
            .unwrap_err()
            .attempts(),
        1
    );
    assert_eq!(memory.sent().len(), 7);
}
