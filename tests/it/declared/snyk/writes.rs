//! Resources that are created and changed.

use endpoint::json_api::{Create, Resource, Update};
use endpoint::{Secret, endpoint};
use serde::{Deserialize, Serialize};
use uuid::Uuid;

use super::{GROUP, ONE, ORG, SNYK, Snyk, TWO};
use crate::coverage::construct::{
    Answer, Body, Construct, Form, Json as Kind, Named, Scalar, Verb,
};
use crate::declared::Wire;
use crate::declared::case::cases;

cases! { SNYK;
    an_image_that_is_created(CreateBaseImage): [
        Construct::Method(Verb::Post),
        Construct::Body(Body::JsonApi),
        Construct::Body(Body::Create),
        Construct::Status(201),
        Construct::ResponseHeader(Named::Location),
        Construct::Sent(Kind::Uuid),
        Construct::Sent(Kind::Bool),
        Construct::Sent(Kind::Object),
        Construct::Sent(Kind::Text),
        Construct::Sent(Kind::Optional),
    ];
    a_user_who_is_taken_out_of_a_group(UpdateUser): [
        Construct::Method(Verb::Patch),
        Construct::Body(Body::Update),
        Construct::Sent(Kind::Null),
    ];
    a_project_that_belongs_to_nobody(UpdateProject): [
        Construct::Query(Form::Commas, Scalar::Enum),
        Construct::Body(Body::Relationships),
        Construct::Sent(Kind::Null),
        Construct::Sent(Kind::Enum),
        Construct::Sent(Kind::List),
    ];
    a_registry_with_its_password(CreateIntegration): [
        Construct::Sent(Kind::Secret),
        Construct::Sent(Kind::Variants),
    ];
    an_organization_that_is_renamed_or_is_so_already(UpdateOrg<'static>): [
        Construct::Statuses(200, 204),
        Construct::Status(200),
        Construct::Status(204),
        Construct::Answer(Answer::Nothing),
    ];
}

/// Puts a base image among those that are recommended.
#[endpoint(POST "/custom_base_images" -> Resource<BaseImage, ()>, api = Snyk)]
struct CreateBaseImage {
    #[body]
    image: Create<BaseImage>,
}

#[derive(Debug, PartialEq, Serialize, Deserialize)]
struct BaseImage {
    project_id: Uuid,
    include_in_recommendations: bool,
}

async fn an_image_that_is_created(wire: &Wire) {
    wire.documents(
        "201 Created",
        "Location: /rest/custom_base_images/dddddddd-0000-4000-8000-000000000004\r\n",
        r#"{"jsonapi":{"version":"1.0"},"data":{"id":"dddddddd-0000-4000-8000-000000000004","type":"custom_base_image",
            "attributes":{"project_id":"cccccccc-0000-4000-8000-000000000003","include_in_recommendations":true}}}"#,
    );
    let image = || BaseImage {
        project_id: ONE,
        include_in_recommendations: true,
    };
    let create = CreateBaseImage {
        image: Create::new("custom_base_image", image()),
    };
    let created = wire.snyk().send(create).await.unwrap();
    assert_eq!(created.meta.status, 201);
    assert_eq!(
        (&*created.id, &created.attributes),
        (&*TWO.to_string(), &image())
    );
    let location = created.meta.headers.location.as_deref().unwrap();
    assert_eq!(
        location,
        "/rest/custom_base_images/dddddddd-0000-4000-8000-000000000004"
    );
    wire.sent(
        "POST /rest/custom_base_images?version=2024-10-15 HTTP/1.1
        accept: application/vnd.api+json
        content-type: application/vnd.api+json
        user-agent: probe/1.0 endpoint/*
        authorization: token snyk-key
        host: api.snyk.io
        content-length: 138",
        r#"{"data":{"type":"custom_base_image","attributes":{"project_id":"cccccccc-0000-4000-8000-000000000003","include_in_recommendations":true}}}"#,
    );
}

/// Changes what a user is in a group.
#[endpoint(PATCH "/groups/<group_id>/users/<id>", api = Snyk)]
struct UpdateUser {
    group_id: Uuid,
    id: Uuid,
    #[body]
    user: Update<Membership>,
}

/// None is not the same as one that stays as it is.
#[derive(Debug, Serialize)]
struct Membership {
    membership: Option<Role>,
}

#[derive(Debug, Serialize)]
struct Role {
    role: &'static str,
}

async fn a_user_who_is_taken_out_of_a_group(wire: &Wire) {
    for (membership, body) in [
        (None, r#"{"membership":null}"#),
        (
            Some(Role { role: "MEMBER" }),
            r#"{"membership":{"role":"MEMBER"}}"#,
        ),
    ] {
        wire.documents("204 No Content", "", "");
        let update = UpdateUser {
            group_id: GROUP,
            id: ONE,
            user: Update::new("user", ONE, Membership { membership }),
        };
        wire.snyk().send(update).await.unwrap();
        let body = format!(
            r#"{{"data":{{"type":"user","id":"cccccccc-0000-4000-8000-000000000003","attributes":{body}}}}}"#
        );
        wire.sent(
            &format!(
                "PATCH /rest/groups/bbbbbbbb-0000-4000-8000-000000000002\
                    /users/cccccccc-0000-4000-8000-000000000003?version=2024-10-15 HTTP/1.1
                accept: application/vnd.api+json
                content-type: application/vnd.api+json
                user-agent: probe/1.0 endpoint/*
                authorization: token snyk-key
                host: api.snyk.io
                content-length: {}",
                body.len()
            ),
            &body,
        );
    }
}

/// Changes a project.
#[endpoint(PATCH "/orgs/<org_id>/projects/<project_id>" -> Resource<Project>, api = Snyk)]
struct UpdateProject {
    org_id: Uuid,
    project_id: Uuid,
    #[query(style = comma)]
    expand: Vec<Expanded>,
    #[body]
    project: Update<ProjectChanges, Owned>,
}

#[derive(Debug, Clone, Copy, Serialize)]
#[serde(rename_all = "lowercase")]
enum Expanded {
    Target,
}

#[derive(Debug, Default, Serialize)]
struct ProjectChanges {
    #[serde(skip_serializing_if = "Option::is_none")]
    test_frequency: Option<Frequency>,
    #[serde(skip_serializing_if = "Option::is_none")]
    lifecycle: Option<Vec<&'static str>>,
    #[serde(skip_serializing_if = "Option::is_none")]
    environment: Option<Vec<&'static str>>,
}

#[derive(Debug, Clone, Copy, Serialize)]
#[serde(rename_all = "lowercase")]
enum Frequency {
    Never,
}

/// Whom a project belongs to; without an owner that stays as it is.
#[derive(Debug, Serialize)]
struct Owned {
    #[serde(skip_serializing_if = "Option::is_none")]
    owner: Option<Owner>,
}

#[derive(Debug, Serialize)]
struct Owner {
    data: User,
}

/// Nobody has a type too.
#[derive(Debug, Serialize)]
struct User {
    id: Option<Uuid>,
    #[serde(rename = "type")]
    kind: &'static str,
}

#[derive(Debug, Deserialize)]
struct Project {
    name: String,
}

async fn a_project_that_belongs_to_nobody(wire: &Wire) {
    wire.documents(
        "200 OK",
        "",
        r#"{"jsonapi":{"version":"1.0"},"links":{},"data":{"id":"cccccccc-0000-4000-8000-000000000003","type":"project",
            "attributes":{"name":"shop"}}}"#,
    );
    let changes = ProjectChanges {
        test_frequency: Some(Frequency::Never),
        lifecycle: Some(vec!["production", "sandbox"]),
        ..ProjectChanges::default()
    };
    let nobody = Owner {
        data: User {
            id: None,
            kind: "user",
        },
    };
    let update = UpdateProject {
        org_id: ORG,
        project_id: ONE,
        expand: vec![Expanded::Target, Expanded::Target],
        project: Update::new("project", ONE, changes).relationships(Owned {
            owner: Some(nobody),
        }),
    };
    let project = wire.snyk().send(update).await.unwrap();
    assert_eq!(project.name, "shop");
    wire.sent(
        "PATCH /rest/orgs/aaaaaaaa-0000-4000-8000-000000000001\
            /projects/cccccccc-0000-4000-8000-000000000003\
            ?expand=target,target&version=2024-10-15 HTTP/1.1
        accept: application/vnd.api+json
        content-type: application/vnd.api+json
        user-agent: probe/1.0 endpoint/*
        authorization: token snyk-key
        host: api.snyk.io
        content-length: 209",
        concat!(
            r#"{"data":{"type":"project","id":"cccccccc-0000-4000-8000-000000000003","#,
            r#""attributes":{"test_frequency":"never","lifecycle":["production","sandbox"]},"#,
            r#""relationships":{"owner":{"data":{"id":null,"type":"user"}}}}}"#,
        ),
    );
}

/// Connects a registry of images.
#[endpoint(
    POST "/orgs/<org_id>/integrations?version=2026-03-25" -> Resource<Integration, ()>,
    api = Snyk,
)]
struct CreateIntegration {
    org_id: Uuid,
    #[body]
    integration: Create<Registry>,
}

#[derive(Debug, Serialize)]
#[serde(tag = "integration_type", rename_all = "kebab-case")]
enum Registry {
    DockerHub {
        profile_name: String,
        credentials: Login,
    },
}

#[derive(Debug, Serialize)]
struct Login {
    username: String,
    password: Secret,
}

#[derive(Debug, Deserialize)]
struct Integration {
    updated_at: Option<String>,
}

async fn a_registry_with_its_password(wire: &Wire) {
    wire.documents(
        "201 Created",
        "",
        r#"{"jsonapi":{"version":"1.0"},"data":{"id":"dddddddd-0000-4000-8000-000000000004","type":"integration",
            "attributes":{"created_at":"2024-01-31T09:50:54Z","integration_type":"docker-hub","profile_name":"hub","updated_at":null}}}"#,
    );
    let registry = Registry::DockerHub {
        profile_name: "hub".into(),
        credentials: Login {
            username: "u".into(),
            password: "p\"w".into(),
        },
    };
    let create = CreateIntegration {
        org_id: ORG,
        integration: Create::new("integration", registry),
    };
    let created = wire.snyk().send(create).await.unwrap();
    assert_eq!(created.updated_at, None);
    wire.sent(
        "POST /rest/orgs/aaaaaaaa-0000-4000-8000-000000000001/integrations?version=2026-03-25 HTTP/1.1
        accept: application/vnd.api+json
        content-type: application/vnd.api+json
        user-agent: probe/1.0 endpoint/*
        authorization: token snyk-key
        host: api.snyk.io
        content-length: 148",
        concat!(
            r#"{"data":{"type":"integration","attributes":{"integration_type":"docker-hub","#,
            r#""profile_name":"hub","credentials":{"username":"u","password":"p\"w"}}}}"#,
        ),
    );
}

/// Renames an organization, whose name may be that already.
#[endpoint(PATCH "/orgs/<org_id>" -> Option<Resource<Org>>, api = Snyk)]
struct UpdateOrg<'a> {
    org_id: Uuid,
    #[body]
    org: Update<OrgName<'a>>,
}

#[derive(Debug, Serialize)]
struct OrgName<'a> {
    name: &'a str,
}

#[derive(Debug, Deserialize)]
struct Org {
    name: String,
}

async fn an_organization_that_is_renamed_or_is_so_already(wire: &Wire) {
    const RENAMED: &str = r#"{"data":{"id":"aaaaaaaa-0000-4000-8000-000000000001","type":"org",
        "attributes":{"name":"Shop","slug":"shop","is_personal":false},
        "relationships":{"member_role":null}}}"#;
    for (status, document, name) in [
        ("200 OK", RENAMED, Some("Shop")),
        ("204 No Content", "", None),
    ] {
        wire.documents(status, "", document);
        let update = UpdateOrg {
            org_id: ORG,
            org: Update::new("org", ORG, OrgName { name: "Shop" }),
        };
        let org = wire.snyk().send(update).await.unwrap().into_inner().value;
        assert_eq!(org.map(|org| org.attributes.name).as_deref(), name);
        wire.sent(
            "PATCH /rest/orgs/aaaaaaaa-0000-4000-8000-000000000001?version=2024-10-15 HTTP/1.1
            accept: application/vnd.api+json
            content-type: application/vnd.api+json
            user-agent: probe/1.0 endpoint/*
            authorization: token snyk-key
            host: api.snyk.io
            content-length: 96",
            r#"{"data":{"type":"org","id":"aaaaaaaa-0000-4000-8000-000000000001","attributes":{"name":"Shop"}}}"#,
        );
    }
}
