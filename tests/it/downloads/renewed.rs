//! Links that expire.

use std::sync::Arc;
use std::sync::atomic::{AtomicUsize, Ordering};

use endpoint::transport::{Memory, Reply};
use endpoint::{Client, DownloadCall, ErrorKind};

use super::{FILE, asked, behind, plain, rest, taken, trying, whole};
use crate::support::{failed, refused, shown};

const OLD: &str = "https://files.test/a?sig=planted-0";

fn expired() -> Reply {
    Reply::new(403).body("<Error>planted-0 has expired</Error>")
}

/// Counts how often a fresh link is asked for, each with a signature of its own.
#[derive(Clone, Default)]
struct Links(Arc<AtomicUsize>);

impl Links {
    fn renew(&self, call: DownloadCall) -> DownloadCall {
        let count = Arc::clone(&self.0);
        call.renew(move || {
            let fresh = count.fetch_add(1, Ordering::Relaxed) + 1;
            async move { Ok::<_, std::io::Error>(format!("https://files.test/a?sig=planted-{fresh}")) }
        })
    }

    fn given(&self) -> usize {
        self.0.load(Ordering::Relaxed)
    }
}

fn urls(memory: &Memory) -> Vec<String> {
    memory.sent().into_iter().map(|sent| sent.url).collect()
}

fn signed(signatures: &[usize]) -> Vec<String> {
    let url = |signature| format!("https://files.test/a?sig=planted-{signature}");
    signatures.iter().map(url).collect()
}

fn renewed<const N: usize>(replies: [Reply; N]) -> (DownloadCall, Memory, Links) {
    let (client, memory) = trying(replies);
    let links = Links::default();
    (links.renew(client.download(OLD)), memory, links)
}

#[tokio::test]
async fn a_link_that_has_expired_at_the_start_is_asked_for_anew() {
    for status in [400, 401, 403, 404, 410] {
        let (call, memory, links) = renewed([Reply::new(status), whole(FILE)]);
        let file = call.bytes().await.unwrap();
        assert_eq!(&file[..], FILE.as_bytes());
        assert_eq!((links.given(), file.meta.attempts), (1, 2));
        assert_eq!(urls(&memory), signed(&[0, 1]));
    }
}

#[tokio::test]
async fn a_link_that_expires_half_way_goes_on_where_the_file_was() {
    let (call, memory, links) = renewed([
        whole("0123").then_interrupted(),
        expired(),
        rest(4, "45").then_interrupted(),
        rest(6, "67").then_interrupted(),
        expired(),
        rest(8, "89"),
    ]);
    let mut file = call.stream().await.unwrap();
    let (all, error) = taken(&mut file).await;
    assert!(error.is_none());
    assert_eq!(all, FILE);
    assert_eq!(links.given(), 2);
    assert_eq!(urls(&memory), signed(&[0, 0, 1, 1, 1, 2]));
    let expected = [
        plain(),
        behind(4),
        behind(4),
        behind(6),
        behind(8),
        behind(8),
    ];
    assert_eq!(asked(&memory), expected);
}

#[tokio::test]
async fn a_fresh_link_that_is_refused_is_the_end() {
    let (call, memory, links) = renewed([expired(), expired(), whole(FILE)]);
    let refusal = refused(call.bytes().await);
    assert_eq!(refusal.status(), 403);
    assert!(!shown(&refusal).contains("planted"), "{refusal}");
    assert_eq!((links.given(), memory.sent().len()), (1, 2));

    let nothing = || rest(4, "").then_interrupted();
    let cut = whole("0123").then_interrupted();
    let (call, memory, links) = renewed([cut, expired(), nothing(), expired(), rest(4, "456789")]);
    let error = failed(call.bytes().await);
    assert_eq!(error.kind(), ErrorKind::Refused);
    assert_eq!(error.attempts(), 4);
    assert!(!shown(&error).contains("planted"), "{error}");
    assert_eq!((links.given(), memory.sent().len()), (1, 4));
}

#[tokio::test]
async fn what_is_no_refusal_of_the_link_is_left_as_it_is() {
    let (call, _, links) = renewed([Reply::new(402)]);
    assert_eq!(refused(call.bytes().await).status(), 402);
    assert_eq!(links.given(), 0);
    let (client, memory) = trying([expired()]);
    let refusal = refused(client.download(OLD).bytes().await);
    assert_eq!(
        refusal.to_string(),
        "download (GET <link>): the API answered 403 Forbidden; the link may have expired, or not be whole: get a new one, by hand or by `.renew(..)`"
    );
    assert_eq!(memory.sent().len(), 1);
}

#[tokio::test]
async fn that_no_fresh_link_is_to_be_had_is_the_error() {
    let no = || async { Err::<String, _>(std::io::Error::other("the export is gone")) };
    for replies in [
        vec![expired()],
        vec![whole("0123").then_interrupted(), expired()],
    ] {
        let (client, memory) = trying([]);
        for reply in replies {
            memory.reply(reply);
        }
        let error = failed(client.download(OLD).renew(no).bytes().await);
        assert_eq!(error.kind(), ErrorKind::Link);
        let source = std::error::Error::source(&error).unwrap();
        assert_eq!(source.to_string(), "the export is gone");
        assert_eq!(error.answer().unwrap().status, 403);
        assert_eq!(error.attempts() as usize, memory.sent().len());
        assert!(!shown(&error).contains("planted"), "{error}");
    }
}

#[tokio::test]
async fn a_dangerous_fresh_link_is_not_followed() {
    async fn renewed_by(client: &Client, link: &'static str) -> endpoint::CallError {
        let renew = move || async move { Ok::<_, std::io::Error>(link) };
        failed(client.download(OLD).renew(renew).bytes().await)
    }
    for link in [
        "https://u:planted@files.test/a",
        "http://files.test/planted",
        "ftp://planted",
        "/\\planted",
        "",
    ] {
        let (client, memory) = trying([expired(), whole(FILE)]);
        let error = renewed_by(&client, link).await;
        assert_eq!(error.kind(), ErrorKind::Link, "{link}");
        assert!(!shown(&error).contains("planted"), "{error}");
        assert_eq!(memory.sent().len(), 1);
    }
}

#[tokio::test]
async fn a_fresh_link_may_lead_to_another_file_which_begins_anew() {
    let other = Reply::new(200).header("etag", "\"2\"").body("other");
    let cut = whole("0123").then_interrupted();
    let (call, memory, _) = renewed([cut, expired(), Reply::new(412), other]);
    assert_eq!(&call.bytes().await.unwrap()[..], b"other");
    assert_eq!(urls(&memory), signed(&[0, 0, 1, 1]));
}

#[test]
fn a_blocking_client_asks_for_a_fresh_link_by_a_function_that_may_wait() {
    let memory = Memory::new();
    let builder = Client::builder(super::BASE).transport(memory.clone());
    let client = builder.build_blocking().unwrap();
    memory.reply(expired());
    memory.reply(Reply::new(200).body("https://files.test/a?sig=planted-1"));
    memory.reply(whole(FILE));
    let asking = client.clone();
    let renew = move || {
        let link = asking.download("/link").bytes().wait()?;
        Ok::<_, endpoint::Error>(String::from_utf8_lossy(&link).into_owned())
    };
    let mut all = Vec::new();
    let written = client.download(OLD).renew(renew).to_writer(&mut all).wait();
    assert_eq!((*written.unwrap(), all), (10, FILE.as_bytes().to_vec()));
    assert_eq!(urls(&memory)[2], signed(&[1])[0]);
}
