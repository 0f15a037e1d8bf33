mod data;
mod jobs;
mod oauth;

use serde_json::{Value, json};

use super::{
    ACCESS_TOKEN, API_KEY, INNER_ORGANIZATION_ID, JWT, ORGANIZATION_ID, PASSWORD, USERNAME,
};
use crate::StandIn;
use crate::wire::{Answer, Request};

fn white_label() -> String {
    format!(
        "/api/organizations/{ORGANIZATION_ID}/whitelabel/organizations/{INNER_ORGANIZATION_ID}/exports"
    )
}

fn organization() -> String {
    format!("/api/organizations/{INNER_ORGANIZATION_ID}/exports")
}

fn call(stand_in: &StandIn, method: &str, target: &str) -> Request {
    Request::new(method, stand_in.edge_impulse_url(), target).header("x-api-key", API_KEY)
}

async fn get(stand_in: &StandIn, target: &str) -> Value {
    call(stand_in, "GET", target).send().await.value()
}

async fn create(stand_in: &StandIn, body: &str) -> Answer {
    call(stand_in, "POST", &white_label())
        .json(body)
        .send()
        .await
}

fn is_refused(answer: &Answer) -> bool {
    let value = answer.value();
    answer.status == 200 && value["success"] == false && value["error"].is_string()
}

#[tokio::test]
async fn an_export_goes_from_its_start_to_its_file() {
    let stand_in = StandIn::start().await.unwrap();
    let job_id = create(&stand_in, r#"{"description":"all"}"#).await.value()["id"].clone();
    let list = get(&stand_in, &white_label()).await;
    assert_eq!(
        (&list["totalCount"], &list["exports"][0]["jobId"]),
        (&json!(1), &job_id)
    );
    let export_id = list["exports"][0]["id"].clone();
    let download = format!("{}/{export_id}/download", organization());
    assert!(is_refused(&call(&stand_in, "GET", &download).send().await));
    let job = format!("/api/organizations/{ORGANIZATION_ID}/jobs/{job_id}/status");
    for members in [(false, false), (true, false), (true, true)] {
        let job = get(&stand_in, &job).await["job"].clone();
        assert_eq!(
            (job.get("started").is_some(), job.get("finished").is_some()),
            members
        );
    }
    let moved = call(&stand_in, "GET", &download).send().await;
    assert_eq!(moved.status, 302);
    let target = moved
        .header("location")
        .unwrap()
        .strip_prefix(stand_in.storage_url())
        .unwrap();
    let file = Request::get(stand_in.storage_url(), target).send().await;
    assert_eq!(
        (file.status, file.header("content-type")),
        (200, Some("application/zip"))
    );
    assert!(file.body.starts_with(b"PK\x03\x04"));
}

/// Links are never the same.
fn without_link(mut export: Value) -> Value {
    assert!(export["downloadUrl"].take().is_string());
    export
}

#[tokio::test]
async fn both_ways_to_an_export_show_the_same_one() {
    let stand_in = StandIn::builder()
        .polls_until_done(1)
        .start()
        .await
        .unwrap();
    create(&stand_in, r#"{"description":"all"}"#).await;
    let pending = get(&stand_in, &format!("{}/501", white_label())).await["export"].clone();
    assert_eq!(
        (&pending["jobFinished"], pending.get("downloadUrl")),
        (&json!(false), None)
    );
    let done = get(&stand_in, &format!("{}/501", organization())).await["export"].clone();
    assert_eq!(done["jobFinishedSuccessful"], true);
    assert!(
        done["downloadUrl"]
            .as_str()
            .unwrap()
            .starts_with(stand_in.storage_url())
    );
    for list in [organization(), white_label()] {
        let listed = get(&stand_in, &list).await["exports"][0].clone();
        assert_eq!(without_link(listed), without_link(done.clone()));
    }
}

#[tokio::test]
async fn a_list_is_paged_by_limit_and_offset() {
    let stand_in = StandIn::start().await.unwrap();
    for _ in 0..3 {
        create(&stand_in, r#"{"description":"all"}"#).await;
    }
    let page = get(&stand_in, &format!("{}?limit=1&offset=1", white_label())).await;
    assert_eq!(
        (
            page["exports"].as_array().unwrap().len(),
            &page["totalCount"]
        ),
        (1, &json!(3))
    );
    assert_eq!(page["exports"][0]["id"], 502);
}

#[tokio::test]
async fn each_of_the_four_credentials_will_do() {
    let stand_in = StandIn::start().await.unwrap();
    let (cookie, bearer) = (
        format!("theme=dark; jwt={JWT}"),
        format!("Bearer {ACCESS_TOKEN}"),
    );
    for (name, value) in [
        ("x-api-key", API_KEY),
        ("cookie", &cookie),
        ("x-jwt-token", JWT),
        ("authorization", &bearer),
    ] {
        let request =
            |value| Request::get(stand_in.edge_impulse_url(), &white_label()).header(name, value);
        assert_eq!(
            request(value).send().await.value()["success"],
            true,
            "{name}"
        );
        assert!(is_refused(&request("wrong").send().await), "{name}");
    }
}

#[tokio::test]
async fn an_export_is_updated_and_deleted() {
    let stand_in = StandIn::start().await.unwrap();
    create(&stand_in, r#"{"description":"all"}"#).await;
    let one = format!("{}/501", white_label());
    let date = "2025-03-01T00:00:00Z";
    let body = json!({ "expirationDate": date }).to_string();
    assert_eq!(
        call(&stand_in, "PUT", &one)
            .json(&body)
            .send()
            .await
            .value(),
        json!({ "success": true })
    );
    let export = get(&stand_in, &one).await["export"].clone();
    assert_eq!(
        (&export["expirationDate"], &export["description"]),
        (&json!(date), &json!("all"))
    );
    assert!(
        is_refused(&call(&stand_in, "DELETE", &one).send().await),
        "an API key is not enough"
    );
    let deleted = call(&stand_in, "DELETE", &one)
        .header("x-jwt-token", JWT)
        .send()
        .await;
    assert_eq!(deleted.value(), json!({ "success": true }));
    assert!(is_refused(&call(&stand_in, "GET", &one).send().await));
}

#[tokio::test]
async fn a_login_gives_the_token_and_needs_no_credential() {
    let stand_in = StandIn::start().await.unwrap();
    for (password, token) in [(PASSWORD, json!(JWT)), ("wrong", Value::Null)] {
        let body = json!({ "username": USERNAME, "password": password }).to_string();
        let answer = Request::post(stand_in.edge_impulse_url(), "/api-login")
            .json(&body)
            .send()
            .await;
        assert_eq!((answer.status, &answer.value()["token"]), (200, &token));
    }
}

#[tokio::test]
async fn what_cannot_be_read_is_refused_with_status_200() {
    let stand_in = StandIn::start().await.unwrap();
    for body in [
        "[",
        "[]",
        "{}",
        r#"{"description":null}"#,
        r#"{"description":"all","expirationDate":"soon"}"#,
    ] {
        assert!(is_refused(&create(&stand_in, body).await), "{body}");
    }
    for target in [
        "/api/organizations/x/exports",
        "/api/organizations/1/exports",
        &format!("{}/7", organization()),
    ] {
        assert!(
            is_refused(&call(&stand_in, "GET", target).send().await),
            "{target}"
        );
    }
}
