use serde_json::{Value, json};

use super::{call, is_refused};
use crate::StandIn;
use crate::edge_impulse::{INNER_ORGANIZATION_ID, ORGANIZATION_ID};
use crate::wire::Answer;

const METADATA: &str = r#"{"site":"north"}"#;

fn data(rest: &str) -> String {
    format!("/api/organizations/{INNER_ORGANIZATION_ID}/data/{rest}")
}

/// A form of parts, each the rest of its `Content-Disposition` and its content.
fn form(parts: &[(&str, &str)]) -> String {
    let part = |(name, content): &(&str, &str)| {
        format!("--b\r\nContent-Disposition: form-data; name={name}\r\n\r\n{content}\r\n")
    };
    parts.iter().map(part).collect::<String>() + "--b--\r\n"
}

async fn add(stand_in: &StandIn, parts: &[(&str, &str)]) -> Answer {
    call(stand_in, "POST", &data("add"))
        .body("multipart/form-data; boundary=b", &form(parts))
        .send()
        .await
}

#[tokio::test]
async fn files_are_uploaded_with_their_description_and_come_back_in_an_archive() {
    let stand_in = StandIn::start().await.unwrap();
    let added = add(
        &stand_in,
        &[
            ("\"name\"", "week 7"),
            ("\"dataset\"", "gait"),
            ("\"metadata\"", METADATA),
            ("\"files[]\"; filename=\"a.csv\"", "t,x\r\n1,2\r\n"),
            ("\"files[]\"; filename=\"b.json\"", "[]"),
        ],
    )
    .await;
    let id = added.value()["id"].clone();
    assert!(id.is_i64(), "{}", added.value());
    let item = call(&stand_in, "GET", &data(&id.to_string()))
        .send()
        .await
        .value()["data"]
        .clone();
    assert_eq!(
        (&item["totalFileCount"], &item["totalFileSize"]),
        (&json!(2), &json!(12))
    );
    assert_eq!(
        item["metadata"],
        serde_json::from_str::<Value>(METADATA).unwrap()
    );
    assert_eq!(item["files"][0]["bucketPath"], "gait/week 7/a.csv");
    let archive = call(&stand_in, "GET", &data(&format!("{id}/download")))
        .send()
        .await;
    assert_eq!(archive.header("content-type"), Some("application/zip"));
    let holds = |text: &[u8]| archive.body.windows(text.len()).any(|bytes| bytes == text);
    assert!(archive.body.starts_with(b"PK\x03\x04") && holds(b"a.csvt,x\r\n1,2\r\n"));
}

#[tokio::test]
async fn a_form_that_lacks_something_or_holds_the_wrong_thing_is_refused() {
    let stand_in = StandIn::start().await.unwrap();
    let good = [
        ("\"name\"", "week 7"),
        ("\"dataset\"", "gait"),
        ("\"metadata\"", METADATA),
        ("\"files[]\"; filename=\"a.csv\"", "1"),
    ];
    assert_eq!(add(&stand_in, &good).await.value()["success"], true);
    for index in 0..good.len() {
        let mut parts = good.to_vec();
        parts.remove(index);
        assert!(is_refused(&add(&stand_in, &parts).await), "{index}");
    }
    for wrong in [
        ("\"metadata\"", "{\"site\":7}"),
        ("\"name\"; filename=\"a.csv\"", "week 7"),
        ("\"files[]\"", "1"),
        ("\"files[]\"; filename=\"a.exe\"", "1"),
        ("\"files[]\"; filename=\"b.csv\"", ""),
        ("\"colour\"", "green"),
    ] {
        let parts = [&good[..], &[wrong]].concat();
        assert!(is_refused(&add(&stand_in, &parts).await), "{wrong:?}");
    }
    let json = call(&stand_in, "POST", &data("add"))
        .json("{}")
        .send()
        .await;
    assert!(is_refused(&json));
}

#[tokio::test]
async fn data_is_the_inner_organizations_alone() {
    let stand_in = StandIn::start().await.unwrap();
    let of_another = format!("/api/organizations/{ORGANIZATION_ID}/data/9001");
    for target in [&of_another, &data("9001"), &data("x/download")] {
        assert!(
            is_refused(&call(&stand_in, "GET", target).send().await),
            "{target}"
        );
    }
}
