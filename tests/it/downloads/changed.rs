//! Files that are not the same any more, and servers that do not give what they are asked for.

use endpoint::transport::Reply;
use endpoint::{Download, ErrorKind, SuccessFlag, endpoint};

use super::{FILE, GetFile, asked, behind, part, plain, rest, taken, trying, whole};
use crate::support::{refused, shown};

fn cut() -> Reply {
    whole("0123").then_interrupted()
}

/// Another file under the same name.
fn other() -> Reply {
    Reply::new(200)
        .header("content-length", "5")
        .header("etag", "\"2\"")
        .body("other")
}

fn beyond(total: &str) -> Reply {
    Reply::new(416).header("content-range", &format!("bytes */{total}"))
}

/// Answers that say, each in its way, that the file is another one by now.
fn changes() -> Vec<Reply> {
    let part = |range: &str, etag: &str| {
        let reply = Reply::new(206).header("content-range", range);
        reply.header("etag", etag).body("456789")
    };
    vec![
        part("bytes 4-9/10", "\"2\""),
        part("bytes 4-9/10", "W/\"1\""),
        part("bytes 4-9/11", "\"1\""),
        part("bytes 5-9/10", "\"1\""),
        part("bytes 0-9/10", "\"1\""),
        part("bytes 4-10/11", "\"1\""),
        part("bytes 4-12/*", "\"1\""),
        part("bytes 4-3/10", "\"1\""),
        part("items 4-9/10", "\"1\""),
        Reply::new(206).body("456789"),
        Reply::new(412),
        Reply::new(416),
        beyond("4"),
        beyond("3"),
        beyond("10"),
    ]
}

#[tokio::test]
async fn a_stream_says_that_its_file_changed() {
    for change in changes() {
        let shape = format!("{change:?}");
        let (client, memory) = trying([cut(), change]);
        let mut file = client.send(GetFile {}).await.unwrap();
        let (all, error) = taken(&mut file).await;
        let error = error.unwrap();
        assert_eq!(
            (&*all, error.kind()),
            ("0123", ErrorKind::Changed),
            "{shape}"
        );
        assert!(error.is_retryable());
        assert_eq!(error.attempts(), 2);
        assert_eq!(error.retried().len(), 1);
        assert_eq!(asked(&memory), [plain(), behind(4)]);
        assert_eq!(file.chunk().await.unwrap(), None);
    }
}

#[tokio::test]
async fn what_is_collected_in_memory_begins_anew_with_the_file_that_is_there() {
    for change in changes() {
        let shape = format!("{change:?}");
        let (client, memory) = trying([cut(), change, other()]);
        let file = client.download("/file").bytes().await.unwrap();
        assert_eq!(&file[..], b"other", "{shape}");
        assert_eq!(file.meta.attempts, 3);
        assert_eq!(file.meta.raw_headers.text("etag"), Some("\"2\""));
        assert_eq!(asked(&memory), [plain(), behind(4), plain()]);
    }
}

#[tokio::test]
async fn a_server_that_ignores_ranges_begins_anew_with_the_same_answer() {
    for reply in [whole(FILE), other()] {
        let (client, memory) = trying([cut(), reply]);
        let mut file = client.send(GetFile {}).await.unwrap();
        let all = file.bytes(10).await.unwrap();
        assert!(all == FILE || all == "other");
        assert_eq!(asked(&memory), [plain(), behind(4)]);
    }
}

#[tokio::test]
async fn a_stream_cannot_go_on_where_ranges_are_ignored() {
    for (reply, kind) in [
        (whole(FILE), ErrorKind::Interrupted),
        (other(), ErrorKind::Changed),
    ] {
        let (client, memory) = trying([cut(), reply]);
        let mut file = client.send(GetFile {}).await.unwrap();
        let (all, error) = taken(&mut file).await;
        let error = error.unwrap();
        assert_eq!((&*all, error.kind()), ("0123", kind));
        assert_eq!(error.attempts(), 2);
        assert_eq!(memory.sent().len(), 2);
    }
}

#[tokio::test]
async fn a_file_begins_as_often_as_a_call_is_tried() {
    let further = || {
        [
            cut(),
            whole("01234").then_interrupted(),
            whole("012345").then_interrupted(),
        ]
    };
    let (client, memory) = trying(further());
    let mut file = client.send(GetFile {}).await.unwrap();
    let error = file.bytes(10).await.unwrap_err();
    assert_eq!(error.kind(), ErrorKind::Interrupted);
    assert_eq!(error.answer().unwrap().bytes, "012345");
    assert_eq!(asked(&memory), [plain(), behind(4), plain()]);
    assert_eq!((error.attempts(), error.retried().len()), (3, 0));

    let change = || Reply::new(412);
    let (client, memory) = trying([cut(), change(), cut(), change(), cut(), change(), cut()]);
    let error = client.download("/file").bytes().await.unwrap_err();
    assert_eq!(error.kind(), Some(ErrorKind::Changed));
    assert_eq!(memory.sent().len(), 6);
}

#[tokio::test]
async fn more_bytes_than_the_head_says_are_an_error() {
    let mut streams = Vec::new();
    for replies in [
        [whole("0123456789x"), other()],
        [cut(), rest(4, "456789x")],
        [cut(), part(4, 6, "456789")],
    ] {
        let (client, _) = trying(replies.clone());
        let mut file = client.send(GetFile {}).await.unwrap();
        let (all, error) = taken(&mut file).await;
        let error = error.unwrap();
        assert_eq!(error.kind(), ErrorKind::Decode);
        assert!(error.to_string().contains("more came than the"), "{error}");
        streams.push(all);
        let (client, _) = trying(replies);
        let error = client.download("/file").bytes().await.unwrap_err();
        assert_eq!(error.kind(), Some(ErrorKind::Decode));
    }
    assert_eq!(streams, ["", "0123", "0123"]);
}

#[tokio::test]
async fn a_part_that_nobody_asked_for_is_no_file() {
    let (client, memory) = trying([rest(4, "456789"), rest(4, "456789")]);
    let refusal = refused(client.download("/file").bytes().await);
    assert_eq!((refusal.status().as_u16(), memory.sent().len()), (206, 1));
}

#[tokio::test]
async fn a_refusal_ends_it_and_tells_no_secret() {
    let denied = Reply::new(403)
        .header("x-request-id", "r2")
        .body("<Error>planted</Error>");
    let (client, memory) = trying([cut(), denied]);
    let link = "https://files.test/a?X-Signature=planted";
    let mut file = client.download(link).stream().await.unwrap();
    let (all, error) = taken(&mut file).await;
    let error = error.unwrap();
    assert_eq!((&*all, error.kind()), ("0123", ErrorKind::Refused));
    assert_eq!(error.answer().unwrap().status, 403);
    assert_eq!((error.request_id(), error.attempts()), (Some("r2"), 2));
    assert!(!shown(&error).contains("planted"), "{error}");
    assert!(!format!("{file:?}").contains("planted"));
    assert_eq!(asked(&memory), [plain(), behind(4)]);
}

#[endpoint(GET "/file" -> Download, envelope = SuccessFlag)]
struct GetFlagged {}

/// A document in place of the file is no file because another one had begun.
#[tokio::test]
async fn a_file_does_not_begin_anew_with_the_envelopes_no() {
    let no = || Reply::json(200, r#"{"success": false, "error": "expired"}"#);
    let (client, _) = trying([cut(), no()]);
    let mut file = client.send(GetFlagged {}).await.unwrap();
    let error = file.bytes(100).await.unwrap_err();
    assert_eq!(error.kind(), ErrorKind::Refused);

    let weak = Reply::new(200).header("content-length", "10");
    let (client, _) = trying([weak.body("0123").then_interrupted(), no()]);
    let mut file = client.send(GetFlagged {}).await.unwrap();
    let error = file.bytes(100).await.unwrap_err();
    assert_eq!(error.kind(), ErrorKind::Refused);
}
