//! The trait written by hand does all that the macro's does.

use endpoint::transport::Reply;
use endpoint::{
    Accepts, Api, Credential, EncodeError, Endpoint, Headers, Json, Method, Operation, Plain,
    RequestWriter, Undescribed,
};
use serde::Deserialize;

use crate::support::{client, memory, refused};

/// Renames a branch, and says what came of it.
struct RenameBranch {
    repo: &'static str,
    branch: String,
    new_name: String,
    dry_run: Option<bool>,
}

#[derive(Debug, PartialEq, Deserialize)]
struct Branch {
    name: String,
}

#[derive(Debug, Deserialize)]
struct Problem {
    reason: String,
}

impl Endpoint for RenameBranch {
    type Api = Undescribed;
    type Output = Branch;
    type Envelope = Plain;
    type Error = Problem;
    type Meta = Headers;
    const OPERATION: &'static Operation = &Operation::new(
        "RenameBranch",
        Method::POST,
        "/repos/<repo..>/branches/<branch>/rename?api=2",
    );

    fn write(&self, request: &mut RequestWriter<'_>) -> Result<(), EncodeError> {
        request.literal("/repos/");
        request.segments("repo", self.repo)?;
        request.literal("/branches/");
        request.segment("branch", &self.branch)?;
        request.literal("/rename");
        request.query_constant("api", "api=2");
        request.query("dry_run", &self.dry_run)?;
        request.header("x-trace", "1")?;
        request.json("new_name", &self.new_name)
    }
}

impl<C: Credential> Accepts<C> for RenameBranch {}

fn rename() -> RenameBranch {
    RenameBranch {
        repo: "octo/cat",
        branch: "a/b".into(),
        new_name: "c".into(),
        dry_run: Some(true),
    }
}

#[tokio::test]
async fn a_hand_written_endpoint_is_sent_and_decoded() {
    let memory = memory([Reply::json(200, r#"{"name": "c"}"#)]);
    let branch = client(&memory).send(rename()).await.unwrap();
    assert_eq!(branch.name, "c");
    let sent = &memory.sent()[0];
    assert_eq!(sent.method, Method::POST);
    assert_eq!(
        sent.url,
        "https://api.test/repos/octo/cat/branches/a%2Fb/rename?api=2&dry_run=true"
    );
    assert_eq!(sent.headers["x-trace"], "1");
    assert_eq!(sent.body, r#"{"new_name":"c"}"#);
}

#[tokio::test]
async fn its_refusals_are_typed() {
    let memory = memory([Reply::json(422, r#"{"reason": "taken"}"#)]);
    let refusal = refused(client(&memory).send(&rename()).await);
    assert_eq!(refusal.body().unwrap().reason, "taken");
    assert!(
        refusal
            .to_string()
            .starts_with("RenameBranch (POST /repos/<repo..>")
    );
}

#[test]
fn it_works_without_a_client() {
    let base = "https://api.test/v3".parse().unwrap();
    let request = rename().request(&base).unwrap();
    assert_eq!(
        request.uri().path(),
        "/v3/repos/octo/cat/branches/a%2Fb/rename"
    );
    let answer = http::Response::new(bytes::Bytes::from_static(br#"{"name": "c"}"#));
    assert_eq!(RenameBranch::decode(answer).unwrap().name, "c");
}

/// An API by hand, with an endpoint that takes its envelope from it.
struct Forge;

impl Api for Forge {
    type Envelope = endpoint::Data;
    type Error = Json;
    type Meta = Headers;
    const NAME: &'static str = "Forge";
    const BASE_URL: &'static str = "https://forge.test/api";
    const QUERY: &'static [(&'static str, &'static str)] = &[("v", "1")];
    const AUTH: &'static [endpoint::auth::Scheme] = &[];
}

struct Motto;

impl Endpoint for Motto {
    type Api = Forge;
    type Output = String;
    type Envelope = <Forge as Api>::Envelope;
    type Error = <Forge as Api>::Error;
    type Meta = <Forge as Api>::Meta;
    const OPERATION: &'static Operation = &Operation::new("Motto", Method::GET, "/motto");

    fn write(&self, request: &mut RequestWriter<'_>) -> Result<(), EncodeError> {
        request.literal("/motto");
        Ok(())
    }
}

impl<C: Credential> Accepts<C> for Motto {}

#[tokio::test]
async fn an_api_can_be_described_by_hand() {
    let memory = memory([Reply::json(200, r#"{"data": "strike while it is hot"}"#)]);
    let builder = endpoint::ClientBuilder::<Forge, _>::new(endpoint::auth::Anonymous);
    let forge = builder.transport(memory.clone()).build().unwrap();
    let motto = forge.send(Motto).await.unwrap();
    assert_eq!(*motto, "strike while it is hot");
    assert_eq!(memory.sent()[0].url, "https://forge.test/api/motto?v=1");
}
