//! Bodies that hold several resources, or what leads to them.

use endpoint::json_api::{Create, Identifier, Resource, ToMany, ToOne};
use endpoint::{Json, NoContent, endpoint};
use serde::{Deserialize, Serialize};
use uuid::Uuid;

use super::{GROUP, ONE, ORG, SNYK, Snyk, TWO};
use crate::coverage::construct::{Answer, Body, Construct, Json as Kind, Member, Named, Verb};
use crate::declared::Wire;
use crate::declared::case::cases;

cases! { SNYK;
    aliases_that_are_added(AddAliases): [
        Construct::Body(Body::Resources),
        Construct::Status(204),
    ];
    aliases_that_are_taken_away(RemoveAliases): [
        Construct::Method(Verb::Delete),
        Construct::Body(Body::OnDelete),
        Construct::Body(Body::Resources),
    ];
    projects_that_leave_a_collection(RemoveCollectionProjects): [
        Construct::Body(Body::OnDelete),
        Construct::Body(Body::Identifiers),
        Construct::ResponseHeader(Named::Location),
    ];
    a_user_who_joins_an_organization(CreateMembership): [
        Construct::Body(Body::NoAttributes),
        Construct::Body(Body::Relationships),
        Construct::Document(Member::Relationships),
    ];
    an_app_that_is_installed(InstallApp): [
        Construct::Body(Body::RelationshipsBeside),
    ];
    lessons_that_are_assigned(AssignLessons<'static>): [
        Construct::Body(Body::MembersBeside),
        Construct::Sent(Kind::Date),
        Construct::Sent(Kind::Uuid),
    ];
    a_bill_of_materials_that_is_tested(CreateSbomTest): [
        Construct::Answer(Answer::Identifier),
        Construct::Sent(Kind::Map),
        Construct::Sent(Kind::Any),
    ];
}

/// Says that repositories are the same under other URLs.
#[endpoint(POST "/groups/<group_id>/assets/repository/aliases", api = Snyk)]
struct AddAliases {
    group_id: Uuid,
    #[json]
    data: Vec<NewAlias>,
}

#[derive(Debug, Serialize)]
struct NewAlias {
    #[serde(rename = "type")]
    kind: &'static str,
    attributes: Urls,
}

#[derive(Debug, Clone, Copy, Serialize)]
struct Urls {
    url: &'static str,
    new_url: &'static str,
}

const URLS: Urls = Urls {
    url: "http://a.test/x",
    new_url: "http://b.test/x",
};

async fn aliases_that_are_added(wire: &Wire) {
    wire.documents("204 No Content", "", "");
    let alias = || NewAlias {
        kind: "asset_aliases",
        attributes: URLS,
    };
    let add = AddAliases {
        group_id: GROUP,
        data: vec![alias(), alias()],
    };
    wire.snyk().send(add).await.unwrap();
    wire.sent(
        "POST /rest/groups/bbbbbbbb-0000-4000-8000-000000000002/assets/repository/aliases\
            ?version=2024-10-15 HTTP/1.1
        accept: application/vnd.api+json
        content-type: application/vnd.api+json
        user-agent: probe/1.0 endpoint/*
        authorization: token snyk-key
        host: api.snyk.io
        content-length: 194",
        concat!(
            r#"{"data":[{"type":"asset_aliases","attributes":{"url":"http://a.test/x","new_url":"http://b.test/x"}},"#,
            r#"{"type":"asset_aliases","attributes":{"url":"http://a.test/x","new_url":"http://b.test/x"}}]}"#,
        ),
    );
}

/// Takes aliases away again.
#[endpoint(DELETE "/groups/<group_id>/assets/repository/aliases" -> NoContent, api = Snyk)]
struct RemoveAliases {
    group_id: Uuid,
    #[json]
    data: Vec<Alias>,
}

#[derive(Debug, Serialize)]
struct Alias {
    id: Uuid,
    #[serde(flatten)]
    alias: NewAlias,
}

async fn aliases_that_are_taken_away(wire: &Wire) {
    wire.documents("204 No Content", "", "");
    let alias = NewAlias {
        kind: "asset_aliases",
        attributes: URLS,
    };
    let remove = RemoveAliases {
        group_id: GROUP,
        data: vec![Alias { id: ONE, alias }],
    };
    wire.snyk().send(remove).await.unwrap();
    wire.sent(
        "DELETE /rest/groups/bbbbbbbb-0000-4000-8000-000000000002/assets/repository/aliases\
            ?version=2024-10-15 HTTP/1.1
        accept: application/vnd.api+json
        content-type: application/vnd.api+json
        user-agent: probe/1.0 endpoint/*
        authorization: token snyk-key
        host: api.snyk.io
        content-length: 146",
        concat!(
            r#"{"data":[{"id":"cccccccc-0000-4000-8000-000000000003","type":"asset_aliases","#,
            r#""attributes":{"url":"http://a.test/x","new_url":"http://b.test/x"}}]}"#,
        ),
    );
}

/// Takes projects out of a collection.
#[endpoint(
    DELETE "/orgs/<org_id>/collections/<collection_id>/relationships/projects" -> NoContent,
    api = Snyk,
)]
struct RemoveCollectionProjects {
    org_id: Uuid,
    collection_id: Uuid,
    #[body]
    projects: ToMany,
}

async fn projects_that_leave_a_collection(wire: &Wire) {
    wire.documents("204 No Content", "Location: /rest/x\r\n", "");
    let projects = [ONE, TWO].map(|id| Identifier::new("project", id));
    let remove = RemoveCollectionProjects {
        org_id: ORG,
        collection_id: ONE,
        projects: projects.into_iter().collect(),
    };
    let removed = wire.snyk().send(remove).await.unwrap();
    assert_eq!(removed.meta.headers.location.as_deref(), Some("/rest/x"));
    wire.sent(
        "DELETE /rest/orgs/aaaaaaaa-0000-4000-8000-000000000001\
            /collections/cccccccc-0000-4000-8000-000000000003/relationships/projects\
            ?version=2024-10-15 HTTP/1.1
        accept: application/vnd.api+json
        content-type: application/vnd.api+json
        user-agent: probe/1.0 endpoint/*
        authorization: token snyk-key
        host: api.snyk.io
        content-length: 136",
        concat!(
            r#"{"data":[{"type":"project","id":"cccccccc-0000-4000-8000-000000000003"},"#,
            r#"{"type":"project","id":"dddddddd-0000-4000-8000-000000000004"}]}"#,
        ),
    );
}

/// Gives a user a role in an organization.
#[endpoint(
    POST "/orgs/<org_id>/memberships" -> Resource<Since, Membership>,
    api = Snyk,
)]
struct CreateMembership {
    org_id: Uuid,
    #[body]
    membership: Create<(), NewMembership>,
}

#[derive(Debug, Serialize)]
struct NewMembership {
    org: ToOne,
    role: ToOne,
    user: ToOne,
}

#[derive(Debug, Deserialize)]
struct Since {
    created_at: String,
}

#[derive(Debug, Deserialize)]
struct Membership {
    user: ToOne,
}

async fn a_user_who_joins_an_organization(wire: &Wire) {
    wire.documents(
        "201 Created",
        "",
        r#"{"data":{"id":"dddddddd-0000-4000-8000-000000000004","type":"org_membership",
            "attributes":{"created_at":"2024-01-31T09:50:54Z"},"relationships":{
                "org":{"data":{"id":"aaaaaaaa-0000-4000-8000-000000000001","type":"org","attributes":{"name":"Shop"}}},
                "role":{"data":{"id":"cccccccc-0000-4000-8000-000000000003","type":"org_role","attributes":{"name":"Admin"}}},
                "user":{"data":{"id":"dddddddd-0000-4000-8000-000000000004","type":"user",
                    "attributes":{"email":"a@b.test","name":"A","username":"a"}}}}}}"#,
    );
    let one = |kind: &str, id: Uuid| ToOne::from(Identifier::new(kind, id));
    let relationships = NewMembership {
        org: one("org", ORG),
        role: one("org_role", ONE),
        user: one("user", TWO),
    };
    let create = CreateMembership {
        org_id: ORG,
        membership: Create::new("org_membership", ()).relationships(relationships),
    };
    let membership = wire.snyk().send(create).await.unwrap();
    assert_eq!(membership.created_at, "2024-01-31T09:50:54Z");
    let user = membership.relationships.user.identifier().unwrap();
    assert_eq!(user.id, TWO.to_string());
    wire.sent(
        "POST /rest/orgs/aaaaaaaa-0000-4000-8000-000000000001/memberships?version=2024-10-15 HTTP/1.1
        accept: application/vnd.api+json
        content-type: application/vnd.api+json
        user-agent: probe/1.0 endpoint/*
        authorization: token snyk-key
        host: api.snyk.io
        content-length: 282",
        concat!(
            r#"{"data":{"type":"org_membership","relationships":{"#,
            r#""org":{"data":{"type":"org","id":"aaaaaaaa-0000-4000-8000-000000000001"}},"#,
            r#""role":{"data":{"type":"org_role","id":"cccccccc-0000-4000-8000-000000000003"}},"#,
            r#""user":{"data":{"type":"user","id":"dddddddd-0000-4000-8000-000000000004"}}}}}"#,
        ),
    );
}

/// Installs an app in a group. Its relationships stand beside the resource, where JSON:API knows
/// none.
#[endpoint(POST "/groups/<group_id>/apps/installs" -> Resource<Installed>, api = Snyk)]
struct InstallApp {
    group_id: Uuid,
    #[json]
    data: Install,
    #[json]
    relationships: InstallOf,
}

#[derive(Debug, Serialize)]
struct Install {
    #[serde(rename = "type")]
    kind: &'static str,
}

#[derive(Debug, Serialize)]
struct InstallOf {
    app: ToOne,
}

#[derive(Debug, Deserialize)]
struct Installed {
    client_secret: endpoint::Secret,
}

async fn an_app_that_is_installed(wire: &Wire) {
    wire.documents(
        "201 Created",
        "Location: /rest/x\r\n",
        r#"{"jsonapi":{"version":"1.0"},"links":{},"data":{"id":"dddddddd-0000-4000-8000-000000000004","type":"app_install",
            "attributes":{"client_id":"cccccccc-0000-4000-8000-000000000003","client_secret":"s3"},
            "relationships":{"app":{"data":{"id":"cccccccc-0000-4000-8000-000000000003","type":"app"}}}}}"#,
    );
    let install = InstallApp {
        group_id: GROUP,
        data: Install {
            kind: "app_install",
        },
        relationships: InstallOf {
            app: Identifier::new("app", ONE).into(),
        },
    };
    let installed = wire.snyk().send(install).await.unwrap();
    assert_eq!(installed.client_secret.expose(), "s3");
    wire.sent(
        "POST /rest/groups/bbbbbbbb-0000-4000-8000-000000000002/apps/installs?version=2024-10-15 HTTP/1.1
        accept: application/vnd.api+json
        content-type: application/vnd.api+json
        user-agent: probe/1.0 endpoint/*
        authorization: token snyk-key
        host: api.snyk.io
        content-length: 123",
        concat!(
            r#"{"data":{"type":"app_install"},"relationships":"#,
            r#"{"app":{"data":{"type":"app","id":"cccccccc-0000-4000-8000-000000000003"}}}}"#,
        ),
    );
}

/// Assigns lessons to users.
#[endpoint(
    POST "/orgs/<org_id>/learn/assignments?version=2025-11-05" -> NoContent,
    api = Snyk,
)]
struct AssignLessons<'a> {
    org_id: Uuid,
    #[json]
    data: Vec<NewAssignment<'a>>,
    #[json]
    due_date: Option<&'a str>,
    #[json]
    email_notification: Option<bool>,
    #[json]
    contact_email: Option<&'a str>,
}

#[derive(Debug, Serialize)]
struct NewAssignment<'a> {
    #[serde(rename = "type")]
    kind: &'static str,
    attributes: Assignment<'a>,
}

#[derive(Debug, Serialize)]
struct Assignment<'a> {
    lesson_ids: Vec<&'a str>,
    user_ids: Vec<Uuid>,
}

async fn lessons_that_are_assigned(wire: &Wire) {
    wire.documents("204 No Content", "", "");
    let assignment = NewAssignment {
        kind: "lesson_assignment",
        attributes: Assignment {
            lesson_ids: vec!["xss"],
            user_ids: vec![TWO],
        },
    };
    let assign = AssignLessons::builder()
        .org_id(ORG)
        .data(vec![assignment])
        .due_date("2025-12-31")
        .email_notification(true)
        .build();
    wire.snyk().send(assign).await.unwrap();
    wire.sent(
        "POST /rest/orgs/aaaaaaaa-0000-4000-8000-000000000001/learn/assignments?version=2025-11-05 HTTP/1.1
        accept: application/vnd.api+json
        content-type: application/vnd.api+json
        user-agent: probe/1.0 endpoint/*
        authorization: token snyk-key
        host: api.snyk.io
        content-length: 177",
        concat!(
            r#"{"data":[{"type":"lesson_assignment","attributes":{"lesson_ids":["xss"],"#,
            r#""user_ids":["dddddddd-0000-4000-8000-000000000004"]}}],"#,
            r#""due_date":"2025-12-31","email_notification":true}"#,
        ),
    );
}

/// Has a bill of materials tested. Only the id of the test comes back.
#[endpoint(POST "/orgs/<org_id>/sbom_tests" -> Resource<()>, api = Snyk)]
struct CreateSbomTest {
    org_id: Uuid,
    #[body]
    test: Create<SbomTest>,
}

#[derive(Debug, Serialize)]
struct SbomTest {
    sbom: Json,
}

async fn a_bill_of_materials_that_is_tested(wire: &Wire) {
    wire.documents(
        "201 Created",
        "Location: /rest/x\r\n",
        r#"{"jsonapi":{"version":"1.0"},"data":{"id":"dddddddd-0000-4000-8000-000000000004","type":"sbom_tests"}}"#,
    );
    let sbom = serde_json::from_str(r#"{"bomFormat":"CycloneDX"}"#).unwrap();
    let create = CreateSbomTest {
        org_id: ORG,
        test: Create::new("sbom_test", SbomTest { sbom }),
    };
    let test = wire.snyk().send(create).await.unwrap();
    assert_eq!((&*test.kind, &*test.id), ("sbom_tests", &*TWO.to_string()));
    wire.sent(
        "POST /rest/orgs/aaaaaaaa-0000-4000-8000-000000000001/sbom_tests?version=2024-10-15 HTTP/1.1
        accept: application/vnd.api+json
        content-type: application/vnd.api+json
        user-agent: probe/1.0 endpoint/*
        authorization: token snyk-key
        host: api.snyk.io
        content-length: 77",
        r#"{"data":{"type":"sbom_test","attributes":{"sbom":{"bomFormat":"CycloneDX"}}}}"#,
    );
}
