//! Declared with rustify and `derive_builder`.

use super::Template;

pub(super) const TEMPLATE: Template = Template {
    head: HEAD,
    endpoint: ENDPOINT,
    function: "",
    call: CALL,
};

const HEAD: &str = r#"use derive_builder::Builder;
use rustify::Client;
use rustify_derive::Endpoint;
use serde::Deserialize;
use uuid::Uuid;

pub type ApiClient = Client;

pub fn client() -> ApiClient {
    Client::default("http://127.0.0.1:9")
}
"#;

const CALL: &str = r#"match rustify::Endpoint::exec(
        &api::GetItem9999::builder()
            .org_id(org)
            .item_id(item)
            .limit(10u32)
            .starting_after("a")
            .expand(true)
            .build()
            .expect("a call"),
        client,
    )
    .await
    {
        Ok(answer) => answer.parse().is_ok(),
        Err(_) => false,
    }"#;

const ENDPOINT: &str = r#"
/// Get an item.
#[derive(Builder, Endpoint)]
#[endpoint(path = "orgs/{self.org_id}/items_9999/{self.item_id}", response = "Item9999", builder = "true")]
#[builder(setter(into, strip_option))]
pub struct GetItem9999 {
    #[endpoint(skip)]
    pub org_id: Uuid,
    #[endpoint(skip)]
    pub item_id: Uuid,
    #[endpoint(query)]
    #[builder(default)]
    pub limit: Option<u32>,
    #[endpoint(query)]
    #[builder(default)]
    pub starting_after: Option<String>,
    #[endpoint(query)]
    #[builder(default)]
    pub expand: Option<bool>,
}
"#;
