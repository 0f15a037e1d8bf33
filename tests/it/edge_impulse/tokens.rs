//! All ways to an access token of Edge Impulse's, against the servers that stand in for it.

use std::collections::HashMap;

use endpoint::auth::OAuth2;
use endpoint::auth::oauth2::{AuthorizationCode, FileStore};
use endpoint::{Location, endpoint};
use stand_in::StandIn;
use stand_in::edge_impulse::{CLIENT_ID, CLIENT_SECRET, PASSWORD, USERNAME};

use super::{EdgeImpulse, LIST, client, started};
use crate::support::TempFile;

/// Where the user says yes; a browser would follow the redirect that comes back.
#[endpoint(GET "/oauth/authorize" -> Location, api = EdgeImpulse, auth = none)]
struct Authorize {
    #[query]
    asked: HashMap<String, String>,
}

fn at(stand_in: &StandIn, path: &str) -> String {
    format!("{}{path}", stand_in.edge_impulse_url())
}

fn by_password(stand_in: &StandIn) -> OAuth2 {
    OAuth2::password(&at(stand_in, "/oauth/token"), USERNAME, PASSWORD)
        .unwrap()
        .client(CLIENT_ID, CLIENT_SECRET)
}

/// As the browser gives it to the server, which is as it was before it was encoded.
fn decoded(text: &str) -> String {
    text.replace("%3A", ":").replace("%2F", "/")
}

/// How often a token was asked for.
fn asked(stand_in: &StandIn) -> usize {
    let requests = stand_in.requests();
    let is_token = |request: &&stand_in::Recorded| request.target.contains("/oauth/token");
    requests.iter().filter(is_token).count()
}

#[tokio::test]
async fn the_program_itself_gets_a_token_once() {
    let stand_in = started(0).await;
    let url = at(&stand_in, "/oauth/token");
    let program = OAuth2::client_credentials(&url, CLIENT_ID, CLIENT_SECRET).unwrap();
    for credential in [program.clone().client_in_body(), program] {
        let client = client(&stand_in, credential);
        client.send(LIST).await.unwrap();
        client.send(LIST).await.unwrap();
    }
    assert_eq!(asked(&stand_in), 2);
}

#[tokio::test]
async fn a_login_survives_a_restart_in_a_file() {
    let stand_in = started(0).await;
    let file = TempFile::with("other", b"");
    let path = file.path().with_file_name("token.json");
    for _ in 0..3 {
        let credential = by_password(&stand_in).store(FileStore::new(&path));
        client(&stand_in, credential).send(LIST).await.unwrap();
    }
    assert_eq!(asked(&stand_in), 1);
}

#[tokio::test]
async fn a_user_logs_in_by_the_browser() {
    let stand_in = started(0).await;
    let sign_in = AuthorizationCode::new(
        &at(&stand_in, "/oauth/authorize"),
        &at(&stand_in, "/oauth/token"),
        CLIENT_ID,
    )
    .unwrap()
    .redirect_uri("http://127.0.0.1/back");
    let login = sign_in.begin().unwrap();
    let url = http::Uri::try_from(login.url()).unwrap();
    let pairs = url.query().unwrap().split('&');
    let pairs = pairs.map(|pair| pair.split_once('=').unwrap());
    let authorize = Authorize {
        asked: pairs
            .map(|(name, value)| (name.to_owned(), decoded(value)))
            .collect(),
    };
    let back = client(&stand_in, by_password(&stand_in))
        .send(authorize)
        .await
        .unwrap();
    let location: &str = &back;
    let credential = login.redirected(location).unwrap();
    let client = client(&stand_in, credential);
    client.authenticate().await.unwrap();
    client.send(LIST).await.unwrap();
    assert_eq!(asked(&stand_in), 1);
}
