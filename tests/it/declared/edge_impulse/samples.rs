//! Samples, and how they are picked.

use endpoint::endpoint;
use serde::{Deserialize, Serialize};

use super::{EdgeImpulse, ORGANIZATION, PROJECT, STUDIO};
use crate::coverage::construct::{
    Answer, Body, Construct, Form, InPath, Json as Kind, Name, Presence, Proof, Refusal, Scalar,
    Verb,
};
use crate::declared::Wire;
use crate::declared::case::cases;
use crate::support::refused;

cases! { STUDIO;
    a_trial_that_is_ended(EndTrial<'static>): [
        Construct::Path(InPath::EmptySegment),
        Construct::Path(InPath::Text),
        Construct::Answer(Answer::Flag),
    ];
    samples_by_everything_there_is(ListSamples<'static>): [
        Construct::ManyParameters,
        Construct::Path(InPath::Integer),
        Construct::Query(Form::One, Scalar::Enum),
        Construct::Query(Form::One, Scalar::Integer),
        Construct::Query(Form::One, Scalar::Number),
        Construct::Query(Form::One, Scalar::Bool),
        Construct::Query(Form::One, Scalar::Text),
        Construct::Query(Form::One, Scalar::DateTime),
        Construct::Query(Form::Json, Scalar::Text),
        Construct::Query(Form::Json, Scalar::Object),
        Construct::QueryName(Name::Camel),
        Construct::QueryPresence(Presence::Required),
        Construct::Answer(Answer::ListAndTotal),
    ];
    samples_that_are_deleted(DeleteSamples<'static>): [
        Construct::Method(Verb::Post),
        Construct::Body(Body::NoneOnPost),
        Construct::Query(Form::Json, Scalar::Integer),
        Construct::Answer(Answer::FlatVariants),
    ];
    samples_with_another_label(EditLabels<'static>): [
        Construct::Answer(Answer::FlatVariants),
        Construct::Refused(Refusal::Flag),
        Construct::Sent(Kind::Optional),
    ];
    a_sample_that_is_cropped(CropSample): [
        Construct::Sent(Kind::LongInteger),
        Construct::Answer(Answer::KeyedBool),
    ];
    the_data_of_an_organization(ListData<'static>): [
        Construct::QueryPresence(Presence::Optional),
        Construct::Answer(Answer::Flat),
        Construct::Read(Kind::Map),
        Construct::Read(Kind::LongInteger),
    ];
    public_projects_of_some_types(ListPublicProjects): [
        Construct::Credential(Proof::None),
        Construct::Query(Form::CommasInText, Scalar::Text),
    ];
    users_with_few_fields(ListUsers<'static>): [
        Construct::Query(Form::CommasInText, Scalar::Text),
        Construct::Read(Kind::DateTime),
    ];
}

/// A moment as RFC 3339 has it.
#[derive(Debug, Clone, Copy, Serialize)]
struct Moment(&'static str);

#[derive(Debug, Clone, Copy, Serialize)]
#[serde(rename_all = "kebab-case")]
enum Category {
    Training,
    PostProcessing,
}

/// Lists samples.
#[endpoint(
    GET "/api/<project_id>/raw-data" -> Samples,
    api = EdgeImpulse,
    rename_all = "camelCase",
)]
struct ListSamples<'a> {
    project_id: i64,
    #[query]
    category: Category,
    #[query]
    limit: Option<u32>,
    #[query]
    offset: Option<u64>,
    #[query]
    exclude_sensors: Option<bool>,
    #[query(style = json)]
    labels: Option<Vec<&'a str>>,
    #[query]
    filename: Option<&'a str>,
    #[query]
    min_frequency: Option<f64>,
    #[query]
    search: Option<&'a str>,
    #[query]
    sort_by: Option<&'a str>,
    #[query(style = json)]
    metadata: Option<Vec<MetadataFilter<'a>>>,
    #[query]
    min_date: Option<Moment>,
}

/// A key of the metadata, and the values that it may have.
#[derive(Debug, Serialize)]
struct MetadataFilter<'a> {
    op: &'a str,
    key: &'a str,
    values: Vec<&'a str>,
}

#[derive(Debug, Deserialize)]
#[serde(rename_all = "camelCase")]
struct Samples {
    samples: Vec<Sample>,
    total_count: u64,
}

#[derive(Debug, Deserialize)]
#[serde(rename_all = "camelCase")]
struct Sample {
    id: i64,
    interval_ms: f64,
}

async fn samples_by_everything_there_is(wire: &Wire) {
    wire.says(r#"{"success":true,"samples":[{"id":8589934999,"intervalMs":16.5}],"totalCount":1}"#);
    let list = ListSamples::builder()
        .project_id(PROJECT)
        .category(Category::PostProcessing)
        .limit(20)
        .offset(0)
        .exclude_sensors(true)
        .labels(vec!["idle", "a \"b\""])
        .filename("a+b.wav")
        .min_frequency(62.5)
        .search("<id> <name>")
        .sort_by("id-desc")
        .metadata(vec![MetadataFilter {
            op: "eq",
            key: "foo",
            values: vec!["bar"],
        }])
        .min_date(Moment("2023-01-01T00:00:00.000Z"))
        .build();
    let page = wire.studio().send(list).await.unwrap();
    assert_eq!((page.samples[0].id, page.total_count), (8_589_934_999, 1));
    assert!((page.samples[0].interval_ms - 16.5).abs() < f64::EPSILON);
    wire.sent(
        "GET /v1/api/9000000001/raw-data?category=post-processing&limit=20&offset=0\
            &excludeSensors=true&labels=%5B%22idle%22%2C%22a%20%5C%22b%5C%22%22%5D\
            &filename=a%2Bb.wav&minFrequency=62.5&search=%3Cid%3E%20%3Cname%3E&sortBy=id-desc\
            &metadata=%5B%7B%22op%22%3A%22eq%22%2C%22key%22%3A%22foo%22%2C%22values%22%3A%5B%22bar%22%5D%7D%5D\
            &minDate=2023-01-01T00%3A00%3A00.000Z HTTP/1.1
        accept: application/json
        user-agent: probe/1.0 endpoint/*
        x-api-key: studio-key
        host: studio.edgeimpulse.com",
        "",
    );
}

/// Deletes samples: at once, or by a job if there are many.
#[endpoint(
    POST "/api/<project_id>/raw-data/batch/delete" -> Option<i64> in "id",
    api = EdgeImpulse,
)]
struct DeleteSamples<'a> {
    project_id: i64,
    #[query]
    category: Category,
    #[query(style = json)]
    ids: &'a [i64],
}

async fn samples_that_are_deleted(wire: &Wire) {
    for (json, job) in [
        (r#"{"success":true}"#, None),
        (r#"{"success":true,"id":9000000009}"#, Some(9_000_000_009)),
    ] {
        wire.says(json);
        let delete = DeleteSamples {
            project_id: PROJECT,
            category: Category::Training,
            ids: &[1, 8_589_934_999],
        };
        assert_eq!(wire.studio().send(delete).await.unwrap().value, job);
        wire.sent(
            "POST /v1/api/9000000001/raw-data/batch/delete\
                ?category=training&ids=%5B1%2C8589934999%5D HTTP/1.1
            accept: application/json
            user-agent: probe/1.0 endpoint/*
            x-api-key: studio-key
            content-length: 0
            host: studio.edgeimpulse.com",
            "",
        );
    }
}

/// Gives samples another label.
#[endpoint(POST "/api/<project_id>/raw-data/batch/edit-labels" -> Edited, api = EdgeImpulse)]
struct EditLabels<'a> {
    project_id: i64,
    #[query]
    category: Category,
    #[query(rename = "maxLength")]
    max_length: Option<u64>,
    #[json]
    label: Option<&'a str>,
}

/// Done, or a job that does it.
#[derive(Debug, PartialEq, Deserialize)]
#[serde(untagged)]
enum Edited {
    By { id: i64 },
    Done {},
}

async fn samples_with_another_label(wire: &Wire) {
    const HEAD: &str = "POST /v1/api/9000000001/raw-data/batch/edit-labels\
            ?category=training&maxLength=500 HTTP/1.1
        accept: application/json
        content-type: application/json
        user-agent: probe/1.0 endpoint/*
        x-api-key: studio-key
        host: studio.edgeimpulse.com";
    let mut edit = EditLabels {
        project_id: PROJECT,
        category: Category::Training,
        max_length: Some(500),
        label: Some("idle"),
    };
    for (json, edited) in [
        (r#"{"success":true,"id":7}"#, Edited::By { id: 7 }),
        (r#"{"success":true}"#, Edited::Done {}),
    ] {
        wire.says(json);
        assert_eq!(wire.studio().send(&edit).await.unwrap().value, edited);
        wire.sent(
            &format!("{HEAD}\ncontent-length: 16"),
            r#"{"label":"idle"}"#,
        );
    }

    wire.says(r#"{"success":false,"error":"No such label"}"#);
    edit.label = None;
    let refusal = refused(wire.studio().send(&edit).await);
    assert_eq!(refusal.status(), 200);
    assert_eq!(refusal.message(), Some("No such label"));
    wire.sent(&format!("{HEAD}\ncontent-length: 2"), "{}");
}

/// Cuts a sample.
#[endpoint(
    POST "/api/<project_id>/raw-data/<sample_id>/crop" -> bool in "requiresProcessing",
    api = EdgeImpulse,
    rename_all = "camelCase",
)]
struct CropSample {
    project_id: i64,
    sample_id: i64,
    #[json]
    crop_start: u64,
    #[json]
    crop_end: u64,
}

async fn a_sample_that_is_cropped(wire: &Wire) {
    wire.says(r#"{"success":true,"requiresProcessing":true}"#);
    let crop = CropSample {
        project_id: PROJECT,
        sample_id: 7,
        crop_start: 0,
        crop_end: 5_000_000_000,
    };
    assert!(*wire.studio().send(crop).await.unwrap());
    wire.sent(
        "POST /v1/api/9000000001/raw-data/7/crop HTTP/1.1
        accept: application/json
        content-type: application/json
        user-agent: probe/1.0 endpoint/*
        x-api-key: studio-key
        host: studio.edgeimpulse.com
        content-length: 36",
        r#"{"cropStart":0,"cropEnd":5000000000}"#,
    );
}

/// Lists the data of an organization.
#[endpoint(GET "/api/organizations/<organization_id>/data" -> Data, api = EdgeImpulse)]
struct ListData<'a> {
    organization_id: i64,
    #[query]
    dataset: Option<&'a str>,
    #[query]
    filter: Option<&'a str>,
}

#[derive(Debug, Deserialize)]
#[serde(rename_all = "camelCase")]
struct Data {
    data: Option<Vec<DataItem>>,
    total_file_count: Option<u64>,
}

#[derive(Debug, Deserialize)]
#[serde(rename_all = "camelCase")]
struct DataItem {
    total_file_size: u64,
    metadata: std::collections::HashMap<String, String>,
}

async fn the_data_of_an_organization(wire: &Wire) {
    wire.says(
        r#"{"success":true,"data":[{"id":1,"totalFileSize":6000000000,"metadata":{"user":"jan"}}],"totalFileCount":3}"#,
    );
    let list = ListData {
        organization_id: ORGANIZATION,
        dataset: None,
        filter: Some("dataset = 'a' AND metadata->user = 'b'"),
    };
    let page = wire.studio().send(list).await.unwrap();
    let item = &page.data.as_ref().unwrap()[0];
    assert_eq!(
        (item.total_file_size, &*item.metadata["user"]),
        (6_000_000_000, "jan")
    );
    assert_eq!(page.total_file_count, Some(3));
    wire.sent(
        "GET /v1/api/organizations/9000000002/data\
            ?filter=dataset%20%3D%20%27a%27%20AND%20metadata-%3Euser%20%3D%20%27b%27 HTTP/1.1
        accept: application/json
        user-agent: probe/1.0 endpoint/*
        x-api-key: studio-key
        host: studio.edgeimpulse.com",
        "",
    );
}

/// Lists public projects, which anybody may.
#[endpoint(
    GET "/api/projects/public" -> PublicProjects,
    api = EdgeImpulse,
    auth = none,
    rename_all = "camelCase",
)]
struct ListPublicProjects {
    #[query(style = comma)]
    project_types: Vec<ProjectType>,
}

#[derive(Debug, Clone, Copy, Serialize)]
#[serde(rename_all = "kebab-case")]
enum ProjectType {
    Audio,
    ObjectDetection,
}

#[derive(Debug, Deserialize)]
#[serde(rename_all = "camelCase")]
struct PublicProjects {
    total_project_count: u64,
}

async fn public_projects_of_some_types(wire: &Wire) {
    wire.says(r#"{"success":true,"projects":[],"totalProjectCount":0}"#);
    let list = ListPublicProjects {
        project_types: vec![ProjectType::Audio, ProjectType::ObjectDetection],
    };
    let page = wire.studio().send(list).await.unwrap();
    assert_eq!(page.total_project_count, 0);
    wire.sent(
        "GET /v1/api/projects/public?projectTypes=audio,object-detection HTTP/1.1
        accept: application/json
        user-agent: probe/1.0 endpoint/*
        host: studio.edgeimpulse.com",
        "",
    );
}

/// Lists the users of a white label, with as few fields as are wanted.
#[endpoint(
    GET "/api/organizations/<organization_id>/whitelabel/users" -> Users,
    api = EdgeImpulse,
)]
struct ListUsers<'a> {
    organization_id: i64,
    #[query(style = comma)]
    fields: &'a [&'a str],
    #[query(style = comma)]
    sort: Vec<&'a str>,
}

#[derive(Debug, Deserialize)]
struct Users {
    users: Vec<User>,
}

#[derive(Debug, Deserialize)]
struct User {
    created: String,
}

async fn users_with_few_fields(wire: &Wire) {
    wire.says(r#"{"success":true,"total":1,"users":[{"created":"2024-01-31T09:50:54.014Z"}]}"#);
    let list = ListUsers {
        organization_id: ORGANIZATION,
        fields: &["id", "created"],
        sort: vec!["id", "-name"],
    };
    let users = wire.studio().send(list).await.unwrap();
    assert_eq!(users.users[0].created, "2024-01-31T09:50:54.014Z");
    wire.sent(
        "GET /v1/api/organizations/9000000002/whitelabel/users\
            ?fields=id,created&sort=id,-name HTTP/1.1
        accept: application/json
        user-agent: probe/1.0 endpoint/*
        x-api-key: studio-key
        host: studio.edgeimpulse.com",
        "",
    );
}

/// Ends a trial. The document really has two slashes there.
#[endpoint(
    GET "/api/<project_id>/optimize//<job_id>/trial/<trial>/end-trial",
    api = EdgeImpulse,
)]
struct EndTrial<'a> {
    project_id: i64,
    job_id: i64,
    trial: &'a str,
}

async fn a_trial_that_is_ended(wire: &Wire) {
    wire.says(r#"{"success":true}"#);
    let end = EndTrial {
        project_id: PROJECT,
        job_id: 7,
        trial: "a/b c",
    };
    wire.studio().send(end).await.unwrap();
    wire.sent(
        "GET /v1/api/9000000001/optimize//7/trial/a%2Fb%20c/end-trial HTTP/1.1
        accept: application/json
        user-agent: probe/1.0 endpoint/*
        x-api-key: studio-key
        host: studio.edgeimpulse.com",
        "",
    );
}
