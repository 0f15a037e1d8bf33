use endpoint::endpoint;

#[endpoint(GET "/users/<login>" ->)]
struct GetUser {
    login: String,
}

fn main() {}
