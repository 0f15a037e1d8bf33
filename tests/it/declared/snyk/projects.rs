//! Projects and collections, and all that picks them.

use endpoint::endpoint;
use endpoint::json_api::Resource;
use serde::{Deserialize, Serialize};
use uuid::Uuid;

use super::{Importance, Moment, ONE, ORG, SNYK, Snyk, TWO};
use crate::coverage::construct::{
    Answer, Construct, Form, InPath, Json as Kind, Member, Name, Presence, Scalar, Verb,
};
use crate::declared::Wire;
use crate::declared::case::cases;

cases! { SNYK;
    projects_by_everything_there_is(ListProjects<'static>): [
        Construct::ManyParameters,
        Construct::Method(Verb::Get),
        Construct::Path(InPath::Uuid),
        Construct::Query(Form::One, Scalar::Text),
        Construct::Query(Form::One, Scalar::Integer),
        Construct::Query(Form::One, Scalar::Bool),
        Construct::Query(Form::One, Scalar::DateTime),
        Construct::Query(Form::One, Scalar::Enum),
        Construct::Query(Form::Commas, Scalar::Text),
        Construct::Query(Form::Commas, Scalar::Enum),
        Construct::Query(Form::Commas, Scalar::Uuid),
        Construct::Query(Form::Repeated, Scalar::Uuid),
        Construct::QueryName(Name::Dotted),
        Construct::QueryName(Name::Snake),
        Construct::QueryPresence(Presence::Required),
        Construct::QueryPresence(Presence::Default),
        Construct::Answer(Answer::Resources),
        Construct::Document(Member::Links),
        Construct::Document(Member::Meta),
        Construct::Document(Member::Implementation),
        Construct::Document(Member::Relationships),
        Construct::Document(Member::ResourceMeta),
        Construct::Read(Kind::DateTime),
        Construct::Read(Kind::Variants),
    ];
    projects_that_are_only_counted(ListProjects<'static>): [
        Construct::QueryPresence(Presence::Optional),
        Construct::Answer(Answer::DataOptional),
    ];
    projects_of_a_collection(ListCollectionProjects): [
        Construct::Query(Form::Repeated, Scalar::Enum),
        Construct::Query(Form::Repeated, Scalar::Uuid),
    ];
    collections_without_a_name(ListCollections<'static>): [
        Construct::QueryPresence(Presence::MayBeEmpty),
        Construct::Read(Kind::Null),
        Construct::Read(Kind::Number),
    ];
}

/// Lists the projects of an organization.
#[endpoint(
    GET "/orgs/<org_id>/projects" -> Option<Vec<Resource<Project>>>,
    api = Snyk,
)]
struct ListProjects<'a> {
    org_id: Uuid,
    #[query(default)]
    target_id: Vec<Uuid>,
    #[query]
    target_reference: Option<&'a str>,
    #[query]
    target_file: Option<&'a str>,
    #[query]
    target_runtime: Option<&'a str>,
    #[query]
    meta_count: Option<MetaCount>,
    #[query(style = comma, default)]
    ids: Vec<Uuid>,
    #[query(style = comma, default)]
    names: Vec<&'a str>,
    #[query(style = comma, default)]
    names_start_with: Vec<&'a str>,
    #[query(style = comma, default)]
    origins: Vec<&'a str>,
    #[query(style = comma, default)]
    types: Vec<&'a str>,
    #[query(style = comma, default)]
    expand: Vec<Related>,
    #[query(rename = "meta.latest_issue_counts")]
    latest_issue_counts: Option<bool>,
    #[query(rename = "meta.latest_dependency_total")]
    latest_dependency_total: Option<bool>,
    #[query]
    cli_monitored_before: Option<Moment>,
    #[query]
    cli_monitored_after: Option<Moment>,
    #[query(style = comma, default)]
    importing_user_public_id: Vec<Uuid>,
    #[query(style = comma, default)]
    tags: Vec<Tag<'a>>,
    #[query(style = comma, default)]
    business_criticality: Vec<Importance>,
    #[query(style = comma, default)]
    environment: Vec<&'a str>,
    #[query(style = comma, default)]
    lifecycle: Vec<&'a str>,
    #[query]
    starting_after: Option<&'a str>,
    #[query]
    ending_before: Option<&'a str>,
    #[query(default = 10)]
    limit: u8,
}

#[derive(Debug, Clone, Copy, Serialize)]
#[serde(rename_all = "snake_case")]
enum MetaCount {
    Only,
}

#[derive(Debug, Clone, Copy, Serialize)]
#[serde(rename_all = "snake_case")]
enum Related {
    Target,
}

/// A tag: `key:value`.
#[derive(Debug, Clone, Copy)]
struct Tag<'a>(&'a str, &'a str);

impl Serialize for Tag<'_> {
    fn serialize<S: serde::Serializer>(&self, serializer: S) -> Result<S::Ok, S::Error> {
        serializer.collect_str(&format_args!("{}:{}", self.0, self.1))
    }
}

#[derive(Debug, Deserialize)]
struct Project {
    name: String,
    build_args: Option<BuildArgs>,
}

#[derive(Debug, PartialEq, Deserialize)]
#[serde(rename_all = "snake_case")]
enum BuildArgs {
    RootWorkspace(String),
    Platform(String),
    TargetFramework(String),
}

async fn projects_by_everything_there_is(wire: &Wire) {
    wire.documents(
        "200 OK",
        "",
        r#"{"jsonapi":{"version":"1.0"},
            "data":[{"id":"cccccccc-0000-4000-8000-000000000003","type":"project",
                "attributes":{"name":"shop","created":"2024-01-31T09:50:54.014Z","build_args":{"platform":"linux"}},
                "relationships":{"target":{"data":{"id":"dddddddd-0000-4000-8000-000000000004","type":"target"}}},
                "meta":{"latest_dependency_total":{"total":7}}}],
            "links":{"next":"/orgs/x/projects?starting_after=v1.b"},"meta":{"count":1}}"#,
    );
    let list = ListProjects::builder()
        .org_id(ORG)
        .target_id(vec![ONE, TWO])
        .target_reference("main")
        .target_file("a/package.json")
        .target_runtime("net 8")
        .meta_count(MetaCount::Only)
        .ids(vec![TWO, ONE])
        .names(vec!["a,b", "c d"])
        .names_start_with(vec!["snyk/", "é"])
        .origins(vec!["github", "cli"])
        .types(vec!["npm", "maven"])
        .expand(vec![Related::Target])
        .latest_issue_counts(true)
        .latest_dependency_total(false)
        .cli_monitored_before(Moment("2024-02-01T00:00:00Z"))
        .cli_monitored_after(Moment("2024-01-01T00:00:00+01:00"))
        .importing_user_public_id(vec![ONE])
        .tags(vec![Tag("team", "a&b"), Tag("tier", "1")])
        .business_criticality(vec![Importance::Critical, Importance::High])
        .environment(vec!["frontend", "saas"])
        .lifecycle(vec!["production"])
        .starting_after("v1.a==")
        .ending_before("v1.z")
        .build();
    let projects = wire.snyk().send(list).await.unwrap();
    let project = &projects.value.value.as_ref().unwrap()[0];
    assert_eq!((&*project.name, &*project.id), ("shop", &*ONE.to_string()));
    let platform = BuildArgs::Platform("linux".into());
    assert_eq!(project.build_args, Some(platform));
    let target = project.relationships.one("target").unwrap();
    assert_eq!((&*target.kind, &*target.id), ("target", &*TWO.to_string()));
    let total = project.meta.as_ref().unwrap();
    assert_eq!(total.text(), r#"{"latest_dependency_total":{"total":7}}"#);
    assert_eq!(projects.meta.headers.request_id, super::REQUEST);
    assert_eq!(
        projects.value.links.href("next"),
        Some("/orgs/x/projects?starting_after=v1.b")
    );
    wire.sent(
        "GET /rest/orgs/aaaaaaaa-0000-4000-8000-000000000001/projects\
            ?target_id=cccccccc-0000-4000-8000-000000000003\
            &target_id=dddddddd-0000-4000-8000-000000000004\
            &target_reference=main&target_file=a%2Fpackage.json&target_runtime=net%208\
            &meta_count=only\
            &ids=dddddddd-0000-4000-8000-000000000004,cccccccc-0000-4000-8000-000000000003\
            &names=a%2Cb,c%20d&names_start_with=snyk%2F,%C3%A9&origins=github,cli&types=npm,maven\
            &expand=target&meta.latest_issue_counts=true&meta.latest_dependency_total=false\
            &cli_monitored_before=2024-02-01T00%3A00%3A00Z\
            &cli_monitored_after=2024-01-01T00%3A00%3A00%2B01%3A00\
            &importing_user_public_id=cccccccc-0000-4000-8000-000000000003\
            &tags=team%3Aa%26b,tier%3A1&business_criticality=critical,high\
            &environment=frontend,saas&lifecycle=production\
            &starting_after=v1.a%3D%3D&ending_before=v1.z&limit=10&version=2024-10-15 HTTP/1.1
        accept: application/vnd.api+json
        user-agent: probe/1.0 endpoint/*
        authorization: token snyk-key
        host: api.snyk.io",
        "",
    );
}

async fn projects_that_are_only_counted(wire: &Wire) {
    wire.documents(
        "200 OK",
        "",
        r#"{"jsonapi":{"version":"1.0"},"links":{},"meta":{"count":7}}"#,
    );
    let count = ListProjects::builder()
        .org_id(ORG)
        .meta_count(MetaCount::Only)
        .build();
    let projects = wire.snyk().send(count).await.unwrap().into_inner();
    assert!(projects.value.is_none());
    assert_eq!(projects.meta.unwrap().text(), r#"{"count":7}"#);
    wire.sent(
        "GET /rest/orgs/aaaaaaaa-0000-4000-8000-000000000001/projects\
            ?meta_count=only&limit=10&version=2024-10-15 HTTP/1.1
        accept: application/vnd.api+json
        user-agent: probe/1.0 endpoint/*
        authorization: token snyk-key
        host: api.snyk.io",
        "",
    );
}

/// Lists the projects of a collection.
#[endpoint(
    GET "/orgs/<org_id>/collections/<collection_id>/relationships/projects"
        -> Option<Vec<Resource<()>>>,
    api = Snyk,
)]
struct ListCollectionProjects {
    org_id: Uuid,
    collection_id: Uuid,
    #[query]
    target_id: Vec<Uuid>,
    #[query]
    show: Vec<Shown>,
}

#[derive(Debug, Clone, Copy, Serialize)]
#[serde(rename_all = "kebab-case")]
enum Shown {
    VulnGroups,
    CleanGroups,
}

async fn projects_of_a_collection(wire: &Wire) {
    wire.documents(
        "200 OK",
        "",
        r#"{"data":[{"id":"cccccccc-0000-4000-8000-000000000003","type":"project",
            "relationships":{"target":{"data":{"id":"dddddddd-0000-4000-8000-000000000004","type":"target"}}},
            "meta":{"imported":"2024-01-31T09:50:54Z","issues_low_count":1}}]}"#,
    );
    let list = ListCollectionProjects {
        org_id: ORG,
        collection_id: ONE,
        target_id: vec![ONE, TWO],
        show: vec![Shown::VulnGroups, Shown::CleanGroups],
    };
    let projects = wire.snyk().send(list).await.unwrap().into_inner().value;
    assert_eq!(projects.unwrap()[0].kind, "project");
    wire.sent(
        "GET /rest/orgs/aaaaaaaa-0000-4000-8000-000000000001\
            /collections/cccccccc-0000-4000-8000-000000000003/relationships/projects\
            ?target_id=cccccccc-0000-4000-8000-000000000003\
            &target_id=dddddddd-0000-4000-8000-000000000004\
            &show=vuln-groups&show=clean-groups&version=2024-10-15 HTTP/1.1
        accept: application/vnd.api+json
        user-agent: probe/1.0 endpoint/*
        authorization: token snyk-key
        host: api.snyk.io",
        "",
    );
}

/// Lists collections by name; the empty name is one.
#[endpoint(
    GET "/orgs/<org_id>/collections" -> Option<Vec<Resource<Collection, Creators>>>,
    api = Snyk,
)]
struct ListCollections<'a> {
    org_id: Uuid,
    #[query]
    name: Option<&'a str>,
}

#[derive(Debug, Deserialize)]
struct Collection {
    name: String,
}

#[derive(Debug, Deserialize)]
struct Creators {
    created_by_user: Creator,
}

/// What leads to a user, who may be nobody, though it has a type.
#[derive(Debug, Deserialize)]
struct Creator {
    data: MaybeUser,
}

#[derive(Debug, Deserialize)]
struct MaybeUser {
    id: Option<Uuid>,
}

#[derive(Debug, Deserialize)]
struct Counts {
    projects_count: f64,
}

async fn collections_without_a_name(wire: &Wire) {
    wire.documents(
        "200 OK",
        "",
        r#"{"data":[{"id":"cccccccc-0000-4000-8000-000000000003","type":"collection","attributes":{"name":""},
            "relationships":{"created_by_user":{"data":{"id":null,"type":"user"}},
                "org":{"data":{"id":"aaaaaaaa-0000-4000-8000-000000000001","type":"org"}}},
            "meta":{"projects_count":1.5}}]}"#,
    );
    let list = ListCollections {
        org_id: ORG,
        name: Some(""),
    };
    let collections = wire.snyk().send(list).await.unwrap().into_inner().value;
    let collection = &collections.unwrap()[0];
    assert_eq!(collection.name, "");
    assert_eq!(collection.relationships.created_by_user.data.id, None);
    let counts = collection.meta.as_ref().unwrap();
    let counts: Counts = serde_json::from_str(counts.text()).unwrap();
    assert!((counts.projects_count - 1.5).abs() < f64::EPSILON);
    wire.sent(
        "GET /rest/orgs/aaaaaaaa-0000-4000-8000-000000000001/collections\
            ?name=&version=2024-10-15 HTTP/1.1
        accept: application/vnd.api+json
        user-agent: probe/1.0 endpoint/*
        authorization: token snyk-key
        host: api.snyk.io",
        "",
    );
}
