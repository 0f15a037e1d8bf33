//! Payloads beside the flag.

use std::collections::BTreeMap;

use endpoint::endpoint;
use serde::Deserialize;

use super::{EdgeImpulse, ORGANIZATION, PROJECT, STUDIO};
use crate::coverage::construct::{Answer, Construct, InPath, Json as Kind};
use crate::declared::Wire;
use crate::declared::case::cases;

cases! { STUDIO;
    an_interval(GetInterval): [Construct::Answer(Answer::KeyedNumber)];
    axes_and_how_often_they_occur(GetDataAxes): [
        Construct::Answer(Answer::KeyedObject),
        Construct::Read(Kind::Map),
    ];
    a_device_that_is_there_and_one_that_is_not(GetDevice<'static>): [
        Construct::Path(InPath::Text),
        Construct::Answer(Answer::KeyedObject),
        Construct::Answer(Answer::KeyedOptional),
    ];
    the_state_of_a_job(GetJobStatus): [
        Construct::Answer(Answer::KeyedObject),
        Construct::Read(Kind::LongInteger),
        Construct::Read(Kind::Optional),
    ];
    a_job_that_is_called_off(CancelJob): [Construct::Answer(Answer::Flag)];
    variants_of_a_model(ListVariants): [Construct::Answer(Answer::KeyedList)];
    what_an_organization_has_used(GetMetrics): [
        Construct::Answer(Answer::KeyedObject),
        Construct::Read(Kind::DateTime),
    ];
}

/// Gives the interval that fits the data best.
#[endpoint(GET "/api/<project_id>/data-interval" -> f64 in "intervalMs", api = EdgeImpulse)]
struct GetInterval {
    project_id: i64,
}

async fn an_interval(wire: &Wire) {
    wire.says(r#"{"success":true,"intervalMs":62.5}"#);
    let interval = wire.studio().send(GetInterval {
        project_id: PROJECT,
    });
    assert!((*interval.await.unwrap() - 62.5).abs() < f64::EPSILON);
    wire.sent(
        "GET /v1/api/9000000001/data-interval HTTP/1.1
        accept: application/json
        user-agent: probe/1.0 endpoint/*
        x-api-key: studio-key
        host: studio.edgeimpulse.com",
        "",
    );
}

/// Says how often which axes occur.
#[endpoint(
    GET "/api/<project_id>/data-axes" -> BTreeMap<String, u64> in "dataAxisSummary",
    api = EdgeImpulse,
    rename_all = "camelCase",
)]
struct GetDataAxes {
    project_id: i64,
    #[query]
    include_disabled: Option<bool>,
}

async fn axes_and_how_often_they_occur(wire: &Wire) {
    wire.says(r#"{"success":true,"dataAxisSummary":{"accX":3,"success":1}}"#);
    let get = GetDataAxes {
        project_id: PROJECT,
        include_disabled: Some(false),
    };
    let axes = wire.studio().send(get).await.unwrap();
    assert_eq!((axes["accX"], axes["success"]), (3, 1));
    wire.sent(
        "GET /v1/api/9000000001/data-axes?includeDisabled=false HTTP/1.1
        accept: application/json
        user-agent: probe/1.0 endpoint/*
        x-api-key: studio-key
        host: studio.edgeimpulse.com",
        "",
    );
}

/// Gives a device, if it is known.
#[endpoint(
    GET "/api/<project_id>/device/<device_id>" -> Option<Device> in "device",
    api = EdgeImpulse,
)]
struct GetDevice<'a> {
    project_id: i64,
    device_id: &'a str,
}

#[derive(Debug, Deserialize)]
struct Device {
    name: String,
}

async fn a_device_that_is_there_and_one_that_is_not(wire: &Wire) {
    for (json, name) in [
        (
            r#"{"success":true,"device":{"id":1,"name":"phone"}}"#,
            Some("phone"),
        ),
        (r#"{"success":true}"#, None),
    ] {
        wire.says(json);
        let get = GetDevice {
            project_id: PROJECT,
            device_id: "AC:87/é",
        };
        let device = wire.studio().send(get).await.unwrap().into_inner();
        assert_eq!(device.map(|device| device.name).as_deref(), name);
        wire.sent(
            "GET /v1/api/9000000001/device/AC%3A87%2F%C3%A9 HTTP/1.1
            accept: application/json
            user-agent: probe/1.0 endpoint/*
            x-api-key: studio-key
            host: studio.edgeimpulse.com",
            "",
        );
    }
}

/// Says how far a job has come.
#[endpoint(GET "/api/<project_id>/jobs/<job_id>/status" -> Job in "job", api = EdgeImpulse)]
struct GetJobStatus {
    project_id: i64,
    job_id: i64,
}

#[derive(Debug, Deserialize)]
#[serde(rename_all = "camelCase")]
struct Job {
    id: i64,
    finished_successful: Option<bool>,
}

async fn the_state_of_a_job(wire: &Wire) {
    wire.says(r#"{"success":true,"job":{"id":9000000009,"key":"k","finished":"2024-01-31T09:50:54.014Z","finishedSuccessful":true}}"#);
    let get = GetJobStatus {
        project_id: PROJECT,
        job_id: 9_000_000_009,
    };
    let job = wire.studio().send(get).await.unwrap();
    assert_eq!(
        (job.id, job.finished_successful),
        (9_000_000_009, Some(true))
    );
    wire.sent(
        "GET /v1/api/9000000001/jobs/9000000009/status HTTP/1.1
        accept: application/json
        user-agent: probe/1.0 endpoint/*
        x-api-key: studio-key
        host: studio.edgeimpulse.com",
        "",
    );
}

/// Calls a job off.
#[endpoint(POST "/api/<project_id>/jobs/<job_id>/cancel", api = EdgeImpulse, idempotent)]
struct CancelJob {
    project_id: i64,
    job_id: i64,
    #[query(rename = "forceCancel")]
    force: Option<bool>,
}

async fn a_job_that_is_called_off(wire: &Wire) {
    wire.says(r#"{"success":true}"#);
    let cancel = CancelJob {
        project_id: PROJECT,
        job_id: 7,
        force: Some(true),
    };
    wire.studio().send(cancel).await.unwrap();
    wire.sent(
        "POST /v1/api/9000000001/jobs/7/cancel?forceCancel=true HTTP/1.1
        accept: application/json
        user-agent: probe/1.0 endpoint/*
        x-api-key: studio-key
        content-length: 0
        host: studio.edgeimpulse.com",
        "",
    );
}

/// Lists the variants of a model.
#[endpoint(
    GET "/api/<project_id>/model-variants" -> Vec<Variant> in "modelVariants",
    api = EdgeImpulse,
    rename_all = "camelCase",
)]
struct ListVariants {
    project_id: i64,
    #[query]
    impulse_id: Option<i64>,
}

#[derive(Debug, Deserialize)]
struct Variant {
    variant: Precision,
}

#[derive(Debug, PartialEq, Deserialize)]
#[serde(rename_all = "lowercase")]
enum Precision {
    Int8,
    Float32,
}

async fn variants_of_a_model(wire: &Wire) {
    wire.says(r#"{"success":true,"modelVariants":[{"variant":"float32","isEnabled":true}]}"#);
    let list = ListVariants {
        project_id: PROJECT,
        impulse_id: None,
    };
    let variants = wire.studio().send(list).await.unwrap();
    assert_eq!(variants[0].variant, Precision::Float32);
    assert_ne!(variants[0].variant, Precision::Int8);
    wire.sent(
        "GET /v1/api/9000000001/model-variants HTTP/1.1
        accept: application/json
        user-agent: probe/1.0 endpoint/*
        x-api-key: studio-key
        host: studio.edgeimpulse.com",
        "",
    );
}

/// Says what an organization has used.
#[endpoint(
    GET "/api/organizations/<organization_id>/metrics" -> Metrics in "metrics",
    api = EdgeImpulse,
    rename_all = "camelCase",
)]
struct GetMetrics {
    organization_id: i64,
    #[query]
    exclude_edge_impulse_users: Option<bool>,
}

#[derive(Debug, Deserialize)]
#[serde(rename_all = "camelCase")]
struct Metrics {
    jobs_compute_time_current_year_since: String,
}

async fn what_an_organization_has_used(wire: &Wire) {
    wire.says(r#"{"success":true,"metrics":{"totalStorage":5000000000.5,"jobsComputeTimeCurrentYearSince":"2024-01-01T00:00:00.000Z"}}"#);
    let get = GetMetrics {
        organization_id: ORGANIZATION,
        exclude_edge_impulse_users: Some(true),
    };
    let metrics = wire.studio().send(get).await.unwrap();
    assert_eq!(
        metrics.jobs_compute_time_current_year_since,
        "2024-01-01T00:00:00.000Z"
    );
    wire.sent(
        "GET /v1/api/organizations/9000000002/metrics?excludeEdgeImpulseUsers=true HTTP/1.1
        accept: application/json
        user-agent: probe/1.0 endpoint/*
        x-api-key: studio-key
        host: studio.edgeimpulse.com",
        "",
    );
}
