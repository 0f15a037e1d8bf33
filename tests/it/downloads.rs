//! Links in answers, and the files behind them.

mod changed;
mod cut;
mod ends;
mod origin;
mod patience;
mod renewed;
mod resumed;
mod storage;

use endpoint::auth::{Bearer, CookieKey};
use endpoint::transport::{Memory, Reply, Sent};
use endpoint::{CallError, Client, Download, ErrorKind, LinkError, endpoint};

use crate::support::{
    After, BASE, HandClock, WireServer, builder, client, failed, memory, once, redirect_to,
    refused, response, shown,
};

#[endpoint(GET "/file" -> Download)]
struct GetFile {}

/// What all files hold, unless a test says otherwise.
const FILE: &str = "0123456789";

/// A client that tries again, with a clock that does so at once.
fn trying<const N: usize>(replies: [Reply; N]) -> (Client, Memory) {
    let clock = HandClock::default();
    clock.throw(0);
    let memory = memory(replies);
    let client = trying_by(&memory, &clock);
    (client, memory)
}

fn trying_by(memory: &Memory, clock: &HandClock) -> Client {
    let builder = Client::builder(BASE).transport(memory.clone());
    builder.clock(clock.clone()).build().unwrap()
}

/// The file, of which this much comes.
fn whole(came: &'static str) -> Reply {
    Reply::new(200)
        .header("content-length", "10")
        .header("etag", "\"1\"")
        .body(came)
}

/// The rest of the file from there, of which this much comes.
fn rest(from: usize, came: &'static str) -> Reply {
    part(from, FILE.len(), came)
}

fn part(from: usize, end: usize, came: &'static str) -> Reply {
    Reply::new(206)
        .header("content-range", &format!("bytes {from}-{}/10", end - 1))
        .header("content-length", &(end - from).to_string())
        .header("etag", "\"1\"")
        .body(came)
}

/// What was sent, by its `Range` and `If-Match`.
fn asked(memory: &Memory) -> Vec<(Option<String>, Option<String>)> {
    let text = |sent: &Sent, name| {
        let value = sent.headers.get(name)?;
        Some(value.to_str().unwrap().to_owned())
    };
    let sent = memory.sent();
    let asked = |sent| (text(sent, "range"), text(sent, "if-match"));
    sent.iter().map(asked).collect()
}

/// A request for the file, and one for its rest.
fn plain() -> (Option<String>, Option<String>) {
    (None, None)
}

fn behind(from: usize) -> (Option<String>, Option<String>) {
    (Some(format!("bytes={from}-")), Some("\"1\"".to_owned()))
}

/// Takes a stream to its end: what came, and what it ended with.
async fn taken(file: &mut Download) -> (String, Option<CallError>) {
    let mut all = String::new();
    loop {
        match file.chunk().await {
            Ok(Some(chunk)) => all.push_str(std::str::from_utf8(&chunk).unwrap()),
            Ok(None) => return (all, None),
            Err(error) => return (all, Some(error)),
        }
    }
}

fn under(base: &str) -> Client {
    Client::builder(base).transport(memory([])).build().unwrap()
}

#[test]
fn both_relative_forms_of_a_link_mean_the_same() {
    let client = under("https://api.test/rest");
    for link in [
        "/orgs/1?starting_after=x",
        "/rest/orgs/1?starting_after=x",
        "orgs/1?starting_after=x",
        "https://api.test/rest/orgs/1?starting_after=x",
        "https://API.test:443/rest/orgs/1?starting_after=x#top",
    ] {
        let link = client.resolve(link).unwrap();
        assert_eq!(
            link.expose(),
            "https://api.test/rest/orgs/1?starting_after=x"
        );
        assert!(link.is_same_origin());
    }
}

#[test]
fn a_prefix_is_only_one_where_its_segment_ends() {
    let client = under("https://api.test/rest");
    for (link, url) in [
        ("/rest", "https://api.test/rest"),
        ("/rest?a=b", "https://api.test/rest?a=b"),
        ("/restore/1", "https://api.test/rest/restore/1"),
        ("/x/rest/1", "https://api.test/rest/x/rest/1"),
    ] {
        assert_eq!(client.resolve(link).unwrap().expose(), url);
    }
}

#[test]
fn a_foreign_link_is_known_as_such() {
    let client = under("https://api.test/rest");
    for link in [
        "https://files.test/a",
        "//files.test/a",
        "https://api.test:444/rest",
        "https://api.test.evil.test",
    ] {
        assert!(!client.resolve(link).unwrap().is_same_origin(), "{link}");
    }
}

#[test]
fn a_dangerous_link_is_refused() {
    let client = under("https://api.test/rest");
    for (link, reason) in [
        ("https://u:planted@api.test/a", LinkError::UserInfo),
        ("//planted@api.test/a", LinkError::UserInfo),
        ("http://api.test/rest/a", LinkError::Downgrade),
        ("data:text/plain,planted", LinkError::Scheme),
        ("/\\evil.test/planted", LinkError::Invalid),
        ("/a\n/planted", LinkError::Invalid),
        ("", LinkError::Invalid),
    ] {
        let error = client.resolve(link).unwrap_err();
        assert_eq!(error, reason, "{link}");
        assert!(!shown(&error).contains("planted"));
    }
}

#[tokio::test]
async fn a_download_carries_nothing_of_the_clients_but_its_name() {
    let server = WireServer::answering([response("200 OK", "ETag: \"1\"\r\n", "a,b\n1,2\n")]).await;
    let client = Client::builder(&server.url())
        .credential((Bearer::new("t"), CookieKey::new("jwt", "j")))
        .header("x-tenant", "7")
        .query("version", "1")
        .user_agent("app/1")
        .build()
        .unwrap();
    let file = client
        .download("/files/a.csv?sig=a%2Fb")
        .bytes()
        .await
        .unwrap();
    assert_eq!(&file[..], b"a,b\n1,2\n");
    assert_eq!(file.meta.raw_headers.text("etag"), Some("\"1\""));
    let request = server.request();
    assert_eq!(request.line(), "GET /files/a.csv?sig=a%2Fb HTTP/1.1");
    let names: Vec<_> = request
        .headers()
        .into_iter()
        .map(|(name, _)| name)
        .collect();
    assert_eq!(names, ["accept", "accept-encoding", "host", "user-agent"]);
    assert_eq!(request.header("accept").unwrap(), "*/*");
    assert_eq!(request.header("accept-encoding").unwrap(), "identity");
}

#[tokio::test]
async fn a_download_follows_redirects() {
    let there = WireServer::answering([response("200 OK", "", "file")]).await;
    let here = WireServer::answering([redirect_to(&format!("{}/file", there.url()))]).await;
    let client = Client::builder(&here.url())
        .credential(Bearer::new("t"))
        .build()
        .unwrap();
    assert_eq!(&client.download("/a").bytes().await.unwrap()[..], b"file");
    assert_eq!(there.request().header("authorization"), None);
}

#[tokio::test]
async fn a_dangerous_link_is_not_downloaded() {
    let memory = memory([]);
    for link in [
        "https://u:planted@files.test/a",
        "http://files.test/planted",
        "ftp://planted",
        "/\\planted",
    ] {
        let error = failed(client(&memory).download(link).bytes().await);
        assert_eq!(error.kind(), ErrorKind::Link, "{link}");
        assert!(
            error.to_string().starts_with("download (GET <link>): "),
            "{error}"
        );
        assert!(!shown(&error).contains("planted"));
    }
    assert!(memory.sent().is_empty());
}

#[tokio::test]
async fn a_refused_download_is_a_refusal() {
    let xml = "<Error><Code>AccessDenied</Code></Error>";
    let client = client(&memory([Reply::new(403)
        .header("x-amz-request-id", "A1")
        .body(xml)]));
    let refusal = refused(
        client
            .download("https://files.test/a?sig=planted")
            .bytes()
            .await,
    );
    assert_eq!(
        (refusal.status().as_u16(), &refusal.bytes()[..]),
        (403, xml.as_bytes())
    );
    assert_eq!(refusal.request_id(), Some("A1"));
    assert!(!shown(&refusal).contains("planted"));
}

#[tokio::test]
async fn a_download_that_is_cut_is_interrupted() {
    let server = WireServer::start().await;
    server.reply(
        "HTTP/1.1 200 OK\r\nContent-Length: 10\r\n\r\nhalf",
        After::Close,
    );
    let client = once(&server.url());
    let error = failed(client.download("/a").bytes().await);
    assert_eq!(error.kind(), ErrorKind::Interrupted);
    assert_eq!(&error.answer().unwrap().bytes[..], b"half");
}

#[tokio::test]
async fn a_download_may_have_a_limit_of_its_own() {
    let reply = || Reply::new(200).body("0123456789");
    let client = builder(&memory([reply(), reply()]))
        .limit(4)
        .build()
        .unwrap();
    assert_eq!(
        failed(client.download("/a").bytes().await).kind(),
        ErrorKind::TooLarge
    );
    assert_eq!(
        client.download("/a").limit(10).bytes().await.unwrap().len(),
        10
    );
}
