//! GitHub: what lies between two branches, and a list that goes on page by page.
//!
//! Against a stand-in, or with `--real` against api.github.com, which asks for no key.

use std::error::Error;

use endpoint::{ByStatus, Client, FromHeaders, api, endpoint};
use serde::Deserialize;
use stand_in::{StandIn, github};

/// GitHub's REST API, as far as it needs no credential.
#[api(base_url = "https://api.github.com", error = Refusal, meta = GitHubMeta)]
struct GitHub;

/// What GitHub says in the headers of its answers.
#[derive(FromHeaders)]
struct GitHubMeta {
    /// What the answer holds, for asking again whether it still does.
    #[header("etag")]
    etag: Option<String>,
}

#[derive(Deserialize)]
struct Refusal {
    documentation_url: String,
}

/// Compare two branches, tags or commits, whose names may hold `/`.
#[endpoint(GET "/repos/<owner>/<repo>/compare/<base>...<head>" -> Comparison, api = GitHub)]
struct Compare<'a> {
    owner: &'a str,
    repo: &'a str,
    base: &'a str,
    head: &'a str,
}

#[derive(Deserialize)]
struct Comparison {
    status: String,
    ahead_by: u32,
    behind_by: u32,
    commits: Vec<Commit>,
}

#[derive(Deserialize)]
struct Commit {
    sha: String,
    commit: CommitDetails,
}

#[derive(Deserialize)]
struct CommitDetails {
    message: String,
}

/// List a repository's open issues, newest first.
#[endpoint(GET "/repos/<owner>/<repo>/issues" -> Issues, api = GitHub)]
#[derive(Clone, Copy)]
struct ListIssues<'a> {
    owner: &'a str,
    repo: &'a str,
    #[query]
    per_page: u8,
    #[query]
    page: u32,
    /// The `ETag` of an answer that is known already.
    #[header("if-none-match")]
    known: Option<&'a str>,
}

/// "Not modified" is as good an answer as a page.
#[derive(ByStatus)]
enum Issues {
    #[status(200)]
    Page(Vec<Issue>),
    #[status(304)]
    Unchanged,
}

#[derive(Deserialize)]
struct Issue {
    number: u64,
    title: String,
}

/// Two branches or tags of a repository.
struct Subject {
    owner: &'static str,
    repo: &'static str,
    base: &'static str,
    head: &'static str,
    per_page: u8,
}

const STAND_IN: Subject = Subject {
    owner: github::OWNER,
    repo: github::REPO,
    base: github::MAIN,
    head: github::BRANCH,
    per_page: 3,
};

const REAL: Subject = Subject {
    owner: "rust-lang",
    repo: "log",
    base: "0.4.20",
    head: "0.4.21",
    per_page: 30,
};

#[tokio::main]
async fn main() -> Result<(), Box<dyn Error>> {
    let client = GitHub::client().user_agent("endpoint-tour");
    if std::env::args().any(|argument| argument == "--real") {
        return tour(&client.build()?, &REAL).await;
    }
    let stand_in = StandIn::start().await?;
    let client = client.base_url(stand_in.github_url());
    tour(&client.build()?, &STAND_IN).await
}

async fn tour(github: &Client<GitHub>, subject: &Subject) -> Result<(), Box<dyn Error>> {
    compare(github, subject, subject.head).await?;
    issues(github, subject).await?;

    println!("a branch that is not there");
    match compare(github, subject, "no/such/branch").await {
        Err(endpoint::Error::Api(refusal)) => {
            let page = refusal.body().map_or("-", |body| &body.documentation_url);
            println!("  {}, see {page}", refusal.status());
        }
        other => other?,
    }
    Ok(())
}

async fn compare(
    github: &Client<GitHub>,
    subject: &Subject,
    head: &str,
) -> Result<(), endpoint::Error<Refusal>> {
    let base = subject.base;
    let compare = Compare {
        owner: subject.owner,
        repo: subject.repo,
        base,
        head,
    };
    let found = github.send(compare).await?;
    println!("{head} against {base}: {}", found.status);
    println!(
        "  {} commits more, {} less",
        found.ahead_by, found.behind_by
    );
    for Commit { sha, commit } in &found.commits {
        let title = commit.message.lines().next().unwrap_or_default();
        println!("  {sha:.7} {title}");
    }
    Ok(())
}

/// All pages, as long as the `Link` header names a next one; then the first once more.
async fn issues(
    github: &Client<GitHub>,
    subject: &Subject,
) -> Result<(), endpoint::Error<Refusal>> {
    let list = ListIssues {
        owner: subject.owner,
        repo: subject.repo,
        per_page: subject.per_page,
        page: 1,
        known: None,
    };
    let mut etag = None;
    for page in 1.. {
        let answer = github.send(ListIssues { page, ..list }).await?;
        if let Issues::Page(issues) = &answer.value {
            println!("issues, page {page}");
            for Issue { number, title } in issues {
                println!("  #{number} {title}");
            }
        }
        etag = etag.or_else(|| answer.meta.headers.etag.clone());
        if answer.meta.links().href("next").is_none() {
            break;
        }
    }

    let known = etag.as_deref();
    let again = github.send(ListIssues { known, ..list }).await?;
    match again.value {
        Issues::Unchanged => println!("page 1 has not changed"),
        Issues::Page(issues) => println!("page 1 has changed: {} issues", issues.len()),
    }
    if let Some(left) = again.meta.rate_limit().and_then(|limit| limit.remaining) {
        println!("  {left} more requests may be made");
    }
    Ok(())
}
