//! Operations of Snyk's REST API.

pub(crate) mod assets;
pub(crate) mod bodies;
pub(crate) mod documents;
pub(crate) mod jobs;
pub(crate) mod lists;
pub(crate) mod projects;
pub(crate) mod relationships;
pub(crate) mod values;
pub(crate) mod writes;

use endpoint::auth::Bearer;
use endpoint::{
    Client, Credential, FromHeaders, JsonApi, Location, RetryAfter, Secret, api, json_api,
};
use serde::Serialize;
use uuid::{Uuid, uuid};

use super::{Target, Wire};
use crate::support::response;

pub(crate) const SNYK: &Target = &Target {
    host: "api.snyk.io",
    prefix: "/rest",
};

#[derive(Credential)]
#[credential(header = "Authorization", prefix = "token ")]
struct Token(Secret);

/// What Snyk says of every answer.
#[derive(FromHeaders, Debug, Clone)]
struct SnykMeta {
    #[header("snyk-request-id")]
    request_id: Uuid,
    #[header("snyk-version-requested")]
    requested: Option<String>,
    #[header("snyk-version-served")]
    served: Option<String>,
    #[header("snyk-version-lifecycle-stage")]
    stage: Option<String>,
    #[header("location")]
    location: Option<Location>,
    #[header("content-location")]
    content_location: Option<Location>,
    #[header("retry-after")]
    retry_after: Option<RetryAfter>,
}

/// Snyk's REST API.
#[api(
    base_url = "https://api.snyk.io/rest",
    envelope = JsonApi,
    error = json_api::Errors,
    meta = SnykMeta,
    auth = Token | Bearer,
    query(version = "2024-10-15"),
)]
struct Snyk;

const ORG: Uuid = uuid!("aaaaaaaa-0000-4000-8000-000000000001");
const GROUP: Uuid = uuid!("bbbbbbbb-0000-4000-8000-000000000002");
const ONE: Uuid = uuid!("cccccccc-0000-4000-8000-000000000003");
const TWO: Uuid = uuid!("dddddddd-0000-4000-8000-000000000004");
const REQUEST: Uuid = uuid!("eeeeeeee-0000-4000-8000-000000000005");

/// A moment as RFC 3339 has it.
#[derive(Debug, Clone, Copy, Serialize)]
struct Moment(&'static str);

#[derive(Debug, Clone, Copy, Serialize)]
#[serde(rename_all = "lowercase")]
enum Importance {
    Critical,
    High,
}

impl Wire {
    /// A client that proves itself by a token.
    fn snyk(&self) -> Client<Snyk, Token> {
        self.client(Snyk::client(Token::new("snyk-key")))
    }

    /// Snyk answers the next request with this document, or with none.
    fn documents(&self, status: &str, headers: &str, document: &str) {
        let content_type = match document {
            "" => "",
            _ => "Content-Type: application/vnd.api+json\r\n",
        };
        let headers = format!("snyk-request-id: {REQUEST}\r\n{content_type}{headers}");
        self.answers(response(status, &headers, document));
    }
}
