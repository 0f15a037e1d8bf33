use endpoint::endpoint;
use serde::Deserialize;

#[endpoint(GET -> User)]
struct GetUser {
    login: String,
}

#[derive(Deserialize)]
struct User {
    id: u64,
}

fn main() {}
