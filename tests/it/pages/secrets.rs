//! What a server repeats of a credential is in no cursor, and is sent all the same.

use endpoint::auth::{Bearer, QueryKey};
use endpoint::transport::Memory;
use endpoint::{Client, Cursor, Next, Paginate, Response, Secret, Turn, Undescribed, endpoint};

use super::{THINGS, TOKENS, Things, kept, last, page, targets, whole};
use crate::support::{builder, failed, memory, shown};

const KEY: &str = "c4n4ry&+/";
const IN_QUERY: &str = "c4n4ry%26%2B%2F";

fn keyed(memory: &Memory) -> Client<Undescribed, QueryKey> {
    let key = QueryKey::new("api_key", KEY);
    builder(memory).credential(key).build().unwrap()
}

fn assert_clean(cursor: &Cursor) {
    let text = format!("{cursor} {cursor:?}");
    assert!(!text.contains("c4n4ry"), "{text}");
}

#[tokio::test]
async fn a_credential_in_a_link_is_not_kept_and_is_put_on_anew() {
    for echo in [
        format!("/things?api_key={IN_QUERY}&p=2"),
        format!("/things?p=2&api_key={IN_QUERY}&KEY={IN_QUERY}"),
        format!("/things?p=2&{IN_QUERY}"),
        format!("/things?p=2&debug=of-{IN_QUERY}-it"),
    ] {
        let memory = memory([page(&[1], &echo), last(&[2])]);
        let mut pages = keyed(&memory).pages(THINGS);
        let first = pages.next().await.unwrap().unwrap();
        let cursor = kept(first.next_cursor());
        for cursor in [&cursor, &pages.cursor().unwrap(), &first.cursor().unwrap()] {
            assert_clean(cursor);
        }
        assert_eq!(
            whole(keyed(&memory).items(THINGS).resume(cursor)).await,
            [2]
        );
        assert_eq!(
            targets(&memory),
            [
                format!("/things?api_key={IN_QUERY}"),
                format!("/things?p=2&api_key={IN_QUERY}")
            ]
        );
    }
}

#[tokio::test]
async fn a_link_is_gone_by_as_it_came_while_the_list_is_at_hand() {
    let link = format!("/things?p=2&Debug={IN_QUERY}");
    let memory = memory([page(&[1], &link), last(&[2])]);
    whole(keyed(&memory).items(THINGS)).await;
    assert_eq!(targets(&memory)[1], format!("{link}&api_key={IN_QUERY}"));
}

#[tokio::test]
async fn where_a_link_has_the_credential_in_its_path_there_is_no_cursor() {
    for link in ["/things/c4n4ry-in-path?p=2", "/of-c4n4ry-in-path-it/things"] {
        let memory = memory([page(&[1, 2], link), last(&[3])]);
        let bearer = Bearer::new("c4n4ry-in-path");
        let client = builder(&memory).credential(bearer).build().unwrap();
        let mut items = client.items(THINGS);
        items.next().await.unwrap().unwrap();
        assert_clean(&items.cursor().unwrap());
        items.next().await.unwrap().unwrap();
        assert_eq!(items.cursor(), None);
        assert_eq!(items.next().await.unwrap().unwrap(), 3);
    }
}

#[tokio::test]
async fn where_the_token_is_the_credential_there_is_no_cursor() {
    let memory = memory([page(&[1], format!("of-{KEY}")), last(&[2])]);
    let mut pages = keyed(&memory).pages(TOKENS);
    let first = pages.next().await.unwrap().unwrap();
    assert!(first.cursor().is_some());
    assert_eq!((first.next_cursor(), pages.cursor()), (None, None));
    assert!(!first.is_last());
    assert_eq!(pages.next().await.unwrap().unwrap().things, [2]);
}

/// With secrets of its own.
#[endpoint(GET "/shares/<share>/things" -> Things)]
struct ListShared {
    share: Secret,
    #[query]
    pin: Secret,
}

impl Paginate for ListShared {
    type Item = u32;

    fn items(page: Things) -> Vec<u32> {
        page.things
    }

    fn next(page: &Response<Things>, _: &Turn<'_>) -> Option<Next> {
        let next = page.next.as_deref()?;
        Some(if next.starts_with('/') {
            Next::link(next)
        } else {
            Next::query("after", next)
        })
    }
}

fn shared(share: &str) -> ListShared {
    ListShared {
        share: Secret::new(share),
        pin: Secret::new("1"),
    }
}

#[tokio::test]
async fn an_endpoints_own_secret_is_left_out_of_the_link_and_written_anew() {
    let memory = memory([page(&[1], "/elsewhere?pin=1&p=11"), last(&[2])]);
    let client = builder(&memory).build().unwrap();
    let mut pages = client.pages(shared("c4n4ry-share"));
    let first = pages.next().await.unwrap().unwrap();
    let cursor = kept(first.next_cursor());
    assert_clean(&cursor);
    assert!(!cursor.to_string().contains("pin=1"), "{cursor}");
    whole(client.items(shared("c4n4ry-share")).resume(cursor)).await;
    assert_eq!(
        targets(&memory),
        ["/shares/c4n4ry-share/things?pin=1", "/elsewhere?p=11&pin=1"]
    );
}

#[tokio::test]
async fn a_secret_in_the_endpoints_own_path_is_redacted_in_the_cursor_and_in_what_is_said() {
    let memory = memory([page(&[1], "b"), last(&[2])]);
    let client = builder(&memory).build().unwrap();
    let mut pages = client.pages(shared("c4n4ry-share"));
    assert_clean(&pages.cursor().unwrap());
    pages.next().await.unwrap().unwrap();
    let cursor = kept(pages.cursor());
    assert_clean(&cursor);
    assert!(
        cursor
            .to_string()
            .contains(r#""path":"/shares/[redacted]/things""#),
        "{cursor}"
    );
    let error = failed(
        client
            .pages(TOKENS)
            .resume(cursor.clone())
            .next()
            .await
            .unwrap(),
    );
    assert!(!shown(&error).contains("c4n4ry"), "{error}");
    assert_eq!(
        whole(client.items(shared("c4n4ry-share")).resume(cursor)).await,
        [2]
    );
}

#[tokio::test]
async fn an_error_of_a_link_repeats_no_credential() {
    for link in [
        "https://evil.test/c4n4ry-in-path/x",
        "http://c4n4ry-in-path.test/",
        "/a\tc4n4ry-in-path",
    ] {
        let memory = memory([page(&[1], link)]);
        let bearer = Bearer::new("c4n4ry-in-path");
        let client = builder(&memory).credential(bearer).build().unwrap();
        let mut pages = client.pages(THINGS);
        pages.next().await.unwrap().unwrap();
        let error = failed(pages.next().await.unwrap());
        let text = format!("{} {pages:?} {:?}", shown(&error), pages.cursor());
        assert!(!text.contains("c4n4ry"), "{text}");
    }
}
