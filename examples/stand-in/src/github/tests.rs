use super::{BRANCH, MAIN, OPEN_ISSUES, OWNER, RELEASE, REPO, REQUESTS_AN_HOUR, TOKEN};
use crate::StandIn;
use crate::wire::{Answer, Request};

fn repo(rest: &str) -> String {
    format!("/repos/{OWNER}/{REPO}/{rest}")
}

fn request(stand_in: &StandIn, target: &str) -> Request {
    Request::get(stand_in.github_url(), target).header("user-agent", "tests")
}

async fn get(stand_in: &StandIn, target: &str) -> Answer {
    request(stand_in, target).send().await
}

#[tokio::test]
async fn two_refs_are_compared_however_their_slashes_are_written() {
    let stand_in = StandIn::start().await.unwrap();
    let escaped = BRANCH.replace('/', "%2F");
    for branch in [BRANCH, &escaped] {
        let answer = get(&stand_in, &repo(&format!("compare/{MAIN}...{branch}"))).await;
        let found = answer.value();
        assert_eq!(answer.status, 200);
        assert_eq!(found["status"], "diverged");
        assert_eq!(
            (&found["ahead_by"], &found["behind_by"]),
            (&2.into(), &1.into())
        );
        assert_eq!(found["commits"][1]["commit"]["message"], "Tie the grafts");
        assert_eq!(found["files"][0]["additions"], 23);
    }
    for (base, head, status) in [
        (RELEASE, MAIN, "ahead"),
        (MAIN, RELEASE, "behind"),
        (MAIN, MAIN, "identical"),
    ] {
        let answer = get(&stand_in, &repo(&format!("compare/{base}...{head}"))).await;
        assert_eq!(answer.value()["status"], status);
    }
}

#[tokio::test]
async fn a_ref_or_a_repository_that_is_not_there_is_not_found() {
    let stand_in = StandIn::start().await.unwrap();
    for target in [
        &repo("compare/main...nothing"),
        &repo("compare/main"),
        "/repos/grove/meadow/issues",
        "/nothing",
    ] {
        let answer = get(&stand_in, target).await;
        let body = answer.value();
        assert_eq!(
            (answer.status, &body["message"]),
            (404, &"Not Found".into())
        );
        assert_eq!(body["status"], "404");
    }
}

#[tokio::test]
async fn issues_are_listed_page_by_page_along_the_link_header() {
    let stand_in = StandIn::start().await.unwrap();
    let (mut target, mut seen) = (repo("issues?per_page=3"), 0);
    loop {
        let answer = get(&stand_in, &target).await;
        seen += answer.value().as_array().unwrap().len();
        let link = answer.header("link").unwrap();
        let next = link.split(", ").find(|link| link.ends_with("rel=\"next\""));
        let Some(next) = next else { break };
        let url = next[1..].split('>').next().unwrap();
        target = url.strip_prefix(stand_in.github_url()).unwrap().to_owned();
    }
    assert_eq!(seen, OPEN_ISSUES);
}

#[tokio::test]
async fn issues_are_picked_by_state_and_labels() {
    let stand_in = StandIn::start().await.unwrap();
    for (query, count) in [
        ("state=all", 9),
        ("state=closed", 2),
        ("labels=pest%2Chelp", 1),
        ("labels=nothing", 0),
    ] {
        let answer = get(&stand_in, &repo(&format!("issues?{query}"))).await;
        assert_eq!(answer.value().as_array().unwrap().len(), count, "{query}");
        assert_eq!(answer.header("link"), None);
    }
    let answer = get(&stand_in, &repo("issues?state=ripe")).await;
    assert_eq!(answer.status, 422);
}

#[tokio::test]
async fn what_has_not_changed_is_not_sent_again() {
    let stand_in = StandIn::start().await.unwrap();
    let first = get(&stand_in, &repo("issues")).await;
    let etag = first.header("etag").unwrap().to_owned();
    for (known, status) in [(&*etag, 304), ("\"another\"", 200)] {
        let again = request(&stand_in, &repo("issues")).header("if-none-match", known);
        let answer = again.send().await;
        assert_eq!(answer.status, status);
        assert_eq!(answer.body.is_empty(), status == 304);
        assert_eq!(answer.header("etag"), Some(&*etag));
    }
}

#[tokio::test]
async fn who_asks_has_to_say_so_and_may_ask_so_often() {
    let stand_in = StandIn::start().await.unwrap();
    let silent = Request::get(stand_in.github_url(), &repo("issues"));
    let answer = silent.send().await;
    assert_eq!(answer.status, 403);
    assert!(answer.body.starts_with(b"Request forbidden"));
    let wrong = request(&stand_in, &repo("issues")).header("authorization", "Bearer wrong");
    assert_eq!(wrong.send().await.status, 401);
    for _ in 2..REQUESTS_AN_HOUR {
        assert_eq!(get(&stand_in, &repo("issues")).await.status, 200);
    }
    let last = get(&stand_in, &repo("issues")).await;
    assert_eq!(
        (last.status, last.header("x-ratelimit-remaining")),
        (403, Some("0"))
    );
    let known = format!("Bearer {TOKEN}");
    let known = request(&stand_in, &repo("issues")).header("authorization", &known);
    assert_eq!(known.send().await.status, 200);
}
