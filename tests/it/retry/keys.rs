//! The key by which a server knows a call again.

use endpoint::transport::{Failure, Memory, Reply};
use endpoint::{Client, ErrorKind, Json, endpoint};
use uuid::{Uuid, Variant, Version};

use super::{Post, answers, builder_at, client_at, fine};
use crate::support::{HandClock, failed, memory};

#[endpoint(POST "/payments" -> Json, idempotency_key = "X-Payment-Key")]
struct Pay;

fn lost() -> Reply {
    Reply::fails(Failure::Interrupted)
}

/// The keys that were sent, in their order.
fn keys(memory: &Memory, name: &str) -> Vec<String> {
    let key = |sent: endpoint::transport::Sent| {
        let mut keys = sent.headers.get_all(name).into_iter();
        let key = keys.next().unwrap().to_str().unwrap().to_owned();
        assert!(keys.next().is_none());
        key
    };
    memory.sent().into_iter().map(key).collect()
}

#[tokio::test]
async fn a_key_is_made_once_per_call_and_kept_over_its_attempts() {
    let clock = HandClock::default();
    let memory = memory([lost(), Reply::new(500), fine(), fine(), fine()]);
    let client = super::over(&memory).clock(clock.clone()).build().unwrap();
    for attempts in [3, 1, 1] {
        let (result, _) = clock.run(client.send(Pay)).await;
        assert_eq!(result.unwrap().meta.attempts, attempts);
    }
    let keys = keys(&memory, "x-payment-key");
    assert_eq!(keys[0], keys[1]);
    assert_eq!(keys[0], keys[2]);
    let mut each = keys[2..].to_vec();
    each.sort();
    each.dedup();
    assert_eq!(each.len(), 3, "{keys:?}");
}

#[tokio::test]
async fn a_key_is_a_uuid_of_version_4_whatever_the_dice_show() {
    let clock = HandClock::default();
    for random in [0, 1, super::HALF, u64::MAX, 0x0123_4567_89ab_cdef] {
        let memory = memory([fine()]);
        let client = client_at(&clock, &memory);
        clock.throw(random);
        client.send(Pay).await.unwrap();
        let key = keys(&memory, "x-payment-key").remove(0);
        let uuid: Uuid = key.parse().unwrap();
        assert_eq!(uuid.get_version(), Some(Version::Random), "{key}");
        assert_eq!(uuid.get_variant(), Variant::RFC4122, "{key}");
        assert_eq!(uuid.hyphenated().to_string(), key);
    }
}

#[tokio::test]
async fn the_callers_own_key_goes_in_the_declared_header() {
    let (clock, memory, client) = answers([lost(), fine()]);
    let call = client.send(Pay).idempotency_key("order-7");
    assert_eq!(clock.run(call).await.0.unwrap().meta.attempts, 2);
    assert_eq!(keys(&memory, "x-payment-key"), ["order-7"; 2]);
    assert!(!memory.sent()[0].headers.contains_key("idempotency-key"));
}

#[tokio::test]
async fn the_callers_own_key_makes_any_call_one_that_may_be_sent_twice() {
    let (clock, memory, client) = answers([lost(), fine()]);
    let call = client.send(Post).idempotency_key("order-7");
    assert_eq!(clock.run(call).await.0.unwrap().meta.attempts, 2);
    assert_eq!(keys(&memory, "idempotency-key"), ["order-7"; 2]);
}

fn with_header(clock: &HandClock, memory: &Memory) -> Client {
    builder_at(clock, memory)
        .header("x-payment-key", "of-client")
        .build()
        .unwrap()
}

#[tokio::test]
async fn a_key_goes_before_a_header_of_the_call_and_that_before_one_that_is_made() {
    let (clock, memory) = (
        HandClock::default(),
        memory([fine(), fine(), fine(), fine()]),
    );
    let client = with_header(&clock, &memory);
    client.send(Pay).await.unwrap();
    client
        .send(Pay)
        .header("X-Payment-Key", "of-call")
        .await
        .unwrap();
    client.send(Pay).idempotency_key("key").await.unwrap();
    client
        .send(Pay)
        .idempotency_key("key")
        .header("X-Payment-Key", "of-call")
        .await
        .unwrap();
    let keys = keys(&memory, "x-payment-key");
    assert_eq!(keys[1..], ["of-call", "key", "key"]);
    // One that is the same with every call would be no key.
    assert!(keys[0].parse::<Uuid>().is_ok(), "{keys:?}");
}

#[tokio::test]
async fn a_key_that_no_header_can_hold_is_refused_and_not_repeated() {
    let (_, memory, client) = answers([fine()]);
    let error = failed(client.send(Post).idempotency_key("or\nder").await);
    assert_eq!((error.kind(), error.attempts()), (ErrorKind::Encode, 0));
    assert!(!error.to_string().contains("or\nder"), "{error}");
    assert!(memory.sent().is_empty());
}

/// A payment that may bring its key along.
#[endpoint(POST "/payments" -> Json, idempotency_key = "X-Payment-Key")]
struct PayAgain {
    #[header("X-Payment-Key")]
    key: Option<&'static str>,
}

#[tokio::test]
async fn an_empty_key_is_none() {
    let (_, memory, client) = answers([]);
    for key in ["", "  "] {
        let error = failed(client.send(Post).idempotency_key(key).await);
        assert_eq!((error.kind(), error.attempts()), (ErrorKind::Encode, 0));
        let error = failed(client.send(Pay).idempotency_key(key).await);
        assert!(error.to_string().contains("key is empty"), "{error}");
    }
    assert!(memory.sent().is_empty());
    let (_, memory, client) = answers([fine()]);
    client.send(PayAgain { key: Some("") }).await.unwrap();
    assert!(keys(&memory, "x-payment-key")[0].parse::<Uuid>().is_ok());
}

#[tokio::test]
async fn what_a_client_sends_with_every_call_is_no_key() {
    let memory = memory([fine(), fine(), fine()]);
    let client = super::over(&memory)
        .header("x-payment-key", "always")
        .build()
        .unwrap();
    client.send(Pay).await.unwrap();
    client.send(Pay).await.unwrap();
    client
        .send(Pay)
        .header("x-payment-key", "mine")
        .await
        .unwrap();
    let keys = keys(&memory, "x-payment-key");
    assert!(keys[0].parse::<Uuid>().is_ok() && keys[1].parse::<Uuid>().is_ok());
    assert_ne!(keys[0], keys[1]);
    assert_eq!(keys[2], "mine");
}
