//! The ways to take a file behind a link.

use endpoint::transport::Reply;
use endpoint::{Client, Download, ErrorKind, endpoint};

use super::{FILE, GetFile, rest, trying, whole};
use crate::support::{failed, memory, refused};

fn replies() -> [Reply; 2] {
    let cut = whole("0123").header("content-disposition", "attachment; filename=a.csv");
    [cut.then_interrupted(), rest(4, "456789")]
}

#[tokio::test]
async fn a_link_is_a_stream() {
    let (client, _) = trying(replies());
    let mut file = client.download("/file").stream().await.unwrap();
    assert_eq!(file.meta.status, 200);
    assert_eq!((file.length(), file.file_name()), (Some(10), Some("a.csv")));
    assert_eq!(file.bytes(10).await.unwrap(), FILE);
}

#[tokio::test]
async fn a_link_and_an_endpoint_go_into_a_writer() {
    let (client, _) = trying(replies());
    let mut all = Vec::new();
    let written = client.download("/file").to_writer(&mut all).await.unwrap();
    assert_eq!((*written, written.meta.attempts), (10, 2));
    assert_eq!(all, FILE.as_bytes());

    let (client, _) = trying(replies());
    let mut all = Vec::new();
    let written = client.send(GetFile {}).to_writer(&mut all).await.unwrap();
    assert_eq!((*written, &*all), (10, FILE.as_bytes()));
    assert_eq!(written.meta.headers.text("etag"), Some("\"1\""));
}

#[tokio::test]
async fn a_writer_that_is_full_ends_it() {
    let (client, memory) = trying(replies());
    let full = std::io::Cursor::new(vec![0; 3].into_boxed_slice());
    let error = failed(client.download("/file").to_writer(full).await);
    assert_eq!(error.kind(), ErrorKind::Write);
    assert_eq!(memory.sent().len(), 1);
}

#[tokio::test]
async fn a_refusal_is_one_however_the_file_is_taken() {
    let no = || Reply::new(404).body("none");
    let (client, _) = trying([no(), no(), no(), no()]);
    let link = || client.download("/file");
    assert_eq!(refused(link().bytes().await).status(), 404);
    assert_eq!(refused(link().stream().await).status(), 404);
    assert_eq!(refused(link().to_writer(Vec::new()).await).status(), 404);
    let call = client.send(GetFile {}).to_writer(Vec::new());
    assert_eq!(&refused(call.await).bytes()[..], b"none");
}

#[tokio::test]
async fn a_stream_has_no_limit_but_its_own() {
    let memory = memory([whole(FILE), whole(FILE), whole(FILE)]);
    let builder = crate::support::builder(&memory);
    let client = builder.limit(4).build().unwrap();
    let written = client.download("/file").to_writer(Vec::new()).await;
    assert_eq!(*written.unwrap(), 10);
    let error = failed(
        client
            .download("/file")
            .limit(9)
            .to_writer(Vec::new())
            .await,
    );
    assert_eq!(error.kind(), ErrorKind::TooLarge);
    let error = failed(client.download("/file").bytes().await);
    assert_eq!(error.kind(), ErrorKind::TooLarge);
    assert_eq!(&error.answer().unwrap().bytes[..], b"0123");
}

#[endpoint(GET "/file/<name>" -> Download)]
struct GetNamed<'a> {
    name: &'a std::cell::Cell<u8>,
}

/// What an endpoint holds has been written before anything waits.
#[tokio::test]
async fn an_endpoint_that_is_not_send_goes_into_a_writer_that_is() {
    fn assert_send<T: Send>(value: T) -> T {
        value
    }

    let (client, memory) = trying([whole(FILE)]);
    let name = std::cell::Cell::new(7);
    let call = client.send(GetNamed { name: &name });
    assert_send(call.to_writer(Vec::new())).await.unwrap();
    assert_eq!(memory.sent()[0].url, "https://api.test/file/7");
}

#[test]
fn a_blocking_client_takes_them_all() {
    use std::io::Read as _;

    let memory = memory([]);
    for reply in [replies(), replies(), replies(), replies()].concat() {
        memory.reply(reply);
    }
    let builder = Client::builder(super::BASE).transport(memory.clone());
    let client = builder.build_blocking().unwrap();
    let link = || client.download("/file");
    assert_eq!(&link().bytes().wait().unwrap()[..], FILE.as_bytes());
    let mut text = String::new();
    let mut file = link().stream().wait().unwrap();
    file.read_to_string(&mut text).unwrap();
    assert_eq!((&*text, file.cuts()), (FILE, 1));
    let mut all = Vec::new();
    let written = link().to_writer(&mut all).wait().unwrap();
    assert_eq!((*written, &*all), (10, FILE.as_bytes()));
    let mut all = Vec::new();
    let call = client.send(GetFile {}).to_writer(&mut all);
    assert_eq!(*call.wait().unwrap(), 10);
    assert_eq!(all, FILE.as_bytes());
}
