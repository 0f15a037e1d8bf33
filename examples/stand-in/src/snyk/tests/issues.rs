use serde_json::Value;

use super::{CURRENT_VERSION, GROUP_ID, ORG_ID, TOKEN};
use crate::StandIn;
use crate::wire::{Answer, Request};

async fn get(stand_in: &StandIn, target: &str) -> Answer {
    Request::get(stand_in.snyk_url(), target)
        .header("authorization", &format!("token {TOKEN}"))
        .send()
        .await
}

fn first(owner: &str, rest: &str) -> String {
    format!("{owner}/issues?version={CURRENT_VERSION}{rest}")
}

fn keys(page: &Value) -> Vec<String> {
    let issues = page["data"].as_array().unwrap();
    let key = |issue: &Value| issue["attributes"]["key"].as_str().unwrap().to_owned();
    issues.iter().map(key).collect()
}

/// The keys of all issues, page by page. Some links begin with the base path, and some do not.
async fn walk(stand_in: &StandIn, mut target: String) -> Vec<Vec<String>> {
    let mut pages = Vec::new();
    loop {
        let page = get(stand_in, &target).await.value();
        pages.push(keys(&page));
        let Some(next) = page["links"]["next"].as_str() else {
            return pages;
        };
        target = next.strip_prefix("/rest").unwrap_or(next).to_owned();
    }
}

#[tokio::test]
async fn pages_lead_from_one_to_the_next_until_all_were_seen() {
    let stand_in = StandIn::builder().issues(230).start().await.unwrap();
    let expected: Vec<_> = (0..230)
        .map(|number| format!("issue-{number:010}"))
        .collect();
    for (owner, rest, sizes) in [
        (format!("/orgs/{ORG_ID}"), "&limit=100", vec![100, 100, 30]),
        (format!("/groups/{GROUP_ID}"), "", vec![10; 23]),
    ] {
        let pages = walk(&stand_in, first(&owner, rest)).await;
        let found: Vec<_> = pages.iter().map(Vec::len).collect();
        assert_eq!(found, sizes);
        assert_eq!(pages.concat(), expected);
    }
}

#[tokio::test]
async fn a_link_keeps_what_was_asked_for() {
    let stand_in = StandIn::builder().issues(1 << 40).start().await.unwrap();
    let target = first(&format!("/orgs/{ORG_ID}"), "&status=open&limit=20");
    let mut page = get(&stand_in, &target).await.value();
    for cursor in ["v1.eyJpZCI6IjE5In0K", "v1.eyJpZCI6IjM5In0K"] {
        let next = page["links"]["next"].as_str().unwrap().to_owned();
        assert_eq!(next, format!("{target}&starting_after={cursor}"));
        page = get(&stand_in, &next).await.value();
        assert_eq!(page["links"]["first"], target);
    }
}

#[tokio::test]
async fn there_may_be_no_issues_and_none_behind_the_last() {
    for (issues, rest) in [(0, ""), (25, "&starting_after=v1.eyJpZCI6Ijk5In0K")] {
        let stand_in = StandIn::builder().issues(issues).start().await.unwrap();
        let page = get(&stand_in, &first(&format!("/orgs/{ORG_ID}"), rest)).await;
        let page = page.value();
        assert_eq!((keys(&page).len(), page["links"].get("next")), (0, None));
    }
}

#[tokio::test]
async fn a_limit_or_a_cursor_that_is_none_is_refused() {
    let stand_in = StandIn::start().await.unwrap();
    for (name, value) in [
        ("limit", "0"),
        ("limit", "15"),
        ("limit", "110"),
        ("limit", "all"),
        ("starting_after", "7"),
        ("starting_after", "v1.eyJ"),
        ("starting_after", "v1.e30="),
    ] {
        let target = first(&format!("/orgs/{ORG_ID}"), &format!("&{name}={value}"));
        let answer = get(&stand_in, &target).await;
        assert_eq!(answer.status, 400, "{name}={value}");
        assert_eq!(answer.value()["errors"][0]["source"]["parameter"], name);
    }
}
