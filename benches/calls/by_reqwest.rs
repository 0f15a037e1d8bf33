//! The calls by reqwest, as one writes them by hand.

use serde::Serialize;

use crate::Failure;
use crate::peer::Peer;
use crate::values::{
    Document, EDGE_IMPULSE_KEY, EXPORT, Flagged, GITHUB_KEY, INNER_EXPORT, INNER_ORGANIZATION,
    Issue, ORG, ORGANIZATION, OWNER, REPOSITORY, SNYK_KEY, VERSION,
};

pub(crate) struct ByReqwest {
    client: reqwest::Client,
    url: String,
}

impl ByReqwest {
    pub(crate) fn new(url: &str) -> Self {
        Self {
            client: reqwest::Client::new(),
            url: url.to_owned(),
        }
    }
}

impl Peer for ByReqwest {
    async fn export(&self) -> Result<(String, impl Serialize), Failure> {
        let url = &self.url;
        let document = self
            .client
            .get(format!("{url}/rest/orgs/{ORG}/export/{EXPORT}"))
            .query(&[("version", VERSION)])
            .header("Authorization", format!("token {SNYK_KEY}"))
            .send()
            .await?
            .error_for_status()?
            .json::<Document>()
            .await?;
        Ok((document.data.id, document.data.attributes))
    }

    async fn inner_export(&self) -> Result<impl Serialize, Failure> {
        let url = &self.url;
        self.client
            .get(format!(
                "{url}/v1/api/organizations/{ORGANIZATION}/whitelabel/organizations/{INNER_ORGANIZATION}/exports/{INNER_EXPORT}"
            ))
            .header("x-api-key", EDGE_IMPULSE_KEY)
            .send()
            .await?
            .error_for_status()?
            .json::<Flagged>()
            .await?
            .open()
    }

    async fn issues(&self) -> Result<impl Serialize, Failure> {
        let url = &self.url;
        let issues = self
            .client
            .get(format!("{url}/repos/{OWNER}/{REPOSITORY}/issues"))
            .query(&[("per_page", "100"), ("state", "open")])
            .bearer_auth(GITHUB_KEY)
            .send()
            .await?
            .error_for_status()?
            .json::<Vec<Issue>>()
            .await?;
        Ok(issues)
    }
}
