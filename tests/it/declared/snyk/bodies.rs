//! Bodies that are no mere resources.

use endpoint::endpoint;
use endpoint::json_api::{Create, Resource};
use serde::{Deserialize, Serialize};
use uuid::Uuid;

use super::{GROUP, ONE, ORG, SNYK, Snyk};
use crate::coverage::construct::{Answer, Body, Construct, InPath, Json as Kind};
use crate::declared::Wire;
use crate::declared::case::cases;

cases! { SNYK;
    an_app_that_is_renamed(UpdateApp<'static>): [
        Construct::Body(Body::WithoutData),
        Construct::Body(Body::Optional),
        Construct::Sent(Kind::Number),
    ];
    a_broker_that_is_enabled(EnableBroker<'static>): [
        Construct::Path(InPath::Text),
        Construct::Body(Body::NoAttributes),
        Construct::Sent(Kind::Empty),
        Construct::Answer(Answer::NoResource),
        Construct::Read(Kind::Empty),
    ];
    assets_that_are_searched(SearchAssets<'static>): [
        Construct::Body(Body::Json),
        Construct::Body(Body::Variants),
        Construct::Sent(Kind::Empty),
        Construct::Sent(Kind::Variants),
        Construct::Sent(Kind::Date),
        Construct::Sent(Kind::LongInteger),
    ];
    a_policy_with_an_end(CreatePolicy): [
        Construct::Body(Body::Meta),
        Construct::Sent(Kind::Map),
        Construct::Sent(Kind::DateTime),
        Construct::Read(Kind::DateTime),
    ];
}

/// Changes an app. JSON:API is the media type only.
#[endpoint(PATCH "/orgs/<org_id>/apps/<client_id>" -> Resource<App>, api = Snyk)]
struct UpdateApp<'a> {
    org_id: Uuid,
    client_id: Uuid,
    #[body]
    changes: Option<AppChanges<'a>>,
}

#[derive(Debug, Serialize)]
struct AppChanges<'a> {
    name: &'a str,
    redirect_uris: Vec<&'a str>,
    access_token_ttl_seconds: f64,
}

#[derive(Debug, Deserialize)]
struct App {
    scopes: Vec<String>,
}

async fn an_app_that_is_renamed(wire: &Wire) {
    const APP: &str = r#"{"data":{"id":"cccccccc-0000-4000-8000-000000000003","type":"app",
        "attributes":{"scopes":["org.read"]}}}"#;
    const TARGET: &str = "/rest/orgs/aaaaaaaa-0000-4000-8000-000000000001\
            /apps/cccccccc-0000-4000-8000-000000000003?version=2024-10-15";
    wire.documents("200 OK", "", APP);
    let changes = AppChanges {
        name: "bot",
        redirect_uris: vec!["https://a.test/cb?x=1"],
        access_token_ttl_seconds: 3600.5,
    };
    let update = UpdateApp::builder()
        .org_id(ORG)
        .client_id(ONE)
        .changes(changes)
        .build();
    let app = wire.snyk().send(update).await.unwrap();
    assert_eq!(app.scopes, ["org.read"]);
    wire.sent(
        &format!(
            "PATCH {TARGET} HTTP/1.1
            accept: application/vnd.api+json
            content-type: application/vnd.api+json
            user-agent: probe/1.0 endpoint/*
            authorization: token snyk-key
            host: api.snyk.io
            content-length: 90"
        ),
        r#"{"name":"bot","redirect_uris":["https://a.test/cb?x=1"],"access_token_ttl_seconds":3600.5}"#,
    );

    wire.documents("200 OK", "", APP);
    let nothing = UpdateApp {
        org_id: ORG,
        client_id: ONE,
        changes: None,
    };
    let app = wire.snyk().send(nothing).await.unwrap();
    assert_eq!(app.scopes, ["org.read"]);
    wire.sent(
        &format!(
            "PATCH {TARGET} HTTP/1.1
            accept: application/vnd.api+json
            user-agent: probe/1.0 endpoint/*
            authorization: token snyk-key
            content-length: 0
            host: api.snyk.io"
        ),
        "",
    );
}

/// Lets a group use the broker for its dependencies.
#[endpoint(POST "/groups/<group_id>/settings/opensource/broker" -> Option<Enabled>, api = Snyk)]
struct EnableBroker<'a> {
    group_id: &'a str,
    #[json]
    data: Option<Nothing>,
}

#[derive(Debug, Serialize)]
struct Nothing {}

#[derive(Debug, Deserialize)]
struct Enabled {
    status: String,
}

async fn a_broker_that_is_enabled(wire: &Wire) {
    wire.documents(
        "201 Created",
        "Location: /rest/groups/a%2Fb\r\n",
        r#"{"data":{"status":"success"},"links":{}}"#,
    );
    let enable = EnableBroker {
        group_id: "a/b",
        data: Some(Nothing {}),
    };
    let enabled = wire.snyk().send(enable).await.unwrap().into_inner().value;
    assert_eq!(enabled.unwrap().status, "success");
    wire.sent(
        "POST /rest/groups/a%2Fb/settings/opensource/broker?version=2024-10-15 HTTP/1.1
        accept: application/vnd.api+json
        content-type: application/vnd.api+json
        user-agent: probe/1.0 endpoint/*
        authorization: token snyk-key
        host: api.snyk.io
        content-length: 11",
        r#"{"data":{}}"#,
    );
}

/// Searches the assets of a group, which is asked for in plain JSON.
#[endpoint(
    POST "/groups/<group_id>/assets/search" -> Option<Vec<Resource<Asset>>>,
    api = Snyk,
    content_type = "application/json",
    idempotent,
)]
struct SearchAssets<'a> {
    group_id: Uuid,
    #[json]
    query: Option<Query<'a>>,
}

#[derive(Debug, Serialize)]
struct Query<'a> {
    attributes: Condition<'a>,
}

#[derive(Debug, Serialize)]
struct Condition<'a> {
    #[serde(skip_serializing_if = "Option::is_none")]
    attribute: Option<&'a str>,
    operator: &'a str,
    values: Vec<Value<'a>>,
}

#[derive(Debug, Serialize)]
#[serde(untagged)]
enum Value<'a> {
    Text(&'a str),
    Number(i64),
    Condition(Condition<'a>),
}

#[derive(Debug, Deserialize)]
struct Asset {
    archived: Option<bool>,
}

async fn assets_that_are_searched(wire: &Wire) {
    const HEAD: &str = "POST /rest/groups/bbbbbbbb-0000-4000-8000-000000000002/assets/search\
            ?version=2024-10-15 HTTP/1.1
        accept: application/vnd.api+json
        content-type: application/json
        user-agent: probe/1.0 endpoint/*
        authorization: token snyk-key
        host: api.snyk.io";
    wire.documents(
        "200 OK",
        "",
        r#"{"data":[{"id":"cccccccc-0000-4000-8000-000000000003","type":"image","attributes":{"archived":false}}]}"#,
    );
    let inner = Condition {
        attribute: Some("created_at"),
        operator: "equal",
        values: vec![Value::Text("2024-01-31"), Value::Number(9_000_000_000)],
    };
    let search = SearchAssets {
        group_id: GROUP,
        query: Some(Query {
            attributes: Condition {
                attribute: None,
                operator: "and",
                values: vec![Value::Condition(inner)],
            },
        }),
    };
    let assets = wire.snyk().send(search).await.unwrap().into_inner().value;
    assert_eq!(assets.unwrap()[0].archived, Some(false));
    wire.sent(
        &format!("{HEAD}\ncontent-length: 135"),
        concat!(
            r#"{"query":{"attributes":{"operator":"and","values":[{"attribute":"created_at","#,
            r#""operator":"equal","values":["2024-01-31",9000000000]}]}}}"#,
        ),
    );

    wire.documents("200 OK", "", r#"{"data":[]}"#);
    let everything = SearchAssets {
        group_id: GROUP,
        query: None,
    };
    let assets = wire.snyk().send(everything).await.unwrap();
    assert!(assets.value.value.as_ref().unwrap().is_empty());
    wire.sent(&format!("{HEAD}\ncontent-length: 2"), "{}");
}

/// Makes a policy.
#[endpoint(POST "/orgs/<org_id>/policies" -> Resource<Policy<Said>>, api = Snyk)]
struct CreatePolicy {
    org_id: Uuid,
    #[body]
    policy: Create<Policy<Wanted>>,
}

#[derive(Debug, Serialize, Deserialize)]
struct Policy<O> {
    name: String,
    #[serde(flatten)]
    others: O,
}

#[derive(Debug, Serialize)]
struct Wanted {
    action_type: &'static str,
    action: Action,
    conditions_group: Conditions,
}

#[derive(Debug, Serialize)]
struct Action {
    data: Ignore,
}

#[derive(Debug, Serialize)]
#[serde(tag = "ignore_type", rename_all = "kebab-case")]
enum Ignore {
    TemporaryIgnore { expires: &'static str },
}

#[derive(Debug, Serialize)]
struct Conditions {
    logical_operator: &'static str,
    conditions: Vec<()>,
}

#[derive(Debug, Deserialize)]
struct Said {
    created_at: String,
}

async fn a_policy_with_an_end(wire: &Wire) {
    wire.documents(
        "201 Created",
        "",
        r#"{"jsonapi":{"version":"1.0"},"data":{"id":"dddddddd-0000-4000-8000-000000000004","type":"policy",
            "attributes":{"name":"later","created_at":"2024-01-31T09:50:54.014Z"}}}"#,
    );
    let expires = "2025-01-01T00:00:00Z";
    let policy = Policy {
        name: "later".into(),
        others: Wanted {
            action_type: "ignore",
            action: Action {
                data: Ignore::TemporaryIgnore { expires },
            },
            conditions_group: Conditions {
                logical_operator: "and",
                conditions: Vec::new(),
            },
        },
    };
    let meta = serde_json::from_str(r#"{"ticket":"A-1"}"#).unwrap();
    let create = CreatePolicy {
        org_id: ORG,
        policy: Create::new("policy", policy).meta(meta),
    };
    let policy = wire.snyk().send(create).await.unwrap();
    assert_eq!(policy.others.created_at, "2024-01-31T09:50:54.014Z");
    wire.sent(
        "POST /rest/orgs/aaaaaaaa-0000-4000-8000-000000000001/policies?version=2024-10-15 HTTP/1.1
        accept: application/vnd.api+json
        content-type: application/vnd.api+json
        user-agent: probe/1.0 endpoint/*
        authorization: token snyk-key
        host: api.snyk.io
        content-length: 251",
        concat!(
            r#"{"data":{"type":"policy","attributes":{"name":"later","action_type":"ignore","#,
            r#""action":{"data":{"ignore_type":"temporary-ignore","expires":"2025-01-01T00:00:00Z"}},"#,
            r#""conditions_group":{"logical_operator":"and","conditions":[]}},"meta":{"ticket":"A-1"}}}"#,
        ),
    );
}
