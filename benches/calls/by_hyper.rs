//! The calls by hyper-util's client, with everything prepared that can be: the least that there is
//! to do.

use std::fmt::Write as _;

use bytes::Bytes;
use http::header::{ACCEPT, AUTHORIZATION, HOST};
use http::uri::{Authority, PathAndQuery, Scheme};
use http::{HeaderName, HeaderValue, Request, Uri};
use http_body_util::{BodyExt as _, Empty};
use hyper_util::client::legacy::Client;
use hyper_util::client::legacy::connect::HttpConnector;
use hyper_util::rt::TokioExecutor;
use serde::Serialize;
use serde::de::DeserializeOwned;
use uuid::Uuid;

use crate::Failure;
use crate::peer::Peer;
use crate::values::{
    Document, EDGE_IMPULSE_KEY, EXPORT, Flagged, GITHUB_KEY, INNER_EXPORT, INNER_ORGANIZATION,
    Issue, ORG, ORGANIZATION, OWNER, REPOSITORY, SNYK_KEY, VERSION,
};

pub(crate) struct ByHyper {
    client: Client<HttpConnector, Empty<Bytes>>,
    authority: Authority,
    host: HeaderValue,
    snyk_key: HeaderValue,
    edge_impulse_key: HeaderValue,
    github_key: HeaderValue,
}

impl ByHyper {
    pub(crate) fn new(url: &str) -> Self {
        let host = url.trim_start_matches("http://");
        let mut connector = HttpConnector::new();
        connector.set_nodelay(true);
        let value = |text: &str| HeaderValue::from_str(text).expect("a value");
        Self {
            client: Client::builder(TokioExecutor::new()).build(connector),
            authority: host.parse().expect("an authority"),
            host: value(host),
            snyk_key: value(&format!("token {SNYK_KEY}")),
            edge_impulse_key: value(EDGE_IMPULSE_KEY),
            github_key: value(&format!("Bearer {GITHUB_KEY}")),
        }
    }

    async fn get<T: DeserializeOwned>(
        &self,
        path: String,
        accept: &'static str,
        key: (HeaderName, &HeaderValue),
    ) -> Result<T, Failure> {
        let mut parts = http::uri::Parts::default();
        parts.scheme = Some(Scheme::HTTP);
        parts.authority = Some(self.authority.clone());
        parts.path_and_query = Some(PathAndQuery::from_maybe_shared(Bytes::from(path))?);
        let mut request = Request::new(Empty::new());
        *request.uri_mut() = Uri::from_parts(parts)?;
        let headers = request.headers_mut();
        headers.insert(HOST, self.host.clone());
        headers.insert(ACCEPT, HeaderValue::from_static(accept));
        headers.insert(key.0, key.1.clone());
        let response = self.client.request(request).await?;
        if !response.status().is_success() {
            return Err(response.status().as_str().into());
        }
        let body = response.into_body().collect().await?.to_bytes();
        Ok(serde_json::from_slice(&body)?)
    }
}

impl Peer for ByHyper {
    async fn export(&self) -> Result<(String, impl Serialize), Failure> {
        let mut path = String::with_capacity(128);
        path.push_str("/rest/orgs/");
        path.push_str(ORG.hyphenated().encode_lower(&mut Uuid::encode_buffer()));
        path.push_str("/export/");
        path.push_str(EXPORT.hyphenated().encode_lower(&mut Uuid::encode_buffer()));
        path.push_str("?version=");
        path.push_str(VERSION);
        let key = (AUTHORIZATION, &self.snyk_key);
        let document: Document = self.get(path, "application/vnd.api+json", key).await?;
        Ok((document.data.id, document.data.attributes))
    }

    async fn inner_export(&self) -> Result<impl Serialize, Failure> {
        let mut path = String::with_capacity(128);
        write!(
            path,
            "/v1/api/organizations/{ORGANIZATION}/whitelabel/organizations/{INNER_ORGANIZATION}/exports/{INNER_EXPORT}"
        )?;
        let key = (
            const { HeaderName::from_static("x-api-key") },
            &self.edge_impulse_key,
        );
        let flagged: Flagged = self.get(path, "application/json", key).await?;
        flagged.open()
    }

    async fn issues(&self) -> Result<impl Serialize, Failure> {
        let mut path = String::with_capacity(128);
        write!(
            path,
            "/repos/{OWNER}/{REPOSITORY}/issues?per_page=100&state=open"
        )?;
        let key = (AUTHORIZATION, &self.github_key);
        let issues: Vec<Issue> = self.get(path, "application/json", key).await?;
        Ok(issues)
    }
}
