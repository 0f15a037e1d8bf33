use endpoint::endpoint;

#[endpoint(GET "/users/<login>" -> User)]
struct GetUser {
    login: String,
}

struct User {
    id: u64,
}

fn main() {}
