use endpoint::endpoint;
use serde::Deserialize;

#[endpoint(GET "/users/<login>" -> User in)]
struct GetUser {
    login: String,
}

#[derive(Deserialize)]
struct User {
    id: u64,
}

fn main() {}
