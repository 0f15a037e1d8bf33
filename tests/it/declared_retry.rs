//! What declarations say of trying again: their policies, and the keys by which a server knows a
//! call again.

use std::time::Duration;

use endpoint::auth::Anonymous;
use endpoint::transport::{Failure, Memory, Reply};
use endpoint::{Api, Client, ClientBuilder, Json, Retry, api, endpoint};
use uuid::{Uuid, Variant};

use crate::support::{BASE, HandClock};

#[api(base_url = "https://api.test", retry = Retry::standard().attempts(2))]
struct Twice;

#[api(base_url = "https://api.test", retry = never)]
struct Once;

const FIVE: Retry = attempts(5);

const fn attempts(attempts: u32) -> Retry {
    Retry::standard().attempts(attempts)
}

/// An API that is known by what it answers, and the clock of its clients.
struct Server {
    memory: Memory,
    clock: HandClock,
}

impl Server {
    fn new() -> Self {
        Self {
            memory: Memory::new(),
            clock: HandClock::default(),
        }
    }

    /// One that says the same to every request there will be.
    fn always(reply: &Reply) -> Self {
        let server = Self::new();
        for _ in 0..100 {
            server.memory.reply(reply.clone());
        }
        server
    }

    fn client<A: Api>(&self, builder: ClientBuilder<A, Anonymous>) -> Client<A, Anonymous> {
        let builder = builder.transport(self.memory.clone());
        builder.clock(self.clock.clone()).build().unwrap()
    }

    /// How often a call is sent.
    async fn sent(&self, call: impl IntoFuture) -> usize {
        let before = self.memory.sent().len();
        let _ = self.clock.run(call).await;
        self.memory.sent().len() - before
    }

    /// What was sent in a header, one text for each request.
    fn headers(&self, name: &str) -> Vec<String> {
        let sent = self.memory.sent();
        let values = sent.iter().map(|sent| {
            let mut values = sent.headers.get_all(name).iter();
            let value = values.next().unwrap();
            assert!(values.next().is_none(), "two headers `{name}`");
            value.to_str().unwrap().to_owned()
        });
        values.collect()
    }
}

fn unavailable() -> Reply {
    Reply::new(503)
}

#[endpoint(GET "/a", api = Twice)]
struct GetTwice {}

#[endpoint(GET "/a", api = Twice, retry = FIVE)]
struct GetFive {}

#[endpoint(GET "/a", api = Twice, retry = never)]
struct GetOnce {}

#[endpoint(GET "/a", api = Once)]
struct GetOfOnce {}

#[endpoint(GET "/a")]
struct GetPlain {}

#[tokio::test]
async fn never_is_one_request() {
    #[endpoint(GET "/a", retry = never)]
    struct Get {}

    for failing in [unavailable(), Reply::fails(Failure::Interrupted)] {
        let server = Server::always(&failing);
        let client = server.client(Client::builder(BASE));
        assert_eq!(server.sent(client.send(GetPlain {})).await, 3);
        assert_eq!(server.sent(client.send(Get {})).await, 1);
        let client = server.client(Once::client());
        assert_eq!(server.sent(client.send(GetOfOnce {})).await, 1);
    }
}

#[tokio::test]
async fn the_calls_policy_goes_first_then_the_endpoints_the_clients_and_the_apis() {
    let server = Server::always(&unavailable());
    let of_api = server.client(Twice::client());
    let of_client = server.client(Twice::client().retry(attempts(4)));
    for (client, undeclared) in [(&of_api, 2), (&of_client, 4)] {
        let sent = server.sent(client.send(GetTwice {})).await;
        assert_eq!(sent, undeclared);
        assert_eq!(server.sent(client.send(GetFive {})).await, 5);
        assert_eq!(server.sent(client.send(GetOnce {})).await, 1);
        for (policy, expected) in [(attempts(3), 3), (Retry::never(), 1)] {
            let call = client.send(GetTwice {}).retry(policy);
            assert_eq!(server.sent(call).await, expected);
            let call = client.send(GetFive {}).retry(policy);
            assert_eq!(server.sent(call).await, expected);
            let call = client.send(GetOnce {}).retry(policy);
            assert_eq!(server.sent(call).await, expected);
        }
    }
    let client = server.client(Once::client().retry(attempts(4)));
    assert_eq!(server.sent(client.send(GetOfOnce {})).await, 4);
}

#[endpoint(POST "/orders" -> Json, idempotency_key = "Request-Key")]
struct AddOrder {}

#[endpoint(POST "/orders" -> Json, idempotency_key = "Request-Key")]
struct AddOrderAs<'a> {
    #[header("request-key")]
    key: Option<&'a str>,
}

#[endpoint(POST "/orders")]
struct AddOrderOnce {}

#[endpoint(POST "/orders", idempotent)]
struct AddOrderTwice {}

#[endpoint(POST "/orders", idempotency_key = "Request-Key", retry = never)]
struct AddOrderNever {}

fn fine() -> Reply {
    Reply::json(200, "{}")
}

fn assert_is_version_4(key: &str) {
    let id = Uuid::parse_str(key).unwrap();
    assert_eq!(key, id.hyphenated().to_string());
    assert_eq!(id.get_version_num(), 4, "{key}");
    assert_eq!(id.get_variant(), Variant::RFC4122, "{key}");
}

#[tokio::test]
async fn each_call_has_a_new_key_which_is_a_uuid_of_version_4() {
    let server = Server::new();
    let client = server.client(Client::builder(BASE));
    for _ in 0..3 {
        server.memory.reply(fine());
        client.send(AddOrder {}).await.unwrap();
    }
    for dice in [0, u64::MAX] {
        server.clock.throw(dice);
        server.memory.reply(fine());
        client.send(AddOrder {}).await.unwrap();
    }
    let mut keys = server.headers("request-key");
    for key in &keys {
        assert_is_version_4(key);
    }
    keys.sort();
    keys.dedup();
    assert_eq!(keys.len(), 5, "{keys:?}");
}

#[tokio::test]
async fn all_attempts_of_a_call_have_one_key() {
    let server = Server::new();
    let client = server.client(Client::builder(BASE));
    let throttled = Reply::new(429).header("retry-after", "1");
    for reply in [throttled, unavailable(), fine()] {
        server.memory.reply(reply);
    }
    let (came, waits) = server.clock.run(client.send(AddOrder {})).await;
    assert_eq!(came.unwrap().meta.attempts, 3);
    assert_eq!(waits[0], Duration::from_secs(1));
    let keys = server.headers("request-key");
    assert_eq!(keys, [keys[0].as_str(); 3]);
}

#[tokio::test]
async fn the_callers_key_goes_before_one_that_is_made() {
    let server = Server::new();
    let client = server.client(Client::builder(BASE));
    let of_field = |key| client.send(AddOrderAs { key });
    for call in [
        of_field(Some("field")),
        of_field(Some("field")).idempotency_key("call"),
        of_field(None).idempotency_key("call"),
        of_field(None).header("Request-Key", "header"),
        of_field(None),
    ] {
        server.memory.reply(unavailable());
        server.memory.reply(fine());
        server.clock.run(call).await.0.unwrap();
    }
    let keys = server.headers("request-key");
    let given = [
        "field", "field", "call", "call", "call", "call", "header", "header",
    ];
    assert_eq!(keys[..8], given);
    assert_is_version_4(&keys[8]);
    assert_eq!(keys[8..], [keys[8].as_str(); 2]);
    let sent = server.memory.sent();
    assert!(
        sent.iter()
            .all(|sent| !sent.headers.contains_key("idempotency-key"))
    );
}

#[tokio::test]
async fn a_post_is_sent_again_where_it_has_a_key_or_says_that_it_may_be() {
    for failing in [Reply::new(500), Reply::fails(Failure::Interrupted)] {
        let server = Server::always(&failing);
        let client = server.client(Client::builder(BASE));
        assert_eq!(server.sent(client.send(AddOrder {})).await, 3);
        assert_eq!(server.sent(client.send(AddOrderOnce {})).await, 1);
        let with_key = client.send(AddOrderOnce {}).idempotency_key("k");
        assert_eq!(server.sent(with_key).await, 3);
        assert_eq!(server.sent(client.send(AddOrderTwice {})).await, 3);
        assert_eq!(server.sent(client.send(AddOrderNever {})).await, 1);
    }
}

#[tokio::test]
async fn only_what_is_declared_with_a_key_has_one() {
    let server = Server::new();
    let client = server.client(Client::builder(BASE));
    server.memory.reply(fine());
    client.send(AddOrderTwice {}).await.unwrap();
    server.memory.reply(fine());
    client.send(AddOrderNever {}).await.unwrap();
    let sent = server.memory.sent();
    assert!(!sent[0].headers.contains_key("request-key"));
    assert!(!sent[0].headers.contains_key("idempotency-key"));
    assert!(sent[1].headers.contains_key("request-key"));
}
