use serde_json::json;

use super::{ORGANIZATION_ID, call, create, get, is_refused, organization, white_label};
use crate::wire::Request;
use crate::{Builder, StandIn};

/// Stand-ins with an export, and the path of its job.
async fn started(builder: Builder) -> (StandIn, String) {
    let stand_in = builder.start().await.unwrap();
    let created = create(&stand_in, r#"{"description":"all"}"#).await.value();
    let path = format!(
        "/api/organizations/{ORGANIZATION_ID}/jobs/{}/status",
        created["id"]
    );
    (stand_in, path)
}

#[tokio::test]
async fn a_job_may_fail_and_leaves_no_file() {
    let (stand_in, job) = started(StandIn::builder().polls_until_done(1).exports_fail()).await;
    for expected in [None, Some(&json!(false))] {
        let job = get(&stand_in, &job).await;
        assert_eq!(job["job"].get("finishedSuccessful"), expected);
    }
    let export = get(&stand_in, &format!("{}/501", organization())).await["export"].clone();
    assert_eq!(
        (
            &export["jobFinished"],
            &export["jobFinishedSuccessful"],
            export.get("downloadUrl")
        ),
        (&json!(true), &json!(false), None)
    );
    let download = format!("{}/501/download", organization());
    assert!(is_refused(&call(&stand_in, "GET", &download).send().await));
}

#[tokio::test]
async fn a_job_that_is_not_done_says_when_to_come_back() {
    let (stand_in, job) = started(StandIn::builder().polls_until_done(1).retry_after(7)).await;
    for expected in [Some("7"), None] {
        let answer = call(&stand_in, "GET", &job).send().await;
        assert_eq!(answer.header("retry-after"), expected);
    }
}

#[tokio::test]
async fn a_link_that_is_worn_is_renewed_by_asking_again() {
    let builder = StandIn::builder().polls_until_done(0).links_live_for(1);
    let (stand_in, job) = started(builder).await;
    get(&stand_in, &job).await;
    let target = |link: &str| {
        link.strip_prefix(stand_in.storage_url())
            .unwrap()
            .to_owned()
    };
    let moved = call(
        &stand_in,
        "GET",
        &format!("{}/501/download", organization()),
    );
    let moved = moved.send().await;
    let mut targets = vec![target(moved.header("location").unwrap())];
    for base in [organization(), white_label()] {
        let export = get(&stand_in, &format!("{base}/501")).await["export"].clone();
        targets.push(target(export["downloadUrl"].as_str().unwrap()));
    }
    for target in targets {
        for status in [200, 403] {
            let file = Request::get(stand_in.storage_url(), &target).send().await;
            assert_eq!(file.status, status, "{target}");
        }
    }
}

#[tokio::test]
async fn exports_of_another_run_are_there_and_done() {
    let (stand_in, _) = started(StandIn::builder().edge_impulse_exports(30)).await;
    let list = get(&stand_in, &format!("{}?limit=2&offset=29", white_label())).await;
    assert_eq!(list["totalCount"], 31);
    let of = |index: usize| {
        (
            &list["exports"][index]["id"],
            &list["exports"][index]["jobFinished"],
        )
    };
    assert_eq!(of(0), (&json!(530), &json!(true)));
    assert_eq!(of(1), (&json!(531), &json!(false)));
    let link = list["exports"][0]["downloadUrl"].as_str().unwrap();
    assert_eq!(stand_in.file(link).unwrap().name(), "export-530.zip");
}
