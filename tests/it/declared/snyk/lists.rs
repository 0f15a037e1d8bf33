//! Lists of resources, and what picks and orders them.

use endpoint::json_api::Resource;
use endpoint::{Json, endpoint};
use serde::{Deserialize, Serialize};
use uuid::Uuid;

use super::{GROUP, Importance, Moment, ORG, SNYK, Snyk, TWO};
use crate::coverage::construct::{Answer, Construct, Form, Json as Kind, Name, Scalar, Version};
use crate::declared::Wire;
use crate::declared::case::cases;

cases! { SNYK;
    issues_of_one_project(ListIssues): [
        Construct::Query(Form::One, Scalar::Uuid),
        Construct::Query(Form::Commas, Scalar::Enum),
        Construct::QueryName(Name::Dotted),
        Construct::Version(Version::AnyStability),
        Construct::Read(Kind::Enum),
        Construct::Read(Kind::Bool),
        Construct::Read(Kind::List),
        Construct::Read(Kind::Object),
        Construct::Read(Kind::Optional),
    ];
    images_by_digest(ListImages<'static>): [
        Construct::Query(Form::Commas, Scalar::Uri),
        Construct::Query(Form::Commas, Scalar::Text),
    ];
    audit_logs_by_event(SearchAuditLogs<'static>): [
        Construct::Query(Form::Repeated, Scalar::Text),
        Construct::Answer(Answer::NoResource),
        Construct::Read(Kind::Any),
    ];
    lessons_that_are_due(ListAssignments): [Construct::Read(Kind::Date)];
}

/// Lists the issues of an organization, as the beta of a version has them.
#[endpoint(
    GET "/orgs/<org_id>/issues?version=2024-01-23~beta" -> Vec<Resource<Issue>>,
    api = Snyk,
)]
struct ListIssues {
    org_id: Uuid,
    #[query(rename = "scan_item.id")]
    item_id: Option<Uuid>,
    #[query(rename = "scan_item.type")]
    item_kind: Option<&'static str>,
    #[query]
    created_after: Option<Moment>,
    #[query(style = comma)]
    effective_severity_level: Vec<Importance>,
    #[query(style = comma)]
    status: Vec<IssueStatus>,
    #[query]
    ignored: Option<bool>,
}

#[derive(Debug, Clone, Copy, PartialEq, Serialize, Deserialize)]
#[serde(rename_all = "lowercase")]
enum IssueStatus {
    Open,
    Resolved,
}

#[derive(Debug, Deserialize)]
struct Issue {
    title: String,
    ignored: bool,
    status: IssueStatus,
    description: Option<String>,
    problems: Vec<Problem>,
}

#[derive(Debug, Deserialize)]
struct Problem {
    id: String,
}

async fn issues_of_one_project(wire: &Wire) {
    wire.documents(
        "200 OK",
        "",
        r#"{"jsonapi":{"version":"1.0"},"data":[{"id":"cccccccc-0000-4000-8000-000000000003","type":"issue",
            "attributes":{"title":"Prototype pollution","ignored":false,"status":"open",
                "problems":[{"id":"CWE-1321","source":"CWE","type":"vulnerability"}]},
            "relationships":{"scan_item":{"data":{"id":"dddddddd-0000-4000-8000-000000000004","type":"project"}}}}]}"#,
    );
    let list = ListIssues::builder()
        .org_id(ORG)
        .item_id(TWO)
        .item_kind("project")
        .created_after(Moment("2024-01-01T00:00:00Z"))
        .effective_severity_level(vec![Importance::High, Importance::Critical])
        .status(vec![IssueStatus::Open, IssueStatus::Resolved])
        .ignored(false)
        .build();
    let issues = wire.snyk().send(list).await.unwrap();
    let issue = &issues[0];
    assert_eq!(
        (&*issue.title, issue.ignored, issue.status),
        ("Prototype pollution", false, IssueStatus::Open)
    );
    assert_eq!(
        (&issue.description, &*issue.problems[0].id),
        (&None, "CWE-1321")
    );
    wire.sent(
        "GET /rest/orgs/aaaaaaaa-0000-4000-8000-000000000001/issues\
            ?version=2024-01-23~beta&scan_item.id=dddddddd-0000-4000-8000-000000000004\
            &scan_item.type=project&created_after=2024-01-01T00%3A00%3A00Z\
            &effective_severity_level=high,critical&status=open,resolved&ignored=false HTTP/1.1
        accept: application/vnd.api+json
        user-agent: probe/1.0 endpoint/*
        authorization: token snyk-key
        host: api.snyk.io",
        "",
    );
}

/// Lists container images.
#[endpoint(
    GET "/orgs/<org_id>/container_images" -> Option<Vec<Resource<Image>>>,
    api = Snyk,
)]
struct ListImages<'a> {
    org_id: Uuid,
    #[query(style = comma)]
    image_ids: Vec<&'a str>,
    #[query(style = comma)]
    names: Vec<&'a str>,
}

#[derive(Debug, Deserialize)]
struct Image {
    platform: String,
    layers: Vec<String>,
}

async fn images_by_digest(wire: &Wire) {
    wire.documents(
        "200 OK",
        "",
        r#"{"data":[{"id":"sha256:aa","type":"container_image","attributes":{"platform":"linux/amd64","layers":["sha256:bb"]}}]}"#,
    );
    let list = ListImages {
        org_id: ORG,
        image_ids: vec!["sha256:aa", "sha256:bb"],
        names: vec!["gcr.io/snyk/redis:5", "redis"],
    };
    let images = wire.snyk().send(list).await.unwrap().into_inner().value;
    let image = &images.unwrap()[0];
    assert_eq!(
        (&*image.platform, &*image.layers[0]),
        ("linux/amd64", "sha256:bb")
    );
    wire.sent(
        "GET /rest/orgs/aaaaaaaa-0000-4000-8000-000000000001/container_images\
            ?image_ids=sha256%3Aaa,sha256%3Abb&names=gcr.io%2Fsnyk%2Fredis%3A5,redis\
            &version=2024-10-15 HTTP/1.1
        accept: application/vnd.api+json
        user-agent: probe/1.0 endpoint/*
        authorization: token snyk-key
        host: api.snyk.io",
        "",
    );
}

/// Searches the audit logs of a group. What it gives is no resource.
#[endpoint(GET "/groups/<group_id>/audit_logs/search" -> AuditLogs, api = Snyk)]
struct SearchAuditLogs<'a> {
    group_id: Uuid,
    #[query]
    from: Option<Moment>,
    #[query]
    size: Option<u32>,
    #[query]
    events: Vec<&'a str>,
    #[query]
    exclude_events: Vec<&'a str>,
}

#[derive(Debug, Deserialize)]
struct AuditLogs {
    items: Vec<AuditLog>,
}

#[derive(Debug, Deserialize)]
struct AuditLog {
    event: String,
    content: Option<Json>,
}

async fn audit_logs_by_event(wire: &Wire) {
    wire.documents(
        "200 OK",
        "",
        r#"{"jsonapi":{"version":"1.0"},"data":{"type":"audit_logs","items":[
            {"event":"org.user.add","created":"2024-01-31T09:50:54Z","content":{"after":{"role":"ADMIN"}}}]}}"#,
    );
    let search = SearchAuditLogs::builder()
        .group_id(GROUP)
        .from(Moment("2024-01-31T00:00:00Z"))
        .size(50)
        .events(vec!["org.user.add", "org.user.remove"])
        .exclude_events(vec!["api.access", "user.logged_in"])
        .build();
    let logs = wire.snyk().send(search).await.unwrap();
    let log = &logs.items[0];
    assert_eq!(log.event, "org.user.add");
    let content = log.content.as_ref().unwrap();
    assert_eq!(content.text(), r#"{"after":{"role":"ADMIN"}}"#);
    wire.sent(
        "GET /rest/groups/bbbbbbbb-0000-4000-8000-000000000002/audit_logs/search\
            ?from=2024-01-31T00%3A00%3A00Z&size=50&events=org.user.add&events=org.user.remove\
            &exclude_events=api.access&exclude_events=user.logged_in&version=2024-10-15 HTTP/1.1
        accept: application/vnd.api+json
        user-agent: probe/1.0 endpoint/*
        authorization: token snyk-key
        host: api.snyk.io",
        "",
    );
}

/// Lists the lessons that have been assigned.
#[endpoint(
    GET "/orgs/<org_id>/learn/assignments?version=2025-11-05" -> Vec<Resource<Assignment>>,
    api = Snyk,
)]
struct ListAssignments {
    org_id: Uuid,
    #[query]
    limit: Option<u8>,
}

#[derive(Debug, Deserialize)]
struct Assignment {
    due_date: Option<String>,
}

async fn lessons_that_are_due(wire: &Wire) {
    wire.documents(
        "200 OK",
        "",
        r#"{"jsonapi":{"version":"1.0"},"links":{},"data":[{"id":"cccccccc-0000-4000-8000-000000000003",
            "type":"lesson_assignment","attributes":{"due_date":"2025-12-31"}}]}"#,
    );
    let list = ListAssignments {
        org_id: ORG,
        limit: Some(100),
    };
    let assignments = wire.snyk().send(list).await.unwrap();
    assert_eq!(assignments[0].due_date.as_deref(), Some("2025-12-31"));
    wire.sent(
        "GET /rest/orgs/aaaaaaaa-0000-4000-8000-000000000001/learn/assignments\
            ?version=2025-11-05&limit=100 HTTP/1.1
        accept: application/vnd.api+json
        user-agent: probe/1.0 endpoint/*
        authorization: token snyk-key
        host: api.snyk.io",
        "",
    );
}
