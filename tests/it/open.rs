//! Enums that may grow.

use std::collections::BTreeMap;

use endpoint::transport::Reply;
use endpoint::{Endpoint as _, Open, endpoint};
use serde::{Deserialize, Serialize};

use crate::support::{answering, failed};

#[derive(Debug, Clone, PartialEq, Eq, PartialOrd, Ord, Serialize, Deserialize)]
#[serde(rename_all = "SCREAMING_SNAKE_CASE")]
enum Status {
    Pending,
    AllDone,
}

impl std::fmt::Display for Status {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        f.write_str(match self {
            Status::Pending => "pending",
            Status::AllDone => "done",
        })
    }
}

#[derive(Debug, Deserialize)]
struct Job {
    status: Open<Status>,
    before: Option<Open<Status>>,
    #[serde(default)]
    counts: BTreeMap<Open<Status>, u32>,
    #[serde(default)]
    by_step: BTreeMap<String, Open<Status>>,
}

#[endpoint(GET "/job/<status>" -> Job)]
struct GetJob {
    status: Open<Status>,
    #[query]
    any: Vec<Open<Status>>,
    #[header("x-status")]
    header: Open<Status>,
}

fn unknown(text: &str) -> Open<Status> {
    Open::Unknown(text.to_owned())
}

async fn job(body: &'static str) -> Result<Job, endpoint::Error> {
    let get = GetJob {
        status: Status::Pending.into(),
        any: Vec::new(),
        header: Status::Pending.into(),
    };
    let client = answering([Reply::json(200, body)]);
    Ok(client.send(get).await?.into_inner())
}

#[tokio::test]
async fn a_variant_that_is_not_known_keeps_its_text() {
    let job = job(
        r#"{"status": "ALL_DONE", "before": "PAU\u0053ED", "counts": {"PENDING": 1, "paused": 2}, "by_step": {"a": "X", "b": "PENDING"}}"#,
    );
    let job = job.await.unwrap();
    assert_eq!(job.status, Status::AllDone);
    assert_eq!(job.status.known(), Some(&Status::AllDone));
    assert_eq!(job.before.as_ref().unwrap().unknown(), Some("PAUSED"));
    assert_eq!(job.before.unwrap().into_known(), None);
    assert_eq!(job.counts[&Open::Known(Status::Pending)], 1);
    assert_eq!(job.counts[&unknown("paused")], 2);
    assert_eq!(
        (&job.by_step["a"], &job.by_step["b"]),
        (&unknown("X"), &Status::Pending.into())
    );
}

#[tokio::test]
async fn what_is_no_text_is_an_error() {
    for status in ["null", "7", "{}", "[\"PENDING\"]", "true"] {
        let body: &'static str = format!(r#"{{"status": {status}}}"#).leak();
        assert_eq!(failed(job(body).await).path(), Some("status"), "{status}");
    }
}

#[test]
fn a_variant_is_sent_as_it_came() {
    let get = GetJob {
        status: unknown("a/b"),
        any: vec![Status::AllDone.into(), unknown("x&y")],
        header: unknown("paused"),
    };
    let request = get.request(&"https://api.test".parse().unwrap()).unwrap();
    assert_eq!(
        request.uri(),
        "https://api.test/job/a%2Fb?any=ALL_DONE&any=x%26y"
    );
    assert_eq!(request.headers()["x-status"], "paused");
    let map = BTreeMap::from([(unknown("b"), Open::Known(Status::Pending))]);
    assert_eq!(serde_json::to_string(&map).unwrap(), r#"{"b":"PENDING"}"#);
}

#[test]
fn it_is_shown_as_the_variant_or_the_text() {
    let (known, unknown) = (Open::Known(Status::AllDone), unknown("PAUSED"));
    assert_eq!(format!("{known} {unknown}"), "done PAUSED");
    assert_eq!(
        format!("{known:?} {unknown:?}"),
        r#"Known(AllDone) Unknown("PAUSED")"#
    );
}
