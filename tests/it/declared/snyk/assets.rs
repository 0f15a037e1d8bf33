//! Assets, and the little of them that is wanted.

use std::collections::BTreeMap;

use endpoint::endpoint;
use endpoint::json_api::{Fields, Resource};
use serde::{Deserialize, Serialize};
use uuid::Uuid;

use super::{GROUP, ONE, SNYK, Snyk};
use crate::coverage::construct::{Construct, Form, Json as Kind, Scalar, Version};
use crate::declared::Wire;
use crate::declared::case::cases;

cases! { SNYK;
    assets_with_few_fields(ListAssets<'static>): [
        Construct::Query(Form::DeepMap, Scalar::Text),
        Construct::Version(Version::DateOnly),
        Construct::Read(Kind::Map),
        Construct::Read(Kind::Integer),
    ];
    values_of_a_field(ListFieldValues<'static>): [
        Construct::Query(Form::DeepObject, Scalar::Enum),
        Construct::Query(Form::Commas, Scalar::Enum),
        Construct::Read(Kind::LongInteger),
    ];
}

/// Lists the assets of a group, with as few fields as are wanted.
#[endpoint(
    GET "/groups/<group_id>/inventory/assets" -> Option<Vec<Resource<Asset>>>,
    api = Snyk,
)]
struct ListAssets<'a> {
    group_id: Uuid,
    #[query]
    filter: Option<&'a str>,
    #[query]
    sort: Option<&'a str>,
    #[query]
    fields: Fields,
}

#[derive(Debug, Deserialize)]
struct Asset {
    risk_score: Option<i32>,
    #[serde(default)]
    tags: BTreeMap<String, String>,
}

async fn assets_with_few_fields(wire: &Wire) {
    wire.documents(
        "200 OK",
        "",
        r#"{"data":[{"id":"cccccccc-0000-4000-8000-000000000003","type":"container_images",
            "attributes":{"risk_score":812,"tags":{"team":"shop"}}}],"links":{"self":"https://api.snyk.io/rest/x"}}"#,
    );
    let list = ListAssets {
        group_id: GROUP,
        filter: Some("risk_score>500;os==linux"),
        sort: Some("-created_at"),
        fields: Fields::new()
            .of("container_images", ["risk_score", "tags"])
            .of("repositories", ["name"]),
    };
    let assets = wire.snyk().send(list).await.unwrap().into_inner().value;
    let asset = &assets.unwrap()[0];
    assert_eq!(
        (asset.risk_score, &*asset.tags["team"]),
        (Some(812), "shop")
    );
    wire.sent(
        "GET /rest/groups/bbbbbbbb-0000-4000-8000-000000000002/inventory/assets\
            ?filter=risk_score%3E500%3Bos%3D%3Dlinux&sort=-created_at\
            &fields%5Bcontainer_images%5D=risk_score,tags&fields%5Brepositories%5D=name\
            &version=2024-10-15 HTTP/1.1
        accept: application/vnd.api+json
        user-agent: probe/1.0 endpoint/*
        authorization: token snyk-key
        host: api.snyk.io",
        "",
    );
}

/// Lists the values that a field has, with what is known of those who have them.
#[endpoint(
    GET "/groups/<group_id>/inventory/assets/groups/<group_field_id>/values"
        -> Vec<Resource<FieldValue>>,
    api = Snyk,
)]
struct ListFieldValues<'a> {
    group_id: Uuid,
    group_field_id: Uuid,
    #[query(style = comma)]
    meta_fields: Vec<&'a str>,
    #[query(style = deep)]
    aggregate: Aggregate,
}

#[derive(Debug, Serialize)]
struct Aggregate {
    #[serde(skip_serializing_if = "Option::is_none")]
    issues: Option<Function>,
    risk_score: Option<Function>,
    built_at: Option<Function>,
}

#[derive(Debug, Clone, Copy, Serialize)]
#[serde(rename_all = "lowercase")]
enum Function {
    Sum,
    Max,
}

#[derive(Debug, Deserialize)]
struct FieldValue {
    value: String,
}

async fn values_of_a_field(wire: &Wire) {
    wire.documents(
        "200 OK",
        "",
        r#"{"data":[{"id":"dddddddd-0000-4000-8000-000000000004","type":"group_values","attributes":{"value":"linux"},
            "meta":{"count":9000000000}}],"links":{"self":"https://api.snyk.io/rest/x"}}"#,
    );
    let list = ListFieldValues {
        group_id: GROUP,
        group_field_id: ONE,
        meta_fields: vec!["count", "risk_score"],
        aggregate: Aggregate {
            issues: Some(Function::Sum),
            risk_score: Some(Function::Max),
            built_at: None,
        },
    };
    let values = wire.snyk().send(list).await.unwrap();
    assert_eq!(values[0].value, "linux");
    let count = values[0].meta.as_ref().unwrap();
    assert_eq!(count.text(), r#"{"count":9000000000}"#);
    wire.sent(
        "GET /rest/groups/bbbbbbbb-0000-4000-8000-000000000002/inventory/assets\
            /groups/cccccccc-0000-4000-8000-000000000003/values?meta_fields=count,risk_score\
            &aggregate%5Bissues%5D=sum&aggregate%5Brisk_score%5D=max&version=2024-10-15 HTTP/1.1
        accept: application/vnd.api+json
        user-agent: probe/1.0 endpoint/*
        authorization: token snyk-key
        host: api.snyk.io",
        "",
    );
}
