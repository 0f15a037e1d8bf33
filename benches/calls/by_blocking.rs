//! The calls by `endpoint` without `async`.

use endpoint::auth::Bearer;
use endpoint::blocking::Client;
use serde::Serialize;

use crate::Failure;
use crate::by_endpoint::{
    ApiKey, EdgeImpulse, GetExport, GetInnerExport, GitHub, ListIssues, Snyk, Token,
};
use crate::peer::Peer;
use crate::values::{EDGE_IMPULSE_KEY, GITHUB_KEY, SNYK_KEY};

pub(crate) struct ByBlocking {
    snyk: Client<Snyk, Token>,
    edge_impulse: Client<EdgeImpulse, ApiKey>,
    github: Client<GitHub, Bearer>,
}

impl ByBlocking {
    pub(crate) fn new(url: &str) -> Self {
        let snyk = Snyk::client(Token::new(SNYK_KEY)).base_url(&format!("{url}/rest"));
        let edge_impulse = EdgeImpulse::client(ApiKey::new(EDGE_IMPULSE_KEY));
        let edge_impulse = edge_impulse.base_url(&format!("{url}/v1"));
        let github = GitHub::client(Bearer::new(GITHUB_KEY)).base_url(url);
        Self {
            snyk: snyk.build_blocking().expect("a client"),
            edge_impulse: edge_impulse.build_blocking().expect("a client"),
            github: github.build_blocking().expect("a client"),
        }
    }
}

impl Peer for ByBlocking {
    const BLOCKS: bool = true;

    async fn export(&self) -> Result<(String, impl Serialize), Failure> {
        let resource = self.snyk.send(GetExport::ours()).wait()?.value.value;
        Ok((resource.id, resource.attributes))
    }

    async fn inner_export(&self) -> Result<impl Serialize, Failure> {
        let call = self.edge_impulse.send(GetInnerExport::ours());
        Ok(call.wait()?.value)
    }

    async fn issues(&self) -> Result<impl Serialize, Failure> {
        Ok(self.github.send(ListIssues::ours()).wait()?.value)
    }
}
