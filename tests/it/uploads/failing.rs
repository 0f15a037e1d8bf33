//! Files, readers and streams that fail: before anything is sent, or on the way.

use std::io::{self, Read as _};

use endpoint::transport::Reply;
use endpoint::{Accepts, CallError, Endpoint, ErrorKind, File, Undescribed, Upload, auth};

use super::{Calling, PostFiles, PutModel, Stream, failing, server};
use crate::support::{TempFile, client, failed, memory, shown};

/// A server to which the upload fails, and why it did; the server never sees a whole request.
async fn fault<E>(endpoint: E) -> CallError
where
    E: Endpoint<Api = Undescribed> + Accepts<auth::Anonymous>,
{
    let (server, client) = server().await;
    let error = failed(
        client
            .send(endpoint)
            .raw()
            .await
            .map_err(endpoint::Error::<()>::Call),
    );
    assert_eq!(error.kind(), ErrorKind::Upload, "{error}");
    server.ended(1).await;
    assert!(server.requests().is_empty());
    error
}

#[tokio::test]
async fn a_reader_or_stream_that_fails_ends_the_request_and_is_the_cause() {
    for model in [
        Upload::from_reader(failing()),
        Upload::from_reader(failing()).length(1000),
        Upload::from_stream(Stream::of(["some"]).then_failing()),
        Upload::from_stream(Stream::of(["some"]).then_failing()).length(1000),
    ] {
        let error = fault(PutModel { model }).await;
        assert_eq!(
            error.to_string(),
            "PutModel (PUT /models/1): the body could not be read to its end; \
             look at the cause, and at where it comes from"
        );
        assert!(shown(&error).contains("the disk is gone"));
        assert_eq!(error.path(), Some("body"));
    }
}

#[tokio::test]
async fn a_stream_that_is_shorter_or_longer_than_declared_is_told() {
    for (model, what) in [
        (
            Upload::from_reader(&b"content"[..]).length(8),
            "ended after 7 bytes, where 8 were declared",
        ),
        (
            Upload::from_stream(Stream::of(["con"])).length(7),
            "ended after 3 bytes, where 7 were declared",
        ),
        (
            Upload::from_stream(Stream::of(["content"])).length(6),
            "goes on behind the 6 bytes that were declared",
        ),
        (
            Upload::from_stream(Stream::of(["con", "tent"])).length(3),
            "goes on behind the 3 bytes that were declared",
        ),
        (
            Upload::from_reader(b"con".chain(&b"tent"[..])).length(3),
            "goes on behind the 3 bytes that were declared",
        ),
    ] {
        let error = fault(PutModel { model }).await;
        let expected = format!(
            "PutModel (PUT /models/1): the body {what}; declare its true `length`, or none"
        );
        assert_eq!(error.to_string(), expected);
    }
}

#[tokio::test]
async fn a_part_that_fails_is_named() {
    let files = PostFiles {
        first: None,
        second: File::from_reader(failing()).name("hunter2.csv"),
    };
    let error = fault(files).await;
    assert_eq!(error.path(), Some("second"));
    assert!(
        error
            .to_string()
            .contains(": the part `second` could not be read"),
        "{error}"
    );
}

#[tokio::test]
async fn a_file_that_is_cut_while_it_is_sent_is_told() {
    let file = TempFile::with("shrinks", &[b'x'; 1000]);
    let path = file.path().to_owned();
    let cut = move || drop(std::fs::write(&path, [b'x'; 10]));
    let files = PostFiles {
        first: Some(File::from_reader(Calling(cut, &b"first"[..])).length(5)),
        second: File::from_path(file.path()),
    };
    let error = fault(files).await;
    assert_eq!(
        error.to_string(),
        format!(
            "PostFiles (POST /samples): the part `second` ended after 10 of 1000 bytes: the file {} \
             has been cut while it was sent; send it when nobody writes to it",
            file.path().display()
        )
    );
}

#[tokio::test]
async fn a_file_that_is_not_there_is_named_and_nothing_is_sent() {
    let memory = memory([]);
    let client = client(&memory);
    let files = PostFiles {
        first: None,
        second: File::from_path("no/such/folder/a.csv"),
    };
    let error = failed(client.send(files).await);
    assert_eq!(error.kind(), ErrorKind::Upload);
    assert_eq!(
        error.to_string(),
        "PostFiles (POST /samples): the part `second` cannot be sent: \
         the file no/such/folder/a.csv is not there; check the path"
    );
    assert!(!error.is_retryable());
    let model = Upload::from_path("no/such/file");
    let error = failed(client.send(PutModel { model }).await);
    assert_eq!(
        error.to_string(),
        "PutModel (PUT /models/1): the body cannot be sent: the file no/such/file is not there; check the path"
    );
    assert!(memory.sent().is_empty());
}

#[tokio::test]
async fn a_folder_is_no_file() {
    let memory = memory([]);
    let model = Upload::from_path(std::env::temp_dir());
    let error = failed(client(&memory).send(PutModel { model }).await);
    assert_eq!(error.kind(), ErrorKind::Upload);
    assert!(
        error
            .to_string()
            .contains("is a folder; give the path of a file"),
        "{error}"
    );
    assert!(memory.sent().is_empty());
}

#[tokio::test]
async fn a_length_that_is_known_better_is_told_before_anything_is_sent() {
    let memory = memory([]);
    let client = client(&memory);
    let file = TempFile::with("7", b"content");
    for model in [
        Upload::from_bytes("content").length(6),
        Upload::from_path(file.path()).length(8),
    ] {
        let error = failed(client.send(PutModel { model }).await);
        assert_eq!(error.kind(), ErrorKind::Upload);
        assert!(
            error
                .to_string()
                .contains("the body is 7 bytes long, where "),
            "{error}"
        );
    }
    assert!(memory.sent().is_empty());
}

#[tokio::test]
async fn a_reader_or_stream_is_sent_once() {
    for model in [
        Upload::from_reader(&b"content"[..]),
        Upload::from_stream(Stream::of(["content"])),
    ] {
        assert!(!model.is_repeatable());
        let memory = memory([Reply::new(204)]);
        let client = client(&memory);
        client.send(PutModel { model: &model }).await.unwrap();
        let error = failed(client.send(PutModel { model: &model }).await);
        assert_eq!(error.kind(), ErrorKind::Upload);
        assert_eq!(
            error.to_string(),
            "PutModel (PUT /models/1): the body has been sent already, and a reader or stream is read once; \
             give a path or bytes to send it again"
        );
        assert_eq!(memory.sent().len(), 1);
    }
}

#[tokio::test]
async fn a_reader_that_panics_fails_the_call_alone() {
    let memory = memory([Reply::new(204)]);
    let model = Upload::from_reader(Calling(|| panic!("as the test asked"), io::empty()));
    let error = failed(client(&memory).send(PutModel { model }).await);
    assert_eq!(error.kind(), ErrorKind::Upload);
    assert!(
        error.to_string().contains("the body could not be read"),
        "{error}"
    );
}
