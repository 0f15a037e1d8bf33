use endpoint::endpoint;

#[endpoint(GET "/users/<login>" in "user")]
struct GetUser {
    login: String,
}

fn main() {}
