//! Bodies as streams of bytes: what is known of them, and the ways to take them.

use std::future::poll_fn;
use std::io;
use std::pin::Pin;
use std::time::Duration;

use endpoint::transport::Reply;
use endpoint::{CallError, Client, Download, Endpoint, ErrorKind, SuccessFlag, endpoint, json_api};
use futures_core::Stream;

use crate::support::{
    After, HandClock, WireServer, answering, builder, failed, memory, redirect_to, refused,
    response,
};

#[endpoint(GET "/file" -> Download)]
struct GetFile {}

#[endpoint(GET "/file" -> Download, redirect = follow)]
struct FollowFile {}

#[endpoint(HEAD "/file" -> Download)]
struct LookAtFile {}

#[endpoint(GET "/file" -> Download, limit = 8)]
struct GetSmall {}

#[endpoint(GET "/file" -> Download, envelope = SuccessFlag)]
struct GetFlagged {}

#[endpoint(GET "/file" -> Download, envelope = endpoint::JsonApi, error = json_api::Errors)]
struct GetDocument {}

/// A file in three pieces.
fn file() -> Reply {
    Reply::new(200)
        .header("x-request-id", "req-1")
        .body("01")
        .body("234")
        .body("56789")
}

async fn download(reply: Reply) -> Download {
    let file = answering([reply]).send(GetFile {}).await;
    file.unwrap().into_inner()
}

fn assert_cut(error: &CallError) {
    assert_eq!(error.kind(), ErrorKind::Interrupted, "{error}");
    assert!(error.is_retryable());
    assert_eq!(error.answer().unwrap().status, 200);
    assert!(
        error.to_string().starts_with("GetFile (GET /file): "),
        "{error}"
    );
}

/// The error within an error of a reader.
fn call_error(error: &io::Error) -> &CallError {
    error.get_ref().unwrap().downcast_ref().unwrap()
}

#[tokio::test]
async fn a_file_is_taken_piece_by_piece() {
    let mut file = download(file()).await;
    for piece in ["01", "234", "56789"] {
        assert_eq!(file.chunk().await.unwrap().unwrap(), piece);
    }
    assert_eq!(file.chunk().await.unwrap(), None);
    assert_eq!(file.chunk().await.unwrap(), None);
}

#[tokio::test]
async fn a_file_is_a_stream_and_a_reader() {
    use tokio::io::AsyncReadExt as _;

    let mut streamed = download(file()).await;
    let mut pieces = Vec::new();
    while let Some(piece) = poll_fn(|context| Pin::new(&mut streamed).poll_next(context)).await {
        pieces.push(piece.unwrap());
    }
    assert_eq!(pieces, ["01", "234", "56789"]);

    let mut read = download(file()).await;
    let mut four = [0; 4];
    read.read_exact(&mut four).await.unwrap();
    assert_eq!(&four, b"0123");
    let mut rest = String::new();
    read.read_to_string(&mut rest).await.unwrap();
    assert_eq!(rest, "456789");
    assert_eq!(read.read(&mut four).await.unwrap(), 0);
}

#[tokio::test]
async fn a_file_goes_into_a_writer() {
    let mut to = Vec::new();
    assert_eq!(download(file()).await.write_to(&mut to).await.unwrap(), 10);
    let written = download(file()).await.write_to_std(&mut to).await;
    assert_eq!(written.unwrap(), 10);
    assert_eq!(to, b"01234567890123456789");
    assert_eq!(
        download(file()).await.bytes(10).await.unwrap(),
        "0123456789"
    );
    assert_eq!(download(Reply::new(200)).await.bytes(0).await.unwrap(), "");
}

#[tokio::test]
async fn a_writer_that_fails_is_told_from_a_lost_connection() {
    /// Takes three bytes and no more.
    struct Full(usize);

    impl io::Write for Full {
        fn write(&mut self, bytes: &[u8]) -> io::Result<usize> {
            let room = self.0.min(bytes.len());
            self.0 -= room;
            if room == 0 {
                return Err(io::ErrorKind::StorageFull.into());
            }
            Ok(room)
        }

        fn flush(&mut self) -> io::Result<()> {
            Ok(())
        }
    }

    let mut file_to_std = download(file()).await;
    let error = file_to_std.write_to_std(Full(3)).await.unwrap_err();
    assert_eq!(error.kind(), ErrorKind::Write);
    let source = std::error::Error::source(&error).unwrap();
    let source = source.downcast_ref::<io::Error>().unwrap();
    assert_eq!(source.kind(), io::ErrorKind::StorageFull);
    assert_eq!(error.request_id(), Some("req-1"));
    assert_eq!(file_to_std.chunk().await.unwrap(), None);

    let (here, there) = tokio::io::duplex(4);
    drop(there);
    let error = download(file()).await.write_to(here).await.unwrap_err();
    assert_eq!(error.kind(), ErrorKind::Write);
    let full = io::Cursor::new(vec![0; 3].into_boxed_slice());
    let error = download(file()).await.write_to(full).await.unwrap_err();
    assert_eq!(error.kind(), ErrorKind::Write);
}

#[tokio::test]
async fn length_name_and_type_are_known_from_the_head() {
    let reply = file()
        .header("content-length", "10")
        .header("content-type", "text/csv; charset=utf-8")
        .header("content-disposition", "attachment; filename=\"a b.csv\"");
    let file = download(reply).await;
    assert_eq!(file.length(), Some(10));
    assert_eq!(file.file_name(), Some("a b.csv"));
    assert_eq!(file.content_type(), Some("text/csv; charset=utf-8"));
    let shown = format!("{file:?}");
    assert!(!shown.contains("a b"), "{shown}");

    let file = download(self::file()).await;
    assert_eq!(
        (file.length(), file.file_name(), file.content_type()),
        (None, None, None)
    );
}

#[tokio::test]
async fn a_servers_path_is_reduced_to_a_name() {
    let server = WireServer::start().await;
    for (disposition, name) in [
        (
            &b"attachment; filename=\"../../etc/passwd\""[..],
            Some("passwd"),
        ),
        (
            b"attachment; filename*=UTF-8''%2e%2e%2f%2e%2e%2fa%00%0d.csv",
            Some("a.csv"),
        ),
        (b"attachment; filename=caf\xe9.csv", Some("café.csv")),
        (b"attachment; filename=\"..\"", None),
    ] {
        let head = [
            b"HTTP/1.1 200 OK\r\nContent-Length: 0\r\nContent-Disposition: ",
            disposition,
            b"\r\n\r\n",
        ];
        server.reply(head.concat(), After::KeepOpen);
        let client = Client::new(&server.url()).unwrap();
        let file = client.send(GetFile {}).await.unwrap();
        assert_eq!(file.file_name(), name);
    }
}

#[tokio::test]
async fn fewer_bytes_than_the_length_are_interrupted() {
    use tokio::io::AsyncReadExt as _;

    let short = || file().header("content-length", "11");
    let mut taken = download(short()).await;
    for _ in 0..3 {
        taken.chunk().await.unwrap().unwrap();
    }
    let error = taken.chunk().await.unwrap_err();
    assert_cut(&error);
    assert!(error.to_string().contains("10 bytes of 11"), "{error}");
    assert_eq!(taken.chunk().await.unwrap(), None);

    assert_cut(&download(short()).await.bytes(100).await.unwrap_err());
    assert_cut(
        &download(short())
            .await
            .write_to(Vec::new())
            .await
            .unwrap_err(),
    );
    assert_cut(
        &download(short())
            .await
            .write_to_std(Vec::new())
            .await
            .unwrap_err(),
    );
    let mut bytes = Vec::new();
    let mut read = download(short()).await;
    let error = read.read_to_end(&mut bytes).await;
    let error = error.unwrap_err();
    assert_eq!(error.kind(), io::ErrorKind::UnexpectedEof);
    assert_cut(call_error(&error));
}

#[tokio::test]
async fn a_lost_connection_is_interrupted_and_what_came_is_given_first() {
    let server = WireServer::start().await;
    for head in ["Content-Length: 10", "Transfer-Encoding: chunked"] {
        server.reply(
            format!("HTTP/1.1 200 OK\r\n{head}\r\n\r\n2\r\nab\r\n"),
            After::Close,
        );
        let client = Client::new(&server.url()).unwrap();
        let mut file = client.send(GetFile {}).await.unwrap();
        assert!(file.chunk().await.unwrap().is_some());
        assert_cut(&file.chunk().await.unwrap_err());
    }
}

#[tokio::test]
async fn bytes_that_nobody_decodes_are_counted_as_they_are() {
    let reply = |length| {
        let reply = file().header("content-length", length);
        reply.header("content-encoding", "br")
    };
    let mut whole = download(reply("10")).await;
    assert_eq!(whole.length(), Some(10));
    assert_eq!(whole.bytes(10).await.unwrap().len(), 10);
    assert_cut(&download(reply("11")).await.bytes(11).await.unwrap_err());
}

#[tokio::test]
async fn a_head_tells_the_length_and_has_no_body() {
    let server =
        WireServer::answering(["HTTP/1.1 200 OK\r\nContent-Length: 10\r\n\r\n".into()]).await;
    let client = Client::new(&server.url()).unwrap();
    let mut file = client.send(LookAtFile {}).await.unwrap();
    assert_eq!(file.length(), Some(10));
    assert_eq!(file.chunk().await.unwrap(), None);
}

#[tokio::test]
async fn only_a_limit_of_the_endpoint_holds_for_a_file() {
    let client = builder(&memory([file(), file()])).limit(4).build().unwrap();
    let mut whole = client.send(GetFile {}).await.unwrap();
    assert_eq!(whole.bytes(u64::MAX).await.unwrap().len(), 10);
    let mut cut = client.send(GetSmall {}).await.unwrap();
    assert_eq!(cut.chunk().await.unwrap().unwrap(), "01");
    assert_eq!(cut.chunk().await.unwrap().unwrap(), "234");
    let error = cut.chunk().await.unwrap_err();
    assert_eq!(error.kind(), ErrorKind::TooLarge);
    assert_eq!(cut.chunk().await.unwrap(), None);
}

#[tokio::test]
async fn more_bytes_than_are_asked_for_are_too_many() {
    let mut file = download(file()).await;
    let error = file.bytes(9).await.unwrap_err();
    assert_eq!(error.kind(), ErrorKind::TooLarge);
    assert_eq!(file.chunk().await.unwrap(), None);
}

#[tokio::test]
async fn a_file_has_no_deadline_but_may_not_stall() {
    let clock = HandClock::default();
    let client = builder(&memory([file().then_silent()]))
        .clock(clock.clone())
        .deadline(Duration::from_secs(5))
        .build()
        .unwrap();
    let mut file = client.send(GetFile {}).await.unwrap();
    clock.advance(Duration::from_secs(3_600));
    for _ in 0..3 {
        file.chunk().await.unwrap().unwrap();
    }
    let (error, waited) = clock.expire(Box::pin(file.chunk())).await;
    assert_eq!(error.unwrap_err().kind(), ErrorKind::Stalled);
    assert_eq!(waited, Duration::from_secs(20));
}

#[tokio::test]
async fn a_document_in_place_of_the_file_may_be_a_refusal() {
    let no = r#"{"success": false, "error": "not ready"}"#;
    let client = answering([
        Reply::json(200, no),
        Reply::json(200, "{\"success\"").body(": true}"),
        Reply::new(200)
            .header("content-type", "application/zip")
            .body(no),
        Reply::json(409, no),
    ]);
    let refusal = refused(client.send(GetFlagged {}).await);
    assert_eq!(refusal.message(), Some("not ready"));
    for expected in [r#"{"success": true}"#, no] {
        let mut file = client.send(GetFlagged {}).await.unwrap();
        assert_eq!(file.bytes(100).await.unwrap(), expected);
    }
    assert_eq!(refused(client.send(GetFlagged {}).await).status(), 409);

    let errors = r#"{"errors": [{"title": "not ready"}]}"#;
    let reply = Reply::new(200)
        .header("content-type", "application/vnd.api+json")
        .body(errors);
    let refusal = refused(answering([reply]).send(GetDocument {}).await);
    assert_eq!(refusal.message(), Some("not ready"));
}

#[tokio::test]
async fn a_document_that_is_longer_than_any_refusal_is_a_file() {
    let piece = bytes::Bytes::from(vec![b'1'; 50 << 10]);
    let reply = (0..4).fold(Reply::json(200, ""), |reply, _| reply.body(piece.clone()));
    let mut file = answering([reply]).send(GetFlagged {}).await.unwrap();
    assert_eq!(file.bytes(u64::MAX).await.unwrap().len(), 200 << 10);
}

#[tokio::test]
async fn where_no_envelope_can_say_no_a_document_is_not_waited_for() {
    let mut file = download(Reply::json(200, "[").then_silent()).await;
    assert_eq!(file.chunk().await.unwrap().unwrap(), "[");
}

#[tokio::test]
async fn a_file_behind_a_redirect_is_found() {
    let there = WireServer::answering([response("200 OK", "", "file")]).await;
    let location = format!("{}/f", there.url());
    let here = WireServer::answering([redirect_to(&location), redirect_to(&location)]).await;
    let client = Client::new(&here.url()).unwrap();
    let mut file = client.send(FollowFile {}).await.unwrap();
    assert_eq!(file.bytes(10).await.unwrap(), "file");
    assert_eq!(there.request().header("accept").as_deref(), Some("*/*"));
    let refusal = refused(client.send(GetFile {}).await);
    assert_eq!(refusal.location(), Some(&*location));
}

#[tokio::test]
async fn a_file_that_is_dropped_half_way_does_no_harm_to_the_next() {
    let server = WireServer::start().await;
    let head = "HTTP/1.1 200 OK\r\nContent-Length: 1000000\r\n\r\n";
    server.reply(format!("{head}{}", "x".repeat(1_000)), After::KeepOpen);
    server.reply(response("200 OK", "", "next"), After::KeepOpen);
    let client = Client::new(&server.url()).unwrap();
    let mut file = client.send(GetFile {}).await.unwrap();
    file.chunk().await.unwrap().unwrap();
    drop(file);
    let mut file = client.send(GetFile {}).await.unwrap();
    assert_eq!(file.bytes(10).await.unwrap(), "next");
}

#[tokio::test]
async fn a_file_is_read_from_an_answer_that_came_by_other_means() {
    let answer = http::Response::builder()
        .header("content-disposition", "inline; filename=a")
        .body("file".into())
        .unwrap();
    let mut file = GetFile::decode(answer).unwrap();
    assert_eq!(file.file_name(), Some("a"));
    assert_eq!(file.bytes(4).await.unwrap(), "file");
}

#[tokio::test]
async fn an_answer_that_does_not_begin_is_late_as_always() {
    let clock = HandClock::default();
    let memory = memory([Reply::silent()]);
    let client = builder(&memory).clock(clock.clone()).build().unwrap();
    let (result, waited) = clock.expire(client.send(GetFile {})).await;
    assert_eq!(failed(result).kind(), ErrorKind::Timeout);
    assert_eq!(waited, Duration::from_secs(30));
}

/// A stream can be handed to another thread, and shared, before it is taken.
#[test]
fn streams_are_send_and_sync() {
    fn assert<T: Send + Sync + Unpin + 'static>() {}

    assert::<Download>();
    assert::<endpoint::Events<std::cell::Cell<u8>>>();
    assert::<endpoint::Lines<std::rc::Rc<u8>>>();
}

#[test]
fn a_file_is_a_reader_for_those_who_do_not_await() {
    use std::io::Read as _;

    let short = file().header("content-length", "11");
    let memory = memory([file(), short]);
    let client = builder(&memory).build_blocking().unwrap();
    let mut whole = client.send(GetFile {}).wait().unwrap();
    let mut four = [0; 4];
    whole.read_exact(&mut four).unwrap();
    assert_eq!(&four, b"0123");
    let mut rest = String::new();
    assert_eq!(whole.read(&mut []).unwrap(), 0);
    whole.read_to_string(&mut rest).unwrap();
    assert_eq!(rest, "456789");

    let mut short = client.send(GetFile {}).wait().unwrap();
    let error = io::copy(&mut *short, &mut io::sink()).unwrap_err();
    assert_eq!(error.kind(), io::ErrorKind::UnexpectedEof);
    assert_cut(call_error(&error));
}

#[tokio::test]
async fn a_file_of_an_async_client_is_no_reader_without_await() {
    let mut file = download(file()).await;
    let error = io::copy(&mut file, &mut io::sink()).unwrap_err();
    assert_eq!(call_error(&error).kind(), ErrorKind::Blocking);
}

#[tokio::test]
async fn what_a_reader_left_of_a_piece_comes_before_the_next() {
    use tokio::io::AsyncReadExt as _;

    let mut file = download(file()).await;
    let mut start = [0; 3];
    file.read_exact(&mut start).await.unwrap();
    let mut rest = Vec::new();
    assert_eq!(file.write_to_std(&mut rest).await.unwrap(), 7);
    assert_eq!((&start, &*rest), (b"012", &b"3456789"[..]));
}

#[tokio::test]
async fn an_interrupted_stream_says_how_much_was_taken() {
    let mut file = download(file().then_interrupted()).await;
    assert_eq!(file.chunk().await.unwrap().unwrap(), "01");
    let error = file.bytes(100).await.unwrap_err();
    assert_cut(&error);
    assert_eq!(error.answer().unwrap().bytes, "23456789");
    let taken = "8 bytes of body behind 2 that were taken";
    assert!(error.to_string().contains(taken), "{error}");
}
