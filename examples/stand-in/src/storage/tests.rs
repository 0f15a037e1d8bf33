mod faults;

use crate::wire::{Answer, Request};
use crate::{Builder, File, StandIn, snyk};

const EXPORT: &str = "7b1f0c44-52f8-4f0e-9d0a-3f1e2a9b6c55";

async fn start(builder: Builder) -> StandIn {
    builder.snyk_export(EXPORT).start().await.unwrap()
}

/// A fresh link to the file of the export.
async fn link(stand_in: &StandIn) -> String {
    let org = snyk::ORG_ID;
    let target = format!("/orgs/{org}/export/{EXPORT}?version=2024-10-15");
    let results = Request::get(stand_in.snyk_url(), &target)
        .header("authorization", &format!("token {}", snyk::TOKEN))
        .send()
        .await
        .value();
    let url = &results["data"]["attributes"]["results"][0]["url"];
    url.as_str().unwrap().to_owned()
}

fn file(stand_in: &StandIn, link: &str) -> File {
    stand_in.file(link).unwrap()
}

async fn fetch(stand_in: &StandIn, link: &str, headers: &[(&str, &str)]) -> Answer {
    let target = link.strip_prefix(stand_in.storage_url()).unwrap();
    let mut request = Request::get(stand_in.storage_url(), target);
    for (name, value) in headers {
        request = request.header(name, value);
    }
    request.send().await
}

async fn refused(header: &str) -> Answer {
    let stand_in = StandIn::start().await.unwrap();
    fetch(
        &stand_in,
        &format!("{}/any", stand_in.storage_url()),
        &[(header, "secret")],
    )
    .await
}

#[tokio::test]
async fn a_credential_or_a_referer_is_refused() {
    for header in [
        "Authorization",
        "Cookie",
        "Referer",
        "X-Api-Key",
        "X-Jwt-Token",
    ] {
        let answer = refused(header).await;
        let body = String::from_utf8_lossy(&answer.body).into_owned();
        assert_eq!(answer.status, 400, "{header}");
        assert!(
            body.starts_with("<?xml") && !body.contains("secret"),
            "{body}"
        );
    }
}

#[tokio::test]
async fn a_link_that_was_changed_is_refused() {
    let stand_in = start(StandIn::builder()).await;
    let good = link(&stand_in).await;
    assert_eq!(fetch(&stand_in, &good, &[]).await.status, 200);
    let unsigned = good.split('?').next().unwrap().to_owned();
    for bad in [
        unsigned,
        good.replace("X-Expires=3600", "X-Expires=3601"),
        good.replace("X-Number=0", "X-Number=1"),
        good.replace("issues-1", "issues-2"),
        good.replace("X-Signature=", "X-Signature=0"),
    ] {
        assert_eq!(fetch(&stand_in, &bad, &[]).await.status, 403, "{bad}");
    }
}

#[tokio::test]
async fn a_file_comes_whole_and_in_parts() {
    let stand_in = start(StandIn::builder().file_size(200_000)).await;
    let link = link(&stand_in).await;
    let file = file(&stand_in, &link);
    let whole = fetch(&stand_in, &link, &[]).await;
    assert_eq!(whole.header("accept-ranges"), Some("bytes"));
    assert_eq!(
        whole.header("content-length"),
        Some(&*file.size().to_string())
    );
    assert!(whole.body == file.read(0, usize::MAX));
    let etag = whole.header("etag").unwrap();
    let range = ("range", "bytes=70000-150000");
    for condition in ["if-match", "if-range"] {
        let part = fetch(&stand_in, &link, &[range, (condition, etag)]).await;
        let content_range = format!("bytes 70000-150000/{}", file.size());
        assert_eq!(part.status, 206);
        assert_eq!(part.header("content-range"), Some(&*content_range));
        assert!(part.body == whole.body[70_000..=150_000]);
    }
}

#[tokio::test]
async fn what_cannot_be_had_of_a_file_is_said() {
    let stand_in = start(StandIn::builder()).await;
    let link = link(&stand_in).await;
    let past_the_end = fetch(&stand_in, &link, &[("range", "bytes=9999-")]).await;
    let size = format!("bytes */{}", file(&stand_in, &link).size());
    assert_eq!(past_the_end.status, 416);
    assert_eq!(past_the_end.header("content-range"), Some(&*size));
    let changed = fetch(&stand_in, &link, &[("if-match", "\"other\"")]).await;
    assert_eq!(changed.status, 412);
    let range = [("range", "bytes=9-"), ("if-range", "\"other\"")];
    assert_eq!(fetch(&stand_in, &link, &range).await.status, 200);
}

#[tokio::test]
async fn the_end_of_a_file_larger_than_the_memory_is_there_at_once() {
    let stand_in = start(StandIn::builder().file_size(60 << 30)).await;
    let answer = fetch(&stand_in, &link(&stand_in).await, &[("range", "bytes=-12")]).await;
    assert_eq!(answer.body, b"5T10:21:01Z\r\n"[1..]);
}

#[tokio::test]
async fn another_process_makes_the_same_file() {
    let (one, other) = (
        start(StandIn::builder()).await,
        start(StandIn::builder()).await,
    );
    let (one_link, other_link) = (link(&one).await, link(&other).await);
    let (one, other) = (
        fetch(&one, &one_link, &[]).await,
        fetch(&other, &other_link, &[]).await,
    );
    assert_eq!(one.header("etag"), other.header("etag"));
    assert_eq!(one.body, other.body);
}
