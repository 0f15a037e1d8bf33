//! Files, and what goes with them.

use endpoint::{File, endpoint};
use serde::Serialize;

use super::{EdgeImpulse, JwtHeader, ORGANIZATION, PROJECT, STUDIO};
use crate::coverage::construct::{Answer, Body, Construct, Part};
use crate::declared::Wire;
use crate::declared::case::cases;

cases! { STUDIO;
    a_photo_from_a_reader(UploadPhoto): [
        Construct::Body(Body::Multipart),
        Construct::Part(Part::File),
        Construct::Answer(Answer::KeyedText),
    ];
    a_logo_or_none(UploadLogo): [
        Construct::Part(Part::OptionalFile),
        Construct::Answer(Answer::KeyedOptional),
    ];
    several_files_of_one_item(AddData<'static>): [
        Construct::Part(Part::Files),
        Construct::Part(Part::Text),
        Construct::Part(Part::Integer),
        Construct::Part(Part::Optional),
        Construct::Answer(Answer::KeyedInteger),
    ];
    a_model_of_some_shape(UploadModel<'static>): [
        Construct::Part(Part::File),
        Construct::Part(Part::OptionalFile),
        Construct::Part(Part::Enum),
        Construct::Part(Part::List),
    ];
    words_that_are_looked_for(FindPosterior<'static>): [
        Construct::Part(Part::List),
        Construct::Part(Part::Enum),
    ];
    a_block_that_deploys(AddDeployBlock<'static>): [
        Construct::Part(Part::Number),
        Construct::Part(Part::Bool),
        Construct::Part(Part::Objects),
    ];
}

/// Gives whom the JWT was given to a photo.
#[endpoint(
    POST "/api/user/photo" -> String in "url",
    api = EdgeImpulse,
    auth = super::JwtCookie | JwtHeader,
)]
struct UploadPhoto {
    #[part]
    photo: File,
}

async fn a_photo_from_a_reader(wire: &Wire) {
    wire.says(r#"{"success":true,"url":"https://cdn.test/1.png"}"#);
    let photo = File::from_reader(&b"PNG1"[..])
        .name("me \"1\".png")
        .content_type("image/png")
        .length(4);
    let client = wire.client(EdgeImpulse::client(JwtHeader::new("jwt-1")));
    let url = client.send(UploadPhoto { photo }).await.unwrap();
    assert_eq!(*url, "https://cdn.test/1.png");
    wire.sent(
        "POST /v1/api/user/photo HTTP/1.1
        accept: application/json
        content-type: multipart/form-data; boundary=boundary
        user-agent: probe/1.0 endpoint/*
        x-jwt-token: jwt-1
        host: studio.edgeimpulse.com
        content-length: 132",
        "--boundary
        Content-Disposition: form-data; name=\"photo\"; filename=\"me %221%22.png\"
        Content-Type: image/png

        PNG1
        --boundary--
        ",
    );
}

/// Gives a white label a logo, or takes it away.
#[endpoint(
    POST "/api/organizations/<organization_id>/whitelabel/theme/logo"
        -> Option<String> in "url",
    api = EdgeImpulse,
)]
struct UploadLogo {
    organization_id: i64,
    #[part]
    image: Option<File>,
}

async fn a_logo_or_none(wire: &Wire) {
    const HEAD: &str = "POST /v1/api/organizations/9000000002/whitelabel/theme/logo HTTP/1.1
        accept: application/json
        content-type: multipart/form-data; boundary=boundary
        user-agent: probe/1.0 endpoint/*
        x-api-key: studio-key
        host: studio.edgeimpulse.com";
    wire.says(r#"{"success":true,"url":"https://cdn.test/l.svg"}"#);
    let logo = File::from_bytes("<svg/>")
        .name("l.svg")
        .content_type("image/svg+xml");
    let upload = UploadLogo::builder()
        .organization_id(ORGANIZATION)
        .image(logo)
        .build();
    let url = wire.studio().send(upload).await.unwrap();
    assert_eq!(url.as_deref(), Some("https://cdn.test/l.svg"));
    wire.sent(
        &format!("{HEAD}\ncontent-length: 129"),
        "--boundary
        Content-Disposition: form-data; name=\"image\"; filename=\"l.svg\"
        Content-Type: image/svg+xml

        <svg/>
        --boundary--
        ",
    );

    wire.says(r#"{"success":true}"#);
    let nothing = UploadLogo {
        organization_id: ORGANIZATION,
        image: None,
    };
    assert_eq!(wire.studio().send(nothing).await.unwrap().value, None);
    wire.sent(
        &format!("{HEAD}\ncontent-length: 14"),
        "--boundary--
        ",
    );
}

/// Adds an item of data with its files.
#[endpoint(
    POST "/api/organizations/<organization_id>/data/add" -> i64 in "id",
    api = EdgeImpulse,
    rename_all = "camelCase",
)]
struct AddData<'a> {
    organization_id: i64,
    #[part]
    name: &'a str,
    #[part]
    bucket_id: Option<i64>,
    #[part]
    bucket_path: Option<&'a str>,
    #[part]
    dataset: &'a str,
    #[part]
    metadata: &'a str,
    #[part(rename = "files[]")]
    files: Vec<File>,
}

async fn several_files_of_one_item(wire: &Wire) {
    wire.says(r#"{"success":true,"id":9000000009}"#);
    let files = ["1,2", "3,4"].map(|rows| File::from_bytes(rows).name("é.csv"));
    let add = AddData::builder()
        .organization_id(ORGANIZATION)
        .name("run 1")
        .bucket_id(7)
        .dataset("a & b")
        .metadata(r#"{"user":"jan"}"#)
        .files(files.into())
        .build();
    assert_eq!(*wire.studio().send(add).await.unwrap(), 9_000_000_009);
    wire.sent(
        "POST /v1/api/organizations/9000000002/data/add HTTP/1.1
        accept: application/json
        content-type: multipart/form-data; boundary=boundary
        user-agent: probe/1.0 endpoint/*
        x-api-key: studio-key
        host: studio.edgeimpulse.com
        content-length: 546",
        "--boundary
        Content-Disposition: form-data; name=\"name\"

        run 1
        --boundary
        Content-Disposition: form-data; name=\"bucketId\"

        7
        --boundary
        Content-Disposition: form-data; name=\"dataset\"

        a & b
        --boundary
        Content-Disposition: form-data; name=\"metadata\"

        {\"user\":\"jan\"}
        --boundary
        Content-Disposition: form-data; name=\"files[]\"; filename=\"é.csv\"
        Content-Type: application/octet-stream

        1,2
        --boundary
        Content-Disposition: form-data; name=\"files[]\"; filename=\"é.csv\"
        Content-Type: application/octet-stream

        3,4
        --boundary--
        ",
    );
}

#[derive(Debug, Clone, Copy, Serialize)]
#[serde(rename_all = "lowercase")]
enum ModelType {
    Onnx,
}

/// Brings a model that was trained elsewhere.
#[endpoint(
    POST "/api/<project_id>/pretrained-model/upload" -> i64 in "id",
    api = EdgeImpulse,
    rename_all = "camelCase",
)]
struct UploadModel<'a> {
    project_id: i64,
    #[part]
    model_file: File,
    #[part]
    model_file_name: &'a str,
    #[part]
    model_file_type: ModelType,
    #[part]
    representative_features: Option<File>,
    #[part]
    override_input_shape: Vec<u32>,
}

async fn a_model_of_some_shape(wire: &Wire) {
    wire.says(r#"{"success":true,"id":7}"#);
    let upload = UploadModel::builder()
        .project_id(PROJECT)
        .model_file(File::from_bytes("ONNX").name("m.onnx"))
        .model_file_name("m.onnx")
        .model_file_type(ModelType::Onnx)
        .representative_features(File::from_bytes("NPY").name("x.npy"))
        .override_input_shape(vec![1, 33])
        .build();
    assert_eq!(*wire.studio().send(upload).await.unwrap(), 7);
    wire.sent(
        "POST /v1/api/9000000001/pretrained-model/upload HTTP/1.1
        accept: application/json
        content-type: multipart/form-data; boundary=boundary
        user-agent: probe/1.0 endpoint/*
        x-api-key: studio-key
        host: studio.edgeimpulse.com
        content-length: 586",
        "--boundary
        Content-Disposition: form-data; name=\"modelFile\"; filename=\"m.onnx\"
        Content-Type: application/octet-stream

        ONNX
        --boundary
        Content-Disposition: form-data; name=\"modelFileName\"

        m.onnx
        --boundary
        Content-Disposition: form-data; name=\"modelFileType\"

        onnx
        --boundary
        Content-Disposition: form-data; name=\"representativeFeatures\"; filename=\"x.npy\"
        Content-Type: application/octet-stream

        NPY
        --boundary
        Content-Disposition: form-data; name=\"overrideInputShape\"

        1
        --boundary
        Content-Disposition: form-data; name=\"overrideInputShape\"

        33
        --boundary--
        ",
    );
}

/// Looks for the best parameters for these words.
#[endpoint(
    POST "/api/<project_id>/jobs/find-syntiant-posterior" -> i64 in "id",
    api = EdgeImpulse,
    rename_all = "camelCase",
)]
struct FindPosterior<'a> {
    project_id: i64,
    #[query]
    impulse_id: Option<i64>,
    #[part]
    target_words: &'a [&'a str],
    #[part]
    reference_set: ReferenceSet,
}

#[derive(Debug, Clone, Copy, Serialize)]
enum ReferenceSet {
    #[serde(rename = "600_seconds")]
    TenMinutes,
}

async fn words_that_are_looked_for(wire: &Wire) {
    wire.says(r#"{"success":true,"id":8}"#);
    let find = FindPosterior {
        project_id: PROJECT,
        impulse_id: Some(2),
        target_words: &["yes", "no"],
        reference_set: ReferenceSet::TenMinutes,
    };
    assert_eq!(*wire.studio().send(find).await.unwrap(), 8);
    wire.sent(
        "POST /v1/api/9000000001/jobs/find-syntiant-posterior?impulseId=2 HTTP/1.1
        accept: application/json
        content-type: multipart/form-data; boundary=boundary
        user-agent: probe/1.0 endpoint/*
        x-api-key: studio-key
        host: studio.edgeimpulse.com
        content-length: 235",
        "--boundary
        Content-Disposition: form-data; name=\"targetWords\"

        yes
        --boundary
        Content-Disposition: form-data; name=\"targetWords\"

        no
        --boundary
        Content-Disposition: form-data; name=\"referenceSet\"

        600_seconds
        --boundary--
        ",
    );
}

/// Adds a block that deploys impulses.
#[endpoint(
    POST "/api/organizations/<organization_id>/deploy" -> i64 in "id",
    api = EdgeImpulse,
    rename_all = "camelCase",
)]
struct AddDeployBlock<'a> {
    organization_id: i64,
    #[part]
    name: &'a str,
    #[part]
    docker_container: &'a str,
    #[part]
    description: &'a str,
    #[part]
    cli_arguments: &'a str,
    #[part]
    requests_cpu: Option<f64>,
    #[part]
    privileged: Option<bool>,
    #[part]
    parameters: Vec<Parameter<'a>>,
}

#[derive(Debug, Serialize)]
struct Parameter<'a> {
    name: &'a str,
}

async fn a_block_that_deploys(wire: &Wire) {
    const HEAD: &str = "POST /v1/api/organizations/9000000002/deploy HTTP/1.1
        accept: application/json
        content-type: multipart/form-data; boundary=boundary
        user-agent: probe/1.0 endpoint/*
        x-api-key: studio-key
        host: studio.edgeimpulse.com
        content-length: 663";
    const BODY: &str = "--boundary
        Content-Disposition: form-data; name=\"name\"

        zip
        --boundary
        Content-Disposition: form-data; name=\"dockerContainer\"

        a/b:1
        --boundary
        Content-Disposition: form-data; name=\"description\"


        --boundary
        Content-Disposition: form-data; name=\"cliArguments\"

        --fast
        --boundary
        Content-Disposition: form-data; name=\"requestsCpu\"

        0.5
        --boundary
        Content-Disposition: form-data; name=\"privileged\"

        false
        --boundary
        Content-Disposition: form-data; name=\"parameters\"
        Content-Type: application/json

        {\"name\":\"a\"}
        --boundary
        Content-Disposition: form-data; name=\"parameters\"
        Content-Type: application/json

        {\"name\":\"b\"}
        --boundary--
        ";
    let add = AddDeployBlock {
        organization_id: ORGANIZATION,
        name: "zip",
        docker_container: "a/b:1",
        description: "",
        cli_arguments: "--fast",
        requests_cpu: Some(0.5),
        privileged: Some(false),
        parameters: vec![Parameter { name: "a" }, Parameter { name: "b" }],
    };
    wire.says(r#"{"success":true,"id":9}"#);
    assert_eq!(*wire.studio().send(&add).await.unwrap(), 9);
    wire.sent(HEAD, BODY);
}
