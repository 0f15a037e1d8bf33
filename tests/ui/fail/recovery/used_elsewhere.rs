use endpoint::{Client, endpoint};
use serde::Deserialize;

#[endpoint(GET "/users/<login" -> User)]
struct GetUser {
    login: String,
    #[query]
    page: Option<u32>,
}

#[derive(Deserialize)]
struct User {
    id: u64,
}

async fn call(client: &Client) -> u64 {
    let user = client.send(GetUser::builder().login("octocat").page(2).build()).await.unwrap();
    client.send(GetUser { login: String::new(), page: None }).await.unwrap();
    user.id
}

fn main() {}
