//! The calls by rustify.

use http::{HeaderName, HeaderValue, Request, Response};
use rustify::errors::ClientError;
use rustify::{Client, Endpoint, MiddleWare};
use rustify_derive::Endpoint;
use serde::Serialize;
use uuid::Uuid;

use crate::Failure;
use crate::peer::Peer;
use crate::values::{
    Document, EDGE_IMPULSE_KEY, EXPORT, Flagged, GITHUB_KEY, INNER_EXPORT, INNER_ORGANIZATION,
    Issue, ORG, ORGANIZATION, OWNER, REPOSITORY, SNYK_KEY, VERSION,
};

#[derive(Endpoint)]
#[endpoint(path = "orgs/{self.org}/export/{self.export}", response = "Document")]
struct GetExport {
    #[endpoint(skip)]
    org: Uuid,
    #[endpoint(skip)]
    export: Uuid,
    #[endpoint(query)]
    version: &'static str,
}

#[derive(Endpoint)]
#[endpoint(
    path = "api/organizations/{self.organization}/whitelabel/organizations/{self.inner_organization}/exports/{self.export}",
    response = "Flagged"
)]
struct GetInnerExport {
    #[endpoint(skip)]
    organization: i64,
    #[endpoint(skip)]
    inner_organization: i64,
    #[endpoint(skip)]
    export: i64,
}

#[derive(Endpoint)]
#[endpoint(
    path = "repos/{self.owner}/{self.repository}/issues",
    response = "Vec<Issue>"
)]
struct ListIssues {
    #[endpoint(skip)]
    owner: String,
    #[endpoint(skip)]
    repository: String,
    #[endpoint(query)]
    per_page: Option<u32>,
    #[endpoint(query)]
    state: Option<String>,
}

/// A credential, which is put on each request.
struct Key(HeaderName, HeaderValue);

impl MiddleWare for Key {
    fn request<E: Endpoint>(
        &self,
        _: &E,
        request: &mut Request<Vec<u8>>,
    ) -> Result<(), ClientError> {
        request.headers_mut().insert(self.0.clone(), self.1.clone());
        Ok(())
    }

    fn response<E: Endpoint>(&self, _: &E, _: &mut Response<Vec<u8>>) -> Result<(), ClientError> {
        Ok(())
    }
}

pub(crate) struct ByRustify {
    snyk: (Client, Key),
    edge_impulse: (Client, Key),
    github: (Client, Key),
}

impl ByRustify {
    pub(crate) fn new(url: &str) -> Self {
        let client = |path: &str, name, value: &str| {
            let value = HeaderValue::from_str(value).expect("a value");
            let key = Key(HeaderName::from_static(name), value);
            (Client::default(&format!("{url}{path}")), key)
        };
        Self {
            snyk: client("/rest", "authorization", &format!("token {SNYK_KEY}")),
            edge_impulse: client("/v1", "x-api-key", EDGE_IMPULSE_KEY),
            github: client("", "authorization", &format!("Bearer {GITHUB_KEY}")),
        }
    }
}

impl Peer for ByRustify {
    async fn export(&self) -> Result<(String, impl Serialize), Failure> {
        let (client, key) = &self.snyk;
        let export = GetExport {
            org: ORG,
            export: EXPORT,
            version: VERSION,
        };
        let document = export.with_middleware(key).exec(client).await?.parse()?;
        Ok((document.data.id, document.data.attributes))
    }

    async fn inner_export(&self) -> Result<impl Serialize, Failure> {
        let (client, key) = &self.edge_impulse;
        let export = GetInnerExport {
            organization: ORGANIZATION,
            inner_organization: INNER_ORGANIZATION,
            export: INNER_EXPORT,
        };
        let flagged = export.with_middleware(key).exec(client).await?.parse()?;
        flagged.open()
    }

    async fn issues(&self) -> Result<impl Serialize, Failure> {
        let (client, key) = &self.github;
        let issues = ListIssues {
            owner: OWNER.to_owned(),
            repository: REPOSITORY.to_owned(),
            per_page: Some(100),
            state: Some("open".to_owned()),
        };
        Ok(issues.with_middleware(key).exec(client).await?.parse()?)
    }
}
