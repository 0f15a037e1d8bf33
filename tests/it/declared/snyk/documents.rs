//! Other documents than resources in JSON:API, and resources beside the primary data.

use endpoint::json_api::{Identifier, Relationship, Resource};
use endpoint::{Json, Text, api, endpoint, json_api};
use serde::{Deserialize, Serialize};
use uuid::Uuid;

use super::{ONE, ORG, SNYK, Snyk, SnykMeta, Token};
use crate::coverage::construct::{
    Answer, Construct, Form, InHeader, InPath, Json as Kind, Member, Scalar, Version,
};
use crate::declared::Wire;
use crate::declared::case::cases;
use crate::support::response;

cases! { SNYK;
    a_bill_of_materials_as_xml(GetSbomXml): [
        Construct::Query(Form::One, Scalar::Enum),
        Construct::Answer(Answer::Text),
        Construct::Answer(Answer::SeveralMediaTypes),
    ];
    a_bill_of_materials_as_json(GetSbomJson): [
        Construct::Answer(Answer::BareObject),
        Construct::Read(Kind::Map),
    ];
    what_a_bill_of_materials_has_brought(GetSbomTestResults): [
        Construct::Header(InHeader::Accept),
        Construct::Document(Member::Included),
        Construct::Document(Member::Relationships),
        Construct::Answer(Answer::Resource),
    ];
    versions_of_the_api(ListVersions): [
        Construct::Version(Version::None),
        Construct::Answer(Answer::BareList),
    ];
    one_version_of_the_api(GetVersion<'static>): [
        Construct::Version(Version::None),
        Construct::Answer(Answer::BareObject),
        Construct::Read(Kind::Any),
    ];
    an_organization_and_its_tenant(GetOrg): [
        Construct::Path(InPath::Uuid),
        Construct::Document(Member::Relationships),
    ];
}

#[derive(Debug, Clone, Copy, Serialize)]
#[serde(rename_all = "lowercase")]
enum Left {
    Licenses,
}

/// Gives a project's bill of materials as XML.
#[endpoint(
    GET "/orgs/<org_id>/projects/<project_id>/sbom?format=cyclonedx1.6%2Bxml" -> Text,
    api = Snyk,
    accept = "application/vnd.cyclonedx+xml",
)]
struct GetSbomXml {
    org_id: Uuid,
    project_id: Uuid,
    #[query]
    exclude: Vec<Left>,
    #[query]
    go_module_level: Option<bool>,
}

async fn a_bill_of_materials_as_xml(wire: &Wire) {
    wire.answers(response(
        "200 OK",
        "snyk-request-id: eeeeeeee-0000-4000-8000-000000000005\r\n\
         Content-Type: application/vnd.cyclonedx+xml; charset=utf-8\r\n",
        "<bom><name>é</name></bom>",
    ));
    let get = GetSbomXml {
        org_id: ORG,
        project_id: ONE,
        exclude: vec![Left::Licenses],
        go_module_level: None,
    };
    let sbom = wire.snyk().send(get).await.unwrap();
    assert_eq!(&**sbom, "<bom><name>é</name></bom>");
    wire.sent(
        "GET /rest/orgs/aaaaaaaa-0000-4000-8000-000000000001\
            /projects/cccccccc-0000-4000-8000-000000000003/sbom\
            ?format=cyclonedx1.6%2Bxml&exclude=licenses&version=2024-10-15 HTTP/1.1
        accept: application/vnd.cyclonedx+xml
        user-agent: probe/1.0 endpoint/*
        authorization: token snyk-key
        host: api.snyk.io",
        "",
    );
}

/// Gives a project's bill of materials as JSON, which no document of JSON:API is around.
#[endpoint(
    GET "/orgs/<org_id>/projects/<project_id>/sbom" -> Sbom,
    api = Snyk,
    envelope = none,
    accept = "application/vnd.cyclonedx+json",
)]
struct GetSbomJson {
    org_id: Uuid,
    project_id: Uuid,
    #[query]
    format: Format,
}

#[derive(Debug, Clone, Copy, Serialize)]
enum Format {
    #[serde(rename = "cyclonedx1.5+json")]
    CycloneDx15,
}

#[derive(Debug, Deserialize)]
#[serde(rename_all = "camelCase")]
struct Sbom {
    bom_format: String,
}

async fn a_bill_of_materials_as_json(wire: &Wire) {
    wire.answers(response(
        "200 OK",
        "snyk-request-id: eeeeeeee-0000-4000-8000-000000000005\r\n\
         Content-Type: application/vnd.cyclonedx+json\r\n",
        r#"{"bomFormat":"CycloneDX","specVersion":"1.5"}"#,
    ));
    let get = GetSbomJson {
        org_id: ORG,
        project_id: ONE,
        format: Format::CycloneDx15,
    };
    let sbom = wire.snyk().send(get).await.unwrap();
    assert_eq!(sbom.bom_format, "CycloneDX");
    wire.sent(
        "GET /rest/orgs/aaaaaaaa-0000-4000-8000-000000000001\
            /projects/cccccccc-0000-4000-8000-000000000003/sbom\
            ?format=cyclonedx1.5%2Bjson&version=2024-10-15 HTTP/1.1
        accept: application/vnd.cyclonedx+json
        user-agent: probe/1.0 endpoint/*
        authorization: token snyk-key
        host: api.snyk.io",
        "",
    );
}

/// Gives what the test of a bill of materials has found.
#[endpoint(
    GET "/orgs/<org_id>/sbom_tests/<job_id>/results" -> Resource<Json, Affected>,
    api = Snyk,
    accept = "application/vnd.api+json",
)]
struct GetSbomTestResults {
    org_id: Uuid,
    job_id: Uuid,
}

#[derive(Debug, Deserialize)]
struct Affected {
    affected_packages: json_api::ToMany,
}

#[derive(Debug, Deserialize)]
struct Package {
    purl: String,
}

async fn what_a_bill_of_materials_has_brought(wire: &Wire) {
    wire.documents(
        "200 OK",
        "",
        r#"{"jsonapi":{"version":"1.0"},
            "data":{"id":"cccccccc-0000-4000-8000-000000000003","type":"sbom_tests","attributes":{"sbom":{"format":"SPDX"}},
                "relationships":{"affected_packages":{"data":[{"id":"dddddddd-0000-4000-8000-000000000004","type":"packages"}]}}},
            "included":[{"id":"dddddddd-0000-4000-8000-000000000004","type":"packages","attributes":{"purl":"pkg:npm/x"}}]}"#,
    );
    let get = GetSbomTestResults {
        org_id: ORG,
        job_id: ONE,
    };
    let results = wire.snyk().send(get).await.unwrap().into_inner();
    let affected = results.relationships.affected_packages.identifiers();
    assert_eq!(
        affected,
        [Identifier::new("packages", super::TWO.to_string())]
    );
    let package = results.included.get::<Resource<Package>>(&affected[0]);
    assert_eq!(package.unwrap().unwrap().purl, "pkg:npm/x");
    assert_eq!(results.attributes.text(), r#"{"sbom":{"format":"SPDX"}}"#);
    wire.sent(
        "GET /rest/orgs/aaaaaaaa-0000-4000-8000-000000000001\
            /sbom_tests/cccccccc-0000-4000-8000-000000000003/results?version=2024-10-15 HTTP/1.1
        accept: application/vnd.api+json
        user-agent: probe/1.0 endpoint/*
        authorization: token snyk-key
        host: api.snyk.io",
        "",
    );
}

/// What Snyk says of its API: no version goes with it.
#[api(
    base_url = "https://api.snyk.io/rest",
    error = json_api::Errors,
    meta = SnykMeta,
    auth = Token | endpoint::auth::Bearer,
)]
struct AboutSnyk;

/// Lists the versions that there are.
#[endpoint(GET "/openapi" -> Vec<String>, api = AboutSnyk)]
struct ListVersions {}

async fn versions_of_the_api(wire: &Wire) {
    wire.answers(response(
        "200 OK",
        "snyk-request-id: eeeeeeee-0000-4000-8000-000000000005\r\nContent-Type: application/json\r\n",
        r#"["2024-10-15","2024-10-15~beta"]"#,
    ));
    let client = wire.client(AboutSnyk::client(Token::new("snyk-key")));
    let versions = client.send(ListVersions {}).await.unwrap();
    assert_eq!(*versions, ["2024-10-15", "2024-10-15~beta"]);
    wire.sent(
        "GET /rest/openapi HTTP/1.1
        accept: application/json
        user-agent: probe/1.0 endpoint/*
        authorization: token snyk-key
        host: api.snyk.io",
        "",
    );
}

/// Describes one version.
#[endpoint(GET "/openapi/<version>" -> Json, api = AboutSnyk)]
struct GetVersion<'a> {
    version: &'a str,
}

async fn one_version_of_the_api(wire: &Wire) {
    wire.answers(response(
        "200 OK",
        "snyk-request-id: eeeeeeee-0000-4000-8000-000000000005\r\nContent-Type: application/json\r\n",
        r#"{"openapi":"3.0.3"}"#,
    ));
    let client = wire.client(AboutSnyk::client(Token::new("snyk-key")));
    let version = client.send(GetVersion {
        version: "2024-10-15~beta",
    });
    assert_eq!(version.await.unwrap().text(), r#"{"openapi":"3.0.3"}"#);
    wire.sent(
        "GET /rest/openapi/2024-10-15~beta HTTP/1.1
        accept: application/json
        user-agent: probe/1.0 endpoint/*
        authorization: token snyk-key
        host: api.snyk.io",
        "",
    );
}

/// Gives an organization.
#[endpoint(GET "/orgs/<org_id>" -> Resource<Org, OrgLinks>, api = Snyk)]
struct GetOrg {
    org_id: Uuid,
    #[query]
    expand: Vec<Expanded>,
}

#[derive(Debug, Clone, Copy, Serialize)]
#[serde(rename_all = "lowercase")]
enum Expanded {
    Tenant,
}

#[derive(Debug, Deserialize)]
struct Org {
    name: String,
}

#[derive(Debug, Deserialize)]
struct OrgLinks {
    tenant: Option<Relationship>,
}

async fn an_organization_and_its_tenant(wire: &Wire) {
    wire.documents(
        "200 OK",
        "",
        r#"{"data":{"id":"aaaaaaaa-0000-4000-8000-000000000001","type":"org",
            "attributes":{"is_personal":false,"name":"Shop","slug":"shop"},
            "relationships":{"tenant":{"data":{"id":"cccccccc-0000-4000-8000-000000000003","type":"tenant"}}}}}"#,
    );
    let get = GetOrg {
        org_id: ORG,
        expand: vec![Expanded::Tenant],
    };
    let org = wire.snyk().send(get).await.unwrap();
    let tenant = org.relationships.tenant.as_ref().unwrap();
    assert_eq!(org.name, "Shop");
    assert_eq!(tenant.identifier().unwrap().kind, "tenant");
    wire.sent(
        "GET /rest/orgs/aaaaaaaa-0000-4000-8000-000000000001\
            ?expand=tenant&version=2024-10-15 HTTP/1.1
        accept: application/vnd.api+json
        user-agent: probe/1.0 endpoint/*
        authorization: token snyk-key
        host: api.snyk.io",
        "",
    );
}
