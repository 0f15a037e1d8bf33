//! The calls by ureq, which waits for its answers.

use serde::Serialize;
use ureq::Agent;

use crate::Failure;
use crate::peer::Peer;
use crate::values::{
    Document, EDGE_IMPULSE_KEY, EXPORT, Flagged, GITHUB_KEY, INNER_EXPORT, INNER_ORGANIZATION,
    Issue, ORG, ORGANIZATION, OWNER, REPOSITORY, SNYK_KEY, VERSION,
};

pub(crate) struct ByUreq {
    agent: Agent,
    url: String,
}

impl ByUreq {
    /// Its pool keeps three connections to a host unless told otherwise, which is too few for calls
    /// side by side.
    pub(crate) fn new(url: &str) -> Self {
        let config = Agent::config_builder()
            .max_idle_connections(32)
            .max_idle_connections_per_host(32);
        Self {
            agent: config.build().into(),
            url: url.to_owned(),
        }
    }
}

impl Peer for ByUreq {
    const BLOCKS: bool = true;

    async fn export(&self) -> Result<(String, impl Serialize), Failure> {
        let url = &self.url;
        let document = self
            .agent
            .get(format!("{url}/rest/orgs/{ORG}/export/{EXPORT}"))
            .query("version", VERSION)
            .header("Authorization", format!("token {SNYK_KEY}"))
            .call()?
            .body_mut()
            .read_json::<Document>()?;
        Ok((document.data.id, document.data.attributes))
    }

    async fn inner_export(&self) -> Result<impl Serialize, Failure> {
        let url = &self.url;
        self.agent
            .get(format!(
                "{url}/v1/api/organizations/{ORGANIZATION}/whitelabel/organizations/{INNER_ORGANIZATION}/exports/{INNER_EXPORT}"
            ))
            .header("x-api-key", EDGE_IMPULSE_KEY)
            .call()?
            .body_mut()
            .read_json::<Flagged>()?
            .open()
    }

    async fn issues(&self) -> Result<impl Serialize, Failure> {
        let url = &self.url;
        let issues = self
            .agent
            .get(format!("{url}/repos/{OWNER}/{REPOSITORY}/issues"))
            .query("per_page", "100")
            .query("state", "open")
            .header("Authorization", format!("Bearer {GITHUB_KEY}"))
            .call()?
            .body_mut()
            .read_json::<Vec<Issue>>()?;
        Ok(issues)
    }
}
