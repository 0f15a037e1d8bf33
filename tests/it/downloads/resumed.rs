//! Files that go on where the connection was lost.

use endpoint::transport::Reply;
use endpoint::{ByStatus, Client, Download, ErrorKind, Json, Retry, endpoint};

use super::{FILE, GetFile, asked, behind, part, plain, rest, taken, trying, whole};
use crate::support::{builder, memory};

#[tokio::test]
async fn the_rest_is_asked_for_by_range_and_strong_etag() {
    let cut = whole("0123").then_interrupted();
    let (client, memory) = trying([cut, rest(4, "456").then_interrupted(), rest(7, "789")]);
    let mut file = client.send(GetFile {}).await.unwrap();
    assert_eq!(file.length(), Some(10));
    let (all, error) = taken(&mut file).await;
    assert_eq!((&*all, error.is_none()), (FILE, true));
    assert_eq!(file.cuts(), 2);
    assert_eq!(asked(&memory), [plain(), behind(4), behind(7)]);
    for sent in memory.sent() {
        assert_eq!(sent.headers["accept-encoding"], "identity");
        assert_eq!(sent.headers["accept"], "*/*");
        assert!(!sent.headers.contains_key("cache-control"));
    }
}

#[tokio::test]
async fn fewer_bytes_than_the_length_are_no_end() {
    let (client, memory) = trying([whole("0123"), rest(4, "4567"), rest(8, "89")]);
    let mut file = client.send(GetFile {}).await.unwrap();
    assert_eq!(taken(&mut file).await.0, FILE);
    assert_eq!(asked(&memory), [plain(), behind(4), behind(8)]);
}

#[tokio::test]
async fn a_server_may_give_less_at_once_than_it_is_asked_for() {
    let (client, memory) = trying([
        whole("01").then_interrupted(),
        part(2, 5, "234"),
        part(5, 9, "5678"),
        rest(9, "9"),
    ]);
    let mut file = client.send(GetFile {}).await.unwrap();
    assert_eq!(taken(&mut file).await.0, FILE);
    assert_eq!(asked(&memory), [plain(), behind(2), behind(5), behind(9)]);
}

#[tokio::test]
async fn a_part_of_which_the_total_is_not_said_is_as_good() {
    let unknown = Reply::new(206)
        .header("content-range", "bytes 4-9/*")
        .header("etag", "\"1\"")
        .body("456789");
    let (client, _) = trying([whole("0123").then_interrupted(), unknown]);
    let mut file = client.send(GetFile {}).await.unwrap();
    assert_eq!(taken(&mut file).await.0, FILE);
}

#[tokio::test]
async fn a_file_that_is_there_is_whole_however_the_connection_ends() {
    let (client, memory) = trying([whole(FILE).then_interrupted()]);
    let mut file = client.send(GetFile {}).await.unwrap();
    let (all, error) = taken(&mut file).await;
    assert_eq!((&*all, error.is_none()), (FILE, true));
    assert_eq!(memory.sent().len(), 1);
}

/// Whether two bodies are the same is known by a strong `ETag` and a length alone.
#[tokio::test]
async fn without_a_strong_etag_or_a_length_a_stream_ends_where_it_is_cut() {
    let half = || Reply::new(200).body("0123").then_interrupted();
    for reply in [
        half().header("content-length", "10"),
        half()
            .header("content-length", "10")
            .header("etag", "W/\"1\""),
        half().header("content-length", "10").header("etag", "1"),
        half().header("etag", "\"1\""),
    ] {
        let (client, memory) = trying([reply, rest(4, "456789")]);
        let mut file = client.send(GetFile {}).await.unwrap();
        let (all, error) = taken(&mut file).await;
        assert_eq!(all, "0123");
        assert_eq!(error.unwrap().kind(), ErrorKind::Interrupted);
        assert_eq!(memory.sent().len(), 1);
    }
}

#[tokio::test]
async fn what_is_collected_in_memory_begins_anew_there() {
    let half = || Reply::new(200).body("0123").then_interrupted();
    for reply in [
        half().header("content-length", "10"),
        half()
            .header("content-length", "10")
            .header("etag", "W/\"1\""),
        half().header("etag", "\"1\""),
    ] {
        let (client, memory) = trying([reply.clone(), reply, Reply::new(200).body(FILE)]);
        let mut file = client.send(GetFile {}).await.unwrap();
        assert_eq!(file.bytes(10).await.unwrap(), FILE);
        assert_eq!(file.cuts(), 2);
        assert_eq!(asked(&memory), [plain(), plain(), plain()]);
    }
}

#[tokio::test]
async fn what_the_caller_has_taken_does_not_begin_anew() {
    let weak = Reply::new(200).header("content-length", "10");
    let weak = weak.body("01").body("23").then_interrupted();
    let (client, memory) = trying([weak, Reply::new(200).body(FILE)]);
    let mut file = client.send(GetFile {}).await.unwrap();
    assert_eq!(file.chunk().await.unwrap().unwrap(), "01");
    let error = file.bytes(10).await.unwrap_err();
    assert_eq!(error.kind(), ErrorKind::Interrupted);
    assert_eq!(error.answer().unwrap().bytes, "23");
    assert_eq!(memory.sent().len(), 1);
}

#[tokio::test]
async fn before_the_first_byte_the_request_is_as_good_as_new() {
    let head = Reply::new(200).header("content-length", "10");
    let (client, memory) = trying([head.then_interrupted(), Reply::new(200).body(FILE)]);
    let mut file = client.send(GetFile {}).await.unwrap();
    assert_eq!(taken(&mut file).await.0, FILE);
    assert_eq!(asked(&memory), [plain(), plain()]);
}

#[tokio::test]
async fn a_range_of_the_callers_own_is_gone_on_with() {
    let (client, memory) = trying([part(2, 8, "23").then_interrupted(), part(4, 8, "4567")]);
    let call = client.send(GetFile {}).header("range", "bytes=2-7");
    let mut file = call.await.unwrap();
    assert_eq!(file.length(), Some(6));
    assert_eq!(taken(&mut file).await.0, "234567");
    assert_eq!(asked(&memory)[1].0.as_deref(), Some("bytes=4-7"));
}

#[endpoint(POST "/file" -> Download, idempotent)]
struct Search {}

#[endpoint(POST "/file" -> Download)]
struct Export {}

#[tokio::test]
async fn only_a_get_is_asked_for_a_part() {
    let (client, memory) = trying([whole("0123").then_interrupted(), whole(FILE)]);
    let mut file = client.send(Search {}).await.unwrap();
    assert_eq!(
        taken(&mut file).await.1.unwrap().kind(),
        ErrorKind::Interrupted
    );
    assert_eq!(memory.sent().len(), 1);

    let (client, memory) = trying([whole("0123").then_interrupted(), whole(FILE)]);
    let mut file = client.send(Search {}).await.unwrap();
    assert_eq!(file.bytes(10).await.unwrap(), FILE);
    assert_eq!(asked(&memory), [plain(), plain()]);

    let (client, memory) = trying([whole("0123").then_interrupted(), whole(FILE)]);
    let mut file = client.send(Export {}).await.unwrap();
    assert_eq!(
        file.bytes(10).await.unwrap_err().kind(),
        ErrorKind::Interrupted
    );
    assert_eq!(memory.sent().len(), 1);
}

#[tokio::test]
async fn where_nothing_is_tried_again_a_file_is_not_gone_on_with() {
    let replies = || memory([whole("0123").then_interrupted(), rest(4, "456789")]);
    let by_client = replies();
    let client = builder(&by_client).build().unwrap();
    let mut file = client.send(GetFile {}).await.unwrap();
    assert_eq!(
        file.bytes(10).await.unwrap_err().kind(),
        ErrorKind::Interrupted
    );
    let (client, by_call) = trying([whole("0123").then_interrupted(), rest(4, "456789")]);
    let call = client.send(GetFile {}).retry(Retry::never());
    let (all, error) = taken(&mut call.await.unwrap()).await;
    assert_eq!(
        (&*all, error.unwrap().kind()),
        ("0123", ErrorKind::Interrupted)
    );
    let (client, by_link) = trying([whole("0123").then_interrupted(), rest(4, "456789")]);
    let call = client.download("/file").retry(Retry::never());
    call.bytes().await.unwrap_err();
    for memory in [by_client, by_call, by_link] {
        assert_eq!(asked(&memory), [plain()]);
    }
}

#[endpoint(HEAD "/file" -> Download)]
struct LookAtFile {}

#[tokio::test]
async fn an_empty_file_and_a_head_are_whole_at_once() {
    let empty = Reply::new(200)
        .header("content-length", "0")
        .header("etag", "\"1\"");
    let (client, memory) = trying([empty.clone(), empty, whole("")]);
    let mut file = client.send(GetFile {}).await.unwrap();
    assert_eq!(taken(&mut file).await.0, "");
    assert_eq!(&client.download("/file").bytes().await.unwrap()[..], b"");
    let mut head = client.send(LookAtFile {}).await.unwrap();
    assert_eq!(head.length(), Some(10));
    assert_eq!(head.bytes(0).await.unwrap(), "");
    assert_eq!(memory.sent().len(), 3);
}

/// What is compressed and not decoded is a file like any other.
#[tokio::test]
async fn compressed_bytes_are_gone_on_with_as_they_are() {
    let coded = |reply: Reply| reply.header("content-encoding", "br");
    let (client, memory) = trying([
        coded(whole("0123").then_interrupted()),
        coded(rest(4, "456789")),
    ]);
    let mut file = client.send(GetFile {}).await.unwrap();
    assert_eq!(file.bytes(10).await.unwrap(), FILE);
    assert_eq!(asked(&memory), [plain(), behind(4)]);
}

#[derive(ByStatus)]
enum Answer {
    #[status(200)]
    Done(Download),
    #[status(202)]
    Pending(Json),
}

#[endpoint(GET "/file" -> Answer)]
struct GetAnswer {}

async fn done(client: &Client) -> Download {
    match client.send(GetAnswer {}).await.unwrap().into_inner() {
        Answer::Done(file) => file,
        Answer::Pending(answer) => panic!("the file is there, and not {answer:?}"),
    }
}

#[tokio::test]
async fn a_file_of_one_status_goes_on_with_no_other() {
    let (client, memory) = trying([whole("0123").then_interrupted(), rest(4, "456789")]);
    assert_eq!(done(&client).await.bytes(10).await.unwrap(), FILE);
    assert_eq!(asked(&memory), [plain(), behind(4)]);

    let weak = Reply::new(200).header("content-length", "10");
    let pending = Reply::json(202, "{}");
    let (client, _) = trying([weak.body("0123").then_interrupted(), pending]);
    let error = done(&client).await.bytes(10).await.unwrap_err();
    assert_eq!(error.kind(), ErrorKind::Refused);
    assert_eq!(error.answer().unwrap().status, 202);
}
