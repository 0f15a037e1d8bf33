mod issues;
mod jobs;

use serde_json::{Value, json};

use super::{BEARER, CURRENT_VERSION, DEPRECATION, GROUP_ID, ORG_ID, SUNSET, TOKEN};
use crate::StandIn;
use crate::wire::{Answer, Request};

const MEDIA_TYPE: &str = "application/vnd.api+json";

fn body(attributes: &Value) -> String {
    json!({ "data": { "type": "resource", "attributes": attributes } }).to_string()
}

fn plain() -> String {
    body(&json!({ "formats": ["csv"], "dataset": "issues" }))
}

async fn get(stand_in: &StandIn, path: &str) -> Answer {
    let target = format!("{path}?version={CURRENT_VERSION}");
    Request::get(stand_in.snyk_url(), &target)
        .header("authorization", &format!("token {TOKEN}"))
        .send()
        .await
}

async fn start(stand_in: &StandIn, owner: &str, content_type: &str, body: &str) -> Answer {
    let target = format!("{owner}/export?version={CURRENT_VERSION}");
    let request = Request::post(stand_in.snyk_url(), &target)
        .header("authorization", &format!("bearer {BEARER}"));
    request.body(content_type, body).send().await
}

async fn fetch(stand_in: &StandIn, url: &str) -> Answer {
    let target = url.strip_prefix(stand_in.storage_url()).unwrap();
    Request::get(stand_in.storage_url(), target).send().await
}

fn pointers(answer: &Answer) -> Vec<String> {
    let errors = answer.value()["errors"].as_array().unwrap().clone();
    errors
        .iter()
        .map(|error| error["source"]["pointer"].as_str().unwrap().to_owned())
        .collect()
}

#[tokio::test]
async fn an_export_goes_from_its_start_to_its_file() {
    let stand_in = StandIn::start().await.unwrap();
    for (owner, base) in [
        (format!("/orgs/{ORG_ID}"), ""),
        (format!("/groups/{GROUP_ID}"), "/rest"),
    ] {
        let started = start(&stand_in, &owner, MEDIA_TYPE, &plain()).await;
        assert_eq!(
            (started.status, started.header("retry-after")),
            (202, Some("1"))
        );
        let id = started.value()["data"]["id"].as_str().unwrap().to_owned();
        assert_eq!(
            started.header("content-location"),
            Some(&*format!("{base}{owner}/jobs/export/{id}"))
        );
        for status in ["PENDING", "STARTED", "FINISHED"] {
            let job = get(&stand_in, &format!("{owner}/jobs/export/{id}")).await;
            assert_eq!(job.value()["data"]["attributes"]["status"], status);
        }
        let results = get(&stand_in, &format!("{owner}/export/{id}"))
            .await
            .value();
        let attributes = &results["data"]["attributes"];
        let file = fetch(&stand_in, attributes["results"][0]["url"].as_str().unwrap()).await;
        assert_eq!(file.status, 200);
        assert_eq!(attributes["results"][0]["file_size"], file.body.len());
        assert_eq!(
            attributes["row_count"],
            String::from_utf8(file.body).unwrap().lines().count() - 1
        );
    }
}

#[tokio::test]
async fn the_results_alone_show_the_end() {
    let stand_in = StandIn::builder()
        .polls_until_done(1)
        .files(2)
        .start()
        .await
        .unwrap();
    let owner = format!("/orgs/{ORG_ID}");
    let id = start(&stand_in, &owner, MEDIA_TYPE, &plain()).await.value()["data"]["id"]
        .as_str()
        .unwrap()
        .to_owned();
    let pending = get(&stand_in, &format!("{owner}/export/{id}"))
        .await
        .value()["data"]["attributes"]
        .clone();
    assert_eq!(
        (&pending["status"], &pending["results"]),
        (&json!("PENDING"), &json!([]))
    );
    assert!(pending.get("row_count").is_none());
    let done = get(&stand_in, &format!("{owner}/export/{id}"))
        .await
        .value()["data"]["attributes"]
        .clone();
    assert_eq!(done["status"], "FINISHED");
    assert_eq!(done["results"].as_array().unwrap().len(), 2);
}

#[tokio::test]
async fn a_file_can_be_had_in_parts_and_its_link_can_expire() {
    let stand_in = StandIn::builder()
        .polls_until_done(0)
        .start()
        .await
        .unwrap();
    let owner = format!("/orgs/{ORG_ID}");
    for (lifetime, status) in [(60, 206), (0, 403)] {
        let body = body(
            &json!({ "formats": ["csv"], "dataset": "issues", "url_expiration_seconds": lifetime }),
        );
        let id = start(&stand_in, &owner, MEDIA_TYPE, &body).await.value()["data"]["id"]
            .as_str()
            .unwrap()
            .to_owned();
        let results = get(&stand_in, &format!("{owner}/export/{id}"))
            .await
            .value();
        let url = results["data"]["attributes"]["results"][0]["url"]
            .as_str()
            .unwrap()
            .to_owned();
        let target = url.strip_prefix(stand_in.storage_url()).unwrap();
        let part = Request::get(stand_in.storage_url(), target)
            .header("range", "bytes=0-7")
            .send()
            .await;
        assert_eq!(part.status, status);
        assert!(status != 206 || part.body == b"ISSUE_ID");
    }
}

#[tokio::test]
async fn every_answer_says_which_version_was_served() {
    let stand_in = StandIn::start().await.unwrap();
    let new = get(&stand_in, "/nothing").await;
    assert_eq!(
        (new.status, new.header("snyk-version-lifecycle-stage")),
        (404, Some("ga"))
    );
    assert_eq!(
        (new.header("deprecation"), new.header("sunset")),
        (None, None)
    );
    assert_eq!(
        new.header("content-type"),
        Some("application/vnd.api+json; charset=utf-8")
    );
    let again = get(&stand_in, "/nothing").await;
    assert_ne!(
        new.header("snyk-request-id"),
        again.header("snyk-request-id")
    );
    let old = Request::get(
        stand_in.snyk_url(),
        "/nothing?version=2024-05-10%7Eexperimental",
    )
    .send()
    .await;
    assert_eq!(
        old.header("snyk-version-requested"),
        Some("2024-05-10~experimental")
    );
    assert_eq!(
        (old.header("deprecation"), old.header("sunset")),
        (Some(DEPRECATION), Some(SUNSET))
    );
}

#[tokio::test]
async fn a_call_without_credential_or_version_is_refused() {
    let stand_in = StandIn::start().await.unwrap();
    let stranger = Request::get(stand_in.snyk_url(), "/nothing?version=2024-10-15")
        .send()
        .await;
    assert_eq!(
        (stranger.status, &stranger.value()["errors"][0]["title"]),
        (401, &json!("Unauthorized"))
    );
    for target in ["/nothing", "/nothing?version=newest"] {
        let request = Request::get(stand_in.snyk_url(), target)
            .header("authorization", &format!("token {TOKEN}"));
        let answer = request.send().await;
        assert_eq!(answer.status, 400);
        assert_eq!(
            answer.value()["errors"][0]["source"]["parameter"],
            "version"
        );
    }
}

#[tokio::test]
async fn ids_that_are_none_or_unknown_are_told_apart() {
    let stand_in = StandIn::start().await.unwrap();
    for (path, status) in [
        (format!("/orgs/{ORG_ID}/export/{GROUP_ID}"), 404),
        (format!("/orgs/{GROUP_ID}/export/{GROUP_ID}"), 404),
        (format!("/orgs/{ORG_ID}/export/7"), 400),
        (format!("/orgs/7/export/{ORG_ID}"), 400),
        (format!("/orgs/{ORG_ID}/export"), 405),
    ] {
        assert_eq!(get(&stand_in, &path).await.status, status, "{path}");
    }
}

#[tokio::test]
async fn a_body_is_refused_with_all_its_faults() {
    let stand_in = StandIn::start().await.unwrap();
    let owner = format!("/orgs/{ORG_ID}");
    let cases = [
        ("[".to_owned(), vec![""]),
        ("{}".to_owned(), vec![""]),
        (
            body(&json!({})),
            vec!["/data/attributes", "/data/attributes"],
        ),
        (
            body(&json!({ "formats": [], "dataset": "issues" })),
            vec!["/data/attributes/formats"],
        ),
        (
            body(&json!({ "formats": ["csv"], "dataset": "x", "columns": null, "a/b": 1 })),
            vec![
                "/data/attributes/a~1b",
                "/data/attributes/dataset",
                "/data/attributes/columns",
            ],
        ),
        (
            body(
                &json!({ "formats": ["csv"], "dataset": "issues", "filters": { "orgs": [], "updated": { "from": "now" } } }),
            ),
            vec![
                "/data/attributes/filters/orgs",
                "/data/attributes/filters/updated/from",
            ],
        ),
    ];
    for (body, expected) in cases {
        let answer = start(&stand_in, &owner, MEDIA_TYPE, &body).await;
        assert_eq!(answer.status, 400, "{body}");
        assert_eq!(pointers(&answer), expected, "{body}");
    }
    let with_parameter = start(
        &stand_in,
        &owner,
        "application/vnd.api+json; charset=utf-8",
        &plain(),
    )
    .await;
    assert_eq!(with_parameter.status, 415);
}

#[tokio::test]
async fn a_start_too_many_is_told_when_to_come_back() {
    let stand_in = StandIn::builder().starts(1).start().await.unwrap();
    let owner = format!("/orgs/{ORG_ID}");
    assert_eq!(
        start(&stand_in, &owner, MEDIA_TYPE, &plain()).await.status,
        202
    );
    let refused = start(&stand_in, &owner, MEDIA_TYPE, &plain()).await;
    assert_eq!(
        (refused.status, refused.header("retry-after")),
        (429, Some("3600"))
    );
}
