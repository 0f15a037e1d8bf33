use serde_json::{Value, json};

use super::{GROUP_ID, MEDIA_TYPE, ORG_ID, fetch, get, plain, start};
use crate::{Builder, StandIn};

const KNOWN: &str = "7b1f0c44-52f8-4f0e-9d0a-3f1e2a9b6c55";

/// Stand-ins with an export of the organization's, by its id.
async fn started(builder: Builder) -> (StandIn, String) {
    let stand_in = builder.start().await.unwrap();
    let owner = format!("/orgs/{ORG_ID}");
    let started = start(&stand_in, &owner, MEDIA_TYPE, &plain()).await.value();
    (stand_in, started["data"]["id"].as_str().unwrap().to_owned())
}

async fn results(stand_in: &StandIn, id: &str) -> Value {
    let path = format!("/orgs/{ORG_ID}/export/{id}");
    get(stand_in, &path).await.value()["data"]["attributes"].clone()
}

#[tokio::test]
async fn every_look_at_the_results_gives_links_of_its_own() {
    let (stand_in, id) = started(StandIn::builder().polls_until_done(0).files(2)).await;
    let mut urls = Vec::new();
    for _ in 0..2 {
        for file in results(&stand_in, &id).await["results"].as_array().unwrap() {
            let url = file["url"].as_str().unwrap();
            let kept = stand_in.file(url).unwrap();
            assert_eq!(file["file_size"], kept.size());
            assert_eq!(file["row_count"], kept.rows());
            assert_eq!(fetch(&stand_in, url).await.status, 200);
            urls.push(url.to_owned());
        }
    }
    let path = |url: &str| url.split('?').next().map(str::to_owned);
    assert_eq!(path(&urls[0]), path(&urls[2]));
    urls.sort_unstable();
    urls.dedup();
    assert_eq!(urls.len(), 4);
}

#[tokio::test]
async fn a_job_may_fail() {
    let (stand_in, id) = started(StandIn::builder().polls_until_done(1).exports_fail()).await;
    for status in ["PENDING", "ERRORED"] {
        let job = get(&stand_in, &format!("/orgs/{ORG_ID}/jobs/export/{id}")).await;
        assert_eq!(job.value()["data"]["attributes"]["status"], status);
    }
    let results = results(&stand_in, &id).await;
    assert_eq!(
        (
            &results["status"],
            &results["results"],
            results.get("finished")
        ),
        (&json!("ERRORED"), &json!([]), None)
    );
}

#[tokio::test]
async fn what_is_not_done_says_when_to_come_back() {
    let builder = StandIn::builder().polls_until_done(1).retry_after(7);
    let (stand_in, id) = started(builder).await;
    for expected in [Some("7"), None] {
        let job = get(&stand_in, &format!("/orgs/{ORG_ID}/jobs/export/{id}")).await;
        assert_eq!(job.header("retry-after"), expected);
    }
}

#[tokio::test]
async fn a_job_that_is_done_may_lead_to_its_results() {
    let builder = StandIn::builder().polls_until_done(1).jobs_redirect();
    let (stand_in, id) = started(builder).await;
    let results = format!("/orgs/{ORG_ID}/export/{id}");
    for (status, location) in [(200, None), (303, Some(&*results))] {
        let job = get(&stand_in, &format!("/orgs/{ORG_ID}/jobs/export/{id}")).await;
        assert_eq!((job.status, job.header("location")), (status, location));
        assert!(job.value()["data"]["attributes"]["status"].is_string());
    }
}

#[tokio::test]
async fn an_export_of_another_run_is_there_and_done() {
    let builder = StandIn::builder().snyk_export(KNOWN).starts(1);
    let (stand_in, new) = started(builder).await;
    assert_eq!(results(&stand_in, KNOWN).await["status"], "FINISHED");
    let of_group = get(
        &stand_in,
        &format!("/groups/{GROUP_ID}/jobs/export/{KNOWN}"),
    )
    .await;
    assert_eq!(of_group.value()["data"]["attributes"]["status"], "FINISHED");
    assert_eq!(results(&stand_in, &new).await["status"], "PENDING");
}

#[tokio::test]
async fn all_links_may_have_the_base_path() {
    let stand_in = StandIn::builder().links_with_base_path();
    let stand_in = stand_in.start().await.unwrap();
    let owner = format!("/orgs/{ORG_ID}");
    let started = start(&stand_in, &owner, MEDIA_TYPE, &plain()).await;
    let beginning = format!("/rest/orgs/{ORG_ID}/jobs/export/");
    let job = started.header("content-location").unwrap();
    assert!(job.starts_with(&beginning), "{job}");
}
