//! How many retries a client makes in all.

use endpoint::transport::{Memory, Reply};
use endpoint::{Client, Error, Json, Response};

use super::{Get, Post, builder_at, fine, throttled};
use crate::support::{HandClock, memory};

struct Bench {
    clock: HandClock,
    memory: Memory,
    client: Client,
}

impl Bench {
    fn with(tokens: u32) -> Self {
        let (clock, memory) = (HandClock::default(), memory([]));
        let builder = builder_at(&clock, &memory).retry_budget(tokens);
        Self {
            client: builder.build().unwrap(),
            clock,
            memory,
        }
    }

    /// What a `GET` comes to that meets these replies.
    async fn get<const N: usize>(&self, replies: [Reply; N]) -> Result<Response<Json>, Error> {
        for reply in replies {
            self.memory.reply(reply);
        }
        self.clock.run(self.client.send(Get)).await.0
    }

    /// How often a `GET` is sent that never succeeds; 14 tokens are taken for each time but the
    /// first.
    async fn attempts(&self) -> u32 {
        for _ in 0..3 {
            self.memory.reply(Reply::new(500));
        }
        let (result, _) = self.clock.run(self.client.send(Get)).await;
        let error = result.unwrap_err();
        for _ in error.attempts()..3 {
            // What was left over is not for the next call.
            self.client.send(Post).await.unwrap_err();
        }
        error.attempts()
    }
}

#[tokio::test]
async fn when_it_is_empty_calls_fail_at_once_and_say_so() {
    let bench = Bench::with(28);
    assert_eq!(bench.attempts().await, 3);
    assert_eq!(bench.attempts().await, 1);
    let error = bench.get([Reply::new(500)]).await.unwrap_err();
    assert!(
        error
            .to_string()
            .contains("[not tried again: the client has used up its `retry_budget`]"),
        "{error}"
    );
    // The first attempt is free.
    assert_eq!(bench.get([fine()]).await.unwrap().text(), "1");
}

#[tokio::test]
async fn by_default_35_retries_may_come_to_nothing() {
    let (clock, memory) = (
        HandClock::default(),
        memory([(); 200].map(|()| Reply::new(500))),
    );
    let client = super::client_at(&clock, &memory);
    let mut attempts = Vec::new();
    for _ in 0..20 {
        let (result, _) = clock.run(client.send(Get)).await;
        attempts.push(result.unwrap_err().attempts());
    }
    // 500 / 14
    assert_eq!(attempts[..17], [3; 17]);
    assert_eq!(attempts[17..], [2, 1, 1]);
}

#[tokio::test]
async fn what_a_call_took_comes_back_when_it_succeeds_or_is_refused_for_another_reason() {
    let bench = Bench::with(14);
    for _ in 0..3 {
        let answer = bench.get([Reply::new(500), fine()]).await.unwrap();
        assert_eq!(answer.meta.attempts, 2);
        let error = bench
            .get([Reply::new(500), Reply::new(404)])
            .await
            .unwrap_err();
        assert_eq!(error.attempts(), 2);
    }
    assert_eq!(bench.attempts().await, 2);
    assert_eq!(bench.attempts().await, 1);
}

#[tokio::test]
async fn a_retry_that_the_server_asks_for_takes_5() {
    let bench = Bench::with(14);
    let all = || [throttled("1"), throttled("1"), Reply::new(400)];
    // 14, 9, 4, and all of it back.
    assert_eq!(bench.get(all()).await.unwrap_err().attempts(), 3);
    let asked = || Reply::new(503).header("retry-after", "1");
    let error = bench
        .get([throttled("1"), asked(), asked()])
        .await
        .unwrap_err();
    assert_eq!(error.attempts(), 3);
    // 4 are left.
    let error = bench.get([throttled("1")]).await.unwrap_err();
    assert_eq!(error.attempts(), 1);
    bench.get([fine()]).await.unwrap();
    let error = bench
        .get([throttled("1"), throttled("1")])
        .await
        .unwrap_err();
    assert_eq!(error.attempts(), 2);
}

#[tokio::test]
async fn each_call_that_succeeds_at_once_brings_one_and_never_more_than_at_first() {
    let bench = Bench::with(14);
    for _ in 0..20 {
        bench.get([fine()]).await.unwrap();
    }
    assert_eq!(bench.attempts().await, 2);
    for _ in 0..13 {
        bench.get([fine()]).await.unwrap();
    }
    assert_eq!(bench.attempts().await, 1);
    bench.get([fine()]).await.unwrap();
    assert_eq!(bench.attempts().await, 2);
}

#[tokio::test]
async fn a_failure_that_is_not_tried_again_brings_nothing() {
    let bench = Bench::with(14);
    assert_eq!(bench.attempts().await, 2);
    for _ in 0..30 {
        bench.memory.reply(Reply::new(500));
        bench.client.send(Post).await.unwrap_err();
    }
    assert_eq!(bench.attempts().await, 1);
}

#[tokio::test]
async fn a_client_has_one_for_all_of_its_clones_and_another_has_its_own() {
    let bench = Bench::with(14);
    let clone = Bench {
        client: bench.client.clone(),
        clock: bench.clock.clone(),
        memory: bench.memory.clone(),
    };
    assert_eq!(clone.attempts().await, 2);
    assert_eq!(bench.attempts().await, 1);
    assert_eq!(Bench::with(14).attempts().await, 2);
}

#[tokio::test]
async fn without_tokens_there_is_no_retry() {
    let bench = Bench::with(0);
    for _ in 0..3 {
        assert_eq!(bench.attempts().await, 1);
        bench.get([fine()]).await.unwrap();
    }
}
