//! Declared with rustify and `derive_builder`.

use super::Template;

pub(super) const TEMPLATE: Template = Template {
    head: HEAD,
    endpoint: ENDPOINT,
    arguments: "10, \"a\", true",
};

const HEAD: &str = r#"use derive_builder::Builder;
use rustify::errors::ClientError;
use rustify::{Client, Endpoint};
use rustify_derive::Endpoint;
use serde::Deserialize;
use uuid::Uuid;

pub type ApiClient = Client;

pub fn client() -> ApiClient {
    Client::default("http://127.0.0.1:9")
}
"#;

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

pub async fn get_item_9999(
    client: &ApiClient,
    org_id: Uuid,
    item_id: Uuid,
    limit: u32,
    starting_after: &str,
    expand: bool,
) -> Result<Item9999, ClientError> {
    let call = GetItem9999::builder()
        .org_id(org_id)
        .item_id(item_id)
        .limit(limit)
        .starting_after(starting_after)
        .expand(expand)
        .build()
        .expect("a call");
    call.exec(client).await?.parse()
}
"#;
