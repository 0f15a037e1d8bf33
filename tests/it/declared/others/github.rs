//! Constructs of GitHub's REST API.

use endpoint::auth::Bearer;
use endpoint::{ByStatus, Client, Upload, api, endpoint};
use serde::Deserialize;

use crate::coverage::construct::{Construct, Elsewhere};
use crate::declared::case::cases;
use crate::declared::{Target, Wire};
use crate::support::response;

const GITHUB: &Target = &Target {
    host: "api.github.com",
    prefix: "",
};

cases! { GITHUB;
    two_branches_in_one_segment(Compare<'static>): [
        Construct::Elsewhere(Elsewhere::TwoPlaceholdersInASegment),
    ];
    a_file_by_its_path(GetContent<'static>): [
        Construct::Elsewhere(Elsewhere::SlashesInAParameter),
    ];
    issues_and_where_the_next_are(ListIssues<'static>): [
        Construct::Elsewhere(Elsewhere::TopLevelList),
        Construct::Elsewhere(Elsewhere::LinkHeader),
    ];
    a_repository_that_is_as_it_was(GetRepository<'static>): [
        Construct::Elsewhere(Elsewhere::NotModified),
    ];
    an_asset_on_the_host_for_uploads(UploadAsset<'static>): [
        Construct::Elsewhere(Elsewhere::OtherHost),
        Construct::Elsewhere(Elsewhere::StreamedBody),
    ];
}

/// GitHub's REST API.
#[api(base_url = "https://api.github.com", auth = Bearer)]
struct GitHub;

impl Wire {
    fn github(&self) -> Client<GitHub, Bearer> {
        let builder = GitHub::client(Bearer::new("ghp"));
        self.client(builder.replace_base_url(UPLOADS, &self.storage().url()))
    }
}

const UPLOADS: &str = "https://uploads.github.com";

fn json(headers: &str, body: &str) -> String {
    let headers = format!("Content-Type: application/json\r\n{headers}");
    response("200 OK", &headers, body)
}

/// Compares two branches.
#[endpoint(
    GET "/repos/<owner>/<repo>/compare/<base>...<head>" -> Comparison,
    api = GitHub,
    accept = "application/vnd.github+json",
)]
struct Compare<'a> {
    owner: &'a str,
    repo: &'a str,
    base: &'a str,
    head: &'a str,
}

#[derive(Debug, Deserialize)]
struct Comparison {
    ahead_by: u32,
}

async fn two_branches_in_one_segment(wire: &Wire) {
    wire.answers(json("", r#"{"ahead_by":3}"#));
    let compare = Compare {
        owner: "octo",
        repo: "cat",
        base: "main",
        head: "fix/a b",
    };
    assert_eq!(wire.github().send(compare).await.unwrap().ahead_by, 3);
    wire.sent(
        "GET /repos/octo/cat/compare/main...fix%2Fa%20b HTTP/1.1
        accept: application/vnd.github+json
        user-agent: probe/1.0 endpoint/*
        authorization: Bearer ghp
        host: api.github.com",
        "",
    );
}

/// Gives a file of a repository.
#[endpoint(GET "/repos/<owner>/<repo>/contents/<path..>" -> Content, api = GitHub)]
struct GetContent<'a> {
    owner: &'a str,
    repo: &'a str,
    path: &'a str,
    #[query]
    r#ref: Option<&'a str>,
}

#[derive(Debug, Deserialize)]
struct Content {
    size: u64,
}

async fn a_file_by_its_path(wire: &Wire) {
    wire.answers(json("", r#"{"size":5}"#));
    let get = GetContent {
        owner: "octo",
        repo: "cat",
        path: "src/a b/#1.rs",
        r#ref: Some("heads/main"),
    };
    assert_eq!(wire.github().send(get).await.unwrap().size, 5);
    wire.sent(
        "GET /repos/octo/cat/contents/src/a%20b/%231.rs?ref=heads%2Fmain HTTP/1.1
        accept: application/json
        user-agent: probe/1.0 endpoint/*
        authorization: Bearer ghp
        host: api.github.com",
        "",
    );
}

/// Lists a repository's issues.
#[endpoint(GET "/repos/<owner>/<repo>/issues" -> Vec<Issue>, api = GitHub)]
struct ListIssues<'a> {
    owner: &'a str,
    repo: &'a str,
    #[query(style = comma)]
    labels: &'a [&'a str],
    #[query(default = 30)]
    per_page: u8,
}

#[derive(Debug, Deserialize)]
struct Issue {
    number: u64,
}

async fn issues_and_where_the_next_are(wire: &Wire) {
    wire.answers(json(
        "Link: <https://api.github.com/repositories/1/issues?page=2>; rel=\"next\", <https://api.github.com/x>; rel=\"last\"\r\n",
        r#"[{"number":7}]"#,
    ));
    let list = ListIssues::builder()
        .owner("octo")
        .repo("cat")
        .labels(&["bug", "a,b"])
        .build();
    let issues = wire.github().send(list).await.unwrap();
    assert_eq!(issues[0].number, 7);
    let next = "https://api.github.com/repositories/1/issues?page=2";
    assert_eq!(issues.meta.links().href("next"), Some(next));
    wire.sent(
        "GET /repos/octo/cat/issues?labels=bug,a%2Cb&per_page=30 HTTP/1.1
        accept: application/json
        user-agent: probe/1.0 endpoint/*
        authorization: Bearer ghp
        host: api.github.com",
        "",
    );
}

/// Gives a repository, unless it is as it was.
#[endpoint(GET "/repos/<owner>/<repo>" -> Changed, api = GitHub)]
struct GetRepository<'a> {
    owner: &'a str,
    repo: &'a str,
    #[header("if-none-match")]
    known: Option<&'a str>,
}

#[derive(Debug, ByStatus)]
enum Changed {
    #[status(200)]
    Yes(Repository),
    #[status(304)]
    No,
}

#[derive(Debug, Deserialize)]
struct Repository {
    id: u64,
}

async fn a_repository_that_is_as_it_was(wire: &Wire) {
    let mut get = GetRepository {
        owner: "octo",
        repo: "cat",
        known: None,
    };
    wire.answers(json("ETag: W/\"1\"\r\n", r#"{"id":1}"#));
    let repository = wire.github().send(&get).await.unwrap();
    assert_eq!(repository.meta.headers.text("etag"), Some("W/\"1\""));
    assert!(matches!(
        repository.value,
        Changed::Yes(Repository { id: 1 })
    ));
    wire.sent(
        "GET /repos/octo/cat HTTP/1.1
        accept: application/json
        user-agent: probe/1.0 endpoint/*
        authorization: Bearer ghp
        host: api.github.com",
        "",
    );

    wire.answers("HTTP/1.1 304 Not Modified\r\nETag: W/\"1\"\r\n\r\n");
    get.known = Some("W/\"1\"");
    let repository = wire.github().send(&get).await.unwrap();
    assert!(matches!(repository.value, Changed::No));
    wire.sent(
        "GET /repos/octo/cat HTTP/1.1
        if-none-match: W/\"1\"
        accept: application/json
        user-agent: probe/1.0 endpoint/*
        authorization: Bearer ghp
        host: api.github.com",
        "",
    );
}

/// Adds a file to a release. It goes to a host for uploads.
#[endpoint(
    POST "/repos/<owner>/<repo>/releases/<release_id>/assets" -> Asset,
    api = GitHub,
    base_url = "https://uploads.github.com",
    content_type = "application/zip",
)]
struct UploadAsset<'a> {
    owner: &'a str,
    repo: &'a str,
    release_id: u64,
    #[query]
    name: &'a str,
    #[body]
    file: Upload,
}

#[derive(Debug, Deserialize)]
struct Asset {
    state: String,
}

async fn an_asset_on_the_host_for_uploads(wire: &Wire) {
    let uploads = wire.storage();
    uploads.answers(response(
        "201 Created",
        "Content-Type: application/json\r\n",
        r#"{"state":"uploaded"}"#,
    ));
    let upload = UploadAsset {
        owner: "octo",
        repo: "cat",
        release_id: 1,
        name: "a b.zip",
        file: Upload::from_reader(&b"PK.."[..]),
    };
    assert_eq!(wire.github().send(upload).await.unwrap().state, "uploaded");
    uploads.sent(
        "POST /repos/octo/cat/releases/1/assets?name=a%20b.zip HTTP/1.1
        accept: application/json
        content-type: application/zip
        user-agent: probe/1.0 endpoint/*
        authorization: Bearer ghp
        host: storage.test
        transfer-encoding: chunked",
        "PK..",
    );
}
