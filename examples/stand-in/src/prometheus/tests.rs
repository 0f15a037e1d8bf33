use serde_json::{Value, json};

use super::{FAILING_QUERY, NOW};
use crate::StandIn;
use crate::wire::{Answer, Request};

const FORM: &str = "application/x-www-form-urlencoded";

async fn ask(stand_in: &StandIn, pairs: &str) -> Answer {
    let target = format!("/api/v1/query?{pairs}");
    Request::get(stand_in.prometheus_url(), &target)
        .send()
        .await
}

async fn result(pairs: &str) -> Value {
    let stand_in = StandIn::start().await.unwrap();
    let body = ask(&stand_in, pairs).await.value();
    assert_eq!(body["status"], "success", "{body}");
    body["data"].clone()
}

#[tokio::test]
async fn each_kind_of_result_can_be_had() {
    assert_eq!(
        result("query=42&time=7").await,
        json!({ "resultType": "scalar", "result": [7.0, "42"] })
    );
    assert_eq!(
        result("query=%22text%22").await,
        json!({ "resultType": "string", "result": [NOW, "text"] })
    );
    let range = result("query=kiln_celsius%5B1m%5D&time=30").await;
    assert_eq!(range["resultType"], "matrix");
    assert_eq!(range["result"][0]["values"][0], json!([0.0, "981.5"]));
    assert_eq!(range["result"][1]["values"][2], json!([30.0, "+Inf"]));
}

#[tokio::test]
async fn a_metric_is_picked_by_its_labels() {
    for (query, count) in [
        ("up", 3),
        ("up%7Bjob%3D%22kiln%22%7D", 2),
        (
            "up%7Bjob%3D%22kiln%22%2Cinstance%3D%22kiln-1%3A9100%22%7D",
            1,
        ),
        ("%7Binstance%3D%22press-1%3A9100%22%7D", 1),
        ("down", 0),
    ] {
        let found = result(&format!("query={query}")).await;
        assert_eq!(found["resultType"], "vector");
        assert_eq!(found["result"].as_array().unwrap().len(), count, "{query}");
    }
}

#[tokio::test]
async fn a_form_will_do_as_well() {
    let stand_in = StandIn::start().await.unwrap();
    let request = Request::post(stand_in.prometheus_url(), "/api/v1/query");
    let answer = request.body(FORM, "query=1%2B1").send().await;
    assert_eq!(answer.value()["errorType"], "bad_data");
    let request = Request::post(stand_in.prometheus_url(), "/api/v1/query");
    let answer = request.body(FORM, "query=2").send().await;
    assert_eq!(answer.value()["data"]["result"][1], "2");
    let request = Request::post(stand_in.prometheus_url(), "/api/v1/query");
    assert_eq!(request.json("{}").send().await.status, 400);
}

#[tokio::test]
async fn what_cannot_be_read_and_what_cannot_be_evaluated_are_told_apart() {
    let stand_in = StandIn::start().await.unwrap();
    for pairs in [
        "",
        "query=",
        "query=up%7B",
        "query=up%5Bx%5D",
        "query=1&time=soon",
    ] {
        let answer = ask(&stand_in, pairs).await;
        let body = answer.value();
        assert_eq!(
            (answer.status, &body["status"]),
            (400, &"error".into()),
            "{pairs}"
        );
        assert_eq!(body["errorType"], "bad_data");
    }
    let failing = FAILING_QUERY.replace(' ', "+");
    let answer = ask(&stand_in, &format!("query={failing}")).await;
    assert_eq!(
        (answer.status, &answer.value()["errorType"]),
        (422, &"execution".into())
    );
}

#[tokio::test]
async fn what_has_no_route_is_told_in_plain_text() {
    let stand_in = StandIn::start().await.unwrap();
    let answer = Request::get(stand_in.prometheus_url(), "/api/v2/query")
        .send()
        .await;
    assert_eq!(
        (answer.status, &*answer.body),
        (404, &b"404 page not found\n"[..])
    );
    assert_eq!(
        answer.header("content-type"),
        Some("text/plain; charset=utf-8")
    );
}
