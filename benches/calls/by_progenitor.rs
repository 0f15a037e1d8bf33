//! The calls by a client that progenitor generates from `api.json`.

use std::num::NonZeroU32;

use http::{HeaderMap, HeaderName, HeaderValue};
use serde::Serialize;

use crate::Failure;
use crate::peer::Peer;
use crate::values::{
    EDGE_IMPULSE_KEY, EXPORT, GITHUB_KEY, INNER_EXPORT, INNER_ORGANIZATION, ORG, ORGANIZATION,
    OWNER, REPOSITORY, SNYK_KEY, VERSION,
};

mod generated {
    #![allow(warnings, clippy::all, clippy::pedantic, reason = "others write it")]

    progenitor::generate_api!("calls/api.json");
}

use generated::Client;

/// One client for each credential, which is a header of all its requests.
pub(crate) struct ByProgenitor {
    snyk: Client,
    edge_impulse: Client,
    github: Client,
}

impl ByProgenitor {
    pub(crate) fn new(url: &str) -> Self {
        let client = |name, value: &str| {
            let value = HeaderValue::from_str(value).expect("a value");
            let headers = HeaderMap::from_iter([(HeaderName::from_static(name), value)]);
            let client = reqwest::Client::builder().default_headers(headers).build();
            Client::new_with_client(url, client.expect("a client"))
        };
        Self {
            snyk: client("authorization", &format!("token {SNYK_KEY}")),
            edge_impulse: client("x-api-key", EDGE_IMPULSE_KEY),
            github: client("authorization", &format!("Bearer {GITHUB_KEY}")),
        }
    }
}

impl Peer for ByProgenitor {
    async fn export(&self) -> Result<(String, impl Serialize), Failure> {
        let document = self.snyk.get_export(&ORG, &EXPORT, VERSION).await?;
        let data = document.into_inner().data;
        Ok((data.id, data.attributes))
    }

    async fn inner_export(&self) -> Result<impl Serialize, Failure> {
        let answer = self
            .edge_impulse
            .get_inner_export(ORGANIZATION, INNER_ORGANIZATION, INNER_EXPORT)
            .await?
            .into_inner();
        match answer.export {
            Some(export) if answer.success => Ok(export),
            _ => Err(answer.error.unwrap_or_default().into()),
        }
    }

    async fn issues(&self) -> Result<impl Serialize, Failure> {
        let (state, per_page) = (Some("open"), NonZeroU32::new(100));
        let issues = self.github.list_issues(OWNER, REPOSITORY, per_page, state);
        Ok(issues.await?.into_inner())
    }
}
