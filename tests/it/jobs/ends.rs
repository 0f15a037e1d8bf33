//! What a wait comes to.

use endpoint::transport::{Failure, Reply};
use endpoint::{ErrorKind, Job as _, JobState, Retry, Secret, endpoint};

use super::{Export, GetJob, MINUTE, Status, over, seconds, state};
use crate::support::{Trace, failed, refused};

#[tokio::test]
async fn the_answer_is_that_which_says_done() {
    let (memory, clock, client) = over([
        state("PENDING"),
        state("STARTED"),
        state("PENDING"),
        state("FINISHED").header("x-request-id", "r-4"),
    ]);
    let (done, _) = clock
        .run(client.poll(GetJob { id: 7 }).until_done(MINUTE))
        .await;
    let done = done.unwrap();
    assert_eq!(done.status, Status::Finished);
    assert_eq!(done.meta.request_id(), Some("r-4"));
    let paths: Vec<String> = memory
        .sent()
        .iter()
        .map(|request| request.url.clone())
        .collect();
    assert_eq!(paths, ["https://api.test/jobs/7"; 4]);
}

#[tokio::test]
async fn the_states_come_as_a_stream() {
    let running = Reply::json(200, r#"{"status": "STARTED", "rows": 5}"#);
    let (_, clock, client) = over([state("PENDING"), running, state("FINISHED")]);
    let mut states = client.poll(GetJob { id: 7 }).states(MINUTE);
    let mut seen = Vec::new();
    while let (Some(state), _) = clock.run(states.next()).await {
        seen.push(state.unwrap().state());
    }
    assert_eq!(
        seen,
        [JobState::PENDING, JobState::progress(5, 10), JobState::Done]
    );
    assert!(states.next().await.is_none());
}

#[tokio::test]
async fn a_stream_that_runs_out_of_time_says_so_behind_its_last_state() {
    let (_, _, client) = over([state("PENDING")]);
    let mut states = client.poll(GetJob { id: 7 }).states(seconds(0));
    assert_eq!(
        states.next().await.unwrap().unwrap().state(),
        JobState::PENDING
    );
    let late = failed(states.next().await.unwrap());
    assert_eq!(late.kind(), ErrorKind::Pending);
    assert!(states.next().await.is_none());
}

#[tokio::test]
async fn a_failed_job_is_an_error_with_its_reason_and_all_that_came() {
    let body = r#"{"status": "ERRORED", "reason": "disk\nfull"}"#;
    let (_, clock, client) = over([
        state("PENDING"),
        Reply::json(200, body).header("x-request-id", "r-2"),
    ]);
    let (done, _) = clock
        .run(client.poll(GetJob { id: 7 }).until_done(MINUTE))
        .await;
    let error = failed(done);
    assert_eq!(error.kind(), ErrorKind::Job);
    assert!(!error.is_retryable());
    assert_eq!(error.answer().unwrap().bytes, body);
    assert_eq!(
        error.to_string(),
        r"GetJob (GET /jobs/<id>): the job failed: disk\nfull [status 200, 45 bytes of body, request id r-2]"
    );
}

#[tokio::test]
async fn a_reason_is_cut_and_cleaned_of_secrets() {
    #[endpoint(GET "/jobs" -> Export)]
    struct GetMine {
        #[header("x-key")]
        key: Secret,
    }
    let long = format!("hunter-{} {}", "2".repeat(30), "x".repeat(500));
    let body = format!(r#"{{"status": "ERRORED", "reason": "{long}"}}"#);
    let (_, _, client) = over([Reply::json(200, body)]);
    let key = Secret::new(format!("hunter-{}", "2".repeat(30)));
    let error = failed(client.poll(GetMine { key }).until_done(MINUTE).await);
    let text = error.to_string();
    assert!(text.contains("the job failed: [redacted] xxx"), "{text}");
    assert!(text.contains("xx.. [status") && text.len() < 400, "{text}");
}

#[tokio::test]
async fn a_failure_without_a_reason_says_where_to_look() {
    let (_, _, client) = over([state("ERRORED")]);
    let error = failed(client.poll(GetJob { id: 7 }).until_done(MINUTE).await);
    assert!(
        error
            .to_string()
            .contains("does not say why; look at the answer's bytes")
    );
}

#[tokio::test]
async fn a_job_that_is_gone_ends_the_wait() {
    let (memory, clock, client) = over([state("PENDING"), Reply::json(404, "{}")]);
    let polling = client.poll(GetJob { id: 7 });
    let (done, _) = clock.run(polling.until_done(MINUTE)).await;
    assert_eq!(refused(done).status(), 404);
    assert_eq!(memory.sent().len(), 2);
}

#[tokio::test]
async fn what_may_pass_does_not_end_the_wait_once_the_job_is_known() {
    let (memory, clock, client) = over([
        state("PENDING"),
        Reply::fails(Failure::Connect),
        Reply::new(503).header("retry-after", "20"),
        Reply::fails(Failure::Interrupted),
        state("FINISHED"),
    ]);
    let polling = client.poll(GetJob { id: 7 }).every(seconds(5));
    let (done, waits) = clock.run(polling.until_done(MINUTE)).await;
    assert!(done.is_ok());
    assert_eq!(waits, [seconds(5), seconds(5), seconds(20), seconds(5)]);
    assert_eq!(memory.sent().len(), 5);
}

#[tokio::test]
async fn the_first_look_has_to_come_to_an_answer() {
    let (memory, _, client) = over([Reply::fails(Failure::Connect)]);
    let error = failed(client.poll(GetJob { id: 7 }).until_done(MINUTE).await);
    assert_eq!(error.kind(), ErrorKind::Connect);
    assert_eq!(memory.sent().len(), 1);
}

#[tokio::test]
async fn the_last_look_counts_when_it_fails() {
    let (_, clock, client) = over([state("PENDING"), Reply::new(503), Reply::new(503)]);
    let polling = client.poll(GetJob { id: 7 }).every(seconds(30));
    let (done, _) = clock.run(polling.until_done(MINUTE)).await;
    assert_eq!(refused(done).status(), 503);
}

#[tokio::test]
async fn each_look_has_the_options_of_the_call() {
    let (memory, clock, client) = over([state("PENDING"), Reply::new(503), state("FINISHED")]);
    let call = client.send(GetJob { id: 7 });
    let polling = call
        .header("x-trace", "1")
        .query("full", "yes")
        .retry(Retry::standard())
        .poll();
    let (done, _) = clock
        .run(polling.every(seconds(1)).until_done(MINUTE))
        .await;
    assert_eq!(done.unwrap().meta.attempts, 2);
    for request in memory.sent() {
        assert_eq!(request.headers["x-trace"], "1");
        assert_eq!(request.url, "https://api.test/jobs/7?full=yes");
    }
}

#[tokio::test]
async fn an_unknown_state_is_pending_and_said_once() {
    let (_, clock, client) = over([
        state("PAUSED"),
        state("PAUSED"),
        state("WAITING"),
        state("FINISHED"),
    ]);
    let trace = Trace::start();
    let polling = client.poll(GetJob { id: 7 });
    let (done, _) = clock.run(polling.until_done(MINUTE)).await;
    assert!(done.is_ok());
    let said = trace.text();
    assert_eq!(
        said.matches("is not known, and counts as pending").count(),
        1,
        "{said}"
    );
    assert!(said.contains("PAUSED"), "{said}");
}
