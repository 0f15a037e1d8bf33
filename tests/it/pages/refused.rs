//! What leads to the next page, and is not gone by.

use endpoint::{CallError, Client, Cursor, ErrorKind, Page, Retry};

use super::{THINGS, Things, items, kept, page};
use crate::support::{answering, builder, failed, memory, shown};

/// The first page, the error behind it, and where one could go on.
async fn came(next: &str) -> (Page<Things>, CallError, Option<Cursor>) {
    let mut pages = answering([page(&[1, 2], next)]).pages(THINGS);
    let page = pages.next().await.unwrap().unwrap();
    let error = failed(pages.next().await.unwrap());
    assert!(pages.next().await.is_none());
    (page, error, pages.cursor())
}

/// Links that are not followed, and what is said of them.
const REFUSED: [(&str, &str); 9] = [
    (
        "https://evil.test/things?key=planted",
        "leads to https://evil.test/things?[redacted], which is another origin than https://api.test,",
    ),
    ("//evil.test/things?key=planted", "another origin"),
    ("https://api.test:8443/things?key=planted", "another origin"),
    (
        "http://api.test/things?key=planted",
        "from `https` to `http`",
    ),
    (
        "https://user:planted@api.test/things",
        "a user name or a password",
    ),
    ("javascript:planted(1)", "neither to `https` nor to `http`"),
    ("/things?key=plan ted", "cannot be read as a URL"),
    ("/\\evil.test?key=planted", "cannot be read as a URL"),
    ("/thi\nngs", "cannot be read as a URL"),
];

#[tokio::test]
async fn the_page_comes_and_then_the_error_with_its_answer() {
    for (link, what) in REFUSED {
        let (page, error, _) = came(link).await;
        assert_eq!(page.things, [1, 2], "{link}");
        assert_eq!(error.kind(), ErrorKind::Link, "{link}");
        assert!(
            error.answer().unwrap().bytes.starts_with(b"{\"next\":"),
            "{link}"
        );
        let text = shown(&error);
        assert!(
            text.contains("ListThings (GET /things), page 1: ") && text.contains(what),
            "{text}"
        );
        assert!(
            !link.contains("planted") || !text.contains("=planted"),
            "{text}"
        );
        assert!(!text.contains(":planted@"), "{text}");
    }
}

#[tokio::test]
async fn nothing_is_sent_there() {
    for (link, _) in REFUSED {
        let memory = memory([page(&[1], link), page(&[2], "")]);
        let client = builder(&memory).build().unwrap();
        items(client.items(THINGS).prefetch()).await;
        assert_eq!(memory.sent().len(), 1, "{link}");
    }
}

#[tokio::test]
async fn items_come_before_the_error() {
    let client = answering([page(&[1, 2], "https://evil.test/")]);
    let (all, error) = items(client.items(THINGS)).await;
    assert_eq!(
        (all, error.unwrap().kind()),
        (vec![1, 2], Some(ErrorKind::Link))
    );
}

#[tokio::test]
async fn no_error_comes_where_no_further_page_is_wanted() {
    let client = || answering([page(&[1, 2], "https://evil.test/")]);
    let mut pages = client().pages(THINGS).limit(1);
    assert!(pages.next().await.unwrap().is_ok());
    assert!(pages.next().await.is_none());
    let (all, error) = items(client().items(THINGS).limit(2)).await;
    assert!(all == [1, 2] && error.is_none());
}

/// Who takes pages one by one does not take such a page for the last.
#[tokio::test]
async fn going_on_by_the_cursor_behind_comes_to_the_same_error() {
    for (link, what) in &REFUSED[..6] {
        let (page, _, cursor) = came(link).await;
        assert_eq!(page.next_cursor(), cursor);
        assert!(!page.is_last());
        let cursor = kept(cursor);
        let text = format!("{cursor} {cursor:?}");
        assert!(
            !text.contains("=planted") && !text.contains(":planted@"),
            "{text}"
        );
        let client: Client = builder(&memory([])).retry(Retry::never()).build().unwrap();
        let error = failed(client.pages(THINGS).resume(cursor).next().await.unwrap());
        assert_eq!(error.kind(), ErrorKind::Link, "{link}");
        let what = what.split('?').next().unwrap();
        assert!(error.to_string().contains(what), "{error}");
    }
    // Without its query it would be another link, and a good one.
    let (page, _, cursor) = came(REFUSED[6].0).await;
    assert_eq!((page.next_cursor(), cursor), (None, None));
    assert!(!page.is_last());
}
