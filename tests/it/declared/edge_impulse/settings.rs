//! Bodies in JSON.

use std::collections::BTreeMap;

use endpoint::{Json, endpoint};
use serde::{Deserialize, Serialize};

use super::{EdgeImpulse, ORGANIZATION, PROJECT, STUDIO};
use crate::coverage::construct::{Answer, Body, Construct, Json as Kind, Presence, Verb};
use crate::declared::Wire;
use crate::declared::case::cases;

cases! { STUDIO;
    a_project_without_a_logo(UpdateProject<'static>): [
        Construct::Sent(Kind::NullOrAbsent),
        Construct::Sent(Kind::Any),
        Construct::Sent(Kind::List),
        Construct::Sent(Kind::Bool),
        Construct::Sent(Kind::Optional),
    ];
    a_target_that_is_no_default_any_more(SetDefaultTarget<'static>): [
        Construct::Sent(Kind::Null),
    ];
    a_project_that_is_restored(RestoreProject<'static>): [
        Construct::Body(Body::NameOfThePath),
        Construct::Sent(Kind::LongInteger),
    ];
    a_network_with_its_parameters(SetKeras<'static>): [
        Construct::Sent(Kind::Map),
        Construct::Sent(Kind::Variants),
        Construct::Sent(Kind::Number),
        Construct::Sent(Kind::Object),
    ];
    a_board_that_is_changed(UpdateBoard<'static>): [Construct::Method(Verb::Put)];
    an_export_with_an_end(UpdateExport<'static>): [
        Construct::Method(Verb::Put),
        Construct::Sent(Kind::DateTime),
    ];
    an_impulse_of_some_type_or_none(CreateImpulse): [
        Construct::Body(Body::Optional),
        Construct::Sent(Kind::Enum),
        Construct::Answer(Answer::Flat),
    ];
    a_job_that_is_primary(SetPrimaryJob<'static>): [
        Construct::Body(Body::Optional),
        Construct::QueryPresence(Presence::Required),
        Construct::Answer(Answer::KeyedInteger),
    ];
    features_that_are_made(RunBlock<'static>): [
        Construct::Sent(Kind::Null),
        Construct::Read(Kind::Number),
        Construct::Read(Kind::List),
    ];
}

/// Changes a project. A logo that is null is taken away; one that is absent stays.
#[allow(clippy::option_option, reason = "null and absent are told apart")]
#[endpoint(POST "/api/<project_id>", api = EdgeImpulse, rename_all = "camelCase")]
struct UpdateProject<'a> {
    project_id: i64,
    #[json]
    name: Option<&'a str>,
    #[json]
    logo: Option<Option<&'a str>>,
    #[json]
    csv_import_config: Option<Option<Json>>,
    #[json]
    experiments: Option<Vec<&'a str>>,
    #[json]
    use_gpu: Option<bool>,
    #[json]
    metadata: Option<Json>,
}

async fn a_project_without_a_logo(wire: &Wire) {
    wire.says(r#"{"success":true}"#);
    let update = UpdateProject::builder()
        .project_id(PROJECT)
        .logo(None)
        .experiments(vec!["a"])
        .use_gpu(false)
        .metadata(serde_json::from_str(r#"{"k":[1]}"#).unwrap())
        .build();
    wire.studio().send(update).await.unwrap();
    wire.sent(
        "POST /v1/api/9000000001 HTTP/1.1
        accept: application/json
        content-type: application/json
        user-agent: probe/1.0 endpoint/*
        x-api-key: studio-key
        host: studio.edgeimpulse.com
        content-length: 69",
        r#"{"logo":null,"experiments":["a"],"useGpu":false,"metadata":{"k":[1]}}"#,
    );
}

/// Sets the target that is built for where none is named; null is none.
#[endpoint(
    POST "/api/organizations/<organization_id>/whitelabel/deploymentTargets/default",
    api = EdgeImpulse,
)]
struct SetDefaultTarget<'a> {
    organization_id: i64,
    #[body]
    target: DefaultTarget<'a>,
}

#[derive(Debug, Serialize)]
#[serde(rename_all = "camelCase")]
struct DefaultTarget<'a> {
    default_deployment_target: Option<&'a str>,
}

async fn a_target_that_is_no_default_any_more(wire: &Wire) {
    wire.says(r#"{"success":true}"#);
    let set = SetDefaultTarget {
        organization_id: ORGANIZATION,
        target: DefaultTarget {
            default_deployment_target: None,
        },
    };
    wire.studio().send(set).await.unwrap();
    wire.sent(
        "POST /v1/api/organizations/9000000002/whitelabel/deploymentTargets/default HTTP/1.1
        accept: application/json
        content-type: application/json
        user-agent: probe/1.0 endpoint/*
        x-api-key: studio-key
        host: studio.edgeimpulse.com
        content-length: 32",
        r#"{"defaultDeploymentTarget":null}"#,
    );
}

/// Restores a project from a version of another. Both go by the same name.
#[endpoint(POST "/api/<project_id>/jobs/restore", api = EdgeImpulse, rename_all = "camelCase")]
struct RestoreProject<'a> {
    project_id: i64,
    #[json(rename = "projectId")]
    from_project_id: i64,
    #[json]
    project_api_key: &'a str,
    #[json]
    version_id: i64,
}

async fn a_project_that_is_restored(wire: &Wire) {
    wire.says(r#"{"success":true}"#);
    let restore = RestoreProject {
        project_id: PROJECT,
        from_project_id: 9_000_000_003,
        project_api_key: "ei_2",
        version_id: 4,
    };
    wire.studio().send(restore).await.unwrap();
    wire.sent(
        "POST /v1/api/9000000001/jobs/restore HTTP/1.1
        accept: application/json
        content-type: application/json
        user-agent: probe/1.0 endpoint/*
        x-api-key: studio-key
        host: studio.edgeimpulse.com
        content-length: 61",
        r#"{"projectId":9000000003,"projectApiKey":"ei_2","versionId":4}"#,
    );
}

/// Sets what a network is to be like.
#[endpoint(POST "/api/<project_id>/training/keras/<learn_id>", api = EdgeImpulse)]
struct SetKeras<'a> {
    project_id: i64,
    learn_id: i64,
    #[body]
    network: Network<'a>,
}

#[derive(Debug, Default, Serialize)]
#[serde(rename_all = "camelCase")]
struct Network<'a> {
    #[serde(skip_serializing_if = "Option::is_none")]
    learning_rate: Option<f64>,
    #[serde(skip_serializing_if = "Option::is_none")]
    training_cycles: Option<u32>,
    custom_parameters: BTreeMap<&'a str, Option<&'a str>>,
    block_parameters: BlockParameters<'a>,
}

#[derive(Debug, Serialize)]
#[serde(untagged, rename_all_fields = "camelCase")]
enum BlockParameters<'a> {
    Fomo { backbone: &'a str, num_layers: u32 },
}

impl Default for BlockParameters<'_> {
    fn default() -> Self {
        Self::Fomo {
            backbone: "fast",
            num_layers: 2,
        }
    }
}

async fn a_network_with_its_parameters(wire: &Wire) {
    wire.says(r#"{"success":true}"#);
    let set = SetKeras {
        project_id: PROJECT,
        learn_id: 3,
        network: Network {
            learning_rate: Some(0.0005),
            custom_parameters: [("a", Some("1")), ("b", None)].into(),
            ..Network::default()
        },
    };
    wire.studio().send(set).await.unwrap();
    wire.sent(
        "POST /v1/api/9000000001/training/keras/3 HTTP/1.1
        accept: application/json
        content-type: application/json
        user-agent: probe/1.0 endpoint/*
        x-api-key: studio-key
        host: studio.edgeimpulse.com
        content-length: 113",
        r#"{"learningRate":0.0005,"customParameters":{"a":"1","b":null},"blockParameters":{"backbone":"fast","numLayers":2}}"#,
    );
}

/// Changes a development board.
#[endpoint(
    PUT "/api/organizations/<organization_id>/whitelabel/development-boards/<board_id>",
    api = EdgeImpulse,
    rename_all = "camelCase",
)]
struct UpdateBoard<'a> {
    organization_id: i64,
    board_id: i64,
    #[json]
    name: Option<&'a str>,
    #[json]
    docs_url: Option<&'a str>,
}

async fn a_board_that_is_changed(wire: &Wire) {
    wire.says(r#"{"success":true}"#);
    let update = UpdateBoard {
        organization_id: ORGANIZATION,
        board_id: 3,
        name: None,
        docs_url: Some("https://a.test/?b"),
    };
    wire.studio().send(update).await.unwrap();
    wire.sent(
        "PUT /v1/api/organizations/9000000002/whitelabel/development-boards/3 HTTP/1.1
        accept: application/json
        content-type: application/json
        user-agent: probe/1.0 endpoint/*
        x-api-key: studio-key
        host: studio.edgeimpulse.com
        content-length: 31",
        r#"{"docsUrl":"https://a.test/?b"}"#,
    );
}

/// Changes an export.
#[endpoint(
    PUT "/api/organizations/<organization_id>/whitelabel/organizations/<inner_organization_id>/exports/<export_id>",
    api = EdgeImpulse,
    rename_all = "camelCase",
)]
struct UpdateExport<'a> {
    organization_id: i64,
    inner_organization_id: i64,
    export_id: i64,
    #[json]
    expiration_date: Option<&'a str>,
}

async fn an_export_with_an_end(wire: &Wire) {
    wire.says(r#"{"success":true}"#);
    let update = UpdateExport {
        organization_id: ORGANIZATION,
        inner_organization_id: 6,
        export_id: 5,
        expiration_date: Some("2025-12-31T00:00:00.000Z"),
    };
    wire.studio().send(update).await.unwrap();
    wire.sent(
        "PUT /v1/api/organizations/9000000002/whitelabel/organizations/6/exports/5 HTTP/1.1
        accept: application/json
        content-type: application/json
        user-agent: probe/1.0 endpoint/*
        x-api-key: studio-key
        host: studio.edgeimpulse.com
        content-length: 45",
        r#"{"expirationDate":"2025-12-31T00:00:00.000Z"}"#,
    );
}

/// Starts an impulse, of the default type where none is said.
#[endpoint(POST "/api/<project_id>/impulse/new" -> NewImpulse, api = EdgeImpulse)]
struct CreateImpulse {
    project_id: i64,
    #[body]
    impulse: Option<ImpulseOf>,
}

#[derive(Debug, Serialize)]
struct ImpulseOf {
    #[serde(rename = "type")]
    kind: ImpulseType,
}

#[derive(Debug, Serialize)]
#[serde(rename_all = "UPPERCASE")]
enum ImpulseType {
    Byom,
}

#[derive(Debug, Deserialize)]
#[serde(rename_all = "camelCase")]
struct NewImpulse {
    id: i64,
    redirect_url: String,
}

async fn an_impulse_of_some_type_or_none(wire: &Wire) {
    const NEW: &str = r#"{"success":true,"id":2,"redirectUrl":"/studio/1"}"#;
    wire.says(NEW);
    let byom = ImpulseOf {
        kind: ImpulseType::Byom,
    };
    let create = CreateImpulse {
        project_id: PROJECT,
        impulse: Some(byom),
    };
    let created = wire.studio().send(create).await.unwrap();
    assert_eq!((created.id, &*created.redirect_url), (2, "/studio/1"));
    wire.sent(
        "POST /v1/api/9000000001/impulse/new HTTP/1.1
        accept: application/json
        content-type: application/json
        user-agent: probe/1.0 endpoint/*
        x-api-key: studio-key
        host: studio.edgeimpulse.com
        content-length: 15",
        r#"{"type":"BYOM"}"#,
    );

    wire.says(NEW);
    let create = CreateImpulse {
        project_id: PROJECT,
        impulse: None,
    };
    wire.studio().send(create).await.unwrap();
    wire.sent(
        "POST /v1/api/9000000001/impulse/new HTTP/1.1
        accept: application/json
        user-agent: probe/1.0 endpoint/*
        x-api-key: studio-key
        content-length: 0
        host: studio.edgeimpulse.com",
        "",
    );
}

/// Makes a trial the one that counts.
#[endpoint(POST "/api/<project_id>/jobs/set-tuner-primary-job" -> i64 in "id", api = EdgeImpulse)]
struct SetPrimaryJob<'a> {
    project_id: i64,
    #[query(rename = "trialId")]
    trial_id: &'a str,
    #[body]
    name: Option<BTreeMap<&'a str, &'a str>>,
}

async fn a_job_that_is_primary(wire: &Wire) {
    wire.says(r#"{"success":true,"id":9000000009}"#);
    let set = SetPrimaryJob {
        project_id: PROJECT,
        trial_id: "t=1",
        name: None,
    };
    assert_eq!(*wire.studio().send(set).await.unwrap(), 9_000_000_009);
    wire.sent(
        "POST /v1/api/9000000001/jobs/set-tuner-primary-job?trialId=t%3D1 HTTP/1.1
        accept: application/json
        user-agent: probe/1.0 endpoint/*
        x-api-key: studio-key
        content-length: 0
        host: studio.edgeimpulse.com",
        "",
    );
}

/// Makes features of numbers.
#[endpoint(
    POST "/api/<project_id>/dsp/<dsp_id>/run" -> Made,
    api = EdgeImpulse,
    rename_all = "camelCase",
)]
struct RunBlock<'a> {
    project_id: i64,
    dsp_id: i64,
    #[json]
    features: &'a [i64],
    #[json]
    params: BTreeMap<&'a str, Option<&'a str>>,
    #[json]
    draw_graphs: bool,
    #[json]
    request_performance: bool,
}

#[derive(Debug, Deserialize)]
struct Made {
    features: Vec<f64>,
}

async fn features_that_are_made(wire: &Wire) {
    wire.says(r#"{"success":true,"features":[0.5,1],"graphs":[]}"#);
    let run = RunBlock {
        project_id: PROJECT,
        dsp_id: 3,
        features: &[1, -2],
        params: [("fft", None)].into(),
        draw_graphs: true,
        request_performance: false,
    };
    assert_eq!(wire.studio().send(run).await.unwrap().features, [0.5, 1.0]);
    wire.sent(
        "POST /v1/api/9000000001/dsp/3/run HTTP/1.1
        accept: application/json
        content-type: application/json
        user-agent: probe/1.0 endpoint/*
        x-api-key: studio-key
        host: studio.edgeimpulse.com
        content-length: 86",
        r#"{"features":[1,-2],"params":{"fft":null},"drawGraphs":true,"requestPerformance":false}"#,
    );
}
