//! Cursors of other lists, and such as were tampered with.

use endpoint::{CallError, Client, Cursor, ErrorKind};

use super::cursors::behind_first;
use super::{ListTokens, THINGS, TOKENS, items, last, page, targets, whole};
use crate::support::{BASE, answering, builder, client, failed, memory};

async fn resumed(client: &Client, list: ListTokens, cursor: Cursor) -> CallError {
    failed(client.pages(list).resume(cursor).next().await.unwrap())
}

#[tokio::test]
async fn a_cursor_of_another_list_is_refused_and_nothing_is_sent() {
    let answers = [page(&[1], "/things?after=planted"), page(&[1], "planted")];
    let [of_things, of_tokens] = behind_first(&answering(answers)).await;
    let memory = memory([]);
    let client = client(&memory);
    let elsewhere = Client::builder("https://eu.api.test")
        .transport(memory.clone())
        .build()
        .unwrap();
    let below = Client::builder("https://api.test/v2")
        .transport(memory.clone())
        .build()
        .unwrap();
    let other_org = ListTokens { org: 8, ..TOKENS };
    let here =
        "the cursor is one of `GET /orgs/<org>/tokens` at https://api.test/orgs/7/tokens, and";
    for (error, what) in [
        (
            resumed(&client, TOKENS, of_things).await,
            "the cursor is one of `GET /things` at https://api.test/things, and `GET /orgs/<org>/tokens` at https://api.test/orgs/7/tokens is asked for; go on with",
        ),
        (
            resumed(&client, other_org, of_tokens.clone()).await,
            &format!("{here} `GET /orgs/<org>/tokens` at https://api.test/orgs/8/tokens is"),
        ),
        (
            resumed(&elsewhere, TOKENS, of_tokens.clone()).await,
            &format!("{here} `GET /orgs/<org>/tokens` at https://eu.api.test/orgs/7/tokens is"),
        ),
        (
            resumed(&below, TOKENS, of_tokens).await,
            &format!("{here} `GET /orgs/<org>/tokens` at https://api.test/v2/orgs/7/tokens is"),
        ),
    ] {
        assert_eq!(error.kind(), ErrorKind::Encode);
        let text = error.to_string();
        assert!(text.contains(what), "{text}");
        assert!(
            text.starts_with("ListTokens (GET /orgs/<org>/tokens), page 1: "),
            "{text}"
        );
        assert!(!text.contains("planted"), "{text}");
    }
    assert_eq!(memory.sent().len(), 0);
}

#[tokio::test]
async fn a_cursor_that_was_tampered_with_leads_nowhere_else() {
    let answers = [page(&[1], "/things?p=2"), page(&[1], "b")];
    let [of_things, of_tokens] = behind_first(&answering(answers)).await;
    let memory = memory([]);
    let client = builder(&memory).build().unwrap();
    for link in [
        "https://evil.test/",
        "http://api.test/things",
        "https://u:p@api.test/",
        "//evil.test",
    ] {
        let text = of_things
            .to_string()
            .replace(&format!("{BASE}/things?p=2"), link);
        let tampered: Cursor = text.parse().unwrap();
        let (_, error) = items(client.items(THINGS).resume(tampered)).await;
        assert_eq!(error.unwrap().kind(), Some(ErrorKind::Link), "{link}");
    }
    assert_eq!(memory.sent().len(), 0);
    // What is put into the query stays one value.
    memory.reply(last(&[1]));
    let text = of_tokens
        .to_string()
        .replace(r#""b""#, r#""b&admin=1#\r\n x""#);
    whole(client.items(TOKENS).resume(text.parse().unwrap())).await;
    assert_eq!(
        targets(&memory),
        ["/orgs/7/tokens?after=b%26admin%3D1%23%0D%0A%20x"]
    );
}

#[tokio::test]
async fn what_a_tampered_cursor_says_of_itself_is_shown_without_its_query() {
    let text = r#"{"v":1,"endpoint":"GET /a\u001b[2J","origin":"https://u:planted@api.test","path":"/a?key=planted"}"#;
    let error = resumed(&answering([]), TOKENS, text.parse().unwrap())
        .await
        .to_string();
    assert!(
        !error.contains("planted") && !error.contains('\u{1b}'),
        "{error}"
    );
}
