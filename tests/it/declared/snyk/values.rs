//! Values in paths and headers, credentials, what is said beside the answers, and refusals.
#![allow(clippy::struct_field_names, reason = "the names are the API's")]

use std::time::{Duration, SystemTime};

use endpoint::auth::Bearer;
use endpoint::json_api::Resource;
use endpoint::{Deprecation, HttpDate, NoContent, endpoint};
use serde::{Deserialize, Serialize};
use uuid::Uuid;

use super::{GROUP, ONE, ORG, REQUEST, SNYK, Snyk, TWO};
use crate::coverage::construct::{
    Answer, Construct, InHeader, InPath, Json as Kind, Member, Named, Presence, Proof, Refusal,
    Verb, Version,
};
use crate::declared::Wire;
use crate::declared::case::cases;
use crate::support::refused;

cases! { SNYK;
    a_package_with_a_scope(GetPackageVersion<'static>): [
        Construct::Path(InPath::Enum),
        Construct::Path(InPath::Text),
        Construct::Answer(Answer::Resource),
        Construct::Document(Member::Surplus),
    ];
    issues_of_a_package_url(ListPackageIssues<'static>): [
        Construct::Path(InPath::Text),
        Construct::Document(Member::Meta),
    ];
    an_image_by_its_digest(GetImage<'static>): [Construct::Path(InPath::Text)];
    a_channel_by_its_uri(GetChannel<'static>): [Construct::Path(InPath::Text)];
    findings_under_an_id_of_ones_own(ListFindings<'static>): [
        Construct::Header(InHeader::Uuid),
        Construct::Header(InHeader::Text),
        Construct::Version(Version::Text),
        Construct::QueryPresence(Presence::Default),
        Construct::Document(Member::ResourceLinks),
        Construct::Read(Kind::Variants),
    ];
    a_group_by_either_credential(GetGroup): [
        Construct::Credential(Proof::AnyOf(2)),
        Construct::ResponseHeader(Named::RequestId),
        Construct::ResponseHeader(Named::VersionRequested),
        Construct::ResponseHeader(Named::VersionServed),
        Construct::ResponseHeader(Named::LifecycleStage),
        Construct::ResponseHeader(Named::Deprecation),
        Construct::ResponseHeader(Named::Sunset),
        Construct::Read(Kind::Text),
        Construct::Read(Kind::Uuid),
    ];
    a_token_that_is_deleted(DeleteToken<'static>): [
        Construct::Method(Verb::Delete),
        Construct::Status(204),
        Construct::Answer(Answer::Nothing),
    ];
    refusals_by_status(GetImage<'static>): [
        Construct::Refused(Refusal::Errors(400)),
        Construct::Refused(Refusal::Errors(401)),
        Construct::Refused(Refusal::Errors(403)),
        Construct::Refused(Refusal::Errors(404)),
        Construct::Refused(Refusal::Errors(409)),
        Construct::Refused(Refusal::Errors(500)),
    ];
}

#[derive(Debug, Clone, Copy, PartialEq, Serialize, Deserialize)]
#[serde(rename_all = "lowercase")]
enum Ecosystem {
    Npm,
    Maven,
}

/// Gives what is known of one version of a package.
#[endpoint(
    GET "/orgs/<org_id>/ecosystems/<ecosystem>/packages/<name>/versions/<package_version>"
        -> Resource<PackageVersion>,
    api = Snyk,
)]
struct GetPackageVersion<'a> {
    org_id: Uuid,
    ecosystem: Ecosystem,
    name: &'a str,
    package_version: &'a str,
}

#[derive(Debug, Deserialize)]
struct PackageVersion {
    ecosystem: Ecosystem,
    package_name: String,
}

async fn a_package_with_a_scope(wire: &Wire) {
    wire.documents(
        "200 OK",
        "",
        r#"{"data":{"id":"pkg:npm/%40snyk/x@1.0.0+a","type":"package_version","package_version":"1.0.0+a",
            "attributes":{"ecosystem":"npm","language":"javascript","package_id":"p","package_name":"@snyk/x",
                "latest_version_indicator":true,"package_version":"1.0.0+a","package_version_id":"v"}}}"#,
    );
    let get = GetPackageVersion {
        org_id: ORG,
        ecosystem: Ecosystem::Npm,
        name: "@snyk/x",
        package_version: "1.0.0+a",
    };
    let package = wire.snyk().send(get).await.unwrap();
    assert_eq!(package.ecosystem, Ecosystem::Npm);
    assert_eq!(package.package_name, "@snyk/x");
    wire.sent(
        "GET /rest/orgs/aaaaaaaa-0000-4000-8000-000000000001/ecosystems/npm/packages/%40snyk%2Fx\
            /versions/1.0.0%2Ba?version=2024-10-15 HTTP/1.1
        accept: application/vnd.api+json
        user-agent: probe/1.0 endpoint/*
        authorization: token snyk-key
        host: api.snyk.io",
        "",
    );
}

/// Lists the issues of a package by its URL.
#[endpoint(
    GET "/orgs/<org_id>/packages/<purl>/issues" -> Option<Vec<Resource<Option<PackageIssue>>>>,
    api = Snyk,
)]
struct ListPackageIssues<'a> {
    org_id: Uuid,
    purl: &'a str,
    #[query]
    offset: Option<u32>,
}

#[derive(Debug, Deserialize)]
struct PackageIssue {
    title: String,
    severities: Vec<Severity>,
}

#[derive(Debug, Deserialize)]
struct Severity {
    score: Option<f32>,
}

async fn issues_of_a_package_url(wire: &Wire) {
    wire.documents(
        "200 OK",
        "",
        r#"{"data":[{"id":"SNYK-1","type":"issue","attributes":{"title":"XXE","severities":[{"score":7.5},{"score":null}]}}],
            "meta":{"package":{"type":"maven","name":"woodstox-core"}}}"#,
    );
    let list = ListPackageIssues {
        org_id: ORG,
        purl: "pkg:maven/com.x/woodstox-core@5.0.0?checksum=sha1:ad#a b",
        offset: Some(20),
    };
    let issues = wire.snyk().send(list).await.unwrap();
    let meta = issues.value.meta.as_ref().unwrap();
    assert!(meta.text().contains("woodstox-core"));
    let issue = &issues.value.value.as_ref().unwrap()[0];
    let issue = issue.attributes.as_ref().unwrap();
    let scores: Vec<_> = issue
        .severities
        .iter()
        .map(|severity| severity.score)
        .collect();
    assert_eq!((&*issue.title, scores), ("XXE", vec![Some(7.5), None]));
    wire.sent(
        "GET /rest/orgs/aaaaaaaa-0000-4000-8000-000000000001\
            /packages/pkg%3Amaven%2Fcom.x%2Fwoodstox-core%405.0.0%3Fchecksum%3Dsha1%3Aad%23a%20b/issues\
            ?offset=20&version=2024-10-15 HTTP/1.1
        accept: application/vnd.api+json
        user-agent: probe/1.0 endpoint/*
        authorization: token snyk-key
        host: api.snyk.io",
        "",
    );
}

/// Gives a container image.
#[endpoint(
    GET "/orgs/<org_id>/container_images/<image_id>" -> Resource<Image, ImageLinks>,
    api = Snyk,
)]
struct GetImage<'a> {
    org_id: Uuid,
    image_id: &'a str,
}

#[derive(Debug, Deserialize)]
struct Image {
    platform: String,
}

#[derive(Debug, Deserialize)]
struct ImageLinks {
    image_target_refs: Option<endpoint::json_api::Relationship>,
}

const GET_IMAGE: GetImage<'_> = GetImage {
    org_id: ORG,
    image_id: "sha256:aa",
};

const GET_IMAGE_HEAD: &str = "GET /rest/orgs/aaaaaaaa-0000-4000-8000-000000000001\
        /container_images/sha256%3Aaa?version=2024-10-15 HTTP/1.1
    accept: application/vnd.api+json
    user-agent: probe/1.0 endpoint/*
    authorization: token snyk-key
    host: api.snyk.io";

async fn an_image_by_its_digest(wire: &Wire) {
    wire.documents(
        "200 OK",
        "",
        r#"{"data":{"id":"sha256:aa","type":"container_image","attributes":{"platform":"linux/amd64","layers":["sha256:bb"]},
            "relationships":{"image_target_refs":{"links":{"self":{"href":"/orgs/x","meta":{"n":1}}}}}}}"#,
    );
    let image = wire.snyk().send(GET_IMAGE).await.unwrap();
    assert_eq!(image.platform, "linux/amd64");
    let refs = image.relationships.image_target_refs.as_ref().unwrap();
    assert_eq!(refs.links.href("self"), Some("/orgs/x"));
    wire.sent(GET_IMAGE_HEAD, "");
}

async fn refusals_by_status(wire: &Wire) {
    for status in [400, 401, 403, 404, 409, 500] {
        let document = format!(
            r#"{{"jsonapi":{{"version":"1.0"}},"errors":[{{"id":"{REQUEST}","status":"{status}","code":"SNYK-9","title":"No",
                "detail":"not so","source":{{"parameter":"image_id","pointer":"/data"}},"meta":{{"isolated":true}}}}]}}"#
        );
        wire.documents(&format!("{status} No"), "", &document);
        let refusal = refused(wire.snyk().send(GET_IMAGE).await);
        assert_eq!(refusal.status().as_u16(), status);
        let error = &refusal.body().unwrap().errors[0];
        assert_eq!(error.code.as_deref(), Some("SNYK-9"));
        let source = error.source.as_ref().unwrap();
        assert_eq!(source.parameter.as_deref(), Some("image_id"));
        assert_eq!(source.pointer.as_deref(), Some("/data"));
        assert_eq!(refusal.request_id(), Some(&*REQUEST.to_string()));
        wire.sent(GET_IMAGE_HEAD, "");
    }
}

/// Tells the name of a channel.
#[endpoint(
    GET "/orgs/<org_id>/slack_app/<tenant_id>/channels/<channel_id>" -> Resource<Channel>,
    api = Snyk,
)]
struct GetChannel<'a> {
    org_id: Uuid,
    tenant_id: Uuid,
    channel_id: &'a str,
}

#[derive(Debug, Deserialize)]
struct Channel {
    name: Option<String>,
}

async fn a_channel_by_its_uri(wire: &Wire) {
    wire.documents(
        "200 OK",
        "",
        r#"{"jsonapi":{"version":"1.0"},"links":{},
            "data":{"id":"slack://channel?id=1","type":"slack_channel","attributes":{"name":"alerts"}}}"#,
    );
    let get = GetChannel {
        org_id: ORG,
        tenant_id: TWO,
        channel_id: "slack://channel?team=T&id=1",
    };
    let channel = wire.snyk().send(get).await.unwrap();
    assert_eq!(channel.name.as_deref(), Some("alerts"));
    wire.sent(
        "GET /rest/orgs/aaaaaaaa-0000-4000-8000-000000000001\
            /slack_app/dddddddd-0000-4000-8000-000000000004\
            /channels/slack%3A%2F%2Fchannel%3Fteam%3DT%26id%3D1?version=2024-10-15 HTTP/1.1
        accept: application/vnd.api+json
        user-agent: probe/1.0 endpoint/*
        authorization: token snyk-key
        host: api.snyk.io",
        "",
    );
}

/// Lists what a test has found.
#[endpoint(
    GET "/orgs/<org_id>/tests/<test_id>/findings?version=2024-10-15" -> Vec<Resource<Finding>>,
    api = Snyk,
)]
struct ListFindings<'a> {
    org_id: Uuid,
    test_id: Uuid,
    #[query(default = 10)]
    limit: i8,
    #[header("snyk-request-id")]
    request_id: Option<Uuid>,
    #[header("snyk-interaction-id")]
    interaction_id: Option<&'a str>,
}

#[derive(Debug, Deserialize)]
struct Finding {
    title: String,
    locations: Vec<FoundAt>,
}

#[derive(Debug, PartialEq, Deserialize)]
#[serde(tag = "type", rename_all = "lowercase")]
enum FoundAt {
    Source { file_path: String, from_line: u32 },
    Other {},
}

async fn findings_under_an_id_of_ones_own(wire: &Wire) {
    wire.documents(
        "200 OK",
        "",
        r#"{"jsonapi":{"version":"1.0"},"links":{},"data":[{"id":"dddddddd-0000-4000-8000-000000000004","type":"findings",
            "links":{"snyk_learn":"https://learn.snyk.io/x"},
            "attributes":{"title":"SQL injection","finding_type":"sast",
            "locations":[{"type":"source","file_path":"a.rs","from_line":7},{"type":"other"}]}}]}"#,
    );
    let list = ListFindings::builder()
        .org_id(ORG)
        .test_id(ONE)
        .request_id(REQUEST)
        .interaction_id("urn:snyk:interaction:7f2")
        .build();
    let findings = wire.snyk().send(list).await.unwrap();
    assert_eq!(findings[0].title, "SQL injection");
    let found_at = FoundAt::Source {
        file_path: "a.rs".into(),
        from_line: 7,
    };
    assert_eq!(findings[0].locations, [found_at, FoundAt::Other {}]);
    wire.sent(
        "GET /rest/orgs/aaaaaaaa-0000-4000-8000-000000000001\
            /tests/cccccccc-0000-4000-8000-000000000003/findings?version=2024-10-15&limit=10 HTTP/1.1
        snyk-request-id: eeeeeeee-0000-4000-8000-000000000005
        snyk-interaction-id: urn:snyk:interaction:7f2
        accept: application/vnd.api+json
        user-agent: probe/1.0 endpoint/*
        authorization: token snyk-key
        host: api.snyk.io",
        "",
    );
}

/// Gives a group.
#[endpoint(GET "/groups/<group_id>?version=2024-01-04~experimental" -> Resource<Group>, api = Snyk)]
struct GetGroup {
    group_id: Uuid,
}

#[derive(Debug, Deserialize)]
struct Group {
    name: String,
}

async fn a_group_by_either_credential(wire: &Wire) {
    const GROUP_DOCUMENT: &str = r#"{"jsonapi":{"version":"1.0"},"links":{},
        "data":{"id":"bbbbbbbb-0000-4000-8000-000000000002","type":"group","attributes":{"name":"Acme"}}}"#;
    wire.documents(
        "200 OK",
        "snyk-version-requested: 2024-01-04~experimental\r\n\
         snyk-version-served: 2023-11-27~experimental\r\n\
         snyk-version-lifecycle-stage: deprecated\r\n\
         deprecation: Fri, 01 Nov 2024 00:00:00 GMT\r\n\
         sunset: Sat, 01 Nov 2025 00:00:00 GMT\r\n",
        GROUP_DOCUMENT,
    );
    let group = wire
        .snyk()
        .send(GetGroup { group_id: GROUP })
        .await
        .unwrap();
    assert_eq!((&*group.name, &*group.id), ("Acme", &*GROUP.to_string()));
    let meta = &group.meta;
    assert_eq!(meta.headers.request_id, REQUEST);
    assert_eq!(
        meta.headers.requested.as_deref(),
        Some("2024-01-04~experimental")
    );
    assert_eq!(
        meta.headers.served.as_deref(),
        Some("2023-11-27~experimental")
    );
    assert_eq!(meta.headers.stage.as_deref(), Some("deprecated"));
    let since = SystemTime::UNIX_EPOCH + Duration::from_secs(1_730_419_200);
    assert_eq!(meta.lifecycle.deprecation, Some(Deprecation::At(since)));
    let sunset = meta.lifecycle.sunset.map(HttpDate).unwrap();
    assert_eq!(sunset.to_string(), "Sat, 01 Nov 2025 00:00:00 GMT");
    wire.sent(
        "GET /rest/groups/bbbbbbbb-0000-4000-8000-000000000002?version=2024-01-04~experimental HTTP/1.1
        accept: application/vnd.api+json
        user-agent: probe/1.0 endpoint/*
        authorization: token snyk-key
        host: api.snyk.io",
        "",
    );

    wire.documents("200 OK", "", GROUP_DOCUMENT);
    let client = wire.client(Snyk::client(Bearer::new("access")));
    client.send(GetGroup { group_id: GROUP }).await.unwrap();
    wire.sent(
        "GET /rest/groups/bbbbbbbb-0000-4000-8000-000000000002?version=2024-01-04~experimental HTTP/1.1
        accept: application/vnd.api+json
        user-agent: probe/1.0 endpoint/*
        authorization: Bearer access
        host: api.snyk.io",
        "",
    );
}

/// Deletes one of the caller's own tokens.
#[endpoint(DELETE "/self/personal_access_tokens/<token_id>" -> NoContent, api = Snyk)]
struct DeleteToken<'a> {
    token_id: &'a str,
}

async fn a_token_that_is_deleted(wire: &Wire) {
    wire.documents("204 No Content", "", "");
    let delete = DeleteToken {
        token_id: "01HSBP9DKDK39KWZQV84PSPRHY",
    };
    let deleted = wire.snyk().send(delete).await.unwrap();
    assert_eq!(deleted.value, NoContent);
    wire.sent(
        "DELETE /rest/self/personal_access_tokens/01HSBP9DKDK39KWZQV84PSPRHY?version=2024-10-15 HTTP/1.1
        accept: application/vnd.api+json
        user-agent: probe/1.0 endpoint/*
        authorization: token snyk-key
        host: api.snyk.io",
        "",
    );
}
