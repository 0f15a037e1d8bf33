//! The credential in a client: alone, with others, chosen at run time, without `async`.

use endpoint::auth::{Anonymous, Bearer, Dynamic, HeaderKey, OAuth2};
use endpoint::transport::Reply;
use endpoint::{Client, Credential, ErrorKind, NoContent, Secret, api, endpoint};

use super::servers::Servers;
use super::{Get, TOKEN_URL, by_old, by_refresh, clock, lives, no, own};
use crate::support::{BASE, memory};

#[derive(Credential)]
#[credential(header = "x-api-key")]
struct ApiKey(Secret);

#[api(base_url = "https://api.test", auth = ApiKey | OAuth2)]
struct Studio;

#[endpoint(GET "/exports" -> NoContent, api = Studio)]
struct List {}

#[endpoint(GET "/me" -> NoContent, api = Studio, auth = OAuth2)]
struct Me {}

#[endpoint(GET "/open" -> NoContent, api = Studio, auth = none)]
struct Open {}

#[tokio::test]
async fn an_api_takes_it_as_one_of_several() {
    let memory = memory([
        lives("1", 3600),
        Reply::new(204),
        Reply::new(204),
        Reply::new(204),
    ]);
    let client = Studio::client(own())
        .transport(memory.clone())
        .build()
        .unwrap();
    client.send(List {}).await.unwrap();
    client.send(Me {}).await.unwrap();
    client.send(Open {}).await.unwrap();
    let sent = memory.sent();
    assert_eq!(sent[0].url, TOKEN_URL);
    assert_eq!(sent[1].headers["authorization"], "Bearer 1");
    assert_eq!(sent[2].headers["authorization"], "Bearer 1");
    assert!(!sent[3].headers.contains_key("authorization"));
}

#[tokio::test]
async fn a_call_without_a_credential_needs_no_token() {
    let memory = memory([Reply::new(204), Reply::new(401)]);
    let client = Studio::client(own())
        .transport(memory.clone())
        .build()
        .unwrap();
    client.send(Open {}).await.unwrap();
    assert_eq!(
        client.send(Open {}).await.unwrap_err().status().unwrap(),
        401
    );
    assert_eq!(memory.sent().len(), 2);
}

#[tokio::test]
async fn one_of_a_pair_is_renewed_by_itself() {
    let servers = Servers::answering([lives("new", 3600)]);
    servers.refuse("old");
    let pair = (HeaderKey::new("x-api-key", "key"), by_old());
    let client = Client::builder(BASE)
        .transport(servers.clone())
        .credential(pair)
        .build()
        .unwrap();
    client.send(Get {}).await.unwrap();
    assert_eq!(servers.seen(), ["old", "new"]);
    assert_eq!(servers.asked().len(), 1);
}

#[tokio::test]
async fn one_that_is_chosen_at_run_time_is_renewed_too() {
    let servers = Servers::answering([lives("new", 3600)]);
    servers.refuse("old");
    let client = Studio::client(Dynamic::new(by_old()))
        .transport(servers.clone())
        .build()
        .unwrap();
    client.send(Me {}).await.unwrap();
    assert_eq!(servers.seen(), ["old", "new"]);
}

#[tokio::test]
async fn clones_have_one_token_in_all_clients() {
    let servers = Servers::answering([lives("1", 3600), lives("2", 3600)]);
    let (clock, by) = (clock(), own());
    super::call(&super::client(&servers, &clock, by.clone())).await;
    super::call(&super::client(&servers, &clock, by.clone())).await;
    super::call(&super::client(&servers, &clock, by.scope("other"))).await;
    assert_eq!(servers.seen(), ["1", "1", "2"]);
}

#[tokio::test]
async fn a_token_can_be_fetched_before_it_is_needed() {
    let servers = Servers::answering([lives("1", 3600)]);
    let client = super::client(&servers, &clock(), own());
    client.authenticate().await.unwrap();
    client.authenticate().await.unwrap();
    assert!(servers.seen().is_empty());
    super::call(&client).await;
    assert_eq!(servers.asked().len(), 1);
}

#[tokio::test]
async fn a_program_learns_at_once_that_there_is_no_token_to_be_had() {
    let servers = Servers::answering([no("invalid_grant")]);
    let client = super::client(&servers, &clock(), by_refresh());
    let error = client.authenticate().await.unwrap_err();
    assert_eq!(error.kind(), ErrorKind::Auth);
    let said = error.to_string();
    assert!(
        said.starts_with("token (POST <token endpoint>): the token endpoint "),
        "{said}"
    );
    assert!(said.contains("sign in again"), "{said}");
}

#[tokio::test]
async fn other_credentials_have_nothing_to_fetch() {
    let memory = memory([]);
    let builder = || Client::builder(BASE).transport(memory.clone());
    let anonymous = builder().credential(Anonymous).build().unwrap();
    anonymous.authenticate().await.unwrap();
    let bearer = builder().credential(Bearer::new("t")).build().unwrap();
    bearer.authenticate().await.unwrap();
    assert!(memory.sent().is_empty());
}

#[test]
fn a_blocking_client_fetches_and_renews() {
    let servers = Servers::answering([lives("old", 3600), lives("new", 3600)]);
    let client = super::builder(&servers, &clock(), own())
        .build_blocking()
        .unwrap();
    client.authenticate().wait().unwrap();
    assert_eq!(servers.asked().len(), 1);
    servers.refuse("old");
    client.send(Get {}).wait().unwrap();
    assert_eq!(servers.seen(), ["old", "new"]);
    assert_eq!(servers.asked().len(), 2);
}
