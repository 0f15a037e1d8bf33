use serde_json::json;

use super::LONGEST_TITLE;
use crate::StandIn;
use crate::wire::{Answer, Request};

async fn call(stand_in: &StandIn, method: &str, target: &str) -> Answer {
    Request::new(method, stand_in.reports_url(), target)
        .send()
        .await
}

async fn create(stand_in: &StandIn, body: &str) -> Answer {
    let request = Request::post(stand_in.reports_url(), "/reports");
    request.json(body).send().await
}

fn is_problem(answer: &Answer, status: u16) -> bool {
    answer.header("content-type") == Some("application/problem+json")
        && (answer.status, &answer.value()["status"]) == (status, &status.into())
}

#[tokio::test]
async fn a_report_goes_from_its_start_to_its_end_by_way_of_four_statuses() {
    let stand_in = StandIn::start().await.unwrap();
    let started = create(&stand_in, r#"{"title":"Drift"}"#).await;
    assert_eq!(
        (started.status, started.header("location")),
        (202, Some("/reports/1"))
    );
    assert_eq!(started.value(), json!({ "id": 1, "percent": 0 }));
    assert!(is_problem(
        &call(&stand_in, "GET", "/reports/1/file").await,
        409
    ));
    for percent in [10, 60] {
        let pending = call(&stand_in, "GET", "/reports/1").await;
        assert_eq!(
            (pending.status, &pending.value()["percent"]),
            (200, &percent.into())
        );
    }
    let done = call(&stand_in, "GET", "/reports/1").await;
    assert_eq!(
        (done.status, done.header("location")),
        (303, Some("/reports/1/file"))
    );
    let file = call(&stand_in, "GET", "/reports/1/file").await;
    assert!(file.body.starts_with(b"Drift\n\n") && file.body.contains(&b'\xB1'));
    let deleted = call(&stand_in, "DELETE", "/reports/1").await;
    assert_eq!((deleted.status, deleted.body.len()), (204, 0));
    assert!(is_problem(&call(&stand_in, "GET", "/reports/1").await, 410));
}

#[tokio::test]
async fn one_that_is_being_made_takes_a_moment_to_delete() {
    let stand_in = StandIn::start().await.unwrap();
    create(&stand_in, r#"{"title":"Drift"}"#).await;
    assert_eq!(call(&stand_in, "DELETE", "/reports/1").await.status, 202);
}

#[tokio::test]
async fn a_report_that_never_was_is_missing_in_words_of_its_own() {
    let stand_in = StandIn::start().await.unwrap();
    for id in ["0", "1", "x", "-1"] {
        let answer = call(&stand_in, "GET", &format!("/reports/{id}")).await;
        assert_eq!(answer.status, 404);
        assert_eq!(
            answer.value(),
            json!({ "no_such_report": id, "reports": 0 })
        );
    }
}

#[tokio::test]
async fn a_start_that_cannot_be_read_is_a_problem() {
    let stand_in = StandIn::start().await.unwrap();
    for body in ["", "{}", r#"{"title":null}"#, r#"{"title":"a","more":1}"#] {
        assert!(is_problem(&create(&stand_in, body).await, 400), "{body}");
    }
    let long = json!({ "title": "a".repeat(LONGEST_TITLE + 1) }).to_string();
    let answer = create(&stand_in, &long).await;
    assert!(is_problem(&answer, 422));
    assert_eq!(answer.value()["longest"], LONGEST_TITLE);
    let request = Request::post(stand_in.reports_url(), "/reports");
    assert!(is_problem(
        &request.body("text/plain", "{}").send().await,
        415
    ));
}
