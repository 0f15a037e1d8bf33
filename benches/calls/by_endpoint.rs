//! The calls by `endpoint`.

use std::hint::black_box;

use endpoint::auth::Bearer;
use endpoint::json_api::{self, Resource};
use endpoint::transport::{Hyper, Reqwest};
use endpoint::{
    Api, Client, ClientBuilder, Credential, JsonApi, Retry, Secret, SuccessFlag, api, endpoint,
};
use serde::Serialize;
use uuid::Uuid;

use crate::Failure;
use crate::peer::Peer;
use crate::values::{
    EDGE_IMPULSE_KEY, EXPORT, ExportResults, GITHUB_KEY, INNER_EXPORT, INNER_ORGANIZATION,
    InnerExport, Issue, ORG, ORGANIZATION, OWNER, REPOSITORY, SNYK_KEY,
};

#[api(
    base_url = "https://api.snyk.io/rest",
    envelope = JsonApi,
    error = json_api::Errors,
    auth = Token | Bearer,
    query(version = "2024-10-15"),
)]
pub(crate) struct Snyk;

#[derive(Credential)]
#[credential(header = "Authorization", prefix = "token ")]
pub(crate) struct Token(Secret);

#[endpoint(GET "/orgs/<org_id>/export/<export_id>" -> Resource<ExportResults>, api = Snyk)]
pub(crate) struct GetExport {
    org_id: Uuid,
    export_id: Uuid,
}

impl GetExport {
    pub(crate) fn ours() -> Self {
        Self {
            org_id: black_box(ORG),
            export_id: black_box(EXPORT),
        }
    }
}

#[api(
    base_url = "https://studio.edgeimpulse.com/v1",
    envelope = SuccessFlag,
    auth = ApiKey | Bearer,
)]
pub(crate) struct EdgeImpulse;

#[derive(Credential)]
#[credential(header = "x-api-key")]
pub(crate) struct ApiKey(Secret);

#[endpoint(
    GET "/api/organizations/<organization>/whitelabel/organizations/<inner_organization>/exports/<export>"
        -> InnerExport in "export",
    api = EdgeImpulse,
)]
pub(crate) struct GetInnerExport {
    organization: i64,
    inner_organization: i64,
    export: i64,
}

impl GetInnerExport {
    pub(crate) fn ours() -> Self {
        Self {
            organization: black_box(ORGANIZATION),
            inner_organization: black_box(INNER_ORGANIZATION),
            export: black_box(INNER_EXPORT),
        }
    }
}

#[api(base_url = "https://api.github.com", auth = Bearer)]
pub(crate) struct GitHub;

#[endpoint(GET "/repos/<owner>/<repository>/issues" -> Vec<Issue>, api = GitHub)]
pub(crate) struct ListIssues<'a> {
    owner: &'a str,
    repository: &'a str,
    #[query]
    per_page: Option<u32>,
    #[query]
    state: Option<&'a str>,
}

impl ListIssues<'static> {
    pub(crate) fn ours() -> Self {
        Self {
            owner: black_box(OWNER),
            repository: black_box(REPOSITORY),
            per_page: Some(100),
            state: Some("open"),
        }
    }
}

/// How a client is set up.
#[derive(Clone, Copy, PartialEq, Eq)]
pub(crate) enum Settings {
    Default,
    /// Without retries, and all that they keep.
    Off,
}

pub(crate) struct ByEndpoint {
    snyk: Client<Snyk, Token>,
    edge_impulse: Client<EdgeImpulse, ApiKey>,
    github: Client<GitHub, Bearer>,
}

impl ByEndpoint {
    pub(crate) fn new(url: &str, transport: &str, settings: Settings) -> Self {
        Self {
            snyk: built(
                Snyk::client(Token::new(SNYK_KEY)).base_url(&format!("{url}/rest")),
                transport,
                settings,
            ),
            edge_impulse: built(
                EdgeImpulse::client(ApiKey::new(EDGE_IMPULSE_KEY)).base_url(&format!("{url}/v1")),
                transport,
                settings,
            ),
            github: built(
                GitHub::client(Bearer::new(GITHUB_KEY)).base_url(url),
                transport,
                settings,
            ),
        }
    }
}

fn built<A: Api, C: Credential>(
    builder: ClientBuilder<A, C>,
    transport: &str,
    settings: Settings,
) -> Client<A, C> {
    let builder = match transport {
        "hyper" => builder.transport(Hyper::new().expect("a transport")),
        _ => builder.transport(Reqwest::new().expect("a transport")),
    };
    let builder = match settings {
        Settings::Default => builder,
        Settings::Off => builder.retry(Retry::never()),
    };
    builder.build().expect("a client")
}

impl Peer for ByEndpoint {
    async fn export(&self) -> Result<(String, impl Serialize), Failure> {
        let resource = self.snyk.send(GetExport::ours()).await?.value.value;
        Ok((resource.id, resource.attributes))
    }

    async fn inner_export(&self) -> Result<impl Serialize, Failure> {
        Ok(self.edge_impulse.send(GetInnerExport::ours()).await?.value)
    }

    async fn issues(&self) -> Result<impl Serialize, Failure> {
        Ok(self.github.send(ListIssues::ours()).await?.value)
    }
}
