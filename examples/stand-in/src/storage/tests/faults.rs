use std::time::Duration;

use tokio::time::{Instant, advance};

use super::{fetch, file, link, start};
use crate::wire::Request;
use crate::{StandIn, edge_impulse};

#[tokio::test]
async fn a_file_that_is_cut_is_had_in_as_many_parts() {
    let stand_in = start(StandIn::builder().file_size(300_000).cut_every(70_000)).await;
    let link = link(&stand_in).await;
    let file = file(&stand_in, &link);
    let (mut kept, mut parts) = (Vec::new(), Vec::new());
    while (kept.len() as u64) < file.size() {
        let range = format!("bytes={}-", kept.len());
        let part = fetch(&stand_in, &link, &[("range", &range)]).await;
        let left = (file.size() - kept.len() as u64).to_string();
        assert_eq!(
            (part.status, part.header("content-length")),
            (206, Some(&*left))
        );
        parts.push(part.body.len());
        kept.extend(part.body);
    }
    assert_eq!(parts[..4], [70_000; 4]);
    assert_eq!(parts.len(), 5);
    assert!(kept == file.read(0, usize::MAX));
}

#[tokio::test]
async fn an_end_that_is_where_the_cut_would_be_is_an_end() {
    let size = 4096;
    let whole = start(StandIn::builder().file_size(size)).await;
    let length = file(&whole, &link(&whole).await).size();
    let stand_in = start(
        StandIn::builder()
            .file_size(size)
            .cut_every(length)
            .without_lengths(),
    )
    .await;
    let answer = fetch(&stand_in, &link(&stand_in).await, &[]).await;
    assert!(
        answer.body.ends_with(b"0\r\n\r\n"),
        "the last chunk is there"
    );
}

#[tokio::test]
async fn a_link_is_good_for_so_many_requests() {
    let stand_in = start(StandIn::builder().links_live_for(2)).await;
    let old = link(&stand_in).await;
    for status in [200, 200, 403] {
        let answer = fetch(&stand_in, &old, &[]).await;
        assert_eq!(answer.status, status);
        assert_eq!(answer.body.starts_with(b"<?xml"), status == 403);
    }
    let fresh = link(&stand_in).await;
    assert_ne!(fresh, old);
    assert_eq!(fetch(&stand_in, &fresh, &[]).await.status, 200);
}

#[tokio::test(start_paused = true)]
async fn a_link_is_good_for_so_long() {
    let builder = StandIn::builder().links_expire_after(Duration::from_secs(60));
    let stand_in = start(builder).await;
    let old = link(&stand_in).await;
    advance(Duration::from_secs(59)).await;
    let fresh = link(&stand_in).await;
    assert_eq!(fetch(&stand_in, &old, &[]).await.status, 200);
    advance(Duration::from_secs(1)).await;
    assert_eq!(fetch(&stand_in, &old, &[]).await.status, 403);
    assert_eq!(fetch(&stand_in, &fresh, &[]).await.status, 200);
}

#[tokio::test(start_paused = true)]
async fn a_file_comes_as_fast_as_it_may() {
    let stand_in = start(StandIn::builder().file_size(30_000).bandwidth(1_000)).await;
    let link = link(&stand_in).await;
    let size = file(&stand_in, &link).size();
    let start = Instant::now();
    assert_eq!(fetch(&stand_in, &link, &[]).await.body.len() as u64, size);
    let expected = Duration::from_millis(size);
    let late = start.elapsed().checked_sub(expected).unwrap();
    assert!(late < Duration::from_millis(2), "{late:?}");
}

#[tokio::test]
async fn a_part_is_all_of_it_where_ranges_are_ignored() {
    let stand_in = start(StandIn::builder().ignore_ranges()).await;
    let link = link(&stand_in).await;
    let answer = fetch(&stand_in, &link, &[("range", "bytes=5-")]).await;
    assert_eq!((answer.status, answer.header("accept-ranges")), (200, None));
    assert_eq!(answer.body, file(&stand_in, &link).read(0, usize::MAX));
}

#[tokio::test]
async fn entity_tags_may_be_no_ground_to_go_on() {
    for builder in [
        StandIn::builder().changing_etags(),
        StandIn::builder().weak_etags(),
    ] {
        let stand_in = start(builder).await;
        let link = link(&stand_in).await;
        let first = fetch(&stand_in, &link, &[]).await;
        let etag = first.header("etag").unwrap();
        let range = ("range", "bytes=5-");
        for (condition, status) in [("if-match", 412), ("if-range", 200)] {
            let answer = fetch(&stand_in, &link, &[range, (condition, etag)]).await;
            assert_eq!(answer.status, status, "{condition} {etag}");
        }
        let second = fetch(&stand_in, &link, &[]).await;
        let is_weak = etag.starts_with("W/\"");
        assert_eq!(second.header("etag") == Some(etag), is_weak);
    }
}

#[tokio::test]
async fn an_answer_may_hide_its_length() {
    let stand_in = start(StandIn::builder().without_lengths()).await;
    let answer = fetch(&stand_in, &link(&stand_in).await, &[]).await;
    assert_eq!(answer.header("content-length"), None);
    assert_eq!(answer.header("transfer-encoding"), Some("chunked"));
}

#[tokio::test]
async fn a_file_may_come_in_gzip_that_nobody_asked_for() {
    let stand_in = start(StandIn::builder().gzip()).await;
    let link = link(&stand_in).await;
    let answer = fetch(&stand_in, &link, &[("range", "bytes=5-")]).await;
    assert_eq!(
        (answer.status, answer.header("content-encoding")),
        (200, Some("gzip"))
    );
    assert_eq!(
        answer.header("content-length"),
        Some(&*answer.body.len().to_string())
    );
    let file = file(&stand_in, &link).read(0, usize::MAX);
    assert_eq!(answer.body[15..15 + file.len()], file);
}

#[tokio::test]
async fn an_archive_is_the_same_in_parts() {
    let builder = StandIn::builder()
        .edge_impulse_exports(1)
        .file_size(100_000);
    let stand_in = builder.cut_every(60_000).start().await.unwrap();
    let id = edge_impulse::INNER_ORGANIZATION_ID;
    let target = format!("/api/organizations/{id}/exports/501/download");
    let moved = Request::get(stand_in.edge_impulse_url(), &target)
        .header("x-api-key", edge_impulse::API_KEY)
        .send()
        .await;
    let link = moved.header("location").unwrap();
    let file = stand_in.file(link).unwrap();
    let end = fetch(&stand_in, link, &[("range", "bytes=60000-")]).await;
    let start = fetch(&stand_in, link, &[]).await;
    assert_eq!(start.header("etag"), end.header("etag"));
    assert!([start.body, end.body].concat() == file.read(0, usize::MAX));
}
