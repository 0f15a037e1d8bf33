//! A function a call, by hand over reqwest.

use super::Template;

pub(super) const WITH_STRUCT: Template = Template {
    head: HEAD,
    endpoint: ENDPOINT_WITH_STRUCT,
    function: "",
    call: CALL,
};

pub(super) const WITH_PAIRS: Template = Template {
    head: HEAD,
    endpoint: ENDPOINT_WITH_PAIRS,
    function: "",
    call: CALL,
};

const CALL: &str =
    "api::get_item_9999(client, org, item, Some(10), Some(\"a\"), Some(true)).await.is_ok()";

const ENDPOINT_WITH_STRUCT: &str = r#"
#[derive(serde::Serialize)]
struct GetItem9999Query<'a> {
    version: &'a str,
    limit: Option<u32>,
    starting_after: Option<&'a str>,
    expand: Option<bool>,
}

pub async fn get_item_9999(
    client: &ApiClient,
    org_id: Uuid,
    item_id: Uuid,
    limit: Option<u32>,
    starting_after: Option<&str>,
    expand: Option<bool>,
) -> Result<Item9999, reqwest::Error> {
    client
        .http
        .get(format!("{}/orgs/{org_id}/items_9999/{item_id}", client.base))
        .query(&GetItem9999Query { version: "2024-10-15", limit, starting_after, expand })
        .header("Authorization", &client.token)
        .send()
        .await?
        .error_for_status()?
        .json::<Item9999>()
        .await
}
"#;

const HEAD: &str = r#"use serde::Deserialize;
use uuid::Uuid;

pub struct ApiClient {
    http: reqwest::Client,
    base: String,
    token: String,
}

pub fn client() -> ApiClient {
    ApiClient {
        http: reqwest::Client::new(),
        base: "http://127.0.0.1:9".to_owned(),
        token: "token secret".to_owned(),
    }
}
"#;

const ENDPOINT_WITH_PAIRS: &str = r#"
pub async fn get_item_9999(
    client: &ApiClient,
    org_id: Uuid,
    item_id: Uuid,
    limit: Option<u32>,
    starting_after: Option<&str>,
    expand: Option<bool>,
) -> Result<Item9999, reqwest::Error> {
    client
        .http
        .get(format!("{}/orgs/{org_id}/items_9999/{item_id}", client.base))
        .query(&[("version", "2024-10-15")])
        .query(&[("limit", limit)])
        .query(&[("starting_after", starting_after)])
        .query(&[("expand", expand)])
        .header("Authorization", &client.token)
        .send()
        .await?
        .error_for_status()?
        .json::<Item9999>()
        .await
}
"#;
