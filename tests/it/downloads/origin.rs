//! Where the rest of a file is asked for, and with whose leave.

use endpoint::auth::Bearer;
use endpoint::limit::RateLimiter;
use endpoint::transport::Reply;
use endpoint::{Client, Download, endpoint};

use super::{FILE, GetFile, asked, behind, plain, rest, taken, trying, whole};
use crate::support::{BASE, HandClock, memory};

#[endpoint(GET "/file" -> Download, redirect = follow)]
struct FollowFile {}

fn to(link: &str) -> Reply {
    Reply::new(302).header("location", link)
}

/// The API is asked, and gives a link that is fresh.
#[tokio::test]
async fn behind_a_redirect_the_endpoint_is_asked_again() {
    let memory = memory([
        to("https://files.test/a?sig=1"),
        whole("0123").then_interrupted(),
        to("https://files.test/a?sig=2"),
        rest(4, "456789"),
    ]);
    let clock = HandClock::default();
    clock.throw(0);
    let builder = Client::builder(BASE).transport(memory.clone()).clock(clock);
    let client = builder.credential(Bearer::new("t")).build().unwrap();
    let mut file = client.send(FollowFile {}).await.unwrap();
    assert_eq!(taken(&mut file).await.0, FILE);
    let sent = memory.sent();
    let urls: Vec<_> = sent.iter().map(|sent| &*sent.url).collect();
    assert_eq!(
        urls,
        [
            "https://api.test/file",
            "https://files.test/a?sig=1",
            "https://api.test/file",
            "https://files.test/a?sig=2",
        ]
    );
    let has_credential =
        |sent: &endpoint::transport::Sent| sent.headers.contains_key("authorization");
    let carried: Vec<_> = sent.iter().map(has_credential).collect();
    assert_eq!(carried, [true, false, true, false]);
    assert_eq!(asked(&memory)[3], behind(4));
}

#[tokio::test]
async fn the_rest_is_asked_for_with_nothing_of_the_clients() {
    let memory = memory([whole("0123").then_interrupted(), rest(4, "456789")]);
    let builder = Client::builder(BASE).transport(memory.clone());
    let builder = builder.header("x-tenant", "7").query("version", "1");
    let client = builder.credential(Bearer::new("t")).build().unwrap();
    let file = client.download("https://files.test/a?sig=1").bytes().await;
    assert_eq!(&file.unwrap()[..], FILE.as_bytes());
    for sent in memory.sent() {
        assert_eq!(sent.url, "https://files.test/a?sig=1");
        let mut names: Vec<_> = sent.headers.keys().map(http::HeaderName::as_str).collect();
        names.retain(|name| !matches!(*name, "range" | "if-match"));
        names.sort_unstable();
        assert_eq!(names, ["accept", "accept-encoding", "user-agent"]);
    }
}

/// With one request at once, the next waits for ever for one that is not given back.
#[tokio::test]
async fn leave_is_given_back_before_the_rest_is_asked_for() {
    let weak = || {
        let reply = Reply::new(200).header("content-length", "10");
        reply.body("0123")
    };
    for replies in [
        [
            whole("0123").then_interrupted(),
            rest(4, "456789"),
            whole(FILE),
        ],
        [whole("0123"), Reply::new(412), whole(FILE)],
        [whole("0123"), rest(5, "56789"), whole(FILE)],
        [weak(), weak().then_interrupted(), whole(FILE)],
    ] {
        let memory = memory(replies);
        let clock = HandClock::default();
        clock.throw(0);
        let limiter = RateLimiter::in_flight_only(1);
        let builder = Client::builder(BASE).transport(memory).clock(clock);
        let client = builder.rate_limiter(limiter.clone()).build().unwrap();
        let mut file = client.send(GetFile {}).await.unwrap();
        assert_eq!(limiter.in_flight_now(), 1);
        assert_eq!(file.bytes(10).await.unwrap(), FILE);
        assert_eq!(limiter.in_flight_now(), 0);
    }
}

#[tokio::test]
async fn a_file_that_fails_gives_leave_back() {
    let memory = memory([whole("0123").then_interrupted(), Reply::new(412)]);
    let limiter = RateLimiter::in_flight_only(1);
    let builder = Client::builder(BASE).transport(memory);
    let client = builder.rate_limiter(limiter.clone()).build().unwrap();
    let mut file = client.send(GetFile {}).await.unwrap();
    taken(&mut file).await.1.unwrap();
    assert_eq!(limiter.in_flight_now(), 0);
}

#[tokio::test]
async fn a_call_keeps_what_it_says_when_the_rest_is_asked_for() {
    let (client, memory) = trying([whole("0123").then_interrupted(), rest(4, "456789")]);
    let call = client.send(GetFile {}).header("x-tenant", "7");
    let mut file = call.query("format", "csv").await.unwrap();
    assert_eq!(file.bytes(10).await.unwrap(), FILE);
    assert_eq!(asked(&memory), [plain(), behind(4)]);
    for sent in memory.sent() {
        assert_eq!(sent.headers["x-tenant"], "7");
        assert_eq!(sent.url, "https://api.test/file?format=csv");
    }
}
