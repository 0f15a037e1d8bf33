//! Declared with `#[endpoint]`; called by way of the builder, where it is needed.

use super::Template;

pub(super) const TEMPLATE: Template = Template {
    head: HEAD,
    endpoint: ENDPOINT,
    function: "",
    call: "client.send(api::GetItem9999::builder().org_id(org).item_id(item).limit(10).starting_after(\"a\").expand(true).build()).await.is_ok()",
};

pub(super) const IN_FUNCTIONS: Template = Template {
    head: HEAD,
    endpoint: ENDPOINT,
    function: FUNCTION,
    call: "api::get_item_9999(client, org, item, 10, \"a\", true).await.is_ok()",
};

const HEAD: &str = r#"use endpoint::{Client, Credential, Secret, api, endpoint};
use serde::Deserialize;
use uuid::Uuid;

/// A token.
#[derive(Credential)]
#[credential(header = "Authorization", prefix = "token ")]
pub struct Token(Secret);

/// A store of items.
#[api(base_url = "http://127.0.0.1:9", auth = Token, query(version = "2024-10-15"))]
pub struct Store;

pub type ApiClient = Client<Store, Token>;

pub fn client() -> ApiClient {
    Store::client(Token::new("secret")).build().expect("a client")
}
"#;

const ENDPOINT: &str = r#"
/// Get an item.
#[endpoint(GET "/orgs/<org_id>/items_9999/<item_id>" -> Item9999, api = Store)]
pub struct GetItem9999 {
    pub org_id: Uuid,
    pub item_id: Uuid,
    #[query]
    pub limit: Option<u32>,
    #[query]
    pub starting_after: Option<String>,
    #[query]
    pub expand: Option<bool>,
}
"#;

/// The same call behind a function as those by hand are, for who wants one.
const FUNCTION: &str = r"
pub async fn get_item_9999(
    client: &ApiClient,
    org_id: Uuid,
    item_id: Uuid,
    limit: u32,
    starting_after: &str,
    expand: bool,
) -> Result<endpoint::Response<Item9999>, endpoint::Error<endpoint::Json>> {
    let call = GetItem9999::builder()
        .org_id(org_id)
        .item_id(item_id)
        .limit(limit)
        .starting_after(starting_after)
        .expand(expand)
        .build();
    client.send(call).await
}
";
