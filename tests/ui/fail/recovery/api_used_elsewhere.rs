use endpoint::{Credential, Secret, api, endpoint};
use serde::Deserialize;

#[derive(Credential)]
#[credential(header = "Authorization")]
pub struct Token(Secret);

#[api(base_url = "api.example.com", auth = Token)]
pub struct Example;

#[endpoint(GET "/users/<login>" -> User, api = Example)]
struct GetUser {
    login: String,
}

#[derive(Deserialize)]
struct User {
    id: u64,
}

async fn call(token: Token) -> u64 {
    let client = Example::client(token).build().unwrap();
    client.send(GetUser { login: String::new() }).await.unwrap().id
}

fn main() {}
