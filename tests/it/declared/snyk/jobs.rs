//! Work that takes its time: what is said of it in the meantime, and where its result is.

use std::time::Duration;

use endpoint::json_api::{Create, Resource};
use endpoint::{ByStatus, Location, RetryAfter, endpoint};
use serde::{Deserialize, Serialize};
use uuid::Uuid;

use super::{GROUP, ONE, ORG, SNYK, Snyk, TWO, Token};
use crate::coverage::construct::{
    Answer, Body, Construct, Json as Kind, Named, Proof, Refusal, Version,
};
use crate::declared::Wire;
use crate::declared::case::cases;
use crate::support::refused;

cases! { SNYK;
    an_export_that_is_started(StartExport): [
        Construct::Credential(Proof::One),
        Construct::Status(202),
        Construct::ResponseHeader(Named::ContentLocation),
        Construct::ResponseHeader(Named::RetryAfter),
        Construct::Refused(Refusal::Errors(429)),
        Construct::Sent(Kind::Integer),
    ];
    a_model_that_is_described(CreateAiBom): [
        Construct::Sent(Kind::Variants),
        Construct::Refused(Refusal::Errors(503)),
        Construct::ResponseHeader(Named::Location),
    ];
    a_description_that_is_waited_for(GetAiBomJob): [
        Construct::Statuses(200, 303),
        Construct::Status(303),
        Construct::ResponseHeader(Named::Location),
        Construct::ResponseHeader(Named::RetryAfter),
    ];
    a_search_that_lies_elsewhere(StartSearch<'static>): [
        Construct::Status(302),
        Construct::Answer(Answer::NoData),
        Construct::Version(Version::DateOnly),
        Construct::Body(Body::Create),
    ];
}

/// Starts an export of a group's issues.
#[endpoint(
    POST "/groups/<group_id>/export" -> Resource<Started>,
    api = Snyk,
    auth = Token,
)]
struct StartExport {
    group_id: Uuid,
    #[body]
    order: Create<Order>,
}

#[derive(Debug, Clone, Copy, Serialize)]
struct Order {
    dataset: &'static str,
    formats: [&'static str; 1],
    url_expiration_seconds: u32,
}

#[derive(Debug, Deserialize)]
struct Started {
    created: String,
}

async fn an_export_that_is_started(wire: &Wire) {
    const HEAD: &str =
        "POST /rest/groups/bbbbbbbb-0000-4000-8000-000000000002/export?version=2024-10-15 HTTP/1.1
        accept: application/vnd.api+json
        content-type: application/vnd.api+json
        user-agent: probe/1.0 endpoint/*
        authorization: token snyk-key
        host: api.snyk.io
        content-length: 108";
    const BODY: &str = r#"{"data":{"type":"resource","attributes":{"dataset":"issues","formats":["csv"],"url_expiration_seconds":60}}}"#;
    let order = Order {
        dataset: "issues",
        formats: ["csv"],
        url_expiration_seconds: 60,
    };
    let start = StartExport {
        group_id: GROUP,
        order: Create::new("resource", order),
    };

    wire.documents(
        "202 Accepted",
        "Content-Location: /groups/x/jobs/export/y\r\nRetry-After: 30\r\n",
        r#"{"data":{"id":"dddddddd-0000-4000-8000-000000000004","type":"resource",
            "attributes":{"created":"2024-01-31T09:50:54Z"},"links":{"self":"https://api.snyk.io/rest/x"}}}"#,
    );
    let started = wire.snyk().send(&start).await.unwrap();
    assert_eq!(started.meta.status, 202);
    assert_eq!(started.created, "2024-01-31T09:50:54Z");
    let headers = &started.meta.headers;
    let job = headers.content_location.as_deref();
    assert_eq!(job, Some("/groups/x/jobs/export/y"));
    let wait = RetryAfter::Delay(Duration::from_secs(30));
    assert_eq!(headers.retry_after, Some(wait));
    wire.sent(HEAD, BODY);

    wire.documents(
        "429 Too Many Requests",
        "Retry-After: 3600\r\n",
        r#"{"jsonapi":{"version":"1.0"},"errors":[{"status":"429","detail":"20 an hour"}]}"#,
    );
    let refusal = refused(wire.snyk().send(&start).await);
    assert_eq!(
        refusal.retry_after(),
        Some(RetryAfter::Delay(Duration::from_secs(3600)))
    );
    wire.sent(HEAD, BODY);
}

/// Has a model's parts described.
#[endpoint(
    POST "/orgs/<org_id>/ai_boms?version=2024-10-15~experimental" -> Resource<Job>,
    api = Snyk,
)]
struct CreateAiBom {
    org_id: Uuid,
    #[json]
    data: Model,
}

#[derive(Debug, Clone, Copy, Serialize)]
#[serde(tag = "type", content = "attributes", rename_all = "snake_case")]
enum Model {
    AiBomScmBundle { target_id: Uuid },
}

#[derive(Debug, Deserialize)]
struct Job {
    status: Progress,
}

#[derive(Debug, PartialEq, Deserialize)]
#[serde(rename_all = "lowercase")]
enum Progress {
    Processing,
    Finished,
}

async fn a_model_that_is_described(wire: &Wire) {
    const HEAD: &str = "POST /rest/orgs/aaaaaaaa-0000-4000-8000-000000000001/ai_boms\
            ?version=2024-10-15~experimental HTTP/1.1
        accept: application/vnd.api+json
        content-type: application/vnd.api+json
        user-agent: probe/1.0 endpoint/*
        authorization: token snyk-key
        host: api.snyk.io
        content-length: 103";
    const BODY: &str = r#"{"data":{"type":"ai_bom_scm_bundle","attributes":{"target_id":"cccccccc-0000-4000-8000-000000000003"}}}"#;
    let create = CreateAiBom {
        org_id: ORG,
        data: Model::AiBomScmBundle { target_id: ONE },
    };
    wire.documents(
        "202 Accepted",
        "Location: /orgs/x/ai_bom_jobs/y\r\n",
        r#"{"jsonapi":{"version":"1.0"},"links":{},"data":{"id":"dddddddd-0000-4000-8000-000000000004","type":"ai_bom_job",
            "attributes":{"status":"processing"}}}"#,
    );
    let job = wire.snyk().send(&create).await.unwrap();
    assert_eq!(job.status, Progress::Processing);
    let location = job.meta.headers.location.as_deref();
    assert_eq!(location, Some("/orgs/x/ai_bom_jobs/y"));
    wire.sent(HEAD, BODY);

    wire.documents(
        "503 Service Unavailable",
        "",
        r#"{"jsonapi":{"version":"1.0"},"errors":[{"status":"503","detail":"later"}]}"#,
    );
    let refusal = refused(wire.snyk().send(&create).await);
    assert!(refusal.is_retryable());
    wire.sent(HEAD, BODY);
}

/// Asks how far a description has come.
#[endpoint(
    GET "/orgs/<org_id>/ai_bom_jobs/<job_id>?version=2024-10-15~experimental" -> AiBomJob,
    api = Snyk,
)]
struct GetAiBomJob {
    org_id: Uuid,
    job_id: Uuid,
}

#[derive(Debug, ByStatus)]
enum AiBomJob {
    #[status(200)]
    Pending(Resource<Job>),
    #[status(303)]
    Done(Location),
}

async fn a_description_that_is_waited_for(wire: &Wire) {
    const HEAD: &str = "GET /rest/orgs/aaaaaaaa-0000-4000-8000-000000000001\
            /ai_bom_jobs/dddddddd-0000-4000-8000-000000000004\
            ?version=2024-10-15~experimental HTTP/1.1
        accept: application/vnd.api+json
        user-agent: probe/1.0 endpoint/*
        authorization: token snyk-key
        host: api.snyk.io";
    let document = |status: &str| {
        format!(
            r#"{{"jsonapi":{{"version":"1.0"}},"links":{{}},"data":{{"id":"{TWO}","type":"ai_bom_job",
                "attributes":{{"status":"{status}"}}}}}}"#
        )
    };
    let get = GetAiBomJob {
        org_id: ORG,
        job_id: TWO,
    };

    wire.documents("200 OK", "Retry-After: 5\r\n", &document("processing"));
    let pending = wire.snyk().send(&get).await.unwrap();
    let wait = RetryAfter::Delay(Duration::from_secs(5));
    assert_eq!(pending.meta.headers.retry_after, Some(wait));
    let AiBomJob::Pending(job) = pending.into_inner() else {
        panic!("it is pending");
    };
    assert_eq!(job.status, Progress::Processing);
    wire.sent(HEAD, "");

    let location = "Location: /rest/orgs/x/ai_boms/y\r\n";
    wire.documents("303 See Other", location, &document("finished"));
    let done = wire.snyk().send(&get).await.unwrap();
    let AiBomJob::Done(location) = done.into_inner() else {
        panic!("it is done");
    };
    assert_eq!(&*location, "/rest/orgs/x/ai_boms/y");
    wire.sent(HEAD, "");
}

/// Starts a search, and is told where its results are. That is no `GET`, so it is not followed.
#[endpoint(
    POST "/groups/<group_id>/inventory/assets/searches" -> Search,
    api = Snyk,
)]
struct StartSearch<'a> {
    group_id: Uuid,
    #[body]
    search: Create<Filter<'a>>,
}

#[derive(Debug, Serialize)]
struct Filter<'a> {
    filter: &'a str,
}

#[derive(Debug, ByStatus)]
enum Search {
    #[status(302)]
    At(Location),
}

async fn a_search_that_lies_elsewhere(wire: &Wire) {
    wire.documents(
        "302 Found",
        "Location: /groups/x/inventory/assets/searches/y/results\r\n",
        r#"{"jsonapi":{"version":"1.0"}}"#,
    );
    let filter = Filter {
        filter: "os==linux",
    };
    let start = StartSearch {
        group_id: GROUP,
        search: Create::new("searches", filter),
    };
    let Search::At(location) = wire.snyk().send(start).await.unwrap().into_inner();
    assert_eq!(&*location, "/groups/x/inventory/assets/searches/y/results");
    wire.sent(
        "POST /rest/groups/bbbbbbbb-0000-4000-8000-000000000002/inventory/assets/searches\
            ?version=2024-10-15 HTTP/1.1
        accept: application/vnd.api+json
        content-type: application/vnd.api+json
        user-agent: probe/1.0 endpoint/*
        authorization: token snyk-key
        host: api.snyk.io
        content-length: 64",
        r#"{"data":{"type":"searches","attributes":{"filter":"os==linux"}}}"#,
    );
}
