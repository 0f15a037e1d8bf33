//! Bodies that can be sent again, and those that cannot. Files are opened beside, so no clock is turned
//! meanwhile: the delays are nothing.

use std::convert::Infallible;
use std::pin::Pin;
use std::sync::Mutex;
use std::task::{Context, Poll};

use bytes::Bytes;
use endpoint::transport::{Failure, Memory, Reply};
use endpoint::{Client, ErrorKind, File, Hooks, NoContent, Retrying, Upload, endpoint};
use futures_core::Stream;

use super::{builder_at, throttled};
use crate::support::{HandClock, TempFile, failed, memory, refused};

#[endpoint(PUT "/file" -> NoContent)]
struct PutFile {
    #[body]
    file: Upload,
}

#[endpoint(PUT "/form" -> NoContent)]
struct PutForm {
    #[part]
    name: &'static str,
    #[part]
    file: File,
}

struct Once(Option<Bytes>);

impl Stream for Once {
    type Item = Result<Bytes, Infallible>;

    fn poll_next(mut self: Pin<&mut Self>, _: &mut Context<'_>) -> Poll<Option<Self::Item>> {
        Poll::Ready(self.0.take().map(Ok))
    }
}

fn once() -> Upload {
    Upload::from_stream(Once(Some("content".into())))
}

fn answers<const N: usize>(replies: [Reply; N]) -> (Memory, Client) {
    let (clock, memory) = (HandClock::default(), memory(replies));
    let builder = builder_at(&clock, &memory);
    clock.throw(0);
    (memory, builder.build().unwrap())
}

fn done() -> Reply {
    Reply::new(204)
}

#[tokio::test]
async fn a_body_that_can_be_read_again_is_the_same_each_time() {
    let path = TempFile::with("retried", b"content");
    let uploads = || {
        [
            Upload::from_bytes("content"),
            Upload::from_path(path.path()),
        ]
    };
    for file in uploads() {
        let (memory, client) =
            answers([Reply::new(503), Reply::fails(Failure::Interrupted), done()]);
        let result = client.send(PutFile { file }).await;
        assert_eq!(result.unwrap().meta.attempts, 3);
        let bodies: Vec<Bytes> = memory.sent().into_iter().map(|sent| sent.body).collect();
        assert_eq!(bodies, ["content"; 3]);
        let lengths: Vec<_> = memory.sent().into_iter().map(|sent| sent.length).collect();
        assert_eq!(lengths, [Some(7); 3]);
    }
}

#[tokio::test]
async fn a_multipart_body_keeps_its_boundary() {
    let (memory, client) = answers([Reply::new(503), done()]);
    let file = File::from(Upload::from_bytes("content"));
    let result = client.send(PutForm { name: "n", file }).await;
    assert_eq!(result.unwrap().meta.attempts, 2);
    let [first, second] = &memory.sent()[..] else {
        panic!("two were sent");
    };
    assert_eq!(
        (&first.headers, &first.body),
        (&second.headers, &second.body)
    );
    assert!(String::from_utf8_lossy(&second.body).contains("content"));
}

#[tokio::test]
async fn a_body_that_can_be_read_once_is_sent_once_whatever_happens() {
    assert!(!once().is_repeatable());
    for reply in [
        Reply::new(503),
        throttled("1"),
        Reply::fails(Failure::Connect),
        Reply::fails(Failure::Unprocessed),
        Reply::fails(Failure::Interrupted),
    ] {
        let (memory, client) = answers([reply, done()]);
        let result = client.send(PutFile { file: once() }).await;
        let error = result.unwrap_err();
        assert_eq!((error.attempts(), memory.sent().len()), (1, 1));
        assert!(error.is_retryable());
        let text = error.to_string();
        assert!(
            text.contains("[not tried again: its body can be sent only once]"),
            "{text}"
        );
    }
}

#[tokio::test]
async fn one_part_that_can_be_read_once_is_enough() {
    let (memory, client) = answers([Reply::new(503), done()]);
    let file = File::from(once());
    let result = client.send(PutForm { name: "n", file }).await;
    assert!(refused(result).to_string().contains("only once"));
    assert_eq!(memory.sent().len(), 1);
}

#[tokio::test]
async fn what_would_not_have_been_tried_again_says_nothing_of_its_body() {
    let (_, client) = answers([Reply::new(404)]);
    let result = client.send(PutFile { file: once() }).await;
    assert!(!result.unwrap_err().to_string().contains("once"));
}

/// Removes a file when a call is to be tried again.
struct Remove(Mutex<Option<TempFile>>);

impl Hooks for Remove {
    fn on_retry(&self, _: &Retrying<'_>) {
        self.0.lock().unwrap().take();
    }
}

#[tokio::test]
async fn a_file_that_is_gone_at_the_next_attempt_ends_the_call() {
    let path = TempFile::with("gone", b"content");
    let file = Upload::from_path(path.path());
    let (clock, memory) = (HandClock::default(), memory([Reply::new(503), done()]));
    let builder = builder_at(&clock, &memory).hooks(Remove(Mutex::new(Some(path))));
    clock.throw(0);
    let error = failed(builder.build().unwrap().send(PutFile { file }).await);
    assert_eq!((error.kind(), error.attempts()), (ErrorKind::Upload, 1));
    assert_eq!(error.last_status().unwrap(), 503);
    assert_eq!(error.retried().len(), 1);
    assert_eq!(memory.sent().len(), 1);
}
