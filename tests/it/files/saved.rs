//! Files that come as they should.

use std::pin::pin;
use std::sync::Arc;
use std::task::{Context, Poll, Waker};

use endpoint::transport::Reply;
use endpoint::{Download, Error, ErrorKind, blocking, endpoint};

use super::{MIB, Place, Storage, content};
use crate::support::{answering, failed, refused};

#[tokio::test]
async fn a_file_is_saved_under_its_name() {
    let all = content(3 * MIB + 5);
    let (place, storage) = (Place::new(), Storage::of(&all, "\"1\"").await);
    let saved = place.fetch(&storage).await.unwrap();
    assert_eq!(saved.path, place.target());
    assert_eq!(saved.bytes, all.len() as u64);
    assert_eq!((saved.resumed_from, saved.cuts), (0, 0));
    place.assert_whole(&all);
    assert_eq!(storage.asked().len(), 1);
}

#[tokio::test]
async fn an_empty_file_is_saved_too() {
    let (place, storage) = (Place::new(), Storage::of(b"", "\"1\"").await);
    assert_eq!(place.fetch(&storage).await.unwrap().bytes, 0);
    place.assert_whole(b"");
}

#[tokio::test]
async fn without_an_etag_and_without_a_length_it_is_saved_as_well() {
    let all = content(MIB + 1);
    for gone in ["ETag", "Content-Length"] {
        let body = all.clone();
        let storage = Storage::start(move |asked| {
            let answer = asked.of(&body, "\"1\"").with(gone, "");
            match gone {
                "ETag" => answer,
                // Its end is that of the connection.
                _ => answer.closed(),
            }
        })
        .await;
        let place = Place::new();
        place.fetch(&storage).await.unwrap();
        place.assert_whole(&all);
    }
}

#[derive(serde::Deserialize)]
struct Refusal {
    reason: String,
}

#[endpoint(GET "/exports/<id>/download" -> Download, error = Refusal)]
struct GetExport {
    id: u32,
}

#[tokio::test]
async fn what_an_endpoint_gives_is_saved_with_its_credential_and_its_error() {
    let place = Place::new();
    let client = answering([Reply::new(200).header("etag", "\"1\"").body("a,b\n")]);
    let saved = client
        .send(GetExport { id: 7 })
        .to_file(place.target())
        .await
        .unwrap();
    assert_eq!(saved.bytes, 4);
    place.assert_whole(b"a,b\n");

    let place = Place::new();
    let client = answering([Reply::new(409)
        .header("content-type", "application/json")
        .body(r#"{"reason": "not ready"}"#)]);
    let call = client.send(GetExport { id: 7 }).to_file(place.target());
    let refusal = refused(call.await);
    assert_eq!(refusal.body().unwrap().reason, "not ready");
    assert!(place.names().is_empty());
}

#[tokio::test]
async fn a_refusal_leaves_nothing() {
    let place = Place::new();
    let client = answering([Reply::new(403).body("<Error/>")]);
    let refusal = refused(client.download("/a").to_file(place.target()).await);
    assert_eq!(refusal.status().as_u16(), 403);
    assert!(place.names().is_empty());
}

#[tokio::test]
async fn a_limit_holds_for_files_too() {
    let body = || Reply::new(200).header("etag", "\"1\"").body("0123456789");
    let place = Place::new();
    let client = answering([body(), body()]);
    let call = client.download("/a").limit(9).to_file(place.target());
    let error = failed(call.await);
    assert_eq!(error.kind(), ErrorKind::TooLarge);
    assert!(place.names().is_empty());
    let call = client.download("/a").limit(10).to_file(place.target());
    assert_eq!(call.await.unwrap().bytes, 10);
}

#[test]
fn without_a_runtime_the_thread_that_polls_does_the_work_on_the_disk() {
    let place = Place::new();
    let client = answering([Reply::new(200).header("etag", "\"1\"").body("a,b\n")]);
    let call = client.download("/a").to_file(place.target());
    let mut call = pin!(call.into_future());
    let mut context = Context::from_waker(Waker::noop());
    assert!(matches!(
        call.as_mut().poll(&mut context),
        Poll::Ready(Ok(_))
    ));
    place.assert_whole(b"a,b\n");
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn the_blocking_client_saves_files_as_well() {
    let all = content(2 * MIB);
    let (place, storage) = (Arc::new(Place::new()), Storage::of(&all, "\"1\"").await);
    let (there, url) = (Arc::clone(&place), storage.url().to_owned());
    let saved = tokio::task::spawn_blocking(move || {
        let client = blocking::Client::new(&url)?;
        client.download("/a").to_file(there.target()).wait()?;
        let call = client.download("/a").to_file(there.path("other"));
        let mut steps: Vec<_> = call.progress().collect::<Result<_, Error>>()?;
        Ok::<_, Box<dyn std::error::Error + Send + Sync>>(steps.pop())
    });
    let last = saved.await.unwrap().unwrap();
    assert!(matches!(last, Some(endpoint::SaveStep::Saved(saved)) if saved.bytes == 2 << 20));
    assert_eq!(place.names(), ["file", "other"]);
}
