//! What is told of an upload on its way.

use std::sync::{Arc, Mutex};

use bytes::Bytes;
use endpoint::transport::{Failure, Memory, Reply};
use endpoint::{
    Client, Endpoint as _, ErrorKind, File, Hooks, Outgoing, Retry, Upload, UploadProgress,
};
use serde::Serialize;

use super::{Calling, PostFiles, PutModel, Stream};
use crate::support::{
    BASE, HandClock, TempFile, WireServer, builder, client, failed, memory, response,
};
use crate::transports::Over;

/// How much goes at once.
const PIECE: u64 = 128 * 1024;

/// What was told, in its order.
#[derive(Debug, Clone, Default)]
pub(super) struct Told(Arc<Mutex<Vec<(&'static str, UploadProgress)>>>);

impl Told {
    /// A function that is told of what has this name.
    pub(super) fn of(
        &self,
        name: &'static str,
    ) -> impl Fn(UploadProgress) + Send + Sync + use<> + 'static {
        let told = self.clone();
        move |progress| told.0.lock().unwrap().push((name, progress))
    }

    pub(super) fn all(&self) -> Vec<UploadProgress> {
        let told = self.0.lock().unwrap();
        told.iter().map(|(_, progress)| *progress).collect()
    }

    fn sent(&self) -> Vec<u64> {
        self.all().iter().map(|progress| progress.sent).collect()
    }

    fn by_name(&self) -> Vec<(&'static str, u64)> {
        let told = self.0.lock().unwrap();
        let told = told.iter();
        told.map(|(name, progress)| (*name, progress.sent))
            .collect()
    }

    fn pairs(&self) -> Vec<(u64, Option<u64>)> {
        let pair = |progress: &UploadProgress| (progress.sent, progress.total);
        self.all().iter().map(pair).collect()
    }
}

fn done() -> Memory {
    memory([Reply::new(204)])
}

#[tokio::test]
async fn it_begins_at_nothing_and_ends_with_all() {
    let length = 2 * PIECE + 5;
    let content = vec![b'x'; usize::try_from(length).unwrap()];
    let file = TempFile::with("model.bin", &content);
    for model in [
        Upload::from_path(file.path()),
        Upload::from_bytes(content.clone()),
        Upload::from_reader(std::io::Cursor::new(content.clone())).length(length),
        Upload::from_async_read(std::io::Cursor::new(content.clone())).length(length),
    ] {
        let (memory, told) = (done(), Told::default());
        let model = model.on_progress(told.of("model"));
        client(&memory).send(PutModel { model }).await.unwrap();
        let expected = [0, PIECE, 2 * PIECE, length].map(|sent| (sent, Some(length)));
        assert_eq!(told.pairs(), expected);
        assert_eq!(memory.sent()[0].length, Some(length));
        assert!(memory.sent()[0].body == content);
    }
}

#[tokio::test]
async fn bytes_that_would_go_at_once_are_told_too() {
    let (memory, told) = (done(), Told::default());
    let model = Upload::from_bytes("content").on_progress(told.of("model"));
    client(&memory).send(PutModel { model }).await.unwrap();
    assert_eq!(told.pairs(), [(0, Some(7)), (7, Some(7))]);
    assert_eq!(
        (memory.sent()[0].length, &memory.sent()[0].body[..]),
        (Some(7), &b"content"[..])
    );
}

#[tokio::test]
async fn an_unknown_total_is_known_at_the_end() {
    let told = Told::default();
    let model = Upload::from_stream(Stream::of(["con", "", "tent"])).on_progress(told.of("model"));
    client(&done()).send(PutModel { model }).await.unwrap();
    assert_eq!(
        told.pairs(),
        [(0, None), (3, None), (7, None), (7, Some(7))]
    );
    let last = told.all().pop().unwrap();
    assert_eq!((last.is_complete(), last.fraction()), (true, Some(1.0)));
}

#[tokio::test]
async fn what_is_empty_is_complete_from_the_start() {
    let file = TempFile::with("empty", b"");
    for (model, expected) in [
        (Upload::from_path(file.path()), vec![(0, Some(0))]),
        (Upload::from_bytes(""), vec![(0, Some(0))]),
        (
            Upload::from_reader(std::io::empty()),
            vec![(0, None), (0, Some(0))],
        ),
    ] {
        let told = Told::default();
        let model = model.on_progress(told.of("model"));
        client(&done()).send(PutModel { model }).await.unwrap();
        assert_eq!(told.pairs(), expected);
    }
}

#[tokio::test]
async fn each_attempt_begins_again() {
    let file = TempFile::with("again", b"content");
    for reply in [Reply::new(503), Reply::fails(Failure::Interrupted)] {
        let (clock, told) = (HandClock::default(), Told::default());
        let client = Client::builder(BASE)
            .transport(memory([reply, Reply::new(204)]))
            .clock(clock.clone());
        clock.throw(0);
        let model = Upload::from_path(file.path()).on_progress(told.of("model"));
        let client = client.build().unwrap();
        client.send(PutModel { model }).await.unwrap();
        assert_eq!(told.sent(), [0, 7, 0, 7]);
    }
}

#[tokio::test]
async fn each_file_of_a_body_is_told_by_itself() {
    let file = TempFile::with("2", b"second");
    let told = Told::default();
    let files = PostFiles {
        first: Some(
            File::from_bytes("one")
                .name("1")
                .on_progress(told.of("first")),
        ),
        second: File::from_path(file.path()).on_progress(told.of("second")),
    };
    let memory = done();
    client(&memory).send(files).await.unwrap();
    let expected = [("first", 0), ("second", 0), ("first", 3), ("second", 6)];
    assert_eq!(told.by_name(), expected);
    let body = &memory.sent()[0].body;
    let text = String::from_utf8_lossy(body);
    assert!(text.contains("\r\n\r\none\r\n--") && text.contains("\r\n\r\nsecond\r\n--"));
    assert_eq!(memory.sent()[0].length, Some(body.len() as u64));
}

#[tokio::test]
async fn nothing_is_told_where_one_of_the_files_cannot_be_opened() {
    let told = Told::default();
    let files = PostFiles {
        first: Some(File::from_bytes("one").on_progress(told.of("first"))),
        second: File::from_path("no/such/file").on_progress(told.of("second")),
    };
    let error = failed(client(&memory([])).send(files).await);
    assert_eq!(error.kind(), ErrorKind::Upload);
    assert_eq!(told.all(), []);
}

#[test]
fn calls_that_are_waited_for_tell_it_as_well() {
    let runtime = tokio::runtime::Builder::new_multi_thread()
        .worker_threads(1)
        .enable_all()
        .build()
        .unwrap();
    let file = TempFile::with("waited", b"content");
    for over in Over::ALL {
        let reply = response("204 No Content", "", "");
        let server = runtime.block_on(WireServer::answering([reply]));
        let client = over.builder(&server.url()).build_blocking().unwrap();
        let told = Told::default();
        let model = Upload::from_path(file.path()).on_progress(told.of("model"));
        client.send(PutModel { model }).wait().unwrap();
        assert_eq!(told.pairs(), [(0, Some(7)), (7, Some(7))]);
        assert_eq!(server.request().text(), "content");
    }
}

/// A type around an upload.
#[derive(Serialize)]
struct Weights(Upload);

#[tokio::test]
async fn it_passes_through_options_references_and_types_around_it() {
    let told = Told::default();
    let upload = || Upload::from_bytes("content").on_progress(told.of("model"));
    let memory = memory([(); 5].map(|()| Reply::new(204)));
    let client = client(&memory);
    let model = Some(upload());
    client.send(PutModel { model }).await.unwrap();
    let model = &upload();
    client.send(PutModel { model }).await.unwrap();
    let model = Weights(upload());
    client.send(PutModel { model }).await.unwrap();
    let model = File::from(upload());
    client.send(PutModel { model }).await.unwrap();
    assert_eq!(told.sent(), [0, 7, 0, 7, 0, 7, 0, 7]);
    let model = None::<Upload>;
    client.send(PutModel { model }).await.unwrap();
    let bodies: Vec<Bytes> = memory.sent().into_iter().map(|sent| sent.body).collect();
    assert_eq!(bodies, ["content", "content", "content", "content", ""]);
}

#[tokio::test]
async fn of_two_functions_the_last_is_told_and_clones_share_it() {
    let told = Told::default();
    let model = Upload::from_bytes("content")
        .on_progress(told.of("first"))
        .on_progress(told.of("last"));
    let copy = model.clone();
    client(&done()).send(PutModel { model }).await.unwrap();
    client(&done())
        .send(PutModel { model: copy })
        .await
        .unwrap();
    assert_eq!(told.by_name(), [("last", 0), ("last", 7)].repeat(2));
}

#[tokio::test]
async fn what_is_cut_is_never_complete() {
    let file = TempFile::with("shrinks", &[b'x'; 1000]);
    let path = file.path().to_owned();
    let told = Told::default();
    let cut = move || drop(std::fs::write(&path, [b'x'; 10]));
    let files = PostFiles {
        first: Some(File::from_reader(Calling(cut, &b"first"[..])).length(5)),
        second: File::from_path(file.path()).on_progress(told.of("second")),
    };
    let error = failed(client(&done()).send(files).await);
    assert_eq!(error.kind(), ErrorKind::Upload);
    assert_eq!(told.pairs(), [(0, Some(1000)), (10, Some(1000))]);
}

#[test]
fn without_a_client_nothing_is_told() {
    let told = Told::default();
    let model = Upload::from_bytes("content").on_progress(told.of("model"));
    let base = BASE.parse().unwrap();
    let request = PutModel { model }.request(&base).unwrap();
    assert_eq!(request.body(), "content");
    assert_eq!(told.all(), []);
}

/// Keeps the body that it is shown.
#[derive(Clone, Default)]
struct Shown(Arc<Mutex<Option<Bytes>>>);

impl Hooks for Shown {
    fn on_request(&self, request: &mut Outgoing<'_>) {
        *self.0.lock().unwrap() = request.body().cloned();
    }
}

#[tokio::test]
async fn hooks_still_see_a_body_that_is_in_memory() {
    let shown = Shown::default();
    let client = builder(&done()).hooks(shown.clone()).build().unwrap();
    let model = Upload::from_bytes("content").on_progress(|_| {});
    client.send(PutModel { model }).await.unwrap();
    assert_eq!(shown.0.lock().unwrap().as_deref(), Some(&b"content"[..]));
}

/// Bytes of which a function is told that panics once so many of them have gone.
fn panicking(at: u64) -> (Upload, Told) {
    let told = Told::default();
    let tell = told.of("model");
    let upload = Upload::from_bytes("content").on_progress(move |progress| {
        tell(progress);
        if progress.sent == at {
            std::panic::resume_unwind(Box::new("as the test asked"));
        }
    });
    (upload, told)
}

#[tokio::test]
async fn a_function_that_panics_fails_its_call_and_is_not_asked_again() {
    for over in Over::ALL {
        for (at, attempts, sent) in [(0, 0, vec![0]), (7, 1, vec![0, 7])] {
            let server = WireServer::start().await;
            let client = over.builder(&server.url()).retry(Retry::default());
            let (model, told) = panicking(at);
            let error = failed(client.build().unwrap().send(PutModel { model }).await);
            assert_eq!(error.kind(), ErrorKind::Upload);
            assert_eq!((error.attempts(), told.sent()), (attempts, sent));
            assert!(
                error.to_string().contains("the body was given up"),
                "{error}"
            );
        }
    }
}
