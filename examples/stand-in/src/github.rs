//! GitHub's REST API, as far as one repository is read: its issues, and what lies between two of
//! its branches or tags.
//!
//! A request without a `User-Agent` is forbidden, as the real one does, and one without a token is
//! let in up to [`REQUESTS_AN_HOUR`] times. A page's neighbours are in the `Link` header, under the
//! repository's number instead of its name. What has not changed is a 304.

mod answer;
mod compare;
mod history;
mod issues;
mod page;

use std::collections::HashMap;
use std::sync::Arc;
use std::sync::atomic::{AtomicU32, Ordering};

use axum::Router;
use axum::extract::{Path, Query, Request, State};
use axum::middleware::{Next, from_fn_with_state};
use axum::response::Response;
use axum::routing::get;
use http::header::{AUTHORIZATION, USER_AGENT};
use http::{HeaderMap, HeaderName, HeaderValue, StatusCode, Uri};

use crate::ids::fresh_uuid;
use answer::{Refusal, list};
use page::Page;

/// The token that is accepted, as `Authorization: Bearer <TOKEN>`; none is needed.
pub const TOKEN: &str = "stand-in-github-token";
/// The owner of the one repository.
pub const OWNER: &str = "grove";
/// The one repository.
pub const REPO: &str = "orchard";
/// A branch. Its name holds a `/`, as does that of [`RELEASE`].
pub const BRANCH: &str = "feature/grafting";
/// The branch that the others come from.
pub const MAIN: &str = "main";
/// A tag.
pub const RELEASE: &str = "release/2025/spring";
/// How many requests without a token are answered; there is no clock, so the hour never ends.
pub const REQUESTS_AN_HOUR: u32 = 60;
/// How many issues are open.
pub const OPEN_ISSUES: usize = 7;

const REPOSITORY_ID: u64 = 620_115;
/// 15 January 2025, half past ten.
const RESET: &str = "1736937000";

#[derive(Debug)]
struct GitHub {
    origin: String,
    asked: AtomicU32,
}

type Server = State<Arc<GitHub>>;
type Pairs = Query<HashMap<String, String>>;

pub(crate) fn router(origin: &str) -> Router {
    let github = Arc::new(GitHub {
        origin: origin.to_owned(),
        asked: AtomicU32::new(0),
    });
    let repository = "/repos/{owner}/{repo}";
    let numbered = format!("/repositories/{REPOSITORY_ID}");
    Router::new()
        .route(&format!("{repository}/issues"), get(named_issues))
        .route(&format!("{numbered}/issues"), get(issues))
        .route(&format!("{repository}/compare/{{*refs}}"), get(compare))
        .route(
            &format!("{numbered}/compare/{{*refs}}"),
            get(numbered_compare),
        )
        .fallback(async || Refusal::not_found(""))
        .layer(from_fn_with_state(Arc::clone(&github), admit))
        .with_state(github)
}

async fn named_issues(
    server: Server,
    Path((owner, repo)): Path<(String, String)>,
    query: Pairs,
    uri: Uri,
    headers: HeaderMap,
) -> Result<Response, Refusal> {
    check_repository(&owner, &repo, issues::DOCUMENTATION)?;
    issues(server, query, uri, headers).await
}

async fn issues(
    State(server): Server,
    Query(query): Pairs,
    uri: Uri,
    headers: HeaderMap,
) -> Result<Response, Refusal> {
    let found = issues::find(&query)?;
    let page = Page::of(&query);
    let link = page.link(
        &server.url("issues"),
        uri.query().unwrap_or(""),
        found.len(),
    );
    Ok(list(&page.cut(&found), link, &headers))
}

async fn compare(
    server: Server,
    Path((owner, repo, refs)): Path<(String, String, String)>,
    query: Pairs,
    uri: Uri,
    headers: HeaderMap,
) -> Result<Response, Refusal> {
    check_repository(&owner, &repo, compare::DOCUMENTATION)?;
    numbered_compare(server, Path(refs), query, uri, headers).await
}

async fn numbered_compare(
    State(server): Server,
    Path(refs): Path<String>,
    Query(query): Pairs,
    uri: Uri,
    headers: HeaderMap,
) -> Result<Response, Refusal> {
    let comparison = compare::Comparison::of(&refs)?;
    let page = Page::of(&query);
    let url = server.url(&format!("compare/{refs}"));
    let link = page.link(&url, uri.query().unwrap_or(""), comparison.total());
    let commits = page.cut(&comparison.commits());
    Ok(list(&comparison.value(&url, &commits), link, &headers))
}

fn check_repository(owner: &str, repo: &str, documentation: &str) -> Result<(), Refusal> {
    // Names are the same in any case.
    if owner.eq_ignore_ascii_case(OWNER) && repo.eq_ignore_ascii_case(REPO) {
        Ok(())
    } else {
        Err(Refusal::not_found(documentation))
    }
}

impl GitHub {
    /// A URL of the repository under its number.
    fn url(&self, rest: &str) -> String {
        format!("{}/repositories/{REPOSITORY_ID}/{rest}", self.origin)
    }

    /// Counts a request, and says how many there may be and how many are left.
    fn count(&self, has_token: bool) -> (u32, u32) {
        let limit = if has_token { 5000 } else { REQUESTS_AN_HOUR };
        let asked = self.asked.fetch_add(1, Ordering::Relaxed);
        (limit, limit.saturating_sub(asked))
    }
}

/// Lets in who says what it is, and not too often; puts on every answer what every answer carries.
async fn admit(State(server): Server, request: Request, next: Next) -> Response {
    let has_token = request.headers().contains_key(AUTHORIZATION);
    let (limit, left) = server.count(has_token);
    let mut response = match check(request.headers(), left) {
        Ok(()) => next.run(request).await,
        Err(refusal) => refusal.into(),
    };
    let left = left.saturating_sub(1);
    for (name, value) in [
        ("x-github-request-id", fresh_uuid()),
        ("x-ratelimit-limit", limit.to_string()),
        ("x-ratelimit-remaining", left.to_string()),
        ("x-ratelimit-reset", RESET.to_owned()),
        ("x-ratelimit-used", (limit - left).to_string()),
        ("x-ratelimit-resource", "core".to_owned()),
    ] {
        if let Ok(value) = HeaderValue::try_from(value) {
            let name = HeaderName::from_static(name);
            response.headers_mut().insert(name, value);
        }
    }
    response
}

fn check(headers: &HeaderMap, left: u32) -> Result<(), Refusal> {
    if !headers.contains_key(USER_AGENT) {
        return Err(Refusal::NoUserAgent);
    }
    let accepted = format!("Bearer {TOKEN}");
    if headers
        .get(AUTHORIZATION)
        .is_some_and(|value| value != &accepted)
    {
        return Err(Refusal::said(
            StatusCode::UNAUTHORIZED,
            "Bad credentials",
            "",
        ));
    }
    if left == 0 {
        let message = "API rate limit exceeded. Authenticated requests get a higher rate limit.";
        return Err(Refusal::said(StatusCode::FORBIDDEN, message, ""));
    }
    Ok(())
}

#[cfg(test)]
mod tests;
