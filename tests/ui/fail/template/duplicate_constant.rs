use endpoint::endpoint;

#[endpoint(GET "/users/<login>?version=1&version=2")]
struct Get {
    login: String,
}

fn main() {}
