//! Answers that are files, text, or lead elsewhere.
#![allow(clippy::struct_field_names, reason = "the names are the API's")]

use endpoint::{ByStatus, Bytes, Download, Location, Text, endpoint};
use serde::Serialize;

use super::{EdgeImpulse, ORGANIZATION, PROJECT, STUDIO};
use crate::coverage::construct::{Answer, Construct, Form, InPath, Presence, Scalar, Verb};
use crate::declared::Wire;
use crate::declared::case::cases;
use crate::support::{redirect_to, refused, response};

cases! { STUDIO;
    a_build_as_a_stream(DownloadBuild<'static>): [
        Construct::Answer(Answer::Binary),
        Construct::Status(200),
        Construct::QueryPresence(Presence::Required),
    ];
    features_of_a_category(DownloadFeatures): [
        Construct::Path(InPath::Enum),
        Construct::Answer(Answer::Binary),
    ];
    some_items_in_one_archive(DownloadData<'static>): [
        Construct::Query(Form::Json, Scalar::Integer),
        Construct::Answer(Answer::Binary),
    ];
    a_part_of_a_recording(GetWav<'static>): [
        Construct::Answer(Answer::Ranges),
    ];
    what_a_job_has_printed(DownloadLogs): [Construct::Answer(Answer::Text)];
    an_export_that_is_followed_to_its_storage(DownloadExport): [
        Construct::Status(302),
        Construct::Answer(Answer::Redirect),
    ];
    a_report_that_is_only_located(LocateReport): [Construct::Answer(Answer::Redirect)];
    a_payment_that_goes_on_elsewhere(UpgradeSubscription): [
        Construct::Method(Verb::Post),
        Construct::Answer(Answer::Redirect),
    ];
}

fn file(status: &str, headers: &str, content: &str) -> String {
    response(status, &format!("Content-Type: {headers}\r\n"), content)
}

#[derive(Debug, Clone, Copy, Serialize)]
#[serde(rename_all = "kebab-case")]
enum Engine {
    TfliteEonRamOptimized,
}

/// Downloads what was built last.
#[endpoint(GET "/api/<project_id>/deployment/download" -> Download, api = EdgeImpulse)]
struct DownloadBuild<'a> {
    project_id: i64,
    #[query(rename = "type")]
    kind: &'a str,
    #[query]
    engine: Option<Engine>,
}

async fn a_build_as_a_stream(wire: &Wire) {
    wire.answers(file(
        "200 OK",
        "application/zip\r\nContent-Disposition: attachment; filename=\"build.zip\"",
        "PK..",
    ));
    let get = DownloadBuild {
        project_id: PROJECT,
        kind: "zip",
        engine: Some(Engine::TfliteEonRamOptimized),
    };
    let mut build = wire.studio().send(get).await.unwrap().into_inner();
    assert_eq!(
        (build.file_name(), build.length()),
        (Some("build.zip"), Some(4))
    );
    let mut file = Vec::new();
    build.write_to_std(&mut file).await.unwrap();
    assert_eq!(file, b"PK..");
    wire.sent(
        "GET /v1/api/9000000001/deployment/download?type=zip&engine=tflite-eon-ram-optimized HTTP/1.1
        accept: */*
        user-agent: probe/1.0 endpoint/*
        accept-encoding: identity
        x-api-key: studio-key
        host: studio.edgeimpulse.com",
        "",
    );
}

#[derive(Debug, Clone, Copy, Serialize)]
#[serde(rename_all = "kebab-case")]
enum Category {
    PostProcessing,
}

/// Downloads what a block makes of a category.
#[endpoint(
    GET "/api/<project_id>/dsp-data/<dsp_id>/x/<category>" -> Bytes,
    api = EdgeImpulse,
    accept = "application/octet-stream",
)]
struct DownloadFeatures {
    project_id: i64,
    dsp_id: i64,
    category: Category,
    #[query]
    raw: Option<bool>,
}

async fn features_of_a_category(wire: &Wire) {
    const HEAD: &str = "GET /v1/api/9000000001/dsp-data/3/x/post-processing?raw=true HTTP/1.1
        accept: application/octet-stream
        user-agent: probe/1.0 endpoint/*
        x-api-key: studio-key
        host: studio.edgeimpulse.com";
    wire.answers(file("200 OK", "application/octet-stream", "\u{0}NUMPY"));
    let get = DownloadFeatures {
        project_id: PROJECT,
        dsp_id: 3,
        category: Category::PostProcessing,
        raw: Some(true),
    };
    let features = wire.studio().send(&get).await.unwrap();
    assert_eq!(&features[..], b"\0NUMPY");
    wire.sent(HEAD, "");
}

/// Downloads several items of data as one archive.
#[endpoint(
    GET "/api/organizations/<organization_id>/data/download" -> Bytes,
    api = EdgeImpulse,
    limit = "1 GiB",
)]
struct DownloadData<'a> {
    organization_id: i64,
    #[query(rename = "dataIds", style = json)]
    data_ids: &'a [i64],
}

async fn some_items_in_one_archive(wire: &Wire) {
    wire.answers(file("200 OK", "application/x-tar", "TAR"));
    let get = DownloadData {
        organization_id: ORGANIZATION,
        data_ids: &[3, 7],
    };
    assert_eq!(&wire.studio().send(get).await.unwrap()[..], b"TAR");
    wire.sent(
        "GET /v1/api/organizations/9000000002/data/download?dataIds=%5B3%2C7%5D HTTP/1.1
        accept: */*
        user-agent: probe/1.0 endpoint/*
        x-api-key: studio-key
        host: studio.edgeimpulse.com",
        "",
    );
}

/// Gives a sample as a recording, or a part of that.
#[endpoint(GET "/api/<project_id>/raw-data/<sample_id>/wav" -> Wav, api = EdgeImpulse)]
struct GetWav<'a> {
    project_id: i64,
    sample_id: i64,
    #[query(rename = "axisIx")]
    axis: u32,
    #[header("Range")]
    range: Option<&'a str>,
}

#[derive(Debug, ByStatus)]
enum Wav {
    #[status(200)]
    Whole(Bytes),
    #[status(206)]
    Part(Bytes),
}

async fn a_part_of_a_recording(wire: &Wire) {
    let mut get = GetWav {
        project_id: PROJECT,
        sample_id: 7,
        axis: 0,
        range: None,
    };
    wire.answers(file("200 OK", "audio/wav", "RIFF"));
    let Wav::Whole(wav) = wire.studio().send(&get).await.unwrap().into_inner() else {
        panic!("all of it was asked for");
    };
    assert_eq!(&wav[..], b"RIFF");
    wire.sent(
        "GET /v1/api/9000000001/raw-data/7/wav?axisIx=0 HTTP/1.1
        accept: */*
        user-agent: probe/1.0 endpoint/*
        x-api-key: studio-key
        host: studio.edgeimpulse.com",
        "",
    );

    let partial = "audio/wav\r\nContent-Range: bytes 2-3/4";
    wire.answers(file("206 Partial Content", partial, "FF"));
    get.range = Some("bytes=2-");
    let Wav::Part(wav) = wire.studio().send(&get).await.unwrap().into_inner() else {
        panic!("a part was asked for");
    };
    assert_eq!(&wav[..], b"FF");
    wire.sent(
        "GET /v1/api/9000000001/raw-data/7/wav?axisIx=0 HTTP/1.1
        range: bytes=2-
        accept: */*
        user-agent: probe/1.0 endpoint/*
        x-api-key: studio-key
        host: studio.edgeimpulse.com",
        "",
    );
}

/// Gives what a job has printed.
#[endpoint(GET "/api/<project_id>/jobs/<job_id>/stdout/download" -> Text, api = EdgeImpulse)]
struct DownloadLogs {
    project_id: i64,
    job_id: i64,
    #[query(rename = "logLevel")]
    level: Option<Level>,
}

#[derive(Debug, Clone, Copy, Serialize)]
#[serde(rename_all = "lowercase")]
enum Level {
    Warn,
}

async fn what_a_job_has_printed(wire: &Wire) {
    const HEAD: &str = "GET /v1/api/9000000001/jobs/7/stdout/download?logLevel=warn HTTP/1.1
        accept: text/plain, */*;q=0.5
        user-agent: probe/1.0 endpoint/*
        x-api-key: studio-key
        host: studio.edgeimpulse.com";
    let get = DownloadLogs {
        project_id: PROJECT,
        job_id: 7,
        level: Some(Level::Warn),
    };
    wire.answers(file("200 OK", "text/plain; charset=utf-8", "épochs\n"));
    assert_eq!(&**wire.studio().send(&get).await.unwrap(), "épochs\n");
    wire.sent(HEAD, "");
}

/// Downloads an export, which lies in a storage elsewhere.
#[endpoint(
    GET "/api/organizations/<organization_id>/exports/<export_id>/download" -> Download,
    api = EdgeImpulse,
    redirect = follow,
)]
struct DownloadExport {
    organization_id: i64,
    export_id: i64,
}

async fn an_export_that_is_followed_to_its_storage(wire: &Wire) {
    let storage = wire.storage();
    wire.answers(redirect_to(&format!("{}/e.zip?sig=s%2F1", storage.url())));
    storage.answers(file("200 OK", "application/zip", "PK.."));
    let get = DownloadExport {
        organization_id: ORGANIZATION,
        export_id: 5,
    };
    let mut export = wire.studio().send(get).await.unwrap().into_inner();
    assert_eq!(&export.bytes(1024).await.unwrap()[..], b"PK..");
    wire.sent(
        "GET /v1/api/organizations/9000000002/exports/5/download HTTP/1.1
        accept: */*
        user-agent: probe/1.0 endpoint/*
        accept-encoding: identity
        x-api-key: studio-key
        host: studio.edgeimpulse.com",
        "",
    );
    storage.sent(
        "GET /e.zip?sig=s%2F1 HTTP/1.1
        accept: */*
        user-agent: probe/1.0 endpoint/*
        accept-encoding: identity
        host: storage.test",
        "",
    );
}

/// Says where a report is.
#[endpoint(
    GET "/api/organizations/<organization_id>/whitelabel/organizations/<inner_organization_id>/usage/reports/<report_id>/download"
        -> Located,
    api = EdgeImpulse,
)]
struct LocateReport {
    organization_id: i64,
    inner_organization_id: i64,
    report_id: i64,
}

#[derive(Debug, ByStatus)]
enum Located {
    #[status(302)]
    At(Location),
}

async fn a_report_that_is_only_located(wire: &Wire) {
    wire.answers(redirect_to("https://storage.test/r.csv?sig=1"));
    let locate = LocateReport {
        organization_id: ORGANIZATION,
        inner_organization_id: 6,
        report_id: 5,
    };
    let Located::At(location) = wire.studio().send(locate).await.unwrap().into_inner();
    assert_eq!(&*location, "https://storage.test/r.csv?sig=1");
    wire.sent(
        "GET /v1/api/organizations/9000000002/whitelabel/organizations/6/usage/reports/5/download HTTP/1.1
        accept: application/json
        user-agent: probe/1.0 endpoint/*
        x-api-key: studio-key
        host: studio.edgeimpulse.com",
        "",
    );
}

/// Takes out a subscription: where to pay is told by a redirect, which no `POST` follows.
#[endpoint(
    POST "/api/user/subscription/upgrade",
    api = EdgeImpulse,
    rename_all = "camelCase",
)]
struct UpgradeSubscription {
    #[json]
    billing_cycle: Cycle,
    #[json]
    success_url: &'static str,
    #[json]
    cancel_url: &'static str,
}

#[derive(Debug, Clone, Copy, Serialize)]
#[serde(rename_all = "lowercase")]
enum Cycle {
    Yearly,
}

async fn a_payment_that_goes_on_elsewhere(wire: &Wire) {
    wire.answers(redirect_to("https://pay.test/1"));
    let upgrade = UpgradeSubscription {
        billing_cycle: Cycle::Yearly,
        success_url: "https://a.test/yes",
        cancel_url: "https://a.test/no",
    };
    let refusal = refused(wire.studio().send(upgrade).await);
    assert_eq!(refusal.location(), Some("https://pay.test/1"));
    wire.sent(
        "POST /v1/api/user/subscription/upgrade HTTP/1.1
        accept: application/json
        content-type: application/json
        user-agent: probe/1.0 endpoint/*
        x-api-key: studio-key
        host: studio.edgeimpulse.com
        content-length: 91",
        r#"{"billingCycle":"yearly","successUrl":"https://a.test/yes","cancelUrl":"https://a.test/no"}"#,
    );
}
